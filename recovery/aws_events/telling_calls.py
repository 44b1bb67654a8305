"""The news in a call of AWS's APIs: what somebody asked for that people should hear of. Pure."""

from collections.abc import Callable

from recovery.aws_events.event import AwsEvent
from recovery.aws_events.notice import by, deletion_key, notice, point, region_setting, since
from recovery.config import Config
from recovery.outcome import Notice


def api_call(event: AwsEvent, config: Config) -> Notice | None:
    """What to tell of it."""
    teller = _CALLS.get(event.name)
    return teller(event, config) if teller else None


def _pitr(event: AwsEvent, config: Config) -> Notice | None:
    setting = event.setting("pitr")
    if setting not in {"true", "false"}:
        return None
    is_off = setting == "false"
    name = "PITR off" if is_off else "PITR on"
    return notice(name, event, config, since(event), is_urgent=is_off)


def _table_deleted(event: AwsEvent, config: Config) -> Notice:
    return notice("TableDeleted", event, config, since(event), is_urgent=True)


def _protection(event: AwsEvent, config: Config) -> Notice | None:
    if event.setting("deletion-protection") != "false":
        return None
    return notice("DeletionProtectionOff", event, config, since(event), is_urgent=True)


def _backup_deleted(event: AwsEvent, config: Config) -> Notice:
    deleted = event.model_copy(update={"key": deletion_key(event)})
    said = [*point(event), *by(event)]
    return notice("BackupDeleted", deleted, config, said, is_urgent=True)


def _restore_started(event: AwsEvent, config: Config) -> Notice:
    target = event.setting("target")
    made = event.model_copy(update={"table": event.created or event.table})
    said = [("as", target), *by(event)] if not event.created else by(event)
    return notice("RestoreStarted", made, config, said)


def _changed(name: str, *, of: str) -> Callable[[AwsEvent, Config], Notice]:
    """Something of AWS Backup that guards recovery points was taken away or loosened."""

    def tell(event: AwsEvent, config: Config) -> Notice:
        said = [("", event.setting(of)), *by(event)]
        return notice(name, event, config, said, is_urgent=True)

    return tell


def _settings_changed(event: AwsEvent, config: Config) -> Notice | None:
    told = region_setting(event, config)
    return told and told.model_copy(update={"detail": (*told.detail, *by(event))})


_CALLS: dict[str, Callable[[AwsEvent, Config], Notice | None]] = {
    "UpdateContinuousBackups": _pitr,
    "DeleteTable": _table_deleted,
    "UpdateTable": _protection,
    "DeleteBackup": _backup_deleted,
    "DeleteRecoveryPoint": _backup_deleted,
    "RestoreTableFromBackup": _restore_started,
    "RestoreTableToPointInTime": _restore_started,
    "StopBackupJob": _changed("BackupStopped", of="job"),
    "PutBackupVaultAccessPolicy": _changed("VaultPolicyChanged", of="vault"),
    "DeleteBackupVaultAccessPolicy": _changed("VaultPolicyDeleted", of="vault"),
    "DeleteBackupVaultLockConfiguration": _changed("VaultLockDeleted", of="vault"),
    "DeleteBackupSelection": _changed("BackupSelectionDeleted", of="plan"),
    "UpdateRegionSettings": _settings_changed,
}
TOLD_CALLS = frozenset(_CALLS)
"""Calls that people hear of. What AWS Backup tells of by itself (plans and vaults that were
deleted, jobs that began) is told once, by that event."""
