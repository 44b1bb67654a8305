"""A backup vault's record: its key, its lock, its policy, and the recovery points in it."""

from dataclasses import dataclass, field
from datetime import datetime

from sandbox.aws.aws_backup.recovery_point import RecoveryPoint
from sandbox.aws.call import Json
from sandbox.aws.table import partition

DEFAULT = "Default"
"""The vault that every account has in every region, and that takes no copies of other accounts."""


@dataclass(frozen=True)
class Lock:
    """Vault Lock. Governance mode without `locked_at`; compliance mode from then on for ever."""

    least_days: int | None
    most_days: int | None
    locked_at: datetime | None

    def immutable(self, now: datetime) -> bool:
        """Can nobody take the lock away any more?"""
        return self.locked_at is not None and now >= self.locked_at


@dataclass
class Vault:
    """What CreateBackupVault makes. `customer_key`: its key is one of the account's own."""

    name: str
    account: str
    region: str
    created_at: datetime
    key_arn: str
    customer_key: bool = False
    creator_request_id: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    policy: str | None = None
    lock: Lock | None = None
    notifications: Json | None = None
    recovery_points: dict[str, RecoveryPoint] = field(default_factory=dict)

    @property
    def arn(self) -> str:
        """`arn:aws:backup:REGION:ACCOUNT:backup-vault:NAME`."""
        where = f"{partition(self.region)}:backup:{self.region}:{self.account}"
        return f"arn:{where}:backup-vault:{self.name}"
