"""What AWS Backup, EventBridge and its Scheduler can do for us, beside `workers.aws.door`.

Every verb may raise AwsError or Paced; changes are guarded. Listings give all of what they
are asked for up to the next page's token, and an empty token at the end.
"""

from datetime import datetime
from typing import Protocol

from workers.aws.backup_models import (
    BackupJob,
    BackupJobOrder,
    BackupPlan,
    BackupRule,
    CopyJob,
    CopyJobOrder,
    EventRule,
    RecoveryPoint,
    RegionSettings,
    Schedule,
    Selection,
    Vault,
)


class AwsBackup(Protocol):
    """AWS Backup in one account and region, as far as tables are concerned."""

    def region_settings(self) -> RegionSettings:
        """Whether DynamoDB is opted in, and whether with advanced features."""

    def enable_dynamodb(self) -> None:
        """Switch both preferences on for DynamoDB; other resource types stay as they are."""

    def cross_account_is_on(self) -> bool:
        """GlobalSettings' isCrossAccountBackupEnabled; mostly the management account may ask."""

    def describe_vault(self, name: str) -> Vault:
        """The vault, or NotFound."""

    def create_vault(self, name: str, *, key_arn: str, token: str) -> None:
        """Make a vault; an empty `key_arn` means AWS's own key. AlreadyExists is no error here."""

    def vault_policy(self, name: str) -> str:
        """The vault's access policy as JSON text; empty where it has none."""

    def start_backup(self, order: BackupJobOrder) -> BackupJob:
        """Start a backup job; the same token gives the same job."""

    def describe_backup_job(self, job_id: str) -> BackupJob:
        """The job, or NotFound."""

    def backup_jobs(
        self,
        *,
        table_arn: str = "",
        state: str = "",
        since: datetime | None = None,
        start_after: str = "",
    ) -> tuple[tuple[BackupJob, ...], str]:
        """A page of jobs of tables, and the next page's token."""

    def stop_backup(self, job_id: str) -> None:
        """Ask AWS to stop it; copies and restores cannot be stopped."""

    def start_copy(self, order: CopyJobOrder) -> CopyJob:
        """Start a copy job; the same token gives the same job."""

    def describe_copy_job(self, job_id: str) -> CopyJob:
        """The job, or NotFound."""

    def copy_jobs(
        self,
        *,
        table_arn: str = "",
        state: str = "",
        since: datetime | None = None,
        start_after: str = "",
    ) -> tuple[tuple[CopyJob, ...], str]:
        """A page of copy jobs of tables, and the next page's token."""

    def recovery_points(
        self,
        *,
        vault: str,
        table_arn: str = "",
        since: datetime | None = None,
        start_after: str = "",
    ) -> tuple[tuple[RecoveryPoint, ...], str]:
        """A page of a vault's recovery points of tables, and the next page's token.

        With `since` those created later; copies keep the creation date of their source.
        """

    def vaults(self, *, start_after: str = "") -> tuple[tuple[Vault, ...], str]:
        """A page of vaults, and the next page's token."""

    def describe_recovery_point(self, vault: str, arn: str) -> RecoveryPoint:
        """The recovery point, or NotFound."""

    def delete_recovery_point(self, vault: str, arn: str) -> None:
        """Delete it; Rejected where the vault's lock forbids it, Busy while it is in use."""

    def plans(self, *, start_after: str = "") -> tuple[tuple[BackupPlan, ...], str]:
        """A page of plans, without their rules, and the next page's token."""

    def plan(self, plan_id: str) -> BackupPlan:
        """A plan with its rules, or NotFound."""

    def create_plan(self, name: str, rules: tuple[BackupRule, ...], *, token: str) -> BackupPlan:
        """Make a plan; the same token gives the same plan. Limited beyond 300."""

    def put_rule(self, plan_id: str, rule: BackupRule) -> None:
        """Put a rule into a plan, in place of one of its name; all else in it stays."""

    def delete_plan(self, plan_id: str) -> None:
        """Delete it; Busy or Rejected while it has selections. Recovery points stay."""

    def selections(self, plan_id: str) -> tuple[Selection, ...]:
        """What the plan backs up."""

    def create_selection(self, plan_id: str, selection: Selection, *, token: str) -> str:
        """Add a selection; its id."""

    def delete_selection(self, plan_id: str, selection_id: str) -> None:
        """Take a selection away."""


class Scheduler(Protocol):
    """EventBridge Scheduler in one account and region."""

    def schedule(self, name: str, *, group: str = "default") -> Schedule:
        """The schedule, or NotFound."""

    def schedules(
        self, *, prefix: str = "", start_after: str = ""
    ) -> tuple[tuple[Schedule, ...], str]:
        """A page of schedules by name's prefix, with only what a list shows, and the next token."""

    def put_schedule(self, schedule: Schedule, *, token: str) -> None:
        """Make it, or replace the one of that name."""

    def delete_schedule(self, name: str, *, group: str = "default", token: str) -> None:
        """Delete it; NotFound if it is gone."""


class EventBridge(Protocol):
    """EventBridge's default bus in one account and region."""

    def rule(self, name: str) -> EventRule:
        """The rule with its targets, or NotFound."""

    def put_rule(self, rule: EventRule) -> None:
        """Make or replace the rule, and send to its targets; ids of targets are stable."""

    def delete_rule(self, name: str) -> None:
        """Remove its targets and the rule."""
