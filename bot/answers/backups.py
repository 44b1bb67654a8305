"""`backups`: which there are, newest first."""

from collections.abc import Sequence
from datetime import datetime

from bot.answers.paging import next_button, no_such_page, page_of, place
from bot.render.numbers import minute, size
from recovery.answer import Answer, Column, Grid
from recovery.inventory import BackupEntry

COLUMNS = (
    Column(title="Backup"),
    Column(title="Table"),
    Column(title="Region"),
    Column(title="Made at"),
    Column(title="Size", is_number=True),
    Column(title="State"),
    Column(title="Expires"),
)
_KINDS = {"USER": "", "SYSTEM": ", by AWS", "AWS_BACKUP": ", AWS Backup"}


def backups(
    entries: Sequence[BackupEntry],
    notes: tuple[str, ...],
    *,
    now: datetime,
    command: str,
    page: int,
    region: str | None,
    table: str | None,
) -> Answer:
    """Backups of one table or of all."""
    chosen = [entry for entry in entries if region in {None, entry.region}]
    of = f" of {table}" if table else ""
    where = f" in {region}" if region else ""
    if not chosen:
        return Answer(
            title=f"No backups{of}{where}",
            lines=("Backups appear here once made and read; this makes one:",),
            commands=(f"backup {table or 'TABLE'}",),
            notes=notes,
        )
    rows = tuple(_row(entry, now) for entry in page_of(chosen, page))
    if not rows:
        return no_such_page(command, page, "backups")
    return Answer(
        title=place(len(chosen), page, "backups") + of + where,
        grid=Grid(columns=COLUMNS, rows=rows),
        notes=notes,
        buttons=next_button(command, len(chosen), page),
    )


def _row(entry: BackupEntry, now: datetime) -> tuple[str, ...]:
    return (
        entry.name,
        entry.table,
        entry.region,
        minute(entry.created, now),
        size(entry.size_bytes),
        entry.status.lower() + _KINDS.get(entry.kind, f", {entry.kind}"),
        minute(entry.expires, now) if entry.expires else "never",
    )
