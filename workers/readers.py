"""Which chores read again what a job or an event changed, by their ids.

Some may not exist: nobody reads the places that ddbdr.yaml does not name.
"""

from itertools import product

from recovery.aws_events import AwsEvent
from recovery.aws_events.event import account_of, region_of, service_of
from recovery.config import Config
from recovery.inventory import chore_of, points_of, schedules_of
from recovery.plan import Plan

SETTLED = frozenset({"COMPLETED", "AVAILABLE", "PARTIAL", "EXPIRED", "STOPPED", "DELETED"})
"""States of a job or recovery point in which a list shows something else than before."""


def readers_of_plan(plan: Plan) -> tuple[str, ...]:
    """Of every place where a job of this plan may have changed something.

    A copy on its way between accounts may lie in both regions of each.
    """
    ends = (plan.source, plan.target)
    accounts = sorted({plan.account, *(end["account"] for end in ends if end.get("account"))})
    regions = sorted({plan.region, *(end["region"] for end in ends if end.get("region"))})
    return tuple(
        of(account, region)
        for account, region in product(accounts, regions)
        for of in (chore_of, points_of, schedules_of)
    )


def readers_of_event(event: AwsEvent, config: Config) -> tuple[str, ...]:
    """Of the place where a backup came or went, or where a backup plan changed; else none.

    What AWS Backup makes without DynamoDB's advanced features both of them list.
    """
    if event.refusal or event.is_foreign:
        return ()
    if event.kind == "backup-plan":
        name = _named(config, event.account_id)
        return (schedules_of(name, event.region),) if name else ()
    point = event.recovery_point
    name = _named(config, account_of(point))
    if not name or not (event.kind == "api-call" or event.state in SETTLED):
        return ()
    in_vaults, at_dynamodb = points_of(name, region_of(point)), chore_of(name, region_of(point))
    return (in_vaults, at_dynamodb) if service_of(point) == "dynamodb" else (in_vaults,)


def _named(config: Config, account_id: str) -> str:
    """The configured name of that account; empty where it has none."""
    return next((one.name for one in config.accounts if one.id == account_id), "")
