"""What the jobs of AWS Backup have in common: their beginning, their end, and the words for it."""

from datetime import datetime, timedelta
from typing import Any

from recovery.aws_events import key_of
from recovery.aws_events.completions import Made, Where, completed, hop_of
from recovery.aws_events.event import table_arn
from recovery.outcome import Facts, Fail, Notice, Observation, Outcome, Wait
from workers.aws.backup_models import BackupJob, CopyJob
from workers.aws.door import Aws
from workers.aws.errors import AwsError, Paced
from workers.kinds.copy_order import BackupLeg, CopyOrder, Hop
from workers.kinds.polling import pause
from workers.kinds.sources import Place
from workers.kinds.work import Work
from workers.reached import with_rpo_at_once

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


def data_of_backup(aws: Aws, job: BackupJob, leg: BackupLeg, work: Work) -> datetime:
    """The instant its data is of: its recovery point's date, which copies keep; else the job's."""
    try:
        return leg.door(aws).describe_recovery_point(leg.vault, job.recovery_point_arn).created
    except (AwsError, Paced):
        return job.created or work.now  # some seconds off; no reason to call it failed


def backup_told(aws: Aws, job: BackupJob, leg: BackupLeg, work: Work, data_of: datetime) -> Notice:
    """The news of the backup that a copy begins with; the copy follows by itself."""
    config, at = work.known.config, _where(leg.place, work)
    made = Made(
        key=key_of("backup-job", at.account_id, job.id, "COMPLETED"),
        table=leg.table_arn,
        at=at,
        point=job.recovery_point_arn,
        as_of=data_of,
        size_bytes=job.size_bytes,
        expires=_end(data_of, leg.keep_days),
        stays=leg.keep_days is None,
        vault=leg.vault,
        issues=job.message,
        is_copied_on=True,
        job_id=work.job.id,
    )
    return with_rpo_at_once(aws, config, completed(made, config), work.now)


def copy_told(aws: Aws, job: CopyJob, hop: Hop, work: Work, data_of: datetime) -> Notice:
    """The news of one hop's copy."""
    config, source = work.known.config, _where(hop.source, work)
    home = CopyOrder.of(work.plan).source
    region, name = home.region, work.plan.source["table"]
    made = Made(
        key=key_of("copy-job", source.account_id, job.id, "COMPLETED"),
        table=table_arn(job.resource_arn)
        or config.account(home.account).arn("dynamodb", region, f"table/{name}"),
        at=source,
        source=source,
        target=_where(hop.target, work),
        hop=hop_of(work.plan, hop.to_vault_arn),
        point=job.recovery_point_arn,
        as_of=data_of,
        size_bytes=job.size_bytes,
        expires=_end(data_of, hop.keep_days),
        stays=hop.keep_days is None,
        vault=hop.to_vault,
        issues=job.message,
        job_id=work.job.id,
    )
    return with_rpo_at_once(aws, config, completed(made, config), work.now)


def _where(place: Place, work: Work) -> Where:
    return Where(work.known.config.account(place.account).id, place.region)


def _end(since: datetime, keep_days: int | None) -> datetime | None:
    """When AWS deletes it: so many days after its data's instant."""
    return None if keep_days is None else since + timedelta(days=keep_days)


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
