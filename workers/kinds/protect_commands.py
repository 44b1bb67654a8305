"""The parts of a protected table as `aws` command lines, for people who set them up by hand."""

import json
from collections.abc import Callable

from workers.aws import backup_requests as requests
from workers.aws.backup_models import Vault
from workers.kinds.command_line import aws_command
from workers.kinds.protect_backup import ENABLE_ADVANCED, ENSURE_PLAN, ENSURE_VAULTS
from workers.kinds.protect_draft import Draft
from workers.kinds.protect_events import ENSURE_RULES, ENSURE_SCHEDULE
from workers.kinds.protect_parts import PROTECT_DELETION, SWITCH_ON_PITR, TAG_TABLE

PLAN_ID = "PLAN_ID"
"""Stands for what CreateBackupPlan answers, or ListBackupPlans where there is a plan."""
Lines = tuple[str, ...]


def commands_of(draft: Draft) -> Lines:
    """The calls of every part that is absent, in their order; vaults only where there is none."""
    return tuple(line for part in draft.absent for line in _COMMANDS[part.name](draft))


def _pitr(draft: Draft) -> Lines:
    order, on = draft.order, "PointInTimeRecoveryEnabled=true"
    return (
        aws_command(
            "update-continuous-backups",
            order.region,
            table_name=order.table,
            point_in_time_recovery_specification=on,
        ),
    )


def _deletion(draft: Draft) -> Lines:
    order = draft.order
    return (
        aws_command(
            "update-table", order.region, table_name=order.table, deletion_protection_enabled=""
        ),
    )


def _advanced(draft: Draft) -> Lines:
    on = "DynamoDB=true"
    return tuple(
        aws_command(
            "update-region-settings",
            region,
            service="backup",
            resource_type_opt_in_preference=on,
            resource_type_management_preference=on,
        )
        for region in draft.order.regions
    )


def _vaults(draft: Draft) -> Lines:
    order = draft.order
    return tuple(
        aws_command(
            "create-backup-vault",
            region,
            service="backup",
            backup_vault_name=order.vault,
            encryption_key_arn=order.keys.get(region),
        )
        for region in order.regions
        if not isinstance(draft.standing.vaults.get(region), Vault)
    )


def _plan(draft: Draft) -> Lines:
    order = draft.order
    plan = requests.plan(order.selection.name, (order.rule,))
    selection = requests.selection(order.selection)
    is_there = draft.standing.parts[ENSURE_PLAN] is not None
    return (
        aws_command(
            "update-backup-plan" if is_there else "create-backup-plan",
            order.region,
            service="backup",
            backup_plan_id=PLAN_ID if is_there else None,
            backup_plan=json.dumps(plan),
        ),
        aws_command(
            "create-backup-selection",
            order.region,
            service="backup",
            backup_plan_id=PLAN_ID,
            backup_selection=json.dumps(selection),
        ),
    )


def _schedule(draft: Draft) -> Lines:
    schedule = draft.order.schedule
    target = {
        "Arn": schedule.target_arn,
        "RoleArn": schedule.role_arn,
        "Input": schedule.input,
    }
    is_there = draft.standing.parts[ENSURE_SCHEDULE] is not None
    return (
        aws_command(
            "update-schedule" if is_there else "create-schedule",
            draft.order.region,
            service="scheduler",
            name=schedule.name,
            schedule_expression=schedule.expression,
            flexible_time_window="Mode=OFF",
            target=json.dumps(target),
        ),
    )


def _rules(draft: Draft) -> Lines:
    lines: list[str] = []
    for region in draft.order.regions:
        for rule in draft.order.event_rules(region):
            targets = [{"Id": f"ddbdr-{n}", "Arn": arn} for n, arn in enumerate(rule.targets)]
            put = aws_command(
                "put-rule", region, service="events", name=rule.name, event_pattern=rule.pattern
            )
            send = aws_command(
                "put-targets", region, service="events", rule=rule.name, targets=json.dumps(targets)
            )
            lines += [put, send]
    return tuple(lines)


def _tag(draft: Draft) -> Lines:
    order = draft.order
    tags = [f"Key={key},Value={value}" for key, value in order.tag.items()]
    return (
        aws_command(
            "tag-resource", order.region, resource_arn=order.table_arn, tags=" ".join(tags)
        ),
    )


_COMMANDS: dict[str, Callable[[Draft], Lines]] = {
    SWITCH_ON_PITR: _pitr,
    PROTECT_DELETION: _deletion,
    ENABLE_ADVANCED: _advanced,
    ENSURE_VAULTS: _vaults,
    ENSURE_PLAN: _plan,
    ENSURE_SCHEDULE: _schedule,
    ENSURE_RULES: _rules,
    TAG_TABLE: _tag,
}
