"""UpdateTable: one kind of change at a time, and only what changes something.

Which members may stand together, and the texts of most refusals, as AWS's own
answers have them: the developer guide names the rule ("You can only perform one
of the following operations at once") but not every pair. While the table is
UPDATING another UpdateTable is refused.
"""

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

from sandbox.aws.admission import exceeded, refuse_unplayed, require_operation
from sandbox.aws.call import AwsError, Json
from sandbox.aws.capacity import invalid, spoken
from sandbox.aws.describe import describe
from sandbox.aws.encryption import sse_description
from sandbox.aws.index_updates import change_indexes, comes_or_goes, require_one_online_index
from sandbox.aws.streams import disable_stream, enable_stream
from sandbox.aws.table import Definition, Table
from sandbox.aws.throughput import changed_throughput
from sandbox.aws.world import IN_USE, Scene

ALONE = {
    "SSESpecification": "Server-Side Encryption modification",
    "TableClass": "TableClass modification",
    "DeletionProtectionEnabled": "DeletionProtection modification",
    "WarmThroughput": "WarmThroughput",
}
"""Members that stand alone in a request, in the order in which AWS complains of them."""
WITH_OTHERS = {
    "BillingMode",
    "ProvisionedThroughput",
    "OnDemandThroughput",
    "GlobalSecondaryIndexUpdates",
    "StreamSpecification",
}
UNPLAYED = (
    "ReplicaUpdates",
    "MultiRegionConsistency",
    "GlobalTableWitnessUpdates",
    "GlobalTableSettingsReplicationMode",
    "DisassociationProtectionEnabled",
    "VectorIndexUpdates",
)
CLASS_CHANGES, CLASS_PERIOD = 2, timedelta(days=30)
ENCRYPTION_CHANGES, ENCRYPTION_PERIOD = 4, timedelta(days=1)
ENCRYPTION_EVERY = timedelta(hours=6)


def update_table(scene: Scene, payload: Json) -> Json:
    """The change holds at once; most leave the table UPDATING for a few seconds."""
    refuse_unplayed(payload, UNPLAYED)
    _require_one_change(payload)
    table = scene.table(payload["TableName"])
    if comes_or_goes(payload):
        require_one_online_index(table, payload, scene.now)
    scene.settled(table.name)
    require_operation(scene)
    if "SSESpecification" in payload:
        _change_encryption(scene, table, payload["SSESpecification"])
    elif "TableClass" in payload:
        _change_class(scene, table, payload["TableClass"])
    elif "DeletionProtectionEnabled" in payload:
        table.deletion_protection = payload["DeletionProtectionEnabled"]
    elif "WarmThroughput" in payload:
        until = scene.world.after(scene.world.profile.warm_seconds)
        table.capacity().raise_warm(
            payload["WarmThroughput"], table.definition.throughput, "table", until
        )
    else:
        _change_more(scene, table, payload)
    return {"TableDescription": describe(scene, table)}


def _change_more(scene: Scene, table: Table, payload: Json) -> None:
    """Throughput, indexes and stream, as far as they go together."""
    before, capacities = table.definition, deepcopy(table.capacities)
    try:
        definition = changed_throughput(scene, table, payload)
        definition = change_indexes(scene, table, definition, payload)
        if "StreamSpecification" in payload:
            definition = _change_stream(scene, table, definition, payload["StreamSpecification"])
    except AwsError:
        table.capacities = capacities  # a refused request changes nothing
        raise
    table.definition = definition
    scene.region.store.set_indexes(table.name, definition.attributes, definition.global_indexes)
    if _is_updating(before, definition):
        table.updated_at = scene.world.after(scene.world.profile.table_seconds)


def _is_updating(before: Definition, after: Definition) -> bool:
    """Limits of on-demand throughput and of indexes change without the table UPDATING."""
    names = [{index["IndexName"] for index in each.global_indexes} for each in (before, after)]
    return names[0] != names[1] or any(
        getattr(before, member) != getattr(after, member)
        for member in ("billing_mode", "throughput", "stream")
    )


