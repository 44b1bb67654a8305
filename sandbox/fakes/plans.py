"""What goes on by itself, in memory: AWS Backup's plans, EventBridge's schedules and rules.

They are only held here, nothing fires: what a plan makes is the sandbox's server's to show.
"""

import re
from typing import TypeVar

from sandbox.fakes.cloud import Cloud
from sandbox.fakes.dynamodb import Wire
from workers.aws.backup_models import BackupPlan, BackupRule, EventRule, Schedule, Selection

Entry = TypeVar("Entry")
NAME = re.compile(r"[a-zA-Z0-9_.-]{1,50}")
VAULT = re.compile(r"[a-zA-Z0-9_-]{2,50}")
SCHEDULE_NAME = re.compile(r"[0-9a-zA-Z_.-]{1,64}")
MOST_PLANS = 300
SHORTEST_WINDOW_MINUTES = 60
COLD_DAYS = 90
"""Days that a recovery point stays cold at least."""


class FakePlans:
    """The part of AWS Backup that is about plans and their selections."""

    def __init__(self, cloud: Cloud, account: str, region: str, line: Wire) -> None:
        self._cloud = cloud
        self._account = account
        self._region = region
        self._here = cloud.region(account, region)
        self._line = line
        self._arranged = self._here.arrangements

    def plans(self, *, start_after: str = "") -> tuple[tuple[BackupPlan, ...], str]:
        """A page of plans, without their rules."""

        def page() -> tuple[tuple[BackupPlan, ...], str]:
            listed = [
                plan.model_copy(update={"rules": ()}) for plan in self._arranged.plans.values()
            ]
            return self._page({plan.id: plan for plan in listed}, start_after)

        return self._line.read("ListBackupPlans", "", page)

    def plan(self, plan_id: str) -> BackupPlan:
        """A plan with its rules."""
        return self._line.read(
            "GetBackupPlan", plan_id, lambda: self._plan(plan_id, "GetBackupPlan")
        )

    def create_plan(self, name: str, rules: tuple[BackupRule, ...], *, token: str) -> BackupPlan:
        """A new plan; the one the same token made before, if it is still there."""
        operation = "CreateBackupPlan"

        def create() -> BackupPlan:
            self._check_plan(name, rules, operation)
            known = self._arranged.plans.get(self._arranged.tokens.get(token, ""))
            if known is not None:
                return known
            if any(_document(one) == (name, rules) for one in self._arranged.plans.values()):
                raise self._line.error("AlreadyExistsException", operation, "the same document")
            if len(self._arranged.plans) >= MOST_PLANS:
                raise self._line.error("LimitExceededException", operation, "300 plans")
            return self._store(name, rules, token)

        return self._line.change(operation, name, create)

    def put_rule(self, plan_id: str, rule: BackupRule) -> None:
        """The plan with that rule in place of the one of its name, as another version."""
        operation = "UpdateBackupPlan"

        def update() -> None:
            plan = self._plan(plan_id, operation)
            rules = (rule, *(one for one in plan.rules if one.name != rule.name))
            self._check_plan(plan.name, rules, operation)
            changed = {"rules": rules, "version": f"v{self._cloud.number()}"}
            self._arranged.plans[plan_id] = plan.model_copy(update=changed)

        self._line.change(operation, plan_id, update)

    def delete_plan(self, plan_id: str) -> None:
        """Gone; refused while it has selections."""
        operation = "DeleteBackupPlan"

        def delete() -> None:
            self._plan(plan_id, operation)
            if self._arranged.selections[plan_id]:
                raise self._line.error("InvalidRequestException", operation, "it has selections")
            del self._arranged.plans[plan_id], self._arranged.selections[plan_id]

        self._line.change(operation, plan_id, delete)

    def selections(self, plan_id: str) -> tuple[Selection, ...]:
        """What the plan backs up."""
        operation = "ListBackupSelections"

        def listed() -> tuple[Selection, ...]:
            self._plan(plan_id, operation)
            return tuple(self._arranged.selections[plan_id].values())

        return self._line.read(operation, plan_id, listed)

    def create_selection(self, plan_id: str, selection: Selection, *, token: str) -> str:
        """A new selection's id; the one the same token made before, if it is still there."""
        operation = "CreateBackupSelection"

        def create() -> str:
            self._plan(plan_id, operation)
            if not NAME.fullmatch(selection.name) or not selection.role_arn:
                raise self._line.error("InvalidParameterValueException", operation)
            there = self._arranged.selections[plan_id]
            if self._arranged.tokens.get(token) in there:
                return self._arranged.tokens[token]
            if any(one.name == selection.name for one in there.values()):
                raise self._line.error("AlreadyExistsException", operation)
            made = f"selection-{self._cloud.number()}"
            there[made] = selection.model_copy(update={"id": made})
            self._arranged.tokens[token] = made
            return made

        return self._line.change(operation, selection.name, create)

    def delete_selection(self, plan_id: str, selection_id: str) -> None:
        """Gone."""
        operation = "DeleteBackupSelection"

        def delete() -> None:
            self._plan(plan_id, operation)
            if selection_id not in self._arranged.selections[plan_id]:
                raise self._line.error("ResourceNotFoundException", operation)
            del self._arranged.selections[plan_id][selection_id]

        self._line.change(operation, selection_id, delete)

    def _plan(self, plan_id: str, operation: str) -> BackupPlan:
        if plan_id not in self._arranged.plans:
            raise self._line.error("ResourceNotFoundException", operation)
        return self._arranged.plans[plan_id]

    def _store(self, name: str, rules: tuple[BackupRule, ...], token: str) -> BackupPlan:
        number = self._cloud.number()
        plan = BackupPlan(
            id=f"plan-{number}",
            arn=self._cloud.arn(
                "backup", self._account, self._region, f"backup-plan:plan-{number}"
            ),
            name=name,
            version=f"v{number}",
            creator=token,
            rules=rules,
        )
        self._arranged.plans[plan.id] = plan
        self._arranged.selections[plan.id] = {}
        self._arranged.tokens[token] = plan.id
        return plan

    def _check_plan(self, name: str, rules: tuple[BackupRule, ...], operation: str) -> None:
        legal = NAME.fullmatch(name) and rules and all(_is_legal(rule) for rule in rules)
        if not legal:
            raise self._line.error("InvalidParameterValueException", operation)

    def _page(self, found: dict[str, Entry], start_after: str) -> tuple[tuple[Entry, ...], str]:
        ids = sorted(id_ for id_ in found if id_ > start_after)
        some = ids[: self._cloud.profile.page]
        following = some[-1] if len(some) < len(ids) else ""
        return tuple(found[id_] for id_ in some), following


