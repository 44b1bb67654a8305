"""What the planner of `protect` asks AWS: which parts are there, and how its jobs went."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from statistics import fmean
from typing import Any, TypeVar

from recovery.exposure import MEASURES
from recovery.outcome import Observation, Value
from workers.aws.backup_door import AwsBackup
from workers.aws.backup_models import BackupJob, BackupPlan, CopyJob, Vault
from workers.aws.door import Aws
from workers.aws.errors import AwsError
from workers.kinds.checks import ask
from workers.kinds.job_times import Windows, copy_time, table_times
from workers.kinds.protect_backup import all_plans, find_vault
from workers.kinds.protect_differences import Differences
from workers.kinds.protect_order import ProtectOrder
from workers.kinds.protect_part import Part
from workers.kinds.work import Known

Answer = TypeVar("Answer")
LATELY = timedelta(days=7)
"""How far back a table's own jobs tell how long they take."""
MOST_PAGES = 20
"""Pages of up to 1,000 jobs that are read; beyond, it is not known how many there are."""


class Copies(Value):
    """What was copied to the other region in the last interval.

    Attributes:
        tables: How many others.
        mean_seconds: How long a copy took on average; None if none was completed.
    """

    tables: int = 0
    mean_seconds: float | None = None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How it stands now.

    Attributes:
        parts: What of each is other than it has to be: nothing, or words; None where it is
            absent, an AwsError where it could not be asked.
        vaults: By region; None is absent, an AwsError could not be asked.
        seen: How long starts, backups and copies took.
        copies: What goes to the other region besides; None could not be counted.
        plans: Backup plans there are, by name; None is unknown.
    """

    parts: Mapping[str, Differences | AwsError | None]
    vaults: Mapping[str, Vault | AwsError | None]
    seen: tuple[Observation, ...]
    copies: Copies | None
    plans: tuple[str, ...] | None


def read_standing(aws: Aws, order: ProtectOrder, parts: Sequence[Part], known: Known) -> Standing:
    """Ask for everything, side by side."""
    home = aws.backup(order.account, order.region)
    reads: dict[str, Any] = {part.name: partial(part.differences, aws, order) for part in parts}
    if order.policy and order.policy.dr_region:
        for region in order.regions:
            there = aws.backup(order.account, region)
            reads[f"vault {region}"] = partial(find_vault, there, order.vault)
        interval = timedelta(hours=order.policy.hours)
        since = known.now - LATELY
        reads["backups"] = partial(home.backup_jobs, table_arn=order.table_arn, since=since)
        reads["copies"] = partial(home.copy_jobs, table_arn=order.table_arn, since=since)
        reads["plans"] = partial(_plan_names, home)
        reads["others"] = partial(_copied, home, order, known.now - interval)
    answers = ask(aws, **reads)
    return Standing(
        parts={part.name: answers[part.name] for part in parts},
        vaults={
            region: answers[f"vault {region}"]
            for region in order.regions
            if f"vault {region}" in answers
        },
        seen=_once([*_timed(aws, order, answers), *_remembered(known)]),
        copies=_answered(answers.get("others", Copies()), Copies),
        plans=_answered(answers.get("plans"), tuple),
    )


def _copied(home: AwsBackup, order: ProtectOrder, since: datetime) -> Copies | None:
    """What was copied there since; None if it is too much to count."""
    jobs: list[CopyJob] = []
    start_after = ""
    for _ in range(MOST_PAGES):
        page, start_after = home.copy_jobs(since=since, start_after=start_after)
        jobs += [job for job in page if _goes_to(job, order.other_region)]
        if not start_after:
            others = {job.resource_arn for job in jobs} - {order.table_arn}
            took = [copy_time(job, ()) for job in jobs]
            seconds = [one.total_seconds() for one in took if one is not None]
            return Copies(tables=len(others), mean_seconds=fmean(seconds) if seconds else None)
    return None


def _plan_names(home: AwsBackup) -> tuple[str, ...]:
    return tuple(plan.name for plan in all_plans(home))


def _answered(answer: object, kind: type[Answer]) -> Answer | None:
    """The answer; None where it could not be asked for."""
    return answer if isinstance(answer, kind) else None


def _goes_to(job: CopyJob, region: str) -> bool:
    return f":backup:{region}:" in job.destination_vault_arn


def _remembered(known: Known) -> tuple[Observation, ...]:
    """What was timed here."""
    return tuple(one for what in MEASURES for one in known.history.recent(what))


def _once(seen: Sequence[Observation]) -> tuple[Observation, ...]:
    """A job of ours was timed by AWS and by us: one of the two counts."""
    first = {(one.what, one.account, one.region, one.table, one.at): one for one in reversed(seen)}
    return tuple(first.values())


def _timed(aws: Aws, order: ProtectOrder, answers: Mapping[str, Any]) -> Iterator[Observation]:
    """What AWS itself says of the table's jobs."""
    backups, copies = _jobs(answers.get("backups")), _jobs(answers.get("copies"))
    copies = tuple(job for job in copies if _goes_to(job, order.other_region))
    return table_times(order, backups, copies, _start_windows(aws, order, backups))


def _start_windows(aws: Aws, order: ProtectOrder, jobs: Sequence[BackupJob]) -> Windows:
    """Of the rules that made these jobs, as far as their plans can be read."""
    home = aws.backup(order.account, order.region)
    ids = sorted({job.plan_id for job in jobs if job.plan_id})
    plans = ask(aws, **{plan_id: partial(home.plan, plan_id) for plan_id in ids})
    return {
        (plan.id, rule.id): rule.start_window_minutes
        for plan in plans.values()
        if isinstance(plan, BackupPlan)
        for rule in plan.rules
    }


def _jobs(answer: Any) -> tuple[Any, ...]:  # noqa: ANN401  a page, an AwsError or None
    """The jobs of a page; none where they were not or could not be asked for."""
    return answer[0] if isinstance(answer, tuple) else ()
