"""What both ledgers promise of due times, leases, wakes and locks."""

import threading

import pytest

from recovery.errors import VersionConflict
from recovery.events import Began, CancelAsked
from recovery.job import Job
from recovery.ledger import Ledger
from recovery.outcome import Wait
from tests.ledger.samples import ALICE, NOW, WALL, a_change, a_job, a_word, later, planned

ID = "J-7F3K2Q1"
CHORE = "chore:inventory"


def claim(ledger: Ledger, *, seconds: float = 0, wall: float = WALL, limit: int = 9) -> list[str]:
    return list(ledger.due.claim(now=later(seconds), wall=wall, limit=limit, lease_seconds=30))


def taken(ledger: Ledger, id_: str = ID) -> Job:
    """A job that `w1` has taken."""
    job = a_job(id_)
    ledger.jobs.create(job, a_change())
    assert claim(ledger) == [id_]
    assert ledger.due.take(id_, "w1", wall=WALL, lease_seconds=30)
    return job


class TestClaim:
    def test_only_what_is_due_longest_first(self, ledger: Ledger) -> None:
        for count in (3, 1, 2, 9):
            ledger.due.schedule(f"chore:{count}", at=later(count))
        assert claim(ledger, seconds=3) == ["chore:1", "chore:2", "chore:3"]
        assert claim(ledger, seconds=3) == []
        assert ledger.due.next_due() == later(9)
        assert ledger.due.counts(now=later(9)) == {"due": 1, "overdue": 1, "leased": 3}

    def test_no_more_than_asked_for(self, ledger: Ledger) -> None:
        for count in range(3):
            ledger.due.schedule(f"chore:{count}", at=later(count))
        assert claim(ledger, seconds=9, limit=2) == ["chore:0", "chore:1"]
        assert claim(ledger, seconds=9, limit=0) == []
        assert claim(ledger, seconds=9, limit=2) == ["chore:2"]

    def test_a_lease_that_ran_out_is_claimed_again_and_first(self, ledger: Ledger) -> None:
        taken(ledger)
        ledger.due.schedule(CHORE, at=later(-99))
        assert claim(ledger, wall=WALL + 29.999, limit=0) == []
        assert claim(ledger, wall=WALL + 30, limit=1) == [ID]
        assert not ledger.due.left(ID, "w1", wall=WALL + 30)
        assert ledger.due.take(ID, "w2", wall=WALL + 31, lease_seconds=30)

    def test_a_microsecond_counts(self, ledger: Ledger) -> None:
        ledger.due.schedule(CHORE, at=later(0.000001))
        assert claim(ledger) == []
        assert ledger.due.next_due() == later(0.000001)
        assert claim(ledger, seconds=0.000001) == [CHORE]


class TestTake:
    def test_one_executor_only(self, ledger: Ledger) -> None:
        taken(ledger)
        assert not ledger.due.take(ID, "w2", wall=WALL, lease_seconds=30)
        assert ledger.due.take(ID, "w1", wall=WALL, lease_seconds=30)
        assert ledger.due.left(ID, "w1", wall=WALL + 10) == 20.0
        assert ledger.due.left(ID, "w2", wall=WALL + 10) == 0.0

    def test_the_lease_begins_when_it_is_taken(self, ledger: Ledger) -> None:
        ledger.due.schedule(CHORE, at=NOW)
        claim(ledger)
        assert ledger.due.take(CHORE, "w1", wall=WALL + 29, lease_seconds=30)
        assert not ledger.due.take(CHORE, "w2", wall=WALL + 40, lease_seconds=30)
        assert ledger.due.left(CHORE, "w1", wall=WALL + 40) == 19.0
        assert claim(ledger, wall=WALL + 58.9) == []
        assert claim(ledger, wall=WALL + 59) == [CHORE]

    def test_nothing_that_is_not_leased(self, ledger: Ledger) -> None:
        ledger.jobs.create(a_job(), a_change())
        assert not ledger.due.take(ID, "w1", wall=WALL, lease_seconds=30)
        claim(ledger)
        assert not ledger.due.take(ID, "w1", wall=WALL + 30, lease_seconds=30)

    def test_nothing_left_after_the_lease(self, ledger: Ledger) -> None:
        taken(ledger)
        assert ledger.due.left(ID, "w1", wall=WALL + 31) == 0.0


