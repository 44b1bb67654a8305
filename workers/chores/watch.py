"""The RPO watch: what could be lost of each table, at home and in the DR region, and telling it.

It asks AWS nothing: it judges what the inventory's Describe and List calls told, as of when
they did. Whatever the inventory could not read stays as it was judged last; of a place that
cannot be read for long, that is told once, not of each of its tables.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from recovery.inventory import AWS_BACKUP, SCHEDULES, TableEntry
from recovery.ledger.writing import letter
from recovery.outcome import Notice
from recovery.unread import looked, watch_key
from recovery.watch import (
    Reached,
    Side,
    Verdict,
    Watch,
    counts_there,
    reached_at_home,
    reached_in,
    target_of,
)
from workers.chores.watch_told import Told, gathered, readable, unreadable
from workers.engine import Engine

EVERY = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Look:
    """What there is to judge one side of one table by.

    Attributes:
        at: As of when; None where it cannot be told.
    """

    side: Side
    entry: TableEntry
    region: str
    target: timedelta
    reached: Reached
    at: datetime | None

    @property
    def key(self) -> str:
        """`dr arn:aws:dynamodb:…`."""
        return f"{self.side} {self.entry.arn}"


def watch_tables(engine: Engine) -> datetime:
    """Judge every table that has a target; returns when to look again."""
    sightings, now = engine.ledger.sightings, engine.clock.now()
    before = sightings.watches()
    after: dict[str, Watch] = {}
    told: list[Told] = []
    looks = list(_looks(engine, now))
    for look in looks:
        if look.at is None:
            continue
        known = before.get(look.key)
        target = look.target.total_seconds()
        watch = (known or Watch(since=look.at, target_seconds=target)).aiming_at(target)
        watch, verdict = watch.after(look.reached, look.at)
        if watch != known:
            after[look.key] = watch
        if verdict:
            told.append(_told(look, look.at, verdict, known))
    sights = list(_sights(engine, looks, before, now))
    _tell(engine, [*gathered(told), *(notice for one in sights for notice in one.told)])
    # Told first: a crash in between tells the same keys again, which the outbox drops.
    unread = {one.key: one.watch for one in sights if one.watch is not None}
    kept = {look.key for look in looks} | set(unread) | _of_schedules(engine)
    after |= {key: watch for key, watch in unread.items() if watch != before.get(key)}
    sightings.save_watches(after, gone=sorted(set(before) - kept))
    return now + EVERY


def _looks(engine: Engine, now: datetime) -> Iterator[Look]:
    sightings, config = engine.ledger.sightings, engine.config
    freshest, ages = sightings.freshest(), _Ages(engine)
    accounts = {account.name: account for account in config.accounts}
    for entry in sightings.tables():
        account = accounts.get(entry.account)
        if account is None or account.region != entry.region or entry.status == "CREATING":
            continue
        target = target_of(entry, config)
        if target is None:
            continue
        sources = freshest.get(entry.arn, ())
        yield Look(
            side="home",
            entry=entry,
            region=entry.region,
            target=target,
            reached=reached_at_home(entry, sources, now),
            at=ages.at_home(entry),
        )
        there = reached_in(account.dr_region, sources, now)
        if counts_there(entry, config, there, has_vault=account.vault is not None):
            yield Look(
                side="dr",
                entry=entry,
                region=account.dr_region,
                target=target,
                reached=there,
                at=ages.of(entry.account, account.dr_region, AWS_BACKUP),
            )


class _Ages:
    """As of when what is known of a place is known."""

    def __init__(self, engine: Engine) -> None:
        sightings = engine.ledger.sightings
        self._read = {(one.account, one.region, one.what): one.at for one in sightings.readings()}
        self._listed = {
            (one.source.account, one.source.region): one.read_at
            for one in sightings.source_readings()
            if one.source.name == "dynamodb"
        }

    def of(self, account: str, region: str, what: str) -> datetime | None:
        return self._read.get((account, region, what))

    def at_home(self, entry: TableEntry) -> datetime | None:
        """PITR's window was read with the table; else all listings of backups count."""
        if entry.pitr == "on":
            return entry.seen
        if entry.pitr == "unknown":
            return None
        listed = self._listed.get((entry.account, entry.region))
        in_vaults = self.of(entry.account, entry.region, AWS_BACKUP)
        known = [one for one in (entry.seen, listed, in_vaults) if one is not None]
        return min(known) if listed else None


def _told(look: Look, at: datetime, verdict: Verdict, known: Watch | None) -> Told:
    # The look before stays the same until this one is saved: tried again, it is the same news.
    last = known.judged_at if known and known.judged_at else None
    return Told(
        verdict=verdict,
        side=look.side,
        entry=look.entry,
        region=look.region,
        target=look.target,
        reached=look.reached,
        at=at,
        key=f"{look.key}:{last.isoformat() if last else 'first'}",
    )


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A place after a look at how it is read: what is remembered of it, and what is told."""

    key: str
    watch: Watch | None
    told: tuple[Notice, ...]


def _sights(
    engine: Engine, looks: Sequence[Look], before: Mapping[str, Watch], now: datetime
) -> Iterator[Seen]:
    """The places that something is judged by."""
    needed: Counter[tuple[str, str, str]] = Counter()
    for look in looks:
        whats = ("", AWS_BACKUP) if look.side == "home" else (AWS_BACKUP,)
        needed.update((look.entry.account, look.region, what) for what in whats)
    for reading in engine.ledger.sightings.readings():
        tables = needed[reading.account, reading.region, reading.what]
        if tables:
            known = before.get(watch_key(reading))
            watch, sight = looked(known, reading, now)
            notices: tuple[Notice, ...] = ()
            if sight == "unknown":
                notices = (unreadable(reading, tables),)
            elif sight == "known" and known is not None:
                notices = (readable(reading, known, tables),)
            yield Seen(key=watch_key(reading), watch=watch, told=notices)


def _of_schedules(engine: Engine) -> set[str]:
    """What the chore that reads schedules remembers of its places."""
    readings = engine.ledger.sightings.readings()
    return {watch_key(one) for one in readings if one.what == SCHEDULES}


def _tell(engine: Engine, notices: Sequence[Notice]) -> None:
    for notice in notices:
        engine.ledger.outbox.put(letter(notice), wall=engine.wall())
