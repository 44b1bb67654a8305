"""The inventory of one account and region: tables with their PITR windows, and backups.

It serves lists, type-ahead and the RPO watch. A pass over many tables takes many calls at
AWS's rates, so it takes many runs: each describes as many tables as there is room for at
once, and goes away instead of waiting for more, because workers are there for people. Of
the other tables the last sighting stays. Recovery points of AWS Backup are read by a chore
of their own, `recovery_points`.

A pass of n tables takes about n / 4 seconds: DescribeContinuousBackups' 10 a second let 4
calls come at once and 6 more in each second (`workers.aws.calls`).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from recovery.inventory import BackupEntry, Source, TableEntry, schedules_of
from recovery.outcome import Value
from recovery.strategies import POLICY_TAG
from workers.aws.door import DynamoDb
from workers.aws.errors import AwsError, Paced, Unreachable
from workers.aws.models import Backup, PointInTime, Table
from workers.chores.listing import Listing
from workers.engine import Engine

EVERY = timedelta(minutes=5)
SOON = timedelta(seconds=1)
"""Until the next run of a pass: by then there is room for as many calls again."""
LATER = timedelta(seconds=30)
"""Until the schedules are read again, while a pass finds tables of other classes than before."""
MOST_SECONDS = 4.0
"""For describing tables in one run."""
LISTING_SECONDS = 1.0
"""For listing backups, which jobs that wait for theirs list at the same rate."""
OVERLAP = timedelta(hours=1)
"""A new backup is listed as CREATING: until it is AVAILABLE it is read again and again."""
TOGETHER = 4
_TODO = "todo"


class Pass(Value):
    """What is left to do of a pass over all tables of a place.

    Attributes:
        names: Tables to describe, the most wanted first.
        is_listed: Whether native backups were listed as far as they are due.
    """

    names: tuple[str, ...]
    is_listed: bool = False

    @property
    def is_over(self) -> bool:
        """Whether nothing is left."""
        return self.is_listed and not self.names


def take_inventory(engine: Engine, account: str, region: str) -> datetime:
    """Read what is there; returns when to look again.

    Raises:
        Unreachable: AWS gave no answer.
    """
    dynamodb = engine.aws.dynamodb(account, region)
    now, sightings = engine.clock.now(), engine.ledger.sightings
    seen = {
        entry.name: entry
        for entry in sightings.tables()
        if (entry.account, entry.region) == (account, region)
    }
    try:
        todo = _remembered(engine, account, region)
        if todo is None:
            todo, seen = _begin(dynamodb, seen)
        if not todo.is_listed:
            is_listed = _read_backups(engine, dynamodb, account, region)
            todo = todo.model_copy(update={"is_listed": is_listed})
        describing = _Describing(engine, dynamodb, account, region, seen)
        fresh, left = describing.some_of(todo.names)
    except Paced as paced:
        return now + timedelta(seconds=max(paced.seconds, SOON.total_seconds()))
    except AwsError as error:
        sightings.failed(account, region, error.sentence)
        _remember(engine, account, region, None)
        engine.log.warning("inventory failed", account=account, region=region, error=str(error))
        if isinstance(error, Unreachable):
            raise
        return now + EVERY
    sightings.replace_tables(account, region, list((seen | fresh).values()), at=now)
    todo = todo.model_copy(update={"names": left})
    _remember(engine, account, region, None if todo.is_over else todo)
    if any(one.policy != _known_policy(seen, name) for name, one in fresh.items()):
        # Who is told by their tags which tables they choose has something to read.
        at = now if todo.is_over else now + LATER
        engine.ledger.due.hasten([schedules_of(account, region)], at=at)
    return now + (EVERY if todo.is_over else SOON)


def _known_policy(seen: Mapping[str, TableEntry], name: str) -> str:
    return seen[name].policy if name in seen else ""


def _begin(
    dynamodb: DynamoDb, seen: Mapping[str, TableEntry]
) -> tuple[Pass, dict[str, TableEntry]]:
    """A new pass, those never seen first, then the longest unseen; and what is still there."""
    names = _names(dynamodb)
    known = {name: seen[name] for name in names if name in seen}
    ages = {name: entry.seen.timestamp() for name, entry in known.items() if entry.seen}
    order = sorted(names, key=lambda name: (ages.get(name, 0.0), name))
    return Pass(names=tuple(order)), known


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
        listed = dynamodb.list_backups(since=since, start_after=start_after, patient=False)
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


def _remembered(engine: Engine, account: str, region: str) -> Pass | None:
    """The pass that is under way."""
    listing = f"inventory:{account}/{region}"
    stored = engine.ledger.rates.statuses(listing, [_TODO]).get(_TODO, "")
    return Pass.model_validate_json(stored) if stored else None


def _remember(engine: Engine, account: str, region: str, todo: Pass | None) -> None:
    """Where the next run goes on; forgotten in an hour, and then a new pass begins."""
    where = {_TODO: "" if todo is None else todo.model_dump_json()}
    listing = f"inventory:{account}/{region}"
    engine.ledger.rates.store_statuses(listing, where)


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

    def some_of(self, names: tuple[str, ...]) -> tuple[dict[str, TableEntry], tuple[str, ...]]:
        """Entries of as many names as time and rates allow, and the names left over.

        Raises:
            Unreachable: AWS gave no answer.
        """
        until = self._engine.wall() + MOST_SECONDS
        fresh: dict[str, TableEntry] = {}
        for start in range(0, len(names), TOGETHER):
            if self._engine.wall() > until:
                return fresh, names[start:]
            try:
                entries = self._describe(names[start : start + TOGETHER])
            except Paced:
                return fresh, names[start:]
            fresh |= {entry.name: entry for entry in entries}
        return fresh, ()

    def _describe(self, names: Sequence[str]) -> Iterator[TableEntry]:
        """Tables that are gone by now are left out, and stay as seen where AWS does not tell."""
        tables = [partial(self._dynamodb.describe_table, name) for name in names]
        window = partial(self._dynamodb.describe_point_in_time, patient=False)
        windows = [partial(window, name) for name in names]
        tagged = [name for name in names if name in self._seen]  # tags are asked for by ARN
        tag = partial(self._dynamodb.list_tags, patient=False)
        tags = [partial(tag, self._seen[name].arn) for name in tagged]
        now = self._engine.clock.now()
        answers = iter(self._engine.aws.side_by_side([*tables, *windows, *tags]))
        described = list(islice(answers, len(names)))
        if all(isinstance(one, Unreachable) for one in described):
            raise described[0]
        reached = list(islice(answers, len(names)))
        policies = {
            name: _policy(answer, self._seen[name].policy)
            for name, answer in zip(tagged, answers, strict=True)
        }
        return (
            _table_entry(table, window, self._account, self._region).model_copy(
                update={"seen": now, "policy": policies.get(table.name, "")}
            )
            for table, window in zip(described, reached, strict=True)
            if isinstance(table, Table)
        )


def _policy(tags: Any, before: str) -> str:  # noqa: ANN401  tags, or an error as a value
    """The class it carries; as known before, where its tags cannot be read just now."""
    return dict(tags).get(POLICY_TAG, "") if isinstance(tags, tuple) else before


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
