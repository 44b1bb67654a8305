"""Jobs, plans and words for the ledger's tests."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from recovery.decisions import Decision, Word
from recovery.events import Planned, StepPlan
from recovery.job import Job
from recovery.ledger import Change, Ledger
from recovery.outcome import Observation
from recovery.people import Person
from recovery.plan import Plan, PlannedStep, TimeEstimate

Handle = Callable[[], Ledger]
"""Opens another handle on the same ledger, as another process would."""

NOW = datetime(2026, 11, 12, 14, 0, 0, 123456, tzinfo=UTC)
WALL = 1_794_492_000.25
ALICE = Person(team="T01TEST", user="U01ALICE")
BOB = Person(team="T01TEST", user="U02BOB")
EVE = Person(team="T01TEST", user="U03EVE")

OBSERVATION = Observation(
    what="backup",
    account="prod",
    region="us-east-2",
    table="orders",
    seconds=12.5,
    size_bytes=None,
    indexes=0,
    at="2026-11-12T14:00:00+00:00",
)


class Wall:
    """Epoch seconds that stand still until they are moved."""

    at = WALL

    def __call__(self) -> float:
        return self.at


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def a_job(id_: str = "J-7F3K2Q1", **fields: Any) -> Job:  # noqa: ANN401  fields of the model, by name
    given = {
        "id": id_,
        "kind": "restore",
        "params": {"table": "orders", "at": "02:10", "nested": [1, {"ü": None}]},
        "table": "orders",
        "command": "restore orders --at 02:10",
        "requester": ALICE,
        "channel": "C01OPS",
        "due": NOW,
        "created": NOW,
        "changed": NOW,
    }
    return Job(**(given | fields))


def a_change(event: str = "asked", **fields: Any) -> Change:  # noqa: ANN401  same
    given: dict[str, Any] = {"event": event, "actor": str(ALICE), "detail": {"a": [1, "ü"]}}
    return Change(**(given | fields))


def a_plan(target: str = "orders-copy") -> Plan:
    return Plan(
        kind="restore",
        title="Restore orders",
        account="prod",
        account_id="123456789012",
        region="us-east-2",
        source={"table": "orders"},
        target={"table": target},
        steps=(PlannedStep(name="start-restore"),),
        time=TimeEstimate(low_seconds=None, high_seconds=None, basis="nothing known"),
        planned_at=NOW,
    )


def planned(job: Job, digest: str, *, seconds: float = 3600, quorum: int = 1) -> Job:
    """The job as it waits for approval of that plan."""
    event = Planned(
        digest=digest,
        steps=(StepPlan(name="start-restore"), StepPlan(name="wait-restore")),
        quorum=quorum,
        approvers=(BOB.user, EVE.user),
        expires=later(seconds),
    )
    return job.after(event, later(1))


def a_word(
    word: Word = "approve", person: Person = BOB, digest: str | None = "d1", seconds: float = 10
) -> Decision:
    return Decision(word=word, person=person, digest=digest, at=later(seconds), event_id="Ev1")
