"""The living message of a job, and the post that tells its end.

`card` is a pure function of what the ledger holds and when it is looked at. The
text is a contract: `J-7F3K2Q1 · restore orders · running — 43 of about 60 min`;
phones, screen readers and search read it, and only the message with the approve
button says `awaiting approval`.
"""

from bot.render import blocks
from bot.render.blocks import Json
from bot.render.ended import ended, sized, took
from bot.render.kinds import succeeded_with
from bot.render.message import EVENT_TYPE, Message
from bot.render.numbers import minute, utc
from bot.render.pieces import sandbox, sentence, so_far, target_of
from bot.render.scene import Scene, joined
from bot.render.told import Told, told
from bot.render.waiting import plan_card, planning
from bot.render.working import reverting, running, stuck
from recovery.ledger.port import Dossier
from recovery.policy import mention
from recovery.record import State
from recovery.words import escape_mrkdwn

LONGEST_DETAIL = 200


def card(dossier: Dossier, scene: Scene, *, posting: str | None = None) -> Message:
    """What the living message of this job shows now.

    Args:
        dossier: The job, what people said, the plan, where it stands in Slack.
        scene: Time and people.
        posting: Id of the first post, for finding it again after a crash.
    """
    now_told = told(dossier, scene.directory, scene.now)
    return Message(
        text=text_of(dossier, now_told, scene),
        blocks=tuple(_blocks(dossier, now_told, scene)),
        metadata=_metadata(dossier, now_told, "living", posting),
    )


def final(dossier: Dossier, scene: Scene, *, posting: str | None = None) -> Message:
    """The new post that tells the end, because an edit notifies nobody."""
    now_told = told(dossier, scene.directory, scene.now)
    text = text_of(dossier, now_told, scene)
    job = dossier.job
    people = [f"asked by {mention(job.requester.user)}"]
    if job.approved_by:
        names = [mention(person.user) for person in job.approved_by]
        people.append(f"approved by {joined(names, 'and')}")
    return Message(
        text=text,
        blocks=(blocks.section(f"*{text}*"), blocks.context(*people, sandbox(dossier, scene))),
        metadata=_metadata(dossier, now_told, "final", posting),
    )


def text_of(dossier: Dossier, told_now: Told, scene: Scene) -> str:
    """`J-7F3K2Q1 · restore orders · running — 43 of about 60 min`."""
    job = dossier.job
    detail = detail_of(dossier, told_now, scene)
    head = f"{job.id} · {job.kind} {escape_mrkdwn(job.table)} · {told_now.state.value}"
    return f"{head} — {detail}" if detail else head


def detail_of(dossier: Dossier, told_now: Told, scene: Scene) -> str:
    """`43 of about 60 min`, `0 of 1 approved, until 03:19 UTC`: the one detail of a state."""
    return blocks.cut(_detail(dossier, told_now, scene), LONGEST_DETAIL)


def _blocks(dossier: Dossier, told_now: Told, scene: Scene) -> list[Json]:
    match told_now.state:
        case State.PLANNING:
            return planning(dossier, scene)
        case State.AWAITING_APPROVAL:
            return plan_card(dossier, told_now, scene)
        case State.RUNNING:
            return running(dossier, told_now, scene)
        case State.REVERTING:
            return reverting(dossier, told_now, scene)
        case State.STUCK:
            return stuck(dossier, scene)
        case _:
            return ended(dossier, told_now, scene)


def _detail(dossier: Dossier, told_now: Told, scene: Scene) -> str:
    if told_now.state.is_terminal:
        return _end_detail(dossier, told_now, scene)
    job = dossier.job
    match told_now.state:
        case State.PLANNING:
            return _planning_detail(dossier, scene)
        case State.AWAITING_APPROVAL:
            until = f", until {minute(job.expires, scene.now)}" if job.expires else ""
            return f"{len(told_now.have)} of {job.quorum} approved{until}"
        case State.RUNNING:
            return _running_detail(dossier, told_now, scene)
        case State.REVERTING:
            by = scene.name(told_now.by) if told_now.by else ""
            return f"cancelled by {by}" if by else "taking back what was begun"
        case _:
            return sentence(job.outcome, scene.now)


def _end_detail(dossier: Dossier, told_now: Told, scene: Scene) -> str:
    match told_now.state:
        case State.SUCCEEDED:
            return _succeeded_detail(dossier)
        case State.EXPIRED:
            return "nobody approved it in time"
        case State.REJECTED | State.CANCELLED:
            by = f"by {scene.name(told_now.by)}" if told_now.by else ""
            return ": ".join(part for part in (by, escape_mrkdwn(told_now.reason)) if part)
        case _:
            return sentence(dossier.job.outcome, scene.now)


def _planning_detail(dossier: Dossier, scene: Scene) -> str:
    job = dossier.job
    if job.due is not None and job.due > scene.now and job.version == 1:
        return f"starts at {utc(job.due, scene.now)}"
    return "looking at AWS"


def _running_detail(dossier: Dossier, told_now: Told, scene: Scene) -> str:
    job = dossier.job
    if told_now.is_ahead or job.approved_at is None:
        names = joined([scene.name(person) for person in told_now.have], "and")
        return f"approved by {names}, starting" if names else "starting"
    if job.waits_for:
        return f"waits for {escape_mrkdwn(job.waits_for)}"
    return so_far(job, dossier.plan, scene.now)


def _succeeded_detail(dossier: Dossier) -> str:
    job = dossier.job
    made = succeeded_with(job, dossier.plan, target_of(dossier))
    took_text = f" in {took(job)}" if job.steps else ""
    facts = [f"{escape_mrkdwn(made)}{took_text}", sized(job)]
    return ", ".join(fact for fact in facts if fact)


def _metadata(dossier: Dossier, told_now: Told, role: str, posting: str | None) -> Json:
    job = dossier.job
    payload: Json = {
        "job": job.id,
        "kind": job.kind,
        "table": job.table,
        "state": told_now.state.value,
        "version": job.version,
        "role": role,
    }
    if job.plan_digest:
        payload["digest"] = job.plan_digest
    if posting:
        payload["posting"] = posting
    return {"event_type": EVENT_TYPE, "event_payload": payload}
