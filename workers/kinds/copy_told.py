"""What the jobs of AWS Backup have in common: their beginning, their end, and the words for it."""

from datetime import datetime, timedelta
from typing import Any

from recovery.figures import gigabytes
from recovery.instants import iso
from recovery.outcome import Facts, Fail, Observation, Outcome, Wait
from workers.aws.backup_models import BackupJob, CopyJob
from workers.kinds.polling import pause
from workers.kinds.work import Work

LOOK_SECONDS = 15.0
"""After an uncertain answer, before asking again with the same token."""
VISIBLE_SECONDS = 60.0
"""A job that cannot be described this long after it was started is not there."""


def started(job: BackupJob | CopyJob, work: Work) -> dict[str, Any]:
    """The facts of a job AWS has started."""
    return {"job_id": job.id, "started_at": (job.created or work.now).isoformat()}


def elapsed_seconds(started: Facts, work: Work) -> float:
    """Domain seconds since AWS made the job."""
    began = datetime.fromisoformat(started["started_at"])
    return max(0.0, (work.now - began).total_seconds())


def invisible(what: str, elapsed: float) -> Outcome:
    """A job just started may not be seen yet; later it is gone."""
    if elapsed < VISIBLE_SECONDS:
        return Wait(seconds=pause(elapsed), progress=f"The {what} is not visible yet.")
    return Fail(reason=f"AWS has no {what} any more.", retryable=False)


def because(message: str) -> str:
    """What AWS says of a job's end, after what it came to; its events put it in quotes."""
    said = message.strip().strip('"').rstrip(".")
    return f": {said}." if said else ", and AWS does not say why."


def expires(since: datetime | None, keep_days: int | None) -> tuple[str, str]:
    """When AWS deletes it, for a notice: so many days after its data's instant."""
    if keep_days is None or since is None:
        return ("expires", "never by itself")
    return ("expires", iso(since + timedelta(days=keep_days)))


def issues(message: str) -> tuple[tuple[str, str], ...]:
    """A job that has COMPLETED with a message is what the console calls "with issues"."""
    said = message.strip()
    return (("with issues", said),) if said else ()


def sized(job: BackupJob | CopyJob) -> tuple[tuple[str, str], ...]:
    """Its size, for a notice; nothing where AWS tells none."""
    return (("size", gigabytes(job.size_bytes)),) if job.size_bytes else ()


def took_seconds(job: BackupJob | CopyJob, elapsed: float) -> float:
    """From AWS's own instants, else as long as we waited."""
    if job.created is None or job.completed is None:
        return elapsed
    return max(0.0, (job.completed - job.created).total_seconds())


def observation(  # noqa: PLR0917  where, what and how long
    what: str, account: str, region: str, job: BackupJob | CopyJob, work: Work, seconds: float
) -> Observation:
    """How long it took, and how much it was, for later estimates."""
    return Observation(
        what=what,
        account=account,
        region=region,
        table=work.plan.source["table"],
        seconds=seconds,
        size_bytes=job.size_bytes or work.plan.extent.size_bytes,
        indexes=0,
        at=(job.completed or work.now).isoformat(),
    )
