"""Who may run: one job per resource, and so many copies per account and destination region.

AWS Backup's quotas: "1 concurrent backup or copy job per resource", "100
concurrent copy jobs per account per destination Region".
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

Slot = tuple[str, str]
"""(source account, destination region) of a copy."""


@dataclass(frozen=True, eq=False)
class Turn:
    """One job's; `begin` is called when it comes, and puts the work on the agenda.

    `slot` is for copies only.
    """

    resource_arn: str
    begin: Callable[[datetime], None]
    slot: Slot | None = None


class Turns:
    """Those that run and those that wait, longest first. Callers hold the world's lock."""

    def __init__(self, slots: Callable[[], int]) -> None:
        self._slots = slots
        self._busy: set[str] = set()
        self._taken: Counter[Slot] = Counter()
        self._running: set[Turn] = set()
        self._waiting: list[Turn] = []

    def take(self, turn: Turn) -> bool:
        """May it run at once? If not it waits, and is called."""
        if self._free(turn):
            self._start(turn)
            return True
        self._waiting.append(turn)
        return False

    def leave(self, turn: Turn, at: datetime) -> None:
        """It does not wait or run any more; whoever waited for its place is called at `at`."""
        if turn not in self._running:
            self._waiting = [each for each in self._waiting if each is not turn]
            return
        self._running.discard(turn)
        self._busy.discard(turn.resource_arn)
        if turn.slot is not None:
            self._taken[turn.slot] -= 1
        for each in list(self._waiting):
            if self._free(each):
                self._waiting.remove(each)
                self._start(each)
                each.begin(at)

    def _free(self, turn: Turn) -> bool:
        room = turn.slot is None or self._taken[turn.slot] < self._slots()
        return room and turn.resource_arn not in self._busy

    def _start(self, turn: Turn) -> None:
        self._running.add(turn)
        self._busy.add(turn.resource_arn)
        if turn.slot is not None:
            self._taken[turn.slot] += 1
