"""Any moves in any order, by several clients: both ledgers and the model agree.

Two handles on one Valkey stand for two processes; each move goes to one of them,
each look to the other. After every move everything that can be seen is compared.
"""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import timedelta

import pytest
import redis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from recovery.cards import Letter
from recovery.decisions import Decision, Word
from recovery.errors import VersionConflict
from recovery.events import Planned
from recovery.job import Job
from recovery.ledger import Hearing, Ledger, MemoryLedger, Piece, open_ledger, verify
from tests.ledger.model import Model
from tests.ledger.moves import (
    EXECUTORS,
    IDS,
    JOBS,
    LANES,
    LETTERS,
    PIECES,
    PLANS,
    a_notice,
    events,
    executors,
    ids,
    job_ids,
    letter_of,
    seconds,
    words,
)
from tests.ledger.samples import ALICE, BOB, EVE, NOW, WALL, a_change, a_job


class LedgerMachine(RuleBasedStateMachine):
    """Moves on the model, on the twin and on Valkey."""

    url = ""

    @initialize()
    def open(self) -> None:
        self.now = NOW
        self.wall = WALL
        self.stack = ExitStack()
        with closing(redis.Redis.from_url(self.url)) as client:
            client.flushdb()
        self.handles = [
            self.stack.enter_context(closing(open_ledger(self.url, wall=self.clock)))
            for _ in range(2)
        ]
        self.memory = MemoryLedger(wall=self.clock)
        self.model = Model()
        self.turn = 0
        self.versions: dict[str, list[Job]] = {}
        self.looked: dict[str, int] = {}
        # There from the start, so that most moves meet one.
        for id_ in JOBS[:2]:
            self.create(id_, None, 20)

    def clock(self) -> float:
        """Wall time, where the ledger looks for itself."""
        return self.wall

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            self.stack.close()

    def ledgers(self) -> Iterator[Ledger]:
        """The twin, and the handle whose turn it is."""
        self.turn += 1
        yield self.memory
        yield self.handles[self.turn % 2]

    # time

    @rule(step=seconds)
    def time_passes(self, step: float) -> None:
        self.now += timedelta(seconds=step)
        self.wall += step

    # jobs

    @rule(id_=job_ids, request=st.sampled_from((None, "r1", "r2", "r3")), due=seconds)
    def create(self, id_: str, request: str | None, due: float) -> None:
        job = a_job(id_, created=self.now, changed=self.now, due=self.now + timedelta(seconds=due))
        expected = self.model.create(job, request)
        for ledger in self.ledgers():
            assert ledger.jobs.create(job, a_change(), seen=request) == expected
        if expected == "created":
            self.versions[id_] = [job]

    @rule(
        id_=job_ids,
        number=st.integers(0, 17),
        age=st.sampled_from((0, 0, 0, 0, 1, 2)),
        executor=st.sampled_from((None, "w1", "w2")),
    )
    def save(self, id_: str, number: int, age: int, executor: str | None) -> None:
        known = self.versions.get(id_, [])
        if len(known) <= age:
            return
        base = known[-1 - age]
        job = base.after(events(number), self.now)
        if job is base:
            return
        plan = PLANS[number % 2] if isinstance(events(number), Planned) else None
        notice = a_notice(number)
        change = a_change(f"event {number}", plan=plan, records=(notice,) if number > 14 else ())
        saved = self.model.save(job, change.event, base.version, executor)
        if saved:
            self.versions[id_].append(job)
            if number > 14:
                self.model.put(letter_of(notice), self.wall)
        for ledger in self.ledgers():
            try:
                ledger.jobs.save(job, change, expected=base.version, executor=executor)
            except VersionConflict:
                assert not saved
            else:
                assert saved

    @rule(
        id_=job_ids,
        word=words,
        person=st.sampled_from((ALICE, BOB, EVE)),
        digest=st.sampled_from((PLANS[0].digest, PLANS[1].digest, None)),
    )
    def decide(self, id_: str, word: Word, person: object, digest: str | None) -> None:
        decision = Decision.model_validate(
            {"word": word, "person": person, "digest": digest, "at": self.now}
        )
        expected = self.model.decide(id_, decision)
        for ledger in self.ledgers():
            assert ledger.jobs.decide(id_, decision) is expected

    # due times

    @rule(limit=st.integers(0, 4))
    def claim(self, limit: int) -> None:
        expected = self.model.claim(self.now, self.wall, limit, 30)
        for ledger in self.ledgers():
            claimed = ledger.due.claim(now=self.now, wall=self.wall, limit=limit, lease_seconds=30)
            assert list(claimed) == expected

    @rule(id_=ids, executor=executors)
    def take(self, id_: str, executor: str) -> None:
        expected = self.model.take(id_, executor, self.wall, 30)
        for ledger in self.ledgers():
            assert ledger.due.take(id_, executor, wall=self.wall, lease_seconds=30) == expected

    @rule(some=st.lists(ids, max_size=3), executor=st.sampled_from((None, "w1", "w2")))
    def give_back(self, some: list[str], executor: str | None) -> None:
        self.model.give_back(some, executor, self.now)
        for ledger in self.ledgers():
            ledger.due.give_back(some, executor=executor, now=self.now)

    @rule(id_=ids, executor=executors, after=st.sampled_from((None, 0, 1, 60)))
    def finish(self, id_: str, executor: str, after: float | None) -> None:
        at = None if after is None else self.now + timedelta(seconds=after)
        self.model.finish(id_, executor, at)
        for ledger in self.ledgers():
            ledger.due.finish(id_, executor, at=at)

    @rule(id_=ids, after=seconds)
    def schedule(self, id_: str, after: float) -> None:
        at = self.now + timedelta(seconds=after)
        self.model.schedule(id_, at)
        for ledger in self.ledgers():
            ledger.due.schedule(id_, at=at)

    @rule(id_=ids)
    def wake(self, id_: str) -> None:
        self.model.wake(id_, self.now)
        for ledger in self.ledgers():
            ledger.due.wake(id_, now=self.now)

    @rule(some=st.lists(ids, max_size=3), after=seconds)
    def hasten(self, some: list[str], after: float) -> None:
        at = self.now + timedelta(seconds=after)
        self.model.hasten(some, at)
        for ledger in self.ledgers():
            ledger.due.hasten(some, at=at)

    @rule()
    def await_signals(self) -> None:
        woken = {ledger.due.await_wake(timeout_seconds=0) for ledger in self.ledgers()}
        told = {ledger.cards.await_news(timeout_seconds=0) for ledger in self.ledgers()}
        assert len(woken) == len(told) == 1

    @rule(id_=job_ids, names=st.lists(st.sampled_from(("a", "b", "c")), max_size=3))
    def acquire(self, id_: str, names: list[str]) -> None:
        expected = self.model.acquire(id_, names)
        for ledger in self.ledgers():
            assert ledger.locks.acquire(id_, names) == expected

    # cards and letters

    @rule(id_=job_ids)
    def mark(self, id_: str) -> None:
        self.model.mark(id_)
        for ledger in self.ledgers():
            ledger.cards.mark(id_)

    @rule()
    def look(self) -> None:
        self.looked = dict(self.model.dirty())

    @rule(id_=job_ids)
    def clean(self, id_: str) -> None:
        mark = self.looked.get(id_, 0)
        self.model.clean(id_, mark)
        for ledger in self.ledgers():
            ledger.cards.clean(id_, mark)

    @rule(id_=st.sampled_from(LETTERS), lane=st.sampled_from(LANES))
    def put(self, id_: str, lane: str) -> None:
        letter = Letter(id=id_, lane=lane, kind="reply")
        expected = self.model.put(letter, self.wall)
        for ledger in self.ledgers():
            assert ledger.outbox.put(letter, wall=self.wall) == expected

    @rule(index=st.integers(0, 5), after=seconds)
    def later(self, index: int, after: float) -> None:
        if index < len(self.model.letters):
            letter = self.model.letters[index][0]
            letter = letter.model_copy(update={"attempts": letter.attempts + 1})
            self.model.later(letter, self.wall + after)
            for ledger in self.ledgers():
                ledger.outbox.later(letter, at=self.wall + after)

    @rule(id_=st.sampled_from((*LETTERS, "notice:0", "notice:1")))
    def done(self, id_: str) -> None:
        self.model.done(id_)
        for ledger in self.ledgers():
            ledger.outbox.done(id_)

    # events and digests

    @rule(
        key=st.sampled_from(("e1", "e2", "e3", "e4")),
        numbers=st.lists(st.integers(0, 11), max_size=2),
        wakes=st.lists(ids, max_size=2),
        held=st.sampled_from((None, 0, 1, 20)),
    )
    def hear(self, key: str, numbers: list[int], wakes: list[str], held: float | None) -> None:
        notices = [a_notice(number) for number in numbers]
        until = None if held is None else self.wall + held
        hearing = Hearing(key=key, notices=notices, wakes=wakes, held_until=until)
        letters = [letter_of(notice) for notice in notices]
        expected = self.model.hear(
            key, letters, wakes, now=self.now, wall=self.wall, held_until=until
        )
        for ledger in self.ledgers():
            assert ledger.news.hear(hearing, now=self.now, wall=self.wall) == expected

    @rule(index=st.integers(0, 3), found=st.integers(0, 9))
    def release(self, index: int, found: int) -> None:
        if index < len(self.model.letters):
            letter = self.model.letters[index][0].model_copy(update={"body": {"found": found}})
            self.model.release(letter)
            for ledger in self.ledgers():
                ledger.news.release(letter)

    @rule(
        index=st.integers(0, 3),
        piece=st.sampled_from(PIECES),
        chore=st.sampled_from(IDS[-2:]),
        after=seconds,
    )
    def gather(self, index: int, piece: Piece, chore: str, after: float) -> None:
        if index < len(self.model.letters):
            letter, at = self.model.letters[index][0], self.now + timedelta(seconds=after)
            self.model.gather(letter, piece, chore, at)
            for ledger in self.ledgers():
                ledger.news.gather(letter, piece, chore=chore, at=at)

    @rule(id_=st.sampled_from(("d1", "d2", "d3")))
    def tell(self, id_: str) -> None:
        digest = Letter(id=id_, lane="news", kind="digest")
        told = dict(self.model.gathered)
        self.model.tell(digest, told, self.wall)
        for ledger in self.ledgers():
            ledger.news.tell(digest, told, wall=self.wall)

    # everything that can be seen

    @invariant()
    def all_agree(self) -> None:
        if not hasattr(self, "model"):
            return
        expected = self.as_modelled()
        for ledger in self.ledgers():
            assert self.seen(ledger) == expected

    def as_modelled(self) -> dict[str, object]:
        model = self.model
        newest = sorted(model.jobs.values(), key=lambda job: (job.created, job.id), reverse=True)
        opened = [job for job in newest if not job.state.is_terminal]
        return {
            "jobs": [model.jobs.get(id_) for id_ in JOBS],
            "words": [tuple(model.words.get(id_, ())) for id_ in JOBS],
            "events": [model.events.get(id_, []) for id_ in JOBS],
            "page": [(job.id, job.state.value) for job in newest],
            "open": [job.id for job in opened],
            "next due": min(model.due.values(), default=None),
            "counts": {
                "due": len(model.due),
                "overdue": sum(at <= self.now for at in model.due.values()),
                "leased": len(model.leases),
            },
            "left": [model.left(id_, who, self.wall) for id_ in IDS for who in EXECUTORS],
            "locks": dict(sorted(model.locks.items())),
            "dirty": model.dirty(),
            "letters": [model.ready(lane, self.wall) for lane in LANES],
            "waiting": len(model.letters),
            "gathered": dict(model.gathered),
        }

    def seen(self, ledger: Ledger) -> dict[str, object]:
        for id_ in JOBS:
            verify(ledger.jobs.audit(id_))
        dossiers = [ledger.jobs.dossier(id_) for id_ in JOBS]
        page = ledger.jobs.page(size=99, page=1)
        assert page.total == len(page.rows)
        return {
            "jobs": [dossier and dossier.job for dossier in dossiers],
            "words": [dossier.decisions if dossier else () for dossier in dossiers],
            "events": [[entry.event for entry in ledger.jobs.audit(id_)] for id_ in JOBS],
            "page": [(row[0], row[3]) for row in page.rows],
            "open": [job.id for job in ledger.jobs.open_jobs(limit=99)],
            "next due": ledger.due.next_due(),
            "counts": ledger.due.counts(now=self.now),
            "left": [ledger.due.left(id_, who, wall=self.wall) for id_ in IDS for who in EXECUTORS],
            "locks": dict(sorted((name, id_) for id_ in JOBS for name in ledger.locks.held(id_))),
            "dirty": list(ledger.cards.dirty(limit=99)),
            "letters": [
                list(ledger.outbox.ready(lane, wall=self.wall, limit=99)) for lane in LANES
            ],
            "waiting": ledger.outbox.waiting(),
            "gathered": dict(ledger.news.gathered()),
        }


@pytest.mark.timeout(300)
def test_both_ledgers_keep_what_the_model_promises(empty_url: str) -> None:
    class Machine(LedgerMachine):
        url = empty_url

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=30,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.explicit, Phase.generate, Phase.shrink),
            database=None,
            derandomize=False,
        ),
    )
