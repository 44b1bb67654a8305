"""A backup job's record, and how AWS describes it."""

from dataclasses import dataclass, field
from datetime import datetime

from sandbox.aws.aws_backup.recovery_point import RecoveryPoint
from sandbox.aws.aws_backup.turns import Turn
from sandbox.aws.call import Json

ENDED = {"COMPLETED", "FAILED", "ABORTED", "EXPIRED"}


@dataclass
class BackupJob:
    """What StartBackupJob or a rule of a plan starts.

    `created_by` and `copy_actions` are those of `jobs.start_backup`; `point_arn` is
    known before there is anything under it.
    """

    job_id: str
    account: str
    region: str
    vault_name: str
    vault_arn: str
    resource_arn: str
    role_arn: str
    created_at: datetime
    start_by: datetime
    complete_by: datetime | None
    lifecycle: Json
    tags: dict[str, str]
    point_arn: str
    key_arn: str | None = None
    created_by: dict[str, str] | None = None
    copy_actions: list[Json] = field(default_factory=list)
    state: str = "CREATED"
    message: str = ""
    started_at: datetime | None = None
    expected_at: datetime | None = None
    ended_at: datetime | None = None
    point: RecoveryPoint | None = None
    turn: Turn | None = None

    @property
    def ended(self) -> bool:
        """Is there nothing more to come?"""
        return self.state in ENDED

    @property
    def stopping(self) -> bool:
        """Has its user stopped it?"""
        return self.state == "ABORTING"

    @property
    def size(self) -> int:
        """Bytes of what it backs up; 0 before it has begun."""
        return self.point.size if self.point else 0

    def percent(self, now: datetime) -> float:
        """How far it is, by time; 0 to 100."""
        return percent(self.state, self.started_at, self.expected_at, now)


def percent(
    state: str, started_at: datetime | None, expected_at: datetime | None, now: datetime
) -> float:
    """A job's progress by its time: 99 at most while it runs."""
    if state == "COMPLETED":
        return 100.0
    if state != "RUNNING" or started_at is None or expected_at is None:
        return 0.0
    share = (now - started_at) / max(expected_at - started_at, expected_at.resolution)
    return round(min(99.0, max(0.0, 100 * share)), 2)
