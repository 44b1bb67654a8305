"""What a restore needs before anyone approves, and again before it starts."""

from collections.abc import Callable
from datetime import datetime

from recovery.cost import restore_cost
from recovery.errors import Refusal
from recovery.figures import gigabytes
from recovery.instants import iso
from recovery.job import Job
from recovery.names import partition_of, target_name
from recovery.words import code
from workers.aws.door import Aws
from workers.aws.errors import AwsError, NotFound
from workers.aws.models import Backup, BackupDetail, PointInTime, Table
from workers.kinds.checks import Checklist, Offers, ask
from workers.kinds.estimate import over_ceiling
from workers.kinds.extent import charged_bytes
from workers.kinds.restore_order import RestoreOrder, RestoreRequest
from workers.kinds.same_table import replaced
from workers.kinds.sources import Place
from workers.kinds.window import is_hollow, start_after, window_text
from workers.kinds.work import Work

RESTORABLE = "instant is restorable"
# No restore crosses these (developer guide, "pointintimerecovery-restores").
_NOT_ACROSS = {"ap-east-1", "me-south-1"}


def check_window(
    checklist: Checklist,
    answer: PointInTime | AwsError,
    request: RestoreRequest,
    *,
    place: Place,
    job: Job,
    newest: Callable[[], Backup | str],
    now: datetime,
    sandbox: bool,
) -> None:
    """Point-in-time recovery is on, and the instant can be restored; else `newest` is offered.

    `newest` is the newest backup, or a sentence why there is none to offer.
    """
    if request.at is not None and request.at > now:
        checklist.failed(
            RESTORABLE,
            f"{iso(request.at)} is in the future; it is {iso(now)}.",
            advice="Name an instant that has passed, or use --latest.",
        )
    if isinstance(answer, AwsError):
        checklist.not_checked("point-in-time recovery is on", answer)
        return
    table = place.table(request.table.name)

    def instead() -> tuple[Offers, str]:
        backup = newest()
        if isinstance(backup, str):
            return (), backup
        return (offer_backup(request, place, backup),), "A backup can be restored."

    if not answer.is_on:
        offers, advice = instead()
        checklist.failed(
            "point-in-time recovery is on",
            f"Point-in-time recovery is off for {code(str(table))}.",
            advice=advice,
            offers=offers,
        )
        return
    checklist.passed("point-in-time recovery is on", window_text(answer))
    if request.at is not None and request.at <= now:
        _check_instant(
            checklist, answer, request.at, job=job, now=now, instead=instead, sandbox=sandbox
        )


def offer_backup(
    request: RestoreRequest, place: Place, backup: Backup
) -> tuple[str, str, datetime | None]:
    """The same restore from a backup, as a button."""
    table = place.table(request.table.name)
    command = request.command_with(table, backup=backup.arn)
    return (f"Restore backup of {backup.created:%d %b %H:%M} UTC", command, None)


def _check_instant(
    checklist: Checklist,
    window: PointInTime,
    at: datetime,
    *,
    job: Job,
    now: datetime,
    instead: Callable[[], tuple[Offers, str]],
    sandbox: bool,
) -> None:
    name, said = RESTORABLE, f"The window is {window_text(window)}."
    if window.earliest is None or window.latest is None:
        checklist.not_checked(name, "this endpoint does not tell the whole window")
    elif is_hollow(window) and sandbox:
        checklist.not_checked(name, "this endpoint reports a window without length")
    elif at < window.earliest:
        checklist.failed(
            name, f"{iso(at)} is before what can be restored. {said}", offers=instead()[0]
        )
    elif ready := start_after(window, at, now):
        checklist.failed(
            name,
            f"{iso(at)} cannot be restored yet. {said}",
            advice="AWS's window follows some minutes behind the present.",
            offers=((f"Start at {ready:%H:%M}", job.command, ready),),
        )
    else:
        checklist.passed(name, f"{iso(at)} lies in {window_text(window)}")


