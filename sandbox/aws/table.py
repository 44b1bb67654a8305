"""A table's record: what was defined, what time has done to it, how AWS describes it."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from sandbox.aws.attachments import Attachments
from sandbox.aws.call import Json
from sandbox.aws.capacity import Capacity
from sandbox.aws.items.table_items import TableItems
from sandbox.aws.stream import Stream


@dataclass(frozen=True)
class Definition:
    """What a backup keeps and a restore may bring back; lists in AWS's input shapes."""

    attributes: list[Json]
    key_schema: list[Json]
    billing_mode: str
    throughput: Json | None = None
    on_demand: Json | None = None
    global_indexes: list[Json] = field(default_factory=list)
    local_indexes: list[Json] = field(default_factory=list)
    stream: Json | None = None
    sse: Json | None = None
    table_class: str = "STANDARD"


def used_attributes(definition: Definition) -> list[Json]:
    """The attribute definitions that a key of the table or of an index uses; AWS keeps no others.

    Raises ValueError for a key attribute without a definition.
    """
    indexes = [*definition.global_indexes, *definition.local_indexes]
    schemas = [definition.key_schema, *(index["KeySchema"] for index in indexes)]
    used = {element["AttributeName"] for schema in schemas for element in schema}
    missing = used - {attribute["AttributeName"] for attribute in definition.attributes}
    if missing:
        raise ValueError(f"no definition for {', '.join(sorted(missing))}")
    return [a for a in definition.attributes if a["AttributeName"] in used]


def partition(region: str) -> str:
    """AWS's partitions: commercial, China, GovCloud."""
    if region.startswith("cn-"):
        return "aws-cn"
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"


@dataclass(frozen=True)
class TimeToLive:
    """TTL on an attribute, ENABLING until `settled_at`, or DISABLING until then.

    Not to be changed again before `fixed_until`.
    """

    attribute: str
    enabled: bool
    settled_at: datetime
    fixed_until: datetime


@dataclass(frozen=True)
class PointInTimeRecovery:
    """Continuous backups: nothing before `enabled_at` (a whole second), and for so many days."""

    enabled_at: datetime
    days: int


@dataclass(frozen=True)
class Restore:
    """Where a restored table came from: RestoreSummary's members."""

    source_table_arn: str
    restored_to: datetime
    source_backup_arn: str | None = None
    size: int = 0


class Figures(NamedTuple):
    """What a refresh of the figures found; index name -> (items, bytes)."""

    items: int
    size: int
    indexes: dict[str, tuple[int, int]]


NO_FIGURES = Figures(0, 0, {})


@dataclass(frozen=True)
class IndexChange:
    """A global index of an existing table that comes, changes or goes, `until` it is done.

    A new one first gets its resources, until `allocated_at`, and is then
    filled from the table, "Backfilling".
    """

    kind: Literal["CREATING", "UPDATING", "DELETING"]
    index: Json
    allocated_at: datetime
    until: datetime


@dataclass(frozen=True)
class KeyLoss:
    """The table's KMS key cannot be used since `lost_at`, until `found_at`."""

    problem: str
    lost_at: datetime
    refused_at: datetime
    seen_at: datetime
    archived_at: datetime
    found_at: datetime | None = None
    recovered_at: datetime | None = None

    def refuses(self, now: datetime) -> bool:
        """Are reads and writes refused?"""
        return self.found_at is None and now >= self.refused_at

    def status(self, now: datetime) -> str | None:
        """What the table's status becomes by it; None where it does not change."""
        end = self.found_at or now
        if end >= self.archived_at and now >= self.archived_at:
            return "ARCHIVED"
        if now < self.seen_at or end < self.seen_at:
            return None
        if self.recovered_at is not None and now >= self.recovered_at:
            return None
        return "INACCESSIBLE_ENCRYPTION_CREDENTIALS"


