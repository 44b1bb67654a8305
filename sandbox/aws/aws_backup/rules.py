"""The rules of a backup plan: what may stand in one, and what AWS fills in.

Sources: the API reference's BackupRuleInput, the developer guide's "Backup plan
options", and AWS's own words as people met them (hashicorp/terraform-provider-aws
#24960 and #7350, lgallard/terraform-aws-backup #40); where no wording is known it
is ours.
"""

import re
import uuid
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from sandbox.aws.aws_backup.holdings import Holding
from sandbox.aws.aws_backup.lifecycles import checked_lifecycle
from sandbox.aws.aws_backup.scene import invalid_value
from sandbox.aws.call import AwsError, Json
from sandbox.aws.cron import BadExpression, Cron, parse

EVERY_DAY = "cron(0 5 ? * * *)"
ZONE = "Etc/UTC"
START_WINDOW, COMPLETION_WINDOW = 480, 10_080
LEAST_WINDOW = 60
"""Minutes of a start window, and between its end and that of the completion window."""
MOST_WINDOW = 52_560_000
CONTINUOUS_DAYS = 35
_VAULT = re.compile(r"arn:aws[a-z-]*:backup:[a-z0-9-]+:\d{12}:backup-vault:[A-Za-z0-9_-]{2,50}")
_UNPLAYED = {"IndexActions", "ScanActions", "TargetLogicallyAirGappedBackupVaultArn"}


def checked_rules(given: list[Json], holding: Holding) -> list[Json]:
    """The rules as GetBackupPlan tells them; InvalidParameterValueException for what is wrong."""
    if not given:
        raise invalid_value("Backup plan must have at least one rule.")
    for rule in given:
        problem = _problem(rule, holding)
        if problem is not None:
            raise invalid_value(f"Error in some rules due to : {problem}")
    return [_filled(rule) for rule in given]


def next_run(rule: Json, after: datetime) -> datetime | None:
    """The first instant after one at which a rule is due, in UTC."""
    expression = parse(rule["ScheduleExpression"])
    return expression.next(after, ZoneInfo(rule["ScheduleExpressionTimezone"]), after)


def _filled(rule: Json) -> Json:
    return {
        "ScheduleExpression": EVERY_DAY,
        "ScheduleExpressionTimezone": ZONE,
        "StartWindowMinutes": START_WINDOW,
        "CompletionWindowMinutes": COMPLETION_WINDOW,
        "EnableContinuousBackup": False,
        **rule,
        "RuleId": str(uuid.uuid4()),
    }


def _problem(rule: Json, holding: Holding) -> str | None:
    unplayed = sorted(_UNPLAYED & rule.keys())
    if unplayed:
        return f"The sandbox does not play {unplayed[0]}"
    vault = rule["TargetBackupVaultName"]
    if vault not in holding.vaults:
        return f"Backup vault {vault} does not exist"
    continuous = rule.get("EnableContinuousBackup", False)
    return (
        _schedule_problem(
            rule.get("ScheduleExpression", EVERY_DAY), rule.get("ScheduleExpressionTimezone", ZONE)
        )
        or _window_problem(rule)
        or _lifecycle_problem(rule.get("Lifecycle", {}))
        or (_continuous_problem(rule.get("Lifecycle", {})) if continuous else None)
        or _copy_problem(rule.get("CopyActions", []))
    )


def _schedule_problem(text: str, zone: str) -> str | None:
    if zone not in available_timezones():
        return f"Invalid schedule expression timezone {zone}"
    try:
        expression = parse(text)
    except BadExpression as error:
        return f"Invalid schedule expression {text}: {error}"
    if not isinstance(expression, Cron):
        return f"Invalid schedule expression {text}: not a cron expression"
    if len(expression.minutes) > 1:  # those of one minute are whole hours apart
        return f"Invalid schedule expression {text}: runs are less than 60 minutes apart"
    return None


def _window_problem(rule: Json) -> str | None:
    start = rule.get("StartWindowMinutes", START_WINDOW)
    completion = rule.get("CompletionWindowMinutes", COMPLETION_WINDOW)
    if not LEAST_WINDOW <= start <= MOST_WINDOW:
        return f"Invalid start window. It cannot be less than {LEAST_WINDOW} minutes"
    if not start + LEAST_WINDOW <= completion <= MOST_WINDOW:
        return (
            "Invalid completion window. It must end at least "
            f"{LEAST_WINDOW} minutes after the start window, and within 100 years"
        )
    return None


def _lifecycle_problem(lifecycle: Json) -> str | None:
    try:
        checked_lifecycle(lifecycle)
    except AwsError as error:
        return error.message
    return None


def _continuous_problem(lifecycle: Json) -> str | None:
    """Continuous backups live 35 days at most, and never in cold storage."""
    if "MoveToColdStorageAfterDays" in lifecycle:
        return "Invalid lifecycle. MoveToColdStorageAfterDays is unavailable"
    if not 1 <= lifecycle.get("DeleteAfterDays", 1) <= CONTINUOUS_DAYS:
        return (
            "Invalid lifecycle. DeleteAfterDays cannot be less than 1 or more than "
            f"{CONTINUOUS_DAYS} days"
        )
    return None


def _copy_problem(actions: list[Json]) -> str | None:
    for action in actions:
        arn = action["DestinationBackupVaultArn"]
        if _VAULT.fullmatch(arn) is None:
            return f"Invalid destination backup vault ARN {arn}"
        problem = _lifecycle_problem(action.get("Lifecycle", {}))
        if problem is not None:
            return problem
    return None
