"""What a backup's plan says, and why one is refused."""

import pytest

from recovery.plan import CheckResult
from recovery.record import State
from tests.workers.world import World
from workers.aws.models import Encryption, GlobalIndex, Key


@pytest.fixture
def world() -> World:
    return World()


def test_the_plan_names_what_is_made_and_what_it_costs(world: World) -> None:
    world.cloud.add_table("orders", global_indexes=(GlobalIndex(name="by-day"),))
    job_id = world.ask("backup", "orders", name="before-migration")
    world.run_to_state(job_id, State.AWAITING_APPROVAL)
    plan = world.plan(job_id)
    assert plan.target["backup_name"] == f"before-migration-{job_id}"
    assert plan.comes_back == ("items", "keys", "1 index")
    assert plan.cost[0].figure is not None
    assert plan.cost[0].figure.value == pytest.approx(1.0)
    assert plan.time.low_seconds is None
    (command,) = plan.commands
    assert command == (
        "aws dynamodb create-backup --region us-east-2 --table-name orders "
        f"--backup-name before-migration-{job_id}"
    )
    assert {check.result for check in plan.checks} == {CheckResult.PASSED}


def test_no_such_table(world: World) -> None:
    job = world.run_to_end(world.ask("backup", "orders"))
    assert job.state is State.REFUSED
    assert "There is no table `orders`" in job.outcome


def test_an_unknown_account_is_refused(world: World) -> None:
    job = world.run_to_end(world.ask("backup", "nowhere/us-east-2/orders"))
    assert job.state is State.REFUSED
    assert "No account `nowhere`" in job.outcome


def test_a_table_in_two_regions_has_to_be_named_in_full(world: World) -> None:
    world.cloud.add_table("orders")
    world.cloud.add_table("orders", region="us-west-1")
    job = world.run_to_end(world.ask("backup", "orders", name="x-1"))
    assert [offer.command for offer in job.offers] == [
        "backup prod/us-east-2/orders --name x-1",
        "backup prod/us-west-1/orders --name x-1",
    ]


def test_a_table_that_is_being_made_is_refused(world: World) -> None:
    world.cloud.add_table("orders")
    stored = world.cloud.region().tables["orders"]
    stored.table = stored.table.model_copy(update={"status": "INACCESSIBLE_ENCRYPTION_CREDENTIALS"})
    job = world.run_to_end(world.ask("backup", "orders"))
    assert "`orders` is INACCESSIBLE_ENCRYPTION_CREDENTIALS" in job.outcome


def test_a_disabled_key_is_refused(world: World) -> None:
    arn = "arn:aws:kms:us-east-2:123456789012:key/1"
    world.cloud.region().keys[arn] = Key(arn=arn, state="Disabled")
    world.cloud.add_table("orders", encryption=Encryption(type="KMS", key_arn=arn))
    job = world.run_to_end(world.ask("backup", "orders"))
    assert job.state is State.REFUSED
    assert job.outcome == f"The KMS key `{arn}` of the source is Disabled."
    assert "--kms-key" not in job.advice, "backups have no such option"


def test_no_such_table_does_not_claim_to_have_looked_for_backups(world: World) -> None:
    job = world.run_to_end(world.ask("backup", "orders"))
    assert (job.state, job.outcome) == (State.REFUSED, "There is no table `orders`.")


def test_a_table_deleted_after_the_plan_fails_without_leaving_anything(world: World) -> None:
    world.cloud.add_table("orders")
    job_id = world.ask("backup", "orders")
    world.run_to_state(job_id, State.AWAITING_APPROVAL)
    del world.cloud.region().tables["orders"]
    job = world.run_to_end(job_id)
    assert (job.state, job.outcome) == (State.FAILED, "The table orders is gone.")
    assert world.cloud.count("CreateBackup") == 0


def test_a_table_that_grew_beyond_the_approved_cost_ends_it(world: World) -> None:
    world.cloud.add_table("orders")
    job_id = world.ask("backup", "orders")
    world.run_to_state(job_id, State.AWAITING_APPROVAL)
    stored = world.cloud.region().tables["orders"]
    stored.table = stored.table.model_copy(update={"size_bytes": 100 * 1024**3})
    job = world.run_to_end(job_id)
    assert job.outcome == "It would cost $10.00 now; the approval was for $2.00 at most."
    assert world.cloud.count("CreateBackup") == 0


def test_a_plan_without_a_known_size_says_that_nothing_limits_its_cost(world: World) -> None:
    world.cloud.add_table("orders", size_bytes=None, item_count=None)
    job_id = world.ask("backup", "orders")
    world.run_to_state(job_id, State.AWAITING_APPROVAL)
    assert dict(world.plan(job_id).stated)["Cost limit"].startswith("none: it is approved at")
