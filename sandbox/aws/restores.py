"""RestoreTableToPointInTime and RestoreTableFromBackup: always a new table.

Both are called in the region the table shall appear in; the source may be in
another region of the same account, named by ARN, and then
SSESpecificationOverride is mandatory (developer guide, "Restoring a table to a
point in time"), and both regions have to belong to one partition. AWS brings
back items, keys, indexes, throughput and encryption; it drops tags, TTL, stream,
recovery, deletion protection, the table class, policies, Contributor Insights,
Kinesis destinations, warm throughput and, unless overridden, the limits of
on-demand throughput.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sandbox.aws.admission import require_restore
from sandbox.aws.backups import find_backup, require_idle
from sandbox.aws.call import AwsError, Json
from sandbox.aws.continuous_backups import lag
from sandbox.aws.describe import describe
from sandbox.aws.encryption import sse_description, usable_key
from sandbox.aws.items.snapshot import Snapshot
from sandbox.aws.overrides import overridden
from sandbox.aws.table import Definition, Restore, Table, partition
from sandbox.aws.tables import add_table
from sandbox.aws.world import Scene, arn_place, bare_name

# The developer guide's list of regions without cross-region restore.
NO_CROSS_REGION = {"ap-east-1", "me-south-1"}


def restore_table_to_point_in_time(scene: Scene, payload: Json) -> Json:
    """The source's items as of a second inside its window."""
    _require_one_instant(payload)
    source = _source(scene, payload)
    if source.pitr is None:
        raise AwsError(
            "PointInTimeRecoveryUnavailableException",
            f"Point in time recovery is not enabled for table '{source.name}'",
        )
    instant = _restore_instant(scene, source, payload)
    _require_free_target(scene, payload["TargetTableName"])
    definition = _restored_definition(scene, payload, source.definition, source.region)
    images = source.items.at(instant)
    restore = Restore(
        source_table_arn=source.arn,
        restored_to=instant,
        size=images.size,
    )
    table = restored_table(
        scene,
        payload["TargetTableName"],
        definition=definition,
        restore=restore,
        seconds=scene.world.profile.restore_seconds,
        images=images,
    )
    return {"TableDescription": describe(scene, table)}


def restore_table_from_backup(scene: Scene, payload: Json) -> Json:
    """The items the backup holds."""
    backup = find_backup(scene, payload["BackupArn"])
    _require_free_target(scene, payload["TargetTableName"])
    require_idle(scene, backup, "Backup is being used to restore another table")
    _, source_region = arn_place(backup.arn)
    definition = _restored_definition(scene, payload, backup.definition, source_region)
    restore = Restore(
        source_table_arn=backup.table_arn,
        restored_to=backup.created_at,
        source_backup_arn=backup.arn,
        size=backup.size,
    )
    table = restored_table(
        scene,
        payload["TargetTableName"],
        definition=definition,
        restore=restore,
        seconds=scene.world.profile.backup_restore_seconds,
        images=backup.images,
    )
    backup.restores.append(table)
    return {"TableDescription": describe(scene, table)}


def _source(scene: Scene, payload: Json) -> Table:
    name, arn = payload.get("SourceTableName"), payload.get("SourceTableArn")
    if (name is None) == (arn is None):
        raise AwsError(
            "ValidationException",
            "Must provide exactly one of: sourceTableArn, sourceTableName",
        )
    region = scene.region
    if arn is not None:
        region = scene.world.source_region(*arn_place(arn))
    bare = bare_name(arn or name or "")
    table = region.tables.get(bare)
    if table is None or table.status(scene.now) == "DELETING":
        raise AwsError("TableNotFoundException", f"Table not found: {bare}")
    return table


def _require_free_target(scene: Scene, name: str) -> None:
    target = scene.find(name)
    if target is not None and target.status(scene.now) in {"CREATING", "DELETING"}:
        raise AwsError("TableInUseException", f"Table is being created or deleted: {name}")
    if target is not None:
        raise AwsError("TableAlreadyExistsException", f"Table already exists: {name}")


def _require_one_instant(payload: Json) -> None:
    wanted = bool(payload.get("UseLatestRestorableTime")), "RestoreDateTime" in payload
    if wanted in {(True, True), (False, False)}:
        raise AwsError(
            "ValidationException",
            "Invalid Request: Either one of RestoreDateTime or UseLatestRestorableTime must be "
            "specified, but not both",
        )


def _restore_instant(scene: Scene, source: Table, payload: Json) -> datetime:
    seconds = payload.get("RestoreDateTime")
    earliest, latest = source.window(scene.now, lag(scene))
    if seconds is None:
        return latest
    if not earliest.timestamp() <= int(seconds) <= latest.timestamp():
        raise AwsError(
            "InvalidRestoreTimeException",
            "RestoreDateTime must be between EarliestRestorableDateTime "
            f"({earliest.isoformat()}) and LatestRestorableDateTime ({latest.isoformat()})",
        )
    return datetime.fromtimestamp(int(seconds), UTC)


def _restored_definition(
    scene: Scene, payload: Json, source: Definition, source_region: str
) -> Definition:
    here = scene.region
    across = source_region != here.name
    if across and "SSESpecificationOverride" not in payload:
        raise AwsError(
            "ValidationException",
            "Invalid Request: sseSpecificationOverride must be provided for cross-region restores",
        )
    if across and partition(source_region) != partition(here.name):
        raise AwsError(
            "ValidationException",
            f"Invalid Request: {source_region} and {here.name} are of different partitions",
        )
    if across and NO_CROSS_REGION & {source_region, here.name}:
        raise AwsError("ValidationException", "Cross-region restore is not supported here")
    if source.sse:
        # The source's key must still work: its items are encrypted with it.
        usable_key(here.account, source_region, source.sse["KMSMasterKeyArn"])
    sse = source.sse
    if "SSESpecificationOverride" in payload:
        sse = sse_description(here.account, here.name, payload["SSESpecificationOverride"])
    return replace(overridden(source, payload), sse=sse, stream=None, table_class="STANDARD")


def restored_table(
    scene: Scene,
    name: str,
    *,
    definition: Definition,
    restore: Restore,
    seconds: float,
    images: Snapshot,
) -> Table:
    """A new table that holds the images, CREATING for `seconds` and what size and indexes add."""
    require_restore(scene, restore.size)
    ready_at = scene.now + timedelta(seconds=_duration(scene, definition, seconds, restore.size))
    table = add_table(scene, name, definition, ready_at)
    table.restore = restore
    table.items.fill(images)
    return table


def _duration(scene: Scene, definition: Definition, seconds: float, size: int) -> float:
    """Profile's formula: longer with every index that comes along, and with size."""
    profile = scene.world.profile
    indexes = len(definition.global_indexes) + len(definition.local_indexes)
    by_size = size // profile.bytes_per_gb * profile.restore_seconds_per_gb
    return seconds * (1 + profile.restore_index_share * indexes) + by_size