class TestSave:
    def test_ends_the_lease(self, ledger: Ledger) -> None:
        job = taken(ledger)
        ledger.jobs.save(planned(job, "d1"), a_change(), expected=1, executor="w1")
        assert ledger.due.counts(now=NOW) == {"due": 1, "overdue": 0, "leased": 0}
        assert ledger.due.next_due() == later(3600)

    def test_in_mid_tick_keeps_the_lease(self, ledger: Ledger) -> None:
        job = taken(ledger).after(Began(step="plan"), NOW)
        ledger.jobs.save(job, a_change(), expected=1)
        assert ledger.due.left(ID, "w1", wall=WALL) == 30.0
        waiting = job.after(Wait(seconds=60), later(1))
        ledger.jobs.save(waiting, a_change(), expected=2, executor="w1")
        assert ledger.due.next_due() == later(61)

    def test_after_a_wake_is_due_at_once(self, ledger: Ledger) -> None:
        job = taken(ledger)
        ledger.due.wake(ID, now=later(5))
        ledger.due.wake(ID, now=later(7))
        assert ledger.due.next_due() is None
        waiting = job.after(Wait(seconds=60), later(8))
        ledger.jobs.save(waiting, a_change(), expected=1, executor="w1")
        assert ledger.due.next_due() == later(5)

    def test_a_claim_fulfils_a_wake(self, ledger: Ledger) -> None:
        ledger.jobs.create(a_job(due=later(60)), a_change())
        ledger.due.wake(ID, now=NOW)
        assert claim(ledger) == [ID]
        ledger.due.take(ID, "w1", wall=WALL, lease_seconds=30)
        waiting = a_job().after(Wait(seconds=60), NOW)
        ledger.jobs.save(waiting, a_change(), expected=1, executor="w1")
        assert ledger.due.next_due() == later(60)

    def test_a_wake_survives_a_save_that_does_not_know_of_it(self, ledger: Ledger) -> None:
        ledger.jobs.create(a_job(due=later(60)), a_change())
        ledger.jobs.decide(ID, a_word("cancel", ALICE, None, seconds=3))
        waiting = a_job().after(Wait(seconds=600), NOW)
        ledger.jobs.save(waiting, a_change(), expected=1)
        assert ledger.due.next_due() == later(3)

    def test_by_one_who_lost_the_lease_leaves_it_and_wakes(self, ledger: Ledger) -> None:
        job = taken(ledger)
        claim(ledger, wall=WALL + 30)
        assert ledger.due.take(ID, "w2", wall=WALL + 30, lease_seconds=30)
        late = job.after(Wait(seconds=60), later(31))
        ledger.jobs.save(late, a_change(), expected=1, executor="w1")
        assert ledger.due.left(ID, "w2", wall=WALL + 30) == 30.0
        with pytest.raises(VersionConflict):
            ledger.jobs.save(planned(job, "d"), a_change(), expected=1, executor="w2")
        ledger.due.finish(ID, "w2", at=later(600))
        assert ledger.due.next_due() == later(31)

    def test_at_the_end_clears_due_time_lease_wake_and_locks(self, ledger: Ledger) -> None:
        job = taken(ledger)
        assert ledger.locks.acquire(ID, ["table:a"]) is None
        ledger.due.wake(ID, now=later(1))
        ended = job.after(CancelAsked(by=ALICE), later(2))
        ledger.jobs.save(ended, a_change(), expected=1)
        assert ledger.due.counts(now=later(9)) == {"due": 0, "overdue": 0, "leased": 0}
        assert ledger.due.left(ID, "w1", wall=WALL) == 0.0
        assert ledger.locks.held(ID) == ()
        ledger.due.finish(ID, "w1", at=later(3))
        ledger.due.give_back([ID], executor="w1", now=later(3))
        assert ledger.due.next_due() is None

    def test_at_the_end_a_job_that_nobody_looks_at_is_not_due(self, ledger: Ledger) -> None:
        ledger.jobs.create(a_job(), a_change())
        ledger.jobs.save(a_job().after(CancelAsked(by=ALICE), NOW), a_change(), expected=1)
        assert ledger.due.next_due() is None

    def test_a_look_asked_for_before_the_job_was_there(self, ledger: Ledger) -> None:
        ledger.due.wake(ID, now=NOW)
        assert claim(ledger) == [ID]
        ledger.jobs.create(a_job(), a_change())
        assert ledger.due.counts(now=NOW) == {"due": 1, "overdue": 1, "leased": 0}


class TestGiveBack:
    def test_makes_it_due_at_once(self, ledger: Ledger) -> None:
        taken(ledger)
        ledger.due.give_back([ID, "J-absent"], executor="w1", now=later(2))
        assert ledger.due.next_due() == later(2)
        assert ledger.due.counts(now=NOW)["leased"] == 0

    def test_leaves_what_another_one_has(self, ledger: Ledger) -> None:
        taken(ledger)
        ledger.due.give_back([ID], executor="w2", now=NOW)
        ledger.due.give_back([ID], executor=None, now=NOW)
        assert ledger.due.left(ID, "w1", wall=WALL) == 30.0

    @pytest.mark.parametrize("executor", [None, "w1"])
    def test_takes_back_what_nobody_took(self, ledger: Ledger, executor: str | None) -> None:
        ledger.jobs.create(a_job(), a_change())
        claim(ledger)
        ledger.due.give_back([ID], executor=executor, now=NOW)
        assert claim(ledger) == [ID]


