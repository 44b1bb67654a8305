"""What the ledger promises, once more: naive, without text, indexes or speed.

The state machine in `test_machine.py` plays the same moves on this and on both
ledgers. It is written from the promises alone, as lists of what happened, so that
it does not share a mistake with either.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from recovery.cards import Letter
from recovery.decisions import Decision, Reception
from recovery.job import Job
from recovery.ledger import Piece
from recovery.record import State


@dataclass
class Lease:
    """Who looks at an id, until when."""

    ends: float
    executor: str | None = None


@dataclass
class Shown:
    """A job's unseen changes: (number, is urgent), and since when it stands in its line."""

    changes: list[tuple[int, bool]] = field(default_factory=list)
    behind: int = 0


@dataclass
class Model:
    """The ledger as one would explain it."""

    jobs: dict[str, Job] = field(default_factory=dict)
    words: dict[str, list[Decision]] = field(default_factory=dict)
    events: dict[str, list[str]] = field(default_factory=dict)
    requests: set[str] = field(default_factory=set)

    due: dict[str, datetime] = field(default_factory=dict)
    leases: dict[str, Lease] = field(default_factory=dict)
    wakes: dict[str, datetime] = field(default_factory=dict)
    locks: dict[str, str] = field(default_factory=dict)

    unseen: dict[str, Shown] = field(default_factory=dict)
    changes: int = 0
    letters: list[tuple[Letter, float]] = field(default_factory=list)
    put_at: dict[str, float] = field(default_factory=dict)
    heard: set[str] = field(default_factory=set)
    gathered: Counter[Piece] = field(default_factory=Counter)

    # jobs

    def create(self, job: Job, request: str | None) -> str:
        if request in self.requests:
            return "replayed"
        if job.id in self.jobs:
            return "taken"
        if request is not None:
            self.requests.add(request)
        self._store(job, "asked", is_urgent=False)
        self._rest_until(job.id, job.due)
        return "created"

    def save(self, job: Job, event: str, expected: int, executor: str | None) -> bool:
        before = self.jobs.get(job.id)
        if before is None or before.version != expected:
            return False
        is_asking = job.state is State.AWAITING_APPROVAL or job.state.is_terminal
        self._store(job, event, is_urgent=is_asking or job.state is not before.state)
        lease = self.leases.get(job.id)
        if job.state.is_terminal:
            for left in (self.due, self.leases, self.wakes):
                left.pop(job.id, None)
            self.locks = {name: who for name, who in self.locks.items() if who != job.id}
        elif lease is None or (executor is not None and lease.executor == executor):
            self._rest_until(job.id, job.due)
        elif executor is not None:
            self.wakes[job.id] = min(self.wakes.get(job.id, job.changed), job.changed)
        return True

    def _store(self, job: Job, event: str, *, is_urgent: bool) -> None:
        self.jobs[job.id] = job
        self.events.setdefault(job.id, []).append(event)
        self.mark(job.id, is_urgent=is_urgent)

    def decide(self, id_: str, word: Decision) -> Reception:
        reception = self._receive(id_, word)
        if reception is Reception.RECORDED:
            self.words.setdefault(id_, []).append(word)
            self.events[id_].append(f"said {word.word}")
            self.wake(id_, word.at)
            self.mark(id_, is_urgent=True)
        return reception

    def _receive(self, id_: str, word: Decision) -> Reception:
        job = self.jobs.get(id_)
        if job is None:
            return Reception.ABSENT
        fits = {
            "cancel": job.state.value != "reverting" and not job.state.is_terminal,
            "retry": job.state is State.STUCK,
            "approve": job.state is State.AWAITING_APPROVAL,
            "reject": job.state is State.AWAITING_APPROVAL,
        }
        if not fits[word.word]:
            return Reception.NOT_WAITING
        if word.word in {"cancel", "retry"}:
            waiting = self.words.get(id_, [])[job.heard :]
            said = [(earlier.word, earlier.person) for earlier in waiting]
            return Reception.ALREADY if (word.word, word.person) in said else Reception.RECORDED
        if word.digest != job.plan_digest:
            return Reception.CHANGED
        if job.expires is not None and word.at >= job.expires:
            return Reception.EXPIRED
        voters = [
            earlier.person
            for earlier in self.words.get(id_, [])
            if earlier.word in {"approve", "reject"} and earlier.digest == word.digest
        ]
        return Reception.ALREADY if word.person in voters else Reception.RECORDED

    # due times

    def _rest_until(self, id_: str, at: datetime | None) -> None:
        """No lease any more; due at `at`, or when somebody wished, whichever is earlier."""
        self.leases.pop(id_, None)
        self.due.pop(id_, None)
        times = [time for time in (at, self.wakes.get(id_)) if time is not None]
        if times:
            self.due[id_] = min(times)

    def claim(self, now: datetime, wall: float, limit: int, seconds: float) -> list[str]:
        ran_out = [(lease.ends, id_) for id_, lease in self.leases.items() if lease.ends <= wall]
        waiting = [(at, id_) for id_, at in self.due.items() if at <= now]
        claimed = [id_ for _, id_ in [*sorted(ran_out), *sorted(waiting)]][:limit]
        for id_ in claimed:
            self.due.pop(id_, None)
            self.wakes.pop(id_, None)
            self.leases[id_] = Lease(wall + seconds)
        return claimed

    def take(self, id_: str, executor: str, wall: float, seconds: float) -> bool:
        lease = self.leases.get(id_)
        if lease is None or lease.ends <= wall or lease.executor not in (None, executor):
            return False
        lease.executor = executor
        lease.ends = wall + seconds
        return True

    def left(self, id_: str, executor: str, wall: float) -> float:
        lease = self.leases.get(id_)
        if lease is None or lease.executor != executor:
            return 0.0
        return max(0.0, lease.ends - wall)

    def give_back(self, ids: list[str], executor: str | None, now: datetime) -> None:
        for id_ in ids:
            if id_ in self.leases and self.leases[id_].executor in (None, executor):
                self._rest_until(id_, now)

    def finish(self, id_: str, executor: str, at: datetime | None) -> None:
        if id_ in self.leases and self.leases[id_].executor == executor:
            self._rest_until(id_, at)

    def schedule(self, id_: str, at: datetime) -> None:
        if id_ not in self.due and id_ not in self.leases:
            self.due[id_] = at

    def wake(self, id_: str, now: datetime) -> None:
        self.wakes[id_] = min(self.wakes.get(id_, now), now)
        if id_ not in self.leases:
            self.due[id_] = min(self.due.get(id_, now), now)

    def hasten(self, ids: list[str], at: datetime) -> None:
        for id_ in ids:
            if id_ in self.due or id_ in self.leases:
                self.wake(id_, at)

    def acquire(self, id_: str, names: list[str]) -> str | None:
        if id_ in self.jobs and self.jobs[id_].state.is_terminal:
            return id_
        for name in names:
            if self.locks.get(name, id_) != id_:
                return self.locks[name]
        self.locks |= dict.fromkeys(names, id_)
        return None

    # cards and letters

    def mark(self, id_: str, *, is_urgent: bool = False) -> None:
        self.changes += 1
        self.unseen.setdefault(id_, Shown()).changes.append((self.changes, is_urgent))

    def dirty(self) -> list[tuple[str, int]]:
        def turn(id_: str) -> tuple[bool, int]:
            shown = self.unseen[id_]
            urgent = [number for number, is_urgent in shown.changes if is_urgent]
            if urgent:
                return (False, max(min(urgent), shown.behind))
            return (True, max(shown.changes[0][0], shown.behind))

        return [(id_, self.unseen[id_].changes[-1][0]) for id_ in sorted(self.unseen, key=turn)]

    def clean(self, id_: str, mark: int) -> None:
        shown = self.unseen.get(id_)
        if shown is None:
            return
        shown.changes = [change for change in shown.changes if change[0] > mark]
        if not shown.changes:
            del self.unseen[id_]
            return
        # It has just had its turn: whatever came since waits behind the newest of its kind.
        urgent = [number for number, is_urgent in shown.changes if is_urgent]
        shown.behind = urgent[-1] if urgent else shown.changes[-1][0]

    def put(self, letter: Letter, wall: float) -> bool:
        oldest = wall - timedelta(days=15).total_seconds()
        self.put_at = {id_: at for id_, at in self.put_at.items() if at > oldest}
        ids = (letter.id, *letter.also)
        waits = any(one.id == letter.id for one, _ in self.letters)
        was_put = any(id_ in self.put_at for id_ in ids)
        for id_ in ids:
            self.put_at.setdefault(id_, wall)
        if waits or was_put:
            return False
        self.letters.append((letter, 0.0))
        return True

    def ready(self, lane: str, wall: float) -> list[Letter]:
        return [letter for letter, at in self.letters if letter.lane == lane and at <= wall]

    def later(self, letter: Letter, at: float) -> None:
        self.letters = [
            (letter, at) if one.id == letter.id else (one, before) for one, before in self.letters
        ]

    def done(self, id_: str) -> None:
        self.letters = [(one, at) for one, at in self.letters if one.id != id_]

    # events and digests

    def hear(
        self,
        key: str,
        letters: Sequence[Letter],
        wakes: Sequence[str],
        *,
        now: datetime,
        wall: float,
        held_until: float | None,
    ) -> bool:
        if key in self.heard:
            return False
        if letters or wakes:
            self.heard.add(key)
        for letter in letters:
            if self.put(letter, wall) and letter.lane == "news" and held_until is not None:
                self.later(letter, held_until)
        for id_ in wakes:
            self.wake(id_, now)
        return True

    def release(self, letter: Letter) -> None:
        self.later(letter, 0.0)

    def gather(self, letter: Letter, piece: Piece, chore: str, at: datetime) -> None:
        if any(one.id == letter.id for one, _ in self.letters):
            self.done(letter.id)
            self.gathered[piece] += 1
            self.wake(chore, at)

    def tell(self, digest: Letter, told: Mapping[Piece, int], wall: float) -> None:
        if self.put(digest, wall):
            self.gathered -= Counter(told)
