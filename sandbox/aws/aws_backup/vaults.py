"""Vaults: create, describe, list, delete; their access policies and notifications."""

from sandbox.aws.aws_backup.keys import checked_key, managed_key
from sandbox.aws.aws_backup.pages import page
from sandbox.aws.aws_backup.scene import (
    Scene,
    denied,
    invalid_request,
    invalid_value,
    not_found,
)
from sandbox.aws.aws_backup.tags import checked_tags
from sandbox.aws.aws_backup.told import vault_changed
from sandbox.aws.aws_backup.vault import Vault
from sandbox.aws.aws_backup.vault_policy import checked_policy
from sandbox.aws.call import AwsError, Json
from sandbox.aws.world import World

MOST_VAULTS = 300


def create_backup_vault(scene: Scene, payload: Json) -> Json:
    """A vault; the same request again (name and CreatorRequestId) is no error."""
    name, holding = payload["BackupVaultName"], scene.holding
    before = holding.vaults.get(name)
    if before is not None:
        request = payload.get("CreatorRequestId")
        if request is None or request != before.creator_request_id:
            raise AwsError(
                "AlreadyExistsException", f"Backup vault with the same name already exists: {name}"
            )
        return _created(scene, before)
    if len(holding.vaults) >= MOST_VAULTS:
        raise AwsError("LimitExceededException", f"Only {MOST_VAULTS} vaults per Region")
    key = payload.get("EncryptionKeyArn")
    managed = managed_key(scene.account, scene.region)
    vault = Vault(
        name=name,
        account=scene.account,
        region=scene.region,
        created_at=scene.now,
        key_arn=checked_key(scene.account, scene.region, key) if key else managed,
        customer_key=key is not None and key != managed,
        creator_request_id=payload.get("CreatorRequestId"),
        tags=checked_tags(payload.get("BackupVaultTags", {})),
    )
    holding.vaults[name] = vault
    vault_changed(scene.world, vault, scene.now, state="CREATED")
    return _created(scene, vault)


def describe_backup_vault(scene: Scene, payload: Json) -> Json:
    """AWS denies access to a vault that is not there, rather than say so."""
    _own(scene, payload)
    vault = scene.holding.vaults.get(payload["BackupVaultName"])
    if vault is None:
        raise denied()
    return described_vault(scene.world, vault)


def list_backup_vaults(scene: Scene, payload: Json) -> Json:
    """In the order of names."""
    kind, shared = payload.get("ByVaultType", "BACKUP_VAULT"), payload.get("ByShared", False)
    found = scene.holding.vaults.values() if kind == "BACKUP_VAULT" and not shared else []
    return page(
        found,
        lambda vault: (vault.name,),
        payload,
        "BackupVaultList",
        lambda vault: described_vault(scene.world, vault),
    )


def delete_backup_vault(scene: Scene, payload: Json) -> Json:
    """Only an empty one."""
    vault = scene.vault(payload["BackupVaultName"])
    if vault.recovery_points:
        raise invalid_request("Backup vault cannot be deleted because it contains recovery points.")
    del scene.holding.vaults[vault.name]
    vault_changed(scene.world, vault, scene.now, state="DELETED")
    return {}


def put_backup_vault_access_policy(scene: Scene, payload: Json) -> Json:
    """In place of any policy before."""
    vault = scene.vault(payload["BackupVaultName"])
    if "Policy" not in payload:
        raise invalid_value("Policy is required")
    vault.policy = checked_policy(payload["Policy"])
    return {}


def get_backup_vault_access_policy(scene: Scene, payload: Json) -> Json:
    """ResourceNotFoundException where there is none."""
    vault = scene.vault(payload["BackupVaultName"])
    if vault.policy is None:
        raise not_found(f"Backup vault {vault.name} has no associated policy")
    return {"BackupVaultName": vault.name, "BackupVaultArn": vault.arn, "Policy": vault.policy}


def delete_backup_vault_access_policy(scene: Scene, payload: Json) -> Json:
    """Absent ones do not matter."""
    scene.vault(payload["BackupVaultName"]).policy = None
    return {}


def put_backup_vault_notifications(scene: Scene, payload: Json) -> Json:
    """What happens in the vault is published to the topic from now on."""
    vault = scene.vault(payload["BackupVaultName"])
    topic = payload["SNSTopicArn"]
    if topic.split(":")[2:3] != ["sns"] or not payload["BackupVaultEvents"]:
        raise invalid_value("An SNS topic's ARN and at least one event are required")
    vault.notifications = {"SNSTopicArn": topic, "BackupVaultEvents": payload["BackupVaultEvents"]}
    return {}


def get_backup_vault_notifications(scene: Scene, payload: Json) -> Json:
    """ResourceNotFoundException where there are none."""
    vault = scene.vault(payload["BackupVaultName"])
    if vault.notifications is None:
        raise not_found(f"Failed reading notifications from database for Backup vault {vault.name}")
    return {
        "BackupVaultName": vault.name,
        "BackupVaultArn": vault.arn,
        **vault.notifications,
    }


def delete_backup_vault_notifications(scene: Scene, payload: Json) -> Json:
    """Absent ones do not matter."""
    scene.vault(payload["BackupVaultName"]).notifications = None
    return {}


def described_vault(world: World, vault: Vault) -> Json:
    """As DescribeBackupVault and ListBackupVaults give it."""
    lock = vault.lock
    described = {
        "BackupVaultName": vault.name,
        "BackupVaultArn": vault.arn,
        "VaultType": "BACKUP_VAULT",
        "VaultState": "AVAILABLE",
        "EncryptionKeyArn": vault.key_arn,
        "EncryptionKeyType": "CUSTOMER_MANAGED_KMS_KEY" if vault.customer_key else None,
        "CreationDate": world.stamp(vault.created_at),
        "CreatorRequestId": vault.creator_request_id,
        "NumberOfRecoveryPoints": len(vault.recovery_points),
        "Locked": lock is not None,
    }
    if lock is not None:
        described |= {
            "MinRetentionDays": lock.least_days,
            "MaxRetentionDays": lock.most_days,
            "LockDate": world.stamp(lock.locked_at) if lock.locked_at else None,
        }
    return {name: value for name, value in described.items() if value is not None}


def _own(scene: Scene, payload: Json) -> None:
    if payload.get("BackupVaultAccountId", scene.account) != scene.account:
        raise denied()


def _created(scene: Scene, vault: Vault) -> Json:
    return {
        "BackupVaultName": vault.name,
        "BackupVaultArn": vault.arn,
        "CreationDate": scene.world.stamp(vault.created_at),
    }
