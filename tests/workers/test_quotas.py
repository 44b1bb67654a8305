"""Whether AWS's quotas leave room for one more restore, as the plan says it."""

import pytest

from recovery.config import load_config
from recovery.record import State
from sandbox.fakes.cloud import Profile
from tests.workers.world import ALICE, CONFIG, World
from workers.kinds.checks import Checklist
from workers.kinds.quotas import CONCURRENT_RESTORES, check_quotas, count_tables, running_restores
from workers.kinds.restore_order import RestoreOrder

TWO_ACCOUNTS = CONFIG.replace(
    "operators:",
    '  - {name: test, id: "210987654321", region: us-east-2, dr_region: us-west-1}\noperators:',
)


@pytest.fixture
def world() -> World:
    return World(
        config=load_config(TWO_ACCOUNTS),
        accounts={"prod": "123456789012", "test": "210987654321"},
    )


def started(world: World, table: str, account: str, region: str) -> str:
    """A restore AWS works on."""
    job_id = world.ask("restore", f"{account}/us-east-2/{table}", latest=True, region=region)
    world.approved(job_id)
    world.run_until(lambda: "started_at" in world.job(job_id).facts_of("start-restore"))
    return job_id


def at_once(world: World, account: str) -> str:
    """What a plan for that account says of restores at once."""
    job_id = world.ask("restore", f"{account}/us-east-2/orders", latest=True)
    world.run_to_state(job_id, State.AWAITING_APPROVAL)
    return next(one.detail for one in world.plan(job_id).checks if one.name == "restores at once")


def test_restores_are_counted_in_all_regions_of_the_account_and_in_no_other(
    world: World,
) -> None:
    for account in ("prod", "test"):
        world.cloud.add_table("orders", account=account)
    started(world, "orders", "prod", "us-east-2")
    cancelled = started(world, "orders", "prod", "us-west-1")
    started(world, "orders", "test", "us-east-2")
    assert at_once(world, "prod").startswith("2 of ours run in prod, in all its regions; AWS")
    assert at_once(world, "test").startswith("1 of ours run in test, in all its regions; AWS")
    world.say(cancelled, "cancel", ALICE)
    world.settle()
    assert world.job(cancelled).state is State.REVERTING
    assert at_once(world, "prod").startswith("2 of ours"), "AWS cannot stop it"


def test_what_awaits_approval_is_not_at_aws(world: World) -> None:
    world.cloud.add_table("orders", account="prod")
    world.run_to_state(world.ask("restore", "orders", latest=True), State.AWAITING_APPROVAL)
    assert at_once(world, "prod").startswith("0 of ours")


def test_a_restore_counts_from_its_call_until_its_table_is_deleted(world: World) -> None:
    world.cloud.add_table("orders", account="prod")
    job_id = world.ask("restore", "orders", latest=True)
    world.approved(job_id)

    def counted() -> int:
        return running_restores(world.engine().known(), "prod")

    world.run_until(lambda: world.job(job_id).cursor == 1)
    assert counted() == 0
    world.run_until(lambda: "started_at" in world.job(job_id).facts_of("start-restore"))
    assert counted() == 1
    world.say(job_id, "cancel", ALICE)
    world.run_until(lambda: "deleted" in world.job(job_id).facts_of("start-restore"))
    assert world.job(job_id).state is State.REVERTING
    assert counted() == 0


def test_a_full_account_is_said_to_make_it_wait(world: World) -> None:
    world.cloud.add_table("orders", account="prod")
    for _ in range(CONCURRENT_RESTORES):
        started(world, "orders", "prod", "us-east-2")
    assert at_once(world, "prod").endswith("allows an account 50, others' included, so this one "
                                           "may wait its turn")  # fmt: skip


def test_a_full_region_is_refused_by_its_quota_of_tables(world: World) -> None:
    world.cloud.add_table("orders")
    world.cloud.region().table_quota = 1
    job = world.run_to_end(world.ask("restore", "orders", latest=True))
    assert "its quota is 1" in job.outcome


def test_tables_that_cannot_be_counted_in_time_are_not_counted() -> None:
    world = World(profile=Profile(page=1))
    for number in range(5):
        world.cloud.add_table(f"orders-{number}")
    dynamodb = world.aws.dynamodb("prod", "us-east-2")

    def slow() -> float:
        world.time.pass_by(1)
        return world.time.wall()

    assert count_tables(dynamodb, world.time.wall) == 5
    assert count_tables(dynamodb, slow) is None
    checklist = Checklist()
    order = RestoreOrder(
        account="prod", table="orders", source_region="us-east-2", region="us-east-2", target="new"
    )
    check_quotas(checklist, None, 2500, world.engine().known(), order)
    assert checklist.checks[0].detail == (
        "because us-east-2 has too many tables to count them in time"
    )
