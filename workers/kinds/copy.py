"""The kind `copy`: its plan. The steps are in `workers.kinds.copy_steps`."""

from dataclasses import dataclass

from recovery.cost import copy_cost
from recovery.instants import iso
from recovery.job import Job
from recovery.outcome import Value
from recovery.plan import Extent, Plan, PlannedStep, TimeEstimate
from workers.aws.door import Aws
from workers.kinds.backup import check_source
from workers.kinds.checks import Checklist
from workers.kinds.command_line import aws_command
from workers.kinds.copy_again import ways
from workers.kinds.copy_checks import OTHER_JOBS, check_copy, check_point
from workers.kinds.copy_order import (
    AWAIT_BACKUP_JOB,
    AWAIT_COPY_JOB,
    AWAIT_SECOND_COPY_JOB,
    CHECK_AGAIN,
    ENABLE_ADVANCED,
    START_BACKUP_JOB,
    START_COPY_JOB,
    START_SECOND_COPY_JOB,
    START_WINDOW_MINUTES,
    CopyOrder,
    CopyRequest,
    Hop,
)
from workers.kinds.copy_route import order_of
from workers.kinds.copy_source import CopySource, find_source
from workers.kinds.estimate import NO_LIMIT, ceiling_usd, time_estimate, time_of_all
from workers.kinds.extent import extent_of_table, size_text
from workers.kinds.work import Known, Planning, Proposal

HOUR = 3600.0
DAY = 24 * HOUR
MADE_BEFORE = "RECOVERY_POINT_ARN"
"""In commands, stands for what the command before it makes."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Everything the plan is written from."""

    aws: Aws
    known: Known
    request: CopyRequest
    source: CopySource
    order: CopyOrder


def plan_copy(aws: Aws, job: Job, known: Known) -> Planning:
    """Plan a backup by AWS Backup and its way into another region, account, or both."""
    request = CopyRequest.of(job)
    if request.account is not None:
        known.config.account(request.account)
    source = find_source(aws, request, known)
    order = order_of(aws, request, source, known)
    draft = Draft(aws=aws, known=known, request=request, source=source, order=order)
    checklist = Checklist()
    if source.found is not None:
        check_source(checklist, aws, known, source.found)
    if source.point is not None:
        check_point(checklist, source.point, order.hops[-1].keep_days, known.now)
    check_copy(checklist, aws, order, request, known)
    plan = _plan(draft, checklist)
    return Proposal(plan=plan, refused=checklist.refusal(plan.digest))


class _Told(Value):
    """What is known of the amount, and the time it takes."""

    extent: Extent
    time: TimeEstimate


def _told(draft: Draft) -> _Told:
    source, history = draft.source, draft.known.history
    if source.point is not None:
        extent = Extent(size_bytes=source.point.size_bytes)
    elif source.found is not None:
        extent = extent_of_table(source.found.table)
    else:
        extent = Extent()
    whats = ["backup-job"] if draft.order.backup else []
    whats += ["copy"] * len(draft.order.hops)
    estimates = [time_estimate(history, what, extent.size_bytes) for what in whats]
    return _Told(extent=extent, time=time_of_all(estimates))


def _plan(draft: Draft, checklist: Checklist) -> Plan:
    order, request, told = draft.order, draft.request, _told(draft)
    last, place = order.hops[-1], order.source
    new_in = place.region if order.backup else ""
    cost = copy_cost(told.extent.size_bytes, ways(order.hops), new_in=new_in)
    return Plan(
        kind="copy",
        title=f"Copy {request.table.name} to {_where(last)}",
        account=place.account,
        account_id=draft.known.config.account(place.account).id,
        region=place.region,
        source=_source_names(draft),
        target={"vault": last.to_vault, "region": last.to_region, "account": last.to_account},
        stated=_stated(draft, told.extent, _behind(checklist)),
        steps=_steps(order),
        checks=tuple(checklist.checks),
        cost=cost,
        cost_ceiling_usd=ceiling_usd(cost),
        time=told.time,
        commands=_commands(order),
        extent=told.extent,
        planned_at=draft.known.now,
        sandbox=draft.aws.sandbox,
    )


def _source_names(draft: Draft) -> dict[str, str]:
    found, place = draft.source.found, draft.order.source
    if draft.order.backup is not None and found is not None:
        return found.named
    names = {"table": draft.request.table.name, "region": place.region, "account": place.account}
    return {"backup_arn": draft.order.hops[0].recovery_point_arn} | names


