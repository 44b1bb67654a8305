"""Point-in-time recovery on and off, and the window it opens."""

from datetime import timedelta

from sandbox.aws.call import AwsError, Json
from sandbox.aws.table import PointInTimeRecovery, Table
from sandbox.aws.world import Scene, bare_name

DEFAULT_DAYS = 35


def update_continuous_backups(scene: Scene, payload: Json) -> Json:
    """Off and on again starts a new window; what a shorter period forgot stays forgotten."""
    table = source_table(scene, payload["TableName"])
    if table.status(scene.now) in {"CREATING", "DELETING"}:
        raise AwsError(
            "ContinuousBackupsUnavailableException",
            f"Backups are being enabled for the table: {table.name}. Please retry later",
        )
    specification = payload["PointInTimeRecoverySpecification"]
    if not specification["PointInTimeRecoveryEnabled"]:
        if "RecoveryPeriodInDays" in specification:
            raise AwsError(
                "ValidationException",
                "Invalid Request: Cannot specify RecoveryPeriodInDays when disabling "
                "point-in-time recovery.",
            )
        _require_no_backup(scene, table)
        table.pitr = None
    else:
        before = table.pitr
        earliest, _ = table.window(scene.now, lag(scene)) if before else (scene.now, None)
        table.pitr = PointInTimeRecovery(
            enabled_at=earliest.replace(microsecond=0),
            days=specification.get("RecoveryPeriodInDays", before.days if before else DEFAULT_DAYS),
        )
    return {"ContinuousBackupsDescription": _description(scene, table)}


def _require_no_backup(scene: Scene, table: Table) -> None:
    """While a backup is in progress, backups of its table cannot be disabled (developer guide)."""
    if any(
        backup.table_id == table.table_id and backup.status(scene.now) == "CREATING"
        for backup in scene.region.backups.values()
    ):
        raise AwsError(
            "ContinuousBackupsUnavailableException",
            f"A backup of the table is in progress: {table.name}. Please retry later",
        )


def describe_continuous_backups(scene: Scene, payload: Json) -> Json:
    """ContinuousBackupsStatus is always ENABLED; the window stands below it."""
    table = source_table(scene, payload["TableName"])
    return {"ContinuousBackupsDescription": _description(scene, table)}


def source_table(scene: Scene, name_or_arn: str) -> Table:
    """The table; TableNotFoundException where there is none."""
    table = scene.find(name_or_arn)
    if table is None:
        raise AwsError("TableNotFoundException", f"Table not found: {bare_name(name_or_arn)}")
    return table


def lag(scene: Scene) -> timedelta:
    """How far the latest restorable second is behind now."""
    return timedelta(seconds=scene.world.profile.restorable_lag_seconds)


def _description(scene: Scene, table: Table) -> Json:
    recovery: Json = {"PointInTimeRecoveryStatus": "DISABLED"}
    if table.pitr is not None:
        earliest, latest = table.window(scene.now, lag(scene))
        recovery = {
            "PointInTimeRecoveryStatus": "ENABLED",
            "RecoveryPeriodInDays": table.pitr.days,
            "EarliestRestorableDateTime": scene.world.stamp(earliest),
            "LatestRestorableDateTime": scene.world.stamp(latest),
        }
    return {"ContinuousBackupsStatus": "ENABLED", "PointInTimeRecoveryDescription": recovery}
