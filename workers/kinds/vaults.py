"""Finding a recovery point in the vaults of an account and region."""

from collections.abc import Callable
from itertools import islice

from recovery.errors import Refusal
from recovery.inventory import BackupEntry
from recovery.point_names import point_id, points_called
from recovery.references import TableReference
from recovery.words import code
from workers.aws.backup_door import AwsBackup
from workers.aws.backup_models import RecoveryPoint
from workers.aws.door import Aws
from workers.aws.errors import NotFound, NotSupported
from workers.kinds.sources import Place
from workers.kinds.work import Known

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


def shown_point(
    typed: str, table: TableReference, known: Known, again: Callable[[TableReference, str], str]
) -> BackupEntry | None:
    """The one that a list shows so, by what was seen; AWS is to be asked for it by its ARN.

    Raises:
        Refusal: There are several.
    """
    accounts = {one.name for one in known.config.accounts}
    seen = known.sightings.backups(table=table.name)
    found = [one for one in points_called(typed, table, seen) if one.account in accounts]
    if len(found) > 1:
        raise Refusal(
            f"{len(found)} recovery points of {code(table.name)} are called {code(typed)}: "
            + ", ".join(code(point_id(one.arn)) for one in found)
            + ".",
            advice="Name the one you mean by its whole id, or its ARN.",
            commands=tuple(
                again(Place(account=one.account, region=one.region).table(table.name), one.arn)
                for one in found[:3]
            ),
        )
    return found[0] if found else None


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
