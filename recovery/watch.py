"""The RPO watch: how much of a table could be lost now, judged against its target. Pure.

Two sides are watched: `home`, if the data is damaged, and `dr`, if the region is lost. What
is judged is what Describe and List calls told, as of when they did; a look that tells
nothing new changes nothing.

Between two backups the age of the newest one grows, and falls back when the next one is
there: a saw. A tooth is the time in which one backup is the newest; it is a miss if the age
was seen above the target in it.

    alarm      two missed teeth in a row, or an age above 1.25 targets
    all-clear  the age stayed within the target for as long as a tooth lasts (the longest of
               the last three, but no longer than the target itself, and 30 minutes at least)

So a saw that crosses its target again and again is one alarm: from where the age falls back
to (above 0) up to the target takes less than a tooth and less than the target. That needs
several looks in each tooth; a crossing right before its end that falls between two looks is
no miss, but no calm either.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

from recovery.config import Config
from recovery.inventory import Freshest, TableEntry
from recovery.outcome import Value
from recovery.strategies import read_class

Side = Literal["home", "dr"]
Verdict = Literal["missed", "met"]

AT_ONCE = 1.25
"""Share of the target above which one tooth is enough."""
CALM = timedelta(minutes=30)
"""Within its target at least this long before an all-clear."""
TEETH = 3
LOOKS = 2
"""In a tooth that is longer than so many looks, its end is judged too."""
PITR = "PITR"
BACKUP = "newest backup"
COPY = "newest copy"
NOTHING = "nothing there"


class Reached(Value):
    """The newest instant a table can be brought back to.

    Attributes:
        newest: None where there is nothing to bring it back from.
        basis: What it rests on.
    """

    newest: datetime | None = None
    basis: str = NOTHING

    def loss(self, at: datetime) -> timedelta | None:
        """What would be lost at an instant; None is everything."""
        return None if self.newest is None else max(at - self.newest, timedelta(0))


def target_of(entry: TableEntry, config: Config) -> timedelta | None:
    """How much of it may be lost: what ddbdr.yaml says, else what its policy was made for.

    A policy takes backups twice in the time that may be lost (`strategies.interval_hours`).
    """
    rpo = config.table_settings(entry.account, entry.region, entry.name).rpo
    if rpo is not None:
        return rpo
    policy = read_class(entry.policy)
    return 2 * timedelta(hours=policy.hours) if policy and policy.hours else None


def counts_there(entry: TableEntry, config: Config, there: Reached, *, has_vault: bool) -> bool:
    """Whether the target counts in the DR region: copies are there, or are meant to be.

    A class that somebody chose to stay in its region is no miss elsewhere.
    """
    if there.newest is not None:
        return True
    policy = read_class(entry.policy)
    stays = policy is not None and not policy.dr_region
    rpo = config.table_settings(entry.account, entry.region, entry.name).rpo
    return has_vault and (rpo is not None or not stays)


def reached_at_home(entry: TableEntry, sources: Iterable[Freshest], now: datetime) -> Reached:
    """What the table's own region has of it."""
    reached = _newest(sources, entry.region, now, BACKUP)
    if entry.pitr != "on" or entry.latest is None:
        return reached
    if reached.newest is not None and reached.newest > entry.latest:
        return reached
    return Reached(newest=entry.latest, basis=PITR)


def reached_in(region: str, sources: Iterable[Freshest], now: datetime) -> Reached:
    """What another region has of it: recovery points there, copied from home."""
    return _newest(sources, region, now, COPY)


def _newest(sources: Iterable[Freshest], region: str, now: datetime, basis: str) -> Reached:
    points = (source.newest(now) for source in sources)
    found = [point.created for point in points if point and point.region == region]
    return Reached(newest=max(found), basis=basis) if found else Reached()


class Watch(Value):
    """One side of one table, as judged so far.

    Attributes:
        since: When it began to be watched; before there is a first backup, what could be
            lost is counted from here.
        judged_at: The newest look.
        newest: The newest instant it could be brought back to then.
        teeth: How long the last ones lasted, in seconds, oldest first.
        peak: The greatest age seen in this tooth, seconds.
        missed_before: Whether the tooth before this one was a miss.
        within_since: Since when every look was within the target.
        alarmed_at: When it was told as missed; None where all is well.
    """

    since: datetime
    target_seconds: float
    judged_at: datetime | None = None
    newest: datetime | None = None
    teeth: tuple[float, ...] = ()
    peak: float = 0.0
    missed_before: bool = False
    within_since: datetime | None = None
    alarmed_at: datetime | None = None

    def after(self, reached: Reached, at: datetime) -> tuple["Watch", Verdict | None]:
        """The watch after a look at `at`, and what is to be told of it."""
        if self.judged_at is not None and at <= self.judged_at:
            return self, None
        watch = self._in_tooth(reached.newest)
        age = (at - (reached.newest or watch.since)).total_seconds()
        since = at if self._may_have_crossed(watch, at) else watch.within_since or at
        looked: dict[str, object] = {
            "judged_at": at,
            "peak": max(watch.peak, age),
            "within_since": since if age <= watch.target_seconds else None,
        }
        watch = watch.model_copy(update=looked)
        if watch.alarmed_at is None and _is_bad(watch, age):
            return watch.model_copy(update={"alarmed_at": at}), "missed"
        if watch.alarmed_at is not None and _is_calm(watch, at):
            calm = {"alarmed_at": None, "missed_before": False}
            return watch.model_copy(update=calm), "met"
        return watch, None

    def _may_have_crossed(self, following: "Watch", at: datetime) -> bool:
        """Whether the age may have been above the target unseen, before this tooth began.

        Where nearly every look finds something newer, as of PITR, there is no such end.
        """
        if self.newest is None or self.judged_at is None or following.newest == self.newest:
            return False
        is_seen_well = following.teeth[-1:] > ((LOOKS * (at - self.judged_at)).total_seconds(),)
        return is_seen_well and (at - self.newest).total_seconds() > self.target_seconds

    def aiming_at(self, target_seconds: float) -> "Watch":
        """With another target, by which what was missed before is no evidence."""
        if target_seconds == self.target_seconds:
            return self
        fresh = {"missed_before": False, "peak": 0.0, "within_since": None}
        return self.model_copy(update={"target_seconds": target_seconds, **fresh})

    def _in_tooth(self, newest: datetime | None) -> "Watch":
        """In the same tooth, or in the next one if there is something newer."""
        if newest is None or newest == self.newest:
            return self
        if self.newest is not None and newest < self.newest:
            return self.model_copy(update={"newest": newest})  # the newest one was deleted
        began = self.newest or self.since
        teeth = (*self.teeth, (newest - began).total_seconds())[-TEETH:]
        is_miss = self.peak > self.target_seconds
        begun = {"newest": newest, "teeth": teeth, "peak": 0.0, "missed_before": is_miss}
        return self.model_copy(update=begun)


def _is_bad(watch: Watch, age: float) -> bool:
    is_miss = watch.peak > watch.target_seconds
    return age > AT_ONCE * watch.target_seconds or (is_miss and watch.missed_before)


def _is_calm(watch: Watch, at: datetime) -> bool:
    if watch.within_since is None:
        return False
    tooth = max(watch.teeth, default=watch.target_seconds)
    calm = max(CALM.total_seconds(), min(watch.target_seconds, tooth))
    return (at - watch.within_since).total_seconds() >= calm
