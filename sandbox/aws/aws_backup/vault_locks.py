"""Vault Lock: no recovery point is deleted before its time, and none lives too short or too long.

Governance mode can be taken off again. Compliance mode (ChangeableForDays, three
at least) cannot, once its grace time is over.
"""

from datetime import timedelta

from sandbox.aws.aws_backup.scene import Scene, invalid_request, invalid_value
from sandbox.aws.aws_backup.told import vault_changed
from sandbox.aws.aws_backup.vault import Lock, Vault
from sandbox.aws.call import Json

LEAST_GRACE_DAYS = 3
MOST_DAYS = 36_500


def put_backup_vault_lock_configuration(scene: Scene, payload: Json) -> Json:
    """In place of any lock before, unless that one is immutable."""
    vault = scene.vault(payload["BackupVaultName"])
    _require_changeable(scene, vault)
    least, most = payload.get("MinRetentionDays"), payload.get("MaxRetentionDays")
    grace = payload.get("ChangeableForDays")
    for name, days, smallest in (
        ("MinRetentionDays", least, 1),
        ("MaxRetentionDays", most, 1),
        ("ChangeableForDays", grace, LEAST_GRACE_DAYS),
    ):
        if days is not None and not smallest <= days <= MOST_DAYS:
            raise invalid_value(f"{name} must be between {smallest} and {MOST_DAYS}")
    if least is not None and most is not None and least > most:
        raise invalid_value("MinRetentionDays must not be greater than MaxRetentionDays")
    locked_at = None if grace is None else scene.now + timedelta(days=grace)
    vault.lock = Lock(least, most, locked_at)
    vault_changed(scene.world, vault, scene.now, state="MODIFIED", isLocked="true")
    return {}


def delete_backup_vault_lock_configuration(scene: Scene, payload: Json) -> Json:
    """Absent ones do not matter; immutable ones stay."""
    vault = scene.vault(payload["BackupVaultName"])
    _require_changeable(scene, vault)
    vault.lock = None
    vault_changed(scene.world, vault, scene.now, state="MODIFIED", isLocked="false")
    return {}


def _require_changeable(scene: Scene, vault: Vault) -> None:
    if vault.lock is not None and vault.lock.immutable(scene.now):
        raise invalid_request("Vault Lock configuration is immutable and cannot be changed.")
