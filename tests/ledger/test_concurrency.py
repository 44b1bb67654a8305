"""Many clients at once: real threads, several handles, one ledger."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import pytest

from recovery.cards import Letter
from recovery.decisions import Reception
from recovery.errors import VersionConflict
from recovery.ledger import Ledger, verify
from recovery.outcome import Wait
from recovery.people import Person
from tests.ledger.samples import (
    BOB,
    EVE,
    NOW,
    WALL,
    Handle,
    a_change,
    a_job,
    a_word,
    later,
    planned,
)

ID = "J-7F3K2Q1"
T = TypeVar("T")
ADA = Person(team="T01TEST", user="U04ADA")


def at_once(works: Sequence[Callable[[], T]]) -> list[T]:
    """Run all in threads of their own, let go together; their results in order."""
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], T]) -> T:
        gate.wait(timeout=30)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_a_hundred_clicks_by_three_people_count_once_each(handle: Handle) -> None:
    ledgers = [handle() for _ in range(4)]
    ledgers[0].jobs.create(a_job(), a_change())
    ledgers[0].jobs.save(planned(a_job(), "d1"), a_change(), expected=1)
    people = (BOB, EVE, ADA)

    def click(number: int) -> Reception:
        ledger = ledgers[number % 4]
        word = a_word(person=people[number % 3], seconds=number / 100)
        return ledger.jobs.decide(ID, word)

    results = at_once([partial(click, number) for number in range(100)])
    assert Counter(results) == {Reception.RECORDED: 3, Reception.ALREADY: 97}
    decisions = ledgers[0].jobs.decisions(ID)
    assert {word.person for word in decisions} == set(people)
    assert len(decisions) == 3
    entries = ledgers[0].jobs.audit(ID)
    assert len(entries) == 5
    verify(entries)


def test_many_cancels_of_one_person_are_one_word(handle: Handle) -> None:
    ledgers = [handle() for _ in range(2)]
    ledgers[0].jobs.create(a_job(), a_change())

    def cancel(number: int) -> Reception:
        return ledgers[number % 2].jobs.decide(ID, a_word("cancel", BOB, None))

    results = at_once([partial(cancel, number) for number in range(30)])
    assert Counter(results) == {Reception.RECORDED: 1, Reception.ALREADY: 29}
    assert len(ledgers[0].jobs.decisions(ID)) == 1
    assert [entry.event for entry in ledgers[0].jobs.audit(ID)] == ["asked", "said cancel"]
    verify(ledgers[0].jobs.audit(ID))


def test_cancels_of_many_people_are_all_in_the_chain(handle: Handle) -> None:
    ledgers = [handle() for _ in range(2)]
    ledgers[0].jobs.create(a_job(), a_change())

    def cancel(number: int) -> Reception:
        return ledgers[number % 2].jobs.decide(ID, a_word("cancel", somebody(number), None))

    results = at_once([partial(cancel, number) for number in range(30)])
    assert results == [Reception.RECORDED] * 30
    assert len(ledgers[0].jobs.decisions(ID)) == 30
    assert len(ledgers[0].jobs.audit(ID)) == 31
    verify(ledgers[0].jobs.audit(ID))


def somebody(number: int) -> Person:
    return Person(team="T01TEST", user=f"U{number:07}")


def test_one_of_fifty_creates_of_an_id_wins(handle: Handle) -> None:
    ledgers = [handle() for _ in range(4)]

    def create(number: int) -> str:
        job = a_job(reason=f"{number}")
        return ledgers[number % 4].jobs.create(job, a_change(detail={"number": number}))

    results = at_once([partial(create, number) for number in range(50)])
    assert Counter(results) == {"created": 1, "taken": 49}
    job = ledgers[0].jobs.load(ID)
    assert job is not None
    assert job.reason == str(results.index("created"))
    (entry,) = ledgers[0].jobs.audit(ID)
    assert entry.detail == {"number": results.index("created")}


def test_one_of_fifty_deliveries_of_a_request_makes_a_job(handle: Handle) -> None:
    ledgers = [handle() for _ in range(4)]

    def create(number: int) -> str:
        return ledgers[number % 4].jobs.create(a_job(f"J-{number}"), a_change(), seen="req-1")

    results = at_once([partial(create, number) for number in range(50)])
    assert Counter(results) == {"created": 1, "replayed": 49}
    assert ledgers[0].jobs.page(size=99, page=1).total == 1


def test_twenty_claimers_never_lease_an_id_twice(handle: Handle) -> None:
    ledgers = [handle() for _ in range(4)]
    for number in range(60):
        ledgers[0].due.schedule(f"chore:{number}", at=later(-number))

    def claim(ledger: Ledger) -> list[str]:
        claimed: list[str] = []
        while batch := ledger.due.claim(now=NOW, wall=WALL, limit=3, lease_seconds=30):
            claimed += batch
        return claimed

    results = at_once([partial(claim, ledgers[number % 4]) for number in range(20)])
    claimed = [id_ for batch in results for id_ in batch]
    assert sorted(claimed) == sorted(f"chore:{number}" for number in range(60))


def test_one_of_two_executors_takes_an_id(handle: Handle) -> None:
    ledgers = [handle(), handle()]
    for number in range(20):
        ledgers[0].due.schedule(f"chore:{number}", at=NOW)
    ids = ledgers[0].due.claim(now=NOW, wall=WALL, limit=99, lease_seconds=30)

    def take(number: int) -> list[str]:
        due = ledgers[number].due
        return [id_ for id_ in ids if due.take(id_, f"w{number}", wall=WALL, lease_seconds=30)]

    first, second = at_once([partial(take, 0), partial(take, 1)])
    assert sorted(first + second) == sorted(ids)


def test_of_saves_of_one_version_one_is_kept(handle: Handle) -> None:
    ledgers = [handle() for _ in range(4)]
    ledgers[0].jobs.create(a_job(), a_change())

    def save(number: int) -> bool:
        job = a_job().after(Wait(seconds=number + 1, progress=f"{number}"), later(1))
        try:
            ledgers[number % 4].jobs.save(job, a_change(), expected=1)
        except VersionConflict:
            return False
        return True

    results = at_once([partial(save, number) for number in range(20)])
    assert results.count(True) == 1
    winner = results.index(True)
    job = ledgers[0].jobs.load(ID)
    assert job is not None
    assert job.progress == str(winner)
    assert ledgers[0].due.next_due() == later(1 + winner + 1)
    assert len(ledgers[0].jobs.audit(ID)) == 2


def test_saves_and_words_at_once_lose_neither(handle: Handle) -> None:
    ledgers = [handle() for _ in range(4)]
    ledgers[0].jobs.create(a_job(), a_change())

    def work() -> None:
        job = a_job()
        for number in range(20):
            changed = job.after(Wait(seconds=60, progress=f"{number}"), later(number))
            ledgers[0].jobs.save(changed, a_change("worked"), expected=job.version)
            job = changed

    def speak(number: int) -> None:
        word = a_word("cancel", somebody(number), None, seconds=1)
        assert ledgers[number % 4].jobs.decide(ID, word) is Reception.RECORDED

    words: list[Callable[[], None]] = [partial(speak, number) for number in range(20)]
    at_once([work, *words])
    entries = ledgers[0].jobs.audit(ID)
    events = Counter(entry.event for entry in entries)
    assert events == {"asked": 1, "worked": 20, "said cancel": 20}
    verify(entries)
    # No save put off the look that the words asked for.
    assert ledgers[0].due.next_due() == later(1)


@pytest.mark.parametrize("names", [["a", "b"], ["b", "a"]])
def test_one_of_many_jobs_gets_the_locks(handle: Handle, names: list[str]) -> None:
    ledgers = [handle() for _ in range(4)]

    def acquire(number: int) -> str | None:
        wanted = names if number % 2 else names[::-1]
        return ledgers[number % 4].locks.acquire(f"J-{number}", wanted)

    results = at_once([partial(acquire, number) for number in range(20)])
    (winner,) = [number for number, result in enumerate(results) if result is None]
    assert set(results) == {None, f"J-{winner}"}
    assert ledgers[0].locks.held(f"J-{winner}") == ("a", "b")


def test_a_bucket_gives_no_token_twice(handle: Handle) -> None:
    ledgers = [handle() for _ in range(4)]

    def take(number: int) -> float:
        return ledgers[number % 4].rates.take("b", per_second=1, burst=7, wall=WALL)

    results = at_once([partial(take, number) for number in range(30)])
    assert results.count(0.0) == 7


def test_a_letter_is_put_once(handle: Handle) -> None:
    ledgers = [handle() for _ in range(4)]
    letter = Letter(id="l1", lane="fast", kind="reply")

    def put(number: int) -> bool:
        return ledgers[number % 4].outbox.put(letter, wall=WALL)

    results = at_once([partial(put, number) for number in range(20)])
    assert Counter(results) == {True: 1, False: 19}


def test_leave_to_refresh_is_given_once(handle: Handle) -> None:
    ledgers = [handle() for _ in range(4)]

    def ask(number: int) -> bool:
        wall = WALL + number / 10
        return ledgers[number % 4].rates.may_refresh("l", every_seconds=5, wall=wall)

    results = at_once([partial(ask, number) for number in range(20)])
    assert Counter(results) == {True: 1, False: 19}
