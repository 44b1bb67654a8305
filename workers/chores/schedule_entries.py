"""AWS's plans and schedules as entries of the inventory. Pure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fnmatch import fnmatchcase

from recovery.inventory import TableEntry
from recovery.schedule_runs import Run, with_runs
from recovery.schedules import USUAL_WINDOW_MINUTES, Destination, ScheduleEntry
from recovery.strategies import POLICY_TAG, PREFIX
from workers.aws.backup_models import BackupJob, BackupPlan, BackupRule, Schedule, Selection

CREATE_BACKUP = ":aws-sdk:dynamodb:createBackup"
"""Ends the ARN of the Scheduler's universal target that takes a native backup."""


def of_plan(
    plan: BackupPlan,
    selections: Sequence[Selection],
    tables: Sequence[TableEntry],
    *,
    account: str,
    region: str,
    now: datetime,
) -> tuple[ScheduleEntry, ...]:
    """Its rules; none where it can choose no table."""
    able = [one for one in selections if _may_choose_tables(one)]
    if not able:
        return ()
    chosen = sorted({table.name for table in tables if any(_chooses(one, table) for one in able)})
    return tuple(
        ScheduleEntry(
            account=account,
            region=region,
            id=f"{plan.id}/{rule.id or rule.name}",
            name=rule.name,
            plan=plan.name,
            expression=rule.schedule,
            zone=rule.zone,
            tables=tuple(chosen),
            chosen_by=", ".join(_said(one) for one in able),
            is_choice_known=all(_is_known(one) for one in able),
            window_minutes=rule.start_window_minutes or USUAL_WINDOW_MINUTES,
            keep_days=rule.lifecycle.delete_after_days,
            copies=_copies(rule),
            since=now,
            described_at=now,
            read_at=now,
        )
        for rule in plan.rules
    )


def of_schedule(
    schedule: Schedule, *, account: str, region: str, now: datetime
) -> tuple[ScheduleEntry, ...]:
    """The schedule; none where it does not ask DynamoDB for backups."""
    asked = _asked(schedule.input)
    if not schedule.target_arn.endswith(CREATE_BACKUP) or not asked.get("TableName"):
        return ()
    prefix = asked.get("BackupName", "").partition("<")[0]
    entry = ScheduleEntry(
        account=account,
        region=region,
        id=schedule.name,
        name=schedule.name,
        expression=schedule.expression,
        zone=schedule.zone,
        enabled=schedule.enabled,
        tables=(asked["TableName"].rpartition("/")[2],),
        keep_days=_days_named(prefix),
        backup_prefix=prefix,
        since=now,
        described_at=now,
        read_at=now,
    )
    return (entry,)


def with_jobs(
    entry: ScheduleEntry,
    jobs: Iterable[BackupJob],
    names: Mapping[str, str],
    *,
    at: datetime,
    since: datetime,
) -> ScheduleEntry:
    """A rule with its runs; where it is not known whole what it chooses, what it backed up tells.

    Args:
        entry: The rule.
        jobs: Those of its place created since.
        names: Names of the tables there, by ARN.
        at: As of when the jobs were listed.
        since: From when on they were.
    """
    mine = [job for job in jobs if job.plan_id == entry.origin and _is_of_rule(job, entry)]
    runs = [Run(begun, job.state, job.start_by) for job in mine if (begun := _begun(job))]
    entry = with_runs(entry, runs, at, known_since=since)
    if entry.is_choice_known:
        return entry
    seen = {names[job.resource_arn] for job in mine if job.resource_arn in names}
    backed_up = seen | (set(entry.backed_up) & set(names.values()))
    tables = {"backed_up": backed_up, "tables": backed_up | set(entry.tables)}
    return entry.model_copy(update={name: tuple(sorted(found)) for name, found in tables.items()})


def _begun(job: BackupJob) -> datetime | None:
    """When it was created; an endpoint that does not tell may tell what came soon after."""
    return job.created or job.initiated or job.completed


def _is_of_rule(job: BackupJob, entry: ScheduleEntry) -> bool:
    """An endpoint that does not tell the rule means any of the plan's."""
    return job.rule_id in {"", entry.id.partition("/")[2]}


def _may_choose_tables(selection: Selection) -> bool:
    """Without ARNs it chooses by tag alone, and tables may have it."""
    return not selection.resources or any(
        resource == "*" or _service_of(resource) in {"dynamodb", "*"}
        for resource in selection.resources
    )


def _service_of(arn: str) -> str:
    """`dynamodb` of `arn:aws:dynamodb:…`; `*` where it may be any."""
    return arn.split(":")[2] if arn.count(":") > 1 else "*"


def _chooses(selection: Selection, table: TableEntry) -> bool:
    """Whether it chooses a table, as far as is known: of tags only our own is read."""
    if selection.further:
        return False  # told by what it backs up
    if selection.tag is None:
        return any(fnmatchcase(table.arn, resource) for resource in selection.resources or ("*",))
    key, value = selection.tag
    if key != POLICY_TAG or table.policy != value:
        return False
    resources = selection.resources or ("*",)
    return any(fnmatchcase(table.arn, resource) for resource in resources)


def _is_known(selection: Selection) -> bool:
    """Whether `_chooses` tells every table: of tags only our own is read."""
    return not selection.further and (selection.tag is None or selection.tag[0] == POLICY_TAG)


def _said(selection: Selection) -> str:
    """`tag ddbdr:policy=1h`, `3 ARNs`, `all`."""
    parts = []
    if selection.tag is not None:
        parts.append(f"tag {selection.tag[0]}={selection.tag[1]}")
    if selection.resources and selection.resources != ("*",):
        count = len(selection.resources)
        parts.append(f"{count} ARN{'s' if count > 1 else ''}")
    return " and ".join(parts) or "all"


def _copies(rule: BackupRule) -> tuple[Destination, ...]:
    """`arn:aws:backup:REGION:ACCOUNT:backup-vault:NAME` of each."""
    return tuple(
        Destination(
            region=(copy.vault_arn.split(":") + [""] * 4)[3],
            vault=copy.vault_arn.rpartition(":")[2],
            keep_days=copy.lifecycle.delete_after_days,
        )
        for copy in rule.copies
    )


def _asked(text: str) -> dict[str, str]:
    """The request a schedule sends; text from outside, which may be anything."""
    try:
        read = json.loads(text or "{}")
    except ValueError:
        return {}
    if not isinstance(read, dict):
        return {}
    return {key: value for key, value in read.items() if isinstance(value, str)}


def _days_named(prefix: str) -> int | None:
    """`ddbdr-35d-`: how long `protect` keeps what is so named."""
    days = prefix.removeprefix(PREFIX).removesuffix("d-")
    return int(days) if prefix.startswith(PREFIX) and days.isascii() and days.isdigit() else None
