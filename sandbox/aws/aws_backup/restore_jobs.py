"""StartRestoreJob, DescribeRestoreJob, ListRestoreJobs and what tells how to restore."""

from sandbox.aws.aws_backup.backup_job import percent
from sandbox.aws.aws_backup.described import DYNAMODB, present, stamped
from sandbox.aws.aws_backup.filters import Facts, account_asked, fits
from sandbox.aws.aws_backup.pages import newest_first, page
from sandbox.aws.aws_backup.recovery_point import RecoveryPoint
from sandbox.aws.aws_backup.restore_job import RestoreJob
from sandbox.aws.aws_backup.restores import start_restore
from sandbox.aws.aws_backup.roles import checked_role
from sandbox.aws.aws_backup.scene import (
    Scene,
    invalid_request,
    invalid_value,
    missing_value,
    not_found,
)
from sandbox.aws.call import Json
from sandbox.aws.shapes import constraint_errors, dynamodb_model
from sandbox.aws.world import arn_place

KEYS = {"targettablename", "encryptiontype", "kmsmasterkeyarn", "aws:backup:request-id"}
"""All that can be said of a restore of a table ("The metadata is not case-sensitive")."""


def start_restore_job(scene: Scene, payload: Json) -> Json:
    """A job on demand; the same IdempotencyToken again gives the job it started."""
    holding, token = scene.holding, ("StartRestoreJob", payload.get("IdempotencyToken", ""))
    if token in holding.tokens:
        return {"RestoreJobId": holding.tokens[token]}
    point = _point(scene, payload["RecoveryPointArn"])
    if payload.get("ResourceType", DYNAMODB) != DYNAMODB:
        raise invalid_value(f"Recovery point {point.arn} is of resource type {DYNAMODB}")
    if "IamRoleArn" not in payload:
        raise missing_value("IamRoleArn is required")
    metadata = _metadata(point, payload["Metadata"])
    job = start_restore(
        scene.world,
        point,
        target=metadata["targettablename"],
        role_arn=checked_role(scene.account, payload["IamRoleArn"]),
        at=scene.now,
        encryption=metadata.get("encryptiontype"),
        key_arn=metadata.get("kmsmasterkeyarn"),
        copies_tags=payload.get("CopySourceTagsToRestoredResource", False),
    )
    if token[1]:
        holding.tokens[token] = job.job_id
    return {"RestoreJobId": job.job_id}


def describe_restore_job(scene: Scene, payload: Json) -> Json:
    """The job as it is now."""
    job = scene.holding.restore_jobs.get(payload["RestoreJobId"])
    if job is None:
        raise not_found(f"Could not find restore job {payload['RestoreJobId']}")
    return described_restore_job(scene, job)


def list_restore_jobs(scene: Scene, payload: Json) -> Json:
    """The newest first; none belongs to a restore testing plan."""
    account = account_asked(scene, payload)
    if account is None or "ByRestoreTestingPlanArn" in payload:
        return {"RestoreJobs": []}
    jobs = scene.world.aws_backup.at(account, scene.region).restore_jobs.values()
    return _listed(scene, [job for job in jobs if fits(payload, _facts(job))], payload)


def list_restore_jobs_by_protected_resource(scene: Scene, payload: Json) -> Json:
    """Those of one table, by when its recovery points were made."""
    after = payload.get("ByRecoveryPointCreationDateAfter", float("-inf"))
    before = payload.get("ByRecoveryPointCreationDateBefore", float("inf"))
    found = [
        job
        for job in scene.holding.restore_jobs.values()
        if job.point.resource_arn == payload["ResourceArn"]
        and after <= job.point.created_at.timestamp() <= before
        and payload.get("ByStatus", job.state) == job.state
    ]
    return _listed(scene, found, payload)


def described_restore_job(scene: Scene, job: RestoreJob) -> Json:
    """As DescribeRestoreJob and the lists give it."""
    minutes = None
    if job.expected_at is not None and job.started_at is not None:
        minutes = int((job.expected_at - job.started_at).total_seconds() // 60)
    described = {
        "AccountId": job.point.account,
        "RestoreJobId": job.job_id,
        "RecoveryPointArn": job.point.arn,
        "SourceResourceArn": job.point.resource_arn,
        "BackupVaultArn": job.point.vault_arn,
        "Status": job.state,
        "StatusMessage": job.message or None,
        "PercentDone": f"{percent(job.state, job.started_at, job.expected_at, scene.now):.2f}%",
        "BackupSizeInBytes": job.point.size,
        "IamRoleArn": job.role_arn,
        "ExpectedCompletionTimeMinutes": minutes,
        "CreatedResourceArn": job.created_arn,
        "ResourceType": DYNAMODB,
        "IsParent": False,
        **stamped(
            scene.world,
            {
                "CreationDate": job.created_at,
                "CompletionDate": job.ended_at,
                "RecoveryPointCreationDate": job.point.created_at,
            },
        ),
    }
    return present(described)


def _listed(scene: Scene, found: list[RestoreJob], payload: Json) -> Json:
    return page(
        found,
        newest_first,
        payload,
        "RestoreJobs",
        lambda job: described_restore_job(scene, job),
    )


def _facts(job: RestoreJob) -> Facts:
    return Facts(job.point.resource_arn, job.created_at, job.state, job.ended_at)


def _point(scene: Scene, arn: str) -> RecoveryPoint:
    for point in scene.holding.points():
        if point.arn == arn:
            if point.completed_at is None:
                raise invalid_request(f"Recovery point {arn} is not completed yet.")
            return point
    raise not_found(f"Cannot find recovery point {arn}.")


def _metadata(point: RecoveryPoint, given: dict[str, str]) -> dict[str, str]:
    metadata = {name.lower(): value for name, value in given.items()}
    unknown = [name for name in given if name.lower() not in KEYS]
    if unknown:
        raise invalid_value(f"Invalid restore metadata. Unrecognized key: {', '.join(unknown)}")
    if "targettablename" not in metadata:
        raise invalid_value("Invalid restore metadata. Missing required key: targetTableName")
    shape = dynamodb_model().shape_for("TableName")
    problems = constraint_errors(metadata["targettablename"], shape, "targetTableName")
    if problems:
        raise invalid_value(f"Invalid restore metadata. {problems[0]}")
    _require_encryption(point, metadata)
    return metadata


def _require_encryption(point: RecoveryPoint, metadata: dict[str, str]) -> None:
    kind = metadata.get("encryptiontype")
    if kind not in {None, "Default", "KMS"}:
        raise invalid_value("Invalid restore metadata. encryptionType must be Default or KMS")
    if "kmsmasterkeyarn" in metadata and kind != "KMS":
        raise invalid_value("Invalid restore metadata. kmsMasterKeyArn is for encryptionType KMS")
    original = arn_place(point.resource_arn)
    if kind is None and original != (point.account, point.region):
        raise invalid_value(
            "Invalid restore metadata. In another Region or account than the original table's, "
            "an encryption key must be specified: encryptionType is missing"
        )
