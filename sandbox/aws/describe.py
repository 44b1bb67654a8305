"""TableDescription, as CreateTable, DescribeTable and the restores answer it."""

from datetime import datetime

from sandbox.aws.call import Json
from sandbox.aws.table import Table
from sandbox.aws.world import Scene


def describe(scene: Scene, table: Table) -> Json:
    """What AWS says of the table now; ItemCount and sizes as of the last refresh."""
    now, stamp, definition = scene.now, scene.world.stamp, table.definition
    description: Json = {
        "AttributeDefinitions": definition.attributes,
        "TableName": table.name,
        "KeySchema": definition.key_schema,
        "TableStatus": table.status(now),
        "CreationDateTime": stamp(table.created_at),
        "ProvisionedThroughput": _provisioned(scene, table, None, definition.throughput),
        "TableSizeBytes": table.figures.size,
        "ItemCount": table.figures.items,
        "TableArn": table.arn,
        "TableId": table.table_id,
        "DeletionProtectionEnabled": table.deletion_protection,
        "WarmThroughput": table.capacity().warm_description(definition.throughput, now),
    }
    description |= _billing(scene, table)
    if definition.on_demand:
        description["OnDemandThroughput"] = definition.on_demand
    if table.class_changes or definition.table_class != "STANDARD":
        description["TableClassSummary"] = _class_summary(scene, table)
    if definition.sse:
        description["SSEDescription"] = _encryption(scene, table, definition.sse)
    if table.archive_arn is not None and table.key_loss is not None:
        description["ArchivalSummary"] = {
            "ArchivalDateTime": stamp(table.key_loss.archived_at),
            "ArchivalReason": "INACCESSIBLE_ENCRYPTION_CREDENTIALS",
            "ArchivalBackupArn": table.archive_arn,
        }
    if definition.stream:
        description["StreamSpecification"] = definition.stream
    if table.stream is not None:
        description["LatestStreamLabel"] = table.stream.label
        description["LatestStreamArn"] = table.stream.arn
    if table.restore is not None and scene.world.profile.restore_summary:
        description["RestoreSummary"] = _restore_summary(scene, table)
    return description | _indexes(scene, table)


def _restore_summary(scene: Scene, table: Table) -> Json:
    restore = table.restore
    if restore is None:
        return {}
    summary: Json = {
        "SourceTableArn": restore.source_table_arn,
        "RestoreDateTime": scene.world.stamp(restore.restored_to),
        "RestoreInProgress": table.restoring(scene.now),
    }
    if restore.source_backup_arn:
        summary["SourceBackupArn"] = restore.source_backup_arn
    return summary


def _billing(scene: Scene, table: Table) -> Json:
    """BillingModeSummary; absent where the table never was on demand, as on AWS."""
    if table.on_demand_since is None:
        return {}
    return {
        "BillingModeSummary": {
            "BillingMode": table.definition.billing_mode,
            "LastUpdateToPayPerRequestDateTime": scene.world.stamp(table.on_demand_since),
        }
    }


def _class_summary(scene: Scene, table: Table) -> Json:
    summary: Json = {"TableClass": table.definition.table_class}
    if table.class_changes:
        summary["LastUpdateDateTime"] = scene.world.stamp(table.class_changes[-1])
    return summary


def _encryption(scene: Scene, table: Table, sse: Json) -> Json:
    """SSEDescription: UPDATING after a change; with the instant its key was found unusable."""
    described = dict(sse)
    if table.encrypted_at is not None and scene.now < table.encrypted_at:
        described["Status"] = "UPDATING"
    lost = table.key_loss
    if lost is not None and lost.status(scene.now):
        described["InaccessibleEncryptionDateTime"] = scene.world.stamp(lost.seen_at)
    return described


def _indexes(scene: Scene, table: Table) -> Json:
    definition = table.definition
    going = [c.index for c in table.moving_indexes(scene.now) if c.kind == "DELETING"]
    there = [*definition.global_indexes, *going]
    described: Json = {}
    if there:
        described["GlobalSecondaryIndexes"] = [
            _index(table, index) | _global_part(scene, table, index) for index in there
        ]
    if definition.local_indexes:
        described["LocalSecondaryIndexes"] = [
            _index(table, index) for index in definition.local_indexes
        ]
    return described


def _index(table: Table, index: Json) -> Json:
    name = index["IndexName"]
    items, size = table.figures.indexes.get(name, (0, 0))
    return {
        "IndexName": name,
        "KeySchema": index["KeySchema"],
        "Projection": index["Projection"],
        "IndexSizeBytes": size,
        "ItemCount": items,
        "IndexArn": f"{table.arn}/index/{name}",
    }


def _global_part(scene: Scene, table: Table, index: Json) -> Json:
    name, now = index["IndexName"], scene.now
    throughput = index.get("ProvisionedThroughput")
    part: Json = {
        "IndexStatus": table.index_status(name, now),
        "ProvisionedThroughput": _provisioned(scene, table, name, throughput),
        "WarmThroughput": table.capacity(name).warm_description(throughput, now),
    }
    change = table.index_changes.get(name)
    if change is not None and change.kind == "CREATING" and now < change.until:
        part["Backfilling"] = now >= change.allocated_at
    if index.get("OnDemandThroughput"):
        part["OnDemandThroughput"] = index["OnDemandThroughput"]
    return part


def _provisioned(scene: Scene, table: Table, index: str | None, throughput: Json | None) -> Json:
    described = table.capacity(index).description(throughput, scene.now)
    return {
        name: scene.world.stamp(value) if isinstance(value, datetime) else value
        for name, value in described.items()
    }
