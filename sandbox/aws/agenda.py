"""What is yet to happen: acts of AWS by their own instants, done in their order.

A sandbox whose clock jumps three hours still fires what lies between, each act
knowing the instant it was due at, not the one at which somebody looked.
"""

import heapq
import traceback
from collections.abc import Callable
from datetime import datetime
from itertools import count

Act = Callable[[datetime], None]
"""Takes the instant it was due at; it may put further acts on the agenda."""


class Agenda:
    """Acts by domain instants. Not safe for threads: callers hold the world's lock.

    `changed` is called when an act is now the first that is due.
    """

    def __init__(self) -> None:
        self.changed: Callable[[], None] = lambda: None
        self._acts: list[tuple[datetime, int, Act]] = []
        self._order = count()

    def at(self, instant: datetime, act: Act) -> None:
        """Do `act` at `instant`; of two at one instant the first one asked for goes first."""
        entry = (instant, next(self._order), act)
        heapq.heappush(self._acts, entry)
        if self._acts[0] is entry:
            self.changed()

    def next(self) -> datetime | None:
        """The instant of the next act; None where nothing is to come."""
        return self._acts[0][0] if self._acts else None

    def run(self, now: datetime) -> int:
        """Do all that is due by `now`, earliest first, what those acts add too; how many.

        An act that fails is shown on stderr; it is over, and the others are done all the same.
        """
        done = 0
        while self._acts and self._acts[0][0] <= now:
            instant, _, act = heapq.heappop(self._acts)
            try:
                act(instant)
            except Exception:  # noqa: BLE001 - whoever runs the agenda is not who planned the act
                traceback.print_exc()
            done += 1
        return done
