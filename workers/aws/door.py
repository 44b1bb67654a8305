"""What AWS can do for us: the protocols that planners and steps are written against.

`workers.aws.boto` keeps them with boto3, `sandbox.fakes.aws` in memory. Every verb
may raise AwsError or Paced. A verb that changes something checks the caller's
claim right before it sends (`guard`) and is sent exactly once.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

from workers.aws.backup_door import AwsBackup, EventBridge, Scheduler
from workers.aws.errors import AwsError
from workers.aws.models import (
    Backup,
    BackupDetail,
    BackupPage,
    Key,
    PointInTime,
    RestoreOverrides,
    Table,
)

Guard = Callable[[float], None]
"""Raises ClaimLost unless the claim holds for that many more seconds."""

Read = Callable[[], Any]


class DynamoDb(Protocol):
    """DynamoDB's control plane in one account and region."""

    def describe_table(self, name: str) -> Table:
        """The table, or NotFound."""

    def describe_point_in_time(self, name: str, *, patient: bool = True) -> PointInTime:
        """Its continuous backups, or NotFound; impatient, Paced instead of waiting."""

    def describe_ttl(self, name: str) -> str:
        """The attribute by which items expire; empty if they do not."""

    def list_tags(self, arn: str, *, patient: bool = True) -> tuple[tuple[str, str], ...]:
        """All tags of a table; impatient, Paced instead of waiting."""

    def has_resource_policy(self, arn: str) -> bool:
        """Whether a resource-based policy is attached to the table itself."""

    def kinesis_streams(self, name: str) -> tuple[str, ...]:
        """ARNs of the Kinesis data streams that get the table's changes."""

    def contributor_insights(self, name: str) -> tuple[str, ...]:
        """Where Contributor Insights is on: names of indexes, empty for the table itself."""

    def list_tables(self, *, start_after: str = "") -> tuple[tuple[str, ...], str]:
        """A page of up to 100 names, and where the next page starts (empty at the end)."""

    def list_backups(
        self,
        *,
        table: str = "",
        since: datetime | None = None,
        start_after: str = "",
        patient: bool = True,
    ) -> BackupPage:
        """A page of backups of every kind, of one table if named; AWS promises no order.

        Impatient, it raises Paced instead of waiting for its turn.
        """

    def describe_backup(self, arn: str) -> BackupDetail:
        """The backup, or NotFound."""

    def create_backup(self, table: str, name: str) -> Backup:
        """Start a backup. No token exists: a second call makes a second backup."""

    def restore_to_point_in_time(
        self, source_arn: str, target: str, at: datetime | None, overrides: RestoreOverrides
    ) -> Table:
        """Start a restore into a new table; `at` None is the newest restorable second."""

    def restore_from_backup(
        self, backup_arn: str, target: str, overrides: RestoreOverrides
    ) -> Table:
        """Start a restore of a backup into a new table."""

    def delete_table(self, name: str) -> None:
        """Start deleting it; Busy while AWS is still making it."""

    def delete_backup(self, arn: str) -> None:
        """Delete it; Busy while AWS is still making it."""

    def switch_point_in_time(self, name: str, *, on: bool, days: int | None = None) -> None:
        """Switch point-in-time recovery on (kept `days`, 1 to 35; None: AWS's 35) or off."""

    def protect_from_deletion(self, name: str, *, on: bool) -> None:
        """Set deletion protection; Busy while the table is being updated."""

    def tag(self, arn: str, tags: dict[str, str]) -> None:
        """Add or replace tags of a table."""

    def untag(self, arn: str, keys: tuple[str, ...]) -> None:
        """Take tags away; keys it does not have are no error."""


class Kms(Protocol):
    """KMS in one account and region."""

    def describe_key(self, key: str) -> Key:
        """The key by id, ARN or alias, or NotFound."""

    def key_policy(self, key: str) -> str:
        """The policy of a key of this account, by id or ARN, JSON text; or NotFound."""


class Quotas(Protocol):
    """Service Quotas in one account and region."""

    def dynamodb_tables(self) -> int:
        """How many tables the account may have there."""


class Aws(Protocol):
    """Every account and region of the configuration."""

    @property
    def sandbox(self) -> bool:
        """Whether the endpoint is overridden, so that this is no real AWS."""

    def dynamodb(self, account: str, region: str) -> DynamoDb:
        """DynamoDB there; `account` is a name of the configuration."""

    def kms(self, account: str, region: str) -> Kms:
        """KMS there."""

    def quotas(self, account: str, region: str) -> Quotas:
        """Service Quotas there."""

    def backup(self, account: str, region: str) -> AwsBackup:
        """AWS Backup there."""

    def scheduler(self, account: str, region: str) -> Scheduler:
        """EventBridge Scheduler there."""

    def events(self, account: str, region: str) -> EventBridge:
        """EventBridge there."""

    def organization(self, account: str) -> str:
        """The id of the AWS organization the account belongs to; empty where it is in none."""

    def acting_for(self, job_id: str, guard: Guard) -> "Aws":
        """This door for one job: changes are guarded and carry its id to CloudTrail."""

    def side_by_side(self, reads: Sequence[Read]) -> list[Any]:
        """Run reads at once; each one's answer, or its AwsError, in the same order."""


def settled(read: Read) -> Any:  # noqa: ANN401  whatever the read gives
    """A read's answer, or its AwsError as a value."""
    try:
        return read()
    except AwsError as error:
        return error
