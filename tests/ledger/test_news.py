"""What both ledgers promise of AWS's events: heard once, gathered without loss, given up once."""

from recovery.cards import Letter
from recovery.events import Approved, CancelAsked
from recovery.job import Job
from recovery.ledger import Hearing, Ledger, Piece, Poison
from recovery.outcome import Notice, Wait
from recovery.record import State, StepRecord
from tests.ledger.samples import BOB, NOW, WALL, Handle, a_change, a_job, later, planned

COPY_JOB = "47C8EF56-74D8-059D-1301-C5BE1D5C926E"
POINT = "arn:aws:backup:us-west-1:123456789012:recovery-point:f1d966fe"
CHORE = "chore:digest"
DONE = Piece(
    channel="C02ALERTS",
    urgent=False,
    name="BackupCompleted",
    account="prod",
    region="us-east-2",
    table="orders",
)


def notice(key: str = "k1", **fields: object) -> Notice:
    given = {"name": "CopyCompleted", "key": key, "table": "orders", "account": "prod"}
    return Notice.model_validate(given | {"region": "us-east-2"} | fields)


def hear(ledger: Ledger, key: str = "e1", wall: float = WALL, **fields: object) -> bool:
    hearing = Hearing(key=key, **fields)  # type: ignore[arg-type]
    return ledger.news.hear(hearing, now=NOW, wall=wall)


def told(ledger: Ledger, lane: str = "news") -> list[str]:
    return [letter.id for letter in ledger.outbox.ready(lane, wall=WALL + 60, limit=99)]


def due(ledger: Ledger) -> tuple[str, ...]:
    return ledger.due.claim(now=NOW, wall=WALL, limit=9, lease_seconds=30)


class TestHearing:
    def test_an_event_is_heard_once_by_whichever_process(self, handle: Handle) -> None:
        one, other = handle(), handle()
        assert hear(one, notices=(notice(),))
        assert not hear(other, notices=(notice("k2"),))
        assert told(one) == ["notice:k1"]

    def test_progress_that_nobody_is_told_is_not_remembered(self, ledger: Ledger) -> None:
        assert hear(ledger, "e1", ids=(COPY_JOB,))
        assert hear(ledger, "e1", ids=(COPY_JOB,))
        assert hear(ledger, "e2", ids=(COPY_JOB,), wakes=("chore:one",))
        assert not hear(ledger, "e2", ids=(COPY_JOB,), wakes=("chore:one",))

    def test_two_events_of_one_piece_of_news_are_one_letter(self, ledger: Ledger) -> None:
        hear(ledger, "e1", notices=(notice("copy-job", also=(POINT,)),))
        hear(ledger, "e2", notices=(notice(POINT),))
        assert told(ledger) == ["notice:copy-job"]

    def test_news_of_nothing_that_has_an_arn_is_not_all_the_same(self, ledger: Ledger) -> None:
        hear(ledger, "e1", notices=(notice("copy-1", also=("",)),))
        hear(ledger, "e2", notices=(notice("copy-2", also=("",)),))
        assert told(ledger) == ["notice:copy-1", "notice:copy-2"]

    def test_whichever_of_them_comes_first(self, ledger: Ledger) -> None:
        hear(ledger, "e1", notices=(notice(POINT),))
        hear(ledger, "e2", notices=(notice("copy-job", also=(POINT,)),))
        hear(ledger, "e3", notices=(notice("copy-job"),))
        assert told(ledger) == [f"notice:{POINT}"]

    def test_our_own_jobs_news_and_its_echo_are_one(self, ledger: Ledger) -> None:
        own = notice("copy-job", also=(POINT,), job_id="J-1")
        ledger.jobs.create(a_job(), a_change(records=(own,)))
        hear(ledger, notices=(notice("copy-job"), notice(POINT)))
        assert told(ledger) == ["notice:copy-job"]

    def test_what_is_urgent_has_a_lane_of_its_own(self, ledger: Ledger) -> None:
        failed = notice("k2", urgent=True)
        hear(ledger, notices=(notice(), failed))
        ledger.jobs.create(a_job(), a_change(records=(notice("k3", urgent=True), notice("k4"))))
        assert told(ledger) == ["notice:k1", "notice:k4"]
        assert told(ledger, "alarms") == ["notice:k2", "notice:k3"]

    def test_other_wakes_are_made_due(self, ledger: Ledger) -> None:
        hear(ledger, wakes=("chore:one", "chore:two"))
        assert set(due(ledger)) == {"chore:one", "chore:two"}


