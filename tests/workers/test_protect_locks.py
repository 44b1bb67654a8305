"""Which `protect` jobs run side by side: none beside one that takes away what they need."""

import pytest

from recovery.record import State
from tests.workers.protect_world import ProtectWorld
from tests.workers.world import ALICE
from workers.kinds.protect_locks import LANES, locks_of

CLASS = "1h-35d-us-west-1-35d"
ORDERS, CUSTOMERS = "orders", "customers"  # names of two lanes


@pytest.fixture
def world() -> ProtectWorld:
    """A class of tables is there already, by another one."""
    world = ProtectWorld()
    world.cloud.add_table("first")
    world.cloud.add_table(CUSTOMERS)
    world.protected("first", rpo="1h")
    return world


def approved(world: ProtectWorld, table: str, **params: str | bool) -> str:
    job_id = world.ask("protect", table, **params)
    world.approved_by_two(job_id)
    return job_id


def at_work(world: ProtectWorld, job_id: str) -> None:
    """Let it begin its second step."""
    world.run_until(lambda: world.job(job_id).cursor == 1)


def test_tables_that_find_all_they_share_are_protected_at_once(world: ProtectWorld) -> None:
    jobs = [approved(world, name, rpo="1h") for name in (ORDERS, CUSTOMERS)]
    lanes = [locks_of(world.plan(job_id))[0] for job_id in jobs]
    assert len(set(lanes)) == 2, "else choose other names"
    world.run_until(lambda: all(world.job(job_id).cursor >= 1 for job_id in jobs))
    assert all(world.job(job_id).state is State.RUNNING for job_id in jobs)
    assert all(world.run_to_end(job_id).state is State.SUCCEEDED for job_id in jobs)


@pytest.mark.parametrize("params", [{"off": True}, {"rpo": "2d"}])
def test_who_may_take_the_plan_away_waits_for_who_needs_it(
    world: ProtectWorld, params: dict[str, str | bool]
) -> None:
    joining = world.ask("protect", ORDERS, rpo="1h")
    world.run_to_state(joining, State.AWAITING_APPROVAL)
    assert world.ledger.locks.acquire(joining, locks_of(world.plan(joining))) is None
    leaving = approved(world, "first", **params)
    world.run_until(lambda: world.job(leaving).waits_for == joining)
    assert world.policy_tag("first") == CLASS, "nothing was done yet"
    world.approved_by_two(joining)
    assert world.run_to_end(joining).state is State.SUCCEEDED
    assert world.run_to_end(leaving).state is State.SUCCEEDED
    assert f"ddbdr-{CLASS}" in world.plans(), "which orders needs now"


def test_who_writes_what_is_shared_is_alone(world: ProtectWorld) -> None:
    other = locks_of(world.plan(approved(world, ORDERS, rpo="2d")))
    assert len(other) == LANES + 1
    own = locks_of(world.plan(approved(world, CUSTOMERS, rpo="1h")))
    assert set(own) & set(other)


def test_nobody_switches_pitr_of_a_table_that_is_being_protected(world: ProtectWorld) -> None:
    protecting = approved(world, ORDERS, rpo="1h")
    at_work(world, protecting)
    switching = world.ask("pitr-on", ORDERS)
    world.run_until(lambda: world.job(switching).waits_for == protecting)
    assert world.run_to_end(switching).state is State.SUCCEEDED


def test_a_plan_that_went_since_it_was_found_is_asked_for_anew(world: ProtectWorld) -> None:
    joining = approved(world, ORDERS, rpo="1h")
    arranged = world.cloud.region().arrangements
    arranged.plans.clear()
    arranged.selections.clear()
    job = world.run_to_end(joining)
    assert job.state is State.FAILED
    assert job.outcome == "What was there is not any more: the backup plan."
    assert job.advice == "Ask again for a new plan."
    assert world.policy_tag(ORDERS) is None


@pytest.mark.parametrize("outdated", [{"off": True}, {"rpo": "1d", "strategy": "backups"}])
def test_what_was_approved_for_a_class_the_table_has_left_is_asked_for_anew(
    world: ProtectWorld, outdated: dict[str, str | bool]
) -> None:
    """Else `--off` would take the schedule of the new class, and its tag would stay."""
    world.protected(ORDERS, rpo="2d", strategy="backups")
    job_id = world.ask("protect", ORDERS, **outdated)
    world.run_to_state(job_id, State.AWAITING_APPROVAL)
    world.protected(ORDERS, rpo="2h", strategy="backups")
    schedules = dict(world.cloud.region().arrangements.schedules)
    world.approved_by_two(job_id)
    job = world.run_to_end(job_id)
    assert job.state is State.FAILED
    assert job.outcome == "The table's class is another one by now: backups-1h-35d."
    assert job.advice == "Ask again for a new plan."
    assert world.cloud.region().arrangements.schedules == schedules
    assert world.policy_tag(ORDERS) == "backups-1h-35d"


def test_who_found_a_plan_that_is_taken_back_is_asked_anew(world: ProtectWorld) -> None:
    making = approved(world, ORDERS, rpo="2d")
    world.run_until(lambda: "absent" in world.job(making).facts_of("tag-table"))
    joining = approved(world, CUSTOMERS, rpo="2d")
    assert "ensure-plan" not in [step.name for step in world.plan(joining).steps]
    world.say(making, "cancel", ALICE)
    assert world.run_to_end(making).state is State.CANCELLED
    job = world.run_to_end(joining)
    assert (job.state, job.advice) == (State.FAILED, "Ask again for a new plan.")
    assert world.policy_tag(CUSTOMERS) is None
