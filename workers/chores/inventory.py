"""The inventory of one account and region: tables with their PITR windows, and backups.

It serves type-ahead and lists, never a decision. Many tables and backups take many calls
at AWS's rates, so a run reads as many as its time allows (of tables those never seen
first), and the next one goes on where it stopped; of the others the last sighting stays.
Recovery points of AWS Backup are read by a chore of their own, `recovery_points`.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from recovery.inventory import BackupEntry, Source, TableEntry
from recovery.strategies import POLICY_TAG
from workers.aws.door import DynamoDb
from workers.aws.errors import AwsError, Paced
from workers.aws.models import Backup, PointInTime, Table
from workers.chores.listing import Listing
from workers.engine import Engine

EVERY = timedelta(minutes=5)
SOON = timedelta(seconds=5)
"""Until the next run where tables are left to describe."""
MOST_SECONDS = 4.0
"""For describing tables: a worker at this is not there for people."""
LISTING_SECONDS = 1.0
"""For listing backups, which jobs that wait for theirs list at the same rate."""
OVERLAP = timedelta(hours=1)
"""A new backup is listed as CREATING: until it is AVAILABLE it is read again and again."""
TOGETHER = 4
_NEXT = "next"


def take_inventory(engine: Engine, account: str, region: str) -> datetime:
    """Read what is there; returns when to look again."""
    dynamodb = engine.aws.dynamodb(account, region)
    now = engine.clock.now()
    try:
        names = _names(dynamodb)
        has_all = _read_backups(engine, dynamodb, account, region)
    except Paced as paced:
        return now + timedelta(seconds=max(paced.seconds, SOON.total_seconds()))
    except AwsError as error:
        engine.ledger.sightings.failed(account, region, f"{error.operation}: {error.code}")
        engine.log.warning("inventory failed", account=account, region=region, error=str(error))
        return now + EVERY
    entries, is_complete = _described(engine, dynamodb, account, region, names)
    engine.ledger.sightings.replace_tables(account, region, entries, at=now)
    return now + (EVERY if is_complete and has_all else SOON)


def _names(dynamodb: DynamoDb) -> list[str]:
    names: list[str] = []
    start_after = ""
    while True:
        page, start_after = dynamodb.list_tables(start_after=start_after)
        names += page
        if not start_after:
            return names


def _read_backups(engine: Engine, dynamodb: DynamoDb, account: str, region: str) -> bool:
    """Native backups as far as time allows; whether all were read."""

    def page(since: datetime | None, start_after: str) -> tuple[list[BackupEntry], str]:
        listed = dynamodb.list_backups(since=since, start_after=start_after)
        return [_backup_entry(one, account, region) for one in listed.backups], listed.next_arn

    listing = Listing(
        engine=engine,
        source=Source(account=account, region=region),
        page=page,
        overlap=OVERLAP,
        until=engine.wall() + LISTING_SECONDS,
    )
    try:
        return listing.read().is_done
    except AwsError:
        listing.begin_again()
        raise


def _remembered(engine: Engine, account: str, region: str, what: str) -> str:
    return engine.ledger.rates.statuses(f"inventory:{account}/{region}", [what]).get(what, "")


def _remember(engine: Engine, account: str, region: str, where: dict[str, str]) -> None:
    """Where the next run goes on."""
    listing = f"inventory:{account}/{region}"
    engine.ledger.rates.store_statuses(listing, where, wall=engine.wall())


def _described(
    engine: Engine, dynamodb: DynamoDb, account: str, region: str, names: list[str]
) -> tuple[list[TableEntry], bool]:
    """An entry for each name, and whether all that were begun are described."""
    seen = {
        entry.name: entry
        for entry in engine.ledger.sightings.tables()
        if (entry.account, entry.region) == (account, region)
    }
    resume = _remembered(engine, account, region, _NEXT)
    order = sorted(names, key=lambda name: (name in seen, name < resume, name))
    fresh, left = _Describing(engine, dynamodb, account, region, seen).some_of(order)
    _remember(engine, account, region, {_NEXT: left})
    known = seen | fresh
    entries = [known[name] for name in names if name in known]
    return entries, not left


class _Describing:
    """Describes tables of one place, a few side by side."""

    def __init__(
        self,
        engine: Engine,
        dynamodb: DynamoDb,
        account: str,
        region: str,
        seen: Mapping[str, TableEntry],
    ) -> None:
        self._engine = engine
        self._dynamodb = dynamodb
        self._account = account
        self._region = region
        self._seen = seen

    def some_of(self, names: list[str]) -> tuple[dict[str, TableEntry], str]:
        """Entries of as many names as time and rates allow, and the first one left over."""
        until = self._engine.wall() + MOST_SECONDS
        fresh: dict[str, TableEntry] = {}
        for start in range(0, len(names), TOGETHER):
            some = names[start : start + TOGETHER]
            if self._engine.wall() > until:
                return fresh, some[0]
            try:
                entries = self._describe(some)
            except Paced:
                return fresh, some[0]
            fresh |= {entry.name: entry for entry in entries}
        return fresh, ""

    def _describe(self, names: list[str]) -> Iterator[TableEntry]:
        """Tables that are gone by now are left out."""
        tables = [partial(self._dynamodb.describe_table, name) for name in names]
        windows = [partial(self._dynamodb.describe_point_in_time, name) for name in names]
        tagged = [name for name in names if self._wants_policy(name)]
        tags = [partial(self._dynamodb.list_tags, self._seen[name].arn) for name in tagged]
        now = self._engine.clock.now()
        answers = iter(self._engine.aws.side_by_side([*tables, *windows, *tags]))
        described = list(islice(answers, len(names)))
        reached = list(islice(answers, len(names)))
        policies = {name: _policy(answer) for name, answer in zip(tagged, answers, strict=True)}
        return (
            _table_entry(table, window, self._account, self._region).model_copy(
                update={"seen": now, "policy": policies.get(table.name, "")}
            )
            for table, window in zip(described, reached, strict=True)
            if isinstance(table, Table)
        )

    def _wants_policy(self, name: str) -> bool:
        """Its ARN is known from the second look on; ddbdr.yaml's own target comes first."""
        settings = self._engine.config.table_settings(self._account, self._region, name)
        return settings.rpo is None and name in self._seen


def _policy(tags: Any) -> str:  # noqa: ANN401  tags, or an error as a value
    return dict(tags).get(POLICY_TAG, "") if isinstance(tags, tuple) else ""


def _table_entry(table: Table, window: Any, account: str, region: str) -> TableEntry:  # noqa: ANN401
    is_known = isinstance(window, PointInTime)
    is_on = is_known and window.is_on
    return TableEntry(
        account=account,
        region=region,
        name=table.name,
        arn=table.arn,
        status=table.status,
        size_bytes=table.size_bytes,
        item_count=table.item_count,
        indexes=table.indexes,
        pitr=("on" if is_on else "off") if is_known else "unknown",
        earliest=window.earliest if is_on else None,
        latest=window.latest if is_on else None,
    )


def _backup_entry(backup: Backup, account: str, region: str) -> BackupEntry:
    return BackupEntry(
        account=account,
        region=region,
        table=backup.table,
        name=backup.name,
        arn=backup.arn,
        kind=backup.kind or "USER",
        status=backup.status,
        size_bytes=backup.size_bytes,
        created=backup.created,
        expires=backup.expires,
        table_arn=backup.table_arn,
    )
