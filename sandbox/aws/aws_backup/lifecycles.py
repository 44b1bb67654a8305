"""How long recovery points live: AWS's rules for a lifecycle, and its end on the clock."""

from dataclasses import replace
from datetime import datetime

from sandbox.aws.aws_backup.recovery_point import NEVER, RecoveryPoint
from sandbox.aws.aws_backup.resting import later
from sandbox.aws.aws_backup.scene import invalid_value
from sandbox.aws.aws_backup.told import recovery_point_changed
from sandbox.aws.aws_backup.vault import Vault
from sandbox.aws.call import Json
from sandbox.aws.items.snapshot import Snapshot
from sandbox.aws.world import World

COLD_DAYS, MOST_DAYS = 90, 36_500
OUT_OF_RANGE = (
    "The retention specified in the job is not within the range specified for the target "
    "Backup Vault."
)


def checked_lifecycle(lifecycle: Json) -> Json:
    """The same; InvalidParameterValueException where AWS would not take it."""
    if "DeleteAfterEvent" in lifecycle:
        raise invalid_value("DeleteAfterEvent is not valid as an input.")
    cold = lifecycle.get("MoveToColdStorageAfterDays", NEVER)
    delete = lifecycle.get("DeleteAfterDays", NEVER)
    for name, days in (("MoveToColdStorageAfterDays", cold), ("DeleteAfterDays", delete)):
        if days != NEVER and not 1 <= days <= MOST_DAYS:
            raise invalid_value(
                f"Invalid lifecycle. {name} cannot be less than 1 or more than {MOST_DAYS} days"
            )
    if NEVER not in {cold, delete} and delete < cold + COLD_DAYS:
        raise invalid_value(
            f"Invalid lifecycle. DeleteAfterDays cannot be less than {COLD_DAYS} days apart from "
            "MoveToColdStorageAfterDays"
        )
    return lifecycle


def fits_lock(vault: Vault, lifecycle: Json) -> bool:
    """Does the vault's lock take recovery points that live so long?"""
    days, lock = lifecycle.get("DeleteAfterDays", NEVER), vault.lock
    if lock is None:
        return True
    if days == NEVER:
        return lock.most_days is None
    return (lock.least_days or 1) <= days and (lock.most_days is None or days <= lock.most_days)


def expire_in_time(world: World, point: RecoveryPoint) -> None:
    """Put the end of the recovery point's life on the agenda, if it has one."""
    moment = point.deleted_at()
    if moment is None:
        return

    def act(at: datetime) -> None:
        due = point.deleted_at()  # the lifecycle may have been changed meanwhile
        if due is not None and due <= at:
            remove(world, point, at)

    later(world, point.region, moment, act, lambda: not is_held(world, point))


def is_held(world: World, point: RecoveryPoint) -> bool:
    """Is it still in its vault?"""
    vault = world.aws_backup.at(point.account, point.region).vaults.get(point.vault_name)
    return vault is not None and vault.recovery_points.get(point.arn) is point


def remove(world: World, point: RecoveryPoint, at: datetime) -> None:
    """Gone from its vault, and from DynamoDB where that keeps it."""
    vault = world.aws_backup.at(point.account, point.region).vaults[point.vault_name]
    del vault.recovery_points[point.arn]
    # Jobs of months remember their recovery point; its items they need no more.
    nothing = Snapshot({}, point.size)
    point.backup = replace(point.backup, images=nothing)
    world.region(point.account, point.region).backups.pop(point.arn, None)
    recovery_point_changed(world, point, at, "DELETING")
