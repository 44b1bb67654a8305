"""Recovery points: describe, list, delete, and how long they are kept."""

from sandbox.aws.aws_backup.described import calculated, creator, present, resource, stamped
from sandbox.aws.aws_backup.filters import Facts, fits
from sandbox.aws.aws_backup.lifecycles import checked_lifecycle, expire_in_time, remove
from sandbox.aws.aws_backup.pages import page
from sandbox.aws.aws_backup.recovery_point import RecoveryPoint
from sandbox.aws.aws_backup.scene import Scene, denied, invalid_request, not_found
from sandbox.aws.aws_backup.vault import Vault
from sandbox.aws.call import AwsError, Json

TO_COLD = "MoveToColdStorageAfterDays"


def describe_recovery_point(scene: Scene, payload: Json) -> Json:
    """The recovery point as it is now."""
    _, point = _held(scene, payload)
    return described_point(scene, point) | {"StorageClass": point.storage(scene.now)}


def list_recovery_points_by_backup_vault(scene: Scene, payload: Json) -> Json:
    """The newest first."""
    vault = _vault(scene, payload)
    plan = payload.get("ByBackupPlanId")
    found = [
        point
        for point in vault.recovery_points.values()
        if plan in {(point.created_by or {}).get("backupPlanId"), None}
        and fits(payload, Facts(point.resource_arn, point.created_at))
    ]
    return page(
        found, _newest, payload, "RecoveryPoints", lambda point: described_point(scene, point)
    )


def list_recovery_points_by_resource(scene: Scene, payload: Json) -> Json:
    """Of all vaults of the region, the newest first; a table that is gone still has its own."""
    found = [p for p in scene.holding.points() if p.resource_arn == payload["ResourceArn"]]
    return page(found, _newest, payload, "RecoveryPoints", lambda point: _by_resource(scene, point))


def delete_recovery_point(scene: Scene, payload: Json) -> Json:
    """Gone at once; not from a locked vault, and not while a job makes it."""
    vault, point = _held(scene, payload)
    if vault.lock is not None:
        raise invalid_request(
            "Recovery point cannot be deleted: its backup vault is locked (Backup Vault Lock)."
        )
    if point.completed_at is None:
        raise AwsError(
            "InvalidResourceStateException", f"Recovery point {point.arn} is being created."
        )
    remove(scene.world, point, scene.now)
    return {}


def update_recovery_point_lifecycle(scene: Scene, payload: Json) -> Json:
    """In place of the lifecycle before, what is not named included."""
    vault, point = _held(scene, payload)
    lifecycle = checked_lifecycle(payload.get("Lifecycle", {}))
    if vault.lock is not None:
        raise invalid_request(
            "Lifecycle cannot be updated: its backup vault is locked (Backup Vault Lock)."
        )
    moved = point.storage(scene.now) == "COLD"
    if moved and lifecycle.get(TO_COLD) != point.lifecycle.get(TO_COLD):
        raise invalid_request(f"{TO_COLD} cannot be changed after the transition to cold storage.")
    point.lifecycle = lifecycle
    expire_in_time(scene.world, point)
    return {
        "BackupVaultArn": point.vault_arn,
        "RecoveryPointArn": point.arn,
        "Lifecycle": lifecycle,
        "CalculatedLifecycle": calculated(scene.world, point),
    }


def get_recovery_point_restore_metadata(scene: Scene, payload: Json) -> Json:
    """What the table was encrypted with; StartRestoreJob needs a name besides."""
    _, point = _held(scene, payload)
    sse = point.backup.definition.sse
    metadata = {"encryptionType": "KMS" if sse else "Default"}
    if sse:
        metadata["kmsMasterKeyArn"] = sse["KMSMasterKeyArn"]
    return {
        "BackupVaultArn": point.vault_arn,
        "RecoveryPointArn": point.arn,
        "RestoreMetadata": metadata,
        "ResourceType": "DynamoDB",
    }


def described_point(scene: Scene, point: RecoveryPoint) -> Json:
    """As both DescribeRecoveryPoint and ListRecoveryPointsByBackupVault give it."""
    described = {
        "RecoveryPointArn": point.arn,
        "BackupVaultName": point.vault_name,
        "BackupVaultArn": point.vault_arn,
        "SourceBackupVaultArn": point.source_vault_arn,
        **resource(point.resource_arn),
        "CreatedBy": creator(point.created_by),
        "IamRoleArn": point.role_arn,
        "Status": _status(point),
        "BackupSizeInBytes": point.size,
        "CalculatedLifecycle": calculated(scene.world, point) or None,
        "Lifecycle": point.lifecycle or None,
        "EncryptionKeyArn": point.key_arn,
        "IsEncrypted": point.key_arn is not None,
        "IsParent": False,
        "VaultType": "BACKUP_VAULT",
        **stamped(
            scene.world,
            {
                "CreationDate": point.created_at,
                "InitiationDate": point.initiated_at,
                "CompletionDate": point.completed_at,
                "LastRestoreTime": point.restored_at,
            },
        ),
    }
    return present(described)


def _by_resource(scene: Scene, point: RecoveryPoint) -> Json:
    described = {
        "RecoveryPointArn": point.arn,
        "CreationDate": scene.world.stamp(point.created_at),
        "Status": _status(point),
        "EncryptionKeyArn": point.key_arn,
        "BackupSizeBytes": point.size,
        "BackupVaultName": point.vault_name,
        "IsParent": False,
        "ResourceName": resource(point.resource_arn)["ResourceName"],
        "VaultType": "BACKUP_VAULT",
    }
    return present(described)


def _status(point: RecoveryPoint) -> str:
    return "CREATING" if point.completed_at is None else "COMPLETED"


def _newest(point: RecoveryPoint) -> tuple[float, str]:
    return -point.created_at.timestamp(), point.arn


def _vault(scene: Scene, payload: Json) -> Vault:
    vault = scene.holding.vaults.get(payload["BackupVaultName"])
    if vault is None or payload.get("BackupVaultAccountId", scene.account) != scene.account:
        raise denied()
    return vault


def _held(scene: Scene, payload: Json) -> tuple[Vault, RecoveryPoint]:
    vault = _vault(scene, payload)
    point = vault.recovery_points.get(payload["RecoveryPointArn"])
    if point is None:
        raise not_found(f"Cannot find recovery point {payload['RecoveryPointArn']}.")
    return vault, point
