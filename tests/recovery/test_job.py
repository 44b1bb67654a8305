"""The state machine: what each event does in each state, and what no sequence can break."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.events import (
    Approved,
    Began,
    CancelAsked,
    Event,
    Expired,
    Planned,
    Refused,
    Rejected,
    RetryAsked,
    StepPlan,
    Stopped,
)
from recovery.job import Job
from recovery.outcome import Done, Fail, Wait
from recovery.people import Person
from recovery.record import State

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ALICE = Person(team="T01TEST", user="U01ALICE")
BOB = Person(team="T01TEST", user="U02BOB")
STEPS = (
    StepPlan(name="check-again", attempts=3, deadline_seconds=600),
    StepPlan(name="start-restore", attempts=3, deadline_seconds=600, point_of_no_return=True),
    StepPlan(name="await-table", attempts=3, deadline_seconds=600),
)


def fresh() -> Job:
    return Job(
        id="J-7F3K2Q1",
        kind="restore",
        params={},
        table="orders",
        command="restore orders --latest",
        requester=ALICE,
        channel="C01OPS",
        due=NOW,
        created=NOW,
        changed=NOW,
    )


def planned(quorum: int = 1) -> Job:
    event = Planned(
        digest="d1",
        steps=STEPS,
        quorum=quorum,
        approvers=("U02BOB",),
        expires=NOW + timedelta(hours=1),
    )
    return fresh().after(event, NOW)


def running(cursor: int = 0) -> Job:
    job = planned().after(Approved(by=(BOB,)), NOW)
    for _ in range(cursor):
        job = job.after(Began(step=job.steps[job.cursor].name), NOW).after(Done(), NOW)
    return job


def began(job: Job) -> Job:
    current = job.current
    assert current is not None
    return job.after(Began(step=current.name), NOW)


def stuck() -> Job:
    return running(1).after(Stopped(reason="unknown step"), NOW)


def test_the_straight_way_runs_every_step_in_order_and_succeeds() -> None:
    job = running()
    seen = []
    while not job.state.is_terminal:
        seen.append(job.steps[job.cursor].name)
        job = began(job).after(Done(facts={"n": len(seen)}), NOW)
    assert seen == ["check-again", "start-restore", "await-table"]
    assert job.state is State.SUCCEEDED
    assert job.due is None
    assert job.ended == NOW
    assert job.facts_of("await-table") == {"n": 3}
    assert job.facts_of("no-such-step") == {}


def test_a_plan_that_needs_nobody_is_due_at_once_and_others_when_they_expire() -> None:
    assert planned(quorum=0).due == NOW
    assert planned(quorum=1).due == NOW + timedelta(hours=1)


def test_wait_keeps_facts_forgets_attempts_and_is_due_later() -> None:
    job = began(running()).after(Wait(seconds=30, progress="copying", facts={"a": 1}), NOW)
    assert job.due == NOW + timedelta(seconds=30)
    assert job.progress == "copying"
    assert job.steps[0].attempts == 0
    assert job.steps[0].facts == {"a": 1}
    later = began(job).after(Done(facts={"b": 2}), NOW)
    assert later.facts_of("check-again") == {"a": 1, "b": 2}


def test_crashes_count_as_attempts_until_a_person_is_asked() -> None:
    job = running()
    for _ in range(3):
        job = began(job)
    assert job.steps[0].attempts == 3
    job = began(job)
    assert job.state is State.STUCK
    assert "check-again" in job.outcome
    assert job.due is None


def test_a_crashing_plan_ends_because_nothing_exists_yet() -> None:
    job = fresh()
    for _ in range(6):
        job = job.after(Began(step="plan"), NOW)
    assert job.state is State.FAILED
    assert "Ask again" in job.advice


def test_a_retryable_failure_backs_off_and_then_asks_a_person() -> None:
    job = running()
    dues = []
    while job.state is State.RUNNING:
        job = began(job).after(Fail(reason="AWS said 500.", retryable=True), NOW)
        if job.due:
            dues.append((job.due - NOW).total_seconds())
    assert dues == [2.0, 4.0]
    assert job.state is State.STUCK
    assert job.outcome == "AWS said 500."


def test_a_final_failure_goes_back_over_what_was_begun_in_reverse() -> None:
    job = began(running(1))
    job = job.after(Fail(reason="denied", retryable=False, code="AccessDenied"), NOW)
    assert job.state is State.REVERTING
    assert job.error_code == "AccessDenied"
    names = []
    while not job.state.is_terminal:
        current = job.current
        assert current is not None
        names.append(current.name)
        job = began(job).after(Done(), NOW)
    assert names == ["start-restore", "check-again"]
    assert job.state is State.FAILED
    assert job.outcome == "denied"
    assert job.steps[1].reverted == NOW


def test_a_revert_that_fails_is_a_state_a_person_sees() -> None:
    job = began(running(1).after(CancelAsked(by=ALICE, reason="found the data"), NOW))
    job = job.after(Fail(reason="cannot delete", retryable=False), NOW)
    assert job.state is State.STUCK
    assert job.outcome == "cannot delete"
    again = job.after(RetryAsked(by=BOB), NOW)
    assert again.state is State.REVERTING
    ended = began(began(again).after(Done(), NOW)).after(Done(), NOW)
    assert ended.state is State.CANCELLED
    assert (ended.decided_by, ended.outcome) == (ALICE, "found the data")


def test_a_step_past_its_deadline_asks_a_person_and_retry_gives_it_new_time() -> None:
    late = NOW + timedelta(seconds=601)
    job = began(running()).after(Wait(seconds=5), late)
    assert job.state is State.STUCK
    assert "10 minutes" in job.outcome
    again = job.after(RetryAsked(by=ALICE), late)
    assert again.state is State.RUNNING
    assert again.after(Began(step="check-again"), late).after(Wait(seconds=5), late).due


def test_cancel_before_the_start_ends_at_once_and_while_running_goes_back() -> None:
    assert fresh().after(CancelAsked(by=ALICE), NOW).state is State.CANCELLED
    assert planned().after(CancelAsked(by=ALICE), NOW).state is State.CANCELLED
    assert running().after(CancelAsked(by=ALICE), NOW).state is State.REVERTING
    assert stuck().after(CancelAsked(by=ALICE), NOW).ending is State.CANCELLED


def test_an_unknown_step_asks_a_person() -> None:
    assert stuck().state is State.STUCK
    assert fresh().after(Stopped(reason="unknown kind"), NOW).state is State.FAILED


def test_refusal_keeps_what_is_offered() -> None:
    job = fresh().after(
        Refused(reason="not yet", offers=(("Start at 02:16", "restore orders", NOW),)), NOW
    )
    assert job.state is State.REFUSED
    assert job.offers[0].label == "Start at 02:16"
    assert job.offers[0].not_before == NOW


def test_hearing_more_words_is_a_new_version() -> None:
    job = fresh()
    assert job.having_heard(0) is job
    assert job.having_heard(2).version == job.version + 1


EVENTS: list[Event] = [
    Planned(digest="d", steps=STEPS, quorum=1, expires=NOW + timedelta(hours=1)),
    Refused(reason="r"),
    Approved(by=(BOB,)),
    Rejected(by=BOB, reason="no"),
    Expired(),
    CancelAsked(by=BOB),
    RetryAsked(by=BOB),
    Began(step="plan"),
    Began(step="check-again"),
    Began(step="start-restore"),
    Began(step="await-table"),
    Stopped(reason="s"),
    Done(facts={"x": 1}),
    Wait(seconds=10),
    Fail(reason="f", retryable=True),
    Fail(reason="f", retryable=False),
]


@given(st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 900)), max_size=60))
def test_no_sequence_of_events_breaks_the_record(happenings: list[tuple[Event, int]]) -> None:
    job, now = fresh(), NOW
    for event, seconds in happenings:
        now += timedelta(seconds=seconds)
        after = job.after(event, now)
        if job.state.is_terminal:
            assert after is job, "an end is an end"
        assert after.version - job.version in {0, 1}
        assert (after.version == job.version) == (after is job)
        assert after.state.is_terminal == (after.ended is not None)
        assert (after.due is None) == (after.state.is_terminal or after.state is State.STUCK)
        assert 0 <= after.cursor <= max(0, len(after.steps))
        if after.state in {State.RUNNING, State.REVERTING}:
            assert after.current is not None
        assert Job.model_validate_json(after.model_dump_json()) == after
        job = after


@pytest.mark.parametrize("state", [state for state in State if state.is_terminal])
def test_nothing_leaves_an_end(state: State) -> None:
    ended = fresh().model_copy(update={"state": state, "due": None, "ended": NOW})
    assert all(ended.after(event, NOW) is ended for event in EVENTS)


def test_a_plan_without_steps_has_succeeded_and_asks_nobody() -> None:
    event = Planned(digest="d", steps=(), quorum=2, expires=NOW + timedelta(hours=1))
    done = fresh().after(event, NOW)
    assert done.state is State.SUCCEEDED
    assert done.plan_digest == "d"
    assert done.due is None
    assert done.ended == NOW
