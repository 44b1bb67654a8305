"""`protect --off`: the plan of taking away what was set up for a table, never what was kept."""

from functools import partial

from recovery.plan import Plan
from recovery.strategies import POLICY_TAG, Strategy
from workers.aws.door import Aws
from workers.aws.errors import AwsError
from workers.kinds.backup import check_source
from workers.kinds.checks import Checklist, ask
from workers.kinds.estimate import NO_DATA_MOVES
from workers.kinds.protect_order import ProtectOrder
from workers.kinds.sources import FoundTable
from workers.kinds.unprotect_steps import (
    COUNT_CARRIERS,
    LEFT_RULES,
    LEFT_SCHEDULE,
    REMOVE_PLAN,
    REMOVE_RULES,
    REMOVE_SCHEDULE,
    UNTAG_TABLE,
)
from workers.kinds.work import Known, Proposal

STAYS = (
    "every backup and copy for as long as it is kept, the vaults, PITR and deletion protection: "
    "taking those away could lose data"
)


def plan_unprotect(aws: Aws, known: Known, found: FoundTable) -> Proposal:
    """Plan what is taken away; nothing, where nothing of ours is there."""
    order = ProtectOrder.about(aws, known, found)
    answers = ask(
        aws,
        schedule=partial(LEFT_SCHEDULE.is_there, aws, order),
        rules=partial(LEFT_RULES.is_there, aws, order),
    )
    checklist = Checklist()
    check_source(checklist, aws, known, found)
    for name in ("schedule", "rules"):
        if isinstance(answers[name], AwsError):
            checklist.not_checked(f"the {name} that may be there", answers[name])
    names = _names(order, answers)
    name = found.table.name
    plan = Plan(
        kind="protect",
        title=f"Stop protecting {name}" if names else f"Nothing is set up for {name}",
        account=order.account,
        account_id=order.account_id,
        region=order.region,
        source=found.named,
        target={},
        stated=_stated(order, names),
        steps=order.steps(names) if names else (),
        checks=tuple(checklist.checks),
        time=NO_DATA_MOVES,
        planned_at=known.now,
        sandbox=aws.sandbox,
    )
    return Proposal(plan=plan, refused=checklist.refusal(plan.digest))


def _names(order: ProtectOrder, answers: dict[str, bool | AwsError]) -> list[str]:
    """The steps for what is there; of what could not be asked for, what the class has."""
    is_tagged = order.earlier is not None
    strategy = order.earlier.strategy if order.earlier else None
    has_schedule = answers["schedule"] is True or strategy is Strategy.BACKUPS
    if not is_tagged and not has_schedule:
        return []
    is_copied, has_rules = strategy is Strategy.COPIES, answers["rules"] is True
    chosen = {
        UNTAG_TABLE: is_tagged,
        REMOVE_SCHEDULE: has_schedule,
        COUNT_CARRIERS: is_copied or has_rules,
        REMOVE_PLAN: is_copied,
        REMOVE_RULES: has_rules,
    }
    return [name for name, is_needed in chosen.items() if is_needed]


def _stated(order: ProtectOrder, names: list[str]) -> tuple[tuple[str, str], ...]:
    goes = {
        UNTAG_TABLE: f"the tag {POLICY_TAG}",
        REMOVE_SCHEDULE: "its schedule",
        REMOVE_PLAN: "the backup plan and its selection, unless another table needs them",
        REMOVE_RULES: "the event rules, unless another table is protected",
    }
    taken = [text for name, text in goes.items() if name in names]
    return (
        ("From", f"{order.table}, {order.region}, {order.account}"),
        ("Policy", _policy(order)),
        ("Taken away", "; ".join(taken) or "nothing"),
        ("Stays", STAYS),
        ("RPO", "no new backup or copy is made from then on; PITR goes on in the region"),
    )


def _policy(order: ProtectOrder) -> str:
    """What the tag says; a word that names no class is somebody else's."""
    if order.earlier is not None:
        return order.earlier.name
    if not order.tag_before:
        return "none of ours"
    return f"none of ours: {POLICY_TAG} says {order.tag_before}, which stays"
