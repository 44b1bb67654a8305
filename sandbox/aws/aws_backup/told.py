"""What AWS Backup tells EventBridge, in the shapes of its samples.

They are not all alike: a backup job's first event has three members, sizes are
text with backup and restore jobs and numbers with copy jobs, a copy's target is
`{}` until there is one, and a restore job has a `state` first and a `status` later
(AWS Backup developer guide, "Monitoring AWS Backup events using Amazon EventBridge").
"""

from datetime import datetime

from sandbox.aws.aws_backup.backup_job import BackupJob
from sandbox.aws.aws_backup.copy_job import CopyJob
from sandbox.aws.aws_backup.notifications import (
    backup_job_notified,
    copy_job_notified,
    restore_job_notified,
)
from sandbox.aws.aws_backup.recovery_point import RecoveryPoint
from sandbox.aws.aws_backup.restore_job import RestoreJob
from sandbox.aws.aws_backup.vault import Vault
from sandbox.aws.call import Json
from sandbox.aws.happening import Happening
from sandbox.aws.world import World


def backup_job_changed(world: World, job: BackupJob, at: datetime) -> None:
    """Backup Job State Change."""
    arns = [job.point_arn] if job.state == "COMPLETED" else []
    detail = _backup_job(job, at)
    _tell(world, "Backup Job State Change", (job.account, job.region), at, detail, arns)
    backup_job_notified(world, job, at)


def recovery_point_changed(world: World, point: RecoveryPoint, at: datetime, status: str) -> None:
    """Recovery Point State Change."""
    detail = _recovery_point(point, at, status)
    place = point.account, point.region
    _tell(world, "Recovery Point State Change", place, at, detail, [point.arn])


def copy_job_changed(world: World, job: CopyJob, at: datetime) -> None:
    """Copy Job State Change, told where the source is."""
    place = job.source.account, job.source.region
    _tell(world, "Copy Job State Change", place, at, _copy_job(job), [job.source.arn])
    copy_job_notified(world, job, at)


def restore_job_created(world: World, job: RestoreJob, at: datetime) -> None:
    """Restore Job State Change, the first one, which no API tells of."""
    detail = {
        "restoreJobId": job.job_id,
        "creationDate": text(job.created_at),
        "state": "CREATED",
    }
    _restore(world, job, at, detail)


def restore_job_changed(world: World, job: RestoreJob, at: datetime) -> None:
    """Restore Job State Change."""
    _restore(world, job, at, _restore_job(job))
    restore_job_notified(world, job, at)


def vault_changed(world: World, vault: Vault, at: datetime, **detail: str) -> None:
    """Backup Vault State Change: `state` CREATED, MODIFIED (with `isLocked`) or DELETED."""
    told = {"backupVaultName": vault.name, **detail}
    place = vault.account, vault.region
    _tell(world, "Backup Vault State Change", place, at, told, [vault.arn])


def region_settings_changed(
    world: World, place: tuple[str, str], at: datetime, changes: Json
) -> None:
    """Region Setting State Change, with what was changed."""
    detail = {"modifiedAt": text(at), **changes, "state": "MODIFIED"}
    _tell(world, "Region Setting State Change", place, at, detail, [])


def text(instant: datetime) -> str:
    """`2026-11-02T08:00:00.123Z`."""
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _backup_job(job: BackupJob, at: datetime) -> Json:
    first = {"backupJobId": job.job_id, "state": job.state, "creationDate": text(job.created_at)}
    if job.state == "CREATED":
        return first
    detail: Json = {
        **first,
        "backupVaultArn": job.vault_arn,
        "backupVaultName": job.vault_name,
        "bytesTransferred": str(job.size if job.state == "COMPLETED" else 0),
        "iamRoleArn": job.role_arn,
        "resourceArn": job.resource_arn,
        "resourceType": "DynamoDB",
        "startBy": text(job.start_by),
        "percentDone": int(job.percent(at)),
    }
    if job.state in {"RUNNING", "COMPLETED"}:
        detail["backupSizeInBytes"] = str(job.size)
    else:
        detail["statusMessage"] = f'"{job.message}"' if job.message else ""
    if job.state == "RUNNING" and job.expected_at:
        detail["expectedCompletionDate"] = f"{job.expected_at:%b %-d, %Y %-I:%M:%S %p}"
    if job.ended_at is not None and job.state != "FAILED":  # the sample of that one has none
        detail["completionDate"] = text(job.ended_at)
    return detail | _creator(job.created_by)


