"""A schedule's record, its group's, and what an account has of both in a region."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.aws.call import AwsError, Json
from sandbox.aws.cron import At, Rate, parse
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
        return f"{_prefix(self.account, self.region)}:schedule-group/{self.name}"


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
        return f"{_prefix(self.account, self.region)}:schedule/{self.group}/{self.name}"

    @property
    def zone(self) -> ZoneInfo:
        """The zone its expression is read in."""
        return ZoneInfo(self.given["ScheduleExpressionTimezone"])

    def next(self, after: datetime) -> datetime | None:
        """The first instant later than `after` it is due at; None where none is left.

        A rate counts from its StartDate, or else from when it was made, which is
        its first run ("starts invoking the target immediately"). StartDate and
        EndDate mean nothing to a schedule that is due once.
        """
        expression = parse(self.given["ScheduleExpression"])
        if isinstance(expression, At):
            return expression.next(after, self.zone, self.changed_at)
        start, end = self.given.get("StartDate"), self.given.get("EndDate")
        begin = self.changed_at if start is None else _instant(start)
        if start is not None or isinstance(expression, Rate):
            after = max(after, begin - timedelta(microseconds=1))
        due = expression.next(after, self.zone, begin)
        return None if due is None or (end is not None and due > _instant(end)) else due


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


def _prefix(account: str, region: str) -> str:
    return f"arn:{partition(region)}:scheduler:{region}:{account}"


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
