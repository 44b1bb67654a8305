"""How a decision is taken: the rule, pure, for both ledgers.

Looked at in this order, so that the answer names what stands in the way first:
no such job, wrong state, another plan, too late, said before.

An approval or rejection counts once a person and plan. An order (cancel, retry) may
be given again once a worker has acted on it: a job that got stuck in going back can be
cancelled anew. Until then a second click only says what the first one said.

The ledger asks whether a word fits, not whether the person may say it: that is
policy's question, and the worker's.
"""

from collections.abc import Sequence
from datetime import datetime

from recovery.decisions import Decision, Reception, Word
from recovery.record import State


def receive(
    decision: Decision,
    *,
    state: State,
    digest: str | None,
    expires: datetime | None,
    said: Sequence[Decision],
    heard: int,
) -> Reception:
    """What becomes of `decision` on a job in this state.

    Args:
        decision: What a person said just now.
        state: The job's state.
        digest: Of the plan that the job has now.
        expires: Until when that plan can be approved; None is without end.
        said: Every earlier decision on the job.
        heard: How many of them workers have folded.
    """
    if is_order(decision.word):
        return _order(decision, state, said[heard:])
    if state is not State.AWAITING_APPROVAL:
        return Reception.NOT_WAITING
    return _vote(decision, digest, expires, said)


def is_order(word: Word) -> bool:
    """Whether it tells the job to do something; other words are about its plan."""
    return word in {"cancel", "retry"}


def _order(decision: Decision, state: State, unheard: Sequence[Decision]) -> Reception:
    fits = state is State.STUCK
    if decision.word == "cancel":
        fits = not state.is_terminal and state is not State.REVERTING
    if not fits:
        return Reception.NOT_WAITING
    if any((each.word, each.person) == (decision.word, decision.person) for each in unheard):
        return Reception.ALREADY
    return Reception.RECORDED


def _vote(
    decision: Decision, digest: str | None, expires: datetime | None, said: Sequence[Decision]
) -> Reception:
    if digest is None or decision.digest != digest:
        return Reception.CHANGED
    if expires is not None and decision.at >= expires:
        return Reception.EXPIRED
    if any(_is_vote(earlier, decision) for earlier in said):
        return Reception.ALREADY
    return Reception.RECORDED


def _is_vote(earlier: Decision, decision: Decision) -> bool:
    """Whether the same person approved or rejected the same plan before."""
    return (
        earlier.word in {"approve", "reject"}
        and earlier.digest == decision.digest
        and earlier.person == decision.person
    )
