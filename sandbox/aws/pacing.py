"""What makes due things happen while nobody calls: one thread, asleep until the next act is due."""

import threading
from types import TracebackType
from typing import Self

from sandbox.aws.world import World

LONGEST, SHORTEST = 1.0, 0.001
"""Wall seconds of one sleep: this machine's own clock may be moved, and floats round."""


class Pacing:
    """Runs the world's agenda on its clock, under the lock of its callers, until the block ends.

    It sleeps until the next act is due, for good where time stands still, and is
    woken by every change of the clock and by an act that is due earlier.
    """

    def __init__(self, world: World, lock: threading.RLock) -> None:
        self._world = world
        self._lock = lock
        self._stirred = threading.Event()
        self._over = False
        self._thread = threading.Thread(target=self._run, name="pacing", daemon=True)

    def __enter__(self) -> Self:
        self._world.clock.changed = self._world.agenda.changed = self._stirred.set
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._over = True
        self._stirred.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over:
            # What changes from here on is seen by the next round.
            self._stirred.clear()
            with self._lock:
                self._world.agenda.run(self._world.clock.now())
                seconds = self._sleep()
            self._stirred.wait(seconds)

    def _sleep(self) -> float | None:
        """Wall seconds until the next act is due, at most `LONGEST`; None: until woken."""
        due, speed = self._world.agenda.next(), self._world.clock.speed
        if due is None or not speed:
            return None
        seconds = (due - self._world.clock.now()).total_seconds() / speed
        return min(LONGEST, max(SHORTEST, seconds))