class TestChores:
    def test_scheduling_again_changes_nothing(self, ledger: Ledger) -> None:
        ledger.due.schedule(CHORE, at=later(5))
        ledger.due.schedule(CHORE, at=later(1))
        assert ledger.due.next_due() == later(5)
        claim(ledger, seconds=5)
        ledger.due.schedule(CHORE, at=later(1))
        assert ledger.due.next_due() is None

    @pytest.mark.parametrize(("at", "due"), [(60, 60), (None, None)])
    def test_finish(self, ledger: Ledger, at: float | None, due: float | None) -> None:
        ledger.due.schedule(CHORE, at=NOW)
        claim(ledger)
        ledger.due.take(CHORE, "w1", wall=WALL, lease_seconds=30)
        ledger.due.finish(CHORE, "w2", at=later(1))
        assert ledger.due.next_due() is None
        ledger.due.finish(CHORE, "w1", at=None if at is None else later(at))
        assert ledger.due.next_due() == (None if due is None else later(due))
        assert ledger.due.counts(now=NOW)["leased"] == 0

    def test_a_wake_meanwhile_runs_it_again(self, ledger: Ledger) -> None:
        ledger.due.schedule(CHORE, at=NOW)
        claim(ledger)
        ledger.due.take(CHORE, "w1", wall=WALL, lease_seconds=30)
        ledger.due.wake(CHORE, now=later(2))
        ledger.due.finish(CHORE, "w1", at=None)
        assert ledger.due.next_due() == later(2)

    def test_a_wake_never_puts_off(self, ledger: Ledger) -> None:
        ledger.due.schedule(CHORE, at=later(5))
        ledger.due.wake(CHORE, now=later(9))
        assert ledger.due.next_due() == later(5)

    def test_is_hastened_only_where_it_was_scheduled(self, ledger: Ledger) -> None:
        ledger.due.hasten([CHORE], at=NOW)
        assert ledger.due.next_due() is None
        ledger.due.schedule(CHORE, at=later(60))
        ledger.due.hasten([CHORE, "chore:2"], at=later(9))
        ledger.due.hasten([CHORE], at=later(20))
        assert ledger.due.next_due() == later(9)
        assert claim(ledger, seconds=9) == [CHORE]
        ledger.due.take(CHORE, "w1", wall=WALL, lease_seconds=30)
        for after in (30, 20, 40):
            ledger.due.hasten([CHORE], at=later(after))
        ledger.due.finish(CHORE, "w1", at=later(60))
        assert ledger.due.next_due() == later(20), "it was leased: as soon as that ends"

    def test_nor_does_a_wish_for_later(self, ledger: Ledger) -> None:
        ledger.due.schedule(CHORE, at=NOW)
        claim(ledger)
        ledger.due.take(CHORE, "w1", wall=WALL, lease_seconds=30)
        ledger.due.hasten([CHORE], at=later(60))
        ledger.due.finish(CHORE, "w1", at=later(5))
        assert ledger.due.next_due() == later(5)


class TestAwaitWake:
    def test_a_new_first_due_time_wakes_once(self, ledger: Ledger) -> None:
        ledger.due.schedule("chore:1", at=later(5))
        ledger.due.schedule("chore:2", at=later(4))
        assert ledger.due.await_wake(timeout_seconds=5)
        assert not ledger.due.await_wake(timeout_seconds=0)

    def test_what_comes_after_the_first_does_not(self, ledger: Ledger) -> None:
        ledger.due.schedule("chore:1", at=later(5))
        ledger.due.await_wake(timeout_seconds=0)
        ledger.due.schedule("chore:2", at=later(6))
        assert not ledger.due.await_wake(timeout_seconds=0)
        ledger.due.wake("chore:2", now=NOW)
        assert ledger.due.await_wake(timeout_seconds=0)

    def test_wakes_who_waits_already(self, ledger: Ledger) -> None:
        woken: list[bool] = []
        waiter = threading.Thread(
            target=lambda: woken.append(ledger.due.await_wake(timeout_seconds=20))
        )
        waiter.start()
        ledger.jobs.create(a_job(), a_change())
        waiter.join(timeout=20)
        assert woken == [True]


class TestLocks:
    def test_all_names_or_none(self, ledger: Ledger) -> None:
        assert ledger.locks.acquire("J-1", ["b", "a"]) is None
        assert ledger.locks.acquire("J-2", ["c", "a"]) == "J-1"
        assert ledger.locks.held("J-1") == ("a", "b")
        assert ledger.locks.held("J-2") == ()
        assert ledger.locks.acquire("J-1", ["a", "c"]) is None
        assert ledger.locks.held("J-1") == ("a", "b", "c")

    def test_nothing_to_lock(self, ledger: Ledger) -> None:
        assert ledger.locks.acquire("J-1", []) is None

    def test_an_ended_job_locks_nothing(self, ledger: Ledger) -> None:
        ledger.jobs.create(a_job(), a_change())
        ended = a_job().after(CancelAsked(by=ALICE), later(2))
        ledger.jobs.save(ended, a_change(), expected=1)
        assert ledger.locks.acquire(ID, ["a"]) == ID
        assert ledger.locks.held(ID) == ()
