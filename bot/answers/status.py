"""`status`: what runs, what waits, and whether tables meet their targets, worst first."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.answers.standing import NOTHING, Standing, standing
from bot.render.numbers import span
from recovery.answer import Answer, Column, Grid
from recovery.config import Config
from recovery.inventory import Freshest, TableEntry
from recovery.job import Job
from recovery.references import TableReference

MOST_ROWS = 20
COLUMNS = (
    Column(title="Table"),
    Column(title="Region"),
    Column(title="Could lose"),
    Column(title="If the region is lost"),
    Column(title="Target"),
    Column(title="Verdict"),
    Column(title="Rests on"),
)


def status(
    open_jobs: Sequence[Job],
    entries: Sequence[TableEntry],
    freshest: Mapping[str, tuple[Freshest, ...]],
    notes: tuple[str, ...],
    *,
    config: Config,
    now: datetime,
    reference: TableReference | None,
) -> Answer:
    """Jobs by state in one line, then tables, those in danger first."""
    chosen = [entry for entry in entries if reference is None or _means(reference, entry)]
    standings = sorted(
        (standing(entry, freshest, config, now) for entry in chosen), key=lambda s: s.badness
    )
    jobs = [job for job in open_jobs if reference is None or job.table == reference.name]
    lines = [_counted(jobs)]
    if not standings:
        lines.append("No tables seen yet; a worker reads the accounts of ddbdr.yaml.")
    more = len(standings) - MOST_ROWS
    better = [f"{more} more tables, all better off than these"] if more > 0 else []
    rows = tuple(_row(table) for table in standings[:MOST_ROWS])
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


def _counted(jobs: Sequence[Job]) -> str:
    if not jobs:
        return "No job is open."
    counts: dict[str, int] = {}
    for job in jobs:
        counts[job.state.value] = counts.get(job.state.value, 0) + 1
    return "Jobs: " + ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))


def _row(table: Standing) -> tuple[str, ...]:
    return (
        table.entry.name,
        table.entry.region,
        table.loss_here,
        table.loss_there,
        NOTHING if table.target is None else span(table.target.total_seconds()),
        table.verdict,
        table.basis,
    )
