"""What an AWS in memory holds, how it behaves, and what was asked of it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from recovery.names import partition_of
from sandbox.fakes.errors import coded
from sandbox.fakes.holding import Holding
from workers.aws.backup_models import BackupPlan, EventRule, Schedule, Selection
from workers.aws.errors import AwsError, Paced
from workers.aws.models import Backup, BackupDetail, Encryption, Key, Table

Answer = TypeVar("Answer")
LONG_AGO = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class Profile:
    """How this AWS behaves; all seconds are of its clock.

    Attributes:
        listing_lag_seconds: Until a new backup is listed.
        hollow_window: Whether PITR's window has no length.
        page: Entries of one page of a listing.
        job_start_seconds: Until AWS Backup begins a job that nothing is in the way of.
        unsupported: Operations answered with 405.
    """

    backup_seconds: float = 30.0
    restore_seconds: float = 1200.0
    delete_seconds: float = 5.0
    restorable_lag_seconds: float = 300.0
    restore_summary: bool = True
    whole_seconds: bool = False
    hollow_window: bool = False
    listing_lag_seconds: float = 0.0
    page: int = 100
    job_start_seconds: float = 5.0
    backup_job_seconds: float = 60.0
    copy_seconds: float = 120.0
    unsupported: frozenset[str] = frozenset()


STRANGE = Profile(
    backup_seconds=0.0,
    restore_seconds=0.0,
    delete_seconds=0.0,
    restore_summary=False,
    whole_seconds=True,
    hollow_window=True,
    unsupported=frozenset(
        {"GetServiceQuota", "DescribeKey", "DescribeTimeToLive", "ListTagsOfResource"}
        | {"GetResourcePolicy", "ListContributorInsights", "DescribeKinesisStreamingDestination"}
    ),
)
"""An emulator: all is done at once, RestoreSummary is absent, some calls answer 405."""


@dataclass(frozen=True, kw_only=True)
class Attached:
    """What is attached to a table, and is no part of it as DescribeTable shows it."""

    ttl: str = ""
    tags: tuple[tuple[str, str], ...] = ()
    resource_policy: bool = False
    kinesis_streams: tuple[str, ...] = ()
    contributor_insights: tuple[str, ...] = ()


@dataclass(kw_only=True)
class StoredTable:
    """A table, and when it changes by itself.

    Attributes:
        ready_at: CREATING before.
        gone_at: DELETING before, once somebody deletes it.
        broken_at: From then on there is no such table: AWS gave its restore up.
        pitr_since: None while PITR is off.
        pitr_days: RecoveryPeriodInDays.
    """

    table: Table
    ready_at: datetime
    gone_at: datetime | None = None
    broken_at: datetime | None = None
    pitr_since: datetime | None = None
    pitr_days: int = 35
    attached: Attached = Attached()


@dataclass(kw_only=True)
class StoredBackup:
    """A backup with what it remembers, and until when it is CREATING."""

    detail: BackupDetail
    ready_at: datetime


@dataclass(kw_only=True)
class Arrangements:
    """What goes on by itself once it is set up: AWS Backup's plans, schedules, event rules.

    Attributes:
        plans: By id.
        selections: By their plan's id, then by their own.
        schedules: By group and name.
        rules: By name.
        tokens: What each CreatorRequestId made: the id of a plan or a selection.
    """

    plans: dict[str, BackupPlan] = field(default_factory=dict)
    selections: dict[str, dict[str, Selection]] = field(default_factory=dict)
    schedules: dict[tuple[str, str], Schedule] = field(default_factory=dict)
    rules: dict[str, EventRule] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)


@dataclass(kw_only=True)
class Region:
    """What one account has in one region."""

    tables: dict[str, StoredTable] = field(default_factory=dict)
    backups: dict[str, StoredBackup] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)
    key_policies: dict[str, str] = field(default_factory=dict)
    arrangements: Arrangements = field(default_factory=Arrangements)
    holding: Holding = field(default_factory=Holding)
    table_quota: int = 2500


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What happens instead of an answer; `after` carries the call out before."""

    error: AwsError | Paced
    after: bool


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call as it was received."""

    operation: str
    account: str
    region: str
    about: str
    job_id: str


class Cloud:
    """Accounts and regions, arranged by tests and asked about afterwards.

    Args:
        now: Its clock.
        accounts: Account name to the 12 digits that stand in ARNs.
        profile: How it behaves.

    Attributes:
        unreachable: Regions that do not answer.
        organizations: Ids of the organizations that accounts belong to, by account name.
        doomed: Targets whose restore AWS gives up halfway.
        fates: (state, message) in which AWS Backup's next job of a table ends, by `backup orders`
            or `copy orders`.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        accounts: dict[str, str] | None = None,
        profile: Profile | None = None,
    ) -> None:
        self.now = now
        self.accounts = accounts or {"prod": "123456789012"}
        self.profile = profile or Profile()
        self.calls: list[Call] = []
        self.unreachable: set[str] = set()
        self.organizations: dict[str, str] = {}
        self.doomed: set[str] = set()
        self.fates: dict[str, tuple[str, str]] = {}
        self._faults: dict[str, list[Fault | None]] = {}
        self._regions: dict[tuple[str, str], Region] = {}
        self._numbers = 0
        self._tables = 0

    def region(self, account: str = "prod", region: str = "us-east-2") -> Region:
        """What is there."""
        if account not in self.accounts:
            raise KeyError(f"no account {account}")
        return self._regions.setdefault((account, region), Region())

    def add_table(
        self,
        name: str,
        *,
        account: str = "prod",
        region: str = "us-east-2",
        pitr_since: timedelta | None = timedelta(days=30),
        attached: Attached = Attached(),
        **fields: Any,  # noqa: ANN401  fields of Table
    ) -> Table:
        """Put an ACTIVE table there; `pitr_since` is how long PITR has been on, None is off."""
        usual = {
            "id": self.table_id(),
            "size_bytes": 10 * 1024**3,
            "item_count": 1000,
            "billing_mode": "PAY_PER_REQUEST",
        }
        now = self.now()
        table = Table(
            name=name,
            arn=self.table_arn(account, region, name),
            status="ACTIVE",
            created=now - LONG_AGO,
            **(usual | fields),
        )
        self.region(account, region).tables[name] = StoredTable(
            table=table,
            ready_at=now - LONG_AGO,
            pitr_since=None if pitr_since is None else now - pitr_since,
            attached=attached,
        )
        return table

    def add_backup(
        self,
        table: str,
        *,
        account: str = "prod",
        region: str = "us-east-2",
        name: str = "nightly",
        age: timedelta = timedelta(hours=3),
        kind: str = "USER",
        is_ready: bool = True,
        encryption: Encryption = Encryption(),  # noqa: B008  frozen
        table_id: str = "",
    ) -> Backup:
        """Put a backup there; its table may be gone."""
        remembered = Table(
            name=table,
            id=table_id,
            arn=self.table_arn(account, region, table),
            status="",
            size_bytes=5 * 1024**3,
            item_count=500,
            billing_mode="PAY_PER_REQUEST",
            encryption=encryption,
        )
        created = self.now() - age
        ready_at = created if is_ready else self.now() + LONG_AGO
        return self.store_backup(
            account, region, remembered, name=name, kind=kind, created=created, ready_at=ready_at
        )

    def store_backup(
        self,
        account: str,
        region: str,
        table: Table,
        *,
        name: str,
        kind: str,
        created: datetime,
        ready_at: datetime,
    ) -> Backup:
        """Make a backup of a table."""
        backup = Backup(
            table_id=table.id,
            arn=f"{table.arn}/backup/{self.number():014d}-0000abcd",
            name=name,
            table=table.name,
            table_arn=table.arn,
            kind=kind,
            status="CREATING",
            size_bytes=table.size_bytes,
            created=created,
        )
        self.region(account, region).backups[backup.arn] = StoredBackup(
            detail=BackupDetail(backup=backup, table=table), ready_at=ready_at
        )
        return backup

    def number(self) -> int:
        """A number nothing here has yet, for ids."""
        self._numbers += 1
        return self._numbers

    def table_id(self) -> str:
        """A TableId that no table had yet."""
        self._tables += 1
        return f"00000000-0000-4000-8000-{self._tables:012d}"

    def table_arn(self, account: str, region: str, name: str) -> str:
        """The ARN a table has."""
        return self.arn("dynamodb", account, region, f"table/{name}")

    def arn(self, service: str, account: str, region: str, resource: str) -> str:
        """The ARN of anything there, in the region's partition."""
        return f"arn:{partition_of(region)}:{service}:{region}:{self.accounts[account]}:{resource}"

    def fail_next(self, operation: str, error: AwsError | Paced, *, after: bool = False) -> None:
        """Let the next call of an operation fail; `after` carries it out first."""
        self._faults.setdefault(operation, []).append(Fault(error=error, after=after))

    def answer_before(self, operation: str, times: int, error: AwsError | Paced) -> None:
        """Answer the next calls of an operation, then fail once; forgets other faults of it."""
        self._faults[operation] = [*[None] * times, Fault(error=error, after=False)]

    def count(self, operation: str) -> int:
        """How many calls of an operation were received."""
        return Counter(call.operation for call in self.calls)[operation]

    def instant(self) -> datetime:
        """Now, as this AWS writes it."""
        now = self.now()
        return now.replace(microsecond=0) if self.profile.whole_seconds else now

    def receive(self, call: Call, carry_out: Callable[[], Answer]) -> Answer:
        """Note a call, and answer it as profile and faults will have it."""
        place = f"{call.account}/{call.region}"
        if call.region in self.unreachable:
            raise coded("EndpointConnectionError", call.operation, place)
        self.calls.append(call)
        if call.operation in self.profile.unsupported:
            raise coded("405", call.operation, place)
        faults = self._faults.get(call.operation)
        fault = faults.pop(0) if faults else None
        if fault and not fault.after:
            raise fault.error
        answer = carry_out()
        if fault:
            raise fault.error
        return answer
