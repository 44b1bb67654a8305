"""Global indexes of an existing table: one comes or goes at a time, filled in the background.

Developer guide, "Managing Global Secondary Indexes": a new index first gets its
resources (the table is UPDATING), is then filled ("Backfilling", the table is
ACTIVE), and cannot be read before it is ACTIVE.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sandbox.aws.admission import exceeded
from sandbox.aws.call import AwsError, Json
from sandbox.aws.capacity import invalid
from sandbox.aws.table import Definition, IndexChange, Table, used_attributes
from sandbox.aws.throughput import merged_limits, require_units, unchanged_index
from sandbox.aws.world import IN_USE, Scene

MOST_GLOBAL, MOST_LOCAL = 20, 5


def comes_or_goes(payload: Json) -> list[Json]:
    """The creations and deletions that an UpdateTable asks for."""
    updates = payload.get("GlobalSecondaryIndexUpdates", [])
    return [update for update in updates if "Create" in update or "Delete" in update]


def require_one_online_index(table: Table, payload: Json, now: datetime) -> None:
    """LimitExceededException for a second index that comes or goes, here or already.

    The index that is being filled may be deleted, which ends its creation.
    """
    wanted = comes_or_goes(payload)
    moving = [c for c in table.moving_indexes(now) if c.kind != "UPDATING"]
    deleted = wanted[0].get("Delete", {}).get("IndexName")
    ends_creation = all(
        c.kind == "CREATING" and now >= c.allocated_at and c.index["IndexName"] == deleted
        for c in moving
    )
    if len(wanted) > 1 or not ends_creation:
        raise exceeded("Only 1 online index can be created or deleted simultaneously per table")


def change_indexes(scene: Scene, table: Table, definition: Definition, payload: Json) -> Definition:
    """The definition with the payload's index updates; nothing changes where one is refused."""
    indexes = {index["IndexName"]: index for index in definition.global_indexes}
    changes: dict[str, IndexChange] = {}
    named: set[str] = set()
    for update in payload.get("GlobalSecondaryIndexUpdates", []):
        if len(update) != 1:
            raise invalid(
                "Only one global secondary index action is allowed per "
                "GlobalSecondaryIndexUpdate object"
            )
        ((verb, action),) = update.items()
        name = action["IndexName"]
        if name in named:
            raise invalid(
                "Only one global secondary index update per index is allowed simultaneously. "
                f"Index: {name}"
            )
        named.add(name)
        change = _VERBS[verb](scene, table, indexes, action)
        if change is not None:
            changes[name] = change
    changed = replace(
        definition,
        attributes=_merged_attributes(definition, payload),
        global_indexes=list(indexes.values()),
    )
    _require_units(changed)
    try:
        changed = replace(changed, attributes=used_attributes(changed))
    except ValueError as error:
        raise invalid(
            f"Some index key attributes are not defined in AttributeDefinitions: {error}"
        ) from error
    table.index_changes |= changes
    return changed


def _create(
    scene: Scene, table: Table, indexes: dict[str, Json], action: Json
) -> IndexChange | None:
    name = action["IndexName"]
    local = {index["IndexName"] for index in table.definition.local_indexes}
    if name in indexes or name in local:
        raise AwsError("ValidationException", "Attempting to create an index which already exists")
    if len(indexes) >= MOST_GLOBAL:
        raise exceeded(
            f"Number of global secondary indexes exceeds per-table limit of {MOST_GLOBAL}"
        )
    indexes[name] = action
    profile = scene.world.profile
    allocated_at = scene.world.after(profile.table_seconds)
    until = allocated_at + timedelta(seconds=profile.backfill_seconds)
    return IndexChange("CREATING", action, allocated_at, until)


def _delete(
    scene: Scene, table: Table, indexes: dict[str, Json], action: Json
) -> IndexChange | None:
    index = indexes.pop(_known(table, indexes, action), action)
    until = scene.world.after(scene.world.profile.table_seconds)
    return IndexChange("DELETING", index, until, until)


def _update(
    scene: Scene, table: Table, indexes: dict[str, Json], action: Json
) -> IndexChange | None:
    name = _known(table, indexes, action)
    if table.index_status(name, scene.now) == "UPDATING":
        raise AwsError(
            "ResourceInUseException",
            f"{IN_USE}Index is being updated. Table: {table.name} Index: {name}",
        )
    index = dict(indexes[name])
    if "WarmThroughput" in action:
        until = scene.world.after(scene.world.profile.warm_seconds)
        table.capacity(name).raise_warm(
            action["WarmThroughput"], index.get("ProvisionedThroughput"), f"index {name}", until
        )
    if "OnDemandThroughput" in action:
        limits = merged_limits(index.get("OnDemandThroughput"), action["OnDemandThroughput"])
        index = {k: v for k, v in index.items() if k != "OnDemandThroughput"}
        index |= {"OnDemandThroughput": limits} if limits else {}
    if "ProvisionedThroughput" in action:
        units, before = action["ProvisionedThroughput"], index.get("ProvisionedThroughput")
        require_units(table.region, f" for index {name}", units)
        if units == before:
            raise unchanged_index(name, units)
        if before is not None:
            table.capacity(name).change(before, units, scene.now)
        index["ProvisionedThroughput"] = units
    indexes[name] = index
    if table.index_status(name, scene.now) == "CREATING":
        return None
    until = scene.world.after(scene.world.profile.table_seconds)
    return IndexChange("UPDATING", index, until, until)


_VERBS = {"Create": _create, "Update": _update, "Delete": _delete}


def _known(table: Table, indexes: dict[str, Json], action: Json) -> str:
    name: str = action["IndexName"]
    if name not in indexes:
        raise AwsError(
            "ResourceNotFoundException",
            f"Requested resource not found: Index {name} for table {table.name}",
        )
    return name


def _merged_attributes(definition: Definition, payload: Json) -> list[Json]:
    """A new index needs its own keys' definitions only; the rest stays as it is."""
    given = {each["AttributeName"]: each for each in payload.get("AttributeDefinitions", [])}
    kept = {each["AttributeName"]: each for each in definition.attributes}
    return list((given | kept).values())


def _require_units(definition: Definition) -> None:
    provisioned = definition.billing_mode == "PROVISIONED"
    for index in definition.global_indexes:
        name, units = index["IndexName"], index.get("ProvisionedThroughput")
        if provisioned and units is None:
            raise invalid(f"ProvisionedThroughput must be specified for index: {name}")
        if not provisioned and units is not None:
            raise invalid(
                "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: "
                f"{name} when BillingMode is PAY_PER_REQUEST"
            )
