"""Backup jobs, from the instant they are created to their end, by the agenda.

CREATED for a while, a plan's job for longer ("the start window": AWS begins it some time
within), then RUNNING and COMPLETED; PENDING while another job has
the resource; EXPIRED where the start window or the complete window is over
first. While the region is out its jobs rest. The words of failures are those of
the developer guide ("Reasons for problematic jobs", EventBridge samples).
"""

import uuid
from datetime import datetime, timedelta
from hashlib import sha256

from sandbox.aws.agenda import Act
from sandbox.aws.aws_backup.backup_job import BackupJob
from sandbox.aws.aws_backup.copies import start_copy
from sandbox.aws.aws_backup.keys import key_problem
from sandbox.aws.aws_backup.lifecycles import (
    OUT_OF_RANGE,
    expire_in_time,
    fits_lock,
    is_held,
    remove,
)
from sandbox.aws.aws_backup.recovery_point import RecoveryPoint
from sandbox.aws.aws_backup.resting import later
from sandbox.aws.aws_backup.roles import role_problem
from sandbox.aws.aws_backup.told import backup_job_changed, recovery_point_changed
from sandbox.aws.aws_backup.turns import Turn
from sandbox.aws.aws_backup.vault import Vault
from sandbox.aws.backup import take_backup
from sandbox.aws.call import Json
from sandbox.aws.table import Table, partition
from sandbox.aws.world import World, bare_name

START_WINDOW_MINUTES = 480
STOPPING = timedelta(seconds=5)
LATE = "Backup job expired before completion."
BUSY = "Backup job failed because there was a running job for the same resource."


def start_backup(
    world: World,
    account: str,
    region: str,
    *,
    vault: str,
    resource_arn: str,
    role_arn: str,
    at: datetime,
    lifecycle: Json | None = None,
    start_window_minutes: int | None = None,
    complete_window_minutes: int | None = None,
    recovery_point_tags: dict[str, str] | None = None,
    created_by: dict[str, str] | None = None,
    copy_actions: list[Json] | None = None,
) -> BackupJob:
    """A job CREATED at `at`; whatever is wrong with it shows in its state, never as an error.

    Args:
        world: The world, whose lock the caller holds.
        account: Twelve digits.
        region: Where the vault and the table are.
        vault: The vault's name.
        resource_arn: The table's ARN.
        role_arn: The role AWS Backup works in.
        at: The domain instant it is created at, not later than now.
        lifecycle: AWS's Lifecycle, members as in the API.
        start_window_minutes: 480 without it.
        complete_window_minutes: None: no limit. Both windows count from `at`.
        recovery_point_tags: Beside those of the table.
        created_by: `backupPlanId`, `backupPlanArn`, `backupPlanVersion`, `backupRuleId`,
            and where known `backupPlanName`, `backupRuleName`, `backupRuleCron`,
            `backupRuleTimezone`; None for a job on demand.
        copy_actions: AWS's CopyActions; their jobs start when this one is COMPLETED.
    """
    holding = world.aws_backup.at(account, region)
    held = holding.vaults.get(vault)
    where = f"{partition(region)}:backup:{region}:{account}"
    complete = complete_window_minutes
    managed = holding.settings.management.get("DynamoDB", False)
    job = BackupJob(
        job_id=str(uuid.uuid4()).upper(),
        account=account,
        region=region,
        vault_name=vault,
        vault_arn=f"arn:{where}:backup-vault:{vault}",
        resource_arn=resource_arn,
        role_arn=role_arn,
        created_at=at,
        start_by=at + timedelta(minutes=start_window_minutes or START_WINDOW_MINUTES),
        complete_by=at + timedelta(minutes=complete) if complete else None,
        lifecycle=lifecycle or {},
        tags=recovery_point_tags or {},
        point_arn=f"arn:{where}:recovery-point:{uuid.uuid4()}" if managed else "",
        key_arn=held.key_arn if held and managed else None,
        created_by=created_by,
        copy_actions=copy_actions or [],
    )
    holding.backup_jobs[job.job_id] = job
    backup_job_changed(world, job, at)
    _Walk(world, job).set_out()
    return job


def stop_backup(world: World, job: BackupJob, at: datetime) -> None:
    """ABORTING, and ABORTED a moment later, with nothing left behind."""
    job.state = "ABORTING"
    backup_job_changed(world, job, at)
    walk = _Walk(world, job)
    later(world, job.region, at + STOPPING, walk.abort, lambda: job.ended)


