"""The news in an event, if there is any: a Notice for people, with what they can do next.

An event is a hint. What it says of a table's recovery point objective is never used:
that is computed from what AWS lists (`workers/chores/reached.py`).
"""

from collections.abc import Callable

from recovery.aws_events.completions import (
    Made,
    Where,
    account_named,
    completed,
    route_parts,
    short,
)
from recovery.aws_events.event import AwsEvent, account_of, region_of, table_name
from recovery.aws_events.keys import key_of
from recovery.config import Config
from recovery.instants import iso
from recovery.names import is_region
from recovery.outcome import Notice

_FAILED = {"FAILED": "Failed", "ABORTED": "Aborted", "EXPIRED": "Expired", "PARTIAL": "Partial"}
_DONE = frozenset({"COMPLETED", "AVAILABLE"})

Details = list[tuple[str, str]]
Offers = tuple[tuple[str, str], ...]


def notice_of(event: AwsEvent, config: Config) -> Notice | None:
    """What to tell of an event; None where nobody has to hear of it."""
    if event.is_foreign or event.refusal:
        return None
    return _TELLERS[event.kind](event, config) if event.kind in _TELLERS else None


def _backup_job(event: AwsEvent, config: Config) -> Notice | None:
    if event.state == "COMPLETED":
        return _made(event, config, is_copy=False)
    if event.state in _FAILED:
        name = f"Backup{_FAILED[event.state]}"
        return _failed(name, event, config, (("Back up now", "backup {table}"),))
    return None


def _copy_job(event: AwsEvent, config: Config) -> Notice | None:
    if event.state == "COMPLETED":
        return _made(event, config, is_copy=True)
    if event.state in _FAILED:
        return _failed(f"Copy{_FAILED[event.state]}", event, config, _copy_again(event, config))
    return None


def _restore_job(event: AwsEvent, config: Config) -> Notice | None:
    if event.state == "COMPLETED":
        source = table_name(event.table)
        said = [("from", source)] if source != table_name(event.created) else []
        made = event.model_copy(update={"table": event.created or event.table})
        return _notice(
            "RestoreCompleted", made, config, said, offers=(("Status", "status {table}"),)
        )
    if event.state in _FAILED:
        name = f"Restore{_FAILED[event.state]}"
        return _failed(name, event, config, (("Backups", "backups {table}"),))
    return None


def _recovery_point(event: AwsEvent, config: Config) -> Notice | None:
    """What a job made is told by the job's own event too: both have the recovery point's key."""
    if event.state in _DONE:
        return _made(event, config, is_copy=_is_elsewhere(event))
    left = (("Backups left", "backups {table}"),)
    if event.state in {"DELETING", "DELETED"}:
        if event.expires and event.at and event.at >= event.expires:
            return None  # at the end of its life, as planned
        deleted = event.model_copy(update={"key": deletion_key(event)})
        return _notice("BackupDeleted", deleted, config, _point(event), is_urgent=True, offers=left)
    if event.state in {"PARTIAL", "EXPIRED", "STOPPED"}:
        name = f"RecoveryPoint{event.state.capitalize()}"
        return _failed(name, event, config, left)
    return None


def _is_elsewhere(event: AwsEvent) -> bool:
    """Whether it happened in another region or account than the table's, as far as is told."""
    is_away = region_of(event.table) not in {"", event.region}
    return is_away or (bool(event.table) and event.account_id not in {"", account_of(event.table)})


def deletion_key(event: AwsEvent) -> str:
    """Equal for the call that deletes a backup and for the states that follow."""
    return key_of("recovery-point", event.account_id, event.recovery_point, "DELETED")


def _made(event: AwsEvent, config: Config, *, is_copy: bool) -> Notice:
    return completed(
        Made(
            key=event.key,
            table=event.table,
            at=Where(event.account_id, event.region),
            source=_place(event.source_vault) if is_copy else None,
            target=_target(event) if is_copy else None,
            hop=event.hop,
            point=event.recovery_point,
            size_bytes=event.size_bytes,
            expires=event.expires,
            vault=event.vault.rpartition(":")[2],
            issues=event.message,
            is_copied_on=event.is_copied_on,
        ),
        config,
    )


def _target(event: AwsEvent) -> Where | None:
    """Where a copy lies: its own event says it, or the one of the copy job that made it."""
    if event.kind == "recovery-point":
        return Where(event.account_id, event.region)
    return _place(event.vault) or Where("", "")


def _place(arn: str) -> Where | None:
    return Where(account_of(arn), region_of(arn)) if region_of(arn) else None


def _copy_again(event: AwsEvent, config: Config) -> Offers:
    """The whole copy, to where this job did not get it."""
    to = _place(event.vault)
    if to is None or not is_region(to.region):
        return ()
    other = account_named(config, to.account_id)
    is_own = to.account_id in {"", account_of(event.table)}
    if not is_own and other is None:
        return ()
    into = f" --account {other.name}" if other and not is_own else ""
    return (("Copy again", f"copy {{table}} --region {to.region}{into}"),)


def _failed(name: str, event: AwsEvent, config: Config, offers: Offers) -> Notice:
    said: Details = []
    if event.kind == "copy-job":
        home = Where(account_of(event.table), region_of(event.table))
        said += route_parts(home, _place(event.source_vault), _place(event.vault), config)
        said.append(("hop", event.hop))
    said.append(("", short(event.message) or "AWS gives no reason"))
    if not event.table:
        said.append(("job", event.job_id))
    return _notice(name, event, config, said, is_urgent=True, offers=offers)


