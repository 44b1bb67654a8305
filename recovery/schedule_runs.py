"""Whether what backs up by itself ran each time it should. Pure.

Every time a schedule is due is judged once, against the runs that were seen. AWS Backup's
StartBy tells the time a job was made for; where that is not told, a run serves the time it
followed at once, or all those it may be late for: rather a miss untold than one made up.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Literal, NamedTuple

from recovery.schedules import ScheduleEntry
from recovery.timetable import due_instants, interval

TOGETHER = timedelta(minutes=30)
"""Jobs of one run are created within this; AWS lets no two runs of a rule be less than an hour
apart."""
GRACE = timedelta(minutes=15)
"""AWS's listings may be behind by this much before a run counts as missed."""
EARLY = timedelta(minutes=1)
"""AWS's clocks may be ahead of its timetable by this much."""

Ran = Literal["missed", "ran again"]


class Run(NamedTuple):
    """One job, or one backup, that a schedule made.

    Attributes:
        start_by: When AWS would have given it up: the time it was scheduled for and the start
            window (AWS Backup's StartBy); None where that is not told.
    """

    created: datetime
    state: str
    start_by: datetime | None = None


class Found(NamedTuple):
    """What is to be told of a schedule.

    Attributes:
        instants: When it should have run and did not; of one that ran again the first.
    """

    ran: Ran
    instants: tuple[datetime, ...]


def with_runs(
    entry: ScheduleEntry, runs: Iterable[Run], at: datetime, *, known_since: datetime | None = None
) -> ScheduleEntry:
    """A schedule with what is known of its runs, as of an instant.

    Args:
        entry: As known before.
        runs: What it made, in any order.
        at: As of when they were listed.
        known_since: Nothing is known of what was made after the last look and before this; None
            where all is.
    """
    seen = list(runs)
    if known_since is not None and known_since > entry.read_at:
        unknown_until = max(_judged_until(entry), known_since)
        entry = entry.model_copy(update={"judged_at": unknown_until})
    due = _due(entry, max([at, *(run.created for run in seen)]) + EARLY)
    ran = {one for run in seen for one in _served(entry, run, due)}
    update: dict[str, object] = {"read_at": at, "ran": tuple(sorted({*entry.ran, *ran}))}
    newest = newest_run(seen)
    if newest is not None and (entry.last_run is None or newest[0] >= entry.last_run):
        update |= {"last_run": newest[0], "states": newest[1]}
    return entry.model_copy(update=update)


def judged(entry: ScheduleEntry) -> tuple[ScheduleEntry, tuple[Found, ...]]:
    """Whether it ran each time it should, as of `read_at`, and what is to be told of that.

    A time is missed once its window and a grace are over without a run, whatever became of
    that. Times missed one after the other are told once; it is well again with the next run.
    """
    if not (entry.tables and entry.enabled):
        return entry, ()  # nothing to back up: no run is to be expected
    over = entry.read_at - _late(entry)
    ran = set(entry.ran)
    missed = [due for due in _due(entry, over) if due not in ran]
    after = entry.model_copy(
        update={
            "ran": tuple(due for due in entry.ran if due > over),
            "judged_at": max(_judged_until(entry), over),
        }
    )
    found: list[Found] = []
    if entry.missed_at is not None:
        if entry.last_run is None or entry.last_run < entry.missed_at:
            return after, ()  # told already
        found.append(Found("ran again", (entry.missed_at,)))
        again = min(ran, default=entry.last_run)
        missed = [due for due in missed if due > again]
    if missed:
        found.append(Found("missed", tuple(missed)))
    last = max(ran, default=None)
    still = [due for due in missed if last is None or due > last]
    return after.model_copy(update={"missed_at": min(still, default=None)}), tuple(found)


def newest_run(runs: Sequence[Run]) -> tuple[datetime, tuple[tuple[str, int], ...]] | None:
    """When the newest run was, and its jobs by state."""
    if not runs:
        return None
    newest = max(run.created for run in runs)
    states = [run.state for run in runs if newest - run.created < TOGETHER]
    return newest, tuple(sorted((state, states.count(state)) for state in set(states)))


def _late(entry: ScheduleEntry) -> timedelta:
    """How long after its time a run may be seen for the first time.

    A rate is counted from an instant that AWS does not tell: its runs come some time within
    an interval.
    """
    allowed = timedelta(minutes=entry.window_minutes) + GRACE
    if not entry.expression.startswith("rate("):
        return allowed
    every = interval(entry.expression, entry.zone, after=entry.since, begin=entry.since)
    return allowed + (every or timedelta(0))


def _judged_until(entry: ScheduleEntry) -> datetime:
    return max(entry.since, entry.judged_at or entry.described_at)


def _due(entry: ScheduleEntry, end: datetime) -> list[datetime]:
    """When it was due, of the times not judged yet."""
    due = due_instants(entry.expression, entry.zone, after=_judged_until(entry), begin=entry.since)
    return list(takewhile(lambda instant: instant <= end, due))


def _served(entry: ScheduleEntry, run: Run, due: Sequence[datetime]) -> Sequence[datetime]:
    """The time that a run was made for; all that it may be late for where that is not told."""
    window = timedelta(minutes=entry.window_minutes)
    planned = run.created if run.start_by is None else min(run.created, run.start_by - window)
    end = bisect_right(due, planned + EARLY)
    if end and planned - due[end - 1] <= GRACE:
        return due[end - 1 : end]
    return due[bisect_left(due, planned - _late(entry)) : end]
