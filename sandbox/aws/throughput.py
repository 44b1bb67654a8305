"""Billing mode, provisioned units and on-demand limits of a table, as UpdateTable changes them."""

from dataclasses import replace
from datetime import timedelta

from sandbox.aws.admission import exceeded
from sandbox.aws.call import AwsError, Json
from sandbox.aws.capacity import invalid, spoken
from sandbox.aws.table import Definition, Table
from sandbox.aws.world import Scene

SWITCHES, SWITCH_PERIOD = 4, timedelta(days=1)
UNLIMITED = -1
MOST_UNITS, MOST_ACCOUNT_UNITS = 40_000, 80_000
"""Default quotas of read and of write units (developer guide, "Service quotas"), told only for
the account, kept for a table."""


def describe_limits(scene: Scene, payload: Json) -> Json:
    """The account's quotas of provisioned capacity, at AWS's defaults."""
    del scene, payload
    return {
        "AccountMaxReadCapacityUnits": MOST_ACCOUNT_UNITS,
        "AccountMaxWriteCapacityUnits": MOST_ACCOUNT_UNITS,
        "TableMaxReadCapacityUnits": MOST_UNITS,
        "TableMaxWriteCapacityUnits": MOST_UNITS,
    }


def changed_throughput(scene: Scene, table: Table, payload: Json) -> Definition:
    """The definition with the payload's billing mode and units; the table's record follows."""
    before = table.definition
    mode = payload.get("BillingMode", before.billing_mode)
    units = payload.get("ProvisionedThroughput")
    if mode == "PAY_PER_REQUEST":
        if units is not None:
            raise invalid(
                "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when "
                "BillingMode is PAY_PER_REQUEST"
            )
        return _on_demand(scene, table, payload)
    if "OnDemandThroughput" in payload:
        raise invalid(
            "MaxReadRequestUnits for OnDemandThroughput cannot be specified when the table "
            "BillingMode is PROVISIONED"
        )
    if "BillingMode" in payload and units is None:
        raise invalid("ProvisionedThroughput must be specified when BillingMode is PROVISIONED")
    if units is None:
        return before
    require_units(table.region, "", units)
    if before.throughput is None:
        table.capacity().keep(None)
    elif units == before.throughput:
        raise AwsError("ValidationException", _unchanged("table", units))
    else:
        table.capacity().change(before.throughput, units, scene.now)
    return replace(
        before,
        billing_mode=mode,
        throughput=units,
        on_demand=None,
        global_indexes=_without(before, "OnDemandThroughput"),
    )


def require_units(region: str, where: str, units: Json | None) -> None:
    """LimitExceededException above the per-table maximum that DescribeLimits tells."""
    for name, wanted in (units or {}).items():
        if wanted > MOST_UNITS:
            raise AwsError(
                "LimitExceededException",
                f"The requested {name}{where}, {wanted}, is above the per table maximum for the "
                f"account in {region}. Per table maximum: {MOST_UNITS}. Refer to the Amazon "
                "DynamoDB Developer Guide for current limits and how to request higher limits.",
            )


def unchanged_index(name: str, units: Json) -> AwsError:
    """The refusal of an index update that changes nothing."""
    return AwsError("ValidationException", _unchanged(f"index {name}", units))


def merged_limits(before: Json | None, change: Json | None) -> Json | None:
    """On-demand limits member by member; -1 takes one away."""
    merged = {**(before or {}), **(change or {})}
    for name, units in merged.items():
        if units < 1 and units != UNLIMITED:
            raise invalid(f"Requested {name} for OnDemandThroughput is outside of valid range")
    return {name: units for name, units in merged.items() if units != UNLIMITED} or None


def _on_demand(scene: Scene, table: Table, payload: Json) -> Definition:
    before = table.definition
    if before.billing_mode != "PAY_PER_REQUEST":
        _switch(scene, table)
    return replace(
        before,
        billing_mode="PAY_PER_REQUEST",
        throughput=None,
        on_demand=merged_limits(before.on_demand, payload.get("OnDemandThroughput")),
        global_indexes=_without(before, "ProvisionedThroughput"),
    )


def _without(definition: Definition, member: str) -> list[Json]:
    """The global indexes without what the other billing mode has."""
    return [
        {name: value for name, value in index.items() if name != member}
        for index in definition.global_indexes
    ]


def _switch(scene: Scene, table: Table) -> None:
    """To on-demand "up to four times in a 24-hour rolling window" (developer guide)."""
    recent = [at for at in table.switches if scene.now < at + SWITCH_PERIOD]
    if len(recent) >= SWITCHES:
        raise exceeded(
            f"Update to PayPerRequest mode are limited to {SWITCHES} times in 1 day(s). Last "
            f"update at {spoken(recent[-1])}. Next update can be made at "
            f"{spoken(recent[-SWITCHES] + SWITCH_PERIOD)}."
        )
    table.capacity().keep(table.definition.throughput)
    table.switches.append(scene.now)
    table.on_demand_since = scene.now


def _unchanged(what: str, units: Json) -> str:
    amounts = " ".join(
        f"Current {name} provisioned for the {what}: {units[name]}. "
        f"Requested {name}: {units[name]}."
        for name in ("ReadCapacityUnits", "WriteCapacityUnits")
    )
    return (
        f"The provisioned throughput for the {what} will not change. The requested value equals "
        f"the current value. {amounts} Refer to the Amazon DynamoDB Developer Guide for current "
        "limits and how to request higher limits."
    )
