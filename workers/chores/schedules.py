"""What backs tables up by itself in one account and region, and whether it ran.

That is AWS Backup's plans, ours and others', and those schedules of EventBridge Scheduler
whose names are ours. Each takes calls of its own, so a run describes as many as its time
allows, those never seen first and then the longest unread; of the others the list tells
that they are still there.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from recovery.inventory import MOST_KEPT, SCHEDULES, BackupEntry, TableEntry
from recovery.ledger.writing import letter
from recovery.outcome import Notice
from recovery.schedule_runs import Run, judged, with_runs
from recovery.schedules import ScheduleEntry
from recovery.strategies import PREFIX
from recovery.unread import watch_key
from recovery.watch import Watch
from workers.aws.backup_door import AwsBackup
from workers.aws.backup_models import BackupJob
from workers.aws.errors import AwsError, Faulty, NotFound, NotSupported, Paced, Unreachable
from workers.chores.schedule_entries import of_plan, of_schedule, with_jobs
from workers.chores.schedule_told import known_again, notice, unknown
from workers.engine import Engine

EVERY = timedelta(minutes=5)
SOON = timedelta(seconds=5)
MOST_SECONDS = 4.0
JOBS_SINCE = timedelta(hours=3)
"""Jobs younger than this at the last look are read each time: until then most have ended."""
LONGEST_SINCE = timedelta(hours=25)
"""Jobs are read no further back: for a rule whose last run is not known yet, and after nobody
has looked for days, about which nothing is said then."""

BLIND = timedelta(hours=1)
"""A place that cannot be read for this long is told, if something was due there meanwhile."""

Describe = Callable[[str], Sequence[ScheduleEntry]]


def take_schedules(engine: Engine, account: str, region: str) -> datetime:
    """Read what is there, judge it, tell; returns when to look again.

    Raises:
        Unreachable: AWS gave no answer.
    """
    now, sightings = engine.clock.now(), engine.ledger.sightings
    reading = _Reading(engine, account, region, now, engine.wall() + MOST_SECONDS)
    try:
        entries, is_all = reading.take()
    except Paced as paced:
        return now + max(SOON, timedelta(seconds=paced.seconds))
    except AwsError as error:
        _tell_if_blind(engine, account, region, is_read=False)
        sightings.failed(account, region, error.sentence, what=SCHEDULES)
        engine.log.warning("schedules unread", account=account, region=region, error=str(error))
        if isinstance(error, Unreachable):
            raise
        return now + EVERY
    _tell_if_blind(engine, account, region, is_read=True)
    sightings.replace_schedules(account, region, [_judged(engine, entry) for entry in entries])
    sightings.succeeded(account, region, at=now, what=SCHEDULES)
    return now + (EVERY if is_all else SOON)


def _tell_if_blind(engine: Engine, account: str, region: str, *, is_read: bool) -> None:
    """Tell, once, of a place that could not be read for so long that runs may have been missed.

    To be called before this reading is noted: only the second try in vain is told, because
    workers that were away for a day find everything unread, and its end only if it was told.
    """
    now, sightings = engine.clock.now(), engine.ledger.sightings
    place = (account, region, SCHEDULES)
    readings = {(one.account, one.region, one.what): one for one in sightings.readings()}
    reading = readings.get(place)
    if reading is None or reading.at is None or not reading.problem or now - reading.at < BLIND:
        return
    key = watch_key(reading)
    is_told = key in sightings.watches()
    here = [one for one in sightings.schedules() if (one.account, one.region) == place[:2]]
    overdue = sum(one.was_due(now) for one in here)
    if is_read and is_told:
        _tell(engine, known_again(reading, overdue, now))
        sightings.save_watches({}, gone=[key])
    elif overdue and not (is_read or is_told):
        _tell(engine, unknown(reading, overdue))
        watch = Watch(since=now, target_seconds=0.0, newest=reading.at, alarmed_at=now)
        sightings.save_watches({key: watch})


def _tell(engine: Engine, news: Notice) -> None:
    """Before what it follows from is saved: told again after a crash it has the same key."""
    engine.ledger.outbox.put(letter(news), wall=engine.wall())


def _judged(engine: Engine, entry: ScheduleEntry) -> ScheduleEntry:
    after, found = judged(entry)
    for one in found:
        _tell(engine, notice(entry, one))
    return after


@dataclass(frozen=True)
class _Reading:
    """One run; `until` is wall time."""

    engine: Engine
    account: str
    region: str
    now: datetime
    until: float

    def take(self) -> tuple[list[ScheduleEntry], bool]:
        """Every entry as known by now, and whether all of them were described in this run."""
        sightings = self.engine.ledger.sightings
        known = [one for one in sightings.schedules() if self._is_here(one)]
        tables = [one for one in sightings.tables() if self._is_here(one)]
        backup = self.engine.aws.backup(self.account, self.region)
        plans, has_plans = self._plans(backup, known, tables)
        schedules, has_schedules = self._schedules(known)
        entries = [*self._with_jobs(backup, plans, tables), *self._with_backups(schedules)]
        return entries, has_plans and has_schedules

    def _is_here(self, one: ScheduleEntry | TableEntry | BackupEntry) -> bool:
        return (one.account, one.region) == (self.account, self.region)

    def _plans(
        self, backup: AwsBackup, known: Sequence[ScheduleEntry], tables: Sequence[TableEntry]
    ) -> tuple[list[ScheduleEntry], bool]:
        ids: dict[str, None] = {}  # each once, whatever pages it stands on
        following, is_first = "", True
        while following or is_first:
            try:
                page, following = backup.plans(start_after=following)
            except NotSupported:
                return [], True
            ids |= {plan.id: None for plan in page}
            is_first = False
        here = partial(of_plan, account=self.account, region=self.region, now=self.now)
        return self._described(
            list(ids), known, lambda id_: here(backup.plan(id_), backup.selections(id_), tables)
        )

    def _schedules(self, known: Sequence[ScheduleEntry]) -> tuple[list[ScheduleEntry], bool]:
        scheduler = self.engine.aws.scheduler(self.account, self.region)
        groups: dict[str, str] = {}
        following, is_first = "", True
        while following or is_first:
            try:
                page, following = scheduler.schedules(prefix=PREFIX, start_after=following)
            except NotSupported:
                return [], True
            groups |= {one.name: one.group for one in page}
            is_first = False
        here = partial(of_schedule, account=self.account, region=self.region, now=self.now)
        return self._described(
            list(groups), known, lambda name: here(scheduler.schedule(name, group=groups[name]))
        )

    def _described(
        self, ids: Sequence[str], known: Sequence[ScheduleEntry], describe: Describe
    ) -> tuple[list[ScheduleEntry], bool]:
        """An entry or more of each id: described anew, or as known where time is over.

        What an endpoint cannot describe (AWS can) is left as known.
        """
        before: dict[str, list[ScheduleEntry]] = {}
        for one in known:
            before.setdefault(one.origin, []).append(one)
        by_id = {one.id: one for one in known}
        read_at = {id_: max(one.described_at for one in some) for id_, some in before.items()}
        entries: list[ScheduleEntry] = []
        is_all = True
        for id_ in sorted(ids, key=lambda id_: (id_ in read_at, read_at.get(id_, self.now), id_)):
            if is_all and self.engine.wall() < self.until:
                try:
                    entries += [one.carrying(by_id.get(one.id)) for one in describe(id_)]
                    continue
                except NotFound:
                    continue  # deleted since it was listed
                except (Faulty, NotSupported) as error:
                    self.engine.log.warning("schedule not described", id=id_, error=str(error))
                    entries += before.get(id_, [])
                    continue
                except Paced:
                    pass  # no more in this run
            is_all = False
            entries += before.get(id_, [])
        return entries, is_all

    def _with_jobs(
        self, backup: AwsBackup, entries: Sequence[ScheduleEntry], tables: Sequence[TableEntry]
    ) -> Iterator[ScheduleEntry]:
        """Rules with their runs; where the jobs could not be listed, as they were."""
        if not entries:
            return
        is_new = any(one.last_run is None and self.now - one.since < JOBS_SINCE for one in entries)
        longest = self.now - LONGEST_SINCE
        last_look = min(one.read_at for one in entries)
        since = longest if is_new else max(longest, last_look - JOBS_SINCE)
        try:
            jobs = _jobs(backup, since)
        except (Faulty, NotSupported, Paced):
            yield from entries
            return
        names: Mapping[str, str] = {table.arn: table.name for table in tables}
        for entry in entries:
            yield with_jobs(entry, jobs, names, at=self.now, since=since)

    def _with_backups(self, entries: Sequence[ScheduleEntry]) -> Iterator[ScheduleEntry]:
        """Schedules with the backups of their names, as of when those were listed."""
        sightings = self.engine.ledger.sightings
        listed = {
            (one.source.account, one.source.region): one.read_at
            for one in sightings.source_readings()
            if one.source.name == "dynamodb"
        }
        at = listed.get((self.account, self.region))
        for entry in entries:
            if at is None:
                yield entry
                continue
            kept = [
                one
                for one in sightings.backups(table=entry.tables[0])
                if self._is_here(one) and not one.vault
            ]
            prefix = entry.backup_prefix or PREFIX
            made = [Run(one.created, one.status) for one in kept if one.name.startswith(prefix)]
            # Of so many as are kept at most, older ones may be known no more.
            is_cut = len(kept) >= MOST_KEPT
            oldest = min(one.created for one in kept) if is_cut else None
            yield with_runs(entry, made, at, known_since=oldest)


def _jobs(backup: AwsBackup, since: datetime) -> Iterable[BackupJob]:
    """Each job once: one that ends while pages are turned may stand on two of them."""
    jobs: dict[str, BackupJob] = {}
    following, is_first = "", True
    while following or is_first:
        page, following = backup.backup_jobs(since=since, start_after=following)
        jobs |= {job.id: job for job in page}
        is_first = False
    return jobs.values()
