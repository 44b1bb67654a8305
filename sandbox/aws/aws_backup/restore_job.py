"""A restore job's record."""

from dataclasses import dataclass
from datetime import datetime

from sandbox.aws.aws_backup.recovery_point import RecoveryPoint

ENDED = {"COMPLETED", "FAILED", "ABORTED"}


@dataclass
class RestoreJob:
    """What StartRestoreJob starts: a new table `target`. Its first state is PENDING.

    `encryption` is `Default`, `KMS`, or None for the original table's key.
    """

    job_id: str
    point: RecoveryPoint
    role_arn: str
    created_at: datetime
    target: str
    encryption: str | None
    key_arn: str | None
    copies_tags: bool = False
    state: str = "PENDING"
    message: str = ""
    started_at: datetime | None = None
    expected_at: datetime | None = None
    ended_at: datetime | None = None
    created_arn: str | None = None

    @property
    def ended(self) -> bool:
        """Is there nothing more to come?"""
        return self.state in ENDED
