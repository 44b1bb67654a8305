"""The kind `restore`: its plan. The steps are in `workers.kinds.restore_steps`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from recovery.cost import restore_cost
from recovery.instants import iso
from recovery.job import Job
from recovery.names import name_of_restored
from recovery.outcome import Wait
from recovery.plan import Extent, Plan, PlannedStep
from workers.aws.door import Aws
from workers.aws.models import Encryption, PointInTime, RestoreOverrides, Table
from workers.kinds.backup import check_source
from workers.kinds.capacity import capacity_of, check_capacity
from workers.kinds.carried import comes_back, stays_away
from workers.kinds.checks import Checklist, ask
from workers.kinds.encryption import (
    check_source_key,
    check_target_key,
    encryption_for,
    encryption_text,
)
from workers.kinds.estimate import NO_LIMIT, ceiling_usd, time_estimate
from workers.kinds.extent import extent_of_backup, extent_of_table, size_text
from workers.kinds.quotas import check_quotas, count_tables
from workers.kinds.restore_checks import (
    check_backup,
    check_regions,
    check_target,
    check_window,
)
from workers.kinds.restore_command import restore_command
from workers.kinds.restore_order import START_RESTORE, RestoreOrder, RestoreRequest
from workers.kinds.restore_source import Source, find_source, newest_backup
from workers.kinds.restore_steps import AWAIT_TABLE, CHECK_AGAIN
from workers.kinds.sources import Place
from workers.kinds.window import is_hollow, start_after, window_text
from workers.kinds.work import Known, Planning, Proposal

HOUR = 3600.0
PUT_OFF = timedelta(seconds=30)
"""A plan begun that long after its job was made was put off by `Start at`."""
NOT_YET_SECONDS = 20.0


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Everything the plan is written from."""

    aws: Aws
    job: Job
    known: Known
    request: RestoreRequest
    source: Source
    order: RestoreOrder


def plan_restore(aws: Aws, job: Job, known: Known) -> Planning:
    """Plan a restore into a new table, from an instant or a backup."""
    request = RestoreRequest.of(job)
    source = find_source(aws, request, known)
    draft = Draft(
        aws=aws,
        job=job,
        known=known,
        request=request,
        source=source,
        order=_order(request, source, job, known),
    )
    answers = ask(aws, **_reads(draft))
    if waits := _not_yet(draft, answers.get("window")):
        return waits
    checklist = Checklist()
    _check(checklist, draft, answers)
    plan = _plan(draft, answers, checklist)
    return Proposal(plan=plan, refused=checklist.refusal(plan.digest))


def _not_yet(draft: Draft, window: object) -> Wait | None:
    """A plan that was put off until its instant is restorable waits for it, not for a person.

    AWS's window does not follow evenly: it may not be there at the minute that was named.
    """
    at, planning = draft.request.at, draft.job.planning
    put_off = planning.began is not None and planning.began - draft.job.created >= PUT_OFF
    if at is None or not put_off or not isinstance(window, PointInTime) or not window.is_on:
        return None
    if is_hollow(window) or start_after(window, at, draft.known.now) is None:
        return None
    return Wait(
        seconds=NOT_YET_SECONDS,
        progress=f"{iso(at)} is not restorable yet. The window is {window_text(window)}.",
    )


def _order(request: RestoreRequest, source: Source, job: Job, known: Known) -> RestoreOrder:
    place, backup, living = source.place, source.backup, source.living
    own_name = request.table.name if living is None else None
    region = request.region or place.region
    return RestoreOrder(
        account=place.account,
        table=request.table.name,
        source_region=place.region,
        table_arn=_arn(living, source.place, known) if living and backup is None else "",
        backup_arn=backup.arn if backup else "",
        at=request.at,
        region=region,
        target=request.target or own_name or name_of_restored(request.table.name, job.id),
        overrides=_overrides(request, source, cross_region=region != place.region),
    )


def _arn(table: Table, place: Place, known: Known) -> str:
    """The table's ARN, made up where an endpoint does not tell it."""
    account = known.config.account(place.account)
    return table.arn or account.arn("dynamodb", place.region, f"table/{table.name}")


def _overrides(request: RestoreRequest, source: Source, *, cross_region: bool) -> RestoreOverrides:
    table = source.table
    encryption = encryption_for(
        request.kms_key,
        table.encryption if table else None,
        cross_region=cross_region,
    )
    return capacity_of(request, source).model_copy(update={"encryption": encryption})


def _reads(draft: Draft) -> dict[str, Callable[[], Any]]:
    """What is asked of AWS, side by side."""
    aws, order, living = draft.aws, draft.order, draft.source.living
    source, target = order.source(aws), order.dynamodb(aws)
    kms = aws.kms(order.account, order.region)
    quotas = aws.quotas(order.account, order.region)
    reads: dict[str, Callable[[], Any]] = {
        "target": lambda: target.describe_table(order.target),
        "tables": lambda: count_tables(target, draft.known.wall),
        "quota": quotas.dynamodb_tables,
    }
    if living is not None:
        reads["window"] = lambda: source.describe_point_in_time(living.name)
        reads["ttl"] = lambda: source.describe_ttl(living.name)
        reads["tags"] = lambda: source.list_tags(living.arn)
        reads["resource_policy"] = lambda: source.has_resource_policy(living.arn)
        reads["kinesis"] = lambda: source.kinesis_streams(living.name)
        reads["insights"] = lambda: source.contributor_insights(living.name)
    if key := draft.request.kms_key:
        reads["key"] = lambda: kms.describe_key(key)
    if source_key := _source_key(draft):
        source_kms = aws.kms(order.account, order.source_region)
        reads["source_key"] = lambda: source_kms.describe_key(source_key)
    return reads


