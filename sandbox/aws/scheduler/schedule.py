"""A schedule's record, its group's, and what an account has of both in a region."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.aws.call import AwsError, Json
from sandbox.aws.cron import At, Expression, Rate, parse
from sandbox.aws.table import partition

DEFAULT = "default"
"""The group every account has in every region."""


@dataclass
class Group:
    """What CreateScheduleGroup makes."""

    name: str
    account: str
    region: str
    created_at: datetime
    token: str | None = None
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def arn(self) -> str:
        """`arn:aws:scheduler:REGION:ACCOUNT:schedule-group/NAME`."""
        return f"{arn_prefix(self.account, self.region)}:schedule-group/{self.name}"


@dataclass
class Schedule:
    """What CreateSchedule makes; `given` has the members of its input, and AWS's defaults.

    `edition` counts its changes: what an earlier one put on the agenda is void.
    """

    name: str
    group: str
    account: str
    region: str
    given: Json
    created_at: datetime
    changed_at: datetime
    token: str | None = None
    edition: int = 0
    gone: bool = False

    @property
    def arn(self) -> str:
        """`arn:aws:scheduler:REGION:ACCOUNT:schedule/GROUP/NAME`."""
        return f"{arn_prefix(self.account, self.region)}:schedule/{self.group}/{self.name}"

    @property
    def zone(self) -> ZoneInfo:
        """The zone its expression is read in."""
        return ZoneInfo(self.given["ScheduleExpressionTimezone"])

    def first(self) -> datetime | None:
        """The first instant it is due at, from when it was made or changed.

        A rate is due as it begins ("starts invoking the target immediately"),
        which is when it was made, or its StartDate.
        """
        earliest = self.changed_at
        if "StartDate" in self.given or isinstance(self._expression(), Rate):
            earliest = max(self.changed_at, self._begin()) - timedelta(microseconds=1)
        return self.next(earliest)

    def next(self, after: datetime) -> datetime | None:
        """The first instant later than `after`; None where none is left.

        StartDate and EndDate mean nothing to a schedule that is due once.
        """
        expression, end = self._expression(), self.given.get("EndDate")
        due = expression.next(after, self.zone, self._begin())
        over = end is not None and due is not None and due > _instant(end)
        return None if over and not isinstance(expression, At) else due

    def _expression(self) -> Expression:
        return parse(self.given["ScheduleExpression"])

    def _begin(self) -> datetime:
        """What a rate counts from, and before which nothing is due."""
        start, once = self.given.get("StartDate"), isinstance(self._expression(), At)
        return self.changed_at if start is None or once else _instant(start)


@dataclass
class Holding:
    """Groups by name, schedules by group and name."""

    groups: dict[str, Group] = field(default_factory=dict)
    schedules: dict[tuple[str, str], Schedule] = field(default_factory=dict)

    def group(self, name: str) -> Group:
        """The group; ResourceNotFoundException where there is none."""
        group = self.groups.get(name)
        if group is None:
            raise missing(f"Schedule group {name} does not exist.")
        return group

    def schedule(self, group: str, name: str) -> Schedule:
        """The schedule; ResourceNotFoundException where there is none."""
        self.group(group)
        schedule = self.schedules.get((group, name))
        if schedule is None:
            raise missing(f"Schedule {name} does not exist.")
        return schedule

    def remove(self, schedule: Schedule) -> None:
        """It is due no more."""
        schedule.gone = True
        del self.schedules[schedule.group, schedule.name]


def invalid(message: str) -> AwsError:
    """What is asked for is not what AWS takes."""
    return AwsError("ValidationException", message)


def missing(message: str) -> AwsError:
    """There is nothing of that name."""
    return AwsError("ResourceNotFoundException", message, 404)


def conflict(message: str) -> AwsError:
    """There is one of that name already, or it is being changed."""
    return AwsError("ConflictException", message, 409)


def arn_prefix(account: str, region: str) -> str:
    """`arn:aws:scheduler:REGION:ACCOUNT`."""
    return f"arn:{partition(region)}:scheduler:{region}:{account}"


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
