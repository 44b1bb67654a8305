"""What both ledgers promise of cards, letters and the one poster."""

import pytest

from recovery.cards import Delivery, Letter
from recovery.events import Approved
from recovery.ledger import Ledger
from recovery.outcome import Notice, Wait
from tests.ledger.samples import BOB, NOW, WALL, a_change, a_job, a_word, later, planned


def letter(id_: str = "l1", **fields: object) -> Letter:
    return Letter.model_validate({"id": id_, "lane": "fast", "kind": "reply"} | fields)


def ids(ledger: Ledger) -> list[str]:
    return [id_ for id_, _ in ledger.cards.dirty(limit=9)]


class TestDirty:
    def test_oldest_first_among_new_jobs(self, ledger: Ledger) -> None:
        for id_ in ("J-2", "J-1", "J-3"):
            ledger.jobs.create(a_job(id_), a_change())
        ledger.cards.mark("J-2")
        assert ids(ledger) == ["J-2", "J-1", "J-3"]
        assert [id_ for id_, _ in ledger.cards.dirty(limit=2)] == ["J-2", "J-1"]
        assert ledger.cards.dirty(limit=0) == ()

    def test_approvals_and_decisions_overtake_progress(self, ledger: Ledger) -> None:
        jobs = {id_: a_job(id_) for id_ in ("J-1", "J-2", "J-3")}
        for job in jobs.values():
            ledger.jobs.create(job, a_change())
        ledger.jobs.save(planned(jobs["J-3"], "d1"), a_change(), expected=1)
        assert ids(ledger) == ["J-3", "J-1", "J-2"]
        ledger.jobs.decide("J-2", a_word("cancel", BOB, None))
        assert ids(ledger) == ["J-3", "J-2", "J-1"]

    def test_progress_is_no_news_of_the_first_kind(self, ledger: Ledger) -> None:
        for id_ in ("J-1", "J-2"):
            ledger.jobs.create(a_job(id_), a_change())
        working = a_job("J-2").after(Wait(seconds=1, progress="12 min"), NOW)
        ledger.jobs.save(working, a_change(), expected=1)
        assert ids(ledger) == ["J-1", "J-2"]

    def test_a_change_of_state_is(self, ledger: Ledger) -> None:
        waiting = planned(a_job("J-2"), "d1")
        ledger.jobs.create(a_job("J-2"), a_change())
        ledger.jobs.save(waiting, a_change(), expected=1)
        (shown,) = ledger.cards.dirty(limit=9)
        ledger.cards.clean(*shown)
        ledger.jobs.create(a_job("J-1"), a_change())
        running = waiting.after(Approved(by=(BOB,)), later(9))
        ledger.jobs.save(running, a_change(), expected=2)
        assert ids(ledger) == ["J-2", "J-1"]

    def test_clean_until_it_changes(self, ledger: Ledger) -> None:
        ledger.jobs.create(a_job("J-1"), a_change())
        ((_, mark),) = ledger.cards.dirty(limit=9)
        ledger.cards.clean("J-1", mark)
        assert ids(ledger) == []
        ledger.cards.mark("J-1")
        ((_, newer),) = ledger.cards.dirty(limit=9)
        assert newer > mark

    def test_what_changed_while_it_was_shown_stays_dirty_at_the_end_of_its_line(
        self, ledger: Ledger
    ) -> None:
        for id_ in ("J-1", "J-2"):
            ledger.jobs.create(a_job(id_), a_change())
        ((_, mark), _) = ledger.cards.dirty(limit=9)
        ledger.cards.mark("J-1")
        ledger.cards.clean("J-1", mark)
        assert ids(ledger) == ["J-2", "J-1"]

    def test_an_urgent_change_while_it_was_shown_stays_urgent(self, ledger: Ledger) -> None:
        for id_ in ("J-1", "J-2"):
            ledger.jobs.create(a_job(id_), a_change())
        ((_, mark), _) = ledger.cards.dirty(limit=9)
        ledger.jobs.decide("J-1", a_word("cancel", BOB, None))
        ledger.cards.mark("J-1")
        ledger.cards.clean("J-1", mark)
        assert ids(ledger) == ["J-1", "J-2"]

    def test_an_urgent_change_that_was_shown_is_urgent_no_more(self, ledger: Ledger) -> None:
        for id_ in ("J-1", "J-2"):
            ledger.jobs.create(a_job(id_), a_change())
        ledger.jobs.decide("J-1", a_word("cancel", BOB, None))
        ((_, mark), _) = ledger.cards.dirty(limit=9)
        ledger.cards.mark("J-1")
        ledger.cards.clean("J-1", mark)
        assert ids(ledger) == ["J-2", "J-1"]


class TestNews:
    def test_a_job_or_a_letter_wakes_once(self, ledger: Ledger) -> None:
        assert not ledger.cards.await_news(timeout_seconds=0)
        ledger.jobs.create(a_job(), a_change())
        ledger.outbox.put(letter(), wall=WALL)
        assert ledger.cards.await_news(timeout_seconds=9)
        assert not ledger.cards.await_news(timeout_seconds=0.01)
        ledger.outbox.put(letter("l2"), wall=WALL)
        assert ledger.cards.await_news(timeout_seconds=9)


