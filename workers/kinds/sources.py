"""Finding what somebody means by a table or a backup, by asking AWS."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from recovery.config import Config
from recovery.errors import Refusal
from recovery.outcome import Value
from recovery.references import TableReference
from recovery.words import code
from workers.aws.door import Aws, DynamoDb
from workers.aws.errors import AwsError, NotFound
from workers.aws.models import Backup, BackupPage, Table
from workers.kinds.checks import raise_throttled

MOST_PAGES = 20
"""Pages of 100 backups that are read of one table: at AWS's rate they take six seconds."""
PAGES_AT_ONCE = 8
"""Of those, as many are read of one listing before a shorter one is tried."""
RECENT = (timedelta(days=1), timedelta(days=7), timedelta(days=35))
"""How far back a table's backups are listed where there are too many to list all of them."""
DELETED = "$DeletedTableBackup"
"""Suffix of the backup AWS makes of a table that is deleted with PITR on; kept 35 days."""

Again = Callable[[TableReference], str]
"""The command that was given, about this table."""


class Place(Value):
    """An account of the configuration and a region."""

    account: str
    region: str

    def __str__(self) -> str:
        """`prod/us-east-2`."""
        return f"{self.account}/{self.region}"

    def table(self, name: str) -> TableReference:
        """The full reference of a table there."""
        return TableReference(account=self.account, region=self.region, name=name)


class FoundTable(Value):
    """The one table meant, and the places that could not be asked."""

    place: Place
    table: Table
    unasked: tuple[str, ...] = ()

    @property
    def named(self) -> dict[str, str]:
        """The table as plans name it: `table_id` tells it from a later one of its name."""
        return {
            "table_arn": self.table.arn,
            "table_id": self.table.incarnation,
            "table": self.table.name,
            "region": self.place.region,
            "account": self.place.account,
        }


class Listing(Value):
    """Backups of a table that DynamoDB itself can restore, newest first.

    Attributes:
        since: All that were made since then are here; None if all there are are here.
    """

    backups: tuple[Backup, ...]
    since: datetime | None = None


class FoundBackups(Value):
    """Backups left of a table, all in one place."""

    place: Place
    listing: Listing


def places(config: Config, reference: TableReference, account: str | None) -> tuple[Place, ...]:
    """Where a table may be: home and DR region of each account, as far as it is not named.

    Raises:
        Refusal: No such account.
    """
    named = reference.account or account
    accounts = [config.account(named)] if named else list(config.accounts)
    return tuple(
        Place(account=one.name, region=region)
        for one in accounts
        for region in ([reference.region] if reference.region else [one.region, one.dr_region])
    )


def find_table(aws: Aws, among: Sequence[Place], name: str, again: Again) -> FoundTable | None:
    """The table of that name, None if there is none anywhere.

    Raises:
        Refusal: There are several.
        AwsError: Somewhere could not be asked, and it was found nowhere else.
    """
    answers = aws.side_by_side(
        [partial(aws.dynamodb(at.account, at.region).describe_table, name) for at in among]
    )
    raise_throttled(answers)
    found = _found(among, answers, Table)
    if len(found) > 1:
        raise _ambiguous(name, [at for at, _ in found], again)
    troubles = _troubles(answers)
    if not found:
        if troubles:
            raise troubles[0]
        return None
    place, table = found[0]
    return FoundTable(place=place, table=table, unasked=tuple(e.place for e in troubles))


def find_backups(
    aws: Aws, among: Sequence[Place], table: str, again: Again, now: datetime
) -> FoundBackups | None:
    """Native backups of a table that is gone, None if none is left.

    Raises:
        Refusal: There are some in several places.
        AwsError: Somewhere could not be asked, and none was found elsewhere.
    """
    answers = aws.side_by_side(
        [partial(backups_of, aws.dynamodb(at.account, at.region), table, now) for at in among]
    )
    raise_throttled(answers)
    found = [
        (at, listing)
        for at, listing in _found(among, answers, Listing)
        if listing.backups or listing.since
    ]
    if len(found) > 1:
        raise _ambiguous(table, [at for at, _ in found], again)
    if not found:
        if troubles := _troubles(answers):
            raise troubles[0]
        return None
    return FoundBackups(place=found[0][0], listing=found[0][1])


def backups_of(dynamodb: DynamoDb, table: str, now: datetime) -> Listing:
    """All backups of a table; of a table with too many, all recent ones.

    AWS promises no order, so that only a listing read to its end tells which is the
    newest. The first that ends and has one to restore is enough.
    """
    best, left = Listing(backups=(), since=now), MOST_PAGES
    for since in (None, *(now - recent for recent in RECENT)):
        pages = _pages(dynamodb, table, since, most=min(left, PAGES_AT_ONCE))
        left -= len(pages)
        if pages and not pages[-1].next_arn:
            best = Listing(backups=_native(pages, table), since=since)
            if since is None or any(one.status == "AVAILABLE" for one in best.backups):
                break
    return best


def _pages(
    dynamodb: DynamoDb, table: str, since: datetime | None, *, most: int
) -> list[BackupPage]:
    pages: list[BackupPage] = []
    while len(pages) < most and not (pages and not pages[-1].next_arn):
        start_after = pages[-1].next_arn if pages else ""
        pages.append(dynamodb.list_backups(table=table, since=since, start_after=start_after))
    return pages


def _native(pages: list[BackupPage], table: str) -> tuple[Backup, ...]:
    """AWS Backup's recovery points may be listed too; only AWS Backup restores those."""
    native = [
        one
        for page in pages
        for one in page.backups
        if one.table == table and ":dynamodb:" in one.arn
    ]
    return tuple(sorted(native, key=lambda one: one.created, reverse=True))


def _found(among: Sequence[Place], answers: list[Any], of: type) -> list[tuple[Place, Any]]:
    return [(at, one) for at, one in zip(among, answers, strict=True) if isinstance(one, of)]


def _troubles(answers: list[Any]) -> list[AwsError]:
    return [one for one in answers if isinstance(one, AwsError) and not isinstance(one, NotFound)]


def _ambiguous(name: str, found: list[Place], again: Again) -> Refusal:
    references = [place.table(name) for place in found]
    listed = ", ".join(code(str(one)) for one in references)
    return Refusal(
        f"{code(name)} is in {len(found)} places: {listed}.",
        advice="Name the one you mean.",
        commands=tuple(again(reference) for reference in references),
    )
