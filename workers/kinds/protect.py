"""The kind `protect`: its plan. Its parts are in `protect_parts`, `--off` is in `unprotect`."""

from recovery.errors import Refusal
from recovery.job import Job
from recovery.plan import CostLine, Plan, PlannedStep
from recovery.protection_cost import protection_cost
from recovery.strategies import Strategy
from recovery.words import code
from workers.aws.door import Aws
from workers.aws.errors import NotFound
from workers.kinds.backup import check_source, no_table
from workers.kinds.checks import Checklist
from workers.kinds.estimate import NO_DATA_MOVES, ceiling_usd
from workers.kinds.protect_checks import check_protect
from workers.kinds.protect_commands import commands_of
from workers.kinds.protect_draft import Draft
from workers.kinds.protect_order import ProtectOrder
from workers.kinds.protect_parts import SWITCH_ON_PITR, parts_of
from workers.kinds.protect_reading import read_standing
from workers.kinds.protect_request import ProtectRequest
from workers.kinds.protect_told import explained, stated
from workers.kinds.sources import FoundTable, find_table, places
from workers.kinds.unprotect import plan_unprotect
from workers.kinds.unprotect_steps import retiring
from workers.kinds.work import Known, Planning, Proposal


def plan_protect(aws: Aws, job: Job, known: Known) -> Planning:
    """Plan what keeps a table for a target, or what takes that away."""
    request = ProtectRequest.of(job)
    among = places(known.config, request.table, None)
    found = find_table(aws, among, request.table.name, request.command)
    if found is None:
        raise no_table(request.table, among)
    if request.off:
        return plan_unprotect(aws, known, found)
    draft = _draft(aws, known, found, request)
    checklist = Checklist()
    check_source(checklist, aws, known, found)
    check_protect(checklist, draft)
    plan = _plan(draft, checklist)
    return Proposal(plan=plan, refused=checklist.refusal(plan.digest))


def _draft(aws: Aws, known: Known, found: FoundTable, request: ProtectRequest) -> Draft:
    place = found.place
    settings = known.config.table_settings(place.account, place.region, found.table.name)
    request = request.having(settings)
    order = ProtectOrder.about(aws, known, found)
    policy = request.policy(dr_region=order.other_region, has_vault=bool(order.vault))
    keys = {}
    if policy.strategy is Strategy.COPIES and request.kms_key:
        keys = _keys(aws, order, request.kms_key)
    order = order.model_copy(update={"policy": policy, "keys": keys})
    parts = parts_of(order)
    return Draft(
        aws=aws,
        known=known,
        found=found,
        request=request,
        order=order,
        policy=policy,
        watched=settings.rpo,
        parts=parts,
        standing=read_standing(aws, order, parts, known),
    )


def _keys(aws: Aws, order: ProtectOrder, key: str) -> dict[str, str]:
    """The key of each region's vault: an alias, or a multi-Region key, is found in both."""
    found = {}
    for region in order.regions:
        try:
            found[region] = aws.kms(order.account, region).describe_key(key).arn
        except NotFound as error:
            raise Refusal(
                f"There is no KMS key {code(key)} in {error.place}.",
                advice="Name an alias that both regions have, or a multi-Region key.",
            ) from error
    return found


def _plan(draft: Draft, checklist: Checklist) -> Plan:
    order, table, cost = draft.order, draft.found.table, _cost(draft)
    return Plan(
        kind="protect",
        title=f"Protect {table.name}" if draft.absent else f"{table.name} is protected so already",
        account=order.account,
        account_id=order.account_id,
        region=order.region,
        source=draft.found.named,
        target={"policy": draft.policy.name, "region": draft.policy.dr_region or order.region},
        stated=stated(draft),
        explained=explained(draft),
        steps=_steps(draft),
        checks=tuple(checklist.checks),
        cost=cost,
        cost_ceiling_usd=ceiling_usd(cost),
        time=NO_DATA_MOVES,
        commands=commands_of(draft),
        planned_at=draft.known.now,
        sandbox=draft.aws.sandbox,
    )


def _cost(draft: Draft) -> tuple[CostLine, ...]:
    turns_on = any(part.name == SWITCH_ON_PITR for part in draft.absent)
    size_bytes = draft.found.table.size_bytes
    return protection_cost(draft.policy, draft.order.region, size_bytes, turns_on=turns_on)


def _steps(draft: Draft) -> tuple[PlannedStep, ...]:
    """One for each part that is absent, then what the class it leaves needs no more."""
    order = draft.order
    if not draft.absent:
        return ()
    return order.steps([*(part.name for part in draft.absent), *retiring(order)])
