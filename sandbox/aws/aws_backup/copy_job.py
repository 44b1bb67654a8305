"""A copy job's record."""

from dataclasses import dataclass
from datetime import datetime

from sandbox.aws.aws_backup.recovery_point import NEVER, RecoveryPoint
from sandbox.aws.aws_backup.turns import Turn
from sandbox.aws.call import Json

ENDED = {"COMPLETED", "FAILED"}


@dataclass(frozen=True)
class VaultPlace:
    """What a vault's ARN says."""

    region: str
    account: str
    name: str


def vault_place(arn: str) -> VaultPlace | None:
    """Region, account and name of a vault's ARN; None for anything else."""
    parts = arn.split(":")
    if len(parts) != 7 or parts[0] != "arn" or parts[2] != "backup":  # noqa: PLR2004
        return None
    return VaultPlace(parts[3], parts[4], parts[6]) if parts[5] == "backup-vault" else None


@dataclass
class CopyJob:
    """What StartCopyJob or a rule's copy action starts; it lives where its source does."""

    job_id: str
    source: RecoveryPoint
    destination_arn: str
    destination: VaultPlace
    role_arn: str
    created_at: datetime
    lifecycle: Json | None
    created_by: dict[str, str] | None = None
    backup_job_id: str | None = None
    state: str = "CREATED"
    message: str = ""
    expected_at: datetime | None = None
    ended_at: datetime | None = None
    copy: RecoveryPoint | None = None
    turn: Turn | None = None

    @property
    def ended(self) -> bool:
        """Is there nothing more to come?"""
        return self.state in ENDED

    @property
    def kept_lifecycle(self) -> Json:
        """The copy's: what was asked for, and the source's where that is nothing or -1."""
        asked = {n: days for n, days in (self.lifecycle or {}).items() if days != NEVER}
        return self.source.lifecycle | asked
