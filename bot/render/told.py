"""What a job's state is to people: the record, and what was said since a worker read it.

An approval is shown the moment it is in the ledger, before a worker has folded it,
so that the buttons go first and the work comes after.
"""

from dataclasses import dataclass
from datetime import datetime

from recovery.events import Approved, Expired, Rejected
from recovery.ledger.port import Dossier
from recovery.people import Directory, Person
from recovery.policy import Waiting, verdict
from recovery.record import State


@dataclass(frozen=True, kw_only=True)
class Told:
    """The state to show.

    Attributes:
        state: In the words of `State`; the record's own, or where the last word leads.
        is_ahead: Whether a worker has yet to act on what was said.
        have: Who has agreed so far.
        by: Who rejected, cancelled or retried it.
        reason: Why they did.
    """

    state: State
    is_ahead: bool = False
    have: tuple[Person, ...] = ()
    by: Person | None = None
    reason: str = ""


def told(dossier: Dossier, directory: Directory, now: datetime) -> Told:
    """Read the record and the words not yet folded into it."""
    job = dossier.job
    if job.state.is_terminal:
        return Told(state=job.state, have=job.approved_by, by=job.decided_by, reason=job.outcome)
    for decision in dossier.decisions[job.heard :]:
        if decision.word == "cancel" and job.state is not State.REVERTING:
            begun = job.state in {State.RUNNING, State.STUCK}
            state = State.REVERTING if begun else State.CANCELLED
            return Told(state=state, is_ahead=True, by=decision.person, reason=decision.reason)
        if decision.word == "retry" and job.state is State.STUCK and job.stuck_in:
            if job.stuck_in is State.REVERTING:
                return Told(
                    state=job.stuck_in, is_ahead=True, by=job.decided_by, reason=job.ending_reason
                )
            return Told(state=job.stuck_in, is_ahead=True, by=decision.person)
    if job.state is State.AWAITING_APPROVAL:
        return _waiting(dossier, directory, now)
    return Told(state=job.state, have=job.approved_by, by=job.decided_by, reason=job.outcome)


def _waiting(dossier: Dossier, directory: Directory, now: datetime) -> Told:
    job = dossier.job
    verdict_now = verdict(
        dossier.decisions,
        approvers=job.approvers,
        quorum=job.quorum,
        requester=job.requester,
        digest=job.plan_digest or "",
        directory=directory,
        expires=job.expires,
        now=now,
    )
    match verdict_now:
        case Approved(by=by):
            return Told(state=State.RUNNING, is_ahead=True, have=by)
        case Rejected(by=person, reason=reason):
            return Told(state=State.REJECTED, is_ahead=True, by=person, reason=reason)
        case Expired():
            return Told(state=State.EXPIRED, is_ahead=True)
        case Waiting(have=have):
            return Told(state=State.AWAITING_APPROVAL, have=have)
