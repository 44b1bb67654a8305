"""What AWS Backup publishes to the topic of a vault, for the events the topic wants.

A failed backup or restore comes as JOB_COMPLETED with another state: the guide's
"Notification options" leaves BACKUP_JOB_FAILED and its like out, and PutBackup-
VaultNotifications says that deprecated events do not return notifications.
"""

from datetime import datetime

from sandbox.aws.aws_backup.backup_job import BackupJob
from sandbox.aws.aws_backup.copy_job import CopyJob
from sandbox.aws.aws_backup.recovery_point import RecoveryPoint
from sandbox.aws.aws_backup.restore_job import RestoreJob
from sandbox.aws.aws_backup.vault import Vault
from sandbox.aws.happening import VaultNotification
from sandbox.aws.world import World

_BACKUP = {
    "RUNNING": ("BACKUP_JOB_STARTED", "started"),
    "COMPLETED": ("BACKUP_JOB_COMPLETED", "completed successfully"),
    "FAILED": ("BACKUP_JOB_COMPLETED", "failed"),
    "EXPIRED": ("BACKUP_JOB_COMPLETED", "expired"),
    "ABORTED": ("BACKUP_JOB_COMPLETED", "stopped"),
}
_COPY = {
    "RUNNING": ("COPY_JOB_STARTED", "started"),
    "COMPLETED": ("COPY_JOB_SUCCESSFUL", "completed successfully"),
    "FAILED": ("COPY_JOB_FAILED", "failed"),
}
_RESTORE = {
    "RUNNING": ("RESTORE_JOB_STARTED", "started"),
    "COMPLETED": ("RESTORE_JOB_COMPLETED", "completed successfully"),
    "FAILED": ("RESTORE_JOB_COMPLETED", "failed"),
}


def backup_job_notified(world: World, job: BackupJob, at: datetime) -> None:
    """To the topic of the vault it backs up to."""
    event, became = _BACKUP.get(job.state, ("", ""))
    vault = world.aws_backup.at(job.account, job.region).vaults.get(job.vault_name)
    point = f" Recovery point ARN: {job.point_arn}." if job.state == "COMPLETED" else ""
    message = (
        f"An AWS Backup job was {became}.{point} Resource ARN : {job.resource_arn}. "
        f"BackupJob ID : {job.job_id}"
    )
    _notify(world, vault, event, "BACKUP_JOB", job, message, at)


def copy_job_notified(world: World, job: CopyJob, at: datetime) -> None:
    """To the topic of the source's vault."""
    event, became = _COPY.get(job.state, ("", ""))
    message = (
        f"An AWS Backup copy job was {became}. Recovery point ARN: {job.source.arn}. "
        f"Resource ARN : {job.source.resource_arn}. CopyJob ID : {job.job_id}"
    )
    _notify(world, _vault(world, job.source), event, "COPY_JOB", job, message, at)


def restore_job_notified(world: World, job: RestoreJob, at: datetime) -> None:
    """To the topic of the recovery point's vault."""
    event, became = _RESTORE.get(job.state, ("", ""))
    message = (
        f"An AWS Backup restore job was {became}. Recovery point ARN: {job.point.arn}. "
        f"RestoreJob ID : {job.job_id}"
    )
    _notify(world, _vault(world, job.point), event, "RESTORE_JOB", job, message, at)


def _vault(world: World, point: RecoveryPoint) -> Vault | None:
    return world.aws_backup.at(point.account, point.region).vaults.get(point.vault_name)


def _notify(  # noqa: PLR0917 - each of them is a part of what is told
    world: World,
    vault: Vault | None,
    event: str,
    kind: str,
    job: BackupJob | CopyJob | RestoreJob,
    message: str,
    at: datetime,
) -> None:
    wanted = vault.notifications if vault is not None else None
    if vault is None or wanted is None or event not in wanted["BackupVaultEvents"]:
        return
    world.notify(
        VaultNotification(
            topic_arn=wanted["SNSTopicArn"],
            vault_arn=vault.arn,
            account=vault.account,
            event_type=kind,
            state=job.state,
            job_id=job.job_id,
            started=job.created_at,
            message=message,
            at=at,
        )
    )
