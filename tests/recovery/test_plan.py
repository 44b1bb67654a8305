"""What an approval is bound to, and what may move without voiding it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from recovery.plan import Check, CheckResult, CostLine, Plan, PlannedStep, TimeEstimate

NOW = datetime(2026, 11, 23, 2, 14, tzinfo=UTC)


def plan(**changes: Any) -> Plan:  # noqa: ANN401  fields of the model
    usual: dict[str, Any] = {
        "kind": "restore",
        "title": "Restore orders to 02:04 UTC",
        "account": "prod",
        "account_id": "123456789012",
        "region": "us-east-2",
        "source": {"table_arn": "arn:aws:dynamodb:us-east-2:123456789012:table/orders"},
        "target": {"table": "orders-ddbdr-7F3K2Q1", "region": "us-east-2"},
        "instant": datetime(2026, 11, 23, 2, 4, tzinfo=UTC),
        "steps": (PlannedStep(name="start-restore", params={"x": 1}),),
        "comes_back": ("items",),
        "stays_away": ("TTL",),
        "cost_ceiling_usd": 3.0,
        "time": TimeEstimate(low_seconds=1200, high_seconds=None, basis="AWS"),
        "planned_at": NOW,
    }
    return Plan(**(usual | changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "backup"},
        {"account": "other"},
        {"account_id": "210987654321"},
        {"region": "us-west-1"},
        {"source": {"table_arn": "arn:aws:dynamodb:us-east-2:123456789012:table/order"}},
        {"target": {"table": "orders", "region": "us-east-2"}},
        {"instant": datetime(2026, 11, 23, 2, 5, tzinfo=UTC)},
        {"steps": (PlannedStep(name="start-restore", params={"x": 2}),)},
        {"comes_back": ()},
        {"stays_away": ()},
        {"cost_ceiling_usd": 4.0},
    ],
)
def test_whatever_people_approve_changes_the_digest(changes: dict[str, Any]) -> None:
    assert plan(**changes).digest != plan().digest


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "other words"},
        {"planned_at": datetime(2026, 11, 24, tzinfo=UTC)},
        {"time": TimeEstimate(low_seconds=2000, high_seconds=3000, basis="drills")},
        {"checks": (Check(name="quota", result=CheckResult.NOT_CHECKED, detail="denied"),)},
        {"cost": (CostLine(label="restore", figure=None, unknown="size unknown"),)},
    ],
)
def test_what_moves_by_itself_does_not(changes: dict[str, Any]) -> None:
    assert plan(**changes).digest == plan().digest


def test_the_digest_survives_storage_and_does_not_depend_on_order() -> None:
    stored = Plan.model_validate_json(plan().model_dump_json())
    assert stored.digest == plan().digest
    turned = plan(target={"region": "us-east-2", "table": "orders-ddbdr-7F3K2Q1"})
    assert turned.digest == plan().digest
    assert len(plan().digest) == 32


def test_failed_checks_are_the_ones_that_forbid() -> None:
    checks = tuple(Check(name=result.value, result=result) for result in CheckResult)
    assert [check.name for check in plan(checks=checks).failed_checks] == ["failed"]
