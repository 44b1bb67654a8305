"""`tables`: what there is, and how each is protected."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.answers.paging import next_button, no_such_page, page_of, place
from bot.answers.standing import Standing, standing
from bot.render.numbers import minute, size
from recovery.answer import Answer, Column, Grid
from recovery.config import Config
from recovery.inventory import Freshest, TableEntry

COLUMNS = (
    Column(title="Table"),
    Column(title="Account"),
    Column(title="Region"),
    Column(title="Size", is_number=True),
    Column(title="Indexes", is_number=True),
    Column(title="PITR"),
    Column(title="Restorable from"),
    Column(title="Could lose"),
    Column(title="If the region is lost"),
)

COUNTED = "Sizes are as AWS counted them, which it does about every six hours."


def tables(
    entries: Sequence[TableEntry],
    freshest: Mapping[str, tuple[Freshest, ...]],
    notes: tuple[str, ...],
    *,
    config: Config,
    now: datetime,
    command: str,
    page: int,
    region: str | None,
) -> Answer:
    """Tables by name; what is unprotected says so in words."""
    chosen = [entry for entry in entries if region in {None, entry.region}]
    if not chosen:
        where = f" in {region}" if region else ""
        return Answer(
            title=f"No tables{where}",
            lines=("Tables appear here once a worker has read the accounts of ddbdr.yaml.",),
            notes=notes,
        )
    rows = tuple(
        _row(standing(entry, freshest, config, now), now) for entry in page_of(chosen, page)
    )
    if not rows:
        return no_such_page(command, page, "tables")
    return Answer(
        title=place(len(chosen), page, "tables"),
        grid=Grid(columns=COLUMNS, rows=rows),
        notes=(*notes, COUNTED),
        buttons=next_button(command, len(chosen), page),
    )


def _row(table: Standing, now: datetime) -> tuple[str, ...]:
    entry = table.entry
    name = entry.name if entry.status == "ACTIVE" else f"{entry.name} ({entry.status})"
    since = minute(entry.earliest, now) if entry.pitr == "on" and entry.earliest else "–"  # noqa: RUF001
    return (
        name,
        entry.account,
        entry.region,
        size(entry.size_bytes),
        str(entry.indexes),
        entry.pitr,
        since,
        table.loss_here,
        table.loss_there,
    )
