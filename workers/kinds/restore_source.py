"""What a restore reads: a living table, or a backup of a table that may be gone."""

from dataclasses import dataclass
from datetime import datetime

from recovery.config import Config
from recovery.errors import Refusal
from recovery.instants import iso
from recovery.names import is_region
from recovery.words import code
from workers.aws.door import Aws
from workers.aws.errors import (
    AwsError,
    NotFound,
    NotSupported,
    Rejected,
    Throttled,
    Unreachable,
)
from workers.aws.models import Backup, BackupDetail, Table
from workers.kinds.backup import no_table
from workers.kinds.checks import reason_for
from workers.kinds.restore_checks import offer_backup
from workers.kinds.restore_order import RestoreRequest
from workers.kinds.sources import (
    DELETED,
    FoundTable,
    Listing,
    Place,
    backups_of,
    find_backups,
    find_table,
    places,
)
from workers.kinds.work import Known

_ARN_PARTS = 6
"""arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/backup/ID."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """What the restore reads.

    Attributes:
        place: Where it is.
        found: The living table; None if it is gone.
        detail: The backup with what it remembers; None for point-in-time.
    """

    place: Place
    found: FoundTable | None = None
    detail: BackupDetail | None = None

    @property
    def table(self) -> Table | None:
        """The table as it will come back: as the backup remembers it, else as it is."""
        return (self.detail.table if self.detail else None) or self.living

    @property
    def living(self) -> Table | None:
        """The table as it is now."""
        return self.found.table if self.found else None

    @property
    def backup(self) -> Backup | None:
        """The backup, for restores from one."""
        return self.detail.backup if self.detail else None


def find_source(aws: Aws, request: RestoreRequest, known: Known) -> Source:
    """Find what the request means by asking AWS.

    Raises:
        Refusal: Nothing of that name, several, or no such backup; gone with its history.
        AwsError: A place that matters could not be asked.
    """
    if request.backup and request.backup.startswith("arn:"):
        return _by_arn(aws, request, request.backup, known)
    among = places(known.config, request.table, request.account)
    found = find_table(aws, among, request.table.name, request.command)
    if found is None:
        return _of_gone_table(aws, request, among, known)
    if request.backup is None:
        return Source(place=found.place, found=found)
    dynamodb = aws.dynamodb(found.place.account, found.place.region)
    listing = backups_of(dynamodb, request.table.name, known.now)
    chosen = _pick(listing, request.backup, request, found.place)
    return Source(place=found.place, found=found, detail=_described(aws, found.place, chosen))


def newest_backup(aws: Aws, place: Place, table: str, now: datetime) -> Backup | str:
    """The newest backup that can be restored, or a sentence why there is none to offer."""
    try:
        listing = backups_of(aws.dynamodb(place.account, place.region), table, now)
    except AwsError as error:
        return f"Whether there is a backup is not known: {reason_for(error)}."
    if newest := _newest(listing):
        return newest
    return _too_many(place, table) if listing.since else "There is no backup either."


def _newest(listing: Listing) -> Backup | None:
    return next((one for one in listing.backups if one.status == "AVAILABLE"), None)


def _by_arn(aws: Aws, request: RestoreRequest, arn: str, known: Known) -> Source:
    place = _place_of(arn, request, known.config, sandbox=aws.sandbox)
    _check_region(arn, request, place)
    detail = _detail_of(aws, request, arn, place, known)
    found = find_table(aws, [place], request.table.name, request.command)
    return Source(place=place, found=found, detail=detail)


def _detail_of(
    aws: Aws, request: RestoreRequest, arn: str, place: Place, known: Known
) -> BackupDetail:
    """What the backup remembers; where it cannot be described, it may be listed."""
    dynamodb = aws.dynamodb(place.account, place.region)
    try:
        return dynamodb.describe_backup(arn)
    except NotFound:
        raise _no_backup(request, arn) from None
    except (NotSupported, Rejected):
        listing = backups_of(dynamodb, request.table.name, known.now)
    return BackupDetail(backup=_pick(listing, arn, request, place))


def _check_region(arn: str, request: RestoreRequest, place: Place) -> None:
    """The table is named where the backup is; `--region` says where the new one goes."""
    named = request.table.region
    if named in {None, "", place.region}:
        return
    region = request.region or str(named)
    there = request.command_with(place.table(request.table.name), backup=arn, region=region)
    raise Refusal(
        f"That backup is in {place.region}, not in {named}.",
        advice="Name the table where its backup is; --region says where the new table goes.",
        commands=(there,),
    )


def _place_of(arn: str, request: RestoreRequest, config: Config, *, sandbox: bool) -> Place:
    parts = arn.split(":", _ARN_PARTS - 1)
    if (
        len(parts) != _ARN_PARTS
        or parts[2] != "dynamodb"
        or not is_region(parts[3])
        or "/backup/" not in parts[5]
    ):
        raise Refusal(
            f"{code(arn)} is not the ARN of a DynamoDB backup.",
            advice="`backups` lists them; AWS Backup's recovery points cannot be restored here.",
            commands=(f"backups {request.table}",),
        )
    named = request.table.account or request.account
    accounts = [config.account(named)] if named else list(config.accounts)
    own = next((one for one in accounts if one.id == parts[4]), None)
    if own is None and not sandbox:
        ours = ", ".join(f"{one.name} ({one.id})" for one in accounts)
        raise Refusal(
            f"That backup is of account {code(parts[4])}, not of {ours}.",
            advice="AWS restores a backup only into the account it was made in.",
        )
    return Place(account=(own or accounts[0]).name, region=parts[3])


def _of_gone_table(
    aws: Aws, request: RestoreRequest, among: tuple[Place, ...], known: Known
) -> Source:
    name = request.table.name
    left = find_backups(aws, among, name, request.command, known.now)
    if left is None:
        raise no_table(request.table, among, nor=", and no backup of one")
    if request.at is not None:
        raise _history_gone(request, left.place, left.listing)
    if request.backup is None:
        # The newest state there is. AWS makes one when a table is deleted with PITR on: while
        # that one is not ready, an older one would quietly lose what came after it.
        backups, newest = left.listing.backups, _newest(left.listing)
        chosen = next((one for one in backups if one.name.endswith(DELETED)), None)
        if chosen is None or (newest is not None and newest.created > chosen.created):
            chosen = _pick(left.listing, "latest", request, left.place)
    else:
        chosen = _pick(left.listing, request.backup, request, left.place)
    return Source(place=left.place, detail=_described(aws, left.place, chosen))


def _history_gone(request: RestoreRequest, place: Place, listing: Listing) -> Refusal:
    available = [one for one in listing.backups if one.status == "AVAILABLE"]
    offers = [offer_backup(request, place, one) for one in available[:3]]
    table = code(str(place.table(request.table.name)))
    if listing.backups:
        advice = f"Of its backups the newest is of {iso(listing.backups[0].created)}."
    else:
        advice = _too_many(place, request.table.name)
    return Refusal(
        f"The table {table} is gone, and its point-in-time history with it.",
        advice=advice,
        commands=tuple(command for _, command, _ in offers),
    )


def _pick(listing: Listing, wanted: str, request: RestoreRequest, place: Place) -> Backup:
    """The backup that is meant; two may have the same name, then it is the newer one."""
    backup = _newest(listing) if wanted == "latest" else _named(listing, wanted)
    if backup is not None:
        return backup
    name = request.table.name
    if listing.since is not None:
        what = "the newest is" if wanted == "latest" else f"{code(wanted)} is"
        raise Refusal(
            f"Which backup of {code(str(place.table(name)))} {what} could not be told.",
            advice=_too_many(place, name),
        )
    if wanted != "latest":
        raise _no_backup(request, wanted)
    raise Refusal(
        f"There is no backup of {code(str(place.table(name)))} to restore.",
        advice="Make one with `backup`, or go back with --at where PITR is on.",
    )


def _named(listing: Listing, wanted: str) -> Backup | None:
    for one in listing.backups:
        if wanted in {one.arn, one.name} or one.arn.endswith(f"/backup/{wanted}"):
            return one
    return None


def _too_many(place: Place, table: str) -> str:
    """What to do where listing all backups takes longer than a plan may."""
    return (
        "It has too many backups to list them in time. Find its ARN with "
        f"`aws dynamodb list-backups --region {place.region} --table-name {table} "
        "--time-range-lower-bound DAY`, and name it with --backup."
    )


def _no_backup(request: RestoreRequest, wanted: str) -> Refusal:
    return Refusal(
        f"There is no backup {code(wanted)} of {code(str(request.table))}.",
        advice="`backups` lists what there is.",
        commands=(f"backups {request.table}",),
    )


def _described(aws: Aws, place: Place, backup: Backup) -> BackupDetail:
    """What the backup remembers; its listing alone where an endpoint cannot say more."""
    try:
        return aws.dynamodb(place.account, place.region).describe_backup(backup.arn)
    except (Throttled, Unreachable):
        raise
    except AwsError:
        return BackupDetail(backup=backup)
