"""A table's record: what was defined, what time has done to it, how AWS describes it."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from sandbox.aws.call import Json
from sandbox.aws.history import VersionLog


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


@dataclass(frozen=True)
class TimeToLive:
    """TTL on an attribute, ENABLING until `settled_at`, or DISABLING until then."""

    attribute: str
    enabled: bool
    settled_at: datetime


@dataclass(frozen=True)
class PointInTimeRecovery:
    """Continuous backups: on since `enabled_at` (a whole second), for so many days."""

    enabled_at: datetime
    days: int


@dataclass(frozen=True)
class Restore:
    """Where a restored table came from: RestoreSummary's members."""

    source_table_arn: str
    restored_to: datetime
    source_backup_arn: str | None = None


class Measured(NamedTuple):
    """Index name -> (items, bytes), as it was after so many writes, of one definition."""

    writes: int
    definition: Definition
    sizes: dict[str, tuple[int, int]]


@dataclass
class Table:
    """A table from CreateTable, or a restore, until it is gone."""

    name: str
    account: str
    region: str
    definition: Definition
    created_at: datetime
    ready_at: datetime
    deletion_protection: bool = False
    tags: dict[str, str] = field(default_factory=dict)
    ttl: TimeToLive | None = None
    pitr: PointInTimeRecovery | None = None
    restore: Restore | None = None
    stream_label: str | None = None
    updated_at: datetime | None = None
    gone_at: datetime | None = None
    history: VersionLog = field(default_factory=VersionLog)
    measured: Measured | None = None
    table_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def arn(self) -> str:
        """`arn:aws:dynamodb:REGION:ACCOUNT:table/NAME`."""
        return f"arn:aws:dynamodb:{self.region}:{self.account}:table/{self.name}"

    def status(self, now: datetime) -> str:
        """CREATING, then ACTIVE; UPDATING and DELETING for a while."""
        if self.gone_at is not None:
            return "DELETING"
        if now < self.ready_at:
            return "CREATING"
        if self.updated_at is not None and now < self.updated_at:
            return "UPDATING"
        return "ACTIVE"

    def restoring(self, now: datetime) -> bool:
        """Is this table being restored right now?"""
        return self.restore is not None and self.status(now) == "CREATING"

    def changed(self, instant: datetime, before: Json | None, after: Json | None) -> None:
        """An item was written: what it was and what it is; None where there was or is none."""

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
