"""What jobs that keep a table safe say of themselves: protect, protect --off, pitr on and off."""

from recovery.job import Job
from recovery.plan import Plan
from recovery.words import escape_mrkdwn

SHOWN = ("Into", "RPO")
"""Of the plan, what the end of `protect` says again: where to, and what may still be lost."""
KINDS = frozenset({"protect", "pitr-on", "pitr-off"})


def approval_says(plan: Plan) -> str:
    """What approving does."""
    said = dict(plan.stated)
    if plan.kind == "pitr-off":
        return "The whole window is lost at once, and cannot be had back."
    if plan.kind == "pitr-on":
        return f"Then: {escape_mrkdwn(said.get('Then', ''))}."
    if "Taken away" in said:
        return f"Takes away: {escape_mrkdwn(said['Taken away'])}. Backups and copies stay."
    sets_up, changes = said.get("To set up", ""), said.get("To change", "")
    if not changes:
        return f"Sets up: {escape_mrkdwn(sets_up)}."
    also = f" Sets up: {escape_mrkdwn(sets_up)}." if sets_up != "nothing" else ""
    return f"Changes {escape_mrkdwn(changes)}.{also}"


def ended_title(job: Job) -> str:
    """The headline of a success; without steps there was nothing to do."""
    match job.kind, bool(job.params.get("off")), bool(job.steps):
        case "protect", False, True:
            return f"{job.table} is protected"
        case "protect", False, False:
            return f"{job.table} is protected so already"
        case "protect", True, True:
            return f"{job.table} is not protected any more"
        case "protect", True, False:
            return f"Nothing is set up for {job.table}"
        case _:
            word = "on" if job.kind == "pitr-on" else "off"
            already = "" if job.steps else " already"
            return f"Point-in-time recovery of {job.table} is {word}{already}"


def succeeded_with(job: Job) -> str:
    """`set up`, `taken away`, `switched on`, `nothing to do`."""
    if not job.steps:
        return "nothing to do"
    if job.kind == "protect":
        return "taken away" if job.params.get("off") else "set up"
    return "switched on" if job.kind == "pitr-on" else "switched off"


def result(job: Job, plan: Plan | None) -> str:
    """What a success leaves to know; of protection, also what it does not protect from."""
    said = dict(plan.stated) if plan else {}
    nothing = "" if job.steps else "Nothing was done: all of it was so already."
    if job.kind == "protect" and not job.params.get("off"):
        on = nothing or "AWS does it by itself from here on, whether or not ddbdr runs."
        shown = [f"*{label}:* {escape_mrkdwn(said[label])}" for label in SHOWN if label in said]
        return "\n".join([on, *shown])
    if nothing or job.kind != "protect":
        return nothing
    return "Backups and copies stay for as long as they are kept."


def cancel_truth(job: Job) -> str:
    """What cancelling a job that runs does."""
    if job.kind != "protect":
        return "Nothing is switched back: PITR stays as AWS has it by then."
    if job.params.get("off"):
        return "What was taken away is put back."
    return (
        "Tag, plan and schedule are taken back. PITR, deletion protection, AWS Backup's "
        "settings, vaults and event rules stay."
    )


def left_behind(job: Job) -> str:
    """What an ended job left that did not succeed."""
    if job.kind != "protect":
        return "Nothing was switched back: `pitr` shows how it is."
    if job.params.get("off"):
        return "What was taken away was put back."
    return (
        "Tag, plan and schedule were taken back. PITR, deletion protection, AWS Backup's "
        "settings, vaults and event rules that were set up stay."
    )


def may_remain(job: Job) -> str:
    """What may be there while going back is stuck."""
    return (
        "its tag, plan or schedule may be there in part."
        if job.kind == "protect"
        else ("PITR may be on or off: `pitr` shows it.")
    )
