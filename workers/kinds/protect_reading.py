"""What the planner of `protect` asks AWS: which parts are there, and how its jobs went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from statistics import fmean
from typing import Any, TypeVar

from recovery import exposure
from recovery.outcome import Observation, Value
from workers.aws.backup_door import AwsBackup
from workers.aws.backup_models import BackupJob, CopyJob, Vault
from workers.aws.door import Aws
from workers.aws.errors import AwsError
from workers.kinds.checks import ask
from workers.kinds.protect_backup import find_vault
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
        so: Whether each part is there, by its name; an AwsError where it could not be asked.
        vaults: By region; None is absent, an AwsError could not be asked.
        seen: How long starts, backups and copies took.
        copies: What goes to the other region besides; None could not be counted.
        plans: Backup plans there are; None is unknown.
    """

    so: Mapping[str, bool | AwsError]
    vaults: Mapping[str, Vault | AwsError | None]
    seen: tuple[Observation, ...]
    copies: Copies | None
    plans: int | None


def read_standing(aws: Aws, order: ProtectOrder, parts: Sequence[Part], known: Known) -> Standing:
    """Ask for everything, side by side."""
    home = aws.backup(order.account, order.region)
    reads: dict[str, Any] = {part.name: partial(part.is_so, aws, order) for part in parts}
    if order.policy and order.policy.dr_region:
        for region in order.regions:
            there = aws.backup(order.account, region)
            reads[f"vault {region}"] = partial(find_vault, there, order.vault)
        interval = timedelta(hours=order.policy.hours)
        since = known.now - LATELY
        reads["backups"] = partial(home.backup_jobs, table_arn=order.table_arn, since=since)
        reads["copies"] = partial(home.copy_jobs, table_arn=order.table_arn, since=since)
        reads["plans"] = partial(_count_plans, home)
        reads["others"] = partial(_copied, home, order, known.now - interval)
    answers = ask(aws, **reads)
    return Standing(
        so={part.name: answers[part.name] for part in parts},
        vaults={
            region: answers[f"vault {region}"]
            for region in order.regions
            if f"vault {region}" in answers
        },
        seen=_once([*_timed(order, answers), *_remembered(known)]),
        copies=_answered(answers.get("others", Copies()), Copies),
        plans=_answered(answers.get("plans"), int),
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
            took = [seconds for job in jobs if (seconds := _seconds(job)) is not None]
            return Copies(tables=len(others), mean_seconds=fmean(took) if took else None)
    return None


def _count_plans(home: AwsBackup) -> int:
    count, start_after = 0, ""
    while True:
        page, start_after = home.plans(start_after=start_after)
        count += len(page)
        if not start_after:
            return count


def _answered(answer: object, kind: type[Answer]) -> Answer | None:
    """The answer; None where it could not be asked for."""
    return answer if isinstance(answer, kind) else None


def _seconds(job: BackupJob | CopyJob) -> float | None:
    """From its creation to its end, if it was a good one."""
    if job.state != "COMPLETED" or job.created is None or job.completed is None:
        return None
    return max(0.0, (job.completed - job.created).total_seconds())


def _goes_to(job: CopyJob, region: str) -> bool:
    return f":backup:{region}:" in job.destination_vault_arn


def _remembered(known: Known) -> tuple[Observation, ...]:
    """What was timed here."""
    kinds = (exposure.START, exposure.BACKUP, exposure.COPY)
    return tuple(one for what in kinds for one in known.history.recent(what))


def _once(seen: Sequence[Observation]) -> tuple[Observation, ...]:
    """A job of ours was timed by AWS and by us: one of the two counts."""
    first = {(one.what, one.table, one.at): one for one in reversed(seen)}
    return tuple(first.values())


def _timed(order: ProtectOrder, answers: Mapping[str, Any]) -> list[Observation]:
    """What AWS itself says of the table's jobs: from their creation to their end."""
    found: list[Observation] = []
    for name, what in (("backups", exposure.BACKUP), ("copies", exposure.COPY)):
        answer = answers.get(name)
        if answer is None or isinstance(answer, AwsError):
            continue
        jobs: tuple[BackupJob | CopyJob, ...] = answer[0]
        found += [one for job in jobs if (one := _observation(order, what, job)) is not None]
    return found


def _observation(order: ProtectOrder, what: str, job: BackupJob | CopyJob) -> Observation | None:
    seconds = _seconds(job)
    if seconds is None or job.completed is None:
        return None
    if isinstance(job, CopyJob) and not _goes_to(job, order.other_region):
        return None
    return Observation(
        what=what,
        account=order.account,
        region=order.region,
        table=order.table,
        seconds=seconds,
        size_bytes=job.size_bytes,
        indexes=0,
        at=job.completed.isoformat(),
    )
