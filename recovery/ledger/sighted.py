"""Looking things up in the inventory, pure, for both ledgers."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from recovery.inventory import BackupEntry, Sighting, TableEntry


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


def backups_of(backups: Iterable[BackupEntry], table: str | None) -> tuple[BackupEntry, ...]:
    """All, or those of that table name, newest first."""
    found = sorted((b for b in backups if table in (None, b.table)), key=lambda b: b.arn)
    return tuple(sorted(found, key=lambda b: b.created, reverse=True))


def readings(read: Mapping[str, datetime], problems: Mapping[str, str]) -> tuple[Sighting, ...]:
    """One sighting for each `account/region` that was read or could not be."""
    found = []
    for place in {*read, *problems}:
        account, _, region = place.rpartition("/")
        problem = problems.get(place, "")
        found.append(Sighting(account=account, region=region, at=read.get(place), problem=problem))
    return tuple(sorted(found, key=lambda sighting: (sighting.account, sighting.region)))