def _source_key(draft: Draft) -> str:
    """A restore needs the key its source is encrypted with, wherever the copy goes."""
    table = draft.source.table
    return table.encryption.key_arn if table else ""


def _check(checklist: Checklist, draft: Draft, answers: Mapping[str, Any]) -> None:
    aws, order, source, request = draft.aws, draft.order, draft.source, draft.request
    if source.found is not None:
        check_source(checklist, aws, draft.known, source.found)
    else:
        checklist.passed("table is gone, a backup is left", order.backup_arn)
    if source.backup is not None:
        check_backup(checklist, source.backup, request.table.name)
    else:
        check_window(
            checklist,
            answers["window"],
            request,
            place=source.place,
            job=draft.job,
            newest=lambda: newest_backup(aws, source.place, request.table.name, draft.known.now),
            now=draft.known.now,
            sandbox=aws.sandbox,
        )
    check_target(checklist, answers["target"], order.target, order.region)
    check_regions(checklist, order.source_region, order.region)
    if request.billing == "PROVISIONED":
        check_capacity(checklist, order.overrides, source)
    if "source_key" in answers:
        check_source_key(checklist, answers["source_key"], _source_key(draft))
    if request.kms_key:
        check_target_key(checklist, answers["key"], request.kms_key, order.region)
    check_quotas(checklist, answers["tables"], answers["quota"], draft.known, order)


def _plan(draft: Draft, answers: Mapping[str, Any], checklist: Checklist) -> Plan:
    order, source, request = draft.order, draft.source, draft.request
    table, backup = source.table, source.backup
    extent = _extent(draft)
    cost = restore_cost(extent.charged_bytes, cross_region=order.region != order.source_region)
    carried = dict(answers)
    if source.living is None and source.detail is not None:
        carried["ttl"] = source.detail.ttl_attribute
    what = "restore-backup" if backup else "restore-pitr"
    estimate = time_estimate(draft.known.history, what, extent.charged_bytes)
    return Plan(
        kind="restore",
        title=f"Restore {order.table} {_point(draft)}",
        account=order.account,
        account_id=draft.known.config.account(order.account).id,
        region=order.region,
        source=_source_names(draft),
        target={"table": order.target, "region": order.region},
        instant=request.at if backup is None else None,
        stated=_stated(draft, answers.get("window"), extent),
        steps=_steps(order),
        comes_back=comes_back(
            table, without_indexes=request.without_indexes, billing=request.billing or ""
        ),
        stays_away=stays_away(
            source.living, source.table, carried, without_indexes=request.without_indexes
        ),
        checks=tuple(checklist.checks),
        cost=cost,
        cost_ceiling_usd=ceiling_usd(cost),
        time=estimate,
        commands=(restore_command(order),),
        extent=extent,
        planned_at=draft.known.now,
        sandbox=draft.aws.sandbox,
    )


def _source_names(draft: Draft) -> dict[str, str]:
    order, found = draft.order, draft.source.found
    if found is not None and not order.backup_arn:
        return found.named | {"table_arn": order.table_arn}
    names = {"table": order.table, "region": order.source_region, "account": order.account}
    return {"backup_arn": order.backup_arn} | names


def _point(draft: Draft) -> str:
    backup = draft.source.backup
    if backup is not None:
        return f"from the backup of {backup.created:%d %b %H:%M} UTC"
    if draft.order.at is None:
        return "to the newest second"
    at, now = draft.order.at, draft.known.now
    day = "" if at.date() == now.date() else f"{at:%d %b} "
    return f"to {day}{at:%H:%M:%S} UTC".replace(":00 UTC", " UTC")


def _stated(draft: Draft, window: object, extent: Extent) -> tuple[tuple[str, str], ...]:
    order, backup, table = draft.order, draft.source.backup, draft.source.table
    gone = " (the table is gone)" if draft.source.living is None else ""
    stated = [
        ("From", f"{order.table}, {order.source_region}, {order.account}{gone}"),
        ("Into", f"{order.target}, {order.region}, {order.account}, new table"),
    ]
    if backup is not None:
        stated.append(("Backup", f"{backup.name} of {iso(backup.created)}"))
    else:
        newest = "the newest second AWS can restore when it starts"
        stated.append(("Point", newest if order.at is None else iso(order.at)))
        if isinstance(window, PointInTime) and window.is_on:
            stated.append(("Window", window_text(window)))
    indexes = 0 if table is None or draft.request.without_indexes else len(table.global_indexes)
    stated.append(("Size", size_text(extent, indexes=indexes)))
    if extent.charged_bytes is None:
        stated.append(("Cost limit", NO_LIMIT))
    if order.overrides.encryption:
        source = table.encryption if table else Encryption()
        stated.append(("Encryption", encryption_text(order.overrides.encryption, source)))
    return tuple(stated)


def _extent(draft: Draft) -> Extent:
    source, without = draft.source, draft.request.without_indexes
    if source.detail is not None:
        return extent_of_backup(source.detail, source.living, without_indexes=without)
    if source.living is not None:
        return extent_of_table(source.living, without_indexes=without)
    return Extent()


def _steps(order: RestoreOrder) -> tuple[PlannedStep, ...]:
    return (
        PlannedStep(name=CHECK_AGAIN, deadline_seconds=HOUR),
        PlannedStep(
            name=START_RESTORE,
            deadline_seconds=24 * HOUR,
            point_of_no_return=True,
            params=order.model_dump(mode="json"),
        ),
        PlannedStep(name=AWAIT_TABLE, deadline_seconds=24 * HOUR),
    )
