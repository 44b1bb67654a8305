"""Throughput: who uses more than a table or an index has is refused.

Provisioned tables save up to 300 seconds of unused capacity ("Burst capacity",
developer guide); a maximum of on-demand throughput is held to the second. Time
is the domain's. On-demand tables without a maximum are not throttled, nor are
single partitions. `Profile.throttling` switches all of it off.
"""

from typing import NamedTuple

from sandbox.aws.call import Json
from sandbox.aws.items.answers import Refusal
from sandbox.aws.items.buckets import Bucket
from sandbox.aws.items.consumed import Consumed, Kind
from sandbox.aws.table import Table
from sandbox.aws.world import Scene

BURST_SECONDS, MAXIMUM_SECONDS = 300, 1

_EXCEEDED = (
    "The level of configured provisioned throughput for {} exceeded. Consider increasing your "
    "provisioning level{} with the UpdateTable API."
)
_INDEXES = (
    "one or more global secondary indexes of the table was",
    " for the under-provisioned global secondary indexes",
)


class Allowance(NamedTuple):
    """Units a second; provisioned ones may be saved for later."""

    units: float
    provisioned: bool


def spend(scene: Scene, consumed: list[Consumed]) -> None:
    """Take the units of a request; refused, all of it, where there are not enough."""
    refusal = take(scene, consumed)
    if refusal is not None:
        raise refusal


def take(scene: Scene, consumed: list[Consumed]) -> Refusal | None:
    """Take the units, or nothing and say why not."""
    if not scene.world.profile.throttling:
        return None
    taken: list[tuple[Bucket, float]] = []
    for each in consumed:
        for index, units in _by_holder(each).items():
            allowance = allowance_of(each.table, index, each.kind)
            if allowance is None:
                continue
            bucket = _bucket(scene, each, index, allowance)
            if not bucket.holds(units):
                return _refusal(each, index, allowance)
            taken.append((bucket, units))
    for bucket, units in taken:
        bucket.units -= units
    return None


def allowance_of(table: Table, index: str | None, kind: Kind) -> Allowance | None:
    """What the table, or a global index, may use; None for as much as it likes."""
    definition = table.definition
    throughput, on_demand = definition.throughput, definition.on_demand
    if index is not None:
        named: Json = next(
            (each for each in definition.global_indexes if each["IndexName"] == index), {}
        )
        throughput, on_demand = named.get("ProvisionedThroughput"), named.get("OnDemandThroughput")
    if definition.billing_mode == "PROVISIONED":
        units = (throughput or {}).get(f"{kind}CapacityUnits")
        return Allowance(units, provisioned=True) if units else None
    most = (on_demand or {}).get(f"Max{kind}RequestUnits", -1)
    return Allowance(most, provisioned=False) if most > 0 else None


def _by_holder(consumed: Consumed) -> dict[str | None, float]:
    """Units by who has to have them: local indexes use those of the table."""
    used: dict[str | None, float] = {None: consumed.own}
    for index in consumed.table.items.indexes:
        units = consumed.indexes.get(index.name, 0)
        holder = index.name if index.of_its_own else None
        used[holder] = used.get(holder, 0) + units
    return {holder: units for holder, units in used.items() if units}


def _bucket(scene: Scene, consumed: Consumed, index: str | None, allowance: Allowance) -> Bucket:
    buckets = consumed.table.items.buckets
    name = index, consumed.kind, allowance.provisioned
    if name not in buckets:
        seconds = BURST_SECONDS if allowance.provisioned else MAXIMUM_SECONDS
        buckets[name] = Bucket.full(allowance.units, seconds, scene.now)
    buckets[name].refill(allowance.units, scene.now)
    return buckets[name]


def _refusal(consumed: Consumed, index: str | None, allowance: Allowance) -> Refusal:
    place = "Index" if index else "Table"
    arn = consumed.table.arn + (f"/index/{index}" if index else "")
    if allowance.provisioned:
        words = _INDEXES if index else ("the table was", "")
        reason = f"{place}{consumed.kind}ProvisionedThroughputExceeded"
        return Refusal(
            "ProvisionedThroughputExceededException",
            _EXCEEDED.format(*words),
            {"ThrottlingReasons": [{"reason": reason, "resource": arn}]},
        )
    reason = f"{place}{consumed.kind}MaxOnDemandThroughputExceeded"
    return Refusal(
        "ThrottlingException",
        "Throughput exceeds the maximum OnDemandThroughput configured on table or index",
        {"throttlingReasons": [{"reason": reason, "resource": arn}]},
    )