def _change_stream(
    scene: Scene, table: Table, definition: Definition, specification: Json
) -> Definition:
    if not specification["StreamEnabled"]:
        if "StreamViewType" in specification:
            raise invalid("If stream is being disabled, then UpdateViewType must not be specified")
        if definition.stream is None:
            raise AwsError(
                "ValidationException", f"Table has no stream to disable: TableName: {table.name}"
            )
        disable_stream(table, scene.now)
        return replace(definition, stream=None)
    if definition.stream is not None:
        raise AwsError(
            "ValidationException", f"Table already has an enabled stream: TableName: {table.name}"
        )
    if "StreamViewType" not in specification:
        raise invalid("If stream is being enabled then UpdateViewType is required")
    enable_stream(scene, table, specification)
    return replace(definition, stream=specification)


def _change_class(scene: Scene, table: Table, wanted: str) -> None:
    """Two changes in 30 days (developer guide, "Considerations when choosing a table class")."""
    if wanted == table.definition.table_class and not table.class_changes:
        return
    recent = [at for at in table.class_changes if scene.now < at + CLASS_PERIOD]
    if len(recent) >= CLASS_CHANGES:
        raise exceeded("Updates to TableClass are limited to 2 times in 30 day(s).")
    if wanted == table.definition.table_class:
        return
    table.class_changes.append(scene.now)
    table.definition = replace(table.definition, table_class=wanted)
    table.updated_at = scene.world.after(scene.world.profile.table_seconds)


def _change_encryption(scene: Scene, table: Table, specification: Json) -> None:
    """The table stays ACTIVE; SSEDescription says UPDATING for a while."""
    if table.encrypted_at is not None and scene.now < table.encrypted_at:
        raise AwsError(
            "ResourceInUseException",
            f"{IN_USE}Table: {table.name} is in the process of being updated.",
        )
    if table.key_loss is not None and table.key_loss.found_at is None:
        raise AwsError("ValidationException", table.key_loss.problem)
    sse = sse_description(table.account, table.region, specification)
    if sse is None and table.definition.sse is None:
        raise invalid("Table is already encrypted by default")
    before = table.definition.sse
    if before is not None and specification.get("KMSMasterKeyId") == before["KMSMasterKeyArn"]:
        raise invalid(
            "Table is already encrypted with given KMSMasterKeyId. Use KMSMasterKeyId parameter "
            "if you want to change Master Key"
        )
    _require_encryption_change(scene, table)
    table.encryption_changes.append(scene.now)
    table.definition = replace(table.definition, sse=sse)
    table.key_loss = None
    table.encrypted_at = scene.world.after(scene.world.profile.encryption_seconds)


def _require_encryption_change(scene: Scene, table: Table) -> None:
    recent = [at for at in table.encryption_changes if scene.now < at + ENCRYPTION_PERIOD]
    if len(recent) < ENCRYPTION_CHANGES or scene.now >= recent[-1] + ENCRYPTION_EVERY:
        return
    raise exceeded(
        f"Encryption mode changes are limited in the 24h window ending at {spoken(scene.now)}. "
        "After the first 4 change, each subsequent change in the same window can be performed at "
        f"most once every 21600 seconds. Number of updates today: {len(recent)}. Last change at "
        f"{spoken(recent[-1])}. Next changes can be made at "
        f"{spoken(recent[-1] + ENCRYPTION_EVERY)}."
    )


def _require_one_change(payload: Json) -> None:
    given = {name for name in {*ALONE, *WITH_OTHERS} if name in payload}
    if not given:
        raise AwsError(
            "ValidationException",
            "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
            "GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, "
            "MultiRegionConsistency, DeletionProtectionEnabled, OnDemandThroughput, "
            "WarmThroughput or TableClass is required",
        )
    for name, words in ALONE.items():
        if name in given and len(given) > 1:
            raise invalid(f"{words} must be the only operation in the request")
    if "OnDemandThroughput" in given and given - {"OnDemandThroughput", "BillingMode"}:
        raise invalid(
            "OnDemandThroughput can only be combined with BillingMode in an UpdateTable request"
        )
    moves_units = "ProvisionedThroughput" in given or payload.get("BillingMode") == "PROVISIONED"
    if "StreamSpecification" in given and moves_units:
        raise invalid("You cannot modify stream status while updating table IOPS")
    if comes_or_goes(payload) and "ProvisionedThroughput" in given:
        raise invalid("You cannot create or delete index while updating table IOPS")
    if comes_or_goes(payload) and "StreamSpecification" in given:
        raise invalid("You cannot create or delete index while changing stream status")
