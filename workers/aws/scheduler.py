"""EventBridge Scheduler through boto3."""

from typing import Any

from workers.aws.backup_models import Schedule
from workers.aws.errors import AlreadyExists
from workers.aws.line import Answer, Line, nothing

PAGE = 100
ENABLED = "ENABLED"


class BotoScheduler:
    """Keeps `workers.aws.backup_door.Scheduler`."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def schedule(self, name: str, *, group: str = "default") -> Schedule:
        """GetSchedule."""
        return self._line.read("GetSchedule", read_schedule, Name=name, GroupName=group)

    def schedules(
        self, *, prefix: str = "", start_after: str = ""
    ) -> tuple[tuple[Schedule, ...], str]:
        """ListSchedules, of every group."""
        return self._line.page(
            "ListSchedules", read_schedules, start_after, MaxResults=PAGE, NamePrefix=prefix
        )

    def put_schedule(self, schedule: Schedule, *, token: str) -> None:
        """CreateSchedule, or UpdateSchedule where there is one of that name.

        UpdateSchedule replaces all of it: what is not sent is as in a new one.
        """
        wanted = _wanted(schedule) | {"ClientToken": token}
        try:
            self._line.change("CreateSchedule", nothing, **wanted)
        except AlreadyExists:
            self._line.change("UpdateSchedule", nothing, **wanted)

    def delete_schedule(self, name: str, *, group: str = "default", token: str) -> None:
        """DeleteSchedule."""
        self._line.change("DeleteSchedule", nothing, Name=name, GroupName=group, ClientToken=token)


def read_schedule(answer: Answer) -> Schedule:
    """A schedule; a list tells neither its expression nor its role and input."""
    target = answer.get("Target") or {}
    return Schedule(
        name=answer["Name"],
        group=answer.get("GroupName") or "default",
        expression=answer.get("ScheduleExpression") or "",
        zone=answer.get("ScheduleExpressionTimezone") or "UTC",
        target_arn=target.get("Arn") or "",
        role_arn=target.get("RoleArn") or "",
        input=target.get("Input") or "",
        enabled=answer.get("State", ENABLED) == ENABLED,
        arn=answer.get("Arn") or "",
    )


def read_schedules(answer: Answer) -> tuple[Schedule, ...]:
    """What ListSchedules answers."""
    return tuple(read_schedule(one) for one in answer["Schedules"])


def _wanted(schedule: Schedule) -> dict[str, Any]:
    target = {"Arn": schedule.target_arn, "RoleArn": schedule.role_arn}
    return {
        "Name": schedule.name,
        "GroupName": schedule.group,
        "ScheduleExpression": schedule.expression,
        "ScheduleExpressionTimezone": schedule.zone,
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "State": ENABLED if schedule.enabled else "DISABLED",
        "Target": target | ({"Input": schedule.input} if schedule.input else {}),
    }
