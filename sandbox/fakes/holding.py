"""What AWS Backup holds for one account in one region, and how its jobs go on by themselves.

A job's whole course is known when it is made; what it looks like is a matter of the time.
"""

from dataclasses import dataclass, field
from datetime import datetime

from workers.aws.backup_models import BackupJob, CopyJob, RecoveryPoint, RegionSettings, Vault

ADVANCED = RegionSettings(opt_in=True, management=True)
UNSTARTED = "Backup job expired before completion."


@dataclass(kw_only=True)
class StoredVault:
    """A vault and its access policy, JSON text; empty where it has none."""

    vault: Vault
    policy: str = ""


@dataclass(frozen=True, kw_only=True)
class Course:
    """How a job goes: it begins, and ends in some state.

    Attributes:
        begins: CREATED before, or PENDING where another job of the resource is at work.
        start_by: EXPIRED from then on, if it has not begun.
    """

    begins: datetime
    ends: datetime
    is_queued: bool = False
    start_by: datetime | None = None
    ends_as: str = "COMPLETED"
    message: str = ""

    @property
    def end(self) -> tuple[datetime, str, str]:
        """When, in which state and with what words it ends if nobody stops it."""
        if self.start_by is not None and self.begins > self.start_by:
            return self.start_by, "EXPIRED", UNSTARTED
        return self.ends, self.ends_as, self.message

    def at(self, now: datetime) -> tuple[str, str, datetime | None]:
        """State, message, and when it was completed, as of an instant."""
        end, state, message = self.end
        if now >= end:
            return state, message, end
        if now >= self.begins:
            return "RUNNING", "", None
        return ("PENDING" if self.is_queued else "CREATED"), "", None


@dataclass(kw_only=True)
class StoredBackupJob:
    """A backup job; `stopped_at` is when somebody stopped it, and it left nothing."""

    job: BackupJob
    course: Course
    stopped_at: datetime | None = None

    def as_is(self, now: datetime) -> BackupJob:
        """The job at an instant; its recovery point is told once it has begun."""
        state, message, completed = self.course.at(now)
        if self.stopped_at is not None:
            state, message, completed = "ABORTED", "Stopped by the user.", self.stopped_at
        shown: dict[str, object] = {"state": state, "message": message, "completed": completed}
        if state not in {"RUNNING", "COMPLETED"}:
            shown |= {"recovery_point_arn": "", "size_bytes": None, "initiated": None}
        return self.job.model_copy(update=shown)


@dataclass(kw_only=True)
class StoredCopyJob:
    """A copy job; nobody can stop one."""

    job: CopyJob
    course: Course

    def as_is(self, now: datetime) -> CopyJob:
        """The job at an instant; what it made is told at its end."""
        state, message, completed = self.course.at(now)
        shown: dict[str, object] = {"state": state, "message": message, "completed": completed}
        if state != "COMPLETED":
            shown["recovery_point_arn"] = ""
        return self.job.model_copy(update=shown)


@dataclass(kw_only=True)
class StoredPoint:
    """A recovery point; `maker` is the job whose success it hangs on."""

    point: RecoveryPoint
    maker: StoredBackupJob | StoredCopyJob | None = None

    def as_is(self, now: datetime) -> RecoveryPoint | None:
        """The recovery point at an instant; None while there is none, or none any more."""
        if self.maker is None:
            return self.point
        state = self.maker.as_is(now).state
        if state == "COMPLETED":
            end = self.maker.course.end[0]
            return self.point.model_copy(update={"status": "COMPLETED", "completed": end})
        is_growing = state == "RUNNING" and isinstance(self.maker, StoredBackupJob)
        return self.point.model_copy(update={"status": "CREATING"}) if is_growing else None


@dataclass(kw_only=True)
class Holding:
    """What one account holds in one region.

    Attributes:
        points: By vault and ARN.
        busy_until: When the last job of a resource ends, by its ARN: one at a time.
        tokens: IdempotencyToken to the id of the job it started.
        cross_account: GlobalSettings; None where the account may not ask.
    """

    settings: RegionSettings = ADVANCED
    vaults: dict[str, StoredVault] = field(default_factory=dict)
    backup_jobs: dict[str, StoredBackupJob] = field(default_factory=dict)
    copy_jobs: dict[str, StoredCopyJob] = field(default_factory=dict)
    points: dict[tuple[str, str], StoredPoint] = field(default_factory=dict)
    busy_until: dict[str, datetime] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    cross_account: bool | None = None
