"""What both ledgers promise of jobs, plans and decisions."""

from dataclasses import replace
from datetime import timedelta

import pytest

from recovery.decisions import Reception
from recovery.errors import VersionConflict
from recovery.events import Approved, Began, CancelAsked, Stopped
from recovery.job import Job
from recovery.ledger import ChainBroken, Ledger, verify
from recovery.outcome import Notice
from recovery.record import State
from tests.ledger.samples import (
    ALICE,
    BOB,
    EVE,
    NOW,
    OBSERVATION,
    WALL,
    a_change,
    a_job,
    a_plan,
    a_word,
    later,
    planned,
)

ID = "J-7F3K2Q1"
NOTICE = Notice(name="BackupCompleted", key="k1", table="orders", account="prod", region="r")


def waiting(ledger: Ledger) -> Job:
    """A job that waits for approval of the plan with digest d1."""
    ledger.jobs.create(a_job(), a_change())
    job = planned(a_job(), "d1")
    ledger.jobs.save(job, a_change("planned"), expected=1)
    return job


def test_a_job_comes_back_as_it_was_created(ledger: Ledger) -> None:
    job = a_job()
    assert ledger.jobs.create(job, a_change()) == "created"
    assert ledger.jobs.load(ID) == job
    assert ledger.due.next_due() == NOW
    assert ledger.cards.dirty(limit=5) == ((ID, 1),)


def test_an_unknown_job_is_none(ledger: Ledger) -> None:
    assert ledger.jobs.load(ID) is None
    assert ledger.jobs.dossier(ID) is None
    assert ledger.jobs.decisions(ID) == ()
    assert ledger.jobs.audit(ID) == ()
    assert ledger.jobs.plan(ID, "d1") is None


def test_a_taken_id_changes_nothing(ledger: Ledger) -> None:
    ledger.jobs.create(a_job(), a_change())
    assert ledger.jobs.create(a_job(table="other"), a_change(), seen="req-1") == "taken"
    loaded = ledger.jobs.load(ID)
    assert loaded is not None
    assert loaded.table == "orders"
    assert len(ledger.jobs.audit(ID)) == 1
    # The request made no job, so it may be answered with another id.
    assert ledger.jobs.create(a_job("J-2222222"), a_change(), seen="req-1") == "created"


def test_a_replayed_request_makes_no_second_job(ledger: Ledger) -> None:
    ledger.jobs.create(a_job(), a_change(), seen="req-1")
    assert ledger.jobs.create(a_job("J-2222222"), a_change(), seen="req-1") == "replayed"
    assert ledger.jobs.load("J-2222222") is None


def test_a_save_replaces_the_record_and_its_due_time(ledger: Ledger) -> None:
    job = waiting(ledger)
    assert ledger.jobs.load(ID) == job
    assert ledger.due.next_due() == job.expires


def test_a_save_of_another_version_writes_nothing(ledger: Ledger) -> None:
    waiting(ledger)
    stale = a_job().after(Began(step="plan"), later(5))
    before = (ledger.jobs.load(ID), ledger.jobs.audit(ID), ledger.due.next_due())
    change = a_change(records=(NOTICE, OBSERVATION), plan=a_plan())
    with pytest.raises(VersionConflict):
        ledger.jobs.save(stale, change, expected=1)
    assert (ledger.jobs.load(ID), ledger.jobs.audit(ID), ledger.due.next_due()) == before
    assert ledger.outbox.waiting() == 0
    assert ledger.history.recent("backup") == ()
    assert ledger.jobs.plan(ID, a_plan().digest) is None


def test_a_job_that_is_absent_cannot_be_saved(ledger: Ledger) -> None:
    with pytest.raises(VersionConflict):
        ledger.jobs.save(planned(a_job(), "d1"), a_change(), expected=1)


def test_a_save_that_does_not_raise_the_version_is_a_defect(ledger: Ledger) -> None:
    ledger.jobs.create(a_job(), a_change())
    with pytest.raises(ValueError, match="version 1 cannot follow 1"):
        ledger.jobs.save(a_job(), a_change(), expected=1)


