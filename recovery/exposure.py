"""The honest RPO: how much could be lost at worst if the region went away.

Written a moment after a backup began, an item is elsewhere only once the next backup was
started, made and copied: worst case = interval + start delay + backup + copy. Each part is
the longest that was measured for this table, or what AWS bounds it by, or said to be unknown.
No number is invented: a worst case that lacks a part has none.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from recovery.figures import Figure, minutes, span
from recovery.outcome import Observation, Value

START = "backup-start"
"""From when a schedule wants a backup until AWS begins it."""
RUN = "backup-run"
"""From when AWS begins a backup until it is made."""
BOTH = "backup-due"
"""From when a schedule wants a backup until it is made: AWS did not tell when it began."""
ASKED = "backup-job"
"""From when somebody asked for a backup until it is made. What it waited is no measure of how
long a schedule's waits, and the backup itself took no longer than this."""
COPY = "copy"
"""How long a copy took, at the account and region it goes to."""
MEASURES = (START, RUN, BOTH, ASKED, COPY)
"""What observations of the parts are called."""

READ_ON = date(2026, 11, 1)
"""When AWS's limits were read."""
START_WINDOW_MINUTES = 60
"""The shortest start window AWS Backup has; our plans set it."""
COMPLETION_WINDOW_MINUTES = 24 * 60
"""Our plans let AWS end a backup that takes longer."""
PITR_SECONDS = 300.0
"""LatestRestorableDateTime is typically five minutes ago (DynamoDB developer guide)."""
OURS = "timed here"
AWS_BACKUP = "AWS Backup, start and completion window"


class Part(Value):
    """A stretch of the worst case.

    Attributes:
        name: `interval`, `start`, `backup`, `start and backup` or `copy`.
        measured: The longest that was seen, or what the schedule itself says.
        bound: How long it may be all the same; None where the longest seen is all there is.
    """

    name: str
    measured: Figure | None = None
    bound: Figure | None = None

    @property
    def least_seconds(self) -> float:
        """The worst case has at least this: it is set, or it has happened."""
        return self.measured.value if self.measured else 0.0

    @property
    def most(self) -> Figure | None:
        """The worst case has at most this; None if nobody knows."""
        return self.bound or self.measured

    @property
    def is_timed(self) -> bool:
        """Whether it stands on what was seen, and on no bound."""
        return self.measured is not None and self.bound is None

    def __str__(self) -> str:
        """`backup 12 min (longest of 5)`, `start up to 1 h (AWS's start window)`."""
        if self.bound:
            return f"{self.name} up to {minutes(self.bound.value)} ({self.bound.formula})"
        if self.measured:
            return f"{self.name} {minutes(self.measured.value)} ({self.measured.formula})"
        return f"{self.name} unknown (none timed here, AWS bounds it by nothing)"


class Exposure(Value):
    """The worst case of one table in one region."""

    parts: tuple[Part, ...]

    @property
    def least_seconds(self) -> float:
        """It is at least this; more, for even what was never timed takes its time."""
        return sum(part.least_seconds for part in self.parts)

    @property
    def worst(self) -> Figure | None:
        """The worst case; None while a part of it is unknown."""
        figures = [part.most for part in self.parts]
        known = [figure for figure in figures if figure is not None]
        if len(known) < len(figures):
            return None
        return Figure(
            value=sum(figure.value for figure in known),
            unit="seconds",
            formula=" + ".join(str(part) for part in self.parts),
            source="; ".join(dict.fromkeys(figure.source for figure in known)),
            date=min(figure.date for figure in known),
        )

    @property
    def known_once(self) -> str:
        """What it waits for: `start, backup and copy have been timed`; or nothing."""
        *names, last = [part.name for part in self.parts if not part.is_timed] or [""]
        if names:
            return f"{', '.join(names)} and {last} have been timed"
        return f"{last} has been timed" if last else ""

    def meets(self, target: timedelta) -> bool | None:
        """Whether the worst case is within the target; None if that cannot be told."""
        seconds = target.total_seconds()
        has_more = any(part.measured is None for part in self.parts)
        if self.least_seconds > seconds or (has_more and self.least_seconds >= seconds):
            return False
        worst = self.worst
        return True if worst and worst.value <= seconds else None

    def __str__(self) -> str:
        """`2 h 20 min at worst: interval 1 h + …`, or that it is not known, and why."""
        said = " + ".join(str(part) for part in self.parts)
        worst = self.worst
        if worst is not None:
            return f"{minutes(worst.value)} at worst: {said}"
        return f"more than {minutes(self.least_seconds)} at worst, how much is not known: {said}"


