"""Finding a recovery point in the vaults of an account and region."""

from itertools import islice

from workers.aws.backup_door import AwsBackup
from workers.aws.backup_models import RecoveryPoint
from workers.aws.door import Aws
from workers.aws.errors import NotFound, NotSupported
from workers.kinds.sources import Place

MOST_VAULTS = 20
"""Vaults of a region in which a recovery point is looked for."""


def find_point(aws: Aws, place: Place, own: str | None, arn: str) -> RecoveryPoint | None:
    """The recovery point in the vault that is ours, or else in whichever one has it."""
    door = aws.backup(place.account, place.region)
    for name in vault_names(door, own):
        try:
            point = door.describe_recovery_point(name, arn)
        except NotFound:
            continue
        return point.model_copy(update={"vault": name})
    return None


def vault_names(door: AwsBackup, own: str | None) -> list[str]:
    """Our own vault, then the others there, as far as they are looked into."""
    names = dict.fromkeys([own] if own else [])
    start_after = ""
    while len(names) < MOST_VAULTS:
        try:
            page, start_after = door.vaults(start_after=start_after)
        except NotSupported:
            break
        names |= dict.fromkeys(vault.name for vault in page)
        if not start_after:
            break
    return list(islice(names, MOST_VAULTS))
