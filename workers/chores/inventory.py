"""The inventory of one account and region: tables with their PITR windows, and backups.

It serves type-ahead and lists, never a decision. Many tables take many calls at AWS's
rates, so a run describes as many as its time allows, those never seen first, and the
next one goes on where it stopped; for the others the last sighting stays.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from recovery.inventory import BackupEntry, TableEntry
from workers.aws.door import DynamoDb
from workers.aws.errors import AwsError, NotSupported, Paced
from workers.aws.models import Backup, PointInTime, Table
from workers.engine import Engine

EVERY = timedelta(minutes=5)
SOON = timedelta(seconds=5)
"""Until the next run where tables are left to describe."""
MOST_SECONDS = 4.0
"""A worker that takes the inventory is not there for people."""
TOGETHER = 4
_NEXT = "next"


def take_inventory(engine: Engine, account: str, region: str) -> datetime:
    """Read what is there; returns when to look again."""
    dynamodb = engine.aws.dynamodb(account, region)
    now = engine.clock.now()
    try:
        names = _names(dynamodb)
        backups = _backups(dynamodb)
    except Paced as paced:
        return now + timedelta(seconds=max(paced.seconds, SOON.total_seconds()))
    except AwsError as error:
        engine.ledger.sightings.failed(account, region, f"{error.operation}: {error.code}")
        engine.log.warning("inventory failed", account=account, region=region, error=str(error))
        return now + EVERY
    entries, is_complete = _described(engine, dynamodb, account, region, names)
    sightings = engine.ledger.sightings
    sightings.replace_tables(account, region, entries, at=now)
    if backups is not None:
        found = [_backup_entry(one, account, region) for one in backups]
        sightings.replace_backups(account, region, found, at=now)
    return now + (EVERY if is_complete else SOON)


def _names(dynamodb: DynamoDb) -> list[str]:
    names: list[str] = []
    start_after = ""
    while True:
        page, start_after = dynamodb.list_tables(start_after=start_after)
        names += page
        if not start_after:
            return names


def _backups(dynamodb: DynamoDb) -> list[Backup] | None:
    """All backups; None where an endpoint cannot list them."""
    backups: list[Backup] = []
    start_after = ""
    while True:
        try:
            page = dynamodb.list_backups(start_after=start_after)
        except NotSupported:
            return None
        backups += page.backups
        start_after = page.next_arn
        if not start_after:
            return backups


def _described(
    engine: Engine, dynamodb: DynamoDb, account: str, region: str, names: list[str]
) -> tuple[list[TableEntry], bool]:
    """An entry for each name, and whether all that were begun are described."""
    seen = {
        entry.name: entry
        for entry in engine.ledger.sightings.tables()
        if (entry.account, entry.region) == (account, region)
    }
    listing = f"inventory:{account}/{region}"
    resume = engine.ledger.rates.statuses(listing, [_NEXT]).get(_NEXT, "")
    order = sorted(names, key=lambda name: (name in seen, name < resume, name))
    fresh, left = _read(engine, dynamodb, account, region, order)
    engine.ledger.rates.store_statuses(listing, {_NEXT: left}, wall=engine.wall())
    known = seen | fresh
    entries = [known[name] for name in names if name in known]
    return entries, not left


def _read(
    engine: Engine, dynamodb: DynamoDb, account: str, region: str, names: list[str]
) -> tuple[dict[str, TableEntry], str]:
    """Entries of as many names as time and rates allow, and the first one left over."""
    until = engine.wall() + MOST_SECONDS
    fresh: dict[str, TableEntry] = {}
    for start in range(0, len(names), TOGETHER):
        some = names[start : start + TOGETHER]
        if engine.wall() > until:
            return fresh, some[0]
        reads = [partial(dynamodb.describe_table, name) for name in some]
        windows = [partial(dynamodb.describe_point_in_time, name) for name in some]
        try:
            answers = engine.aws.side_by_side([*reads, *windows])
        except Paced:
            return fresh, some[0]
        for table, window in zip(answers[: len(some)], answers[len(some) :], strict=True):
            if isinstance(table, Table):
                fresh[table.name] = _table_entry(table, window, account, region)
    return fresh, ""


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
    )
