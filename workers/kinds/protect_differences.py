"""What of a part is other than it has to be, in AWS's own names: by somebody's hand, or by a wish.

`ScheduleExpression cron(0 5 * * ? *) instead of cron(0 * * * ? *)`, say; nothing where all of it
is as it has to be.
"""

import json
from collections.abc import Mapping

from recovery.aws_events.event import account_of, region_of
from workers.aws.backup_models import BackupRule, EventRule, Lifecycle, Schedule, Selection

NOTHING = "none"
_UTC_NAMES = {"UTC", "Etc/UTC"}
"""What services call the zone of our schedules."""

Differences = tuple[str, ...]


def of_rule(found: BackupRule, wanted: BackupRule) -> Differences:
    """Of a rule of a backup plan; a window that is not told (AWS tells it) is no difference."""
    there, needed = _rule(found), _rule(wanted)
    for window in ("StartWindowMinutes", "CompletionWindowMinutes"):
        if there[window] == NOTHING:
            needed[window] = NOTHING
    return _between(there, needed)


def of_selection(found: Selection, wanted: Selection) -> Differences:
    """Of what a backup plan chooses."""
    return _between(_selection(found), _selection(wanted))


def of_schedule(found: Schedule, wanted: Schedule) -> Differences:
    """Of a schedule."""
    return _between(_schedule(found), _schedule(wanted))


def of_event_rule(found: EventRule, wanted: EventRule) -> Differences:
    """Of a rule for events; where it sends besides is somebody else's."""
    lacking = [arn for arn in wanted.targets if arn not in found.targets]
    there = {"State": _state(enabled=found.enabled), "EventPattern": _json(found.pattern)}
    needed = {"State": _state(enabled=wanted.enabled), "EventPattern": _json(wanted.pattern)}
    return _between(there, needed | {"Targets": ", ".join(lacking)})


def _between(found: Mapping[str, str], wanted: Mapping[str, str]) -> Differences:
    return tuple(
        f"{name} {found.get(name) or NOTHING} instead of {wanted.get(name) or NOTHING}"
        for name in dict.fromkeys((*found, *wanted))
        if (found.get(name) or NOTHING) != (wanted.get(name) or NOTHING)
    )


def _rule(rule: BackupRule) -> dict[str, str]:
    copies = sorted(f"{_vault(one.vault_arn)} {_lifecycle(one.lifecycle)}" for one in rule.copies)
    tags = sorted(f"{key}={value}" for key, value in rule.recovery_point_tags.items())
    return {
        "TargetBackupVaultName": rule.vault,
        "ScheduleExpression": rule.schedule,
        "ScheduleExpressionTimezone": _zone(rule.zone),
        "StartWindowMinutes": str(rule.start_window_minutes or NOTHING),
        "CompletionWindowMinutes": str(rule.completion_window_minutes or NOTHING),
        "Lifecycle": _lifecycle(rule.lifecycle),
        "CopyActions": " and ".join(copies),
        "RecoveryPointTags": ", ".join(tags),
    } | rule.further


def _lifecycle(kept: Lifecycle) -> str:
    cold = f"cold after {kept.cold_after_days} d, " if kept.cold_after_days else ""
    return f"{cold}kept {f'{kept.delete_after_days} d' if kept.delete_after_days else 'for ever'}"


def _vault(arn: str) -> str:
    """`ddbdr in 123456789012/us-west-1`: all that tells two vaults apart."""
    name = arn.rpartition(":")[2]
    return f"{name} in {account_of(arn)}/{region_of(arn)}" if name else arn


def _selection(chosen: Selection) -> dict[str, str]:
    return {
        "IamRoleArn": chosen.role_arn,
        "Resources": ", ".join(chosen.resources),
        "Conditions": "=".join(chosen.tag or ()),
    } | {f"{name} besides": "some" for name in chosen.further}


def _schedule(schedule: Schedule) -> dict[str, str]:
    return {
        "State": _state(enabled=schedule.enabled),
        "ScheduleExpression": schedule.expression,
        "ScheduleExpressionTimezone": _zone(schedule.zone),
        "Target": schedule.target_arn,
        "RoleArn": schedule.role_arn,
        "Input": _json(schedule.input),
    } | schedule.further


def _state(*, enabled: bool) -> str:
    return "ENABLED" if enabled else "DISABLED"


def _zone(zone: str) -> str:
    return "UTC" if zone in _UTC_NAMES else zone


def _json(text: str) -> str:
    """The same text for the same document, however it is written."""
    try:
        return json.dumps(json.loads(text), sort_keys=True)
    except ValueError:
        return text
