"""The news in an event, if there is any: a Notice for people, with what they can do next.

An event is a hint. What it says of a table's recovery point objective is never used:
that is computed from what AWS lists (`workers/chores/reached.py`).
"""

from collections.abc import Callable

from recovery.aws_events.completions import Made, Where, completed, route_parts, short
from recovery.aws_events.event import AwsEvent, account_of, region_of, table_name
from recovery.aws_events.notice import Details, deletion_key, notice, point, region_setting
from recovery.aws_events.telling_calls import api_call
from recovery.config import Config
from recovery.outcome import Notice

_FAILED = {"FAILED": "Failed", "ABORTED": "Aborted", "EXPIRED": "Expired", "PARTIAL": "Partial"}
_DONE = frozenset({"COMPLETED", "AVAILABLE"})


def notice_of(event: AwsEvent, config: Config) -> Notice | None:
    """What to tell of an event; None where nobody has to hear of it."""
    if event.is_foreign or event.refusal:
        return None
    return _TELLERS[event.kind](event, config) if event.kind in _TELLERS else None


def _backup_job(event: AwsEvent, config: Config) -> Notice | None:
    if event.state == "COMPLETED":
        return _made(event, config, is_copy=False)
    if event.state in _FAILED:
        return _failed(f"Backup{_FAILED[event.state]}", event, config)
    return None


def _copy_job(event: AwsEvent, config: Config) -> Notice | None:
    if event.state == "COMPLETED":
        return _made(event, config, is_copy=True)
    if event.state in _FAILED:
        return _failed(f"Copy{_FAILED[event.state]}", event, config)
    return None


def _restore_job(event: AwsEvent, config: Config) -> Notice | None:
    if event.state == "COMPLETED":
        source = table_name(event.table)
        said = [("from", source)] if source != table_name(event.created) else []
        made = event.model_copy(update={"table": event.created or event.table})
        return notice("RestoreCompleted", made, config, said)
    if event.state in _FAILED:
        return _failed(f"Restore{_FAILED[event.state]}", event, config)
    return None


def _recovery_point(event: AwsEvent, config: Config) -> Notice | None:
    """What a job made is told by the job's own event too: both have the recovery point's key."""
    if event.state in _DONE:
        return _made(event, config, is_copy=_is_elsewhere(event))
    if event.state in {"DELETING", "DELETED"}:
        if event.expires and event.at and event.at >= event.expires:
            return None  # at the end of its life, as planned
        deleted = event.model_copy(update={"key": deletion_key(event)})
        return notice("BackupDeleted", deleted, config, point(event), is_urgent=True)
    if event.state in {"PARTIAL", "EXPIRED", "STOPPED"}:
        return _failed(f"RecoveryPoint{event.state.capitalize()}", event, config)
    return None


def _is_elsewhere(event: AwsEvent) -> bool:
    """Whether it happened in another region or account than the table's, as far as is told."""
    is_away = region_of(event.table) not in {"", event.region}
    return is_away or (bool(event.table) and event.account_id not in {"", account_of(event.table)})


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
            as_of=event.as_of,
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


def _failed(name: str, event: AwsEvent, config: Config) -> Notice:
    said: Details = []
    if event.kind == "copy-job":
        home = Where(account_of(event.table), region_of(event.table))
        said += route_parts(home, _place(event.source_vault), _place(event.vault), config)
        said.append(("hop", event.hop))
    said.append(("", short(event.message) or "AWS gives no reason"))
    if not event.table:
        said.append(("job", event.job_id))
    return notice(name, event, config, said, is_urgent=True)


def _plan(event: AwsEvent, config: Config) -> Notice | None:
    named = event.setting("backupPlanName") or event.setting("backupPlanId")
    return _thing("BackupPlan", named, event, config)


def _vault(event: AwsEvent, config: Config) -> Notice | None:
    return _thing("BackupVault", event.setting("backupVaultName"), event, config)


def _thing(what: str, named: str, event: AwsEvent, config: Config) -> Notice | None:
    """A new one takes nothing away: `schedules` shows it, and the card of the job that made it."""
    changed = {"DELETED": "Deleted", "MODIFIED": "Modified"}.get(event.state)
    if changed is None:
        return None
    is_urgent = event.state == "DELETED"
    return notice(f"{what}{changed}", event, config, [("", named)], is_urgent=is_urgent)


_TELLERS: dict[str, Callable[[AwsEvent, Config], Notice | None]] = {
    "backup-job": _backup_job,
    "copy-job": _copy_job,
    "restore-job": _restore_job,
    "recovery-point": _recovery_point,
    "backup-plan": _plan,
    "backup-vault": _vault,
    "region-setting": region_setting,
    "api-call": api_call,
}
