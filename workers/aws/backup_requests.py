"""Our orders as AWS Backup's parameters. Pure."""

from typing import Any

from workers.aws.backup_models import (
    BackupJobOrder,
    BackupRule,
    CopyJobOrder,
    Lifecycle,
    Selection,
)
from workers.aws.backup_reading import EVERYTHING, TAG
from workers.aws.line import Answer


def backup_job(order: BackupJobOrder) -> dict[str, Any]:
    """StartBackupJob's input."""
    return _given(
        BackupVaultName=order.vault,
        ResourceArn=order.resource_arn,
        IamRoleArn=order.role_arn,
        IdempotencyToken=order.token,
        StartWindowMinutes=order.start_window_minutes,
        Lifecycle=lifecycle(order.lifecycle),
        RecoveryPointTags=order.tags,
    )


def copy_job(order: CopyJobOrder) -> dict[str, Any]:
    """StartCopyJob's input."""
    return _given(
        RecoveryPointArn=order.recovery_point_arn,
        SourceBackupVaultName=order.source_vault,
        DestinationBackupVaultArn=order.destination_vault_arn,
        IamRoleArn=order.role_arn,
        IdempotencyToken=order.token,
        Lifecycle=lifecycle(order.lifecycle),
    )


def plan(name: str, rules: tuple[BackupRule, ...]) -> dict[str, Any]:
    """The BackupPlan of CreateBackupPlan and UpdateBackupPlan."""
    return {"BackupPlanName": name, "Rules": [_rule(rule) for rule in rules]}


def plan_with(told: Answer, rule: BackupRule) -> dict[str, Any]:
    """A plan as GetBackupPlan tells it, with that rule in place of the one of its name."""
    others = [
        {name: value for name, value in one.items() if name != "RuleId"}
        for one in told.get("Rules") or []
        if one["RuleName"] != rule.name
    ]
    return {**told, "Rules": [_rule(rule), *others]}


def selection(chosen: Selection) -> dict[str, Any]:
    """The BackupSelection of CreateBackupSelection.

    A tag is asked for by a condition: AWS lets resources and conditions hold together,
    while its older list of tags adds to the resources.
    """
    return _given(
        SelectionName=chosen.name,
        IamRoleArn=chosen.role_arn,
        Resources=list(chosen.resources) or [EVERYTHING],
        Conditions=_condition(chosen.tag) if chosen.tag else None,
    )


def lifecycle(wanted: Lifecycle) -> dict[str, int]:
    """A Lifecycle; empty where nothing ends."""
    return _given(
        MoveToColdStorageAfterDays=wanted.cold_after_days, DeleteAfterDays=wanted.delete_after_days
    )


def _rule(rule: BackupRule) -> dict[str, Any]:
    """A BackupRuleInput; ids of rules are AWS's own and no input."""
    return _given(
        RuleName=rule.name,
        TargetBackupVaultName=rule.vault,
        ScheduleExpression=rule.schedule,
        ScheduleExpressionTimezone=rule.zone,
        StartWindowMinutes=rule.start_window_minutes,
        CompletionWindowMinutes=rule.completion_window_minutes,
        Lifecycle=lifecycle(rule.lifecycle),
        CopyActions=[
            _given(DestinationBackupVaultArn=one.vault_arn, Lifecycle=lifecycle(one.lifecycle))
            for one in rule.copies
        ],
        RecoveryPointTags=rule.recovery_point_tags,
    )


def _condition(tag: tuple[str, str]) -> dict[str, Any]:
    key, value = tag
    return {"StringEquals": [{"ConditionKey": f"{TAG}{key}", "ConditionValue": value}]}


def _given(**parameters: Any) -> dict[str, Any]:  # noqa: ANN401  AWS's parameters
    """Those that say something; AWS takes no empty ones."""
    return {name: value for name, value in parameters.items() if value}
