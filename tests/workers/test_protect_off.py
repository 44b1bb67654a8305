"""What `--off` counts before it takes anything away, and how often it asks."""

from datetime import datetime

import pytest

from recovery.record import State
from recovery.strategies import POLICY_TAG
from sandbox.fakes.cloud import Attached
from tests.workers.protect_world import ProtectWorld
from workers.aws.errors import Paced

CLASS = "1h-35d-us-west-1-35d"
PLAN = f"ddbdr-{CLASS}"
CARRIES = Attached(tags=((POLICY_TAG, CLASS),))


@pytest.fixture
def world() -> ProtectWorld:
    """`orders` is protected, and its end approved."""
    world = ProtectWorld()
    world.protected(rpo="1h")
    return world


def ending(world: ProtectWorld) -> str:
    job_id = world.ask("protect", "orders", off=True)
    world.approved_by_two(job_id)
    return job_id


def ended(world: ProtectWorld, job_id: str) -> None:
    job = world.run_to_end(job_id)
    assert job.state is State.SUCCEEDED, job.outcome


def test_its_own_tag_does_not_count_though_a_listing_shows_it_still(world: ProtectWorld) -> None:
    job_id = ending(world)
    world.run_until(lambda: world.job(job_id).cursor == 2)
    world.cloud.region().tables["orders"].attached = CARRIES
    ended(world, job_id)
    assert world.plans() == {}
    assert world.rules("us-east-2") == []


def test_a_table_of_the_class_in_the_other_region_keeps_the_rules_and_not_the_plan(
    world: ProtectWorld,
) -> None:
    world.cloud.add_table("invoices", region="us-west-1", attached=CARRIES)
    ended(world, ending(world))
    assert world.plans() == {}
    assert len(world.rules("us-east-2")) == 3


def test_one_protected_table_before_others_that_are_not_keeps_the_rules(
    world: ProtectWorld,
) -> None:
    world.cloud.add_table("customers")
    world.protected("customers", rpo="1d", strategy="pitr")
    world.cloud.add_table("zebras")
    ended(world, ending(world))
    assert len(world.rules("us-east-2")) == 3


def test_where_aws_asks_for_patience_it_is_given(world: ProtectWorld) -> None:
    job_id = ending(world)
    world.run_until(lambda: world.job(job_id).cursor == 2)
    began = world.time.now()
    world.cloud.add_table("customers")
    world.cloud.fail_next("ListTagsOfResource", Paced("ListTagsOfResource", 500.0))
    ended(world, job_id)
    assert (world.time.now() - began).total_seconds() >= 500


def test_it_asks_again_for_what_is_still_there_after_a_pause(world: ProtectWorld) -> None:
    """As where somebody made a plan of that name by hand, which AWS tells no maker of."""
    arranged = world.cloud.region().arrangements
    ours = world.plans()[PLAN]
    for other in ("plan-a", "plan-b"):
        arranged.plans[other] = ours.model_copy(update={"id": other, "creator": ""})
        arranged.selections[other] = {}
    job_id = ending(world)
    world.run_until(lambda: "asked_at" in world.job(job_id).facts_of("remove-plan"))
    asked = world.job(job_id).facts_of("remove-plan")["asked_at"]
    ended(world, job_id)
    assert world.plans() == {}
    assert world.job(job_id).facts_of("remove-plan")["asked_at"] == asked
    assert (world.time.now() - datetime.fromisoformat(asked)).total_seconds() >= 1


def test_a_plan_of_that_name_that_somebody_else_made_stays(world: ProtectWorld) -> None:
    arranged = world.cloud.region().arrangements
    theirs = world.plans()[PLAN].model_copy(update={"id": "plan-z", "creator": "terraform-1"})
    arranged.plans[theirs.id] = theirs
    arranged.selections[theirs.id] = {}
    ended(world, ending(world))
    assert list(arranged.plans) == [theirs.id]


def test_a_rule_that_sends_to_several_stays_where_it_is_not_known_which_queue_is_ours(
    world: ProtectWorld,
) -> None:
    rules = world.cloud.region().arrangements.rules
    was = rules["ddbdr-backup"]
    rules["ddbdr-backup"] = was.model_copy(update={"targets": (*was.targets, "arn:theirs")})
    world.queues.clear()
    ended(world, ending(world))
    assert world.rules("us-east-2") == ["ddbdr-backup"]
