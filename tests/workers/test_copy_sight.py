"""Jobs of AWS Backup that cannot be seen, started or stopped; what changes meanwhile."""

from datetime import datetime

import pytest

from recovery.record import State
from sandbox.fakes.backup import add_recovery_point
from sandbox.fakes.errors import coded
from tests.workers.copy_world import CopyWorld
from tests.workers.world import ALICE
from workers.aws.backup_models import RegionSettings
from workers.kinds.copy_order import CopyOrder


@pytest.fixture
def world() -> CopyWorld:
    return CopyWorld()


def copying(world: CopyWorld, **params: str | bool) -> str:
    """A copy that was asked for and approved."""
    job_id = world.ask("copy", "prod/us-east-2/orders", **params)
    world.approved(job_id)
    return job_id


def unseen(operation: str, world: CopyWorld, times: int) -> None:
    """Let AWS not find a job the next times it is asked."""
    for _ in range(times):
        world.cloud.fail_next(operation, coded("ResourceNotFoundException", operation))


JOBS = [
    ("backup job", "DescribeBackupJob", "start-backup-job"),
    ("copy job", "DescribeCopyJob", "start-copy-job"),
]


@pytest.mark.parametrize(("what", "describe", "_start"), JOBS)
def test_a_job_that_is_not_visible_yet_is_waited_for(
    world: CopyWorld, what: str, describe: str, _start: str
) -> None:
    unseen(describe, world, 1)
    job_id = copying(world)
    world.run_until(lambda: "is not visible yet" in world.job(job_id).progress)
    assert f"The {what} " in world.job(job_id).progress
    assert world.run_to_end(job_id).state is State.SUCCEEDED


@pytest.mark.parametrize(("what", "describe", "start"), JOBS)
def test_a_job_that_stays_unseen_is_given_up_after_a_minute(
    world: CopyWorld, what: str, describe: str, start: str
) -> None:
    unseen(describe, world, 1000)
    job = world.run_to_end(copying(world))
    at_aws = job.facts_of(start)["job_id"]
    assert job.state is State.FAILED
    assert job.outcome == f"AWS has no {what} {at_aws} any more."
    began = datetime.fromisoformat(job.facts_of(start)["started_at"])
    assert job.ended is not None
    assert 60 <= (job.ended - began).total_seconds() < 120


def test_a_backup_job_is_stopped_though_it_is_not_visible_yet(world: CopyWorld) -> None:
    job_id = copying(world)
    world.run_until(lambda: "job_id" in world.job(job_id).facts_of("start-backup-job"))
    unseen("DescribeBackupJob", world, 1)
    world.say(job_id, "cancel", ALICE)
    assert world.run_to_end(job_id).state is State.CANCELLED
    [stored] = world.cloud.region("prod", "us-east-2").holding.backup_jobs.values()
    assert stored.as_is(world.time.now()).state == "ABORTED"


def test_a_backup_job_that_is_never_seen_leaves_nothing_to_stop(world: CopyWorld) -> None:
    job_id = copying(world)
    world.run_until(lambda: "job_id" in world.job(job_id).facts_of("start-backup-job"))
    unseen("DescribeBackupJob", world, 1000)
    world.say(job_id, "cancel", ALICE)
    assert world.run_to_end(job_id).state is State.CANCELLED
    assert world.cloud.count("StopBackupJob") == 0


@pytest.mark.parametrize("opt_in", [True, False])
def test_whichever_preference_is_off_is_switched_on_in_every_place(
    world: CopyWorld, *, opt_in: bool
) -> None:
    regions = ("us-east-2", "us-west-1")
    for region in regions:
        half = RegionSettings(opt_in=opt_in, management=not opt_in)
        world.cloud.region("prod", region).holding.settings = half
    asked = {"account": "dr", "region": "us-west-1"}
    job = world.run_to_end(copying(world, switch_on=True, **asked))
    assert job.state is State.SUCCEEDED, job.outcome
    for region in regions:
        on = RegionSettings(opt_in=True, management=True)
        assert world.cloud.region("prod", region).holding.settings == on


def test_a_copy_that_aws_refuses_at_once_says_how_to_copy_the_backup_that_stays(
    world: CopyWorld,
) -> None:
    world.cloud.fail_next("StartCopyJob", coded("InvalidRequestException", "StartCopyJob"))
    job = world.run_to_end(copying(world))
    [kept] = world.points("us-east-2")
    assert job.state is State.FAILED
    assert "StartCopyJob in prod/us-east-2 failed: StartCopyJob says Invalid" in job.outcome
    assert f"--backup {kept}" in job.advice


def test_a_backup_job_that_may_not_be_stopped_is_left_to_a_person(world: CopyWorld) -> None:
    job_id = copying(world)
    world.run_until(lambda: "job_id" in world.job(job_id).facts_of("start-backup-job"))
    world.cloud.fail_next("StopBackupJob", coded("AccessDeniedException", "StopBackupJob"))
    world.say(job_id, "cancel", ALICE)
    job = world.run_to_state(job_id, State.STUCK)
    at_aws = job.facts_of("start-backup-job")["job_id"]
    assert job.advice == f"Stop backup job {at_aws} by hand, or let it end, then retry."


def test_what_a_copy_makes_first_carries_the_id_of_its_job(world: CopyWorld) -> None:
    job_id = copying(world)
    leg = CopyOrder.of(world.plan(job_id)).backup
    assert leg is not None
    assert leg.order(job_id).tags == {"ddbdr:job": job_id}


def test_what_is_to_be_copied_has_to_be_there_still_when_it_starts(world: CopyWorld) -> None:
    point = add_recovery_point(world.cloud, "orders")
    job_id = copying(world, backup=point.arn)
    world.cloud.region().holding.points.clear()
    job = world.run_to_end(job_id)
    assert job.state is State.FAILED
    assert job.outcome == "The recovery point is not in vault ddbdr any more."
    job_id = copying(world)
    stored = world.cloud.region().tables["orders"]
    stored.table = stored.table.model_copy(update={"status": "ARCHIVED"})
    job = world.run_to_end(job_id)
    assert (job.state, job.outcome) == (State.FAILED, "The table orders is ARCHIVED now.")
    assert world.cloud.count("StartBackupJob") + world.cloud.count("StartCopyJob") == 0
