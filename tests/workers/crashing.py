"""A process that dies at a chosen moment: before or after any call to AWS or write."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal, cast

from recovery.ledger.port import Ledger
from tests.workers.world import LEASE_SECONDS, World
from workers.aws.door import Aws, Guard, Read, settled
from workers.engine import Engine

Moment = Literal["before", "after"]


READS = {
    "ledger.due.left",
    "ledger.history.recent",
    "ledger.jobs.dossier",
    "ledger.jobs.load",
    "ledger.jobs.open_jobs",
    "ledger.jobs.plan",
    "ledger.people.directory",
    "ledger.rates.statuses",
}
"""What changes nothing anywhere: dying there is dying at the write before or after it."""


class Crash(BaseException):
    """The process is gone: nothing catches it, nothing is cleaned up."""


@dataclass
class Tripwire:
    """Counts the moments at which a process can die, and dies at one of them.

    Attributes:
        at: The moment to die at, counted from 0; None only counts.
        points: What was passed, as `ledger.jobs.save before`.
    """

    at: int | None = None
    points: list[str] = field(default_factory=list)

    def around(self, name: str, call: Callable[[], Any]) -> Any:  # noqa: ANN401
        """Make a call between two moments."""
        self._pass(f"{name} before")
        answer = call()
        self._pass(f"{name} after")
        return answer

    def _pass(self, point: str) -> None:
        self.points.append(point)
        if len(self.points) - 1 == self.at:
            raise Crash(point)


class Wired:
    """Any object, each of whose methods is between two moments."""

    def __init__(self, inner: object, name: str, wire: Tripwire) -> None:
        self._inner = inner
        self._name = name
        self._wire = wire

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        found = getattr(self._inner, name)
        if not callable(found):
            return found
        label = f"{self._name}.{name}"
        if label in READS:
            return found
        return lambda *given, **named: self._wire.around(label, lambda: found(*given, **named))


class WiredLedger:
    """A ledger, each of whose rooms is wired."""

    def __init__(self, ledger: Ledger, wire: Tripwire) -> None:
        self._ledger = ledger
        self._wire = wire

    def __getattr__(self, room: str) -> Wired:
        return Wired(getattr(self._ledger, room), f"ledger.{room}", self._wire)


class WiredAws:
    """AWS, each of whose calls is wired."""

    def __init__(self, aws: Aws, wire: Tripwire) -> None:
        self._aws = aws
        self._wire = wire
        self.sandbox = aws.sandbox

    def dynamodb(self, account: str, region: str) -> Any:  # noqa: ANN401
        return Wired(self._aws.dynamodb(account, region), "dynamodb", self._wire)

    def kms(self, account: str, region: str) -> Any:  # noqa: ANN401
        return Wired(self._aws.kms(account, region), "kms", self._wire)

    def quotas(self, account: str, region: str) -> Any:  # noqa: ANN401
        return Wired(self._aws.quotas(account, region), "quotas", self._wire)

    def backup(self, account: str, region: str) -> Any:  # noqa: ANN401
        return Wired(self._aws.backup(account, region), "backup", self._wire)

    def scheduler(self, account: str, region: str) -> Any:  # noqa: ANN401
        return Wired(self._aws.scheduler(account, region), "scheduler", self._wire)

    def events(self, account: str, region: str) -> Any:  # noqa: ANN401
        return Wired(self._aws.events(account, region), "events", self._wire)

    def organization(self, account: str) -> str:
        answer = self._wire.around("organization", lambda: self._aws.organization(account))
        return str(answer)

    def acting_for(self, job_id: str, guard: Guard) -> "WiredAws":
        return WiredAws(self._aws.acting_for(job_id, guard), self._wire)

    def side_by_side(self, reads: list[Read]) -> list[Any]:
        return [settled(read) for read in reads]


@dataclass
class CrashingWorld(World):
    """A world whose workers die once, at the tripwire's moment."""

    wire: Tripwire = field(default_factory=Tripwire)
    crashes: list[str] = field(default_factory=list)

    def engine(self) -> Engine:
        return replace(
            super().engine(),
            ledger=cast("Ledger", WiredLedger(self.ledger, self.wire)),
            aws=cast("Aws", WiredAws(self.aws, self.wire)),
        )

    def tick(self) -> bool:
        try:
            return super().tick()
        except Crash as crash:
            self.crashes.append(str(crash))
            self.time.pass_by(LEASE_SECONDS + 1)
            return True
