"""What hangs on a table besides its definition: no backup keeps it and no restore brings it."""

from dataclasses import dataclass, field
from datetime import datetime

from sandbox.aws.call import Json


@dataclass(frozen=True)
class Policy:
    """A resource-based policy; AWS's revision ids are the milliseconds of the change."""

    document: Json
    revision: str


@dataclass(frozen=True)
class Insights:
    """Contributor Insights of a table or of one index: on or off, settled or not yet."""

    enabled: bool
    mode: str
    settled_at: datetime

    def status(self, now: datetime) -> str:
        """ENABLING, ENABLED, DISABLING, DISABLED."""
        if now < self.settled_at:
            return "ENABLING" if self.enabled else "DISABLING"
        return "ENABLED" if self.enabled else "DISABLED"


@dataclass(frozen=True)
class Destination:
    """A Kinesis data stream that the table's changes go to; `failed` says why they do not."""

    enabled: bool
    settled_at: datetime
    precision: str | None = None
    updating: bool = False
    failed: str | None = None

    def status(self, now: datetime) -> str:
        """ENABLING, UPDATING, ACTIVE, ENABLE_FAILED, DISABLING, DISABLED."""
        if now < self.settled_at and self.updating:
            return "UPDATING"
        if now < self.settled_at:
            return "ENABLING" if self.enabled else "DISABLING"
        if self.failed:
            return "ENABLE_FAILED"
        return "ACTIVE" if self.enabled else "DISABLED"


@dataclass
class Attachments:
    """All of them: policies by ARN (table or stream), insights by index, None being the table."""

    policies: dict[str, Policy] = field(default_factory=dict)
    insights: dict[str | None, Insights] = field(default_factory=dict)
    destinations: dict[str, Destination] = field(default_factory=dict)