class TestPoster:
    def test_there_is_one(self, ledger: Ledger) -> None:
        assert ledger.cards.lead("a", wall=WALL, seconds=10)
        assert not ledger.cards.lead("b", wall=WALL + 9.9, seconds=10)
        assert ledger.cards.lead("a", wall=WALL + 9.9, seconds=10)
        assert not ledger.cards.lead("b", wall=WALL + 10, seconds=10)

    def test_another_one_follows_when_it_is_silent(self, ledger: Ledger) -> None:
        assert ledger.cards.lead("a", wall=WALL, seconds=10)
        assert ledger.cards.lead("b", wall=WALL + 10, seconds=10)
        assert not ledger.cards.lead("a", wall=WALL + 11, seconds=10)


class TestDelivery:
    def test_is_remembered(self, ledger: Ledger) -> None:
        assert ledger.cards.delivery("J-1") == Delivery()
        delivery = Delivery(channel="C01OPS", ts="1.2", milestones=("approved",))
        ledger.cards.save_delivery("J-1", delivery)
        assert ledger.cards.delivery("J-1") == delivery


class TestOutbox:
    def test_in_the_order_they_were_put(self, ledger: Ledger) -> None:
        for id_ in ("b", "a", "c"):
            assert ledger.outbox.put(letter(id_), wall=WALL)
        ready = ledger.outbox.ready("fast", wall=WALL, limit=2)
        assert [one.id for one in ready] == ["b", "a"]
        assert ledger.outbox.waiting() == 3
        assert ledger.outbox.ready("news", wall=WALL, limit=9) == ()
        assert ledger.outbox.ready("fast", wall=WALL, limit=0) == ()

    def test_a_letter_is_kept_until_it_is_done(self, ledger: Ledger) -> None:
        sent = letter(body={"text": "ü “quoted” with spaces", "n": [1, None]})
        ledger.outbox.put(sent, wall=WALL)
        assert ledger.outbox.ready("fast", wall=WALL, limit=9) == (sent,)
        assert ledger.outbox.ready("fast", wall=WALL, limit=9) == (sent,)
        ledger.outbox.done("l1")
        ledger.outbox.done("l1")
        assert ledger.outbox.ready("fast", wall=WALL, limit=9) == ()
        assert ledger.outbox.waiting() == 0

    def test_one_id_is_sent_once(self, ledger: Ledger) -> None:
        assert ledger.outbox.put(letter(), wall=WALL)
        assert not ledger.outbox.put(letter(kind="notice"), wall=WALL + 1)
        ledger.outbox.done("l1")
        assert not ledger.outbox.put(letter(), wall=WALL + 2)

    def test_a_letter_that_still_waits_is_not_doubled_however_late(self, ledger: Ledger) -> None:
        ledger.outbox.put(letter(), wall=WALL)
        assert not ledger.outbox.put(letter(), wall=WALL + 40 * 86400)
        assert ledger.outbox.waiting() == 1

    def test_later_keeps_its_place_and_its_attempts(self, ledger: Ledger) -> None:
        for id_ in ("c", "b", "a"):
            ledger.outbox.put(letter(id_), wall=WALL)
        ledger.outbox.later(letter("b", attempts=3), at=WALL + 5)
        ledger.outbox.later(letter("a", attempts=1), at=WALL + 5)
        ready = ledger.outbox.ready("fast", wall=WALL + 4.9, limit=9)
        assert [one.id for one in ready] == ["c"]
        ready = ledger.outbox.ready("fast", wall=WALL + 5, limit=9)
        assert [(one.id, one.attempts) for one in ready] == [("c", 0), ("b", 3), ("a", 1)]

    def test_a_letter_that_was_held_back_can_be_done(self, ledger: Ledger) -> None:
        ledger.outbox.put(letter(), wall=WALL)
        ledger.outbox.later(letter(attempts=1), at=WALL + 5)
        assert len(ledger.outbox.ready("fast", wall=WALL + 5, limit=9)) == 1
        ledger.outbox.done("l1")
        assert ledger.outbox.ready("fast", wall=WALL + 9, limit=9) == ()

    def test_a_letter_held_back_can_be_done(self, ledger: Ledger) -> None:
        ledger.outbox.put(letter(), wall=WALL)
        ledger.outbox.later(letter(attempts=1), at=WALL + 5)
        ledger.outbox.done("l1")
        ledger.outbox.later(letter(attempts=2), at=WALL + 5)
        assert ledger.outbox.ready("fast", wall=WALL + 9, limit=9) == ()
        assert ledger.outbox.waiting() == 0

    def test_two_notices_of_one_key_are_one_letter(self, ledger: Ledger) -> None:
        notice = Notice(name="X", key="k", table="orders", account="prod", region="r")
        for id_ in ("J-1", "J-2"):
            ledger.jobs.create(a_job(id_), a_change(records=(notice,)))
        assert ledger.outbox.waiting() == 1

    def test_a_lane_is_one_word(self, ledger: Ledger) -> None:
        with pytest.raises(ValueError, match="is not a lane"):
            ledger.outbox.put(letter(lane="two words"), wall=WALL)
