"""What is said of a schedule that did not run, and when it runs again."""

from datetime import datetime

from recovery.figures import span
from recovery.instants import iso
from recovery.inventory import Sighting
from recovery.outcome import Notice
from recovery.schedule_runs import Found, Ran
from recovery.schedules import ScheduleEntry

NAMES: dict[Ran, str] = {"missed": "BackupMissed", "ran again": "BackupsResumed"}


def notice(entry: ScheduleEntry, found: Found) -> Notice:
    """The notice of what was found; its key is the first time that was missed."""
    name, first = NAMES[found.ran], iso(found.instants[0])
    return Notice(
        name=name,
        key=f"{name}:{entry.account}/{entry.region}/{entry.id}:{first}",
        table=_tables(entry),
        account=entry.account,
        region=entry.region,
        detail=_detail(entry, found),
        urgent=found.ran == "missed",
        offers=_offers(entry, found.ran),
    )


def unknown(reading: Sighting, schedules: int) -> Notice:
    """Of a place that cannot be read, so that nobody knows whether its schedules ran."""
    return Notice(
        name="BackupsUnknown",
        key=f"BackupsUnknown:{_read(reading)}",
        table=_schedules(schedules),
        account=reading.account,
        region=reading.region,
        detail=(
            ("", "they cannot be read, so whether they ran is not known"),
            ("last read", iso(reading.at) if reading.at else "never"),
            ("", reading.problem),
        ),
        urgent=True,
        offers=(("Health", "health"),),
    )


def known_again(reading: Sighting, schedules: int, now: datetime) -> Notice:
    """The all-clear of that place; `reading` is the last one before."""
    unread = span(now - reading.at) if reading.at else "a while"
    return Notice(
        name="BackupsKnown",
        key=f"BackupsKnown:{_read(reading)}",
        table=_schedules(schedules),
        account=reading.account,
        region=reading.region,
        detail=(
            ("", f"they are read again after {unread}"),
            ("", "what was missed meanwhile is told as such"),
        ),
        offers=(("Schedules", "schedules"),),
    )


def _read(reading: Sighting) -> str:
    at = iso(reading.at) if reading.at else "never"
    return f"{reading.account}/{reading.region}:{at}"


def _schedules(count: int) -> str:
    return f"{count:,} schedules" if count > 1 else "1 schedule"


def _detail(entry: ScheduleEntry, found: Found) -> tuple[tuple[str, str], ...]:
    what = f"{entry.plan} {entry.name}".strip() if entry.plan != entry.name else entry.name
    last = iso(entry.last_run) if entry.last_run else "never"
    if found.ran == "ran again":
        return (("", f"{what} ran at {last}"), ("missed since", iso(found.instants[0])))
    is_over = entry.last_run is not None and entry.last_run > found.instants[-1]
    return (("", f"{what} did not run {_when(found.instants)}"), _and_then(last, is_over=is_over))


def _when(instants: tuple[datetime, ...]) -> str:
    if len(instants) == 1:
        return f"at {iso(instants[0])}"
    return f"{len(instants):,} times, from {iso(instants[0])} to {iso(instants[-1])}"


def _and_then(last: str, *, is_over: bool) -> tuple[str, str]:
    return ("ran again, last at" if is_over else "last run", last)


def _tables(entry: ScheduleEntry) -> str:
    if len(entry.tables) > 1:
        return f"{len(entry.tables):,} tables"
    return "".join(entry.tables)


def _offers(entry: ScheduleEntry, ran: Ran) -> tuple[tuple[str, str], ...]:
    if len(entry.tables) != 1:
        return (("Schedules", "schedules"),)
    table = f"{entry.account}/{entry.region}/{entry.tables[0]}"
    look = ("Schedules", f"schedules {table}")
    return (("Back up now", f"backup {table}"), look) if ran == "missed" else (look,)
