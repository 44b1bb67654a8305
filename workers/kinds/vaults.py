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
    try:
        found, _ = door.vaults()
    except NotSupported:
        found = ()
    others = (vault.name for vault in found if vault.name != own)
    return [*([own] if own else []), *islice(others, MOST_VAULTS)]
