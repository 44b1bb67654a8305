"""What a step came to, as an event to fold and records to save. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from recovery.errors import Refusal
from recovery.events import Event, Refused
from recovery.job import Job
from recovery.outcome import Done, Fail, Outcome, Record, Wait
from recovery.plan import Plan
from recovery.record import State
from workers.rq_queue import TIMEOUT_SECONDS, JobTimeoutException


@dataclass(frozen=True, kw_only=True)
class Came:
    """What a step came to: an event to fold, and what is saved along with it."""

    event: Event
    records: Sequence[Record] = ()
    plan: Plan | None = None


def came(outcome: Outcome) -> Came:
    """A step's outcome, with what it wants saved."""
    return Came(event=outcome, records=outcome.records)


def refused(refusal: Refusal, state: State) -> Refused | Fail:
    """What may not be: of a plan with commands that would work as buttons; a step fails."""
    if state is not State.PLANNING:
        return Fail(reason=refusal.what, retryable=False, advice=refusal.advice)
    offers = tuple((_label(command), command, None) for command in refusal.commands)
    return Refused(reason=refusal.what, advice=refusal.advice, offers=offers)


def _label(command: str) -> str:
    """A button's words for a command: its verb and its table."""
    return " ".join(command.split()[:2]).capitalize()


def broken(step: str, error: Exception) -> Fail:
    """A defect: tried again, because many are of the moment, then a person is asked."""
    if isinstance(error, JobTimeoutException):
        # Raised wherever the step just was: RQ ends a batch that takes too long.
        return Fail(
            reason=f"`{step}` got no further within {TIMEOUT_SECONDS} s and was cut off; "
            "AWS may be slow to answer.",
            retryable=True,
        )
    return Fail(
        reason=f"`{step}` broke with {type(error).__name__}; the workers' log has the details.",
        retryable=True,
    )


def fitting(event: Event, ran: Job, newer: Job | None) -> Event | None:
    """The event as it fits a job that somebody saved while the step ran.

    In the same place it is the same. Where the job was turned round meanwhile, what the
    step learnt is kept for the way back. Elsewhere another executor has done its work.
    """
    if newer is None or newer.state.is_terminal:
        return None
    before, after = ran.current, newer.current
    if before is None or after is None or before.name != after.name:
        return None
    if ran.state is newer.state:
        return event
    if isinstance(event, Done | Wait):
        return Wait(seconds=0, progress=newer.progress, facts=event.facts)
    return None
