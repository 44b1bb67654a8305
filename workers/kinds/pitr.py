"""The kinds `pitr-on` and `pitr-off`: their plans. The steps are in `pitr_steps`."""

from recovery.cost import pitr_cost
from recovery.durations import parse_duration
from recovery.errors import Refusal
from recovery.grammar import command_text
from recovery.instants import iso
from recovery.job import Job
from recovery.plan import Plan, PlannedStep
from recovery.references import TableReference, parse_reference
from workers.aws.door import Aws
from workers.aws.models import PointInTime
from workers.kinds.backup import check_source, no_table
from workers.kinds.checks import Checklist
from workers.kinds.command_line import aws_command
from workers.kinds.estimate import NO_DATA_MOVES, ceiling_usd
from workers.kinds.pitr_order import CHECK_AGAIN, MOST_DAYS, PitrOrder
from workers.kinds.pitr_steps import SWITCH_OFF_PITR, SWITCH_ON_PITR
from workers.kinds.sources import FoundTable, find_table, places
from workers.kinds.work import Known, Planning, Proposal

HOUR = 3600.0


def plan_pitr_on(aws: Aws, job: Job, known: Known) -> Planning:
    """Plan switching it on, or giving the window another length."""
    days = _days(job)
    found = _found(aws, job, known, {"days": f"{days}d"} if days else {})
    return _proposal(aws, known, found, on=True, days=days)


def plan_pitr_off(aws: Aws, job: Job, known: Known) -> Planning:
    """Plan switching it off, and say what is lost."""
    return _proposal(aws, known, _found(aws, job, known, {}), on=False, days=None)


def action_of(plan: Plan) -> str:
    """A shorter window loses what is older: it takes the approvals of switching it off."""
    if plan.steps and PitrOrder.of(plan).shortens:
        return "pitr-off"
    return plan.kind


def _days(job: Job) -> int | None:
    given = job.params.get("days")
    if given is None:
        return None
    days = parse_duration(str(given)).days
    if not 1 <= days <= MOST_DAYS:
        raise Refusal(
            f"AWS's window reaches 1 to {MOST_DAYS} days back, not {days}.",
            advice=f"Its price is the same for {MOST_DAYS} days as for one.",
            commands=(f"pitr on {job.params.get('table', job.table)} --days {MOST_DAYS}d",),
        )
    return days


def _found(aws: Aws, job: Job, known: Known, params: dict[str, str | int | bool]) -> FoundTable:
    reference = parse_reference(str(job.params.get("table", job.table)))

    def again(table: TableReference) -> str:
        return command_text(job.kind, table=table, params=params)

    among = places(known.config, reference, None)
    found = find_table(aws, among, reference.name, again)
    if found is None:
        raise no_table(reference, among)
    return found


def _proposal(aws: Aws, known: Known, found: FoundTable, *, on: bool, days: int | None) -> Proposal:
    table, place = found.table, found.place
    order = PitrOrder(
        account=place.account,
        region=place.region,
        table=table.name,
        on=on,
        days=days,
    )
    window = aws.dynamodb(place.account, place.region).describe_point_in_time(table.name)
    order = order.model_copy(update={"shortens": order.loses(window)})
    checklist = Checklist()
    check_source(checklist, aws, known, found)
    cost = pitr_cost(table.size_bytes) if on and not window.is_on else ()
    plan = Plan(
        kind="pitr-on" if on else "pitr-off",
        title=_title(order, window),
        account=place.account,
        account_id=known.config.account(place.account).id,
        region=place.region,
        source=found.named,
        target={},
        stated=_stated(order, window),
        steps=_steps(order, window),
        checks=tuple(checklist.checks),
        cost=cost,
        cost_ceiling_usd=ceiling_usd(cost),
        time=NO_DATA_MOVES,
        commands=() if order.is_so(window) else (_command(order),),
        planned_at=known.now,
        sandbox=aws.sandbox,
    )
    return Proposal(plan=plan, refused=checklist.refusal(plan.digest))


def _title(order: PitrOrder, window: PointInTime) -> str:
    word = "on" if order.on else "off"
    if order.is_so(window):
        return f"Point-in-time recovery of {order.table} is {word} already"
    if order.on and window.is_on:
        return f"Let point-in-time recovery of {order.table} reach {order.days} days back"
    return f"Switch point-in-time recovery of {order.table} {word}"


def _stated(order: PitrOrder, window: PointInTime) -> tuple[tuple[str, str], ...]:
    return (
        ("From", f"{order.table}, {order.region}, {order.account}"),
        ("Now", _now(window)),
        ("Then", _then(order, window)),
    )


def _now(window: PointInTime) -> str:
    if not window.is_on:
        return "off: only backups can be restored"
    if window.earliest is None or window.latest is None:
        return "on"
    return f"on: any second from {iso(window.earliest)} to {iso(window.latest)}"


def _then(order: PitrOrder, window: PointInTime) -> str:
    if order.is_so(window):
        return "the same, so nothing is done"
    days = order.days or MOST_DAYS
    if not order.on:
        since = f" back to {iso(window.earliest)}" if window.earliest else ""
        return (
            f"off: the whole window{since} is lost at once and cannot be had back. Backups stay; "
            "a table that is deleted while it is off leaves none of AWS's"
        )
    if not window.is_on:
        return f"on from that moment, and in time any second of the last {days} days"
    lost = "what is older is lost at once" if order.shortens else ""
    return f"any second of the last {days} days{'; ' if lost else ''}{lost}"


def _steps(order: PitrOrder, window: PointInTime) -> tuple[PlannedStep, ...]:
    if order.is_so(window):
        return ()
    name = SWITCH_ON_PITR if order.on else SWITCH_OFF_PITR
    return (
        PlannedStep(name=CHECK_AGAIN, deadline_seconds=HOUR, params=order.model_dump(mode="json")),
        PlannedStep(name=name, deadline_seconds=HOUR, point_of_no_return=True),
    )


def _command(order: PitrOrder) -> str:
    enabled = "true" if order.on else "false"
    period = f",RecoveryPeriodInDays={order.days}" if order.days else ""
    return aws_command(
        "update-continuous-backups",
        order.region,
        table_name=order.table,
        point_in_time_recovery_specification=f"PointInTimeRecoveryEnabled={enabled}{period}",
    )
