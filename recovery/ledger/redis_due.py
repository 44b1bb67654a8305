"""The due set and its leases, and locks, in Redis.

The rules, the same in memory:

* An id is due or leased, never both. A claim moves it from due to leased without
  an executor; the first `take` names one, and its lease begins then: a batch that
  waited long in the queue of a busy pool finds as much time as any other.
* Claim order: leases that ran out, by when they did (they were due before they
  were leased, and whoever had them is gone), then due ids, longest due first.
* A wake is a wish for a look that begins after it. It stands until a claim that
  comes later, whatever is saved meanwhile: it brings an unleased id forward to
  now, and makes a leased one due, as of the wake, as soon as its lease ends. The
  earliest wake counts.
* `hasten` wakes for a time to come, and only what is due or leased.
* Only the executor that holds the lease ends it by `save`, `finish` or `give_back`;
  a lease that nobody took is ended by any `give_back`. Somebody else's `save`
  leaves the lease alone, and counts as a wake if it came from an executor that
  lost its lease. (A save without executor, in mid-tick, is no wake.)
* A terminal save ends everything: due time, lease, wake, locks. What the old
  executor does afterwards finds nothing to end.
* A lease that has run out holds until the next claim only against `schedule` and
  `finish`; `take` and `left` look at the time.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from recovery.ledger.epoch import instant, micros
from recovery.ledger.redis_keys import key
from recovery.ledger.redis_link import Link
from recovery.ledger.redis_script import Script

CLAIM = Script("claim", args=("now", "wall", "limit", "ends"))
TAKE = Script("take", args=("id", "executor", "wall", "ends"))
GIVE_BACK = Script("give_back", args=("executor", "now"))
FINISH = Script("finish", args=("id", "executor", "at"))
SCHEDULE = Script("schedule", args=("id", "at"))
WAKE = Script("wake", args=("id", "now"))
HASTEN = Script("hasten", args=("at",))
ACQUIRE = Script("acquire", keys=("job", "held"), args=("id",))


class RedisDue:
    """When which id is looked at next, and by whom; see `recovery.ledger.port.Due`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def claim(
        self, *, now: datetime, wall: float, limit: int, lease_seconds: float
    ) -> tuple[str, ...]:
        """One script."""
        if limit < 1:
            return ()
        args = (micros(now), wall, limit, wall + lease_seconds)
        return tuple(self._link.run(CLAIM, (), args))

    def take(self, id_: str, executor: str, *, wall: float, lease_seconds: float) -> bool:
        """One script; again True for the executor that has it."""
        return bool(self._link.run(TAKE, (), (id_, executor, wall, wall + lease_seconds)))

    def left(self, id_: str, executor: str, *, wall: float) -> float:
        """One round trip."""
        ends, holder = self._link.together(
            ("ZSCORE", key("leased"), id_), ("HGET", key("executors"), id_)
        )
        return max(0.0, float(ends) - wall) if ends is not None and holder == executor else 0.0

    def give_back(self, ids: Sequence[str], *, executor: str | None, now: datetime) -> None:
        """One script."""
        self._link.run(GIVE_BACK, (), (executor or "", micros(now), *ids))

    def finish(self, id_: str, executor: str, *, at: datetime | None) -> None:
        """One script; nothing if the executor does not hold it."""
        self._link.run(FINISH, (), (id_, executor, "" if at is None else micros(at)))

    def schedule(self, id_: str, *, at: datetime) -> None:
        """One script."""
        self._link.run(SCHEDULE, (), (id_, micros(at)))

    def wake(self, id_: str, *, now: datetime) -> None:
        """One script."""
        self._link.run(WAKE, (), (id_, micros(now)))

    def hasten(self, ids: Sequence[str], *, at: datetime) -> None:
        """One script."""
        if ids:
            self._link.run(HASTEN, (), (micros(at), *ids))

    def next_due(self) -> datetime | None:
        """One round trip."""
        first = self._link.call("ZRANGE", key("due"), 0, 0, "WITHSCORES")
        return instant(int(first[1])) if first else None

    def await_wake(self, *, timeout_seconds: float) -> bool:
        """Takes the signal; it is given when the due set gets a new first entry."""
        return self._link.wait(key("wakes"), seconds=timeout_seconds)

    def counts(self, *, now: datetime) -> Mapping[str, int]:
        """`due` counts every due time, `overdue` those that have come."""
        due, overdue, leased = self._link.together(
            ("ZCARD", key("due")),
            ("ZCOUNT", key("due"), "-inf", micros(now)),
            ("ZCARD", key("leased")),
        )
        return {"due": due, "overdue": overdue, "leased": leased}


class RedisLocks:
    """Names of things being written; see `recovery.ledger.port.Locks`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def acquire(self, job_id: str, names: Sequence[str]) -> str | None:
        """One script; its own id if the job has ended, so that nothing is locked for ever."""
        keys = (key("job", job_id), key("held", job_id))
        return self._link.run(ACQUIRE, keys, (job_id, *names)) or None

    def held(self, job_id: str) -> tuple[str, ...]:
        """One round trip, sorted."""
        return tuple(sorted(self._link.call("SMEMBERS", key("held", job_id))))