class FakeScheduler:
    """Keeps `workers.aws.backup_door.Scheduler`."""

    def __init__(self, cloud: Cloud, account: str, region: str, line: Wire) -> None:
        self._cloud = cloud
        self._schedules = cloud.region(account, region).arrangements.schedules
        self._line = line

    def schedule(self, name: str, *, group: str = "default") -> Schedule:
        """The schedule."""

        def look() -> Schedule:
            if (group, name) not in self._schedules:
                raise self._line.error("ResourceNotFoundException", "GetSchedule")
            return self._schedules[group, name]

        return self._line.read("GetSchedule", name, look)

    def schedules(
        self, *, prefix: str = "", start_after: str = ""
    ) -> tuple[tuple[Schedule, ...], str]:
        """A page of them, without input and expression, as AWS lists them."""

        def page() -> tuple[tuple[Schedule, ...], str]:
            names = sorted(
                key for key in self._schedules if key[1].startswith(prefix) and key[1] > start_after
            )
            some = names[: self._cloud.profile.page]
            following = some[-1][1] if len(some) < len(names) else ""
            listed = (self._schedules[key] for key in some)
            shown = {"input": "", "expression": "", "zone": "UTC", "role_arn": ""}
            return tuple(one.model_copy(update=shown) for one in listed), following

        return self._line.read("ListSchedules", prefix, page)

    def put_schedule(self, schedule: Schedule, *, token: str) -> None:
        """Made, or replaced."""

        def put() -> None:
            legal = SCHEDULE_NAME.fullmatch(schedule.name) and schedule.expression and token
            if not legal or not schedule.target_arn or not schedule.role_arn:
                raise self._line.error("ValidationException", "CreateSchedule")
            self._schedules[schedule.group, schedule.name] = schedule

        self._line.change("CreateSchedule", schedule.name, put)

    def delete_schedule(self, name: str, *, group: str = "default", token: str) -> None:
        """Gone."""

        def delete() -> None:
            if not token or (group, name) not in self._schedules:
                raise self._line.error("ResourceNotFoundException", "DeleteSchedule")
            del self._schedules[group, name]

        self._line.change("DeleteSchedule", name, delete)


class FakeEventBridge:
    """Keeps `workers.aws.backup_door.EventBridge`."""

    def __init__(self, cloud: Cloud, account: str, region: str, line: Wire) -> None:
        self._rules = cloud.region(account, region).arrangements.rules
        self._line = line

    def rule(self, name: str) -> EventRule:
        """The rule."""

        def look() -> EventRule:
            if name not in self._rules:
                raise self._line.error("ResourceNotFoundException", "DescribeRule")
            return self._rules[name]

        return self._line.read("DescribeRule", name, look)

    def put_rule(self, rule: EventRule) -> None:
        """Made, or replaced."""

        def put() -> None:
            self._rules[rule.name] = rule

        self._line.change("PutRule", rule.name, put)

    def delete_rule(self, name: str) -> None:
        """Gone."""

        def delete() -> None:
            if name not in self._rules:
                raise self._line.error("ResourceNotFoundException", "DeleteRule")
            del self._rules[name]

        self._line.change("DeleteRule", name, delete)


def _document(plan: BackupPlan) -> tuple[str, tuple[BackupRule, ...]]:
    return plan.name, plan.rules


def _is_legal(rule: BackupRule) -> bool:
    cold, kept = rule.lifecycle.cold_after_days, rule.lifecycle.delete_after_days
    window = rule.start_window_minutes
    return (
        NAME.fullmatch(rule.name) is not None
        and VAULT.fullmatch(rule.vault) is not None
        and (window is None or window >= SHORTEST_WINDOW_MINUTES)
        and (cold is None or kept is None or kept - cold >= COLD_DAYS)
    )
