"""A crash at any moment of protect, protect --off, pitr on and pitr off changes nothing.

Each play is played once to find the moments: before and after every change on AWS and in the
ledger. Then it is played again for each of them, with the process dying there.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from recovery.record import State
from sandbox.fakes.cloud import Profile
from sandbox.fakes.errors import coded
from tests.workers.crashing import Tripwire
from tests.workers.protect_world import ProtectWorld
from tests.workers.world import ALICE

HOURLY = "ddbdr-1h-35d-us-west-1-35d"
DAILY = "ddbdr-24h-35d-us-west-1-35d"


def protect(world: ProtectWorld) -> str:
    return ended(world, "protect", rpo="1h")


def protect_by_schedule(world: ProtectWorld) -> str:
    return ended(world, "protect", rpo="2d", strategy="backups")


def protect_with_other_times(world: ProtectWorld) -> str:
    return ended(world, "protect", rpo="2d")


def protect_off(world: ProtectWorld) -> str:
    return ended(world, "protect", off=True)


def cancelled_protect(world: ProtectWorld) -> str:
    return cancelled(world, "absent", "tag-table", rpo="1h")


def cancelled_off(world: ProtectWorld) -> str:
    return cancelled(world, "removed", "remove-plan", off=True)


def switch_on(world: ProtectWorld) -> str:
    job_id = world.ask("pitr-on", "orders", days="14d")
    world.run_to_end(job_id)
    return job_id


def switch_off(world: ProtectWorld) -> str:
    return ended(world, "pitr-off")


def ended(world: ProtectWorld, kind: str, **params: str | bool) -> str:
    job_id = world.ask(kind, "orders", **params)
    world.approved_by_two(job_id)
    world.run_to_end(job_id)
    return job_id


def cancelled(world: ProtectWorld, fact: str, step: str, **params: str | bool) -> str:
    job_id = world.ask("protect", "orders", **params)
    world.approved_by_two(job_id)
    world.run_until(lambda: fact in world.job(job_id).facts_of(step))
    world.say(job_id, "cancel", ALICE)
    world.run_to_end(job_id)
    return job_id


def nothing(_world: ProtectWorld) -> str:
    return ""


Play = Callable[[ProtectWorld], str]


@dataclass(frozen=True)
class Scene:
    """A play, what was played before it, and what is there in the end."""

    play: Play
    before: Play
    state: State
    plans: tuple[str, ...] = ()
    pitr: bool = True


SCENES = (
    Scene(protect, nothing, State.SUCCEEDED, (HOURLY,)),
    Scene(protect_by_schedule, nothing, State.SUCCEEDED),
    Scene(protect_with_other_times, protect, State.SUCCEEDED, (DAILY,)),
    Scene(protect_by_schedule, protect, State.SUCCEEDED),
    Scene(protect_off, protect, State.SUCCEEDED),
    Scene(protect_off, protect_by_schedule, State.SUCCEEDED),
    Scene(cancelled_protect, nothing, State.CANCELLED),
    Scene(cancelled_off, protect, State.CANCELLED, (HOURLY,)),
    Scene(switch_on, nothing, State.SUCCEEDED),
    Scene(switch_off, switch_on, State.SUCCEEDED, pitr=False),
)


def played(scene: Scene, at: int | None) -> tuple[ProtectWorld, dict[str, object]]:
    world = ProtectWorld(profile=Profile())
    world.cloud.add_table("customers")
    scene.before(world)
    world.wire, world.cloud.calls[:] = Tripwire(at=at), []
    return world, end(world, scene.play(world))


def end(world: ProtectWorld, job_id: str) -> dict[str, object]:
    """What everybody can see afterwards; no times and no ids in it."""
    arranged = world.cloud.region().arrangements
    stored, job = world.cloud.region().tables["orders"], world.job(job_id)
    return {
        "state": job.state,
        "outcome": job.outcome,
        "tag": world.policy_tag(),
        "plans": sorted((plan.name, plan.rules) for plan in arranged.plans.values()),
        "selections": [
            [one.model_copy(update={"id": ""}) for one in world.selections(plan)]
            for plan in arranged.plans.values()
        ],
        "schedules": sorted(arranged.schedules.values(), key=str),
        "rules": [world.rules(region) for region in ("us-east-2", "us-west-1")],
        "vaults": [sorted(world.holding(region).vaults) for region in ("us-east-2", "us-west-1")],
        "settings": [world.holding(region).settings for region in ("us-east-2", "us-west-1")],
        "pitr": (stored.pitr_since is not None, stored.pitr_days),
        "deletion protection": stored.table.deletion_protection,
        "created": [
            world.cloud.count(operation)
            for operation in ("CreateBackupPlan", "CreateBackupSelection", "CreateSchedule")
        ],
        "locks": world.ledger.locks.held(job_id),
    }


READS = ("describe", "list", "plan", "region_settings", "rule", "schedule", "selections", "vault")


def writes(point: str) -> bool:
    """Whether a call changes something: dying at a read is dying at the write before or after."""
    room, call = point.split(" ", maxsplit=1)[0].rsplit(".", 1)
    if room.startswith("ledger"):
        return (room, call) != ("ledger.due", "take")
    return not call.startswith(READS) and call not in {"backup_jobs", "copy_jobs"}


@pytest.mark.parametrize(
    "scene", SCENES, ids=lambda one: f"{one.play.__name__} after {one.before.__name__}"
)
def test_a_crash_anywhere_ends_the_same(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    calm, expected = played(scene, None)
    plans = tuple(plan.name for plan in calm.cloud.region().arrangements.plans.values())
    assert (expected["state"], plans) == (scene.state, scene.plans)
    assert calm.cloud.region().tables["orders"].pitr_since is not None or not scene.pitr
    assert expected["locks"] == ()
    moments = [(at, point) for at, point in enumerate(calm.wire.points) if writes(point)]
    for at, point in moments:
        world, found = played(scene, at)
        assert len(world.crashes) == 1, point
        assert found == expected, f"crash at {at}: {point}"
    name = f"{scene.play.__name__} after {scene.before.__name__}"
    with capsys.disabled():
        print(f"\n{name}: {len(moments)} crash points", end="")  # noqa: T201  people want to see it


CHANGES = (
    "CreateBackupPlan", "CreateBackupSelection", "CreateBackupVault", "PutRule", "TagResource",
    "UpdateContinuousBackups", "UpdateRegionSettings", "UpdateTable",
)  # fmt: skip


@pytest.mark.parametrize("is_done", [True, False], ids=["done", "not done"])
@pytest.mark.parametrize("operation", CHANGES)
def test_a_lost_answer_ends_the_same(operation: str, *, is_done: bool) -> None:
    world, _ = played(Scene(nothing_at_all, nothing, State.SUCCEEDED), None)
    world.cloud.fail_next(operation, coded("ReadTimeoutError", operation), after=is_done)
    found = end(world, protect(world))
    _, expected = played(SCENES[0], None)
    different = {name for name in expected if found[name] != expected[name]}
    assert different <= {"created"}


def nothing_at_all(world: ProtectWorld) -> str:
    """A job that ends at once, so that there is an end to look at."""
    job_id = world.ask("protect", "orders", off=True)
    world.run_to_end(job_id)
    return job_id