def check_backup(checklist: Checklist, backup: Backup, table: str) -> None:
    """The backup is AVAILABLE and of this table."""
    if backup.table != table:
        checklist.failed(
            "backup is of this table",
            f"{code(backup.name)} is a backup of {code(backup.table)}, not of {code(table)}.",
            advice="`backups` lists what there is.",
        )
        return
    checklist.passed("backup is of this table", backup.name)
    if backup.status != "AVAILABLE":
        checklist.failed(
            "backup is available",
            f"The backup {code(backup.name)} is {backup.status}.",
            advice="Ask again when it is AVAILABLE." if backup.status == "CREATING" else "",
        )
    else:
        size = "" if backup.size_bytes is None else f", {gigabytes(backup.size_bytes)}"
        checklist.passed("backup is available", f"of {iso(backup.created)}{size}")


def check_target(checklist: Checklist, answer: object, target: str, region: str) -> None:
    """The new table's name is legal, no region's, and free; `answer` is what is there."""
    try:
        target_name(target)
    except Refusal as refusal:
        checklist.failed("target name is legal", refusal.what, advice=refusal.advice)
        return
    if isinstance(answer, Table):
        checklist.failed(
            "target name is free",
            f"There is a table {code(target)} in {region} already ({answer.status}).",
            advice="A restore always makes a new table; name it with --as.",
        )
    elif isinstance(answer, NotFound):
        checklist.passed("target name is free", f"{target} in {region}")
    elif isinstance(answer, AwsError):
        checklist.not_checked("target name is free", answer)


def check_regions(checklist: Checklist, source: str, region: str) -> None:
    """AWS restores between these two regions."""
    if source == region:
        return
    for one in (source, region):
        if one in _NOT_ACROSS:
            checklist.failed(
                "AWS restores between the regions",
                f"DynamoDB does not restore from or to {one} across regions.",
            )
            return
    if partition_of(source) != partition_of(region):
        checklist.failed(
            "AWS restores between the regions",
            f"{source} and {region} are in different partitions of AWS.",
        )
        return
    checklist.passed("AWS restores between the regions", f"{source} to {region}")


def check_order(aws: Aws, order: RestoreOrder, work: Work) -> str:
    """What no longer holds of an approved restore, as a sentence; empty if all holds.

    What cannot be looked at does not stand in the way: AWS itself will say no.
    """
    target, source = order.dynamodb(aws), order.source(aws)
    reads: dict[str, Callable[[], object]] = {"target": lambda: target.describe_table(order.target)}
    if order.backup_arn:
        reads["backup"] = lambda: source.describe_backup(order.backup_arn)
    else:
        reads["source"] = lambda: source.describe_table(order.table)
        reads["window"] = lambda: source.describe_point_in_time(order.table)
    answers = ask(aws, **reads)
    if isinstance(answers["target"], Table):
        return f"There is a table {order.target} in {order.region} now."
    if order.backup_arn:
        return _backup_trouble(answers["backup"], order)
    return _source_trouble(answers["source"], order, work) or _window_trouble(
        answers["window"], order, sandbox=aws.sandbox
    )


def _backup_trouble(answer: object, order: RestoreOrder) -> str:
    if isinstance(answer, NotFound):
        return f"The backup {order.backup_arn} is gone."
    if isinstance(answer, BackupDetail) and answer.backup.status != "AVAILABLE":
        return f"The backup {answer.backup.name} is {answer.backup.status} now."
    return ""


def _source_trouble(answer: object, order: RestoreOrder, work: Work) -> str:
    if isinstance(answer, NotFound):
        return "The table is gone, and its point-in-time history with it."
    if not isinstance(answer, Table):
        return ""
    if trouble := replaced(answer, work.plan):
        return trouble
    cost = restore_cost(
        charged_bytes(answer, without_indexes=order.overrides.without_indexes),
        cross_region=order.region != order.source_region,
    )
    return over_ceiling(cost, work.plan.cost_ceiling_usd)


def _window_trouble(answer: object, order: RestoreOrder, *, sandbox: bool) -> str:
    if not isinstance(answer, PointInTime):
        return ""
    if not answer.is_on:
        return f"Point-in-time recovery of {order.table} is off now."
    if order.at is None or (sandbox and is_hollow(answer)):
        return ""
    if answer.earliest is not None and order.at < answer.earliest:
        return f"{iso(order.at)} left the window: {window_text(answer)}."
    return ""
