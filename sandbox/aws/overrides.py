"""What a restore may change of the table it brings back: billing, throughput, fewer indexes."""

from dataclasses import replace

from sandbox.aws.call import AwsError, Json
from sandbox.aws.table import Definition, used_attributes

STAY_BEHIND = {"OnDemandThroughput", "WarmThroughput"}


def overridden(source: Definition, payload: Json) -> Definition:
    """The definition with the payload's overrides; ValidationException for what AWS refuses."""
    if payload.get("VectorIndexOverride"):
        raise AwsError("ValidationException", "The sandbox does not play vector indexes")
    mode = payload.get("BillingModeOverride", source.billing_mode)
    throughput = payload.get("ProvisionedThroughputOverride", source.throughput)
    if mode == "PAY_PER_REQUEST" and "ProvisionedThroughputOverride" in payload:
        raise _invalid(
            "Cannot override ProvisionedThroughput if BillingMode is overridden to PAY_PER_REQUEST"
        )
    if mode == "PROVISIONED" and throughput is None:
        raise _invalid(
            "Must override ProvisionedThroughput if BillingMode is overridden to PROVISIONED"
        )
    if mode == "PROVISIONED" and "OnDemandThroughputOverride" in payload:
        raise _invalid(
            "Cannot override MaxReadRequestUnits for OnDemandThroughput unless "
            "BillingModeOverride is PAY_PER_REQUEST"
        )
    kept_global = _subset(source.global_indexes, payload.get("GlobalSecondaryIndexOverride"))
    kept_local = _subset(source.local_indexes, payload.get("LocalSecondaryIndexOverride"))
    kept = replace(
        source,
        billing_mode=mode,
        throughput=throughput if mode == "PROVISIONED" else None,
        on_demand=payload.get("OnDemandThroughputOverride") if mode != "PROVISIONED" else None,
        global_indexes=[_billed(index, mode) for index in kept_global],
        local_indexes=kept_local,
    )
    return replace(kept, attributes=used_attributes(kept))


def _subset(existing: list[Json], wanted: list[Json] | None) -> list[Json]:
    """The source's indexes that are wanted, all without an override; [] drops all.

    As with the table itself, limits of on-demand throughput and warm throughput
    stay behind.
    """
    existing = [
        {key: value for key, value in index.items() if key not in STAY_BEHIND} for index in existing
    ]
    if wanted is None:
        return existing
    kept = []
    for index in wanted:
        name = index["IndexName"]
        source = next((each for each in existing if _same_index(each, index)), None)
        if source is None:
            raise _invalid(
                f"Index {name} does not match a secondary index that existed in the source table "
                "and cannot be created during the restore operation"
            )
        if "WarmThroughput" in index:
            raise _invalid("WarmThroughput is not supported on a restore")
        kept.append(source | index)
    return kept


def _same_index(one: Json, other: Json) -> bool:
    members = ("IndexName", "KeySchema")
    return all(one[m] == other[m] for m in members) and _projection(one) == _projection(other)


def _projection(index: Json) -> tuple[str | None, frozenset[str]]:
    projection = index["Projection"]
    return projection.get("ProjectionType"), frozenset(projection.get("NonKeyAttributes", []))


def _billed(index: Json, mode: str) -> Json:
    """With what its billing mode has, and without what the other one has."""
    if mode == "PAY_PER_REQUEST":
        return {key: value for key, value in index.items() if key != "ProvisionedThroughput"}
    if "ProvisionedThroughput" not in index:
        raise _invalid(f"Must specify provisioned throughput for index {index['IndexName']}")
    return {key: value for key, value in index.items() if key != "OnDemandThroughput"}


def _invalid(message: str) -> AwsError:
    return AwsError("ValidationException", f"Invalid Request: {message}")