def _where(hop: Hop) -> str:
    return f"{hop.to_region} of {hop.to_account}" if hop.is_between_accounts else hop.to_region


def _behind(checklist: Checklist) -> str:
    """The job of AWS's that this one waits behind; empty where there is none."""
    return next((one.detail for one in checklist.checks if one.name == OTHER_JOBS), "")


def _stated(draft: Draft, extent: Extent, behind: str) -> tuple[tuple[str, str], ...]:
    order, point, last = draft.order, draft.source.point, draft.order.hops[-1]
    place = order.source
    stated = [
        ("From", f"{order.table}, {place.region}, {place.account}"),
        ("Into", f"vault {last.to_vault}, {last.to_region}, {last.to_account}"),
    ]
    if point is not None:
        stated.append(("Backup", f"recovery point of {iso(point.created)}"))
    else:
        stated.append(("Backup", f"a new one in vault {draft.source.vault}"))
        begins = f"within {START_WINDOW_MINUTES} min of asking, as AWS promises"
        stated.append(("Begins", f"later: {behind}" if behind else begins))
    stated.append(("Size", size_text(extent)))
    if len(order.hops) > 1:
        way = " to ".join([str(place), *(str(hop.target) for hop in order.hops)])
        stated.append(("Way", f"{way}, one copy after the other"))
    keep = last.keep_days
    days = f"{keep} day" if keep == 1 else f"{keep} days"
    days += f" from {iso(point.created)}" if point else ""
    kept = "until somebody deletes it" if keep is None else f"{days}, then AWS deletes it"
    stated.append(("Kept", kept))
    if order.enable:
        places = ", ".join(str(one) for one in order.enable)
        stated.append(("Switches on", f"AWS Backup's advanced features for all tables in {places}"))
    if extent.size_bytes is None:
        stated.append(("Cost limit", NO_LIMIT))
    return tuple(stated)


def _steps(order: CopyOrder) -> tuple[PlannedStep, ...]:
    steps = [PlannedStep(name=CHECK_AGAIN, deadline_seconds=HOUR)]
    if order.enable:
        params = {"places": [place.model_dump(mode="json") for place in order.enable]}
        steps.append(
            PlannedStep(
                name=ENABLE_ADVANCED,
                deadline_seconds=HOUR,
                point_of_no_return=True,
                params=params,
            )
        )
    if order.backup is not None:
        steps += _pair(START_BACKUP_JOB, AWAIT_BACKUP_JOB, order.backup)
    names = ((START_COPY_JOB, AWAIT_COPY_JOB), (START_SECOND_COPY_JOB, AWAIT_SECOND_COPY_JOB))
    for (start, wait), hop in zip(names, order.hops, strict=False):
        steps += _pair(start, wait, hop)
    return tuple(steps)


def _pair(start: str, wait: str, params: Value) -> tuple[PlannedStep, PlannedStep]:
    """Starting waits for a region that is down; AWS itself retries copies for two hours."""
    return (
        PlannedStep(
            name=start,
            deadline_seconds=DAY,
            point_of_no_return=True,
            params=params.model_dump(mode="json"),
        ),
        PlannedStep(name=wait, deadline_seconds=2 * DAY),
    )


def _commands(order: CopyOrder) -> tuple[str, ...]:
    commands = [
        aws_command(
            "update-region-settings",
            place.region,
            service="backup",
            resource_type_opt_in_preference="DynamoDB=true",
            resource_type_management_preference="DynamoDB=true",
        )
        for place in order.enable
    ]
    if (leg := order.backup) is not None:
        commands.append(
            aws_command(
                "start-backup-job",
                leg.region,
                service="backup",
                backup_vault_name=leg.vault,
                resource_arn=leg.table_arn,
                iam_role_arn=leg.role_arn,
                start_window_minutes=str(START_WINDOW_MINUTES),
                lifecycle=_lifecycle(leg.keep_days),
            )
        )
    commands += [
        aws_command(
            "start-copy-job",
            hop.region,
            service="backup",
            recovery_point_arn=hop.recovery_point_arn or MADE_BEFORE,
            source_backup_vault_name=hop.vault,
            destination_backup_vault_arn=hop.to_vault_arn,
            iam_role_arn=hop.role_arn,
            lifecycle=_lifecycle(hop.keep_days),
        )
        for hop in order.hops
    ]
    return tuple(commands)


def _lifecycle(keep_days: int | None) -> str | None:
    return None if keep_days is None else f"DeleteAfterDays={keep_days}"