def exposure(
    interval: timedelta,
    seen: Sequence[Observation],
    *,
    account: str,
    region: str,
    table: str,
    today: date,
    hops: Sequence[tuple[str, str]] = (),
) -> Exposure:
    """The worst case of a table that a plan of ours backs up.

    Args:
        interval: Between two backups.
        seen: How long starts, backups and copies took, of whatever tables.
        account: The table's, as its region and name are.
        region: Where it is backed up.
        table: Bare name.
        today: The day the interval is as it is.
        hops: Account and region of each place it is copied to, one after the other; none
            where its backups at home count.
    """
    own = _of(seen, account, region, table)
    parts = [Part(name="interval", measured=_interval(interval, today)), *_made(own)]
    for place in hops:
        name = "copy" if len(hops) == 1 else f"copy to {'/'.join(place)}"
        parts.append(Part(name=name, measured=_longest(_of(seen, *place, table), COPY)))
    return Exposure(parts=tuple(parts))


def advice(target: timedelta) -> str:
    """What would keep a target that an hourly copy cannot; nothing for one that it may."""
    if target > timedelta(hours=2):
        return ""
    return (
        "What would keep it: a replica in the other region (seconds), or incremental exports "
        "every 15 min to it; neither is part of this version."
    )


def verdict(found: Exposure, target: timedelta) -> str:
    """One sentence on a target, never kinder than the figures."""
    asked = span(target)
    match found.meets(target):
        case True:
            return f"The target of {asked} is met."
        case False:
            return f"The target of {asked} is missed at worst. {advice(target)}".strip()
        case None:
            return f"Whether the target of {asked} is met is not known until {found.known_once}."


def _interval(interval: timedelta, today: date) -> Figure:
    return Figure(
        value=interval.total_seconds(),
        unit="seconds",
        formula="the plan's schedule",
        source="the backup plan",
        date=today,
    )


def _of(
    seen: Sequence[Observation], account: str, region: str, table: str
) -> Sequence[Observation]:
    return [one for one in seen if (one.account, one.region, one.table) == (account, region, table)]


def _made(own: Sequence[Observation]) -> tuple[Part, ...]:
    """Start and backup; as one part where schedules' jobs were timed as one, and nothing longer."""
    told = {one.at for one in own if one.what == RUN}
    asked = [one for one in own if one.what == ASKED and one.at not in told]
    start, run = _longest(own, START), _longest(own, RUN)
    due = [one for one in own if one.what == BOTH]
    whole = _longest([*due, *asked], BOTH, ASKED) if due else None
    apart = [figure.value for figure in (start, run) if figure]
    if whole and (not apart or whole.value > sum(apart)):
        return (Part(name="start and backup", measured=whole),)
    opens = _window(START_WINDOW_MINUTES, "AWS's start window")
    return (
        Part(name="start", measured=start, bound=None if start else opens),
        _backup(run, _longest(asked, ASKED)),
    )


def _backup(run: Figure | None, asked: Figure | None) -> Part:
    """As timed alone; or no longer than with the wait of whoever asked for it."""
    if run and (asked is None or asked.value <= run.value):
        return Part(name="backup", measured=run)
    if asked:
        waited = asked.model_copy(update={"formula": f"{asked.formula}, with its wait"})
        return Part(name="backup", measured=run, bound=waited)
    return Part(name="backup", bound=_window(COMPLETION_WINDOW_MINUTES, "AWS ends it then"))


def _longest(seen: Sequence[Observation], *whats: str) -> Figure | None:
    timed = [one for one in seen if one.what in whats]
    if not timed:
        return None
    count = len(timed)
    return Figure(
        value=max(one.seconds for one in timed),
        unit="seconds",
        formula=f"longest of {count}" if count > 1 else "the only one timed",
        source=OURS,
        date=max(datetime.fromisoformat(one.at) for one in timed).date(),
    )


def _window(window_minutes: int, said: str) -> Figure:
    return Figure(
        value=window_minutes * 60.0,
        unit="seconds",
        formula=said,
        source=AWS_BACKUP,
        date=READ_ON,
    )
