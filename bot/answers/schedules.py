"""`schedules`: what backs tables up by itself, ours and others', and whether it ran."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.answers.paging import next_button, no_such_page, page_of, place
from bot.render.numbers import ago, minute
from recovery.answer import Answer, Column, Grid
from recovery.figures import span
from recovery.references import TableReference
from recovery.schedules import ScheduleEntry

COLUMNS = (
    Column(title="Schedule"),
    Column(title="Account"),
    Column(title="Region"),
    Column(title="Tables"),
    Column(title="Every"),
    Column(title="Next run"),
    Column(title="Last run"),
    Column(title="Copies to"),
    Column(title="Kept"),
)
MOST_NAMED = 3
NOTHING = "–"  # noqa: RUF001  a dash stands for nothing


def schedules(
    entries: Sequence[ScheduleEntry],
    notes: tuple[str, ...],
    *,
    table: TableReference | None,
    now: datetime,
    command: str,
    page: int,
) -> Answer:
    """Rules of backup plans, and schedules that ask DynamoDB for backups."""
    chosen = [entry for entry in entries if table is None or _is_for(entry, table)]
    of = f" for {table}" if table else ""
    if not chosen:
        return Answer(
            title=f"Nothing is known to back up by itself{of}",
            lines=(
                "AWS Backup plans and schedules appear here once read; below stands when that was.",
                "This makes one:",
            ),
            commands=(f"protect {table or 'TABLE'}",),
            notes=notes,
        )
    rows = tuple(_row(entry, now) for entry in page_of(chosen, page))
    if not rows:
        return no_such_page(command, page, "schedules")
    return Answer(
        title=place(len(chosen), page, "schedules") + of,
        grid=Grid(columns=COLUMNS, rows=rows),
        notes=notes,
        buttons=next_button(command, len(chosen), page),
    )


def _is_for(entry: ScheduleEntry, table: TableReference) -> bool:
    return (
        table.name in entry.tables
        and table.region in {None, entry.region}
        and table.account in {None, entry.account}
    )


def _row(entry: ScheduleEntry, now: datetime) -> tuple[str, ...]:
    return (
        _named(entry),
        entry.account,
        entry.region,
        _tables(entry),
        _every(entry, now),
        _next(entry, now),
        _last(entry, now),
        "; ".join(
            f"{one.vault} in {one.region}, kept {_kept(one.keep_days)}" for one in entry.copies
        )
        or NOTHING,
        _kept(entry.keep_days),
    )


def _named(entry: ScheduleEntry) -> str:
    """The plan's name says most; whose it is, where it is not ours."""
    name = entry.name if entry.plan in {"", entry.name} else f"{entry.plan}, {entry.name}"
    return name if entry.is_ours else f"{name} (not made by ddbdr)"


def _tables(entry: ScheduleEntry) -> str:
    if not entry.tables:
        return f"none known ({entry.chosen_by})"
    named = ", ".join(entry.tables[:MOST_NAMED])
    more = len(entry.tables) - MOST_NAMED
    return f"{named} and {more:,} more" if more > 0 else named


def _every(entry: ScheduleEntry, now: datetime) -> str:
    every = entry.every(now)
    return entry.expression if every is None else span(every)


def _next(entry: ScheduleEntry, now: datetime) -> str:
    if not entry.enabled:
        return "off"
    following = entry.next_run(now)
    return NOTHING if following is None else f"{minute(following, now)}, {ago(following, now)}"


def _last(entry: ScheduleEntry, now: datetime) -> str:
    """Its last run, what it missed, and from when on it is not known whether it ran."""
    said = []
    if entry.missed_at:
        said.append(f"missed since {minute(entry.missed_at, now)}")
    if entry.last_run:
        said.append(f"{minute(entry.last_run, now)}, {ago(entry.last_run, now)}: {_states(entry)}")
    if entry.was_due(now):
        said.append(f"not read since {minute(entry.read_at, now)}")
    return "; ".join(said) or "none seen"


def _states(entry: ScheduleEntry) -> str:
    """`completed`, or `3 completed, 1 failed`."""
    return ", ".join(
        state.lower() if len(entry.states) == 1 and count == 1 else f"{count:,} {state.lower()}"
        for state, count in entry.states
    )


def _kept(days: int | None) -> str:
    return "for ever" if days is None else span(timedelta(days=days))