def _plan(event: AwsEvent, config: Config) -> Notice | None:
    named = event.setting("backupPlanName") or event.setting("backupPlanId")
    return _thing("BackupPlan", named, event, config, (("Schedules", "schedules"),))


def _vault(event: AwsEvent, config: Config) -> Notice | None:
    return _thing("BackupVault", event.setting("backupVaultName"), event, config, ())


def _thing(what: str, named: str, event: AwsEvent, config: Config, offers: Offers) -> Notice | None:
    changed = {"DELETED": "Deleted", "MODIFIED": "Modified", "CREATED": "Created"}.get(event.state)
    if changed is None:
        return None
    is_urgent = event.state == "DELETED"
    return _notice(
        f"{what}{changed}", event, config, [("", named)], is_urgent=is_urgent, offers=offers
    )


def _region_setting(event: AwsEvent, config: Config) -> Notice | None:
    """Whether AWS Backup looks after tables in a region; other resource types are not ours."""
    opt_in = event.setting("ResourceTypeOptInPreference")
    managed = event.setting("ResourceTypeManagementPreference")
    said = [("opt-in", _on(opt_in)), ("advanced features", _on(managed))]
    shown = [(label, text) for label, text in said if text]
    if not shown:
        return None
    is_off = "false" in {opt_in, managed}
    name = "AWS Backup off" if opt_in == "false" else "AWS Backup settings"
    return _notice(name, event, config, shown, is_urgent=is_off)


def _on(setting: str) -> str:
    return {"true": "on", "false": "off"}.get(setting, "")


def _api_call(event: AwsEvent, config: Config) -> Notice | None:
    teller = _CALLS.get(event.name)
    return teller(event, config) if teller else None


def _pitr(event: AwsEvent, config: Config) -> Notice | None:
    setting = event.setting("pitr")
    if setting not in {"true", "false"}:
        return None
    is_off = setting == "false"
    offers: Offers = (("Switch on", "pitr on {table}"),) if is_off else ()
    name = "PITR off" if is_off else "PITR on"
    return _notice(name, event, config, _since(event), is_urgent=is_off, offers=offers)


def _table_deleted(event: AwsEvent, config: Config) -> Notice:
    left = (("Backups left", "backups {table}"),)
    return _notice("TableDeleted", event, config, _since(event), is_urgent=True, offers=left)


def _protection(event: AwsEvent, config: Config) -> Notice | None:
    if event.setting("deletion-protection") != "false":
        return None
    return _notice("DeletionProtectionOff", event, config, _since(event), is_urgent=True)


def _backup_deleted(event: AwsEvent, config: Config) -> Notice:
    left = (("Backups left", "backups {table}"),)
    deleted = event.model_copy(update={"key": deletion_key(event)})
    said = [*_point(event), *_by(event)]
    return _notice("BackupDeleted", deleted, config, said, is_urgent=True, offers=left)


def _restore_started(event: AwsEvent, config: Config) -> Notice:
    target = event.setting("target")
    made = event.model_copy(update={"table": event.created or event.table})
    said = [("as", target), *_by(event)] if not event.created else _by(event)
    return _notice("RestoreStarted", made, config, said)


def _changed(name: str, *, of: str) -> Callable[[AwsEvent, Config], Notice]:
    """Something of AWS Backup that guards recovery points was taken away or loosened."""

    def tell(event: AwsEvent, config: Config) -> Notice:
        said = [("", event.setting(of)), *_by(event)]
        return _notice(name, event, config, said, is_urgent=True)

    return tell


def _settings_changed(event: AwsEvent, config: Config) -> Notice | None:
    told = _region_setting(event, config)
    return told and told.model_copy(update={"detail": (*told.detail, *_by(event))})


_TELLERS: dict[str, Callable[[AwsEvent, Config], Notice | None]] = {
    "backup-job": _backup_job,
    "copy-job": _copy_job,
    "restore-job": _restore_job,
    "recovery-point": _recovery_point,
    "backup-plan": _plan,
    "backup-vault": _vault,
    "region-setting": _region_setting,
    "api-call": _api_call,
}
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


def _notice(
    name: str,
    event: AwsEvent,
    config: Config,
    said: Details,
    *,
    is_urgent: bool = False,
    offers: Offers = (),
    also: tuple[str, ...] = (),
) -> Notice:
    account_id = account_of(event.table) or event.account_id
    account = account_named(config, account_id)
    table, region = table_name(event.table), region_of(event.table) or event.region
    named = f"{account.name}/{region}/{table}" if account and table else ""
    return Notice(
        name=name,
        key=event.key,
        also=also,
        table=table,
        account=account.name if account else account_id,
        region=region,
        detail=tuple((label, text) for label, text in said if text),
        urgent=is_urgent,
        offers=tuple(
            (label, command.replace("{table}", named))
            for label, command in offers
            if named or "{table}" not in command
        ),
    )


def _since(event: AwsEvent) -> Details:
    """`since 02:40 by arn:…:role/x`."""
    by = f" by {short(event.by)}" if event.by else ""
    return [("since", f"{iso(event.at)}{by}")] if event.at else _by(event)


def _by(event: AwsEvent) -> Details:
    return [("by", short(event.by))] if event.by else []


def _point(event: AwsEvent) -> Details:
    """Which one, and where, if that is not where its table is."""
    named = event.recovery_point.rsplit(":", 1)[-1].rsplit("/", 1)[-1]
    there = event.region if region_of(event.table) not in {"", event.region} else ""
    return [("the copy in", there), ("backup", named)]