class _Walk:
    """One job's way through its states; each step is called at its own instant."""

    def __init__(self, world: World, job: BackupJob) -> None:
        self._world = world
        self._job = job

    def set_out(self) -> None:
        """Everything that will happen to the job whatever else does."""
        job = self._job
        self._later(job.created_at + _wait(self._world, job), self._knock)
        self._later(job.start_by, self._expire_unstarted)
        if job.complete_by is not None:
            self._later(job.complete_by, self._expire)

    def abort(self, at: datetime) -> None:
        """Stopped by its user."""
        self._end(at, "ABORTED", "Backup job was stopped by user.")

    def _later(self, instant: datetime, step: Act) -> None:
        job = self._job
        later(self._world, job.region, instant, step, lambda: job.ended or job.stopping)

    def _knock(self, at: datetime) -> None:
        job = self._job
        if at >= job.start_by:
            self._end(at, "EXPIRED", LATE)
            return
        job.turn = Turn(job.resource_arn, lambda turn_at: self._later(turn_at, self._begin))
        if self._world.aws_backup.turns.take(job.turn):
            self._begin(at)
            return
        job.state = "PENDING"
        backup_job_changed(self._world, job, at)

    def _begin(self, at: datetime) -> None:
        job, world = self._job, self._world
        job.started_at = at
        vault = world.aws_backup.at(job.account, job.region).vaults.get(job.vault_name)
        table = world.region(job.account, job.region).tables.get(bare_name(job.resource_arn))
        problem = _problem(job, vault, table, at)
        if problem is not None or vault is None or table is None:
            self._end(at, "FAILED", problem or "")
            return
        job.point = _take(world, job, vault, table, at)
        job.state = "RUNNING"
        backup_job_changed(world, job, at)
        self._later(job.point.backup.ready_at, self._complete)

    def _complete(self, at: datetime) -> None:
        job, world = self._job, self._world
        if job.point is None or not is_held(world, job.point):
            self._end(at, "FAILED", "Cannot find recovery point.")
            return
        job.point.completed_at = at
        recovery_point_changed(world, job.point, at, "COMPLETED")
        expire_in_time(world, job.point)
        self._end(at, "COMPLETED", "")
        for action in job.copy_actions:
            start_copy(
                world,
                job.point,
                destination_arn=action["DestinationBackupVaultArn"],
                role_arn=job.role_arn,
                at=at,
                lifecycle=action.get("Lifecycle"),
                created_by=job.created_by,
                backup_job_id=job.job_id,
            )

    def _expire_unstarted(self, at: datetime) -> None:
        if self._job.state != "RUNNING":
            self._end(at, "EXPIRED", BUSY if self._job.state == "PENDING" else LATE)

    def _expire(self, at: datetime) -> None:
        self._end(at, "EXPIRED", LATE)

    def _end(self, at: datetime, state: str, message: str) -> None:
        job, world = self._job, self._world
        job.state, job.message, job.ended_at = state, message, at
        if state != "COMPLETED" and job.point is not None and is_held(world, job.point):
            remove(world, job.point, at)
        backup_job_changed(world, job, at)
        if job.turn is not None:
            world.aws_backup.turns.leave(job.turn, at)


def _wait(world: World, job: BackupJob) -> timedelta:
    """The same each time for a table and an instant, as if AWS chose it."""
    seconds = world.profile.backup_job_start_seconds
    if job.created_by is not None:
        chosen = sha256(f"{job.resource_arn} {job.created_at.isoformat()}".encode()).digest()[0]
        seconds += round(world.profile.plan_start_seconds * chosen / 255)
    return timedelta(seconds=seconds)


def _problem(job: BackupJob, vault: Vault | None, table: Table | None, at: datetime) -> str | None:
    if vault is None:
        return f"Backup job failed because backup vault {job.vault_arn} does not exist."
    if table is None or table.status(at) in {"CREATING", "DELETING"}:
        return f"Table not found. Resource: {job.resource_arn}"
    problem = role_problem(job.account, job.role_arn)
    if problem is not None:
        return problem
    if not fits_lock(vault, job.lifecycle):
        return f"Backup job failed. {OUT_OF_RANGE}"
    if table.key_loss is not None and table.key_loss.refuses(at):
        return table.key_loss.problem
    return key_problem(vault.key_arn)


def _take(world: World, job: BackupJob, vault: Vault, table: Table, at: datetime) -> RecoveryPoint:
    """The table as it is at `at`, in the vault; a backup of DynamoDB where it is not managed."""
    name = f"awsbackup-{job.job_id.lower()}"
    backup = take_backup(table, name=name, kind="AWS_BACKUP", now=at, ready_at=at)
    gigabytes = backup.size // world.profile.bytes_per_gb
    seconds = world.profile.backup_job_seconds + gigabytes * world.profile.copy_seconds_per_gb
    job.expected_at = backup.ready_at = at + timedelta(seconds=seconds)
    managed = bool(job.point_arn)
    if not managed:
        job.point_arn = backup.arn
        world.region(job.account, job.region).backups[backup.arn] = backup
    point = RecoveryPoint(
        arn=job.point_arn,
        account=job.account,
        region=job.region,
        vault_name=vault.name,
        vault_arn=vault.arn,
        resource_arn=job.resource_arn,
        role_arn=job.role_arn,
        created_at=at,
        initiated_at=at,
        key_arn=vault.key_arn if managed else None,
        backup=backup,
        lifecycle=job.lifecycle,
        tags=(table.tags if managed else {}) | job.tags,
        created_by=job.created_by,
    )
    vault.recovery_points[point.arn] = point
    return point
