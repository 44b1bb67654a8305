"""`pitr on` and `pitr off`: what the plan says is won or lost, and what is set."""

from datetime import timedelta

import pytest

from recovery.config import load_config
from recovery.record import State
from tests.workers.protect_world import CONFIG, ProtectWorld
from tests.workers.world import BOB, START
from workers.aws.models import PointInTime
from workers.kinds.pitr_order import PitrOrder


@pytest.fixture
def world() -> ProtectWorld:
    return ProtectWorld()


def since(world: ProtectWorld) -> object:
    return world.cloud.region().tables["orders"].pitr_since


def switched_on(world: ProtectWorld, **params: str) -> str:
    job_id = world.ask("pitr-on", "orders", **params)
    job = world.run_to_end(job_id)
    assert job.state is State.SUCCEEDED, job.outcome
    return job_id


def then(world: ProtectWorld, job_id: str) -> str:
    return dict(world.plan(job_id).stated)["Then"]


def test_it_is_switched_on_without_anybodys_approval(world: ProtectWorld) -> None:
    job_id = switched_on(world)
    assert since(world) is not None
    plan = world.plan(job_id)
    assert dict(plan.stated)["Now"] == "off: only backups can be restored"
    assert "last 35 days" in then(world, job_id)
    assert [line.label for line in plan.cost] == ["point-in-time recovery on"]
    assert world.job(job_id).facts_of("switch-on-pitr")["on"] is True


def test_the_window_has_the_length_that_was_asked_for(world: ProtectWorld) -> None:
    switched_on(world, days="14d")
    assert world.cloud.region().tables["orders"].pitr_days == 14


def test_a_shorter_window_loses_what_is_older_and_needs_the_approvals_of_off(
    world: ProtectWorld,
) -> None:
    switched_on(world)
    began = since(world)
    job_id = world.ask("pitr-on", "orders", days="7d")
    world.approved_by_two(job_id)
    assert "what is older is lost at once" in then(world, job_id)
    assert world.job(job_id).quorum == 2
    assert world.run_to_end(job_id).state is State.SUCCEEDED
    assert world.cloud.region().tables["orders"].pitr_days == 7
    assert since(world) == began


def test_nobody_shortens_it_alone(world: ProtectWorld) -> None:
    switched_on(world)
    assert world.run_to_end(world.ask("pitr-on", "orders", days="7d")).state is State.EXPIRED
    assert world.cloud.region().tables["orders"].pitr_days in {None, 35}


def test_a_longer_window_needs_nobody_and_loses_nothing(world: ProtectWorld) -> None:
    switched_on(world, days="7d")
    assert "lost" not in then(world, switched_on(world, days="35d"))


def test_a_window_that_got_longer_meanwhile_is_not_shortened(world: ProtectWorld) -> None:
    world.config = load_config(CONFIG.replace("quorum: 0", "approvers: [U02BOB], quorum: 1"))
    world.cloud.add_table("orders", pitr_since=timedelta(days=30))
    world.cloud.region().tables["orders"].pitr_days = 7
    job_id = world.ask("pitr-on", "orders", days="14d")
    world.run_to_state(job_id, State.AWAITING_APPROVAL)
    world.cloud.region().tables["orders"].pitr_days = 35
    world.say(job_id, "approve", BOB)
    assert "would lose what is older" in world.run_to_end(job_id).outcome
    assert world.cloud.region().tables["orders"].pitr_days == 35


def test_switched_on_again_nothing_is_done(world: ProtectWorld) -> None:
    switched_on(world, days="14d")
    again = switched_on(world)
    assert world.plan(again).title == "Point-in-time recovery of orders is on already"
    assert world.cloud.count("UpdateContinuousBackups") == 1


@pytest.mark.parametrize("days", ["36d", "90d"])
def test_aws_has_no_longer_window(world: ProtectWorld, days: str) -> None:
    job = world.run_to_end(world.ask("pitr-on", "orders", days=days))
    assert job.state is State.REFUSED
    assert "AWS's window reaches 1 to 35 days back" in job.outcome


def test_what_is_not_seen_in_half_a_minute_is_asked_for_again(world: ProtectWorld) -> None:
    """As where somebody switches it off at that moment."""
    job_id = world.ask("pitr-on", "orders")
    world.run_until(lambda: "asked_at" in world.job(job_id).facts_of("switch-on-pitr"))
    world.cloud.region().tables["orders"].pitr_since = None
    assert world.run_to_end(job_id).state is State.SUCCEEDED
    assert world.cloud.count("UpdateContinuousBackups") == 2


def test_switching_off_needs_two_people_and_says_what_is_lost(world: ProtectWorld) -> None:
    world.cloud.add_table("orders", pitr_since=timedelta(days=30))
    job_id = world.ask("pitr-off", "orders")
    world.approved_by_two(job_id)
    assert world.job(job_id).quorum == 2
    said = then(world, job_id)
    assert f"back to {(START - timedelta(days=30)):%Y-%m-%d}" in said
    assert "lost at once and cannot be had back. Backups stay" in said
    assert world.run_to_end(job_id).state is State.SUCCEEDED
    assert since(world) is None


def test_it_is_not_switched_off_before_somebody_agrees(world: ProtectWorld) -> None:
    world.cloud.add_table("orders", pitr_since=timedelta(days=30))
    job = world.run_to_end(world.ask("pitr-off", "orders"))
    assert job.state is State.EXPIRED
    assert since(world) is not None


def test_another_table_of_that_name_is_left_alone(world: ProtectWorld) -> None:
    world.cloud.add_table("orders", pitr_since=timedelta(days=30))
    job_id = world.ask("pitr-off", "orders")
    world.run_to_state(job_id, State.AWAITING_APPROVAL)
    stored = world.cloud.region().tables["orders"]
    stored.table = stored.table.model_copy(update={"arn": f"{stored.table.arn}-2"})
    world.approved_by_two(job_id)
    assert world.run_to_end(job_id).outcome.startswith("orders is another table now")
    assert since(world) is not None


def test_a_table_that_grew_beyond_the_approved_bill_is_left_alone(world: ProtectWorld) -> None:
    world.config = load_config(CONFIG.replace("quorum: 0", "approvers: [U02BOB], quorum: 1"))
    job_id = world.ask("pitr-on", "orders")
    world.run_to_state(job_id, State.AWAITING_APPROVAL)
    stored = world.cloud.region().tables["orders"]
    stored.table = stored.table.model_copy(update={"size_bytes": 1000 * 1024**3})
    world.say(job_id, "approve", BOB)
    assert "the approval was for $3.00 at most" in world.run_to_end(job_id).outcome
    assert since(world) is None


def test_the_plan_is_also_a_command_line(world: ProtectWorld) -> None:
    job_id = world.ask("pitr-on", "orders", days="14d")
    world.run_to_end(job_id)
    (command,) = world.plan(job_id).commands
    assert command == (
        "aws dynamodb update-continuous-backups --region us-east-2 --table-name orders "
        "--point-in-time-recovery-specification "
        "PointInTimeRecoveryEnabled=true,RecoveryPeriodInDays=14"
    )


def test_a_table_that_is_nowhere_is_refused(world: ProtectWorld) -> None:
    job = world.run_to_end(world.ask("pitr-on", "nothing"))
    assert "There is no table `nothing`." in job.outcome


def test_a_window_of_no_told_length_may_be_a_long_one() -> None:
    order = PitrOrder(account="prod", region="us-east-2", table="orders", on=True, days=7)
    assert order.loses(PointInTime(is_on=True))
    assert not order.loses(PointInTime(is_on=True, days=7))