def test_what_rides_along_is_saved_too(ledger: Ledger) -> None:
    ledger.jobs.create(a_job(), a_change())
    plan = a_plan()
    another = OBSERVATION.model_copy(update={"what": "copy"})
    records = (NOTICE, OBSERVATION, NOTICE, another)
    change = a_change("planned", records=records, plan=plan)
    ledger.jobs.save(planned(a_job(), plan.digest), change, expected=1)
    assert ledger.jobs.plan(ID, plan.digest) == plan
    assert ledger.history.recent("backup") == (OBSERVATION,)
    assert ledger.history.recent("copy") == (another,)
    (letter,) = ledger.outbox.ready("news", wall=WALL, limit=9)
    assert (letter.id, letter.kind) == ("notice:k1", "notice")
    assert Notice.model_validate(letter.body) == NOTICE


def test_a_dossier_holds_everything_about_a_job(ledger: Ledger) -> None:
    ledger.jobs.create(a_job(), a_change())
    plan = a_plan()
    job = planned(a_job(), plan.digest)
    ledger.jobs.save(job, a_change("planned", plan=plan), expected=1)
    words = (a_word(digest=plan.digest), a_word(person=EVE, digest=plan.digest))
    for word in words:
        ledger.jobs.decide(ID, word)
    delivery = ledger.cards.delivery(ID).model_copy(update={"ts": "1.2"})
    ledger.cards.save_delivery(ID, delivery)
    dossier = ledger.jobs.dossier(ID)
    assert dossier is not None
    assert (dossier.job, dossier.plan) == (job, plan)
    assert (dossier.decisions, dossier.delivery) == (words, delivery)


def test_each_job_keeps_its_own_plan_whatever_its_digest(ledger: Ledger) -> None:
    earlier = a_plan()
    later = earlier.model_copy(update={"title": "Same digest, other things checked"})
    assert later.digest == earlier.digest
    for job_id, plan in (("J-1111111", earlier), ("J-2222222", later)):
        ledger.jobs.create(a_job(job_id), a_change())
        job = planned(a_job(job_id), plan.digest)
        ledger.jobs.save(job, a_change("planned", plan=plan), expected=1)
    for job_id, plan in (("J-1111111", earlier), ("J-2222222", later)):
        dossier = ledger.jobs.dossier(job_id)
        assert dossier is not None
        assert dossier.plan == plan
        assert ledger.jobs.plan(job_id, plan.digest) == plan


def test_a_plan_is_stored_once(ledger: Ledger) -> None:
    plan = a_plan()
    ledger.jobs.create(a_job(), a_change())
    job = planned(a_job(), plan.digest)
    ledger.jobs.save(job, a_change("planned", plan=plan), expected=1)
    renamed = plan.model_copy(update={"title": "Other words than were approved"})
    again = job.model_copy(update={"version": job.version + 1})
    ledger.jobs.save(again, a_change(plan=renamed), expected=job.version)
    assert ledger.jobs.plan(ID, plan.digest) == plan


