"""Protected resources: tables that have a recovery point in the region."""

from sandbox.aws.aws_backup.described import resource
from sandbox.aws.aws_backup.pages import page
from sandbox.aws.aws_backup.recovery_point import RecoveryPoint
from sandbox.aws.aws_backup.scene import Scene, denied, not_found
from sandbox.aws.call import Json


def list_protected_resources(scene: Scene, payload: Json) -> Json:
    """In the order of ARNs."""
    return _listed(scene, scene.holding.points(), payload)


def list_protected_resources_by_backup_vault(scene: Scene, payload: Json) -> Json:
    """Those of one vault."""
    vault = scene.holding.vaults.get(payload["BackupVaultName"])
    if vault is None or payload.get("BackupVaultAccountId", scene.account) != scene.account:
        raise denied()
    return _listed(scene, list(vault.recovery_points.values()), payload)


def describe_protected_resource(scene: Scene, payload: Json) -> Json:
    """With its latest restore."""
    arn = payload["ResourceArn"]
    latest = _latest(scene.holding.points()).get(arn)
    if latest is None:
        raise not_found(f"Resource {arn} is not protected.")
    described = _described(scene, latest)
    restores = [
        job
        for job in scene.holding.restore_jobs.values()
        if job.point.resource_arn == arn and job.state == "COMPLETED" and job.ended_at is not None
    ]
    if restores:
        last = max(restores, key=lambda job: job.created_at)
        spent = (last.ended_at or last.created_at) - last.created_at
        described |= {
            "LatestRestoreExecutionTimeMinutes": int(spent.total_seconds() // 60),
            "LatestRestoreJobCreationDate": scene.world.stamp(last.created_at),
            "LatestRestoreRecoveryPointCreationDate": scene.world.stamp(last.point.created_at),
        }
    return described


def _listed(scene: Scene, points: list[RecoveryPoint], payload: Json) -> Json:
    return page(
        _latest(points).values(),
        lambda point: (point.resource_arn,),
        payload,
        "Results",
        lambda point: _described(scene, point),
    )


def _latest(points: list[RecoveryPoint]) -> dict[str, RecoveryPoint]:
    found: dict[str, RecoveryPoint] = {}
    for point in points:
        before = found.get(point.resource_arn)
        newer = before is None or before.created_at <= point.created_at
        if point.completed_at is not None and newer:
            found[point.resource_arn] = point
    return found


def _described(scene: Scene, point: RecoveryPoint) -> Json:
    return {
        **resource(point.resource_arn),
        "LastBackupTime": scene.world.stamp(point.created_at),
        "LastBackupVaultArn": point.vault_arn,
        "LastRecoveryPointArn": point.arn,
    }
