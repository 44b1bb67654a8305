"""What backs tables up by itself, as last seen on AWS, and whether it ran when it should. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal

from recovery.outcome import Value
from recovery.strategies import PREFIX
from recovery.timetable import interval, next_due

RUN_WINDOW = timedelta(minutes=30)
"""Jobs of one run are created within this; AWS lets no two runs of a rule be less than an hour
apart."""
GRACE = timedelta(minutes=15)
"""AWS's listings may be behind by this much before a run counts as missed."""
USUAL_WINDOW_MINUTES = 480
"""AWS Backup starts a job within this where its rule does not say (StartWindowMinutes)."""

Ran = Literal["missed", "ran again"]


_OF_RUNS = ("since", "read_at", "backed_up", "last_run", "states", "missed_at")


class Destination(Value):
    """Where each recovery point is copied, and how long the copy is kept (None: for ever)."""

    region: str
    vault: str
    keep_days: int | None = None


class ScheduleEntry(Value):
    """A rule of a backup plan, or a schedule of EventBridge Scheduler.

    Attributes:
        id: Unique in its account and region, stable.
        plan: Name of the plan; empty for the Scheduler's.
        tables: Names of the tables known to be chosen by it.
        chosen_by: What chooses them, as people read it: `tag ddbdr:policy=1h-…`, `3 ARNs`.
        window_minutes: Within what after its time AWS starts it.
        keep_days: None is for ever.
        backup_prefix: What names of the backups it asks DynamoDB for begin with.
        since: When it was first seen to run at these times, of a table; runs are expected, and a
            rate is counted, from here.
        described_at: When all of the above was read.
        read_at: As of when what follows is known.
        backed_up: Those of the tables that it was seen to back up, whatever chose them.
        last_run: When the newest job of its newest run was created.
        states: How many jobs of that run are in each state: (`COMPLETED`, 3).
        missed_at: The run that was told as missed; None while all is well.
    """

    account: str
    region: str
    id: str
    name: str
    plan: str = ""
    expression: str
    zone: str = "UTC"
    enabled: bool = True
    tables: tuple[str, ...] = ()
    chosen_by: str = ""
    window_minutes: int = 0
    keep_days: int | None = None
    copies: tuple[Destination, ...] = ()
    backup_prefix: str = ""
    since: datetime
    described_at: datetime
    read_at: datetime
    backed_up: tuple[str, ...] = ()
    last_run: datetime | None = None
    states: tuple[tuple[str, int], ...] = ()
    missed_at: datetime | None = None

    @property
    def origin(self) -> str:
        """What AWS lists it by: the plan's id, or the schedule's name."""
        return self.id.partition("/")[0]

    @property
    def is_ours(self) -> bool:
        """Whether `protect` made it: its name says so."""
        return (self.plan or self.name).startswith(PREFIX)

    def next_run(self, now: datetime) -> datetime | None:
        """When it is due next; None where it is off, or that cannot be told."""
        if not self.enabled:
            return None
        return next_due(self.expression, self.zone, after=now, begin=self.since)

    def every(self, now: datetime) -> timedelta | None:
        """From its next run to the one after."""
        return interval(self.expression, self.zone, after=now, begin=self.since)

    def carrying(self, known: "ScheduleEntry | None") -> "ScheduleEntry":
        """As described anew, with what was known of its runs."""
        if known is None:
            return self
        kept = {name: getattr(known, name) for name in _OF_RUNS}
        if self._is_begun_anew(known):
            kept["since"] = self.since
        return self.model_copy(update=kept)

    def _is_begun_anew(self, known: "ScheduleEntry") -> bool:
        """Whether it runs at other times, or is on or has tables at last: no run before is due."""
        times = [(one.expression, one.zone, one.enabled) for one in (self, known)]
        return times[0] != times[1] or bool(self.tables and not known.tables)

    def running(self, jobs: Iterable[tuple[datetime, str]], at: datetime) -> "ScheduleEntry":
        """With what is known of its jobs, (created, state), as of an instant."""
        run = newest_run(list(jobs))
        if run is None or (self.last_run is not None and run[0] < self.last_run):
            return self.model_copy(update={"read_at": at})
        return self.model_copy(update={"read_at": at, "last_run": run[0], "states": run[1]})

    def judged(self) -> tuple["ScheduleEntry", Ran | None]:
        """Whether it ran when it should, as of `read_at`, and what is to be told of that.

        It is missed once its time, its window and a grace are over without a job, told once,
        and well again with the next run.
        """
        if self.missed_at is not None:
            if self.last_run is None or self.last_run < self.missed_at:
                return self, None
            return self.model_copy(update={"missed_at": None}), "ran again"
        if not self.tables:
            return self, None  # nothing to back up: no job is to be expected
        due = self.next_run(max(self.last_run or self.since, self.since))
        late = timedelta(minutes=self.window_minutes) + GRACE
        if due is None or self.read_at <= due + late:
            return self, None
        return self.model_copy(update={"missed_at": due}), "missed"


def newest_run(
    jobs: Sequence[tuple[datetime, str]],
) -> tuple[datetime, tuple[tuple[str, int], ...]] | None:
    """When the newest run was, and its jobs by state; `jobs` are (created, state)."""
    if not jobs:
        return None
    newest = max(created for created, _ in jobs)
    states = [state for created, state in jobs if newest - created < RUN_WINDOW]
    return newest, tuple(sorted((state, states.count(state)) for state in set(states)))
