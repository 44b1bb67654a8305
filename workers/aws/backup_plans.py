"""Backup plans and what they select, of AWS Backup through boto3."""

from contextlib import suppress
from functools import partial
from operator import itemgetter

from workers.aws import backup_requests as requests
from workers.aws.backup_models import BackupPlan, BackupRule, Selection
from workers.aws.backup_reading import (
    read_plan,
    read_plans,
    read_saved_plan,
    read_selection,
    read_selection_ids,
)
from workers.aws.errors import NotFound
from workers.aws.line import Line, nothing

PAGE = 1000
"""The most that one page of a listing of AWS Backup holds."""


class BotoBackupPlans:
    """The plans of `workers.aws.backup_door.AwsBackup`."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def plans(self, *, start_after: str = "") -> tuple[tuple[BackupPlan, ...], str]:
        """ListBackupPlans."""
        return self._line.page("ListBackupPlans", read_plans, start_after, MaxResults=PAGE)

    def plan(self, plan_id: str) -> BackupPlan:
        """GetBackupPlan, which goes on to answer after a plan was deleted."""
        plan = self._line.read("GetBackupPlan", read_plan, BackupPlanId=plan_id)
        if plan is None:
            raise NotFound(
                "GetBackupPlan",
                code="ResourceNotFoundException",
                message=f"the backup plan {plan_id} was deleted",
                place=self._line.calls.place,
            )
        return plan

    def create_plan(self, name: str, rules: tuple[BackupRule, ...], *, token: str) -> BackupPlan:
        """CreateBackupPlan."""
        return self._line.change(
            "CreateBackupPlan",
            partial(read_saved_plan, name=name, rules=rules),
            BackupPlan=requests.plan(name, rules),
            CreatorRequestId=token,
        )

    def put_rule(self, plan_id: str, rule: BackupRule) -> None:
        """GetBackupPlan and UpdateBackupPlan, which replaces all of the plan.

        What else stands in the plan is sent as it was told, whatever it is.
        """
        told = self._line.read("GetBackupPlan", itemgetter("BackupPlan"), BackupPlanId=plan_id)
        self._line.change(
            "UpdateBackupPlan",
            nothing,
            BackupPlanId=plan_id,
            BackupPlan=requests.plan_with(told, rule),
        )

    def delete_plan(self, plan_id: str) -> None:
        """DeleteBackupPlan."""
        self._line.change("DeleteBackupPlan", nothing, BackupPlanId=plan_id)

    def selections(self, plan_id: str) -> tuple[Selection, ...]:
        """ListBackupSelections, and GetBackupSelection for what each one selects."""
        found: dict[str, Selection] = {}
        following = ""
        while True:
            ids, following = self._line.page(
                "ListBackupSelections",
                read_selection_ids,
                following,
                MaxResults=PAGE,
                BackupPlanId=plan_id,
            )
            for selection_id in ids:
                with suppress(NotFound):  # deleted since it was listed
                    found[selection_id] = self._selection(plan_id, selection_id)
            if not following:
                return tuple(found.values())

    def create_selection(self, plan_id: str, selection: Selection, *, token: str) -> str:
        """CreateBackupSelection."""
        return self._line.change(
            "CreateBackupSelection",
            lambda answer: str(answer["SelectionId"]),
            BackupPlanId=plan_id,
            BackupSelection=requests.selection(selection),
            CreatorRequestId=token,
        )

    def delete_selection(self, plan_id: str, selection_id: str) -> None:
        """DeleteBackupSelection."""
        self._line.change(
            "DeleteBackupSelection", nothing, BackupPlanId=plan_id, SelectionId=selection_id
        )

    def _selection(self, plan_id: str, selection_id: str) -> Selection:
        return self._line.read(
            "GetBackupSelection", read_selection, BackupPlanId=plan_id, SelectionId=selection_id
        )
