"""CreateTable, DescribeTable, ListTables, UpdateTable, DeleteTable."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from sandbox.aws.backup import take_backup
from sandbox.aws.call import AwsError, Json
from sandbox.aws.describe import describe
from sandbox.aws.encryption import sse_description
from sandbox.aws.table import Definition, Table, used_attributes
from sandbox.aws.world import IN_USE, Scene

SYSTEM_BACKUP_DAYS = 35


def create_table(scene: Scene, payload: Json) -> Json:
    """CREATING for a few seconds, then ACTIVE."""
    name = payload["TableName"]
    _require_new(scene, name)
    _require(payload, "KeySchema", "AttributeDefinitions")
    scene.region.store.check_definition(payload)
    definition = Definition(
        attributes=payload["AttributeDefinitions"],
        key_schema=payload["KeySchema"],
        billing_mode=payload.get("BillingMode", "PROVISIONED"),
        throughput=payload.get("ProvisionedThroughput"),
        on_demand=payload.get("OnDemandThroughput"),
        global_indexes=payload.get("GlobalSecondaryIndexes", []),
        local_indexes=payload.get("LocalSecondaryIndexes", []),
        stream=_stream(payload.get("StreamSpecification")),
        sse=sse_description(
            scene.region.account, scene.region.name, payload.get("SSESpecification")
        ),
        table_class=payload.get("TableClass", "STANDARD"),
    )
    ready_at = scene.world.after(scene.world.profile.table_seconds)
    table = add_table(scene, name, definition, ready_at)
    table.deletion_protection = payload.get("DeletionProtectionEnabled", False)
    table.tags = {tag["Key"]: tag["Value"] for tag in payload.get("Tags", [])}
    return {"TableDescription": describe(scene, table)}


def add_table(scene: Scene, name: str, definition: Definition, ready_at: datetime) -> Table:
    """A new, empty table in this region, CREATING until `ready_at`."""
    quota = scene.world.profile.table_quota
    if len(scene.region.tables) >= quota:
        raise AwsError(
            "LimitExceededException", f"Subscriber limit exceeded: Only {quota} tables are allowed"
        )
    scene.region.store.create(
        name,
        key_schema=definition.key_schema,
        attributes=definition.attributes,
        global_indexes=definition.global_indexes,
        local_indexes=definition.local_indexes,
    )
    table = Table(
        name=name,
        account=scene.region.account,
        region=scene.region.name,
        definition=definition,
        created_at=scene.now,
        ready_at=ready_at,
        stream_label=_label(scene.now) if definition.stream else None,
    )
    scene.region.tables[name] = table
    return table


def describe_table(scene: Scene, payload: Json) -> Json:
    """The table as it is now."""
    return {"Table": describe(scene, scene.table(payload["TableName"]))}


def list_tables(scene: Scene, payload: Json) -> Json:
    """Names in order, a page of at most 100."""
    after = payload.get("ExclusiveStartTableName", "")
    limit = payload.get("Limit", 100)
    names = sorted(name for name in scene.region.tables if name > after)
    page: Json = {"TableNames": names[:limit]}
    if len(names) > limit:
        page["LastEvaluatedTableName"] = names[limit - 1]
    return page


def update_table(scene: Scene, payload: Json) -> Json:
    """The change holds at once; the table is UPDATING for a few seconds."""
    table = scene.settled(payload["TableName"])
    _refuse_unplayed(payload)
    definition = _updated(table.definition, payload)
    if "SSESpecification" in payload:
        sse = sse_description(table.account, table.region, payload["SSESpecification"])
        definition = replace(definition, sse=sse)
    if "StreamSpecification" in payload:
        definition = _switch_stream(scene, table, definition, payload["StreamSpecification"])
    table.definition = definition
    table.deletion_protection = payload.get("DeletionProtectionEnabled", table.deletion_protection)
    table.updated_at = scene.world.after(scene.world.profile.table_seconds)
    scene.region.store.set_indexes(table.name, definition.attributes, definition.global_indexes)
    return {"TableDescription": describe(scene, table)}


def _updated(definition: Definition, payload: Json) -> Definition:
    mode = payload.get("BillingMode", definition.billing_mode)
    provisioned = mode == "PROVISIONED"
    throughput = payload.get("ProvisionedThroughput", definition.throughput)
    if provisioned and throughput is None:
        raise AwsError(
            "ValidationException",
            "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits "
            "must both be specified when BillingMode is PROVISIONED",
        )
    on_demand = payload.get("OnDemandThroughput", definition.on_demand)
    updated = replace(
        definition,
        attributes=payload.get("AttributeDefinitions", definition.attributes),
        billing_mode=mode,
        throughput=throughput if provisioned else None,
        on_demand=None if provisioned else on_demand,
        global_indexes=_changed_indexes(definition, payload),
        table_class=payload.get("TableClass", definition.table_class),
    )
    try:
        return replace(updated, attributes=used_attributes(updated))
    except ValueError as error:
        raise AwsError("ValidationException", f"AttributeDefinitions: {error}") from error


def delete_table(scene: Scene, payload: Json) -> Json:
    """DELETING, then gone; with recovery on, a SYSTEM backup stays for 35 days."""
    table = scene.table(payload["TableName"])
    if table.status(scene.now) == "DELETING":
        return {"TableDescription": describe(scene, table)}
    scene.settled(table.name)
    if table.deletion_protection:
        raise AwsError(
            "ValidationException",
            "Resource cannot be deleted as it is currently protected against deletion. "
            "Disable deletion protection first.",
        )
    if any(
        backup.table_id == table.table_id and backup.status(scene.now) == "CREATING"
        for backup in scene.region.backups.values()
    ):
        raise AwsError("ResourceInUseException", f"{IN_USE}Table is being backed up: {table.name}")
    if table.pitr is not None:
        _keep(scene, table)
    table.gone_at = scene.world.after(scene.world.profile.delete_seconds)
    return {"TableDescription": describe(scene, table)}


def _keep(scene: Scene, table: Table) -> None:
    backup = take_backup(
        table,
        name=f"{table.name}$DeletedTableBackup",
        kind="SYSTEM",
        now=scene.now,
        ready_at=scene.now,
        expires_at=scene.now + timedelta(days=SYSTEM_BACKUP_DAYS),
    )
    scene.region.backups[backup.arn] = backup


def _require_new(scene: Scene, name: str) -> None:
    if not re.fullmatch(r"[a-zA-Z0-9_.-]{3,255}", name):
        raise AwsError(
            "ValidationException",
            f"1 validation error detected: Value '{name}' at 'tableName' failed to satisfy "
            "constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
        )
    if scene.find(name) is not None:
        raise AwsError("ResourceInUseException", f"Table already exists: {name}")


def _require(payload: Json, *names: str) -> None:
    missing = [name for name in names if name not in payload]
    if missing:
        raise AwsError("ValidationException", f"Missing: {', '.join(missing)}")


def _refuse_unplayed(payload: Json) -> None:
    # Saying yes to what then does not happen would be worse than saying no.
    for name in ("ReplicaUpdates", "MultiRegionConsistency", "VectorIndexUpdates"):
        if name in payload:
            raise AwsError("ValidationException", f"The sandbox does not play {name}")


def _changed_indexes(definition: Definition, payload: Json) -> list[Json]:
    indexes = {index["IndexName"]: index for index in definition.global_indexes}
    for update in payload.get("GlobalSecondaryIndexUpdates", []):
        for verb, change in update.items():
            name = change["IndexName"]
            if (verb == "Create") == (name in indexes):
                problem = "already exists" if verb == "Create" else "does not exist"
                raise AwsError("ValidationException", f"Index {name} {problem}")
            if verb == "Delete":
                del indexes[name]
            else:
                indexes[name] = indexes.get(name, {}) | change
    return list(indexes.values())


def _stream(specification: Json | None) -> Json | None:
    return specification if specification and specification.get("StreamEnabled") else None


def _switch_stream(
    scene: Scene, table: Table, definition: Definition, specification: Json
) -> Definition:
    stream = _stream(specification)
    if (stream is None) == (definition.stream is None):
        state = "disabled" if stream is None else "enabled"
        raise AwsError("ValidationException", f"Table already has its stream {state}: {table.name}")
    if stream is not None:
        table.stream_label = _label(scene.now)
    return replace(definition, stream=stream)


def _label(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%S.") + f"{instant.microsecond // 1000:03d}"
