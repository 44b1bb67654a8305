"""EventBridge Scheduler through boto3."""

from collections.abc import Iterator
from typing import Any

from workers.aws.backup_models import Schedule
from workers.aws.backup_reading import as_text
from workers.aws.errors import AlreadyExists
from workers.aws.line import Answer, Line, nothing

PAGE = 100
ENABLED = "ENABLED"
RETRIES = {"MaximumEventAgeInSeconds": 86_400, "MaximumRetryAttempts": 185}
"""AWS's own RetryPolicy (API reference, "RetryPolicy"), which it tells of every target."""
_KEPT = ("Description", "KmsKeyArn")
"""What somebody may add without changing when and how backups are taken."""


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

        UpdateSchedule replaces all of it: what is not sent is as in a new one. A description and
        a key that somebody gave it stay.
        """
        wanted = _wanted(schedule) | {"ClientToken": token}
        try:
            self._line.change("CreateSchedule", nothing, **wanted)
        except AlreadyExists:
            named = {"Name": schedule.name, "GroupName": schedule.group}
            kept = self._line.read("GetSchedule", _kept, **named)
            self._line.change("UpdateSchedule", nothing, **wanted, **kept)

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
        further=dict(_beyond(answer)),
        arn=answer.get("Arn") or "",
    )


def _beyond(answer: Answer) -> Iterator[tuple[str, str]]:
    """What a schedule does that none of ours does; AWS tells its own retries, too."""
    for name in ("StartDate", "EndDate", "ActionAfterCompletion"):
        if answer.get(name) not in {None, "NONE"}:
            yield name, as_text(answer[name])
    window = answer.get("FlexibleTimeWindow") or {}
    if window.get("Mode", "OFF") != "OFF":
        yield "FlexibleTimeWindow", f"{window.get('MaximumWindowInMinutes')} minutes"
    target = answer.get("Target") or {}
    retries = RETRIES | (target.get("RetryPolicy") or {})
    if retries != RETRIES:
        yield "RetryPolicy", as_text(retries)
    if letters := (target.get("DeadLetterConfig") or {}).get("Arn"):
        yield "DeadLetterConfig", letters


def read_schedules(answer: Answer) -> tuple[Schedule, ...]:
    """What ListSchedules answers."""
    return tuple(read_schedule(one) for one in answer["Schedules"])


def _kept(answer: Answer) -> dict[str, str]:
    return {name: answer[name] for name in _KEPT if answer.get(name)}


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
