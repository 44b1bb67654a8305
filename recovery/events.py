"""What can happen to a job besides the outcome of a step: people, policy and time."""

from datetime import datetime

from recovery.outcome import Done, Fail, Value, Wait
from recovery.people import Person


class StepPlan(Value):
    """One step as planned.

    Attributes:
        name: Wire name, `verb-noun`, never renamed.
        attempts: Crashes and retryable failures allowed in a row.
        deadline_seconds: Domain seconds after which a person is asked.
        point_of_no_return: Approvals are folded again right before it.
    """

    name: str
    attempts: int = 5
    deadline_seconds: float = 3600
    point_of_no_return: bool = False


class Planned(Value):
    """A plan stands and waits for approval; with quorum 0 it starts at once."""

    digest: str
    steps: tuple[StepPlan, ...]
    quorum: int
    approvers: tuple[str, ...] = ()
    expires: datetime


class Refused(Value):
    """A check or a policy said no before anything was done.

    `digest` names the plan with the failed check, where there is one; `offers` are
    (label, command, not_before).
    """

    reason: str
    advice: str = ""
    digest: str | None = None
    offers: tuple[tuple[str, str, datetime | None], ...] = ()


class Approved(Value):
    """Enough distinct people approved exactly this plan."""

    by: tuple[Person, ...]


class Rejected(Value):
    """An approver said no."""

    by: Person
    reason: str


class Expired(Value):
    """Nobody decided in time."""


class CancelAsked(Value):
    """Somebody who may wants it ended."""

    by: Person
    reason: str = ""


class RetryAsked(Value):
    """Somebody who may wants a stuck job to go on."""

    by: Person


class Began(Value):
    """A worker is about to run the step; saved before it does, so that crashes count."""

    step: str


class Stopped(Value):
    """A worker cannot go on by itself (an unknown step, say) and asks a person."""

    reason: str
    advice: str = ""


Event = (
    Planned
    | Refused
    | Approved
    | Rejected
    | Expired
    | CancelAsked
    | RetryAsked
    | Began
    | Stopped
    | Done
    | Wait
    | Fail
)
