"""The kinds of jobs there are, each with its planner and its steps."""

from recovery.plan import Plan
from workers.kinds import backup_steps, copy_steps, restore_steps
from workers.kinds.backup import plan_backup
from workers.kinds.copy import plan_copy
from workers.kinds.copy_order import CopyOrder
from workers.kinds.restore import plan_restore
from workers.kinds.restore_order import RestoreOrder
from workers.kinds.work import Kind


def _nothing_written(_plan: Plan) -> tuple[str, ...]:
    return ()


def _target(plan: Plan) -> tuple[str, ...]:
    return (RestoreOrder.of(plan).lock,)


def _copied_resource(plan: Plan) -> tuple[str, ...]:
    return (CopyOrder.of(plan).lock,)


KINDS = {
    "backup": Kind(
        action="backup", plan=plan_backup, steps=backup_steps.STEPS, locks=_nothing_written
    ),
    "restore": Kind(action="restore", plan=plan_restore, steps=restore_steps.STEPS, locks=_target),
    "copy": Kind(action="copy", plan=plan_copy, steps=copy_steps.STEPS, locks=_copied_resource),
}
"""By the wire name that `Job.kind` holds."""
