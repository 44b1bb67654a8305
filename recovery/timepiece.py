"""Domain time: the one clock jobs are due by.

In production it is the system's. The sandbox turns its own, often faster, and
each process reads it over HTTP; between two readings the time is worked out from
the speed, so that asking for `now` costs nothing. The reading itself is made at
the edges and handed in.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from recovery.outcome import Value

RESYNC_SECONDS = 1.0


class Clock(Protocol):
    """Gives domain time."""

    @property
    def speed(self) -> float:
        """Domain seconds per wall second."""

    def now(self) -> datetime:
        """The present, in UTC."""


class Reading(Value):
    """What a distant clock showed: its instant, and domain seconds per wall second."""

    now: datetime
    speed: float


class Unreadable(Exception):  # noqa: N818  named for the condition
    """The distant clock could not be read."""


class SystemClock:
    """The clock of this machine."""

    speed = 1.0

    def now(self) -> datetime:
        """The present, in UTC."""
        return datetime.now(UTC)


class RemoteClock:
    """A distant clock, read once a wall second and worked out in between.

    Out of reach it goes on at its last speed and says so in `trouble`; until it was
    ever read it shows wall time. It never runs backwards by being worked out, only
    if the distant clock itself was turned back.

    Args:
        fetch: Reads the distant clock, or raises Unreadable.
        wall: Epoch seconds.
    """

    def __init__(self, fetch: Callable[[], Reading], wall: Callable[[], float]) -> None:
        self._fetch = fetch
        self._wall = wall
        self._reading: Reading | None = None
        self._read_at = 0.0
        self._tried_at = float("-inf")
        self.trouble = ""

    @property
    def speed(self) -> float:
        """As last read."""
        return self._reading.speed if self._reading else 1.0

    def now(self) -> datetime:
        """The distant clock's present, in UTC."""
        wall = self._wall()
        if wall - self._tried_at >= RESYNC_SECONDS:
            self._tried_at = wall
            self._sync()
        wall = self._wall()
        if self._reading is None:
            return datetime.fromtimestamp(wall, UTC)
        passed = timedelta(seconds=(wall - self._read_at) * self._reading.speed)
        return self._reading.now.astimezone(UTC) + passed

    def _sync(self) -> None:
        asked_at = self._wall()
        try:
            self._reading = self._fetch()
        except Unreadable as error:
            self.trouble = f"the clock cannot be read: {error}"
            return
        # The instant was read somewhere between asking and now; the middle is nearest.
        self._read_at = (asked_at + self._wall()) / 2
        self.trouble = ""
