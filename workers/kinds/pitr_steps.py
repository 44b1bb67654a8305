"""The steps of `pitr-on` and `pitr-off`: check-again, then one UpdateContinuousBackups.

The call can be repeated: it sets what is already set. Neither is undone by itself: a window
that was lost cannot be had back, and one that began does no harm.
"""

from recovery.cost import pitr_cost
from recovery.outcome import Done, Fail, Outcome, Wait
from workers.aws.door import Aws
from workers.kinds.estimate import over_ceiling
from workers.kinds.pitr_order import CHECK_AGAIN, PitrOrder
from workers.kinds.polling import pause
from workers.kinds.same_table import AGAIN, same_table
from workers.kinds.work import Step, Work

SWITCH_ON_PITR = "switch-on-pitr"
SWITCH_OFF_PITR = "switch-off-pitr"
AGAIN_SECONDS = 30.0
"""It is not shown at once; after this long it is asked for again."""


def check_again(aws: Aws, work: Work) -> Outcome:
    """The table is still the one that was approved."""
    order = PitrOrder.of(work.plan)
    table = same_table(aws, work.plan)
    if isinstance(table, Fail):
        return table
    window = aws.dynamodb(order.account, order.region).describe_point_in_time(order.table)
    if order.loses(window) and not order.shortens:
        reason = f"The window of {order.table} is longer now, and would lose what is older."
        return Fail(reason=reason, retryable=False, advice=AGAIN)
    cost = pitr_cost(table.size_bytes) if work.plan.cost else ()
    if trouble := over_ceiling(cost, work.plan.cost_ceiling_usd):
        return Fail(reason=trouble, retryable=False, advice=AGAIN)
    return Done()


def switch(aws: Aws, work: Work) -> Outcome:
    """Look, switch, look again until AWS shows it."""
    order = PitrOrder.of(work.plan)
    dynamodb = aws.dynamodb(order.account, order.region)
    window = dynamodb.describe_point_in_time(order.table)
    if order.is_so(window):
        since = window.earliest.isoformat() if window.earliest else ""
        return Done(facts={"on": window.is_on, "earliest": since})
    word = "on" if order.on else "off"
    asked = work.facts.get("asked_at")
    elapsed = work.seconds_since("asked_at") if asked else 0.0
    if asked and elapsed < AGAIN_SECONDS:
        return Wait(seconds=pause(elapsed), progress=f"AWS is switching PITR {word}.")
    dynamodb.switch_point_in_time(order.table, on=order.on, days=order.days)
    return Wait(
        seconds=pause(elapsed) if asked else 0,
        progress=f"AWS was asked to switch PITR {word}.",
        facts={"asked_at": work.now.isoformat()},
    )


ON_STEPS = {CHECK_AGAIN: Step(ensure=check_again), SWITCH_ON_PITR: Step(ensure=switch)}
OFF_STEPS = {CHECK_AGAIN: Step(ensure=check_again), SWITCH_OFF_PITR: Step(ensure=switch)}
