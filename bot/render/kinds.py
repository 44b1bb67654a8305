"""What the kinds of jobs that make no table say of themselves, where cards differ by kind."""

from bot.render import kinds_kept
from recovery.job import Job
from recovery.plan import Plan
from recovery.words import escape_code, escape_mrkdwn


def approval_says(plan: Plan, made: str) -> str:
    """What approving does, in the question before it."""
    if plan.kind in kinds_kept.KINDS:
        return kinds_kept.approval_says(plan)
    if plan.kind == "delete":
        name = escape_code(plan.source.get("backup_name", ""))
        return f"Deletes `{name}` for good: AWS cannot bring it back."
    if plan.kind == "copy":
        vault = escape_code(plan.target.get("vault", ""))
        also = _switching(plan)
        return f"Makes a recovery point in vault `{vault}`, {escape_mrkdwn(made)}.{also}"
    return f"Makes `{escape_code(made)}`."


def _switching(plan: Plan) -> str:
    said = dict(plan.stated).get("Switches on")
    return f"\nSwitches on: {escape_mrkdwn(said)}." if said else ""


def ended_title(job: Job, made: str) -> str:
    """The headline of a success."""
    if job.kind in kinds_kept.KINDS:
        return kinds_kept.ended_title(job)
    match job.kind:
        case "restore":
            return f"{job.table} restored as {made}"
        case "copy":
            return f"{job.table} copied to {made}"
        case "delete":
            return f"A backup of {job.table} is deleted"
        case _:
            return f"{job.table} backed up"


def succeeded_with(job: Job, plan: Plan | None, made: str) -> str:
    """What a success came to, in a word or a name, before how long it took."""
    if job.kind in kinds_kept.KINDS:
        return kinds_kept.succeeded_with(job)
    if job.kind == "delete" and plan:
        return f"{plan.source.get('backup_name', 'backup')} deleted"
    if job.kind == "copy":
        return f"copied to {made}"
    return made


def cancel_truth(job: Job, made: str) -> str:
    """What cancelling a job that runs does, in the question before it."""
    if job.kind in kinds_kept.KINDS:
        return kinds_kept.cancel_truth(job)
    if job.kind == "copy":
        return (
            "A backup job is stopped. AWS stops no copy: one that has begun ends by itself. "
            "Recovery points that were made stay."
        )
    if job.kind == "delete":
        return "Until AWS has been asked nothing is deleted; what is deleted stays deleted."
    return f"A backup that has begun is finished by AWS, then `{escape_code(made)}` is deleted."


def taken_back(kind: str) -> str:
    """What going back cannot do, after the word that it was cancelled."""
    return {
        "restore": " AWS cannot stop a restore: the table is deleted once it is ready.",
        "copy": " A backup job is stopped; AWS stops no copy, and what was made stays.",
    }.get(kind, "")


def may_remain(job: Job, made: str) -> str:
    """What may be there while going back is stuck."""
    if job.kind in kinds_kept.KINDS:
        return kinds_kept.may_remain(job)
    if job.kind == "copy":
        return "its backup job may still be at work."
    return f"`{escape_code(made)}` may still be there."


def left_behind(job: Job) -> str:
    """What an ended job left that did not succeed, where that is not nothing; else empty."""
    if job.kind in kinds_kept.KINDS:
        return kinds_kept.left_behind(job)
    if job.kind == "copy":
        return _copies_left(job)
    asked = job.kind == "delete" and "deleted" in job.facts_of("delete-backup")
    return "AWS was asked to delete the backup; it may be gone." if asked else ""


def _copies_left(job: Job) -> str:
    made = [
        str(arn)
        for step in ("await-backup-job", "await-copy-job", "await-second-copy-job")
        if (arn := job.facts_of(step).get("recovery_point_arn"))
    ]
    stopped = job.facts_of("start-backup-job").get("left")
    if stopped and stopped not in made:
        made.append(str(stopped))
    lines = [f"This recovery point stays: `{escape_code(arn)}`." for arn in made]
    begun = [
        step
        for step in ("start-copy-job", "start-second-copy-job")
        if job.facts_of(step).get("job_id")
        and not job.facts_of(step.replace("start", "await")).get("recovery_point_arn")
    ]
    if begun and not job.outcome.startswith("The copy to"):
        lines.append("AWS stops no copy: the one that has begun may still appear.")
    return "\n".join(lines)


def result_lines(job: Job, plan: Plan | None) -> list[str]:
    """What is there now, for kinds whose result has more to it than a name."""
    if job.kind in kinds_kept.KINDS:
        return [line for line in (kinds_kept.result(job, plan),) if line]
    if job.kind == "delete" and plan:
        return [f"`{escape_code(plan.source.get('backup_name', ''))}`"]
    facts = job.facts_of("await-second-copy-job") or job.facts_of("await-copy-job")
    if job.kind != "copy" or not facts:
        return []
    return [f"`{escape_code(str(facts['recovery_point_arn']))}`"]