class TestHolding:
    def test_a_held_notice_goes_when_its_time_is_up(self, ledger: Ledger) -> None:
        hear(ledger, notices=(notice(),), held_until=WALL + 15)
        assert ledger.outbox.ready("news", wall=WALL + 14.9, limit=9) == ()
        assert [one.id for one in ledger.outbox.ready("news", wall=WALL + 15, limit=9)]

    def test_or_when_it_is_released_with_what_was_found(self, ledger: Ledger) -> None:
        hear(ledger, notices=(notice(),), held_until=WALL + 15)
        held = ledger.news.letter("notice:k1")
        assert held is not None
        ledger.cards.await_news(timeout_seconds=0)
        ledger.news.release(held.model_copy(update={"body": {"found": 1}}))
        assert ledger.cards.await_news(timeout_seconds=0), "the poster is woken"
        (free,) = ledger.outbox.ready("news", wall=WALL, limit=9)
        assert free.body == {"found": 1}

    def test_alarms_are_never_held(self, ledger: Ledger) -> None:
        hear(ledger, notices=(notice(urgent=True),), held_until=WALL + 15)
        assert ledger.outbox.ready("alarms", wall=WALL, limit=9)
        assert ledger.outbox.ready("news", wall=WALL + 20, limit=9) == ()

    def test_one_that_waits_already_is_not_held_back_again(self, ledger: Ledger) -> None:
        hear(ledger, "e1", notices=(notice(),))
        hear(ledger, "e2", notices=(notice(),), held_until=WALL + 15)
        assert ledger.outbox.ready("news", wall=WALL, limit=9)

    def test_what_has_gone_is_not_released_again(self, ledger: Ledger) -> None:
        hear(ledger, notices=(notice(),))
        held = ledger.news.letter("notice:k1")
        assert held is not None
        ledger.outbox.done(held.id)
        ledger.news.release(held)
        assert ledger.news.letter(held.id) is None
        assert ledger.outbox.waiting() == 0


class TestWaking:
    def waiting(self, ledger: Ledger, facts: dict[str, object]) -> None:
        """A job that learnt something and is due much later."""
        asked = a_job(due=None)
        ledger.jobs.create(asked, a_change())
        running = planned(asked, "d1").after(Approved(by=(BOB,)), later(2))
        learnt = running.after(Wait(seconds=3600, facts=facts), later(3))
        ledger.jobs.save(learnt, a_change(), expected=1)
        assert due(ledger) == ()

    def test_the_job_that_knows_the_id_is_looked_at_now(self, ledger: Ledger) -> None:
        self.waiting(ledger, {"copy_job_id": COPY_JOB.lower()})
        hear(ledger, ids=(COPY_JOB,))
        assert due(ledger) == ("J-7F3K2Q1",)

    def test_who_waits_can_be_asked_for(self, ledger: Ledger) -> None:
        self.waiting(ledger, {"copy_job_id": COPY_JOB})
        assert ledger.news.awaiting((COPY_JOB, "other")) == ("J-7F3K2Q1",)
        assert ledger.news.awaiting(()) == ()

    def test_an_arn_will_do(self, ledger: Ledger) -> None:
        self.waiting(ledger, {"recovery_point": POINT})
        hear(ledger, ids=("other", POINT))
        assert due(ledger) == ("J-7F3K2Q1",)

    def test_what_it_does_not_know_wakes_nobody(self, ledger: Ledger) -> None:
        self.waiting(ledger, {"progress": "half", "intent": "orders-ddbdr-7F3K2Q1", "asked": 1})
        hear(ledger, ids=("half", "orders-ddbdr-7F3K2Q1", COPY_JOB))
        assert due(ledger) == ()

    def knowing(self, arn: str, id_: str = "J-7F3K2Q1", version: int = 1) -> Job:
        step = StepRecord(name="s", limit=1, deadline_seconds=1, facts={"arn": arn})
        return a_job(id_, due=None, version=version).model_copy(update={"steps": (step,)})

    def test_what_it_knew_before_is_awaited_until_it_ends(self, ledger: Ledger) -> None:
        ledger.jobs.create(self.knowing(POINT), a_change())
        known = self.knowing(f"{POINT}-2", version=2)
        ledger.jobs.save(known, a_change(), expected=1)
        assert ledger.news.awaiting((POINT, f"{POINT}-2")) == ("J-7F3K2Q1",) * 2
        ledger.jobs.save(known.after(CancelAsked(by=BOB), NOW), a_change(), expected=2)
        assert ledger.news.awaiting((POINT, f"{POINT}-2")) == ()

    def test_the_last_of_two_that_know_an_id_keeps_it(self, ledger: Ledger) -> None:
        for id_ in ("J-1", "J-2"):
            ledger.jobs.create(self.knowing(POINT, id_), a_change())
        ended = self.knowing(POINT, "J-1").after(CancelAsked(by=BOB), NOW)
        ledger.jobs.save(ended, a_change(), expected=1)
        assert ledger.news.awaiting((POINT,)) == ("J-2",)

    def test_a_job_that_has_ended_is_left_alone(self, ledger: Ledger) -> None:
        self.waiting(ledger, {"copy_job_id": COPY_JOB})
        job = ledger.jobs.load("J-7F3K2Q1")
        assert job is not None
        ended = job.model_copy(
            update={"state": State.FAILED, "version": job.version + 1, "due": None}
        )
        ledger.jobs.save(ended, a_change(), expected=job.version)
        hear(ledger, ids=(COPY_JOB,))
        assert due(ledger) == ()


