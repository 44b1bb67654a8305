"""The steps of `protect`: looking again, then one step for each part that is not there yet."""

from functools import partial

from recovery.outcome import Done, Fail, Outcome, Wait
from recovery.protection_cost import protection_cost
from recovery.strategies import POLICY_TAG, read_class
from workers.aws.door import Aws
from workers.aws.errors import NotSupported
from workers.kinds.estimate import over_ceiling
from workers.kinds.polling import pause
from workers.kinds.protect_backup import ADVANCED, PLAN, VAULTS
from workers.kinds.protect_events import EVENT_RULES, SCHEDULE
from workers.kinds.protect_order import CHECK_AGAIN, ProtectOrder
from workers.kinds.protect_part import Part
from workers.kinds.protect_parts import DELETION, PITR, TAG, parts_of, policy_tag
from workers.kinds.same_table import AGAIN, same_table
from workers.kinds.work import Step, Work

AGAIN_SECONDS = 30.0
"""What was asked for is not shown at once; after this long it is asked for again."""


def check_again(aws: Aws, work: Work) -> Outcome:
    """The table is still the one that was approved, and what was there is there still.

    Nobody else takes that away from now on: `protect_locks` says why.
    """
    order = ProtectOrder.of(work.plan)
    table = same_table(aws, work.plan)
    if isinstance(table, Fail):
        return table
    if now := _other_class(aws, order):
        reason = f"The table's class is another one by now: {now}."
        return Fail(reason=reason, retryable=False, advice=AGAIN)
    names = {step.name for step in work.plan.steps}
    for part in parts_of(order) if order.policy else ():
        if part.name not in names and not part.is_so(aws, order):
            reason = f"What was there is not any more: {part.words}."
            return Fail(reason=reason, retryable=False, advice=AGAIN)
    cost = protection_cost(
        order.policy, order.region, table.size_bytes, turns_on=PITR.name in names
    )
    if trouble := over_ceiling(cost, work.plan.cost_ceiling_usd):
        return Fail(reason=trouble, retryable=False, advice=AGAIN)
    return Done()


def _other_class(aws: Aws, order: ProtectOrder) -> str:
    """The class of ours that another job gave the table since the plan; empty where none did.

    What goes by the class it had is not what it has, and would be left or taken from the new one.
    """
    now = policy_tag(aws, order) or ""
    is_expected = now in {order.tag_before, order.tag.get(POLICY_TAG)}
    return "" if is_expected or read_class(now) is None else now


def ensure(part: Part, aws: Aws, work: Work) -> Outcome:
    """Look; make it if it is absent; look again. That it was absent is saved before."""
    order, facts = ProtectOrder.of(work.plan), work.facts
    try:
        if part.is_so(aws, order):
            return Done(facts={"made": bool(facts.get("absent"))})
    except NotSupported:
        if part.may_lack:
            return Done(facts={"lacking": True})
        raise
    if "absent" not in facts:
        found = {"absent": True, "shared": bool(part.is_shared and part.is_shared(aws, order))}
        return Wait(seconds=0, progress=f"To be set up: {part.words}.", facts=found)
    asked = facts.get("asked_at")
    elapsed = work.seconds_since("asked_at") if asked else 0.0
    if asked and elapsed < AGAIN_SECONDS:
        return Wait(seconds=pause(elapsed), progress=f"AWS was asked for {part.words}.")
    part.make(aws, order, work.job.id)
    return Wait(
        seconds=0 if not asked else pause(elapsed),
        progress=f"AWS was asked for {part.words}.",
        facts={"asked_at": work.now.isoformat()},
    )


def take_back(part: Part, aws: Aws, work: Work) -> Outcome:
    """Undo what this job may have made; what was there before it stays."""
    may_be_ours = "absent" in work.facts and not work.facts.get("shared")
    if part.take_back is not None and may_be_ours:
        part.take_back(aws, ProtectOrder.of(work.plan), work.job.id)
    return Done()


def step_of(part: Part) -> Step:
    """A part as a step."""
    revert = partial(take_back, part) if part.take_back else None
    return Step(ensure=partial(ensure, part), revert=revert)


STEPS = {
    CHECK_AGAIN: Step(ensure=check_again),
    **{
        part.name: step_of(part)
        for part in (PITR, DELETION, ADVANCED, VAULTS, PLAN, SCHEDULE, EVENT_RULES, TAG)
    },
}
