"""CreateBackup, DescribeBackup, ListBackups, DeleteBackup."""

import math
from datetime import timedelta

from sandbox.aws.backup import Backup, take_backup
from sandbox.aws.call import AwsError, Json
from sandbox.aws.capacity import spoken
from sandbox.aws.continuous_backups import source_table
from sandbox.aws.world import Scene, arn_place


def create_backup(scene: Scene, payload: Json) -> Json:
    """The items as they are now; CREATING, then AVAILABLE. Names may repeat."""
    table = source_table(scene, payload["TableName"])
    if table.status(scene.now) in {"CREATING", "DELETING"}:
        raise AwsError("TableInUseException", f"Table is being created or deleted: {table.name}")
    scene.readable(table.name)  # without its key a table cannot be backed up either
    backup = take_backup(
        table,
        name=payload["BackupName"],
        kind="USER",
        now=scene.now,
        ready_at=scene.now + timedelta(seconds=scene.world.profile.backup_seconds),
    )
    scene.region.backups[backup.arn] = backup
    return {"BackupDetails": backup.details(scene.now, scene.world.stamp)}


def describe_backup(scene: Scene, payload: Json) -> Json:
    """Its state, and what it keeps of the table."""
    backup = _here(scene, payload["BackupArn"])
    return {"BackupDescription": backup.description(scene.now, scene.world.stamp)}


def list_backups(scene: Scene, payload: Json) -> Json:
    """One page, in the order of ARNs, which is by table and then by time."""
    kinds = _kinds(payload.get("BackupType", "USER"))
    table = payload.get("TableName")
    lower = payload.get("TimeRangeLowerBound", -math.inf)
    upper = payload.get("TimeRangeUpperBound", math.inf)
    if lower > upper:
        raise AwsError(
            "ValidationException",
            "Time range lower bound must be less than or equal to upper bound",
        )
    after = payload.get("ExclusiveStartBackupArn", "")
    limit = payload.get("Limit", 100)
    found = [
        backup
        for arn, backup in sorted(scene.region.backups.items())
        if arn > after
        and backup.kind in kinds
        and table in {backup.table_name, backup.table_arn, None}
        and lower <= scene.world.stamp(backup.created_at) < upper
    ]
    page: Json = {
        "BackupSummaries": [b.summary(scene.now, scene.world.stamp) for b in found[:limit]]
    }
    if len(found) > limit:
        page["LastEvaluatedBackupArn"] = found[limit - 1].arn
    return page


def _kinds(asked: str) -> set[str]:
    """ALL is USER and SYSTEM: those of AWS Backup are for its own lists to tell."""
    return {"USER", "SYSTEM"} if asked == "ALL" else {asked}


def delete_backup(scene: Scene, payload: Json) -> Json:
    """Gone at once; refused while it is being made or restored, and for AWS's own."""
    backup = _here(scene, payload["BackupArn"])
    require_idle(scene, backup, "Backup is being used to restore table")
    if backup.expires_at is not None:
        raise AwsError(
            "ValidationException",
            f"Invalid Request: User is not allowed to delete the system backup with arn "
            f"{backup.arn}. It will automatically expire on {spoken(backup.expires_at)}",
        )
    if backup.kind == "AWS_BACKUP":
        raise AwsError(
            "ValidationException",
            f"Invalid Request: {backup.arn} was made with AWS Backup, which alone can delete it",
        )
    del scene.region.backups[backup.arn]
    description = backup.description(scene.now, scene.world.stamp)
    description["BackupDetails"]["BackupStatus"] = "DELETED"
    return {"BackupDescription": description}


def require_idle(scene: Scene, backup: Backup, restored: str) -> None:
    """BackupInUseException while the backup is being made, or, in these words, `restored`.

    One restore at a time: AWS answers a second one "Backup is being used to restore another
    table" (seen by awslabs/dynein, in `src/control.rs`, and by others).
    """
    if backup.status(scene.now) == "CREATING":
        raise AwsError("BackupInUseException", f"Backup is being created: {backup.arn}")
    if any(table.restoring(scene.now) for table in backup.restores):
        raise AwsError("BackupInUseException", f"{restored}: {backup.arn}")


def find_backup(scene: Scene, arn: str) -> Backup:
    """A backup of this account, in whatever region its ARN names; of others nobody gets here."""
    place = arn_place(arn)
    if "/backup/" not in arn:
        raise AwsError("ValidationException", "Invalid Backup ARN")
    backup = scene.world.source_region(*place).backups.get(arn)
    if backup is None:
        raise AwsError("BackupNotFoundException", f"Backup not found: {arn}")
    return backup


def _here(scene: Scene, arn: str) -> Backup:
    if arn_place(arn)[1] != scene.region.name:
        raise AwsError("BackupNotFoundException", f"Backup not found: {arn}")
    return find_backup(scene, arn)
