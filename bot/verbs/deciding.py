"""Verbs that decide: approve, reject, cancel, retry; the same for clicks, texts and forms.

What a person says is written down if it fits; whether it counts is folded again by
the worker from what is written, never from what was shown.
"""

from dataclasses import dataclass

from bot.asking import Asking
from bot.desk import Desk
from bot.render.buttons import ASK_AGAIN, value
from bot.render.kinds import taken_back
from bot.render.numbers import utc
from bot.render.told import told
from recovery.answer import Answer, Button
from recovery.decisions import Decision, Reception, Word
from recovery.errors import Refusal
from recovery.ledger.port import Dossier
from recovery.policy import may_cancel, may_decide, mention
from recovery.record import State
from recovery.words import code, escape_mrkdwn

LOWEST_QUORUM_TOLD = 2
VOTES = frozenset({"approve", "reject"})


@dataclass(frozen=True)
class Decided:
    """What became of a word: whether it stands, what to tell, and whether the card does not."""

    stands: bool
    answer: Answer
    tell: bool = True


@dataclass(frozen=True, kw_only=True)
class Saying:
    """What somebody says about a job.

    Attributes:
        digest: Of the plan they looked at; None means the one shown now.
    """

    word: Word
    job_id: str
    digest: str | None = None
    reason: str = ""


def decide(desk: Desk, asking: Asking, saying: Saying) -> Decided:
    """Write down what a person says about a job, or say why it cannot be.

    Raises:
        Refusal: there is no such job.
    """
    dossier = _dossier(desk, saying)
    hindered = _obstacle(desk, asking, saying, dossier)
    if hindered is not None:
        return Decided(stands=False, answer=hindered)
    decision = Decision(
        word=saying.word,
        person=asking.person,
        digest=_digest(saying, dossier),
        at=desk.now(),
        reason=saying.reason,
        via=asking.via,
        event_id=asking.trigger_id or asking.request_id,
    )
    reception = desk.ledger.jobs.decide(saying.job_id, decision)
    if reception is not Reception.RECORDED:
        # Somebody was faster: the job as it is now says how.
        dossier = desk.ledger.jobs.dossier(saying.job_id) or dossier
        return Decided(stands=False, answer=_too_late(desk, saying, dossier, reception))
    counts = saying.word not in VOTES or not _in_doubt(desk, asking, dossier)
    return Decided(stands=True, answer=_recorded(desk, asking, saying, dossier), tell=not counts)


def obstacle(desk: Desk, asking: Asking, saying: Saying) -> Answer | None:
    """Why this could not be said now, or None.

    Raises:
        Refusal: there is no such job.
    """
    return _obstacle(desk, asking, saying, _dossier(desk, saying))


def _dossier(desk: Desk, saying: Saying) -> Dossier:
    dossier = desk.ledger.jobs.dossier(saying.job_id)
    if dossier is None:
        raise Refusal(f"There is no job {code(saying.job_id)}.", commands=("jobs",))
    return dossier


def _obstacle(desk: Desk, asking: Asking, saying: Saying, dossier: Dossier) -> Answer | None:
    if saying.word in VOTES:
        return _vote_obstacle(desk, asking, saying, dossier)
    return _order_obstacle(desk, asking, saying, dossier)


def _in_doubt(desk: Desk, asking: Asking, dossier: Dossier) -> bool:
    """Whether this person is no approver as far as the directory knows."""
    job = dossier.job
    return may_decide(job.approvers, desk.directory(), job.requester, asking.person) is not None


def _digest(saying: Saying, dossier: Dossier) -> str | None:
    """The plan meant; a command may name its first six or more characters."""
    shown = dossier.job.plan_digest
    if saying.digest is None or (shown is not None and shown.startswith(saying.digest)):
        return shown
    return saying.digest


def _vote_obstacle(desk: Desk, asking: Asking, saying: Saying, dossier: Dossier) -> Answer | None:
    job = dossier.job
    if job.state is not State.AWAITING_APPROVAL:
        return _too_late(desk, saying, dossier, Reception.NOT_WAITING)
    now = desk.now()
    if job.expires is not None and now >= job.expires:
        return _too_late(desk, saying, dossier, Reception.EXPIRED)
    if _digest(saying, dossier) != job.plan_digest:
        return _too_late(desk, saying, dossier, Reception.CHANGED)
    directory = desk.directory()
    why = may_decide(job.approvers, directory, job.requester, asking.person)
    if why is None or _may_yet_be_known(desk, asking, dossier):
        return None
    return Answer(lines=(why,))


