"""Cards of what runs, goes back, or waits for a person in the middle."""

from bot.render import blocks, buttons
from bot.render.blocks import Json
from bot.render.kinds import may_remain
from bot.render.numbers import between, minute, span
from bot.render.pieces import (
    asked,
    cancel_button,
    details_button,
    doing_word,
    restore_began,
    sentence,
    so_far,
    target_of,
)
from bot.render.scene import Scene, mentions
from bot.render.steps import step_lines, title
from bot.render.told import Told
from recovery.job import Job
from recovery.ledger.port import Dossier
from recovery.policy import mention
from recovery.record import State
from recovery.words import escape_code, escape_mrkdwn

TITLES = {
    "restore": "Restoring",
    "backup": "Backing up",
    "copy": "Copying",
    "delete": "Deleting a backup of",
    "protect": "Protecting",
    "pitr-on": "Switching PITR on for",
    "pitr-off": "Switching PITR off for",
}


def running(dossier: Dossier, told: Told, scene: Scene) -> list[Json]:
    """What is done, what AWS does now, what comes."""
    job = dossier.job
    lines = [f"*running* · {_elapsed(dossier, scene)} · {_approval(job, told, scene)}"]
    if told.is_ahead:
        lines = [f"*running* · {_approval(job, told, scene)}, starting"]
    if job.waits_for:
        lines.append(f"Waits for `{escape_code(job.waits_for)}`, {_in_the_way(job)}.")
    elif not told.is_ahead and _is_news(job):
        lines.append(sentence(job.progress, scene.now))
    shown = [
        blocks.header(_doing(job)),
        blocks.section("\n".join(lines)),
        blocks.section(step_lines(job, told.state, scene.now)),
        asked(dossier, scene),
    ]
    if told.is_ahead:
        return shown
    return [*shown, blocks.actions([cancel_button(dossier), details_button(dossier)])]


def reverting(dossier: Dossier, told: Told, scene: Scene) -> list[Json]:
    """Going back, why, and until when it lasts."""
    job = dossier.job
    why, made = _why_back(job, told, scene), escape_code(target_of(dossier))
    lines = [f"*reverting* · {why}"]
    if job.progress and not told.is_ahead:
        lines.append(sentence(job.progress, scene.now))
    elif job.kind == "restore" and restore_began(job):
        lines.append(
            f"AWS cannot stop a restore: `{made}` is deleted as soon as AWS lets go "
            "of it. The restore is charged."
        )
    shown = [
        blocks.header(f"Taking back: {doing_word(job)} of {job.table}"),
        blocks.section("\n".join(lines)),
        blocks.section(step_lines(job, told.state, scene.now)),
        asked(dossier, scene),
    ]
    if told.is_ahead:
        return shown
    return [*shown, blocks.actions([details_button(dossier)])]


def stuck(dossier: Dossier, scene: Scene) -> list[Json]:
    """What happened, what stands where, and the two ways on."""
    job = dossier.job
    carried = buttons.value(job.id, job.plan_digest)
    lines = ["*stuck* · a person decides how it goes on", sentence(job.outcome, scene.now)]
    if job.advice:
        lines.append(sentence(job.advice, scene.now))
    if job.stuck_in is State.REVERTING:
        by = f" by {mention(job.decided_by.user)}" if job.decided_by else ""
        why = f"cancelled{by}" if job.ending is State.CANCELLED else "failed"
        lines.append(f"It was being taken back ({why}): {may_remain(job, target_of(dossier))}")
    choices = [blocks.button(f"Retry {job.kind}", buttons.RETRY, carried, style="primary")]
    if job.stuck_in is not State.REVERTING:
        choices.append(cancel_button(dossier))
    return [
        blocks.header(f"Stuck: {doing_word(job)} of {job.table}"),
        blocks.section("\n".join(lines)),
        blocks.section(step_lines(job, State.STUCK, scene.now)),
        asked(dossier, scene),
        blocks.actions([*choices, details_button(dossier)]),
    ]


def _elapsed(dossier: Dossier, scene: Scene) -> str:
    job, plan = dossier.job, dossier.plan
    if job.approved_at is None:
        return "starting"
    if plan is None or plan.time.low_seconds is None or plan.time.high_seconds is None:
        return so_far(job, plan, scene.now)
    elapsed = span((scene.now - job.approved_at).total_seconds())
    return f"{elapsed} of {between(plan.time.low_seconds, plan.time.high_seconds)}"


def _doing(job: Job) -> str:
    """`Restoring orders`; taking protection away is not called protecting."""
    if job.params.get("off"):
        return f"Taking away what protects {job.table}"
    return f"{TITLES.get(job.kind, job.kind.capitalize())} {job.table}"


def _in_the_way(job: Job) -> str:
    if job.kind == "copy":
        return "at work on the same table: AWS Backup runs one job of a table at a time"
    return "which writes the same"


def _is_news(job: Job) -> bool:
    """Whether the progress says more than the line of the step, which is never stale."""
    doing = title(job.current).doing if job.current else ""
    return bool(job.progress) and not (doing and job.progress.startswith(doing))


def _approval(job: Job, told: Told, scene: Scene) -> str:
    if not told.have:
        return "needed no approval"
    at = f" at {minute(job.approved_at, scene.now)}" if job.approved_at else ""
    return f"approved by {mentions(told.have)}{at}"


def _why_back(job: Job, told: Told, scene: Scene) -> str:
    if job.ending is State.FAILED and not told.is_ahead:
        return sentence(job.outcome, scene.now)
    by = f"cancelled by {mention(told.by.user)}" if told.by else "cancelled"
    return f"{by}: “{escape_mrkdwn(told.reason)}”" if told.reason else by
