"""What is let in: how much may go on at a time, and only what is played.

The limits are those of the developer guide, "Service, account, and table
quotas", and of LimitExceededException in the service model; texts as AWS sends
them where they are known.
"""

from collections.abc import Iterable

from sandbox.aws.call import AwsError, Json
from sandbox.aws.table import Definition, Table
from sandbox.aws.world import Scene

BUSY = {"CREATING", "UPDATING", "DELETING"}


def require_operation(scene: Scene) -> None:
    """LimitExceededException where the account has too many tables in motion, TTL included."""
    limit = scene.world.profile.table_operations
    if sum(_busy(table, scene) for table in _tables(scene)) >= limit:
        raise exceeded(f"Only {limit} tables can be created, updated, or deleted simultaneously")


def require_room(scene: Scene, definition: Definition) -> None:
    """Room for one more table here, and for one more with these indexes being created."""
    profile = scene.world.profile
    if len(scene.region.tables) >= profile.table_quota:
        raise exceeded(f"There is a limit of {profile.table_quota} tables per subscriber")
    if not _indexed(definition):
        return
    creating = sum(
        table.status(scene.now) == "CREATING" and _indexed(table.definition)
        for table in _tables(scene)
    )
    limit = profile.indexed_table_creations
    if creating >= limit:
        raise exceeded(f"Only {limit} tables with secondary indexes can be created simultaneously")


def require_restore(scene: Scene, size: int) -> None:
    """Room for one more restore, of so many bytes."""
    profile = scene.world.profile
    running = [table for table in _tables(scene) if table.restoring(scene.now)]
    if len(running) >= profile.concurrent_restores:
        raise exceeded(
            f"Only {profile.concurrent_restores} restore operations can be done simultaneously"
        )
    total = size + sum(table.restore.size for table in running if table.restore)
    if total > profile.concurrent_restore_bytes:
        raise exceeded(
            f"Only {profile.concurrent_restore_bytes} bytes can be restored simultaneously"
        )


def refuse_unplayed(payload: Json, members: Iterable[str]) -> None:
    """ValidationException for members that the sandbox does not play.

    Saying yes to what then does not happen would be worse than saying no.
    """
    for name in members:
        if name in payload:
            raise AwsError("ValidationException", f"The sandbox does not play {name}")


def exceeded(message: str) -> AwsError:
    """LimitExceededException with the beginning that DynamoDB's have."""
    return AwsError("LimitExceededException", f"Subscriber limit exceeded: {message}")


def _tables(scene: Scene) -> list[Table]:
    regions = scene.world.account_regions(scene.region.account)
    return [table for region in regions for table in region.tables.values()]


def _busy(table: Table, scene: Scene) -> bool:
    settling = table.ttl is not None and scene.now < table.ttl.settled_at
    return settling or table.status(scene.now) in BUSY


def _indexed(definition: Definition) -> bool:
    return bool(definition.global_indexes or definition.local_indexes)
