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

_SAID = {
    "backup": "Back up",
    "backups": "Backups of",
    "delete": "Delete a backup of",
    "pitr off": "Switch PITR off for",
    "pitr on": "Switch PITR on for",
}
"""What commands do to a table, where the verb alone could be misread."""


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
    """A button's words for a command: what is done, to which table, and where to."""
    verb, *rest = command.split()
    if verb == "pitr" and rest[:1] in (["on"], ["off"]):
        verb, rest = f"pitr {rest[0]}", rest[1:]
    table = rest[0] if rest and not rest[0].startswith("-") else ""
    said = _SAID.get(verb, verb.capitalize())
    to = f" to {rest[rest.index('--region') + 1]}" if verb == "copy" and "--region" in rest else ""
    return f"{said} {table}".removesuffix(" of ").strip() + to


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
