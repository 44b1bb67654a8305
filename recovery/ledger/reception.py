"""How a decision is taken: the rule, pure, for both ledgers.

Looked at in this order, so that the answer names what stands in the way first:
no such job, wrong state, another plan, too late, said before.

The ledger asks whether a word fits, not whether the person may say it: that is
policy's question, and the worker's.
"""

from collections.abc import Sequence
from datetime import datetime

from recovery.decisions import Decision, Reception
from recovery.record import State


def receive(
    decision: Decision,
    *,
    state: State,
    digest: str | None,
    expires: datetime | None,
    said: Sequence[Decision],
) -> Reception:
    """What becomes of `decision` on a job in this state.

    Args:
        decision: What a person said just now.
        state: The job's state.
        digest: Of the plan that the job has now.
        expires: Until when that plan can be approved; None is without end.
        said: Every earlier decision on the job.
    """
    if decision.word == "cancel":
        return Reception.NOT_WAITING if state.is_terminal else Reception.RECORDED
    if decision.word == "retry":
        return Reception.RECORDED if state is State.STUCK else Reception.NOT_WAITING
    if state is not State.AWAITING_APPROVAL:
        return Reception.NOT_WAITING
    return _vote(decision, digest, expires, said)


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
