"""RestoreTableToPointInTime and RestoreTableFromBackup: always a new table.

Both are called in the region the table shall appear in; the source may be in
another region of the same account, named by ARN, and then
SSESpecificationOverride is mandatory (developer guide, "Restoring a table to a
point in time"). AWS brings back items, keys, indexes, throughput and
encryption; it drops tags, TTL, stream, recovery, deletion protection and the
table class.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from sandbox.aws.backups import find_backup, require_idle
from sandbox.aws.call import AwsError, Json
from sandbox.aws.continuous_backups import lag
from sandbox.aws.describe import describe
from sandbox.aws.encryption import sse_description, usable_key
from sandbox.aws.history import Image
from sandbox.aws.overrides import overridden
from sandbox.aws.table import Definition, Restore, Table
from sandbox.aws.tables import add_table
from sandbox.aws.world import Scene, arn_place, bare_name

# The developer guide's list of regions without cross-region restore.
NO_CROSS_REGION = {"ap-east-1", "me-south-1"}


def restore_table_to_point_in_time(scene: Scene, payload: Json) -> Json:
    """The source's items as of a second inside its window."""
    source = _source(scene, payload)
    _require_free_target(scene, payload["TargetTableName"])
    if source.pitr is None:
        raise AwsError(
            "PointInTimeRecoveryUnavailableException",
            f"Point in time recovery is not enabled for table '{source.name}'",
        )
    instant = _restore_instant(scene, source, payload)
    definition = _restored_definition(scene, payload, source.definition, source.region)
    restore = Restore(source_table_arn=source.arn, restored_to=instant)
    seconds = scene.world.profile.restore_seconds
    table = _restored(
        scene,
        payload["TargetTableName"],
        definition=definition,
        restore=restore,
        seconds=seconds,
        images=source.history.at(instant),
    )
    return {"TableDescription": describe(scene, table)}


def restore_table_from_backup(scene: Scene, payload: Json) -> Json:
    """The items the backup holds."""
    backup = find_backup(scene, payload["BackupArn"])
    _require_free_target(scene, payload["TargetTableName"])
    require_idle(scene, backup)
    _, source_region = arn_place(backup.arn)
    definition = _restored_definition(scene, payload, backup.definition, source_region)
    restore = Restore(
        source_table_arn=backup.table_arn,
        restored_to=backup.created_at,
        source_backup_arn=backup.arn,
    )
    seconds = scene.world.profile.backup_restore_seconds
    table = _restored(
        scene,
        payload["TargetTableName"],
        definition=definition,
        restore=restore,
        seconds=seconds,
        images=backup.images,
    )
    backup.restores.append(table)
    return {"TableDescription": describe(scene, table)}


def _source(scene: Scene, payload: Json) -> Table:
    name, arn = payload.get("SourceTableName"), payload.get("SourceTableArn")
    if (name is None) == (arn is None):
        raise AwsError(
            "ValidationException", "Specify exactly one of SourceTableName and SourceTableArn"
        )
    region = scene.region
    if arn is not None:
        account, place = arn_place(arn)
        if account != scene.region.account:
            raise AwsError(
                "AccessDeniedException", "Restoring a table of another account is not supported"
            )
        region = scene.world.region(account, place)
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
    restoring = sum(
        table.restoring(scene.now)
        for region in scene.world.account_regions(scene.region.account)
        for table in region.tables.values()
    )
    limit = scene.world.profile.concurrent_restores
    if restoring >= limit:
        raise AwsError(
            "LimitExceededException",
            f"Subscriber limit exceeded: Only {limit} restores may be in progress at a time",
        )


def _restore_instant(scene: Scene, source: Table, payload: Json) -> datetime:
    latest_wanted, seconds = payload.get("UseLatestRestorableTime"), payload.get("RestoreDateTime")
    if bool(latest_wanted) == (seconds is not None):
        raise AwsError(
            "ValidationException",
            "Specify exactly one of UseLatestRestorableTime and RestoreDateTime",
        )
    earliest, latest = source.window(scene.now, lag(scene))
    if seconds is None:
        return latest
    instant = datetime.fromtimestamp(int(seconds), UTC)
    if not earliest <= instant <= latest:
        raise AwsError(
            "InvalidRestoreTimeException",
            "RestoreDateTime must be between EarliestRestorableDateTime "
            f"({earliest.isoformat()}) and LatestRestorableDateTime ({latest.isoformat()})",
        )
    return instant


def _restored_definition(
    scene: Scene, payload: Json, source: Definition, source_region: str
) -> Definition:
    here = scene.region
    across = source_region != here.name
    if across and "SSESpecificationOverride" not in payload:
        raise AwsError(
            "ValidationException", "SSESpecificationOverride is required for cross-region restore"
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


def _restored(
    scene: Scene,
    name: str,
    *,
    definition: Definition,
    restore: Restore,
    seconds: float,
    images: Iterable[Image],
) -> Table:
    items = list(images)
    ready_at = scene.world.after(seconds)
    table = add_table(scene, name, definition, ready_at)
    table.restore = restore
    for image in items:
        key = scene.region.store.put(table.name, image)
        table.history.record(key, scene.now, image)
    return table
