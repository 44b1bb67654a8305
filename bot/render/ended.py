"""Cards of what has ended: what came of it, what is left, what to do next."""

from bot.render import blocks, buttons
from bot.render.blocks import Json
from bot.render.following import COPY_AGAIN, following
from bot.render.kinds import ended_title, left_behind, result_lines
from bot.render.numbers import moment, size, span, spoken
from bot.render.pieces import asked, details_button, kind_title, sentence, target_of
from bot.render.scene import Scene, mentions
from bot.render.steps import step_lines
from bot.render.told import Told
from recovery.job import Job
from recovery.ledger.port import Dossier
from recovery.policy import mention
from recovery.record import State
from recovery.words import escape_code, escape_mrkdwn


def ended(dossier: Dossier, told: Told, scene: Scene) -> list[Json]:
    """Headline, what happened, what is left behind, next steps."""
    job = dossier.job
    lines = [_headline(dossier, told, scene), *_rest(dossier, told, scene)]
    shown = [
        blocks.header(_title(dossier, told)),
        blocks.section("\n".join(line for line in lines if line)),
    ]
    if (
        job.steps
        and told.state in {State.FAILED, State.CANCELLED}
        and any(step.began for step in job.steps)
    ):
        shown.append(blocks.section(step_lines(job, told.state, scene.now)))
    shown.append(asked(dossier, scene))
    if not told.is_ahead:
        shown.append(blocks.actions(_next(dossier, told, scene)))
    return shown


def took(job: Job) -> str:
    """`38 min`, from the approval to the end."""
    start = job.approved_at or job.created
    return span(((job.ended or job.changed) - start).total_seconds())


def sized(job: Job) -> str:
    """`12.1 GB`, as AWS counted what was copied, newest step first; empty if it has not yet."""
    for record in reversed(job.steps):
        count = record.facts.get("size_bytes")
        if isinstance(count, int) and count:
            return f"about {size(count)}" if record.facts.get("is_about") else size(count)
    return ""


def _title(dossier: Dossier, told: Told) -> str:
    job = dossier.job
    if told.state is not State.SUCCEEDED:
        return f"{kind_title(job)}: {told.state.value}"
    return ended_title(job, target_of(dossier))


def _headline(dossier: Dossier, told: Told, scene: Scene) -> str:
    job = dossier.job
    state = f"*{told.state.value}*"
    by = mention(told.by.user) if told.by else ""
    match told.state:
        case State.SUCCEEDED:
            approved = f"approved by {mentions(job.approved_by)}" if job.approved_by else ""
            in_time = f"{state} in {took(job)}" if job.steps else state
            facts = [in_time, sized(job), approved]
            return " · ".join(part for part in facts if part)
        case State.REJECTED:
            return f"{state} by {by}" + _quoted(told.reason)
        case State.CANCELLED:
            return f"{state}" + (f" by {by}" if by else "") + _quoted(told.reason)
        case State.EXPIRED:
            return f"{state} · nobody approved it in time"
        case _:
            return f"{state} · {sentence(job.outcome, scene.now)}"


def _rest(dossier: Dossier, told: Told, scene: Scene) -> list[str]:
    job, plan = dossier.job, dossier.plan
    lines = [sentence(job.advice, scene.now)] if job.advice else []
    if told.state is State.SUCCEEDED:
        lines += result_lines(job, plan)
        if job.kind == "backup":
            lines.append(f"`{escape_code(target_of(dossier))}`")
        elif plan and plan.instant:
            lines.append(f"As it was at {moment(plan.instant, job.ended or job.changed)}")
        if plan and plan.stays_away:
            lines.append(f"*Not back yet:* {escape_mrkdwn(', '.join(plan.stays_away))}")
        return lines
    if told.state in {State.FAILED, State.CANCELLED}:
        lines.append(_left_behind(job))
    elif told.state is not State.PLANNING:
        lines.append("Nothing was started, nothing is left behind.")
    if plan and told.state is State.REFUSED:
        lines += [
            f"✗ {escape_mrkdwn(spoken(check.detail, scene.now))}"
            for check in plan.failed_checks
            if check.detail and check.detail not in job.outcome
        ]
    return lines


def _left_behind(job: Job) -> str:
    if not any(record.began for record in job.steps):
        return "Nothing was started, nothing is left behind."
    if left := left_behind(job):
        return left
    restored = any(record.name == "start-restore" and record.ended for record in job.steps)
    charged = " AWS charges for the restore all the same." if restored else ""
    return f"What it had begun was taken back; nothing is left behind.{charged}"


def _quoted(reason: str) -> str:
    return f": “{escape_mrkdwn(reason)}”" if reason else ""


def _next(dossier: Dossier, told: Told, scene: Scene) -> list[Json]:
    job = dossier.job
    carried = buttons.value(job.id, job.plan_digest)
    shown = [
        blocks.button(offer.label, f"{buttons.OFFER}{place}", carried, style="primary")
        for place, offer in enumerate(job.offers[:3])
    ]
    shown += following(dossier, told.state, scene.now)
    if told.state is not State.SUCCEEDED and not _is_copied_again(shown):
        label = COPY_AGAIN if job.kind == "copy" and told.state is State.FAILED else "Ask again"
        shown.append(buttons.ask_again(job.id, job.plan_digest, label))
    return [*shown, details_button(dossier)]


def _is_copied_again(shown: list[Json]) -> bool:
    """Whether what was made can be copied, so that making it once more is not offered too."""
    return any(button["text"]["text"] == COPY_AGAIN for button in shown)
