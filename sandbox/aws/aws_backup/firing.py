"""Backup plans run: at each instant a rule is due, a job for each table its plan means.

A run that falls into an outage of the region starts nothing and is not made up
for. A rule stops with its plan, and with the version that it stands in.
"""

from datetime import datetime

from sandbox.aws.aws_backup.jobs import start_backup
from sandbox.aws.aws_backup.plan import Plan, Version
from sandbox.aws.aws_backup.rules import next_run
from sandbox.aws.aws_backup.selection import tables_of
from sandbox.aws.call import Json
from sandbox.aws.world import World


def schedule(world: World, plan: Plan, since: datetime) -> None:
    """Put the next run of each rule of the plan's present version on the agenda."""
    for rule in plan.current.rules:
        _await_next(world, plan, plan.current, rule, since)


def _await_next(world: World, plan: Plan, version: Version, rule: Json, after: datetime) -> None:
    def run(at: datetime) -> None:
        if plan.deleted_at is not None or plan.current is not version:
            return
        _await_next(world, plan, version, rule, at)
        if not world.region_is_out(plan.region):
            _run(world, plan, rule, at)

    instant = next_run(rule, after)
    if instant is not None:
        world.agenda.at(instant, run)


def _run(world: World, plan: Plan, rule: Json, at: datetime) -> None:
    """One job for each table, in the role of the first selection that means it."""
    plan.ran_at = at
    roles: dict[str, str] = {}
    for selection in plan.selections.values():
        for table in tables_of(world, plan.account, plan.region, selection, at):
            roles.setdefault(table.arn, selection.role_arn)
    for arn, role in roles.items():
        start_backup(
            world,
            plan.account,
            plan.region,
            vault=rule["TargetBackupVaultName"],
            resource_arn=arn,
            role_arn=role,
            at=at,
            lifecycle=rule.get("Lifecycle"),
            start_window_minutes=rule["StartWindowMinutes"],
            complete_window_minutes=rule["CompletionWindowMinutes"],
            recovery_point_tags=rule.get("RecoveryPointTags"),
            created_by=_creator(plan, rule),
            copy_actions=rule.get("CopyActions"),
        )


def _creator(plan: Plan, rule: Json) -> dict[str, str]:
    return {
        "backupPlanId": plan.plan_id,
        "backupPlanArn": plan.arn,
        "backupPlanName": plan.current.name,
        "backupPlanVersion": plan.current.version_id,
        "backupRuleId": rule["RuleId"],
        "backupRuleName": rule["RuleName"],
        "backupRuleCron": rule["ScheduleExpression"],
        "backupRuleTimezone": rule["ScheduleExpressionTimezone"],
    }
