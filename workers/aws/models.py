"""What AWS told us, as frozen data: only the fields that something here reads.

Fields are named after AWS's own; times are UTC; an absent field is None or empty,
because endpoints leave out what they do not keep.
"""

from datetime import datetime
from typing import Literal

from recovery.outcome import Value

BillingMode = Literal["PROVISIONED", "PAY_PER_REQUEST"]


class RestoreSummary(Value):
    """Where a restored table came from; AWS keeps it with the table."""

    source_backup_arn: str = ""
    source_table_arn: str = ""
    restore_at: datetime | None = None
    in_progress: bool = False


class Encryption(Value):
    """Server-side encryption; an AWS-owned key is shown by `key_arn` being empty."""

    type: str = ""
    key_arn: str = ""
    status: str = ""


class Throughput(Value):
    """Provisioned capacity units per second; 0 where billed by request."""

    reads: int = 0
    writes: int = 0


class GlobalIndex(Value):
    """A global secondary index, as a restore has to name it where it gets units of its own.

    Attributes:
        keys: (attribute, HASH or RANGE), in AWS's order.
        projection: ALL, KEYS_ONLY or INCLUDE; empty where the endpoint does not tell.
        included: Attributes besides the keys, for INCLUDE.
    """

    name: str
    keys: tuple[tuple[str, str], ...] = ()
    projection: str = ""
    included: tuple[str, ...] = ()
    throughput: Throughput = Throughput()


class Capacity(Value):
    """Capacity of a table or a global index besides provisioned units, per second.

    Attributes:
        index: Its name; empty for the table itself.
        maximum: The most that is served on demand; 0 where no maximum is set.
        warm: What can be served at once; 0 where it is not told.
    """

    index: str = ""
    maximum: Throughput = Throughput()
    warm: Throughput = Throughput()


class Table(Value):
    """A table as DescribeTable shows it.

    AWS counts items and bytes about every six hours, and says 0 until the first
    time: nobody can tell that from an empty table, so 0 is None here.

    Attributes:
        id: TableId; another one for each table that is made, while a name and its ARN come again.
    """

    name: str
    arn: str
    id: str = ""
    status: str
    size_bytes: int | None = None
    item_count: int | None = None
    billing_mode: BillingMode = "PROVISIONED"
    throughput: Throughput = Throughput()
    global_indexes: tuple[GlobalIndex, ...] = ()
    local_indexes: tuple[str, ...] = ()
    capacities: tuple[Capacity, ...] = ()
    index_bytes: int | None = None
    stream: str = ""
    table_class: str = ""
    deletion_protection: bool = False
    replicas: tuple[str, ...] = ()
    encryption: Encryption = Encryption()
    restore: RestoreSummary | None = None
    created: datetime | None = None

    @property
    def indexes(self) -> int:
        """Secondary indexes of both kinds."""
        return len(self.global_indexes) + len(self.local_indexes)

    @property
    def incarnation(self) -> str:
        """What tells it from one of its name before or after it; empty where nothing does.

        An endpoint that keeps no TableId may tell when the table was made.
        """
        return self.id or (self.created.isoformat() if self.created else "")


class PointInTime(Value):
    """Point-in-time recovery of a table: whether it is on, how far it reaches and may reach.

    Attributes:
        days: RecoveryPeriodInDays; None where the endpoint does not tell.
    """

    is_on: bool
    earliest: datetime | None = None
    latest: datetime | None = None
    days: int | None = None


class Backup(Value):
    """A native backup, as ListBackups and DescribeBackup show it.

    Attributes:
        table_id: TableId, which only a list tells; see `Table.id`.
        kind: USER, SYSTEM or AWS_BACKUP; empty if the endpoint does not say.
        status: CREATING, AVAILABLE or DELETED.
        size_bytes: None where AWS says 0, as of a table: a backup is counted like its table.
    """

    arn: str
    name: str
    table: str
    table_arn: str = ""
    table_id: str = ""
    kind: str = ""
    status: str
    size_bytes: int | None = None
    created: datetime
    expires: datetime | None = None


class BackupDetail(Value):
    """A backup with what it remembers of its table."""

    backup: Backup
    table: Table | None = None
    ttl_attribute: str = ""


class BackupPage(Value):
    """One page of a listing, and where the next one starts."""

    backups: tuple[Backup, ...]
    next_arn: str = ""


class Key(Value):
    """A KMS key.

    Attributes:
        state: `Enabled` when it can be used.
        manager: `CUSTOMER`, or `AWS` of a key whose policy nobody can change; empty where KMS
            does not say.
    """

    arn: str
    state: str
    manager: str = ""


class RestoreOverrides(Value):
    """What a restored table gets instead of what its source had; None leaves it as it was.

    Attributes:
        without_indexes: Send empty index lists, which drops all secondary indexes.
        global_indexes: Every global index that comes along, with its units: AWS refuses
            to make a provisioned table with an index that has none.
        encryption: `AWS_OWNED`, `AWS_MANAGED`, or a KMS key of the target's region.
    """

    billing_mode: BillingMode | None = None
    throughput: Throughput | None = None
    without_indexes: bool = False
    global_indexes: tuple[GlobalIndex, ...] = ()
    encryption: str | None = None


AWS_OWNED = "AWS_OWNED"
AWS_MANAGED = "AWS_MANAGED"
