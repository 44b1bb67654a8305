"""`status`: what runs, what waits, and whether tables meet their targets, worst first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.render.numbers import span
from recovery.answer import Answer, Column, Grid
from recovery.config import Config
from recovery.inventory import BackupEntry, TableEntry
from recovery.job import Job
from recovery.references import TableReference

MOST_ROWS = 20
COLUMNS = (
    Column(title="Table"),
    Column(title="Region"),
    Column(title="Could lose"),
    Column(title="Target"),
    Column(title="Verdict"),
    Column(title="Rests on"),
)


@dataclass(frozen=True)
class _Standing:
    """One table: how much would be lost now, against what is wanted."""

    entry: TableEntry
    loss: timedelta | None
    target: timedelta | None
    basis: str

    @property
    def verdict(self) -> str:
        if self.loss is None:
            return "unprotected"
        if self.target is None:
            return "no target set"
        return "met" if self.loss <= self.target else "missed"

    @property
    def badness(self) -> tuple[int, str]:
        order = {"unprotected": 0, "missed": 1, "no target set": 2, "met": 3}
        return order[self.verdict], self.entry.name


def status(
    open_jobs: Sequence[Job],
    entries: Sequence[TableEntry],
    found_backups: Sequence[BackupEntry],
    notes: tuple[str, ...],
    *,
    config: Config,
    now: datetime,
    reference: TableReference | None,
) -> Answer:
    """Jobs by state in one line, then tables, those in danger first."""
    chosen = [entry for entry in entries if reference is None or _means(reference, entry)]
    newest = _newest(found_backups)
    standings = sorted(
        (_standing(entry, newest, config, now) for entry in chosen), key=lambda s: s.badness
    )
    jobs = [job for job in open_jobs if reference is None or job.table == reference.name]
    lines = [_counted(jobs)]
    if not standings:
        lines.append("No tables seen yet; a worker reads the accounts of ddbdr.yaml.")
    more = len(standings) - MOST_ROWS
    better = [f"{more} more tables, all better off than these"] if more > 0 else []
    rows = tuple(_row(standing) for standing in standings[:MOST_ROWS])
    return Answer(
        title="Status" if reference is None else f"Status of {reference}",
        lines=tuple(lines),
        grid=Grid(columns=COLUMNS, rows=rows) if rows else None,
        notes=(*better, *notes),
        commands=("jobs",) if jobs else (),
    )


def _means(reference: TableReference, entry: TableEntry) -> bool:
    return (
        reference.name == entry.name
        and reference.account in {None, entry.account}
        and reference.region in {None, entry.region}
    )


def _newest(found: Sequence[BackupEntry]) -> Mapping[tuple[str, str], datetime]:
    newest: dict[tuple[str, str], datetime] = {}
    for backup in found:
        if backup.status == "AVAILABLE":
            key = (backup.account, backup.table)
            newest[key] = max(newest.get(key, backup.created), backup.created)
    return newest


def _standing(
    entry: TableEntry,
    newest: Mapping[tuple[str, str], datetime],
    config: Config,
    now: datetime,
) -> _Standing:
    target = config.table_settings(entry.account, entry.region, entry.name).rpo
    if entry.pitr == "on" and entry.latest is not None:
        return _Standing(entry, max(now - entry.latest, timedelta(0)), target, "PITR")
    backup = newest.get((entry.account, entry.name))
    if backup is not None:
        return _Standing(entry, max(now - backup, timedelta(0)), target, "newest backup")
    return _Standing(entry, None, target, "no PITR, no backup")


def _counted(jobs: Sequence[Job]) -> str:
    if not jobs:
        return "No job is open."
    counts: dict[str, int] = {}
    for job in jobs:
        counts[job.state.value] = counts.get(job.state.value, 0) + 1
    return "Jobs: " + ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))


def _row(standing: _Standing) -> tuple[str, ...]:
    return (
        standing.entry.name,
        standing.entry.region,
        "everything" if standing.loss is None else span(standing.loss.total_seconds()),
        "–" if standing.target is None else span(standing.target.total_seconds()),  # noqa: RUF001
        standing.verdict,
        standing.basis,
    )