@dataclass
class Table:
    """A table from CreateTable, or a restore, until it is gone."""

    name: str
    account: str
    region: str
    definition: Definition
    created_at: datetime
    ready_at: datetime
    items: TableItems
    deletion_protection: bool = False
    tags: dict[str, str] = field(default_factory=dict)
    ttl: TimeToLive | None = None
    pitr: PointInTimeRecovery | None = None
    restore: Restore | None = None
    written_at: datetime | None = None
    stream: Stream | None = None
    updated_at: datetime | None = None
    gone_at: datetime | None = None
    figures: Figures = NO_FIGURES
    figures_at: datetime | None = None
    index_changes: dict[str, IndexChange] = field(default_factory=dict)
    capacities: dict[str | None, Capacity] = field(default_factory=dict)
    on_demand_since: datetime | None = None
    switches: list[datetime] = field(default_factory=list)
    class_changes: list[datetime] = field(default_factory=list)
    encryption_changes: list[datetime] = field(default_factory=list)
    encrypted_at: datetime | None = None
    attachments: Attachments = field(default_factory=Attachments)
    key_loss: KeyLoss | None = None
    archive_arn: str | None = None
    table_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def arn(self) -> str:
        """`arn:aws:dynamodb:REGION:ACCOUNT:table/NAME`."""
        where = f"{partition(self.region)}:dynamodb:{self.region}:{self.account}"
        return f"arn:{where}:table/{self.name}"

    def status(self, now: datetime) -> str:
        """CREATING, then ACTIVE; UPDATING and DELETING for a while; and without its key."""
        if self.gone_at is not None:
            return "DELETING"
        if now < self.ready_at:
            return "CREATING"
        lost = self.key_loss.status(now) if self.key_loss else None
        if lost:
            return lost
        if self.updated_at is not None and now < self.updated_at:
            return "UPDATING"
        return "ACTIVE"

    def rests(self, fresh: datetime) -> bool:
        """Is nothing to be done for it, its figures having been taken after `fresh`?"""
        return (
            (self.figures_at or self.ready_at) > fresh
            and self.ttl is None
            and self.gone_at is None
            and self.key_loss is None
        )

    def restoring(self, now: datetime) -> bool:
        """Is this table being restored right now?"""
        return self.restore is not None and self.status(now) == "CREATING"

    def index_status(self, name: str, now: datetime) -> str | None:
        """CREATING, UPDATING, ACTIVE or DELETING; None for no such global index."""
        change = self.index_changes.get(name)
        if change is not None and now < change.until:
            return change.kind
        if all(index["IndexName"] != name for index in self.definition.global_indexes):
            return None
        return "CREATING" if self.status(now) == "CREATING" else "ACTIVE"

    def index_ready(self, name: str, now: datetime) -> bool:
        """May this index be read? Global ones not before they are filled; local ones always."""
        if any(index["IndexName"] == name for index in self.definition.local_indexes):
            return True
        return self.index_status(name, now) in {"ACTIVE", "UPDATING"}

    def moving_indexes(self, now: datetime) -> list[IndexChange]:
        """Global indexes that come, change or go right now."""
        return [change for change in self.index_changes.values() if now < change.until]

    def capacity(self, index: str | None = None) -> Capacity:
        """The record of the table's throughput, or of an index's."""
        return self.capacities.setdefault(index, Capacity())

    def changed(self, instant: datetime, before: Json | None, after: Json | None) -> None:
        """An item was written: what it was and what it is; None where there was or is none."""
        self._tell(instant, before, after, by_service=False)

    def expired(self, instant: datetime, before: Json | None, after: Json | None) -> None:
        """The same for an item that DynamoDB deletes by itself, its time to live being over."""
        self._tell(instant, before, after, by_service=True)

    def _tell(
        self, instant: datetime, before: Json | None, after: Json | None, *, by_service: bool
    ) -> None:
        self.written_at = instant
        if self.stream is not None and self.stream.ended_at is None:
            self.stream.note(instant, before, after, by_service=by_service)

    def window(self, now: datetime, lag: timedelta) -> tuple[datetime, datetime]:
        """(earliest, latest) restorable second; ValueError where recovery is off."""
        if self.pitr is None:
            raise ValueError(f"point-in-time recovery is off for {self.name}")
        reach = (now - timedelta(days=self.pitr.days)).replace(microsecond=0)
        earliest = max(self.pitr.enabled_at, reach)
        return earliest, max(earliest, (now - lag).replace(microsecond=0))


def ttl_description(ttl: TimeToLive | None, now: datetime) -> Json:
    """TimeToLiveDescription."""
    if ttl is None or (not ttl.enabled and now >= ttl.settled_at):
        return {"TimeToLiveStatus": "DISABLED"}
    settled, moving = ("ENABLED", "ENABLING") if ttl.enabled else ("DISABLED", "DISABLING")
    status = settled if now >= ttl.settled_at else moving
    return {"TimeToLiveStatus": status, "AttributeName": ttl.attribute}
