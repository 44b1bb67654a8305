"""Looking things up in the inventory, pure, for both ledgers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from recovery.inventory import (
    MOST_RECENT,
    BackupEntry,
    Freshest,
    Kept,
    Sighting,
    TableEntry,
)
from recovery.schedules import ScheduleEntry


def tables_named(tables: Iterable[TableEntry], name: str | None) -> tuple[TableEntry, ...]:
    """All, or those of exactly that name, by name, account, region."""
    named = (table for table in tables if name is None or table.name == name)
    return tuple(sorted(named, key=lambda table: (table.name, table.account, table.region)))


def tables_like(tables: Iterable[TableEntry], text: str, limit: int) -> tuple[TableEntry, ...]:
    """Names that start with, then names that contain the text; capitals do not matter."""
    sought = text.casefold()
    found = [table for table in tables_named(tables, None) if sought in table.name.casefold()]
    found.sort(key=lambda table: not table.name.casefold().startswith(sought))
    return tuple(found[: max(limit, 0)])


def by_table(entries: Iterable[BackupEntry]) -> dict[str, list[BackupEntry]]:
    """Backups by the name of their table."""
    found: dict[str, list[BackupEntry]] = {}
    for entry in entries:
        found.setdefault(entry.table, []).append(entry)
    return found


def by_arn(entries: Iterable[BackupEntry]) -> dict[str, list[BackupEntry]]:
    """Backups by the ARN of their table."""
    found: dict[str, list[BackupEntry]] = {}
    for entry in entries:
        found.setdefault(entry.of_table, []).append(entry)
    return found


def in_parts(
    found: Mapping[str, list[BackupEntry]], most: int
) -> Iterator[dict[str, list[BackupEntry]]]:
    """The same, at most so many at a time."""
    names = list(found)
    for start in range(0, len(names), most):
        yield {name: found[name] for name in names[start : start + most]}


def recent(before: Kept | None, entries: Sequence[BackupEntry], *, all_unseen: bool) -> Kept:
    """A source's newest backups of all tables, with these too."""
    return (before or Kept()).adding(entries, most=MOST_RECENT, all_unseen=all_unseen)


def schedules_in_order(schedules: Iterable[ScheduleEntry]) -> tuple[ScheduleEntry, ...]:
    """By account, region and name, those of one plan together."""
    return tuple(
        sorted(schedules, key=lambda one: (one.account, one.region, one.plan, one.name, one.id))
    )


def merged(found: Iterable[tuple[str, Freshest]]) -> dict[str, tuple[Freshest, ...]]:
    """By the table's ARN, one for each source."""
    together: dict[str, tuple[Freshest, ...]] = {}
    for arn, freshest in found:
        together[arn] = (*together.get(arn, ()), freshest)
    return together


def place(account: str, region: str, what: str = "") -> str:
    """Under what a reading is noted; neither a region nor `what` has a slash."""
    return "/".join(part for part in (account, region, what) if part)


def readings(read: Mapping[str, datetime], problems: Mapping[str, str]) -> tuple[Sighting, ...]:
    """One sighting for each `place` that was read or could not be."""
    found = []
    for noted in {*read, *problems}:
        account, region, what = (*noted.split("/", 2), "")[:3]
        found.append(
            Sighting(
                account=account,
                region=region,
                what=what,
                at=read.get(noted),
                problem=problems.get(noted, ""),
            )
        )
    return tuple(sorted(found, key=lambda one: (one.account, one.region, one.what)))
