"""What planners and steps are given, and what a kind of job is made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from recovery.config import Config
from recovery.events import Refused
from recovery.job import Job
from recovery.ledger.port import History, Jobs, Rates
from recovery.ledger.port_sightings import Sightings
from recovery.outcome import Facts, Fail, Outcome, Value, Wait
from recovery.plan import Plan
from workers.aws.door import Aws


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known without asking AWS.

    Attributes:
        config: ddbdr.yaml.
        now: Domain time, UTC.
        wall: Reads epoch seconds.
        history: How long things took.
        jobs: All jobs; planners only read them.
        rates: What was last listed, shared by all workers.
        sightings: What the lists show; it tells what somebody means, AWS what is there.
        queues: ARNs of the queues that get events, as `workers.aws.queue_arns` keys them.
    """

    config: Config
    now: datetime
    wall: Callable[[], float]
    history: History
    jobs: Jobs
    rates: Rates
    sightings: Sightings
    queues: Mapping[str, str] = field(default_factory=dict)

    def queue(self, account: str, region: str) -> str | None:
        """ARN of the queue that gets the events of that place; None where there is none."""
        return self.queues.get(f"{account}/{region}") or self.queues.get(region)


@dataclass(frozen=True, kw_only=True)
class Work:
    """One run of one step: the job as saved a moment ago, its plan, and what is known."""

    job: Job
    plan: Plan
    known: Known

    @property
    def now(self) -> datetime:
        """Domain time, UTC."""
        return self.known.now

    @property
    def facts(self) -> Facts:
        """What the current step has learnt so far."""
        return self.job.current.facts if self.job.current else {}

    @property
    def armed(self) -> Facts:
        """Facts to save before a call that must not be made twice; see `may_have_fired`."""
        current = self.job.current
        began = current.began.isoformat() if current and current.began else ""
        return {"armed": began}

    @property
    def may_have_fired(self) -> bool:
        """Whether a run after `armed` was saved left no trace: its call may have been made.

        A run that follows a saved outcome is attempt one, and a person's retry, which
        counts from one again, gives the step a new beginning.
        """
        current = self.job.current
        if current is None:
            return False
        return current.attempts > 1 or self.facts.get("armed") != self.armed["armed"]

    def seconds_since(self, fact: str) -> float:
        """Domain seconds since the instant kept as a fact of the current step."""
        return (self.now - datetime.fromisoformat(self.facts[fact])).total_seconds()


class Proposal(Value):
    """A plan, and why it is refused if one of its checks failed."""

    plan: Plan
    refused: Refused | None = None


Planning = Proposal | Refused | Wait | Fail
"""What a planner says; it may also raise Refusal, AwsError or Paced."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step's behaviour; its name, attempts and deadline are the plan's.

    Attributes:
        ensure: Looks, starts what is absent, reports; called again until Done.
        revert: Undoes what `ensure` may have done; None where nothing is left behind.
    """

    ensure: Callable[[Aws, Work], Outcome]
    revert: Callable[[Aws, Work], Outcome] | None = None


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of job.

    Attributes:
        action: What approval rules call it.
        plan: Makes the plan; only reads AWS.
        steps: By wire name.
        locks: Names of what it writes.
        action_of: The action of one plan, where it does more than the kind's name says.
    """

    action: str
    plan: Callable[[Aws, Job, Known], Planning]
    steps: Mapping[str, Step]
    locks: Callable[[Plan], tuple[str, ...]]
    action_of: Callable[[Plan], str] | None = None

    def needs(self, plan: Plan | None) -> str:
        """The action by whose rule a plan is approved."""
        return self.action_of(plan) if self.action_of and plan else self.action
