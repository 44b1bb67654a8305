"""The backup job of a copy: started once by its token, stopped where AWS still can."""

from recovery.aws_events import arrival_of
from recovery.exposure import ASKED
from recovery.figures import minutes
from recovery.outcome import Done, Fail, Outcome, Wait
from workers.aws.backup_door import AwsBackup
from workers.aws.backup_models import BackupJob
from workers.aws.door import Aws
from workers.aws.errors import Denied, NotFound, NotSupported, Rejected, Uncertain
from workers.kinds.copy_order import START_BACKUP_JOB, START_WINDOW_MINUTES, BackupLeg, CopyOrder
from workers.kinds.copy_told import (
    LOOK_SECONDS,
    VISIBLE_SECONDS,
    backup_told,
    because,
    data_of_backup,
    elapsed_seconds,
    invisible,
    observation,
    started,
    took_seconds,
)
from workers.kinds.failures import failed
from workers.kinds.job_times import backup_times
from workers.kinds.polling import pause
from workers.kinds.work import Work

STOPPING_SECONDS = 2.0
STOPPED = {"ABORTED", "FAILED", "EXPIRED", "PARTIAL"}


def start_backup_job(aws: Aws, work: Work) -> Outcome:
    """Ask for the backup job; the same token gives the same job however often it is asked."""
    leg = _leg(work)
    if "intent" not in work.facts:
        return Wait(
            seconds=0,
            progress="Ready to start the backup job.",
            facts={"intent": leg.table_arn, "intended_at": work.now.isoformat()},
        )
    try:
        job = leg.door(aws).start_backup(leg.order(work.job.id))
    except Uncertain:
        return Wait(
            seconds=LOOK_SECONDS,
            progress="AWS may have started the backup job; asking again with the same token.",
            facts={"unsure": True},
        )
    vault = work.known.config.account(leg.account).arn(
        "backup", leg.region, f"backup-vault:{leg.vault}"
    )
    return Done(facts=started(job, work) | {"arrival": arrival_of(vault, leg.table_arn)})


def stop_backup_job(aws: Aws, work: Work) -> Outcome:
    """Undo start-backup-job: stop the job; a recovery point it made stays."""
    facts, door = work.facts, _leg(work).door(aws)
    if "intent" not in facts:
        return Done()
    if not facts.get("job_id"):
        return _named(aws, work)
    try:
        job = door.describe_backup_job(str(facts["job_id"]))
    except NotFound:
        elapsed = elapsed_seconds(facts, work)
        return Wait(seconds=pause(elapsed)) if elapsed < VISIBLE_SECONDS else Done()
    if job.state == "COMPLETED":
        return Done(facts={"left": job.recovery_point_arn})
    if job.state in STOPPED:
        return Done(facts={"stopped": job.id})
    return _stop(door, job)


def _stop(door: AwsBackup, job: BackupJob) -> Outcome:
    """It may end at this moment: the next look tells."""
    seconds = STOPPING_SECONDS
    try:
        if job.state != "ABORTING":
            door.stop_backup(job.id)
    except (Rejected, Uncertain):
        seconds = LOOK_SECONDS
    except Denied as error:
        advice = f"Stop backup job {job.id} by hand, or let it end, then retry."
        return failed(error).model_copy(update={"advice": advice})
    return Wait(seconds=seconds, progress="AWS is stopping the backup job.")


def _named(aws: Aws, work: Work) -> Outcome:
    """Whether a job was started is not known; its token tells which one it is, to be stopped."""
    leg = _leg(work)
    try:
        job = leg.door(aws).start_backup(leg.order(work.job.id))
    except Uncertain:
        return Wait(seconds=LOOK_SECONDS, progress="Finding the backup job, to stop it.")
    except (NotFound, NotSupported, Rejected):
        # AWS takes no such order, so that none of ours can be there.
        return Done()
    except Denied:
        if work.facts.get("unsure"):
            raise
        return Done()  # as it was denied at first
    return Wait(seconds=0, progress="Stopping the backup job.", facts=started(job, work))


def await_backup_job(aws: Aws, work: Work) -> Outcome:
    """Wait until the backup job has COMPLETED, then tell what it made."""
    leg, started = _leg(work), work.job.facts_of(START_BACKUP_JOB)
    elapsed = elapsed_seconds(started, work)
    try:
        job = leg.door(aws).describe_backup_job(str(started["job_id"]))
    except NotFound:
        return invisible(f"backup job {started['job_id']}", elapsed)
    if job.state == "COMPLETED" and not job.recovery_point_arn:
        return invisible(f"recovery point of backup job {job.id}", elapsed)
    if job.state == "COMPLETED":
        return _backed_up(aws, job, leg, work, elapsed)
    if job.state not in STOPPED:
        expected = work.plan.time.low_seconds if job.state == "RUNNING" else None
        return Wait(seconds=pause(elapsed, expected), progress=_progress(job, elapsed))
    return Fail(
        reason=f"The backup job ended as {job.state}{because(job.message)}",
        retryable=False,
        advice="Nothing was copied. Ask again once its cause is gone.",
        code=job.state,
    )


def _progress(job: BackupJob, elapsed: float) -> str:
    """Of a job that has not ended; a state AWS does not document today is no end either."""
    if job.state == "CREATED":
        return f"AWS begins the backup job within {START_WINDOW_MINUTES} minutes of asking for it."
    if job.state == "PENDING":
        return "AWS queues the backup job behind another one of this table."
    if job.state in {"RUNNING", "ABORTING"}:
        percent = f", {job.percent} %" if job.percent not in {"", "0", "0.0"} else ""
        return f"AWS is making the backup, {minutes(elapsed)} so far{percent}."
    return f"AWS calls the backup job {job.state}."


def _backed_up(aws: Aws, job: BackupJob, leg: BackupLeg, work: Work, elapsed: float) -> Done:
    data_of = data_of_backup(aws, job, leg, work)
    notice = backup_told(aws, job, leg, work, data_of)
    seconds = took_seconds(job, elapsed)
    told = {what: time.total_seconds() for what, time in backup_times(job, None).items()}
    observed = [
        observation(what, leg.account, leg.region, job, work, took)
        for what, took in ({ASKED: seconds} | told).items()
    ]
    facts = {
        "recovery_point_arn": job.recovery_point_arn,
        "created_at": data_of.isoformat(),
        "size_bytes": job.size_bytes,
        "seconds": seconds,
    }
    return Done(facts=facts, records=(notice, *observed))


def _leg(work: Work) -> BackupLeg:
    leg = CopyOrder.of(work.plan).backup
    if leg is None:
        raise LookupError(f"{work.job.id} makes no backup")
    return leg
