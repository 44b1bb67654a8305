"""What people say to a job, in every state, and what the worker makes of it."""

from datetime import timedelta

import pytest

from recovery.config import load_config
from recovery.decisions import Reception
from recovery.ledger.port import Change
from recovery.people import Directory, UserEntry
from recovery.record import State
from sandbox.fakes.errors import coded
from tests.workers.world import ALICE, BOB, CONFIG, EVE, MALLORY, World

TARGET = "orders-ddbdr-7F3K2Q1"


@pytest.fixture
def world() -> World:
    world = World()
    world.cloud.add_table("orders")
    return world


def waiting(world: World) -> str:
    job_id = world.ask("restore", "orders", latest=True)
    assert world.run_to_state(job_id, State.AWAITING_APPROVAL).state is State.AWAITING_APPROVAL
    return job_id


def test_the_asker_and_strangers_do_not_count(world: World) -> None:
    job_id = waiting(world)
    for person in (ALICE, MALLORY):
        assert world.say(job_id, "approve", person) is Reception.RECORDED
        world.settle()
        assert world.job(job_id).state is State.AWAITING_APPROVAL
    world.say(job_id, "approve", BOB)
    world.settle()
    assert world.job(job_id).approved_by == (BOB,)


def test_two_people_are_needed_where_the_rule_says_two() -> None:
    world = World(config=load_config(CONFIG.replace("quorum: 1", "quorum: 2")))
    world.cloud.add_table("orders")
    job_id = waiting(world)
    world.say(job_id, "approve", BOB)
    world.settle()
    assert world.job(job_id).state is State.AWAITING_APPROVAL
    world.say(job_id, "approve", EVE)
    world.settle()
    assert world.job(job_id).approved_by == (BOB, EVE)


def test_a_rejection_ends_it_with_its_reason(world: World) -> None:
    job_id = waiting(world)
    world.say(job_id, "reject", BOB, reason="wrong table")
    job = world.run_to_end(job_id)
    assert (job.state, job.outcome, job.decided_by) == (State.REJECTED, "wrong table", BOB)


def test_nobody_deciding_lets_it_expire_at_its_time(world: World) -> None:
    job_id = waiting(world)
    expires = world.job(job_id).expires
    job = world.run_to_end(job_id)
    assert job.state is State.EXPIRED
    assert job.ended == expires
    assert world.cloud.count("RestoreTableToPointInTime") == 0


def test_an_approver_who_is_gone_by_now_does_not_count(world: World) -> None:
    job_id = waiting(world)
    world.say(job_id, "approve", BOB)
    gone = UserEntry(id="U02BOB", name="bob", is_deleted=True)
    world.ledger.people.replace(Directory(users={"U02BOB": gone}, read_at=1.0))
    world.settle()
    assert world.job(job_id).state is State.AWAITING_APPROVAL


def test_approvals_are_asked_again_before_the_point_of_no_return(world: World) -> None:
    job_id = world.ask("restore", "orders", latest=True)
    world.approved(job_id)
    world.run_until(lambda: world.job(job_id).cursor == 1)
    gone = UserEntry(id="U02BOB", name="bob", is_deleted=True)
    world.ledger.people.replace(Directory(users={"U02BOB": gone}, read_at=1.0))
    job = world.run_to_state(job_id, State.STUCK)
    assert "0 of 1" in job.outcome
    assert world.cloud.count("RestoreTableToPointInTime") == 0


def test_a_rule_that_is_gone_refuses_what_waits(world: World) -> None:
    job_id = waiting(world)
    world.config = load_config(CONFIG.replace("actions: [restore]", "actions: [copy]"))
    world.say(job_id, "approve", BOB)
    job = world.run_to_end(job_id)
    assert job.state is State.REFUSED
    assert "No rule" in job.outcome


def test_an_action_without_a_rule_is_refused_with_its_plan() -> None:
    world = World(config=load_config(CONFIG.replace("actions: [backup]", "actions: [copy]")))
    world.cloud.add_table("orders")
    job = world.run_to_end(world.ask("backup", "orders"))
    assert job.state is State.REFUSED
    assert job.plan_digest
    assert world.cloud.count("CreateBackup") == 0


def test_cancel_while_planning_ends_it_before_aws_is_asked(world: World) -> None:
    job_id = world.ask("restore", "orders", latest=True)
    world.say(job_id, "cancel", ALICE)
    assert world.run_to_end(job_id).state is State.CANCELLED
    assert world.cloud.calls == []


