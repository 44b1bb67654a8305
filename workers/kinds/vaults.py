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
    for name in ([own] if own else []) + _others(door, own):
        try:
            point = door.describe_recovery_point(name, arn)
        except NotFound:
            continue
        return point.model_copy(update={"vault": name})
    return None


def _others(door: AwsBackup, own: str | None) -> list[str]:
    try:
        found, _ = door.vaults()
    except NotSupported:
        return []
    return list(islice((vault.name for vault in found if vault.name != own), MOST_VAULTS))
