"""What AWS Backup holds: vaults, jobs and settings per account and region.

`plans` belongs to the backup plans; all else here to vaults and jobs.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.aws.aws_backup.backup_job import BackupJob
from sandbox.aws.aws_backup.copy_job import CopyJob
from sandbox.aws.aws_backup.keys import managed_key
from sandbox.aws.aws_backup.recovery_point import RecoveryPoint
from sandbox.aws.aws_backup.restore_job import RestoreJob
from sandbox.aws.aws_backup.turns import Turns
from sandbox.aws.aws_backup.vault import DEFAULT, Vault
from sandbox.aws.profile import Profile


@dataclass
class RegionSettings:
    """Resource type to yes or no: is it backed up at all, and is it fully managed?"""

    opt_in: dict[str, bool]
    management: dict[str, bool]


@dataclass
class Holding:
    """One account's AWS Backup in one region; jobs by their ids, in order of creation.

    `tokens`: (action, idempotency token) -> id of the job that it started.
    """

    account: str
    region: str
    settings: RegionSettings
    vaults: dict[str, Vault] = field(default_factory=dict)
    backup_jobs: dict[str, BackupJob] = field(default_factory=dict)
    copy_jobs: dict[str, CopyJob] = field(default_factory=dict)
    restore_jobs: dict[str, RestoreJob] = field(default_factory=dict)
    tokens: dict[tuple[str, str], str] = field(default_factory=dict)
    plans: dict[str, Any] = field(default_factory=dict)

    def points(self) -> list[RecoveryPoint]:
        """The recovery points of all vaults."""
        return [p for vault in self.vaults.values() for p in vault.recovery_points.values()]


@dataclass
class GlobalSettings:
    """The organization's; every value is "true" or "false", as AWS has them."""

    values: dict[str, str] = field(
        default_factory=lambda: {"isCrossAccountBackupEnabled": "false", "isMpaEnabled": "false"}
    )
    updated_at: datetime | None = None


class Holdings:
    """All of them. Not safe for threads: callers hold the world's lock."""

    def __init__(self, began: datetime, profile: Callable[[], Profile]) -> None:
        self._began = began
        self._profile = profile
        self._held: dict[tuple[str, str], Holding] = {}
        self.turns = Turns(lambda: profile().concurrent_copy_jobs)
        self.global_settings = GlobalSettings()

    def at(self, account: str, region: str) -> Holding:
        """One account's in one region, with the vault every region has."""
        held = self._held.get((account, region))
        if held is None:
            profile = self._profile()
            settings = RegionSettings(
                opt_in={"DynamoDB": profile.aws_backup_opt_in},
                management={"DynamoDB": profile.aws_backup_management},
            )
            held = Holding(account, region, settings)
            key = managed_key(account, region)
            held.vaults[DEFAULT] = Vault(DEFAULT, account, region, self._began, key)
            self._held[account, region] = held
        return held

    def empty(self) -> bool:
        """Has there never been a job anywhere?"""
        return not any(held.backup_jobs for held in self._held.values())