def test_cancel_while_waiting_for_approval(world: World) -> None:
    job_id = waiting(world)
    world.say(job_id, "cancel", ALICE, reason="found the data")
    job = world.run_to_end(job_id)
    assert (job.state, job.outcome) == (State.CANCELLED, "found the data")


def test_cancel_before_the_restore_was_sent_waits_until_none_can_appear(world: World) -> None:
    job_id = world.ask("restore", "orders", latest=True)
    world.approved(job_id)
    world.run_until(lambda: "intent" in world.job(job_id).facts_of("start-restore"))
    asked_at = world.time.now()
    world.say(job_id, "cancel", ALICE)
    job = world.run_to_end(job_id)
    assert job.state is State.CANCELLED
    assert job.ended is not None
    assert job.ended - asked_at >= timedelta(seconds=30)
    assert world.cloud.count("RestoreTableToPointInTime") == 0
    assert world.cloud.count("DeleteTable") == 0


def test_cancel_of_a_running_restore_says_the_truth_and_deletes_the_table(world: World) -> None:
    job_id = world.ask("restore", "orders", latest=True)
    world.approved(job_id)
    world.run_until(lambda: world.job(job_id).cursor == 2)
    world.say(job_id, "cancel", ALICE)
    world.run_until(lambda: world.job(job_id).state is State.REVERTING)
    world.run_until(lambda: "AWS cannot stop a restore" in world.job(job_id).progress)
    assert "charges" in world.job(job_id).progress
    assert world.cloud.count("DeleteTable") == 0
    assert world.run_to_end(job_id).state is State.CANCELLED
    assert world.cloud.count("DeleteTable") == 1


def test_cancel_of_a_running_backup_deletes_it_when_aws_lets_us(world: World) -> None:
    job_id = world.ask("backup", "orders")
    world.run_until(lambda: world.job(job_id).cursor == 2)
    world.say(job_id, "cancel", BOB)
    assert world.run_to_end(job_id).state is State.CANCELLED
    assert world.cloud.region().backups == {}
    assert world.notices() == []


def test_cancel_by_somebody_who_may_not_is_noted_and_does_nothing(world: World) -> None:
    job_id = waiting(world)
    world.say(job_id, "cancel", MALLORY)
    world.settle()
    assert world.job(job_id).state is State.AWAITING_APPROVAL
    assert "cancel ignored" in [entry.event for entry in world.ledger.jobs.audit(job_id)]


def test_a_backup_that_never_gets_an_answer_is_asked_for_three_times_at_most(world: World) -> None:
    job_id = world.ask("backup", "orders")
    world.run_until(lambda: world.job(job_id).cursor == 1)
    for _ in range(20):
        world.cloud.fail_next("CreateBackup", coded("ReadTimeoutError", "CreateBackup"))
    job = world.run_to_end(job_id)
    assert job.state is State.FAILED
    assert "asked 3 times" in job.outcome
    assert world.cloud.count("CreateBackup") == 3


def test_retry_takes_up_a_revert_that_was_denied(world: World) -> None:
    job_id = world.ask("restore", "orders", latest=True)
    world.approved(job_id)
    world.run_until(lambda: world.job(job_id).cursor == 2)
    world.cloud.fail_next("DeleteTable", coded("AccessDeniedException", "DeleteTable"))
    world.say(job_id, "cancel", ALICE)
    job = world.run_to_state(job_id, State.STUCK)
    assert "AWS denied DeleteTable in prod/us-east-2" in job.outcome
    assert "dynamodb:DeleteTable" in job.advice
    assert (job.error_code, job.request_id) == ("AccessDeniedException", "REQUEST1")
    assert world.ledger.locks.held(job_id) == (f"table:prod/us-east-2/{TARGET}",)
    world.say(job_id, "retry", BOB)
    assert world.run_to_end(job_id).state is State.CANCELLED
    assert world.ledger.locks.held(job_id) == ()


def test_a_plan_asked_for_later_is_not_made_early(world: World) -> None:
    job_id = world.ask("restore", "orders", latest=True)
    later = world.job(job_id)
    due = world.time.now() + timedelta(minutes=2)
    stored = later.model_copy(update={"id": "J-LATER00", "due": due})
    world.ledger.jobs.create(stored, Change(event="asked", actor="x", detail={}))
    world.say("J-LATER00", "cancel", MALLORY)
    world.settle()
    assert world.job("J-LATER00").state is State.PLANNING
    world.time.pass_by(121)
    world.settle()
    assert world.job("J-LATER00").state is State.AWAITING_APPROVAL
