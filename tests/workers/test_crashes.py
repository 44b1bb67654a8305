"""A crash at any moment changes nothing but the time it takes.

Each kind of job is played once to find the moments: before and after every call to AWS
and to the ledger. Then it is played again for each of them, with the process dying
there and a fresh one going on after the lease.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest

from recovery.record import State
from sandbox.fakes.backup import add_recovery_point
from sandbox.fakes.cloud import STRANGE, Profile
from sandbox.fakes.errors import coded
from tests.workers.copy_world import arrange
from tests.workers.crashing import CrashingWorld, Tripwire
from tests.workers.world import ALICE, START
from workers.aws.backup_models import RegionSettings
from workers.aws.models import GlobalIndex

Play = Callable[[CrashingWorld], str]
TARGET = "orders-ddbdr-7F3K2Q1"


def backup(world: CrashingWorld) -> str:
    job_id = world.ask("backup", "orders")
    world.run_to_end(job_id)
    return job_id


def _restore(world: CrashingWorld, **point: str | bool) -> str:
    job_id = world.ask("restore", "orders", **point)
    world.approved(job_id)
    return job_id


def restore_to_instant(world: CrashingWorld) -> str:
    job_id = _restore(world, at=(START - timedelta(minutes=10)).isoformat())
    world.run_to_end(job_id)
    return job_id


def restore_from_backup(world: CrashingWorld) -> str:
    world.cloud.add_backup("orders")
    job_id = _restore(world, backup="latest")
    world.run_to_end(job_id)
    return job_id


def cancelled_restore(world: CrashingWorld) -> str:
    job_id = _restore(world, latest=True)
    world.run_until(lambda: world.job(job_id).cursor == 2)
    world.say(job_id, "cancel", ALICE)
    world.run_to_end(job_id)
    return job_id


def failing_restore(world: CrashingWorld) -> str:
    world.cloud.doomed.add(TARGET)
    job_id = _restore(world, latest=True)
    world.run_to_end(job_id)
    return job_id


def cancelled_backup(world: CrashingWorld) -> str:
    job_id = world.ask("backup", "orders")
    world.run_until(lambda: world.job(job_id).cursor == 2)
    world.say(job_id, "cancel", ALICE)
    world.run_to_end(job_id)
    return job_id


def copy(world: CrashingWorld) -> str:
    arrange(world)
    job_id = world.ask("copy", "prod/us-east-2/orders", account="dr", region="us-west-1")
    world.approved(job_id)
    world.run_to_end(job_id)
    return job_id


def copy_with_features_off(world: CrashingWorld) -> str:
    arrange(world)
    world.cloud.region().holding.settings = RegionSettings(opt_in=True, management=False)
    job_id = world.ask("copy", "prod/us-east-2/orders", switch_on=True)
    world.approved(job_id)
    world.run_to_end(job_id)
    return job_id


def cancelled_copy(world: CrashingWorld) -> str:
    arrange(world)
    job_id = world.ask("copy", "prod/us-east-2/orders")
    world.approved(job_id)
    world.run_until(lambda: world.job(job_id).cursor == 2)
    world.say(job_id, "cancel", ALICE)
    world.run_to_end(job_id)
    return job_id


def failing_copy(world: CrashingWorld) -> str:
    arrange(world)
    world.cloud.fates["copy orders"] = ("FAILED", "Access denied.")
    job_id = world.ask("copy", "prod/us-east-2/orders")
    world.approved(job_id)
    world.run_to_end(job_id)
    return job_id


def delete(world: CrashingWorld) -> str:
    arrange(world)
    doomed = world.cloud.add_backup("orders", name="nightly")
    world.cloud.add_backup("orders", name="weekly")
    job_id = world.ask("delete", "prod/us-east-2/orders", backup=doomed.arn)
    world.approved(job_id)
    world.run_to_end(job_id)
    return job_id


def delete_recovery_point(world: CrashingWorld) -> str:
    arrange(world)
    doomed = add_recovery_point(world.cloud, "orders")
    job_id = world.ask("delete", "prod/us-east-2/orders", backup=doomed.arn)
    world.approved(job_id)
    world.run_to_end(job_id)
    return job_id


def _played(
    play: Play, profile: Profile, at: int | None
) -> tuple[CrashingWorld, dict[str, object]]:
    world = CrashingWorld(profile=profile, wire=Tripwire(at=at), sandbox=profile is STRANGE)
    world.cloud.add_table("orders", global_indexes=(GlobalIndex(name="by-customer"),))
    job_id = play(world)
    return world, _end(world, job_id)


def _end(world: CrashingWorld, job_id: str) -> dict[str, object]:
    """What everybody can see afterwards; no times in it."""
    here = world.cloud.region()
    job = world.job(job_id)
    now = world.time.now()
    return {
        "state": job.state,
        "outcome": job.outcome,
        "tables": sorted(
            name
            for name, stored in here.tables.items()
            if stored.gone_at is None and not (stored.broken_at and stored.broken_at <= now)
        ),
        "backups": sorted(stored.detail.backup.name for stored in here.backups.values()),
        "created": world.cloud.count("CreateBackup"),
        "aws backup": _held(world),
        "restored": world.cloud.count("RestoreTableToPointInTime")
        + world.cloud.count("RestoreTableFromBackup"),
        "locks": world.ledger.locks.held(job_id),
        "news": [(notice.name, notice.key.rpartition("/")[0]) for notice in world.notices()],
        "observed": sum(
            len(world.observations(what))
            for what in ("backup", "restore-pitr", "restore-backup", "backup-job", "copy")
        ),
    }


def _held(world: CrashingWorld) -> list[tuple[str, list[str], list[str], int]]:
    """Of each account and region: how its jobs ended, and how many recovery points it has."""
    later = world.time.now() + timedelta(days=1)
    held = []
    for account, region in (("prod", "us-east-2"), ("prod", "us-west-1"), ("dr", "us-west-1")):
        if account not in world.cloud.accounts:
            continue
        there = world.cloud.region(account, region).holding
        points = [stored.as_is(later) for stored in there.points.values()]
        held.append(
            (
                f"{account}/{region}",
                [stored.as_is(later).state for stored in there.backup_jobs.values()],
                [stored.as_is(later).state for stored in there.copy_jobs.values()],
                sum(point is not None for point in points),
            )
        )
    return held


EXPECTED: dict[Play, tuple[State, int, int]] = {
    backup: (State.SUCCEEDED, 1, 0),
    restore_to_instant: (State.SUCCEEDED, 0, 1),
    restore_from_backup: (State.SUCCEEDED, 0, 1),
    cancelled_restore: (State.CANCELLED, 0, 1),
    failing_restore: (State.FAILED, 0, 1),
    cancelled_backup: (State.CANCELLED, 1, 0),
    copy: (State.SUCCEEDED, 0, 0),
    copy_with_features_off: (State.SUCCEEDED, 0, 0),
    cancelled_copy: (State.CANCELLED, 0, 0),
    failing_copy: (State.FAILED, 0, 0),
    delete: (State.SUCCEEDED, 0, 0),
    delete_recovery_point: (State.SUCCEEDED, 0, 0),
}
# Short waits: more polls of the same would only be more of the same crash points.
USUAL = Profile(
    backup_seconds=4,
    restore_seconds=12,
    delete_seconds=3,
    job_start_seconds=1,
    backup_job_seconds=4,
    copy_seconds=4,
)
# Long enough for AWS to give the restore up only after the crashed worker's lease: earlier, a
# restore that failed and one that was never asked for look the same, and it is asked for again.
GIVEN_UP = Profile(restore_seconds=80, delete_seconds=3)
# A crash costs 31 s: the backup job is not over by then, so that there is one to be stopped.
SLOW_JOB = Profile(job_start_seconds=1, backup_job_seconds=90)
# A crash costs 31 s, the first look comes 15 s later: not listed by then.
SLOW_LISTING = Profile(backup_seconds=4, listing_lag_seconds=50)


@pytest.mark.parametrize(
    ("play", "profile"),
    [
        *((play, USUAL) for play in EXPECTED if play not in {failing_restore, cancelled_copy}),
        (failing_restore, GIVEN_UP),
        (cancelled_copy, SLOW_JOB),
        (backup, SLOW_LISTING),
        (backup, STRANGE),
        (restore_to_instant, STRANGE),
        (restore_from_backup, STRANGE),
    ],
    ids=lambda value: value.__name__ if callable(value) else _name(value),
)
def test_a_crash_anywhere_ends_the_same(
    play: Play, profile: Profile, capsys: pytest.CaptureFixture[str]
) -> None:
    calm, expected = _played(play, profile, None)
    state, created, restored = EXPECTED[play]
    assert (expected["state"], expected["created"], expected["restored"]) == (
        state,
        created,
        restored,
    )
    assert expected["locks"] == ()
    moments = [
        (at, point)
        for at, point in enumerate(calm.wire.points)
        if profile is not SLOW_LISTING or "create_backup" in point
    ]
    assert moments
    for at, point in moments:
        world, end = _played(play, profile, at)
        assert len(world.crashes) == 1, point
        assert end == expected, f"crash at {at}: {point}"
    with capsys.disabled():
        print(f"\n{play.__name__}, {_name(profile)}: {len(moments)} crash points", end="")  # noqa: T201  people want to see it


def _name(profile: Profile) -> str:
    names = {
        id(USUAL): "AWS",
        id(GIVEN_UP): "AWS gives up",
        id(SLOW_JOB): "a slow job",
        id(SLOW_LISTING): "slow listing",
        id(STRANGE): "strange",
    }
    return names[id(profile)]


@pytest.mark.parametrize("is_done", [True, False], ids=["done", "not done"])
@pytest.mark.parametrize("profile", [USUAL, SLOW_LISTING], ids=_name)
@pytest.mark.parametrize("play", [backup, restore_to_instant, restore_from_backup])
def test_a_lost_answer_never_makes_two(play: Play, profile: Profile, *, is_done: bool) -> None:
    world = CrashingWorld(profile=profile)
    world.cloud.add_table("orders")
    for operation in ("CreateBackup", "RestoreTableToPointInTime", "RestoreTableFromBackup"):
        world.cloud.fail_next(operation, coded("ReadTimeoutError", operation), after=is_done)
    job_id = play(world)
    job = world.job(job_id)
    assert job.state is State.SUCCEEDED, job.outcome
    here = world.cloud.region()
    made = [one for one in here.backups.values() if job_id in one.detail.backup.name]
    assert len(made) == (1 if play is backup else 0)
    assert len(here.tables) == (1 if play is backup else 2)
