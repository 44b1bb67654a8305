"""The job as it is stored: plain data, no behaviour but reading.

Field names and step names are a wire format: they are never renamed.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from pydantic import Field

from recovery.events import StepPlan
from recovery.outcome import Facts, Value
from recovery.people import Person

SCHEMA = 1
PLANNING = StepPlan(name="plan", attempts=5, deadline_seconds=900)


class State(StrEnum):
    """Where a job is, in the words people see."""

    PLANNING = "planning"
    AWAITING_APPROVAL = "awaiting approval"
    RUNNING = "running"
    REVERTING = "reverting"
    STUCK = "stuck"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    REFUSED = "refused"
    REJECTED = "rejected"
    EXPIRED = "expired"
    CANCELLED = "cancelled"

    @property
    def is_terminal(self) -> bool:
        """Whether nothing will ever change this job again."""
        return self not in OPEN

    @property
    def is_working(self) -> bool:
        """Whether a worker acts on it by itself."""
        return self in {State.PLANNING, State.RUNNING, State.REVERTING}


OPEN = frozenset(
    {State.PLANNING, State.AWAITING_APPROVAL, State.RUNNING, State.REVERTING, State.STUCK}
)


class Offer(Value):
    """A next step somebody can take with one click.

    Attributes:
        label: What the button says ("Start at 02:16").
        command: The equivalent command, without `/ddbdr`.
        not_before: The job made from it starts no earlier.
    """

    label: str
    command: str
    not_before: datetime | None = None


class StepRecord(Value):
    """One step of this job and how far it is.

    Attributes:
        name: Wire name, `verb-noun`.
        attempts: Runs since the last Wait or Done that left no outcome or a retryable Fail.
        limit: Attempts after which the job asks a person.
        deadline_seconds: Domain seconds from `began` after which the job asks a person.
        point_of_no_return: AWS charges or changes something here; approvals are folded again.
        facts: What the step learnt.
    """

    name: str
    attempts: int = 0
    limit: int
    deadline_seconds: float
    point_of_no_return: bool = False
    began: datetime | None = None
    ended: datetime | None = None
    reverted: datetime | None = None
    facts: Facts = Field(default_factory=dict)

    @classmethod
    def of(cls, plan: StepPlan) -> Self:
        """The fresh record of a planned step."""
        return cls(
            name=plan.name,
            limit=plan.attempts,
            deadline_seconds=plan.deadline_seconds,
            point_of_no_return=plan.point_of_no_return,
        )

    def is_late(self, now: datetime) -> bool:
        """Whether the step has run for longer than it may without a person."""
        return self.began is not None and (now - self.began).total_seconds() > self.deadline_seconds


class JobRecord(Value):
    """The stored record of one job.

    Attributes:
        id: Speakable, `J-` and seven characters.
        kind: By which workers know what to do: `backup`, `restore`, `copy`.
        params: What was asked for, as `recovery.grammar` gives it; JSON-plain.
        table: Bare table name, for texts.
        command: The equivalent command, without `/ddbdr`.
        requester: Who asked. Never counts as an approver.
        channel: Slack channel id where the card lives.
        heard: How many entries of the decision list have been folded.
        due: When a worker should look next (domain time); None rests.
        stuck_in: The state `retry` returns to.
        ending: The terminal state that reverting leads to.
        ending_reason: Why; kept while `outcome` says why reverting itself is stuck.
        version: Rises by one with every save; a save of any other is refused.
    """

    schema_version: int = SCHEMA
    id: str
    kind: str
    params: dict[str, Any]
    table: str
    command: str
    requester: Person
    reason: str = ""
    channel: str
    state: State = State.PLANNING
    plan_digest: str | None = None
    planning: StepRecord = Field(default_factory=lambda: StepRecord.of(PLANNING))
    steps: tuple[StepRecord, ...] = ()
    cursor: int = 0
    progress: str = ""
    approved_by: tuple[Person, ...] = ()
    quorum: int = 0
    approvers: tuple[str, ...] = ()
    decided_by: Person | None = None
    outcome: str = ""
    advice: str = ""
    error_code: str = ""
    request_id: str = ""
    offers: tuple[Offer, ...] = ()
    waits_for: str | None = None
    heard: int = 0
    due: datetime | None
    expires: datetime | None = None
    stuck_in: State | None = None
    ending: State | None = None
    ending_reason: str = ""
    parent: str | None = None
    children: tuple[str, ...] = ()
    created: datetime
    changed: datetime
    approved_at: datetime | None = None
    ended: datetime | None = None
    version: int = 1

    @property
    def current(self) -> StepRecord | None:
        """The step a worker acts on now, forwards or backwards; None at rest."""
        if self.state is State.PLANNING:
            return self.planning
        if self.steps and 0 <= self.cursor < len(self.steps):
            return self.steps[self.cursor]
        return None

    def facts_of(self, step: str) -> Facts:
        """What the step of that name learnt; empty if there is none."""
        return next((record.facts for record in self.steps if record.name == step), {})
