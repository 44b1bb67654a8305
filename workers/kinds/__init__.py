"""The kinds of jobs there are, each with its planner and its steps."""

from recovery.plan import Plan
from workers.kinds import (
    backup_steps,
    copy_steps,
    delete_steps,
    pitr_steps,
    protect_steps,
    restore_steps,
    unprotect_steps,
)
from workers.kinds.backup import plan_backup
from workers.kinds.copy import plan_copy
from workers.kinds.copy_order import CopyOrder
from workers.kinds.delete import plan_delete
from workers.kinds.delete_order import DeleteOrder
from workers.kinds.pitr import action_of, plan_pitr_off, plan_pitr_on
from workers.kinds.pitr_order import PitrOrder
from workers.kinds.protect import plan_protect
from workers.kinds.protect_locks import locks_of
from workers.kinds.restore import plan_restore
from workers.kinds.restore_order import RestoreOrder
from workers.kinds.work import Kind


def _nothing_written(_plan: Plan) -> tuple[str, ...]:
    return ()


def _target(plan: Plan) -> tuple[str, ...]:
    return (RestoreOrder.of(plan).lock,)


def _copied_resource(plan: Plan) -> tuple[str, ...]:
    return (CopyOrder.of(plan).lock,)


def _deleted_backup(plan: Plan) -> tuple[str, ...]:
    return (DeleteOrder.of(plan).lock,)


def _window(plan: Plan) -> tuple[str, ...]:
    return (PitrOrder.of(plan).lock,)


KINDS = {
    "backup": Kind(
        action="backup", plan=plan_backup, steps=backup_steps.STEPS, locks=_nothing_written
    ),
    "restore": Kind(action="restore", plan=plan_restore, steps=restore_steps.STEPS, locks=_target),
    "copy": Kind(action="copy", plan=plan_copy, steps=copy_steps.STEPS, locks=_copied_resource),
    "delete": Kind(
        action="delete", plan=plan_delete, steps=delete_steps.STEPS, locks=_deleted_backup
    ),
    "protect": Kind(
        action="protect",
        plan=plan_protect,
        steps=protect_steps.STEPS | unprotect_steps.STEPS,
        locks=locks_of,
    ),
    "pitr-on": Kind(
        action="pitr-on",
        plan=plan_pitr_on,
        steps=pitr_steps.ON_STEPS,
        locks=_window,
        action_of=action_of,
    ),
    "pitr-off": Kind(
        action="pitr-off", plan=plan_pitr_off, steps=pitr_steps.OFF_STEPS, locks=_window
    ),
}
"""By the wire name that `Job.kind` holds."""
