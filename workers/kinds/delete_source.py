"""Which one backup is meant: there must be no doubt about what is deleted."""

from datetime import datetime

from recovery.config import Account, Config
from recovery.errors import Refusal
from recovery.outcome import Value
from recovery.words import code
from workers.aws.backup_models import RecoveryPoint
from workers.aws.door import Aws
from workers.aws.errors import NotFound, NotSupported
from workers.aws.models import Backup
from workers.kinds.copy_source import BACKUP_ARN
from workers.kinds.delete_order import DeleteRequest
from workers.kinds.sources import Listing, Place, backups_of, places
from workers.kinds.vaults import find_point, shown_point
from workers.kinds.work import Known

OF_AWS_BACKUP = "AWS_BACKUP"
"""DynamoDB's BackupType of what AWS Backup made: only AWS Backup deletes it."""


class Doomed(Value):
    """The backup that is to go: a native one, or a recovery point in its vault."""

    place: Place
    backup: Backup | None = None
    point: RecoveryPoint | None = None

    @property
    def arn(self) -> str:
        """Its ARN."""
        return self.backup.arn if self.backup else self.point.arn if self.point else ""

    @property
    def name(self) -> str:
        """What people know it by: a name, or the last part of a recovery point's ARN."""
        return self.backup.name if self.backup else self.arn.rpartition(":")[2]

    @property
    def data_of(self) -> datetime:
        """The instant its data is of."""
        made = self.backup or self.point
        if made is None:
            raise ValueError("there is neither a backup nor a recovery point")
        return made.created


def find_doomed(aws: Aws, request: DeleteRequest, known: Known) -> Doomed:
    """Find the backup.

    Raises:
        Refusal: There is none, there are several, or it is of another table.
    """
    if request.backup == "latest":
        raise Refusal(
            "What is deleted is named: `latest` may be another one by the time it is approved.",
            advice="`backups` lists them with their names.",
            commands=(f"backups {request.table}",),
        )
    parts = BACKUP_ARN.fullmatch(request.backup)
    if parts is None:
        return _of_name(aws, request, known)
    account = _owner(request, parts["account"], known.config, sandbox=aws.sandbox)
    place = Place(account=account.name, region=parts["region"])
    found = _by_arn(aws, place, account, request.backup, known.now)
    if found is None:
        raise no_backup(request)
    _check_table(request, found)
    return found


def _owner(request: DeleteRequest, account_id: str, config: Config, *, sandbox: bool) -> Account:
    named = request.table.account
    accounts = [config.account(named)] if named else list(config.accounts)
    own = next((one for one in accounts if one.id == account_id), None)
    if own is None and not sandbox:
        ours = ", ".join(f"{one.name} ({one.id})" for one in accounts)
        raise Refusal(f"That backup is of account {code(account_id)}, not of {ours}.")
    return own or accounts[0]


def _by_arn(aws: Aws, place: Place, account: Account, arn: str, now: datetime) -> Doomed | None:
    """A native backup; or a recovery point, which may have an ARN of DynamoDB's too."""
    backup = _native(aws, place, arn, now) if ":dynamodb:" in arn else None
    if backup is not None and backup.kind != OF_AWS_BACKUP:
        return Doomed(place=place, backup=backup)
    point = find_point(aws, place, account.vault, arn)
    if point is not None:
        return Doomed(place=place, point=point)
    return Doomed(place=place, backup=backup) if backup else None


def _native(aws: Aws, place: Place, arn: str, now: datetime) -> Backup | None:
    dynamodb = aws.dynamodb(place.account, place.region)
    try:
        return dynamodb.describe_backup(arn).backup
    except NotFound:
        return None
    except NotSupported:
        table = arn.partition(":table/")[2].partition("/")[0]
        listing = backups_of(dynamodb, table, now)
    return next((one for one in listing.backups if one.arn == arn), None)


def _of_name(aws: Aws, request: DeleteRequest, known: Known) -> Doomed:
    """By name, in every place the table may be; two of one name are told apart by their ARNs."""
    wanted, found = request.backup, list[Doomed]()
    for place in places(known.config, request.table, None):
        account = known.config.account(place.account)
        arn = account.arn("backup", place.region, f"recovery-point:{wanted}")
        if point := find_point(aws, place, account.vault, arn):
            found.append(Doomed(place=place, point=point))
        listing = backups_of(
            aws.dynamodb(place.account, place.region), request.table.name, known.now
        )
        found += [Doomed(place=place, backup=one) for one in _named(listing, wanted)]
    if not found and (shown := _of_shown(aws, request, known)):
        found.append(shown)
    if not found:
        raise no_backup(request)
    if len(found) > 1:
        raise _several(request, found)
    _check_table(request, found[0])
    return found[0]


def _of_shown(aws: Aws, request: DeleteRequest, known: Known) -> Doomed | None:
    """A recovery point as `backups` shows it."""
    shown = shown_point(request.backup, request.table, known, request.command)
    if shown is None:
        return None
    place = Place(account=shown.account, region=shown.region)
    return _by_arn(aws, place, known.config.account(shown.account), shown.arn, known.now)


def _named(listing: Listing, wanted: str) -> list[Backup]:
    return [
        one
        for one in listing.backups
        if one.name == wanted or one.arn.endswith(f"/backup/{wanted}")
    ]


def _several(request: DeleteRequest, found: list[Doomed]) -> Refusal:
    return Refusal(
        f"{len(found)} backups of {code(request.table.name)} are called {code(request.backup)}.",
        advice="Name the one to delete by its ARN.",
        commands=tuple(
            request.command(one.place.table(request.table.name), one.arn) for one in found[:3]
        ),
    )


def _check_table(request: DeleteRequest, found: Doomed) -> None:
    table = table_of(found)
    if table != request.table.name:
        raise Refusal(
            f"That backup is of {code(table)}, not of {code(request.table.name)}.",
            advice="Name its own table, or leave the table out.",
            commands=(request.command(found.place.table(table), found.arn),),
        )


def table_of(found: Doomed) -> str:
    """The table it was made of."""
    if found.backup is not None:
        return found.backup.table
    return found.point.resource_arn.rpartition("/")[2] if found.point else ""


def no_backup(request: DeleteRequest) -> Refusal:
    """Nothing of that name or ARN is anywhere we look."""
    return Refusal(
        f"There is no backup {code(request.backup)} of {code(str(request.table))}.",
        advice="`backups` lists what there is.",
        commands=(f"backups {request.table}",),
    )
