"""What is said of a schedule that did not run, and when it runs again."""

from recovery.outcome import Notice
from recovery.schedules import Ran, ScheduleEntry

NAMES: dict[Ran, str] = {"missed": "BackupMissed", "ran again": "BackupsResumed"}


def notice(before: ScheduleEntry, after: ScheduleEntry, ran: Ran) -> Notice:
    """The notice of what was found; its key is the run that was missed."""
    missed = after.missed_at or before.missed_at
    instant = f"{missed:%Y-%m-%dT%H:%M:%SZ}" if missed else ""
    place = f"{before.account}/{before.region}"
    return Notice(
        name=NAMES[ran],
        key=f"{NAMES[ran]}:{place}/{before.id}:{instant}",
        table=_tables(before),
        account=before.account,
        region=before.region,
        detail=_detail(after, ran, instant),
        urgent=ran == "missed",
        offers=_offers(before, ran),
    )


def _detail(entry: ScheduleEntry, ran: Ran, instant: str) -> tuple[tuple[str, str], ...]:
    what = f"{entry.plan} {entry.name}".strip() if entry.plan != entry.name else entry.name
    last = f"{entry.last_run:%Y-%m-%dT%H:%M:%SZ}" if entry.last_run else "never"
    if ran == "missed":
        return (("", f"{what} did not run at {instant}"), ("last run", last))
    return (("", f"{what} ran at {last}"), ("missed since", instant))


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
