"""`pitr`: how far back point-in-time recovery of a table reaches."""

from collections.abc import Sequence
from datetime import datetime

from bot.render.numbers import ago, utc
from recovery.answer import Answer
from recovery.inventory import TableEntry
from recovery.references import TableReference
from recovery.words import escape_code, escape_mrkdwn


def pitr(
    entries: Sequence[TableEntry],
    notes: tuple[str, ...],
    *,
    now: datetime,
    reference: TableReference,
) -> Answer:
    """The window of every table that the reference may mean."""
    meant = [
        entry
        for entry in entries
        if reference.account in {None, entry.account} and reference.region in {None, entry.region}
    ]
    if not meant:
        return Answer(
            title=f"`{escape_code(str(reference))}` has not been seen",
            lines=("A worker looks at AWS every few minutes. `tables` lists what it saw.",),
            commands=("tables",),
            notes=notes,
        )
    lines = tuple(_line(entry, now) for entry in meant)
    return Answer(
        title=f"Point-in-time recovery of {escape_mrkdwn(str(reference))}",
        lines=lines,
        commands=tuple(
            dict.fromkeys(_next(entry) for entry in meant if entry.pitr in {"on", "off"})
        ),
        notes=notes,
    )


def _next(entry: TableEntry) -> str:
    """What one does with it as it is."""
    table = f"{entry.region}/{entry.name}"
    return f"restore {table} --latest" if entry.pitr == "on" else f"pitr on {table}"


def _line(entry: TableEntry, now: datetime) -> str:
    place = f"{entry.account}, {entry.region}"
    if entry.pitr == "off":
        return f"*off* · {place} · only backups can be restored"
    if entry.pitr != "on" or entry.earliest is None or entry.latest is None:
        return f"*unknown* · {place} · AWS did not say, or may not be asked"
    days = (entry.latest - entry.earliest).days
    return (
        f"*on* · {place} · any second from {utc(entry.earliest, now)} to "
        f"{utc(entry.latest, now)} ({ago(entry.latest, now)}), {days} days"
    )
