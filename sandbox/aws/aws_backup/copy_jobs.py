"""StartCopyJob, DescribeCopyJob, ListCopyJobs: asked in the source's region."""

from sandbox.aws.aws_backup.copies import start_copy
from sandbox.aws.aws_backup.copy_job import CopyJob, VaultPlace, vault_place
from sandbox.aws.aws_backup.copy_rules import COLD, unsupported
from sandbox.aws.aws_backup.described import creator, present, resource, stamped
from sandbox.aws.aws_backup.filters import Facts, account_asked, fits
from sandbox.aws.aws_backup.lifecycles import checked_lifecycle
from sandbox.aws.aws_backup.pages import newest_first, page
from sandbox.aws.aws_backup.recovery_point import RecoveryPoint
from sandbox.aws.aws_backup.roles import checked_role
from sandbox.aws.aws_backup.scene import Scene, invalid_request, invalid_value, not_found
from sandbox.aws.call import Json


def start_copy_job(scene: Scene, payload: Json) -> Json:
    """A job on demand; the same IdempotencyToken again gives the job it started.

    What can never be copied is refused here; what only the other account or its
    organization stands in the way of shows in the job.
    """
    holding, token = scene.holding, ("StartCopyJob", payload.get("IdempotencyToken", ""))
    if token in holding.tokens:
        return _started(scene, holding.copy_jobs[holding.tokens[token]])
    source = _source(scene, payload)
    destination = _destination(scene, payload["DestinationBackupVaultArn"], source)
    problem = unsupported(scene.world, source, destination)
    if problem is None and source.storage(scene.now) == "COLD":
        problem = COLD
    if problem is not None:
        raise invalid_request(problem)
    lifecycle = checked_lifecycle(payload["Lifecycle"]) if "Lifecycle" in payload else None
    job = start_copy(
        scene.world,
        source,
        destination_arn=payload["DestinationBackupVaultArn"],
        role_arn=checked_role(scene.account, payload["IamRoleArn"]),
        at=scene.now,
        lifecycle=lifecycle,
    )
    if token[1]:
        holding.tokens[token] = job.job_id
    return _started(scene, job)


def describe_copy_job(scene: Scene, payload: Json) -> Json:
    """The job as it is now; known where its source is only."""
    job = scene.holding.copy_jobs.get(payload["CopyJobId"])
    if job is None:
        raise not_found(f"Could not find copy job {payload['CopyJobId']}")
    return {"CopyJob": described_copy_job(scene, job)}


def list_copy_jobs(scene: Scene, payload: Json) -> Json:
    """The newest first."""
    account = account_asked(scene, payload)
    held = scene.world.aws_backup.at(account, scene.region).copy_jobs if account else {}
    vault, source = payload.get("ByDestinationVaultArn"), payload.get("BySourceRecoveryPointArn")
    found = [
        job
        for job in held.values()
        if vault in {job.destination_arn, None}
        and source in {job.source.arn, None}
        and fits(payload, _facts(job))
    ]
    return page(
        found,
        newest_first,
        payload,
        "CopyJobs",
        lambda job: described_copy_job(scene, job),
    )


def described_copy_job(scene: Scene, job: CopyJob) -> Json:
    """As DescribeCopyJob and ListCopyJobs give it."""
    described = {
        "AccountId": job.source.account,
        "CopyJobId": job.job_id,
        "SourceBackupVaultArn": job.source.vault_arn,
        "SourceRecoveryPointArn": job.source.arn,
        "DestinationBackupVaultArn": job.destination_arn,
        "DestinationRecoveryPointArn": job.copy.arn if job.copy else None,
        "DestinationEncryptionKeyArn": job.copy.key_arn if job.copy else None,
        "DestinationRecoveryPointLifecycle": job.kept_lifecycle or None,
        **resource(job.source.resource_arn),
        "State": job.state,
        "StatusMessage": job.message or None,
        "MessageCategory": "SUCCESS" if job.state == "COMPLETED" else None,
        "BackupSizeInBytes": job.source.size,
        "IamRoleArn": job.role_arn,
        "CreatedBy": creator(job.created_by),
        "CreatedByBackupJobId": job.backup_job_id,
        "IsParent": False,
        **stamped(scene.world, {"CreationDate": job.created_at, "CompletionDate": job.ended_at}),
    }
    return present(described)


def _source(scene: Scene, payload: Json) -> RecoveryPoint:
    vault = scene.vault(payload["SourceBackupVaultName"])
    point = vault.recovery_points.get(payload["RecoveryPointArn"])
    if point is None:
        raise not_found(f"Cannot find recovery point {payload['RecoveryPointArn']}.")
    if point.completed_at is None:
        raise invalid_request(f"Recovery point {point.arn} is not completed yet.")
    return point


def _destination(scene: Scene, arn: str, source: RecoveryPoint) -> VaultPlace:
    place = vault_place(arn)
    if place is None:
        raise invalid_value(f"Invalid destination vault ARN: {arn}")
    if arn == source.vault_arn:
        raise invalid_request("Source and destination vault are the same.")
    if place.account == scene.account and not scene.world.region_is_out(place.region):
        vaults = scene.world.aws_backup.at(place.account, place.region).vaults
        if place.name not in vaults:
            raise not_found(f"Backup vault {arn} does not exist.")
    return place


def _facts(job: CopyJob) -> Facts:
    succeeded = job.state == "COMPLETED"
    arn = job.source.resource_arn
    return Facts(arn, job.created_at, job.state, job.ended_at, succeeded)


def _started(scene: Scene, job: CopyJob) -> Json:
    return {
        "CopyJobId": job.job_id,
        "CreationDate": scene.world.stamp(job.created_at),
        "IsParent": False,
    }
