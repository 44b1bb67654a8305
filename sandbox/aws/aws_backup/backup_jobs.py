"""StartBackupJob, DescribeBackupJob, ListBackupJobs, StopBackupJob."""

from datetime import timedelta

from sandbox.aws.aws_backup.backup_job import BackupJob
from sandbox.aws.aws_backup.described import creator, present, resource, stamped
from sandbox.aws.aws_backup.filters import Facts, account_asked, fits
from sandbox.aws.aws_backup.jobs import START_WINDOW_MINUTES, start_backup, stop_backup
from sandbox.aws.aws_backup.lifecycles import checked_lifecycle
from sandbox.aws.aws_backup.pages import newest_first, page
from sandbox.aws.aws_backup.roles import checked_role
from sandbox.aws.aws_backup.scene import Scene, invalid_request, invalid_value, not_found
from sandbox.aws.aws_backup.tags import checked_tags
from sandbox.aws.call import Json
from sandbox.aws.world import bare_name

LEAST_WINDOW, MOST_WINDOW = 60, 52_560_000
LISTED = timedelta(days=30)


def start_backup_job(scene: Scene, payload: Json) -> Json:
    """A job on demand; the same IdempotencyToken again gives the job it started."""
    holding, token = scene.holding, ("StartBackupJob", payload.get("IdempotencyToken", ""))
    if token in holding.tokens:
        return _started(scene, holding.backup_jobs[holding.tokens[token]])
    vault = scene.vault(payload["BackupVaultName"])
    _refuse_unplayed(payload)
    _require_windows(payload)
    _require_table(scene, payload["ResourceArn"])
    job = start_backup(
        scene.world,
        scene.account,
        scene.region,
        vault=vault.name,
        resource_arn=payload["ResourceArn"],
        role_arn=checked_role(scene.account, payload["IamRoleArn"]),
        at=scene.now,
        lifecycle=checked_lifecycle(payload.get("Lifecycle", {})),
        start_window_minutes=payload.get("StartWindowMinutes"),
        complete_window_minutes=payload.get("CompleteWindowMinutes"),
        recovery_point_tags=checked_tags(payload.get("RecoveryPointTags", {})),
    )
    if token[1]:
        holding.tokens[token] = job.job_id
    return _started(scene, job)


def describe_backup_job(scene: Scene, payload: Json) -> Json:
    """The job as it is now."""
    return described_backup_job(scene, _job(scene, payload))


def list_backup_jobs(scene: Scene, payload: Json) -> Json:
    """The newest first, of the last 30 days."""
    account = account_asked(scene, payload)
    held = scene.world.aws_backup.at(account, scene.region).backup_jobs if account else {}
    vault = payload.get("ByBackupVaultName")
    found = [
        job
        for job in held.values()
        if job.created_at >= scene.now - LISTED
        and vault in {job.vault_name, None}
        and fits(payload, _facts(job))
    ]
    return page(
        found,
        newest_first,
        payload,
        "BackupJobs",
        lambda job: described_backup_job(scene, job),
    )


def stop_backup_job(scene: Scene, payload: Json) -> Json:
    """Of a job that has not ended yet."""
    job = _job(scene, payload)
    if job.ended or job.stopping:
        raise invalid_request(f"Backup job {job.job_id} is in state {job.state}.")
    stop_backup(scene.world, job, scene.now)
    return {}


def described_backup_job(scene: Scene, job: BackupJob) -> Json:
    """As DescribeBackupJob and ListBackupJobs give it."""
    described = {
        "AccountId": job.account,
        "BackupJobId": job.job_id,
        "BackupVaultName": job.vault_name,
        "BackupVaultArn": job.vault_arn,
        "RecoveryPointArn": job.point_arn or None,
        "RecoveryPointLifecycle": job.lifecycle or None,
        "EncryptionKeyArn": job.key_arn,
        "IsEncrypted": job.key_arn is not None,
        **resource(job.resource_arn),
        "State": job.state,
        "StatusMessage": job.message or None,
        "MessageCategory": "SUCCESS" if job.state == "COMPLETED" else None,
        "PercentDone": str(job.percent(scene.now)),
        "BackupSizeInBytes": job.size,
        "BytesTransferred": job.size if job.state == "COMPLETED" else 0,
        "IamRoleArn": job.role_arn,
        "CreatedBy": creator(job.created_by),
        "IsParent": False,
        **stamped(
            scene.world,
            {
                "CreationDate": job.created_at,
                "InitiationDate": job.started_at,
                "StartBy": job.start_by,
                "ExpectedCompletionDate": job.expected_at,
                "CompletionDate": job.ended_at,
            },
        ),
    }
    return present(described)


def _facts(job: BackupJob) -> Facts:
    succeeded = job.state == "COMPLETED"
    return Facts(job.resource_arn, job.created_at, job.state, job.ended_at, succeeded)


def _job(scene: Scene, payload: Json) -> BackupJob:
    job = scene.holding.backup_jobs.get(payload["BackupJobId"])
    if job is None:
        raise not_found(f"Could not find backup job {payload['BackupJobId']}")
    return job


def _started(scene: Scene, job: BackupJob) -> Json:
    answer = {
        "BackupJobId": job.job_id,
        "RecoveryPointArn": job.point_arn or None,
        "CreationDate": scene.world.stamp(job.created_at),
        "IsParent": False,
    }
    return present(answer)


def _refuse_unplayed(payload: Json) -> None:
    """None of these is for DynamoDB tables, or the sandbox does not play it."""
    if payload.get("BackupOptions"):
        raise invalid_value("BackupOptions are not supported for DynamoDB")
    if payload.get("Index") == "ENABLED":
        raise invalid_value("Backup indexes are not supported for DynamoDB")
    if "LogicallyAirGappedBackupVaultArn" in payload:
        raise invalid_value("The sandbox does not play logically air-gapped vaults")


def _require_windows(payload: Json) -> None:
    start = payload.get("StartWindowMinutes", START_WINDOW_MINUTES)
    complete = payload.get("CompleteWindowMinutes", start + LEAST_WINDOW)
    if not LEAST_WINDOW <= start <= MOST_WINDOW:
        raise invalid_value(f"StartWindowMinutes must be at least {LEAST_WINDOW}")
    if not start + LEAST_WINDOW <= complete <= MOST_WINDOW:
        raise invalid_value(
            f"CompleteWindowMinutes must be at least {LEAST_WINDOW} more than StartWindowMinutes"
        )


def _require_table(scene: Scene, arn: str) -> None:
    parts = arn.split(":", 5)
    if len(parts) != 6 or parts[2] != "dynamodb" or not parts[5].startswith("table/"):  # noqa: PLR2004
        raise invalid_value(f"Unsupported resource type: {arn}")
    if (parts[4], parts[3]) != (scene.account, scene.region):
        raise invalid_value(f"The resource {arn} is of another Region or account.")
    if not scene.holding.settings.opt_in["DynamoDB"]:
        raise invalid_request(
            "DynamoDB is not opted in: enable the resource type in the Region's service opt-in."
        )
    tables = scene.world.region(scene.account, scene.region).tables
    if bare_name(arn) not in tables:
        raise not_found(f"Table not found. Resource: {arn}")
