"""TableDescription, as CreateTable, DescribeTable and the restores answer it."""

from sandbox.aws.call import Json
from sandbox.aws.table import Measured, Table
from sandbox.aws.world import Scene

ON_DEMAND_READS, ON_DEMAND_WRITES = 12_000, 4_000  # warm throughput of a new on-demand table


def describe(scene: Scene, table: Table) -> Json:
    """What AWS says of the table now.

    AWS refreshes ItemCount and TableSizeBytes about every six hours; here they
    are exact, and 0 while the table is being created.
    """
    now, stamp, definition = scene.now, scene.world.stamp, table.definition
    status = table.status(now)
    there = status != "CREATING"
    description: Json = {
        "AttributeDefinitions": definition.attributes,
        "TableName": table.name,
        "KeySchema": definition.key_schema,
        "TableStatus": status,
        "CreationDateTime": stamp(table.created_at),
        "ProvisionedThroughput": _throughput(definition.throughput),
        "TableSizeBytes": table.history.size if there else 0,
        "ItemCount": table.history.count if there else 0,
        "TableArn": table.arn,
        "TableId": table.table_id,
        "DeletionProtectionEnabled": table.deletion_protection,
        "WarmThroughput": {**_warm(definition.throughput), "Status": "ACTIVE"},
    }
    if definition.billing_mode == "PAY_PER_REQUEST":
        description["BillingModeSummary"] = {
            "BillingMode": "PAY_PER_REQUEST",
            "LastUpdateToPayPerRequestDateTime": stamp(table.created_at),
        }
    if definition.on_demand:
        description["OnDemandThroughput"] = definition.on_demand
    if definition.table_class != "STANDARD":
        description["TableClassSummary"] = {"TableClass": definition.table_class}
    if definition.sse:
        description["SSEDescription"] = definition.sse
    if definition.stream and table.stream_label:
        description["StreamSpecification"] = definition.stream
        description["LatestStreamLabel"] = table.stream_label
        description["LatestStreamArn"] = f"{table.arn}/stream/{table.stream_label}"
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


def _indexes(scene: Scene, table: Table) -> Json:
    definition = table.definition
    described: Json = {}
    if definition.global_indexes:
        described["GlobalSecondaryIndexes"] = [
            _index(scene, table, index) | _global_part(scene, table, index)
            for index in definition.global_indexes
        ]
    if definition.local_indexes:
        described["LocalSecondaryIndexes"] = [
            _index(scene, table, index) for index in definition.local_indexes
        ]
    return described


def _index(scene: Scene, table: Table, index: Json) -> Json:
    name = index["IndexName"]
    there = table.status(scene.now) != "CREATING"
    items, size = _index_sizes(scene, table)[name] if there else (0, 0)
    return {
        "IndexName": name,
        "KeySchema": index["KeySchema"],
        "Projection": index["Projection"],
        "IndexSizeBytes": size,
        "ItemCount": items,
        "IndexArn": f"{table.arn}/index/{name}",
    }


def _global_part(scene: Scene, table: Table, index: Json) -> Json:
    throughput = index.get("ProvisionedThroughput")
    part: Json = {
        "IndexStatus": "CREATING" if table.status(scene.now) == "CREATING" else "ACTIVE",
        "ProvisionedThroughput": _throughput(throughput),
        "WarmThroughput": {**_warm(throughput), "Status": "ACTIVE"},
    }
    if index.get("OnDemandThroughput"):
        part["OnDemandThroughput"] = index["OnDemandThroughput"]
    return part


def _index_sizes(scene: Scene, table: Table) -> dict[str, tuple[int, int]]:
    """Measuring walks over all items, and people poll: once per change is enough."""
    measured, writes = table.measured, table.history.writes
    if measured is None or (measured.writes, measured.definition) != (writes, table.definition):
        sizes = scene.region.store.index_sizes(table.name)
        measured = table.measured = Measured(writes, table.definition, sizes)
    return measured.sizes


def _throughput(throughput: Json | None) -> Json:
    units = throughput or {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0}
    return {"NumberOfDecreasesToday": 0, **units}


def _warm(throughput: Json | None) -> Json:
    if throughput is None:
        return {"ReadUnitsPerSecond": ON_DEMAND_READS, "WriteUnitsPerSecond": ON_DEMAND_WRITES}
    return {
        "ReadUnitsPerSecond": throughput["ReadCapacityUnits"],
        "WriteUnitsPerSecond": throughput["WriteCapacityUnits"],
    }
