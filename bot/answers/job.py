"""`job J-…`: one job with its steps and what was said."""

from datetime import datetime

from bot.render.card import text_of
from bot.render.numbers import utc
from bot.render.pieces import SAID, cost_text, sandbox, sentence, time_text
from bot.render.scene import Scene
from bot.render.steps import step_lines
from bot.render.told import told
from recovery.answer import Answer
from recovery.decisions import Decision
from recovery.ledger.port import Dossier
from recovery.policy import mention
from recovery.record import State
from recovery.words import escape_mrkdwn


def job(dossier: Dossier, scene: Scene) -> Answer:
    """What was asked, where it stands, who said what, what can be done now."""
    record, plan = dossier.job, dossier.plan
    now_told = told(dossier, scene.directory, scene.now)
    asked = f"Asked by {mention(record.requester.user)} at {utc(record.created, scene.now)}"
    lines = [asked + (f": “{escape_mrkdwn(record.reason)}”" if record.reason else "")]
    if plan is not None:
        lines.append(
            f"{escape_mrkdwn(plan.title)}. Time: {time_text(plan)}.\nCost: {cost_text(plan)}"
        )
    if record.steps:
        lines.append(step_lines(record, now_told.state, scene.now))
    lines += [_said(decision, scene.now) for decision in dossier.decisions]
    if record.outcome:
        lines.append(sentence(f"{record.outcome} {record.advice}".strip(), scene.now))
    notes = [note for note in (sandbox(dossier, scene), _aws(dossier)) if note]
    return Answer(
        title=text_of(dossier, now_told, scene),
        lines=tuple(lines),
        notes=tuple(notes),
        commands=_next(dossier, now_told.state),
    )


def _said(decision: Decision, now: datetime) -> str:
    why = f": “{escape_mrkdwn(decision.reason)}”" if decision.reason else ""
    return f"{mention(decision.person.user)} {SAID[decision.word]} at {utc(decision.at, now)}{why}"


def _aws(dossier: Dossier) -> str:
    record = dossier.job
    if not record.error_code:
        return ""
    return f"AWS: {escape_mrkdwn(record.error_code)}, request {escape_mrkdwn(record.request_id)}"


def _next(dossier: Dossier, state: State) -> tuple[str, ...]:
    id_ = dossier.job.id
    match state:
        case State.AWAITING_APPROVAL:
            return (f"approve {id_}", f'reject {id_} --reason "…"', f"cancel {id_}")
        case State.STUCK if dossier.job.stuck_in is State.REVERTING:
            return (f"retry {id_}",)
        case State.STUCK:
            return (f"retry {id_}", f"cancel {id_}")
        case State.PLANNING | State.RUNNING:
            return (f"cancel {id_}",)
        case State.REVERTING:
            return ()
        case _:
            return (dossier.job.command,) if state is not State.SUCCEEDED else ()
