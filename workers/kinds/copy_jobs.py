"""The copy jobs of a copy: started once by their tokens; AWS stops none that has begun."""

from recovery.aws_events import arrival_of
from recovery.exposure import COPY
from recovery.figures import minutes
from recovery.outcome import Done, Facts, Fail, Outcome, Wait
from workers.aws.backup_models import CopyJob
from workers.aws.door import Aws
from workers.aws.errors import AwsError, Denied, NotFound, NotSupported, Rejected, Uncertain
from workers.kinds.copy_again import copy_command
from workers.kinds.copy_order import (
    AWAIT_BACKUP_JOB,
    AWAIT_COPY_JOB,
    AWAIT_SECOND_COPY_JOB,
    START_COPY_JOB,
    START_SECOND_COPY_JOB,
    CopyOrder,
    Hop,
    data_instant,
)
from workers.kinds.copy_told import (
    LOOK_SECONDS,
    because,
    copy_told,
    elapsed_seconds,
    invisible,
    observation,
    started,
    took_seconds,
)
from workers.kinds.failures import failed
from workers.kinds.polling import pause
from workers.kinds.work import Work

STOPPED = {"FAILED", "PARTIAL", "ABORTED", "EXPIRED"}
"""AWS documents the first two."""


def start_copy_job(aws: Aws, work: Work) -> Outcome:
    """Ask for the copy; where the destination does not answer, wait until it does."""
    step, hop = _step(work), _hop(work)
    try:
        aws.backup(hop.to_account, hop.to_region).describe_vault(hop.to_vault)
    except NotFound:
        return Fail(
            reason=f"There is no vault {hop.to_vault} in {hop.target} any more.",
            retryable=False,
            advice=copy_command(work, "Make it, then copy this backup:"),
        )
    except (Denied, NotSupported):
        pass  # StartCopyJob itself will tell
    arn = hop.recovery_point_arn or str(_made_before(work)["recovery_point_arn"])
    try:
        job = hop.door(aws).start_copy(hop.order(work.job.id, step, arn))
    except Uncertain:
        return Wait(
            seconds=LOOK_SECONDS,
            progress="AWS may have started the copy; asking again with the same token.",
        )
    except (Denied, NotFound, Rejected) as error:
        return _not_copied(error, work)
    table = work.known.config.account(work.plan.account).arn(
        "dynamodb", work.plan.region, f"table/{work.plan.source['table']}"
    )
    arrival = arrival_of(hop.to_vault_arn, table)
    return Done(facts=started(job, work) | {"source_arn": arn, "arrival": arrival})


def _not_copied(error: AwsError, work: Work) -> Fail:
    """AWS refuses the copy; the backup stays, and can be copied without making a new one."""
    fail = failed(error)
    advice = " ".join(part for part in (fail.advice, copy_command(work)) if part)
    return fail.model_copy(update={"advice": advice})


def await_copy_job(aws: Aws, work: Work) -> Outcome:
    """Wait until the copy job has COMPLETED, then tell what is in the other vault."""
    hop = _hop(work)
    started = work.job.facts_of(_before(_step(work)))
    elapsed = elapsed_seconds(started, work)
    try:
        job = hop.door(aws).describe_copy_job(str(started["job_id"]))
    except NotFound:
        return invisible(f"copy job {started['job_id']}", elapsed)
    if job.state == "COMPLETED":
        return _copied(aws, job, hop, work, elapsed)
    if job.state in {"CREATED", "RUNNING"}:
        doing = "is copying" if job.state == "RUNNING" else "has not begun to copy"
        return Wait(
            seconds=pause(elapsed, work.plan.time.low_seconds),
            progress=f"AWS {doing} to {hop.target}, {minutes(elapsed)} so far.",
        )
    if job.state not in STOPPED:
        # No state AWS documents today: until it says that the job has ended, it has not.
        return Wait(seconds=pause(elapsed), progress=f"AWS calls the copy job {job.state}.")
    return Fail(
        reason=f"The copy to {hop.target} ended as {job.state}{because(job.message)}",
        retryable=False,
        advice=copy_command(work),
        code=job.state,
    )


def _copied(aws: Aws, job: CopyJob, hop: Hop, work: Work, elapsed: float) -> Done:
    """`rpo_seconds`: what could be lost by this copy, were home lost now."""
    data_of = data_instant(hop, work.job.facts_of(AWAIT_BACKUP_JOB))
    notice = copy_told(aws, job, hop, work, data_of)
    seconds = took_seconds(job, elapsed)
    observed = observation(COPY, hop.to_account, hop.to_region, job, work, seconds)
    facts = {
        "recovery_point_arn": job.recovery_point_arn,
        "vault": hop.to_vault,
        "region": hop.to_region,
        "account": hop.to_account,
        "data_of": data_of.isoformat(),
        "rpo_seconds": (work.now - data_of).total_seconds(),
        "size_bytes": job.size_bytes,
        "seconds": seconds,
    }
    return Done(facts=facts, records=(notice, observed))


def leave_copy(_aws: Aws, work: Work) -> Outcome:
    """AWS stops no copy; one that was begun ends by itself and stays."""
    job_id = work.facts.get("job_id")
    return Done(facts={"left": job_id} if job_id else {})


def _hop(work: Work) -> Hop:
    second = _step(work) in {START_SECOND_COPY_JOB, AWAIT_SECOND_COPY_JOB}
    return CopyOrder.of(work.plan).hops[int(second)]


def _step(work: Work) -> str:
    current = work.job.current
    return current.name if current else ""


def _before(await_step: str) -> str:
    return START_COPY_JOB if await_step == AWAIT_COPY_JOB else START_SECOND_COPY_JOB


def _made_before(work: Work) -> Facts:
    """What the step before made: the first copy, or else the backup."""
    second = _step(work) == START_SECOND_COPY_JOB
    return work.job.facts_of(AWAIT_COPY_JOB if second else AWAIT_BACKUP_JOB)
