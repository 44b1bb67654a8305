"""A place that cannot be read, so that nobody knows what could be lost there. Pure.

    alarm      it could not be read for half an hour, in which somebody tried
    all-clear  it was read twice in a row, so that a place that answers now and then is one alarm

What is remembered of it is a `Watch`: `newest` is its last reading before, `judged_at` the
last look, `within_since` the first reading after, `alarmed_at` when it was told.
"""

from datetime import datetime, timedelta
from typing import Literal

from recovery.inventory import Sighting
from recovery.watch import Watch

Sight = Literal["unknown", "known"]

BLIND = timedelta(minutes=30)
"""A place that cannot be read for this long is told."""


def place_of(reading: Sighting) -> str:
    """`prod/us-west-1/AWS Backup`."""
    return f"{reading.account}/{reading.region}/{reading.what}"


def watch_key(reading: Sighting) -> str:
    """`unread prod/us-west-1/AWS Backup`: what its watch is kept under."""
    return f"unread {place_of(reading)}"


def looked(
    known: Watch | None, reading: Sighting, now: datetime
) -> tuple[Watch | None, Sight | None]:
    """What is to be remembered of a place after a look at its reading, and what is to be told."""
    if reading.problem:
        return _unread(known, reading, now)
    if known is None or known.alarmed_at is None:
        return None, None
    if known.within_since is None or reading.at is None:
        return known.model_copy(update={"within_since": reading.at}), None
    return (None, "known") if reading.at > known.within_since else (known, None)


def blind_for(watch: Watch) -> timedelta:
    """From its last reading before to its first one after; from the first try where never read."""
    return (watch.within_since or watch.since) - (watch.newest or watch.since)


def _unread(known: Watch | None, reading: Sighting, now: datetime) -> tuple[Watch, Sight | None]:
    watch = known
    if watch is None or _is_left(watch, now):
        watch = Watch(since=now, target_seconds=0.0, newest=reading.at)
    watch = watch.model_copy(update={"within_since": None, "judged_at": now})
    if watch.alarmed_at is None and now - _tried_since(watch) >= BLIND:
        return watch.model_copy(update={"alarmed_at": now}), "unknown"
    return watch, None


def _is_left(watch: Watch, now: datetime) -> bool:
    """Whether nobody looked for so long, and nothing was told: the problem may be over."""
    return watch.alarmed_at is None and now - (watch.judged_at or watch.since) > BLIND


def _tried_since(watch: Watch) -> datetime:
    """From its last reading before; from the first look where nobody tried in between."""
    newest = watch.newest
    return newest if newest is not None and watch.since - newest < BLIND else watch.since