def _copy_job(job: CopyJob) -> Json:
    created = {
        "creationDate": text(job.created_at),
        "state": job.state,
        "sourceBackupVaultArn": job.source.vault_arn,
        "destinationBackupVaultArn": job.destination_arn,
    }
    if job.state == "CREATED":
        return created
    detail: Json = {
        "copyJobId": job.job_id,
        "backupSizeInBytes": job.source.size,
        **created,
        "iamRoleArn": job.role_arn,
        "resourceArn": job.source.resource_arn,
        "resourceType": "DynamoDB",
        "destinationRecoveryPointArn": job.copy.arn if job.copy else {},
    }
    if job.message:
        detail["statusMessage"] = job.message
    if job.ended_at is not None:
        detail["completionDate"] = text(job.ended_at)
    return detail | _creator(job.created_by)


def _restore_job(job: RestoreJob) -> Json:
    detail: Json = {
        "restoreJobId": job.job_id,
        "backupSizeInBytes": str(job.point.size),
        "creationDate": text(job.created_at),
        "iamRoleArn": job.role_arn,
        "percentDone": 0,  # in every sample, the last one's too
        "resourceType": "DynamoDB",
        "status": job.state,
    }
    if job.message:
        detail["statusMessage"] = job.message
    if job.state == "COMPLETED" and job.ended_at is not None:
        detail |= {
            "backupVaultArn": job.point.vault_arn,
            "recoveryPointArn": job.point.arn,
            "sourceResourceArn": job.point.resource_arn,
            "createdResourceArn": job.created_arn,
            "completionDate": text(job.ended_at),
        }
    return detail


def _restore(world: World, job: RestoreJob, at: datetime, detail: Json) -> None:
    place = job.point.account, job.point.region
    _tell(world, "Restore Job State Change", place, at, detail, [job.point.arn])


def _recovery_point(point: RecoveryPoint, at: datetime, status: str) -> Json:
    detail: Json = {
        "backupVaultName": point.vault_name,
        "backupVaultArn": point.vault_arn,
        "creationDate": text(point.created_at),
        "iamRoleArn": point.role_arn,
        "resourceType": "DynamoDB",
        "resourceArn": point.resource_arn,
        "status": status,
        "isEncrypted": str(point.key_arn is not None).lower(),
        "storageClass": point.storage(at),
        "lifecycle": lifecycle(point.lifecycle),
        "calculatedLifeCycle": {
            name: text(moment)
            for name, moment in (
                ("moveToColdStorageAt", point.cold_at()),
                ("deleteAt", point.deleted_at()),
            )
            if moment is not None
        },
    }
    if point.completed_at is not None:
        detail["completionDate"] = text(point.completed_at)
    return detail | _creator(point.created_by)


def lifecycle(days: Json) -> Json:
    """The same members as the API's, in camel case."""
    return {name[:1].lower() + name[1:]: value for name, value in days.items()}


def _creator(created_by: dict[str, str] | None) -> Json:
    """The events call the rule's id by another name than the API."""
    if created_by is None:
        return {}
    told = {name: created_by[name] for name in _PLAN if name in created_by}
    return {"createdBy": told | {"backupPlanRuleId": created_by["backupRuleId"]}}


_PLAN = ("backupPlanId", "backupPlanArn", "backupPlanVersion")


def _tell(  # noqa: PLR0917 - an event's envelope
    world: World, kind: str, place: tuple[str, str], at: datetime, detail: Json, arns: list[str]
) -> None:
    account, region = place
    world.tell(Happening("aws.backup", kind, account, region, at, detail, arns))
