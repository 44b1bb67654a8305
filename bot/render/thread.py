"""What a job's thread tells: who is asked, and the milestones; each once."""

from typing import NamedTuple

from bot.render import blocks
from bot.render.message import Message
from bot.render.pieces import kind_title, sentence
from bot.render.scene import Scene, joined, mentions
from bot.render.told import told
from bot.render.waiting import NUMBERS
from recovery.ledger.port import Dossier
from recovery.policy import mention
from recovery.record import State
from recovery.words import escape_mrkdwn

ASKED = "asked:"
"""Begins the name of the entry that mentions the approvers; the plan's digest follows."""


class Entry(NamedTuple):
    """One entry of the thread: the name under which it is remembered, and its text."""

    name: str
    message: Message


def entries(dossier: Dossier, scene: Scene) -> list[Entry]:
    """Everything the thread should hold by now, in order."""
    job = dossier.job
    now_told = told(dossier, scene.directory, scene.now)
    found: list[Entry] = []
    if now_told.state is State.AWAITING_APPROVAL and job.quorum and job.plan_digest:
        found.append(_entry(f"{ASKED}{job.plan_digest}", _question(dossier)))
    if job.approved_at is not None and job.approved_by:
        found.append(_entry("approved", f"Approved by {mentions(job.approved_by)}, started."))
    if job.state is State.STUCK:
        asker = mention(job.requester.user)
        why = sentence(f"{job.outcome} {job.advice}".strip(), scene.now)
        name = f"stuck:{int(job.changed.timestamp())}"
        found.append(_entry(name, f"{asker}, this is stuck and needs somebody: {why}"))
    if job.state is State.REVERTING:
        found.append(_entry("reverting", _going_back(dossier, scene)))
    return found


def _question(dossier: Dossier) -> str:
    job = dossier.job
    who = joined([mention(id_) for id_ in job.approvers], "or")
    count = NUMBERS.get(job.quorum, str(job.quorum))
    what = escape_mrkdwn(kind_title(job))
    return (
        f"{who}: {count} of you, not {mention(job.requester.user)} who asked, "
        f"can approve or reject `{job.id}` · {what} on the card above."
    )


def _going_back(dossier: Dossier, scene: Scene) -> str:
    job = dossier.job
    if job.ending is State.CANCELLED and job.decided_by is not None:
        why = f": “{escape_mrkdwn(job.outcome)}”" if job.outcome else ""
        return f"Cancelled by {mention(job.decided_by.user)}{why}. What was begun is taken back."
    return f"Failed: {sentence(job.outcome, scene.now)} What was begun is taken back."


def _entry(name: str, text: str) -> Entry:
    return Entry(name, Message(text=text, blocks=(blocks.section(text),)))
