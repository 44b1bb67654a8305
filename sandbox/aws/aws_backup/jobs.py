"""Backup jobs, from the instant they are created to their end, by the agenda.

CREATED for a while, then RUNNING and COMPLETED; PENDING while another job has
the resource ("1 concurrent backup or copy job per resource", AWS Backup quotas);
EXPIRED where the start window or the complete window is over first ("Backup job
expired before completion"). While the region is out its jobs rest.
"""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from sandbox.aws.aws_backup.backup_job import BackupJob
from sandbox.aws.aws_backup.keys import key_problem
from sandbox.aws.aws_backup.recovery_point import RecoveryPoint
from sandbox.aws.aws_backup.told import backup_job_changed, recovery_point_changed
from sandbox.aws.aws_backup.vault import Vault
from sandbox.aws.backup import take_backup
from sandbox.aws.call import Json
from sandbox.aws.table import Table, partition
from sandbox.aws.world import World, bare_name

START_WINDOW_MINUTES = 480
RETRY = timedelta(seconds=60)
EXPIRED = "Backup job expired before completion."


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
        complete_window_minutes: None: no limit.
        recovery_point_tags: Beside those of the table.
        created_by: `backupPlanId`, `backupPlanArn`, `backupPlanVersion`, `backupRuleId`,
            and where known `backupPlanName`, `backupRuleName`, `backupRuleCron`,
            `backupRuleTimezone`; None for a job on demand.
        copy_actions: AWS's CopyActions; their jobs start when this one is COMPLETED.
    """
    holding = world.aws_backup.at(account, region)
    held = holding.vault(vault)
    where = f"{partition(region)}:backup:{region}:{account}"
    start = start_window_minutes or START_WINDOW_MINUTES
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
        start_by=at + timedelta(minutes=start),
        complete_by=at + timedelta(minutes=complete_window_minutes)
        if complete_window_minutes
        else None,
        lifecycle=lifecycle or {},
        tags=recovery_point_tags or {},
        point_arn=f"arn:{where}:recovery-point:{uuid.uuid4()}" if managed else "",
        key_arn=held.key_arn if held else None,
        created_by=created_by,
        copy_actions=copy_actions or [],
    )
    holding.backup_jobs[job.job_id] = job
    backup_job_changed(world, job, at)
    _later(world, job, at + timedelta(seconds=world.profile.backup_job_start_seconds), _begin)
    _later(world, job, job.start_by, _expire_unstarted)
    if job.complete_by is not None:
        _later(world, job, job.complete_by, _expire)
    return job


Step = Callable[[World, BackupJob, datetime], None]


def _later(world: World, job: BackupJob, instant: datetime, step: Step) -> None:
    """On the agenda; put off by a minute as often as the region is out."""

    def act(at: datetime) -> None:
        if job.ended:
            return
        if world.region_is_out(job.region):
            world.agenda.at(at + RETRY, act)
        else:
            step(world, job, at)

    world.agenda.at(instant, act)


def _begin(world: World, job: BackupJob, at: datetime) -> None:
    if job.state == "RUNNING":
        return
    if job.resource_arn in world.aws_backup.busy:
        if job.state == "CREATED":
            job.state = "PENDING"
            backup_job_changed(world, job, at)
            world.aws_backup.waiting.append(job)
        return
    vault = world.aws_backup.at(job.account, job.region).vaults.get(job.vault_name)
    table = world.region(job.account, job.region).tables.get(bare_name(job.resource_arn))
    problem = _problem(job, vault, table, at)
    if problem is not None or vault is None or table is None:
        _end(world, job, at, "FAILED", problem or "")
        return
    _run(world, job, vault, table, at)


def _problem(job: BackupJob, vault: Vault | None, table: Table | None, at: datetime) -> str | None:
    if vault is None:
        return f"Backup job failed because backup vault {job.vault_arn} does not exist."
    if table is None or table.status(at) in {"CREATING", "DELETING", "ARCHIVED"}:
        return f"Backup job failed because the resource {job.resource_arn} was not found."
    return key_problem(vault.key_arn)


def _run(world: World, job: BackupJob, vault: Vault, table: Table, at: datetime) -> None:
    size_seconds = table.items.at(at).size // world.profile.bytes_per_gb
    seconds = world.profile.backup_job_seconds + size_seconds * world.profile.copy_seconds_per_gb
    job.expected_at = at + timedelta(seconds=seconds)
    backup = take_backup(
        table, name=job.job_id, kind="AWS_BACKUP", now=at, ready_at=job.expected_at
    )
    job.point_arn = job.point_arn or backup.arn
    managed = job.point_arn != backup.arn
    job.point = RecoveryPoint(
        arn=job.point_arn,
        account=job.account,
        region=job.region,
        vault_name=vault.name,
        vault_arn=vault.arn,
        resource_arn=job.resource_arn,
        role_arn=job.role_arn,
        created_at=at,
        key_arn=vault.key_arn if managed else None,
        backup=backup,
        lifecycle=job.lifecycle,
        tags=(table.tags if managed else {}) | job.tags,
        created_by=job.created_by,
    )
    vault.recovery_points[job.point_arn] = job.point
    job.state, job.started_at = "RUNNING", at
    world.aws_backup.busy.add(job.resource_arn)
    backup_job_changed(world, job, at)
    _later(world, job, job.expected_at, _complete)


def _complete(world: World, job: BackupJob, at: datetime) -> None:
    if job.point is not None:
        job.point.completed_at = at
        recovery_point_changed(world, job.point, at, "COMPLETED")
    _end(world, job, at, "COMPLETED", "")


def _expire_unstarted(world: World, job: BackupJob, at: datetime) -> None:
    if job.state != "RUNNING":
        _end(world, job, at, "EXPIRED", EXPIRED)


def _expire(world: World, job: BackupJob, at: datetime) -> None:
    _end(world, job, at, "EXPIRED", EXPIRED)


def _end(world: World, job: BackupJob, at: datetime, state: str, message: str) -> None:
    ran = job.state == "RUNNING"
    job.state, job.message, job.ended_at = state, message, at
    backup_job_changed(world, job, at)
    if not ran:
        return
    world.aws_backup.busy.discard(job.resource_arn)
    for waiting in [w for w in world.aws_backup.waiting if not w.ended]:
        _begin(world, waiting, at)
    world.aws_backup.waiting = [w for w in world.aws_backup.waiting if w.state == "PENDING"]
