"""What our own job and AWS's event tell of the same thing is the same, whichever comes first."""

from dataclasses import replace

import pytest

from recovery.aws_events import AwsEvent, read_event
from recovery.ledger.memory import MemoryLedger
from recovery.outcome import Notice
from recovery.record import State
from sandbox.fakes.errors import coded
from sandbox.fakes.holding import StoredBackupJob, StoredCopyJob
from tests import aws_samples as samples
from tests.workers.copy_world import CopyWorld
from tests.workers.world import World
from workers.aws.errors import AwsError, Paced
from workers.chores.native_backup import tell_native_backup
from workers.hearing import hearing_of
from workers.reached import with_rpo, with_what_was_made


@pytest.fixture
def world() -> CopyWorld:
    return CopyWorld()


def event_of(stored: StoredBackupJob | StoredCopyJob, job_id: str) -> AwsEvent:
    """As AWS tells that it has COMPLETED; ids of the stand-in are too short to find the job by."""
    job = stored.job
    detail = {"resourceArn": job.resource_arn, "backupSizeInBytes": job.size_bytes}
    if isinstance(stored, StoredCopyJob):
        region = stored.job.source_vault_arn.split(":")[3]
        message = samples.copy(
            "COMPLETED",
            copyJobId=job.id,
            sourceBackupVaultArn=stored.job.source_vault_arn,
            destinationBackupVaultArn=stored.job.destination_vault_arn,
            destinationRecoveryPointArn=job.recovery_point_arn,
            **detail,
        )
    else:
        region = "us-east-2"
        message = samples.backup("COMPLETED", backupJobId=job.id, **detail)
        message["resources"] = [job.recovery_point_arn]
    event = read_event(samples.text(message | {"region": region}))
    assert isinstance(event, AwsEvent)
    return event.model_copy(update={"by": f"arn:aws:sts::1:assumed-role/r/{job_id}"})


def told_of(event: AwsEvent, world: CopyWorld) -> Notice:
    """The event's notice, as the listener leaves it."""
    (notice,) = hearing_of(event, world.config, world.ledger).notices
    return notice


@pytest.mark.parametrize(
    "params", [{}, {"account": "dr", "region": "us-west-1"}], ids=["a region", "two hops"]
)
def test_a_copy_and_the_backup_it_begins_with(world: CopyWorld, params: dict[str, str]) -> None:
    job_id = world.ask("copy", "prod/us-east-2/orders", **params)
    world.approved(job_id)
    heard: dict[str, Notice] = {}
    looked: dict[str, Notice] = {}

    def hears_all() -> bool:
        """AWS's events overtake us: they are heard while the job still waits."""
        for region in ("us-east-2", "us-west-1"):
            holding = world.cloud.region("prod", region).holding
            jobs: list[StoredBackupJob | StoredCopyJob] = [*holding.backup_jobs.values()]
            for stored in (*jobs, *holding.copy_jobs.values()):
                done = stored.as_is(world.time.now())
                if done.state != "COMPLETED":
                    heard[stored.job.id] = told_of(event_of(stored, job_id), world)
        for notice in world.notices():
            if notice.key not in looked:
                looked[notice.key] = next(
                    with_rpo(
                        world.aws,
                        world.config,
                        with_what_was_made(world.aws, world.config, one),
                        world.time.now(),
                    )
                    for one in heard.values()
                    if one.key == notice.key
                )
        return world.job(job_id).state.is_terminal

    world.run_until(hears_all)
    own = {notice.key: notice for notice in world.notices()}
    assert len(own) == 1 + len(params.values() or (1,))
    assert looked == own


def arrived(arn: str, vault: str, **more: object) -> AwsEvent:
    """The recovery point's own event, which knows neither AWS's job nor ours."""
    place = {"backupVaultArn": vault, "resourceArn": samples.TABLE}
    event = read_event(samples.text(samples.point("COMPLETED", arn, **place, **more)))
    assert isinstance(event, AwsEvent)
    return event


def test_a_recovery_point_that_is_heard_of_first_is_the_jobs_that_waits_for_it(
    world: CopyWorld,
) -> None:
    """Else it is told beside the job's card, and the job's own news is dropped for it."""
    job_id = world.ask("copy", "prod/us-east-2/orders")
    world.approved(job_id)
    world.run_until(lambda: "arrival" in world.job(job_id).facts_of("start-backup-job"))
    told = told_of(arrived(samples.POINT, samples.VAULT), world)
    assert (told.name, told.job_id) == ("BackupCompleted", job_id)
    assert dict(told.offers).keys() == {"Backups"}, "the copy follows by itself"
    world.run_until(lambda: "arrival" in world.job(job_id).facts_of("start-copy-job"))
    told = told_of(arrived(samples.COPY, samples.DR_VAULT), world)
    assert (told.name, told.job_id) == ("CopyCompleted", job_id)
    plans = arrived(samples.COPY, samples.DR_VAULT, createdBy={"backupPlanId": "p"})
    assert told_of(plans, world).job_id is None, "what a backup plan makes is not ours"
    later = arrived(samples.POINT, samples.VAULT)
    assert told_of(later, world).job_id is None, "the job waits no more for a backup there"


@pytest.mark.parametrize(
    ("operation", "error"),
    [
        ("DescribeRecoveryPoint", coded("AccessDeniedException", "DescribeRecoveryPoint")),
        ("DescribeRecoveryPoint", Paced("DescribeRecoveryPoint", 1.0)),
        ("ListRecoveryPointsByBackupVault", Paced("ListRecoveryPointsByBackupVault", 1.0)),
    ],
)
def test_what_aws_does_not_tell_for_a_notice_fails_no_copy(
    world: CopyWorld, operation: str, error: AwsError | Paced
) -> None:
    job_id = world.ask("copy", "prod/us-east-2/orders")
    world.approved(job_id)
    world.run_until(lambda: "job_id" in world.job(job_id).facts_of("start-backup-job"))
    world.cloud.fail_next(operation, error)
    job = world.run_to_end(job_id)
    assert job.state is State.SUCCEEDED, job.outcome
    assert [notice.name for notice in world.notices()] == ["BackupCompleted", "CopyCompleted"]


def test_a_native_backup() -> None:
    world = World()
    world.cloud.add_table("orders")
    job_id = world.ask("backup", "orders")
    world.run_to_end(job_id)
    (own,) = world.notices()
    # As if somebody else had made it: nothing here has heard of it.
    elsewhere = MemoryLedger(wall=world.time.wall)
    tell_native_backup(replace(world.engine(), ledger=elsewhere), own.key)
    (letter,) = elsewhere.outbox.ready("news", wall=world.time.wall(), limit=9)
    theirs = Notice.model_validate(letter.body)
    assert theirs == own.model_copy(update={"job_id": None})


def test_a_native_backup_that_a_schedule_of_ours_made_is_kept_by_us(world: CopyWorld) -> None:
    arn = world.cloud.add_backup("orders", name="ddbdr-7d-exec-1").arn
    tell_native_backup(world.engine(), arn)
    (told,) = world.notices()
    said = dict(told.detail)
    assert said["kept"] == "7 d by ddbdr"
    assert "expires" not in said, "AWS would keep it for ever, which nobody has to hear"
