"""What backs tables up by itself, as last seen on AWS. Pure."""

from datetime import datetime, timedelta

from recovery.outcome import Value
from recovery.strategies import PREFIX
from recovery.timetable import interval, next_due

USUAL_WINDOW_MINUTES = 480
"""AWS Backup starts a job within this where its rule does not say (StartWindowMinutes)."""

_OF_RUNS = (
    "since",
    "read_at",
    "backed_up",
    "last_run",
    "states",
    "ran",
    "judged_at",
    "missed_at",
)


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
        is_choice_known: Whether that tells every table; else they are known by what it backed up.
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
        ran: Of the times not judged yet, those at which it did run.
        judged_at: Every time up to then has been judged; None before the first.
        missed_at: The first time it did not run since it ran last, once that was told.
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
    is_choice_known: bool = False
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
    ran: tuple[datetime, ...] = ()
    judged_at: datetime | None = None
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
        return next_due(self.expression, self.zone, after=now, begin=self._counted_from)

    def was_due(self, now: datetime) -> bool:
        """Whether it should have run since its runs were last read, so that nobody knows of it."""
        due = self.next_run(max(self.read_at, self.last_run or self.read_at))
        return bool(self.tables) and due is not None and due <= now

    def every(self, now: datetime) -> timedelta | None:
        """From its next run to the one after."""
        return interval(self.expression, self.zone, after=now, begin=self._counted_from)

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
        times = [
            (one.expression, one.zone, one.enabled, one.window_minutes) for one in (self, known)
        ]
        return times[0] != times[1] or bool(self.tables and not known.tables)

    @property
    def _counted_from(self) -> datetime:
        """From when a rate is counted: AWS does not tell, but its last run does."""
        return self.last_run or self.since
