"""The due set, its leases, and locks in memory; the rules stand in `redis_due`."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from recovery.ledger.epoch import instant, micros
from recovery.ledger.memory_state import MemoryState


class MemoryDue:
    """When which id is looked at next, and by whom; see `recovery.ledger.port.Due`."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def claim(
        self, *, now: datetime, wall: float, limit: int, lease_seconds: float
    ) -> tuple[str, ...]:
        """Lease what is due or ran out."""
        state = self._state
        with state.changed:
            ran_out = sorted((ends, id_) for id_, ends in state.leased.items() if ends <= wall)
            due = sorted((at, id_) for id_, at in state.due.items() if at <= micros(now))
            claimed = tuple(id_ for _, id_ in (*ran_out, *due))[: max(limit, 0)]
            for id_ in claimed:
                state.due.pop(id_, None)
                state.woken.pop(id_, None)
                state.executors.pop(id_, None)
                state.leased[id_] = wall + lease_seconds
            return claimed

    def take(self, id_: str, executor: str, *, wall: float, lease_seconds: float) -> bool:
        """Become the one executor."""
        state = self._state
        with state.changed:
            if state.leased.get(id_, wall) <= wall:
                return False
            if state.executors.setdefault(id_, executor) != executor:
                return False
            state.leased[id_] = wall + lease_seconds
            return True

    def left(self, id_: str, executor: str, *, wall: float) -> float:
        """Seconds this executor still holds it."""
        with self._state.changed:
            if self._state.executors.get(id_) != executor:
                return 0.0
            return max(0.0, self._state.leased[id_] - wall)

    def give_back(self, ids: Sequence[str], *, executor: str | None, now: datetime) -> None:
        """End leases without work done."""
        state = self._state
        with state.changed:
            for id_ in ids:
                if id_ in state.leased and state.executors.get(id_) in (None, executor):
                    state.end_lease(id_)
                    state.settle(id_, micros(now))

    def finish(self, id_: str, executor: str, *, at: datetime | None) -> None:
        """A chore ran."""
        with self._state.changed:
            if self._state.executors.get(id_) == executor:
                self._state.end_lease(id_)
                self._state.settle(id_, None if at is None else micros(at))

    def schedule(self, id_: str, *, at: datetime) -> None:
        """Make sure it is due some time."""
        with self._state.changed:
            if id_ not in self._state.due and id_ not in self._state.leased:
                self._state.set_due(id_, micros(at))

    def wake(self, id_: str, *, now: datetime) -> None:
        """Make it due now, or when its lease ends."""
        with self._state.changed:
            self._state.wake(id_, micros(now))

    def hasten(self, ids: Sequence[str], *, at: datetime) -> None:
        """Wake those that are due or leased."""
        state = self._state
        with state.changed:
            for id_ in ids:
                if id_ in state.due or id_ in state.leased:
                    state.wake(id_, micros(at))

    def next_due(self) -> datetime | None:
        """The earliest due time."""
        with self._state.changed:
            return instant(min(self._state.due.values())) if self._state.due else None

    def await_wake(self, *, timeout_seconds: float) -> bool:
        """Take the signal, waiting for it."""
        state = self._state
        with state.changed:
            found = state.changed.wait_for(lambda: state.wakes, timeout_seconds)
            state.wakes = False
            return found

    def counts(self, *, now: datetime) -> Mapping[str, int]:
        """`due`, `overdue`, `leased`."""
        state = self._state
        with state.changed:
            overdue = sum(at <= micros(now) for at in state.due.values())
            return {"due": len(state.due), "overdue": overdue, "leased": len(state.leased)}


class MemoryLocks:
    """Names of things being written; see `recovery.ledger.port.Locks`."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def acquire(self, job_id: str, names: Sequence[str]) -> str | None:
        """Take all names or none."""
        state = self._state
        with state.changed:
            job = state.jobs.get(job_id)
            if job is not None and job.state.is_terminal:
                return job_id
            for name in names:
                holder = state.locks.get(name, job_id)
                if holder != job_id:
                    return holder
            state.locks.update(dict.fromkeys(names, job_id))
            return None

    def held(self, job_id: str) -> tuple[str, ...]:
        """Names the job holds, sorted."""
        with self._state.changed:
            names = [name for name, holder in self._state.locks.items() if holder == job_id]
        return tuple(sorted(names))