class TestGathering:
    def put(self, ledger: Ledger, *ids: str) -> list[Letter]:
        letters = [Letter(id=id_, lane="news", kind="notice") for id_ in ids]
        for letter in letters:
            ledger.outbox.put(letter, wall=WALL)
        return letters

    def test_gathered_letters_are_counted_and_gone(self, ledger: Ledger) -> None:
        for letter in self.put(ledger, "l1", "l2"):
            ledger.news.gather(letter, DONE, chore=CHORE, at=later(3600))
        assert ledger.news.gathered() == {DONE: 2}
        assert ledger.outbox.waiting() == 0

    def test_a_letter_is_counted_once(self, ledger: Ledger) -> None:
        (letter,) = self.put(ledger, "l1")
        ledger.outbox.later(letter, at=WALL + 60)
        for _ in range(2):
            ledger.news.gather(letter, DONE, chore=CHORE, at=later(3600))
        assert ledger.news.gathered() == {DONE: 1}
        assert told(ledger) == []

    def test_the_chore_is_due_by_the_earliest_instant_asked_for(self, ledger: Ledger) -> None:
        for letter, seconds in zip(self.put(ledger, "l1", "l2", "l3"), (60, 30, 90), strict=True):
            ledger.news.gather(letter, DONE, chore=CHORE, at=later(seconds))
        assert ledger.due.next_due() == later(30)

    def test_what_comes_while_the_chore_runs_makes_it_due_again(self, ledger: Ledger) -> None:
        first, second = self.put(ledger, "l1", "l2")
        ledger.news.gather(first, DONE, chore=CHORE, at=NOW)
        assert due(ledger) == (CHORE,)
        assert ledger.due.take(CHORE, "w1", wall=WALL, lease_seconds=30)
        ledger.news.gather(second, DONE, chore=CHORE, at=later(60))
        ledger.due.finish(CHORE, "w1", at=None)
        assert ledger.due.next_due() == later(60)

    def test_a_digest_takes_what_it_tells_off_the_count(self, ledger: Ledger) -> None:
        other = DONE._replace(table="users", urgent=True)
        letters = self.put(ledger, "l1", "l2", "l3")
        for letter, piece in zip(letters, (DONE, DONE, other), strict=True):
            ledger.news.gather(letter, piece, chore=CHORE, at=later(60))
        digest = Letter(id="digest:1", lane="news", kind="digest", body={"n": 1})
        ledger.news.tell(digest, {DONE: 1, other: 1}, wall=WALL)
        assert ledger.news.gathered() == {DONE: 1}
        assert told(ledger) == ["digest:1"]

    def test_a_digest_of_many_tables_loses_none(self, ledger: Ledger) -> None:
        (letter,) = self.put(ledger, "l1")
        ledger.news.gather(letter, DONE, chore=CHORE, at=later(60))
        pieces = {DONE._replace(table=f"table-{number}"): 1 for number in range(10_000)}
        digest = Letter(id="digest:1", lane="news", kind="digest")
        ledger.news.tell(digest, {DONE: 1} | pieces, wall=WALL)
        assert told(ledger) == ["digest:1"]
        assert ledger.news.gathered() == {}

    def test_a_digest_that_was_put_before_takes_nothing_off(self, ledger: Ledger) -> None:
        letters = self.put(ledger, "l1", "l2")
        for letter in letters:
            ledger.news.gather(letter, DONE, chore=CHORE, at=later(60))
        digest = Letter(id="digest:1", lane="news", kind="digest")
        for _ in range(2):
            ledger.news.tell(digest, {DONE: 1}, wall=WALL)
        assert ledger.news.gathered() == {DONE: 1}


class TestPoison:
    def test_it_is_kept_and_told_once(self, ledger: Ledger) -> None:
        kept = Poison(id="m1", queue="https://sqs/q", reason="it is not JSON", body="<b>", at=WALL)
        assert ledger.news.give_up(kept, notice("p1", urgent=True), wall=WALL)
        assert not ledger.news.give_up(kept, notice("p1", urgent=True), wall=WALL + 60)
        assert ledger.news.poison() == (kept,)
        assert told(ledger, "alarms") == ["notice:p1"]

    def test_the_newest_hundred_are_kept(self, ledger: Ledger) -> None:
        for number in range(103):
            kept = Poison(id=f"m{number}", queue="q", reason="r", body="b", at=WALL)
            ledger.news.give_up(kept, notice(f"p{number}"), wall=WALL)
        ids = [poison.id for poison in ledger.news.poison()]
        assert (ids[0], ids[-1], len(ids)) == ("m102", "m3", 100)
