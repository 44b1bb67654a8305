"""A recovery point's record: one table as it was at one instant, in one vault."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.aws.backup import Backup
from sandbox.aws.call import Json

NEVER = -1
"""What a lifecycle says for "not ever"."""


@dataclass
class RecoveryPoint:
    """What a backup job or a copy job leaves in a vault.

    `arn` is AWS Backup's own where it was made with full management, or else the
    ARN of a backup of DynamoDB. `lifecycle` has AWS's members, in days.
    """

    arn: str
    account: str
    region: str
    vault_name: str
    vault_arn: str
    resource_arn: str
    role_arn: str
    created_at: datetime
    key_arn: str | None
    backup: Backup
    lifecycle: Json = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    created_by: dict[str, str] | None = None
    source_vault_arn: str | None = None
    initiated_at: datetime | None = None
    completed_at: datetime | None = None
    restored_at: datetime | None = None

    @property
    def managed(self) -> bool:
        """Is it AWS Backup's own (advanced), and not a backup of DynamoDB?"""
        return self.arn.split(":")[2] == "backup"

    @property
    def size(self) -> int:
        """Bytes of all items."""
        return self.backup.size

    def cold_at(self) -> datetime | None:
        """When it moves to cold storage."""
        return self._after("MoveToColdStorageAfterDays")

    def deleted_at(self) -> datetime | None:
        """When its time is over."""
        return self._after("DeleteAfterDays")

    def storage(self, now: datetime) -> str:
        """WARM or COLD."""
        moment = self.cold_at()
        return "COLD" if moment is not None and now >= moment else "WARM"

    def _after(self, member: str) -> datetime | None:
        days = self.lifecycle.get(member, NEVER)
        return None if days == NEVER else self.created_at + timedelta(days=days)
