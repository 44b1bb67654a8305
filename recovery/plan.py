"""The plan: everything a person approves, as data.

A planner only reads AWS and returns one of these. It is shown on the card, printed
as `aws` commands, run by the worker: readers of the same data, never an `if`.

The digest covers what an approval is for: account, region, ARNs, instant, target,
steps with their parameters, stated facts and a cost ceiling. Estimates and checks
move by themselves and are left out, so that they do not void an approval; they are
checked again at start.
"""

import hashlib
import json
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field

from recovery.events import StepPlan
from recovery.figures import Figure
from recovery.outcome import Value


class CheckResult(StrEnum):
    """What a check came to."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_CHECKED = "not checked"


class Check(Value):
    """One thing looked at before anyone approves.

    Attributes:
        name: What was checked, in words ("target name is free").
        detail: What was found; for `not checked`, because of what.
    """

    name: str
    result: CheckResult
    detail: str = ""


class PlannedStep(StepPlan):
    """A step with what it will be run with, JSON-plain."""

    params: dict[str, Any] = Field(default_factory=dict)


class CostLine(Value):
    """One line of the bill: what for, once or monthly, and the figure if its base is known."""

    label: str
    figure: Figure | None
    monthly: bool = False
    unknown: str = ""


class TimeEstimate(Value):
    """How long AWS will take, and what that rests on.

    Attributes:
        low_seconds: Lower end; None if nothing is known.
        high_seconds: Upper end.
        basis: What it rests on ("5 restores of 8 to 12 GB", "AWS, whatever the size").
    """

    low_seconds: float | None
    high_seconds: float | None
    basis: str


class Extent(Value):
    """How much is copied, as AWS counts it about every six hours; None is what it does not tell.

    Attributes:
        size_bytes: Of the items, local indexes included.
        items: How many.
        charged_bytes: What a restore is charged by: with the global indexes that come along.
        is_about: The figures are those of a living table, not of what is copied itself.
    """

    size_bytes: int | None = None
    items: int | None = None
    charged_bytes: int | None = None
    is_about: bool = False


class Plan(Value):
    """What will be done, what people must know, what was checked, what it costs.

    Attributes:
        title: First words of the card ("Restore orders to 02:09 UTC").
        source: What it is read from: `table_arn` and `table_id`, or `backup_arn`; `table`,
            `region`, `account`. `table_id` is what differs where a table was made again.
        target: What it makes: `table` or `backup_name`, `region`.
        instant: The point in time restored to; None for a backup or `--latest`.
        stated: What the card says about it, in order: (label, text).
        explained: What stands behind it, told at length under Details: (label, text).
        comes_back: What the result has.
        stays_away: What the result will not have, so that someone sees to it.
        cost_ceiling_usd: More than this at start voids the approval; None if size is unknown.
        commands: The same as `aws` command lines.
        extent: How much of it there is; an estimate, left out of the digest.
        planned_at: Domain time; left out of the digest.
    """

    kind: str
    title: str
    account: str
    account_id: str
    region: str
    source: dict[str, str]
    target: dict[str, str]
    instant: datetime | None = None
    stated: tuple[tuple[str, str], ...] = ()
    explained: tuple[tuple[str, str], ...] = ()
    steps: tuple[PlannedStep, ...]
    comes_back: tuple[str, ...] = ()
    stays_away: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    cost: tuple[CostLine, ...] = ()
    cost_ceiling_usd: float | None = None
    time: TimeEstimate
    commands: tuple[str, ...] = ()
    extent: Extent = Extent()
    planned_at: datetime
    sandbox: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 (first 32 hex digits) over what an approval is for."""
        bound = self.model_dump(
            mode="json",
            include={
                "kind",
                "account",
                "account_id",
                "region",
                "source",
                "target",
                "instant",
                "steps",
                "comes_back",
                "stays_away",
                "cost_ceiling_usd",
            },
        )
        plain = json.dumps(bound, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(plain.encode()).hexdigest()[:32]

    @property
    def failed_checks(self) -> tuple[Check, ...]:
        """The checks that forbid it."""
        return tuple(check for check in self.checks if check.result is CheckResult.FAILED)
