"""Which `protect` jobs may run side by side.

Region settings, vaults, the plan of a class and the event rules are shared by tables. Who writes
them has to be alone for as long as the job lasts: `--off` counts the tables that need a plan and
takes it away minutes later, and a table that was tagged in between would be backed up by nobody.
Whoever writes its own table only needs that what it found there is not taken away meanwhile.

Locks know no readers. So one who writes its own table alone takes one of LANES names, by that
table, and one who writes what is shared takes all of them.
"""

from hashlib import sha256

from recovery.plan import Plan
from workers.kinds.pitr_order import pitr_lock
from workers.kinds.protect_events import ENSURE_SCHEDULE
from workers.kinds.protect_order import CHECK_AGAIN, ProtectOrder
from workers.kinds.protect_parts import PROTECT_DELETION, SWITCH_ON_PITR, TAG_TABLE
from workers.kinds.unprotect_steps import REMOVE_SCHEDULE, UNTAG_TABLE

LANES = 16
"""As many tables of an account may be protected at once."""
_OWN = {
    CHECK_AGAIN,
    SWITCH_ON_PITR,
    PROTECT_DELETION,
    ENSURE_SCHEDULE,
    TAG_TABLE,
    UNTAG_TABLE,
    REMOVE_SCHEDULE,
}
"""Steps that write nothing but their own table and its schedule."""


def locks_of(plan: Plan) -> tuple[str, ...]:
    """What a job of that plan holds from its first step to its end."""
    order = ProtectOrder.of(plan)
    lanes = [f"protect:{order.account}:{lane}" for lane in range(LANES)]
    if {step.name for step in plan.steps} <= _OWN:
        table = f"{order.region}/{order.table}"
        lanes = [lanes[sha256(table.encode()).digest()[0] % LANES]]
    return (*lanes, pitr_lock(order.place, order.table))
