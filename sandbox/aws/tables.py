"""CreateTable, DescribeTable, ListTables, DeleteTable."""

from datetime import datetime, timedelta

from sandbox.aws.admission import refuse_unplayed, require_operation, require_room
from sandbox.aws.backup import take_backup
from sandbox.aws.call import AwsError, Json
from sandbox.aws.capacity import invalid
from sandbox.aws.describe import describe
from sandbox.aws.encryption import sse_description
from sandbox.aws.index_updates import MOST_GLOBAL, MOST_LOCAL
from sandbox.aws.moto_door import check_definition
from sandbox.aws.resource_policies import attach_policy
from sandbox.aws.shapes import constraint_errors, dynamodb_model, validation_message
from sandbox.aws.streams import disable_stream, enable_stream
from sandbox.aws.table import Definition, Table
from sandbox.aws.table_settings import checked_tags
from sandbox.aws.throughput import merged_limits, require_units
from sandbox.aws.world import IN_USE, Scene

SYSTEM_BACKUP_DAYS = 35
UNPLAYED = ("GlobalTableSourceArn", "GlobalTableSettingsReplicationMode", "VectorIndexes")
WITHOUT_KEY = {"INACCESSIBLE_ENCRYPTION_CREDENTIALS", "ARCHIVED"}


def create_table(scene: Scene, payload: Json) -> Json:
    """CREATING for a few seconds, then ACTIVE."""
    name = payload["TableName"]
    refuse_unplayed(payload, UNPLAYED)
    _require_new(scene, name)
    _require(payload, "KeySchema", "AttributeDefinitions")
    _require_units(scene.region.name, payload)
    _require_few_indexes(payload)
    tags = checked_tags(payload.get("Tags", []))
    check_definition(payload)
    definition = Definition(
        attributes=payload["AttributeDefinitions"],
        key_schema=payload["KeySchema"],
        billing_mode=payload.get("BillingMode", "PROVISIONED"),
        throughput=payload.get("ProvisionedThroughput"),
        on_demand=merged_limits(None, payload.get("OnDemandThroughput")),
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
    table.tags = tags
    _warm(table, payload.get("WarmThroughput"))
    if "ResourcePolicy" in payload:
        attach_policy(scene, table, payload["ResourcePolicy"])
    return {"TableDescription": describe(scene, table)}


def add_table(scene: Scene, name: str, definition: Definition, ready_at: datetime) -> Table:
    """A new, empty table in this region, CREATING until `ready_at`."""
    require_operation(scene)
    require_room(scene, definition)
    items = scene.region.store.create(
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
        items=items,
        on_demand_since=scene.now if definition.billing_mode == "PAY_PER_REQUEST" else None,
    )
    if definition.stream is not None:
        enable_stream(scene, table, definition.stream)
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


def delete_table(scene: Scene, payload: Json) -> Json:
    """DELETING, then gone; with recovery on, a SYSTEM backup stays for 35 days."""
    table = scene.table(payload["TableName"])
    status = table.status(scene.now)
    if status == "DELETING":
        return {"TableDescription": describe(scene, table)}
    if status not in WITHOUT_KEY:
        scene.settled(table.name)
    if table.deletion_protection:
        raise AwsError(
            "ValidationException",
            "Resource cannot be deleted as it is currently protected against deletion. "
            "Disable deletion protection first.",
        )
    _require_rest(scene, table)
    require_operation(scene)
    if table.pitr is not None:
        _keep(scene, table)
    if table.stream is not None:
        disable_stream(table, scene.now)
    table.gone_at = scene.world.after(scene.world.profile.delete_seconds)
    return {"TableDescription": describe(scene, table)}


def _require_rest(scene: Scene, table: Table) -> None:
    """ResourceInUseException while a backup, an index or the encryption is being made."""
    points = scene.world.aws_backup.at(table.account, table.region).points()
    if any(
        backup.table_id == table.table_id and backup.status(scene.now) == "CREATING"
        for backup in [*scene.region.backups.values(), *(point.backup for point in points)]
    ):
        raise AwsError("ResourceInUseException", f"{IN_USE}Table is being backed up: {table.name}")
    if table.moving_indexes(scene.now):
        raise AwsError(
            "ResourceInUseException",
            f"{IN_USE}Cannot delete table while indexes are being created, updated, or deleted.",
        )
    if table.encrypted_at is not None and scene.now < table.encrypted_at:
        raise AwsError(
            "ResourceInUseException",
            f"{IN_USE}Table: {table.name} is in the process of being updated.",
        )


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
    problems = constraint_errors(name, dynamodb_model().shape_for("TableName"), "tableName")
    if problems:
        raise AwsError("ValidationException", validation_message(problems))
    if scene.find(name) is not None:
        raise AwsError("ResourceInUseException", f"Table already exists: {name}")


def _require(payload: Json, *names: str) -> None:
    missing = [name for name in names if name not in payload]
    if missing:
        raise AwsError("ValidationException", f"Missing: {', '.join(missing)}")


def _require_units(region: str, payload: Json) -> None:
    """Billing mode, units and limits have to agree, for the table and every index."""
    provisioned = payload.get("BillingMode", "PROVISIONED") == "PROVISIONED"
    parts = [("", payload)]
    parts += [
        (f" for index: {index['IndexName']}", index)
        for index in payload.get("GlobalSecondaryIndexes", [])
    ]
    for where, part in parts:
        if provisioned and "ProvisionedThroughput" not in part:
            raise invalid(
                "ReadCapacityUnits and WriteCapacityUnits must both be specified"
                f"{where} when BillingMode is PROVISIONED"
            )
        require_units(region, where, part.get("ProvisionedThroughput"))
        if not provisioned and "ProvisionedThroughput" in part:
            raise invalid(
                "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified"
                f"{where} when BillingMode is PAY_PER_REQUEST"
            )
        if provisioned and "OnDemandThroughput" in part:
            raise invalid(
                "MaxReadRequestUnits for OnDemandThroughput cannot be specified"
                f"{where} when the table BillingMode is PROVISIONED"
            )


def _require_few_indexes(payload: Json) -> None:
    if len(payload.get("GlobalSecondaryIndexes", [])) > MOST_GLOBAL:
        raise invalid(f"GlobalSecondaryIndex count exceeds the per-table limit of {MOST_GLOBAL}")
    if len(payload.get("LocalSecondaryIndexes", [])) > MOST_LOCAL:
        raise invalid(f"Number of LocalSecondaryIndexes exceeds per-table limit of {MOST_LOCAL}")


def _stream(specification: Json | None) -> Json | None:
    if specification is None:
        return None
    if specification["StreamEnabled"] != ("StreamViewType" in specification):
        state = "enabled, UpdateViewType is required"
        if not specification["StreamEnabled"]:
            state = "disabled, UpdateViewType should not be specified"
        raise invalid(f"Table is being created with a stream {state}")
    return specification if specification["StreamEnabled"] else None


def _warm(table: Table, wanted: Json | None) -> None:
    """CreateTable's WarmThroughput, and what indexes ask for of it."""
    parts = [(None, wanted, table.definition.throughput)]
    parts += [
        (index["IndexName"], index.get("WarmThroughput"), index.get("ProvisionedThroughput"))
        for index in table.definition.global_indexes
    ]
    for name, warm, throughput in parts:
        if warm is not None:
            where = f"index {name}" if name else "table"
            table.capacity(name).raise_warm(warm, throughput, where, table.ready_at)
