"""What the ledger in memory consists of, and the transitions its rooms share.

Records are kept as the same texts that Redis would hold and parsed at every read,
so nothing can be changed behind the ledger's back, and what does not survive JSON
shows here too. The rules stand in `redis_due` and `redis_cards`.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from recovery.cards import Letter
from recovery.ledger.remembering import is_kept, period_of
from recovery.ledger.writing import HISTORY_KEPT, REPLAY_SECONDS, Writing
from recovery.record import State


@dataclass(kw_only=True)
class StoredJob:
    """A job's record and what is compared without parsing it."""

    record: str
    version: int
    state: State
    digest: str | None
    expires: int | None
    head: str
    created: int


@dataclass(kw_only=True)
class StoredLetter:
    """A letter, its place in its lane, and until when it is held back."""

    lane: str
    number: int
    body: str
    at: float | None = None


@dataclass
class MemoryState:
    """Everything, under one lock; `changed` wakes those who wait.

    Names are those of `redis_keys`, with these differences:

    Attributes:
        asked: Id of a request that made a job, to the wall time until which it is remembered.
        requests: Id of any other request, to the wall time at which it was taken.
        turns: Dirty job's turn: (is calm, mark).
        remembered: What was told or heard, to the period in which it was first.
    """

    wall: Callable[[], float]
    changed: threading.Condition = field(default_factory=threading.Condition)

    jobs: dict[str, StoredJob] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)
    plans: dict[tuple[str, str], str] = field(default_factory=dict)
    audit: dict[str, list[str]] = field(default_factory=dict)
    decisions: dict[str, list[str]] = field(default_factory=dict)
    deliveries: dict[str, str] = field(default_factory=dict)
    asked: dict[str, float] = field(default_factory=dict)
    requests: dict[str, float] = field(default_factory=dict)
    locks: dict[str, str] = field(default_factory=dict)

    due: dict[str, int] = field(default_factory=dict)
    leased: dict[str, float] = field(default_factory=dict)
    executors: dict[str, str] = field(default_factory=dict)
    woken: dict[str, int] = field(default_factory=dict)
    wakes: bool = False

    turns: dict[str, tuple[bool, int]] = field(default_factory=dict)
    marks: dict[str, int] = field(default_factory=dict)
    urgent: dict[str, int] = field(default_factory=dict)
    last_mark: int = 0
    news: bool = False

    letters: dict[str, StoredLetter] = field(default_factory=dict)
    remembered: dict[str, int] = field(default_factory=dict)
    last_letter: int = 0

    awaited: dict[str, str] = field(default_factory=dict)
    gathered: dict[str, int] = field(default_factory=dict)
    poison: list[str] = field(default_factory=list)

    history: dict[str, list[str]] = field(default_factory=dict)

    def first_time(self, request_id: str) -> bool:
        """Take a request; False if it was taken within ten minutes."""
        wall = self.wall()
        taken = self.requests.get(request_id)
        if taken is not None and wall < taken + REPLAY_SECONDS:
            return False
        self.requests[request_id] = wall
        return True

    def set_due(self, id_: str, at: int) -> None:
        """Make it due; wakes the clock if it is the first now."""
        self.due[id_] = at
        if min((time, name) for name, time in self.due.items())[1] == id_:
            self.wakes = True
            self.changed.notify_all()

    def wish(self, id_: str, at: int) -> None:
        """Wish for a look that begins after this moment; a claim fulfils it."""
        self.woken[id_] = min(self.woken.get(id_, at), at)

    def wake(self, id_: str, at: int) -> None:
        """Look at it then, if not before."""
        self.wish(id_, at)
        if id_ not in self.leased:
            self.set_due(id_, min(self.due.get(id_, at), at))

    def settle(self, id_: str, at: int | None) -> None:
        """Set the due time of an id that nobody leases, or the wake it has."""
        wish = self.woken.get(id_)
        if wish is not None and (at is None or wish < at):
            at = wish
        if at is None:
            self.due.pop(id_, None)
        else:
            self.set_due(id_, at)

    def end_lease(self, id_: str) -> None:
        """Nobody looks at it any more."""
        self.leased.pop(id_, None)
        self.executors.pop(id_, None)

    def show(self, job_id: str, *, is_urgent: bool) -> None:
        """Mark a job for the poster."""
        self.last_mark += 1
        self.marks[job_id] = self.last_mark
        if is_urgent:
            self.urgent[job_id] = self.last_mark
        # False sorts before True: what is not calm goes first.
        turn = (not is_urgent, self.last_mark)
        self.turns[job_id] = min(self.turns.get(job_id, turn), turn)
        self.tell()

    def tell(self) -> None:
        """Wake the poster."""
        self.news = True
        self.changed.notify_all()

    def is_remembered(self, name: str, wall: float) -> bool:
        """Whether it was told or heard within 15 days; forgets what was before."""
        kept = {known: period for known, period in self.remembered.items() if is_kept(period, wall)}
        self.remembered = kept
        return name in kept

    def put_letter(self, letter: Letter, wall: float) -> bool:
        """Add a letter unless one of its ids was put lately or it still waits."""
        names = [f"letter {id_}" for id_ in (letter.id, *letter.also)]
        unknown = [name for name in names if not self.is_remembered(name, wall)]
        for name in unknown:
            self.remembered[name] = period_of(wall)
        if len(unknown) < len(names) or letter.id in self.letters:
            return False
        self.last_letter += 1
        body = letter.model_dump_json()
        self.letters[letter.id] = StoredLetter(lane=letter.lane, number=self.last_letter, body=body)
        self.tell()
        return True

    def observe(self, what: str, observation: str) -> None:
        """Keep the newest of each kind."""
        kept = self.history.setdefault(what, [])
        kept.insert(0, observation)
        del kept[HISTORY_KEPT:]

    def write_job(self, writing: Writing) -> None:
        """What creating and saving have in common."""
        id_ = writing.job_id
        self.jobs[id_] = StoredJob(
            record=writing.record,
            version=writing.version,
            state=writing.state,
            digest=writing.digest,
            expires=writing.expires,
            head=writing.head,
            created=writing.created,
        )
        self.audit.setdefault(id_, []).append(writing.entry)
        self.rows[id_] = writing.row
        if writing.plan is not None:
            digest, plan = writing.plan
            self.plans.setdefault((id_, digest), plan)
        for letter in writing.letters:
            self.put_letter(letter, self.wall())
        self.awaited |= dict.fromkeys(writing.awaited, id_)
        for what, observation in writing.observations:
            self.observe(what, observation)
        self.show(id_, is_urgent=writing.is_urgent)

    def forget_job(self, id_: str) -> None:
        """A job has ended: no due time, lease, wake or locks, and it waits for nothing."""
        self.end_lease(id_)
        self.due.pop(id_, None)
        self.woken.pop(id_, None)
        for names in (self.locks, self.awaited):
            for name in [name for name, holder in names.items() if holder == id_]:
                del names[name]