class TestDecide:
    def test_an_approval_is_kept_and_wakes_the_job(self, ledger: Ledger) -> None:
        job = waiting(ledger)
        word = a_word()
        assert ledger.jobs.decide(ID, word) is Reception.RECORDED
        assert ledger.jobs.decisions(ID) == (word,)
        assert ledger.due.next_due() == word.at
        assert ledger.jobs.load(ID) == job
        entry = ledger.jobs.audit(ID)[-1]
        assert (entry.event, entry.actor, entry.version) == ("said approve", str(BOB), 2)

    def test_the_first_word_of_a_person_stands(self, ledger: Ledger) -> None:
        waiting(ledger)
        ledger.jobs.decide(ID, a_word())
        assert ledger.jobs.decide(ID, a_word("reject", seconds=20)) is Reception.ALREADY
        assert ledger.jobs.decide(ID, a_word(person=EVE)) is Reception.RECORDED
        assert [word.person for word in ledger.jobs.decisions(ID)] == [BOB, EVE]

    def test_a_word_on_another_plan_does_not_count(self, ledger: Ledger) -> None:
        waiting(ledger)
        assert ledger.jobs.decide(ID, a_word(digest="d0")) is Reception.CHANGED
        assert ledger.jobs.decide(ID, a_word(digest=None)) is Reception.CHANGED

    @pytest.mark.parametrize(
        ("seconds", "reception"),
        [
            (3599.999999, Reception.RECORDED),
            (3600, Reception.EXPIRED),
            (9999, Reception.EXPIRED),
        ],
    )
    def test_the_last_moment(self, ledger: Ledger, seconds: float, reception: Reception) -> None:
        waiting(ledger)
        assert ledger.jobs.decide(ID, a_word(seconds=seconds)) is reception

    def test_a_word_that_does_not_count_leaves_no_trace(self, ledger: Ledger) -> None:
        waiting(ledger)
        before = (ledger.jobs.audit(ID), ledger.due.next_due(), ledger.cards.dirty(limit=9))
        ledger.jobs.decide(ID, a_word(digest="d0"))
        after = (ledger.jobs.audit(ID), ledger.due.next_due(), ledger.cards.dirty(limit=9))
        assert after == before
        assert ledger.jobs.decisions(ID) == ()

    def test_an_absent_job(self, ledger: Ledger) -> None:
        assert ledger.jobs.decide(ID, a_word()) is Reception.ABSENT

    def test_only_a_waiting_job_is_approved(self, ledger: Ledger) -> None:
        ledger.jobs.create(a_job(), a_change())
        assert ledger.jobs.decide(ID, a_word()) is Reception.NOT_WAITING

    def test_cancel_fits_until_the_end(self, ledger: Ledger) -> None:
        ledger.jobs.create(a_job(), a_change())
        assert ledger.jobs.decide(ID, a_word("cancel", ALICE, None)) is Reception.RECORDED
        ended = a_job().after(CancelAsked(by=ALICE), later(20))
        ledger.jobs.save(ended, a_change("cancelled"), expected=1)
        assert ledger.jobs.decide(ID, a_word("cancel", ALICE, None)) is Reception.NOT_WAITING

    def test_an_order_counts_once_a_person_until_it_is_folded(self, ledger: Ledger) -> None:
        job = waiting(ledger).after(Approved(by=(BOB,)), later(20))
        ledger.jobs.save(job, a_change("approved"), expected=2)
        cancel = a_word("cancel", ALICE, None)
        assert ledger.jobs.decide(ID, cancel) is Reception.RECORDED
        assert ledger.jobs.decide(ID, cancel) is Reception.ALREADY
        assert ledger.jobs.decide(ID, a_word("cancel", BOB, None)) is Reception.RECORDED
        # A worker goes back, cannot, and asks a person: the same word is a new one then.
        back = job.having_heard(2).after(CancelAsked(by=ALICE), later(30))
        ledger.jobs.save(back, a_change("cancel asked"), expected=3)
        assert ledger.jobs.decide(ID, cancel) is Reception.NOT_WAITING
        stuck = back.after(Stopped(reason="x"), later(40))
        ledger.jobs.save(stuck, a_change("stopped"), expected=back.version)
        for word in ("cancel", "retry"):
            again = a_word(word, ALICE, None)
            assert ledger.jobs.decide(ID, again) is Reception.RECORDED
            assert ledger.jobs.decide(ID, again) is Reception.ALREADY

    def test_retry_fits_a_stuck_job(self, ledger: Ledger) -> None:
        job = waiting(ledger)
        assert ledger.jobs.decide(ID, a_word("retry", ALICE)) is Reception.NOT_WAITING
        stuck = job.after(Approved(by=(BOB,)), later(20)).after(Stopped(reason="x"), later(30))
        assert stuck.state is State.STUCK
        ledger.jobs.save(stuck, a_change("stopped"), expected=2)
        assert ledger.due.next_due() is None
        assert ledger.jobs.decide(ID, a_word("retry", ALICE)) is Reception.RECORDED
        assert ledger.due.next_due() == later(10)

    def test_a_word_between_load_and_save_stops_nobody(self, ledger: Ledger) -> None:
        job = waiting(ledger)
        ledger.jobs.decide(ID, a_word())
        approved = job.after(Approved(by=(BOB,)), later(30))
        ledger.jobs.save(approved, a_change("approved"), expected=2)
        assert [entry.event for entry in ledger.jobs.audit(ID)] == [
            "asked",
            "planned",
            "said approve",
            "approved",
        ]
        verify(ledger.jobs.audit(ID))


