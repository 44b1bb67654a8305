"""A backup's record: the items and the definition of a table at one instant."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.aws.call import Json
from sandbox.aws.items.snapshot import Snapshot
from sandbox.aws.table import Definition, Table, TimeToLive, ttl_description

Stamp = Callable[[datetime], float]


@dataclass
class Backup:
    """What CreateBackup, or the deletion of a table with recovery on, leaves behind."""

    name: str
    arn: str
    kind: str
    created_at: datetime
    ready_at: datetime
    expires_at: datetime | None
    table_name: str
    table_arn: str
    table_id: str
    table_created_at: datetime
    definition: Definition
    ttl: TimeToLive | None
    images: Snapshot
    restores: list[Table] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Bytes of all items."""
        return self.images.size

    def status(self, now: datetime) -> str:
        """CREATING, then AVAILABLE."""
        return "CREATING" if now < self.ready_at else "AVAILABLE"

    def details(self, now: datetime, stamp: Stamp) -> Json:
        """BackupDetails."""
        details = {
            "BackupArn": self.arn,
            "BackupName": self.name,
            "BackupSizeBytes": self.size,
            "BackupStatus": self.status(now),
            "BackupType": self.kind,
            "BackupCreationDateTime": stamp(self.created_at),
        }
        if self.expires_at is not None:
            details["BackupExpiryDateTime"] = stamp(self.expires_at)
        return details

    def summary(self, now: datetime, stamp: Stamp) -> Json:
        """BackupSummary, as ListBackups gives it."""
        return {
            "TableName": self.table_name,
            "TableId": self.table_id,
            "TableArn": self.table_arn,
            **self.details(now, stamp),
        }

    def description(self, now: datetime, stamp: Stamp) -> Json:
        """BackupDescription: with what AWS stores of the table besides its items."""
        definition = self.definition
        source: Json = {
            "TableName": self.table_name,
            "TableId": self.table_id,
            "TableArn": self.table_arn,
            "TableSizeBytes": self.size,
            "KeySchema": definition.key_schema,
            "TableCreationDateTime": stamp(self.table_created_at),
            "ProvisionedThroughput": definition.throughput or _NO_THROUGHPUT,
            "ItemCount": self.images.count,
            "BillingMode": definition.billing_mode,
        }
        if definition.on_demand:
            source["OnDemandThroughput"] = definition.on_demand
        return {
            "BackupDetails": self.details(now, stamp),
            "SourceTableDetails": source,
            "SourceTableFeatureDetails": self._features(now),
        }

    def _features(self, now: datetime) -> Json:
        definition = self.definition
        features: Json = {"TimeToLiveDescription": ttl_description(self.ttl, now)}
        if definition.global_indexes:
            features["GlobalSecondaryIndexes"] = [
                {k: v for k, v in index.items() if k != "WarmThroughput"}
                for index in definition.global_indexes
            ]
        if definition.local_indexes:
            features["LocalSecondaryIndexes"] = definition.local_indexes
        if definition.stream:
            features["StreamDescription"] = definition.stream
        if definition.sse:
            features["SSEDescription"] = definition.sse
        return features


_NO_THROUGHPUT = {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0}


def take_backup(
    table: Table,
    *,
    name: str,
    kind: str,
    now: datetime,
    ready_at: datetime,
    expires_at: datetime | None = None,
) -> Backup:
    """The table as it is at `now`. ARN: `TABLE_ARN/backup/MILLISECONDS-8HEX`."""
    identifier = f"{int(now.timestamp() * 1000):014d}-{uuid.uuid4().hex[:8]}"
    return Backup(
        name=name,
        arn=f"{table.arn}/backup/{identifier}",
        kind=kind,
        created_at=now,
        ready_at=ready_at,
        expires_at=expires_at,
        table_name=table.name,
        table_arn=table.arn,
        table_id=table.table_id,
        table_created_at=table.created_at,
        definition=table.definition,
        ttl=table.ttl,
        images=table.items.at(now),
    )
