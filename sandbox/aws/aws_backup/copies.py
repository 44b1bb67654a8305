"""Copy jobs: a recovery point into a vault of another region, or of another account.

CREATED until there is a turn and the destination answers, two hours at most
("Copy jobs stuck in CREATED are retried for 2 hours"), then RUNNING for a time
by its size. A copy keeps its source's creation date, and its source's retention
unless it is given another one (developer guide, "Backup and tag copy").
"""

import uuid
from datetime import datetime, timedelta

from sandbox.aws.agenda import Act
from sandbox.aws.aws_backup.copy_job import CopyJob, VaultPlace, vault_place
from sandbox.aws.aws_backup.copy_rules import copy_problem
from sandbox.aws.aws_backup.lifecycles import expire_in_time
from sandbox.aws.aws_backup.recovery_point import RecoveryPoint
from sandbox.aws.aws_backup.resting import RETRY, later
from sandbox.aws.aws_backup.told import copy_job_changed, recovery_point_changed
from sandbox.aws.aws_backup.turns import Turn
from sandbox.aws.call import Json
from sandbox.aws.table import partition
from sandbox.aws.world import World

GAVE_UP = "Copy job failed. The destination could not be reached within the time of retries."


def start_copy(
    world: World,
    source: RecoveryPoint,
    *,
    destination_arn: str,
    role_arn: str,
    at: datetime,
    lifecycle: Json | None = None,
    created_by: dict[str, str] | None = None,
    backup_job_id: str | None = None,
) -> CopyJob:
    """A job CREATED at `at`; whatever is wrong with it shows in its state, never as an error.

    `lifecycle` None: the source's. `backup_job_id`: the job of the plan it belongs to.
    """
    job = CopyJob(
        job_id=str(uuid.uuid4()).upper(),
        source=source,
        destination_arn=destination_arn,
        destination=vault_place(destination_arn) or VaultPlace(source.region, source.account, ""),
        role_arn=role_arn,
        created_at=at,
        lifecycle=lifecycle,
        created_by=created_by,
        backup_job_id=backup_job_id,
    )
    holding = world.aws_backup.at(source.account, source.region)
    holding.copy_jobs[job.job_id] = job
    copy_job_changed(world, job, at)
    _Walk(world, job).set_out()
    return job


class _Walk:
    """One job's way through its states; each step is called at its own instant."""

    def __init__(self, world: World, job: CopyJob) -> None:
        self._world = world
        self._job = job
        self._give_up = timedelta(seconds=world.profile.copy_retry_seconds)

    def set_out(self) -> None:
        """It knocks after a while, and does not wait for ever."""
        job = self._job
        wait = timedelta(seconds=self._world.profile.backup_job_start_seconds)
        self._later(job.created_at + wait, self._knock)
        self._later(job.created_at + self._give_up, self._fail_unstarted)

    def _later(self, instant: datetime, step: Act) -> None:
        job = self._job
        later(self._world, job.source.region, instant, step, lambda: job.ended)

    def _knock(self, at: datetime) -> None:
        job = self._job
        if self._world.region_is_out(job.destination.region):
            self._later(at + RETRY, self._knock)
            return
        slot = job.source.account, job.destination.region
        job.turn = Turn(
            job.source.resource_arn, lambda turn_at: self._later(turn_at, self._begin), slot
        )
        if self._world.aws_backup.turns.take(job.turn):
            self._begin(at)

    def _begin(self, at: datetime) -> None:
        job, world = self._job, self._world
        if self._fails(at):
            return
        job.state = "RUNNING"
        gigabytes = job.source.size // world.profile.bytes_per_gb
        seconds = world.profile.copy_job_seconds + gigabytes * world.profile.copy_seconds_per_gb
        job.expected_at = at + timedelta(seconds=seconds)
        copy_job_changed(world, job, at)
        self._later(job.expected_at, self._arrive)

    def _arrive(self, at: datetime) -> None:
        job, world = self._job, self._world
        late = job.expected_at is not None and at >= job.expected_at + self._give_up
        if world.region_is_out(job.destination.region):
            if late:
                self._end(at, "FAILED", GAVE_UP)
            else:
                self._later(at + RETRY, self._arrive)
            return
        if self._fails(at):
            return
        job.copy = _copied(world, job, at)
        recovery_point_changed(world, job.copy, at, "COMPLETED")
        expire_in_time(world, job.copy)
        self._end(at, "COMPLETED", "")

    def _fails(self, at: datetime) -> bool:
        """It ends here if what has to be so is not; of a region that is out nobody can tell."""
        if self._world.region_is_out(self._job.destination.region):
            return False
        problem = copy_problem(self._world, self._job, at)
        if problem is not None:
            self._end(at, "FAILED", problem)
        return problem is not None

    def _fail_unstarted(self, at: datetime) -> None:
        if self._job.state == "CREATED":
            self._end(at, "FAILED", GAVE_UP)

    def _end(self, at: datetime, state: str, message: str) -> None:
        job = self._job
        job.state, job.message, job.ended_at = state, message, at
        copy_job_changed(self._world, job, at)
        if job.turn is not None:
            self._world.aws_backup.turns.leave(job.turn, at)


def _copied(world: World, job: CopyJob, at: datetime) -> RecoveryPoint:
    source, place = job.source, job.destination
    vault = world.aws_backup.at(place.account, place.region).vaults[place.name]
    where = f"{partition(place.region)}:backup:{place.region}:{place.account}"
    service_role = "role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup"
    point = RecoveryPoint(
        arn=f"arn:{where}:recovery-point:{uuid.uuid4()}",
        account=place.account,
        region=place.region,
        vault_name=vault.name,
        vault_arn=vault.arn,
        resource_arn=source.resource_arn,
        role_arn=job.role_arn
        if place.account == source.account
        else f"arn:{partition(place.region)}:iam::{place.account}:{service_role}",
        created_at=source.created_at,
        initiated_at=job.created_at,
        completed_at=at,
        key_arn=vault.key_arn,
        backup=source.backup,
        lifecycle=job.kept_lifecycle,
        tags=dict(source.tags),
        created_by=job.created_by,
        source_vault_arn=source.vault_arn,
    )
    vault.recovery_points[point.arn] = point
    return point
