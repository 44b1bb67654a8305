"""The record of a table's stream: every change of an item, in order, for 24 hours."""

import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.aws.call import Json

RETENTION = timedelta(hours=24)
"""Developer guide, "Change data capture for DynamoDB Streams"; also for a disabled stream."""
SERVICE = {"Type": "Service", "PrincipalId": "dynamodb.amazonaws.com"}
"""userIdentity of what DynamoDB deletes by itself, for time to live."""


@dataclass(frozen=True)
class Change:
    """One change: DynamoDB JSON before and after; None where there was or is no item."""

    sequence: int
    instant: datetime
    before: Json | None
    after: Json | None
    by_service: bool

    @property
    def name(self) -> str:
        """INSERT, MODIFY, REMOVE."""
        if self.before is None:
            return "INSERT"
        return "MODIFY" if self.after is not None else "REMOVE"


@dataclass
class Stream:
    """One stream, in one shard: from the moment it is enabled until it is disabled."""

    table_name: str
    table_arn: str
    region: str
    key_schema: list[Json]
    view: str
    began_at: datetime
    ended_at: datetime | None = None
    changes: list[Change] = field(default_factory=list)

    def __post_init__(self) -> None:
        # 21 digits that grow with every change, and from stream to stream.
        milliseconds = int(self.began_at.timestamp() * 1000)
        self.first = milliseconds * 10**8 + 1
        self.last = self.first - 1
        self.shard = f"shardId-{milliseconds:020d}-{uuid.uuid4().hex[:8]}"

    @property
    def label(self) -> str:
        """The instant of its beginning, to the millisecond."""
        instant = self.began_at
        return f"{instant:%Y-%m-%dT%H:%M:%S}.{instant.microsecond // 1000:03d}"

    @property
    def arn(self) -> str:
        """`TABLE_ARN/stream/LABEL`."""
        return f"{self.table_arn}/stream/{self.label}"

    def note(
        self, instant: datetime, before: Json | None, after: Json | None, *, by_service: bool
    ) -> None:
        """A change of an item, while the stream is enabled."""
        self.last += 1
        self.changes.append(Change(self.last, instant, before, after, by_service))

    def gone(self, now: datetime) -> bool:
        """Disabled for so long that nothing of it is left?"""
        return self.ended_at is not None and now >= self.ended_at + RETENTION

    def kept(self, now: datetime) -> list[Change]:
        """The changes of the last 24 hours; older ones are let go of."""
        oldest = now - RETENTION
        trimmed = next(
            (n for n, change in enumerate(self.changes) if change.instant > oldest),
            len(self.changes),
        )
        del self.changes[:trimmed]
        return self.changes

    def record(self, change: Change) -> Json:
        """The change as GetRecords gives it."""
        item = change.after if change.after is not None else change.before or {}
        keys = {e["AttributeName"]: item[e["AttributeName"]] for e in self.key_schema}
        seen: Json = {"Keys": keys}
        if change.after is not None and self.view in {"NEW_IMAGE", "NEW_AND_OLD_IMAGES"}:
            seen["NewImage"] = change.after
        if change.before is not None and self.view in {"OLD_IMAGE", "NEW_AND_OLD_IMAGES"}:
            seen["OldImage"] = change.before
        told: Json = {
            "eventID": uuid.uuid5(uuid.NAMESPACE_URL, f"{self.arn}/{change.sequence}").hex,
            "eventName": change.name,
            "eventVersion": "1.1",
            "eventSource": "aws:dynamodb",
            "awsRegion": self.region,
            "dynamodb": {
                "ApproximateCreationDateTime": int(change.instant.timestamp()),
                **seen,
                "SequenceNumber": str(change.sequence),
                "SizeBytes": len(json.dumps(seen)),
                "StreamViewType": self.view,
            },
        }
        return told | ({"userIdentity": SERVICE} if change.by_service else {})
