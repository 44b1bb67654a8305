"""How long AWS Backup's jobs took, from the instants it tells of them. Pure.

An endpoint may leave any of them out. A stretch is counted once or not at all: where it is not
told when a backup began, its wait and its making are one stretch, and never split by guessing.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from recovery.exposure import ASKED, BOTH, COPY, RUN, START, START_WINDOW_MINUTES
from recovery.outcome import Observation
from workers.aws.backup_models import BackupJob, CopyJob
from workers.kinds.protect_order import ProtectOrder

COMPLETED = "COMPLETED"
Windows = Mapping[tuple[str, str], int | None]
"""Minutes AWS has for beginning a job, by ids of plan and rule; None where it tells none."""


def table_times(
    order: ProtectOrder, backups: Sequence[BackupJob], copies: Sequence[CopyJob], windows: Windows
) -> Iterator[Observation]:
    """What the jobs of a table took: its backups at home, its copies into the other region."""
    for job in backups:
        window = windows.get((job.plan_id, job.rule_id))
        for what, took in backup_times(job, window).items():
            yield _observation(order, what, order.region, job, took)
    for copy in copies:
        lasted = copy_time(copy, backups)
        if lasted is not None:
            yield _observation(order, COPY, order.other_region, copy, lasted)


def backup_times(job: BackupJob, window_minutes: int | None) -> dict[str, timedelta]:
    """What a good backup took, by what `recovery.exposure` calls it.

    Only a schedule's job tells how long a schedule's jobs wait: one that somebody asks for is
    alone at a time of their choice, and a rule with another start window gives AWS another
    choice.

    Args:
        job: As AWS lists or describes it.
        window_minutes: The start window of the rule that made it; None where that is not known.
    """
    ended, began = job.completed, _began(job)
    if job.state != COMPLETED or ended is None:
        return {}
    alone = {RUN: _between(began, ended)} if began else {}
    if not job.plan_id or window_minutes not in {None, START_WINDOW_MINUTES}:
        asked = {ASKED: _between(job.created, ended)} if job.created else {}
        return alone or asked
    due = _due(job, window_minutes)
    if due is None:
        return alone
    return {START: _between(due, began), **alone} if began else {BOTH: _between(due, ended)}


def copy_time(job: CopyJob, backups: Sequence[BackupJob]) -> timedelta | None:
    """What a good copy took; one that a plan made is counted from the end of its backup.

    Where AWS does not tell which backup that was, it is counted from its creation, as a copy is
    that somebody asked for: what passed before was theirs. A copy of a copy is a job of its own.
    """
    if job.state != COMPLETED or job.completed is None:
        return None
    made = [one.completed for one in backups if job.plan_id and _is_of(job, one)]
    since = min((instant for instant in (job.created, *made) if instant), default=None)
    return _between(since, job.completed) if since else None


def _due(job: BackupJob, window_minutes: int | None) -> datetime | None:
    """When the schedule wanted it.

    StartBy is "calculated by adding the start window to the scheduled time" (AWS Backup's API
    reference). Without it, or without the window, the job's creation stands for it: AWS makes a
    schedule's jobs when they are due.
    """
    instants = [job.created] if job.created else []
    if job.start_by is not None and window_minutes is not None:
        instants.append(job.start_by - timedelta(minutes=window_minutes))
    return min(instants, default=None)


def _began(job: BackupJob) -> datetime | None:
    """InitiationDate, "the date a backup job was initiated"; None where it tells nothing.

    In AWS's own sample of a report it is CreationDate to the millisecond (developer guide,
    "Choosing your report template"): that tells when the job was made, not when it began.
    """
    began = job.initiated
    if began is None or (job.created and began <= job.created):
        return None
    return began if job.completed is None or began <= job.completed else None


def _is_of(job: CopyJob, backup: BackupJob) -> bool:
    """Whether it is a copy of what that job made."""
    if job.backup_job_id:
        return job.backup_job_id == backup.id
    return bool(backup.recovery_point_arn) and (
        job.source_recovery_point_arn == backup.recovery_point_arn
    )


def _between(since: datetime, until: datetime) -> timedelta:
    """Clocks of two services may disagree: nothing takes less than no time."""
    return max(timedelta(0), until - since)


def _observation(
    order: ProtectOrder, what: str, region: str, job: BackupJob | CopyJob, took: timedelta
) -> Observation:
    if job.completed is None:
        raise ValueError(f"{job.id} has not ended, so that nothing of it was timed")
    return Observation(
        what=what,
        account=order.account,
        region=region,
        table=order.table,
        seconds=took.total_seconds(),
        size_bytes=job.size_bytes,
        indexes=0,
        at=job.completed.isoformat(),
    )