def _may_yet_be_known(desk: Desk, asking: Asking, dossier: Dossier) -> bool:
    """Whether a newer reading of Slack's groups could make this person an approver."""
    job, directory = dossier.job, desk.directory()
    if asking.person == job.requester or asking.person.team != job.requester.team:
        return False
    has_groups = any(approver.startswith("S") for approver in job.approvers)
    return has_groups and not desk.knows_groups() and directory.counts(asking.person.user)


def _order_obstacle(desk: Desk, asking: Asking, saying: Saying, dossier: Dossier) -> Answer | None:
    job = dossier.job
    if job.state.is_terminal or (saying.word == "retry" and job.state is not State.STUCK):
        return _too_late(desk, saying, dossier, Reception.NOT_WAITING)
    if saying.word == "cancel" and job.state is State.REVERTING:
        return Answer(lines=(f"`{job.id}` is being taken back already.",))
    same_team = asking.person.team == desk.config.slack.team
    if same_team and may_cancel(desk.config, desk.directory(), job.requester, asking.person):
        return None
    asker = mention(job.requester.user)
    return Answer(lines=(f"Only {asker}, who asked for it, or an operator can {saying.word} it.",))


def _too_late(desk: Desk, saying: Saying, dossier: Dossier, reception: Reception) -> Answer:
    job, now = dossier.job, desk.now()
    again = Button(label="Ask again", action=ASK_AGAIN, value=value(job.id, job.plan_digest))
    match reception:
        case Reception.EXPIRED:
            when = f" at {utc(job.expires, now)}" if job.expires else ""
            return Answer(lines=(f"This plan expired{when}.",), buttons=(again,))
        case Reception.CHANGED:
            return Answer(
                lines=("This is not the plan that waits now. Look at the card, then decide.",),
                commands=(f"job {job.id}",),
            )
        case Reception.ALREADY if saying.word not in VOTES:
            return Answer(lines=(f"You have asked to {saying.word} it already; it is under way.",))
        case Reception.ALREADY:
            return Answer(lines=("You have decided on this plan already; your first word stands.",))
        case Reception.ABSENT:
            return Answer(lines=(f"There is no job `{job.id}` any more.",))
        case _:
            return _not_waiting(saying, dossier, told(dossier, desk.directory(), now).state, again)


def _not_waiting(saying: Saying, dossier: Dossier, state: State, again: Button) -> Answer:
    job = dossier.job
    head = f"`{job.id}` is {state.value}"
    if state is State.EXPIRED:
        return Answer(lines=(f"{head}: nobody approved it in time.",), buttons=(again,))
    if job.decided_by is not None and state in {State.REJECTED, State.CANCELLED}:
        head += f", by {mention(job.decided_by.user)}"
    elif job.approved_by:
        names = " and ".join(mention(person.user) for person in job.approved_by)
        head += f", approved by {names}"
    return Answer(lines=(f"{head}; there is nothing to {saying.word}.",))


def _recorded(desk: Desk, asking: Asking, saying: Saying, dossier: Dossier) -> Answer:
    job = dossier.job
    what = f"`{job.id}` · {job.kind} {escape_mrkdwn(job.table)}"
    match saying.word:
        case "approve":
            return Answer(lines=_approved(desk, asking, dossier, what))
        case "reject":
            return Answer(lines=(f"{what} · rejected. Nothing was started.",))
        case "cancel" if _is_untouched(desk, dossier):
            return Answer(lines=(f"{what} · cancelled. Nothing was started.",))
        case "cancel":
            return Answer(lines=(f"{what} · is taken back.{taken_back(job.kind)}",))
        case "retry":
            return Answer(lines=(f"{what} · goes on where it stood.",))


def _is_untouched(desk: Desk, dossier: Dossier) -> bool:
    """Whether no worker can have begun: an approved job may be on its way already."""
    state = told(dossier, desk.directory(), desk.now()).state
    return state in {State.PLANNING, State.AWAITING_APPROVAL}


def _approved(desk: Desk, asking: Asking, dossier: Dossier, what: str) -> tuple[str, ...]:
    job, directory = dossier.job, desk.directory()
    if _in_doubt(desk, asking, dossier):
        desk.ledger.people.ask_fresh()
        return (f"{what} · noted; it counts once you are found among its approvers, checking.",)
    if job.quorum < LOWEST_QUORUM_TOLD:
        return (f"{what} · approved, it starts now.",)
    have = len({*told(dossier, directory, desk.now()).have, asking.person})
    if have < job.quorum:
        return (f"{what} · your approval counts, {have} of {job.quorum}.",)
    return (f"{what} · approved by {have} of {job.quorum}, it starts now.",)