class TestAudit:
    def test_each_change_is_a_link(self, ledger: Ledger) -> None:
        waiting(ledger)
        entries = ledger.jobs.audit(ID)
        assert [(entry.version, entry.event) for entry in entries] == [(1, "asked"), (2, "planned")]
        assert entries[0].detail == {"a": [1, "ü"]}
        assert entries[1].at == later(1)
        verify(entries)

    def test_tampering_is_found(self, ledger: Ledger) -> None:
        waiting(ledger)
        ledger.jobs.decide(ID, a_word())
        entries = ledger.jobs.audit(ID)
        forgeries = [
            (replace(entries[0], actor="T01TEST/U03EVE"), *entries[1:]),
            (entries[0], replace(entries[1], detail={}), entries[2]),
            (entries[0], replace(entries[1], at=NOW - timedelta(days=1)), entries[2]),
            (entries[0], entries[2]),
            entries[1:],
            (entries[1], entries[0], entries[2]),
            (*entries, entries[2]),
        ]
        for forged in forgeries:
            with pytest.raises(ChainBroken):
                verify(forged)

    def test_another_jobs_chain_does_not_pass_for_its_continuation(self, ledger: Ledger) -> None:
        waiting(ledger)
        ledger.jobs.create(a_job("J-2222222"), a_change())
        with pytest.raises(ChainBroken) as caught:
            verify((*ledger.jobs.audit(ID), *ledger.jobs.audit("J-2222222")))
        assert caught.value.index == 2


class TestPage:
    def test_newest_first_by_creation(self, ledger: Ledger) -> None:
        for count in (2, 0, 1):
            ledger.jobs.create(a_job(f"J-{count}", created=later(count)), a_change())
        page = ledger.jobs.page(size=2, page=1)
        assert [row[0] for row in page.rows] == ["J-2", "J-1"]
        assert page.total == 3
        assert [row[0] for row in ledger.jobs.page(size=2, page=2).rows] == ["J-0"]
        assert ledger.jobs.page(size=2, page=3).rows == ()

    def test_rows_follow_the_record(self, ledger: Ledger) -> None:
        waiting(ledger)
        (row,) = ledger.jobs.page(size=20, page=1).rows
        assert row == (
            ID,
            "restore",
            "orders",
            "awaiting approval",
            "<@U01ALICE>",
            "2026-11-12 14:00",
        )

    def test_ended_jobs_are_not_open(self, ledger: Ledger) -> None:
        for id_ in ("J-1", "J-2"):
            ledger.jobs.create(a_job(id_), a_change())
        ended = a_job("J-1").after(CancelAsked(by=ALICE), later(1))
        ledger.jobs.save(ended, a_change(), expected=1)
        assert [job.id for job in ledger.jobs.open_jobs(limit=9)] == ["J-2"]
        assert [row[0] for row in ledger.jobs.page(size=9, page=1, only_open=True).rows] == ["J-2"]
        assert ledger.jobs.page(size=9, page=1).total == 2

    def test_open_jobs_are_limited(self, ledger: Ledger) -> None:
        for count in range(3):
            ledger.jobs.create(a_job(f"J-{count}", created=later(count)), a_change())
        assert [job.id for job in ledger.jobs.open_jobs(limit=2)] == ["J-2", "J-1"]
        assert ledger.jobs.open_jobs(limit=0) == ()

    def test_no_page_zero(self, ledger: Ledger) -> None:
        with pytest.raises(ValueError, match="No page 0"):
            ledger.jobs.page(size=20, page=0)
