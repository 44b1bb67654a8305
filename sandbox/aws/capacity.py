"""What a table or an index may read and write: how it was changed, and how often."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.aws.call import AwsError, Json

ON_DEMAND = {"ReadUnitsPerSecond": 12_000, "WriteUnitsPerSecond": 4_000}
"""Warm throughput of a new on-demand table (developer guide, "Warm throughput")."""
FREE_DECREASES = 4
DECREASE_EVERY = timedelta(hours=1)


@dataclass
class Capacity:
    """Of a table or of one global index: its changes, and its warm throughput's highest marks."""

    increased_at: datetime | None = None
    decreases: list[datetime] = field(default_factory=list)
    marks: dict[str, int] = field(default_factory=dict)
    before: Json | None = None
    warm_until: datetime | None = None

    def change(self, old: Json, new: Json, now: datetime) -> None:
        """Provisioned throughput becomes `new`; LimitExceededException past the day's decreases.

        After four decreases in a UTC day one more is accepted an hour after the
        last (developer guide, "Service quotas", decreases).
        """
        self.keep(old)
        units = ("ReadCapacityUnits", "WriteCapacityUnits")
        if any(new[unit] < old[unit] for unit in units):
            self._require_decrease(now)
            self.decreases.append(now)
        if any(new[unit] > old[unit] for unit in units):
            self.increased_at = now

    def description(self, throughput: Json | None, now: datetime) -> Json:
        """ProvisionedThroughputDescription, instants left as they are."""
        units = throughput or {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0}
        described: Json = {"NumberOfDecreasesToday": len(self._today(now)), **units}
        if self.increased_at is not None:
            described["LastIncreaseDateTime"] = self.increased_at
        if self.decreases:
            described["LastDecreaseDateTime"] = self.decreases[-1]
        return described

    def warm(self, throughput: Json | None) -> Json:
        """ReadUnitsPerSecond and WriteUnitsPerSecond; they never decrease."""
        base = _warm_base(throughput)
        return {name: max(units, self.marks.get(name, 0)) for name, units in base.items()}

    def keep(self, throughput: Json | None) -> None:
        """Remember how warm it is, before the throughput changes."""
        self.marks = self.warm(throughput)

    def raise_warm(
        self, wanted: Json, throughput: Json | None, where: str, until: datetime
    ) -> None:
        """UpdateTable's WarmThroughput: the same or more."""
        current = self.warm(throughput)
        for name, units in wanted.items():
            if units < current[name]:
                raise invalid(
                    f"Requested {name} for WarmThroughput for {where} is lower than current "
                    "WarmThroughput, decreasing WarmThroughput is not supported"
                )
        if all(current[name] == units for name, units in wanted.items()):
            return
        self.before = current
        self.marks = current | wanted
        self.warm_until = until

    def warm_description(self, throughput: Json | None, now: datetime) -> Json:
        """TableWarmThroughputDescription: the old figures until the new ones are there."""
        if self.before is not None and self.warm_until is not None and now < self.warm_until:
            return {**self.before, "Status": "UPDATING"}
        return {**self.warm(throughput), "Status": "ACTIVE"}

    def _today(self, now: datetime) -> list[datetime]:
        return [instant for instant in self.decreases if instant.date() == now.date()]

    def _require_decrease(self, now: datetime) -> None:
        today = self._today(now)
        if len(today) < FREE_DECREASES or now >= today[-1] + DECREASE_EVERY:
            return
        raise AwsError(
            "LimitExceededException",
            "Subscriber limit exceeded: Provisioned throughput decreases are limited within a "
            "given UTC day. After the first 4 decreases, each subsequent decrease in the same UTC "
            "day can be performed at most once every 3600 seconds. Number of decreases today: "
            f"{len(today)}. Last decrease at {spoken(today[-1])}. Next decrease can be made at "
            f"{spoken(today[-1] + DECREASE_EVERY)}",
        )


def invalid(message: str) -> AwsError:
    """ValidationException with the beginning that most of DynamoDB's have."""
    return AwsError("ValidationException", f"One or more parameter values were invalid: {message}")


def spoken(instant: datetime) -> str:
    """`Monday, November 23, 2026 at 8:00:00 AM UTC`, as DynamoDB words instants in refusals."""
    clock = instant.strftime("%I:%M:%S %p").lstrip("0")
    return f"{instant:%A, %B} {instant.day}, {instant.year} at {clock} UTC"


def _warm_base(throughput: Json | None) -> dict[str, int]:
    if throughput is None:
        return dict(ON_DEMAND)
    return {
        "ReadUnitsPerSecond": throughput["ReadCapacityUnits"],
        "WriteUnitsPerSecond": throughput["WriteCapacityUnits"],
    }
