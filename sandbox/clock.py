"""Domain time for the sandbox: days of history in seconds of waiting."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class SandboxClock:
    """A clock that runs `speed` domain seconds per wall second; 0 stands still.

    `start` is the first domain instant, `wall` gives aware wall instants. Safe
    to share between threads. By itself it never runs backwards, even where the
    wall clock does; `set` may move it anywhere, and calls `changed` when it has.
    """

    def __init__(self, start: datetime, speed: float, wall: Callable[[], datetime]) -> None:
        self.changed: Callable[[], None] = lambda: None
        self._lock = threading.Lock()
        self._wall = wall
        self._anchor_wall = wall()
        self._anchor = _aware(start)
        self._latest = self._anchor
        self._speed = _not_negative(speed)

    def now(self) -> datetime:
        """The domain instant, in UTC, to the microsecond."""
        with self._lock:
            return self._read()

    def wall(self) -> datetime:
        """The wall instant this clock is driven by."""
        return self._wall()

    @property
    def speed(self) -> float:
        """Domain seconds per wall second."""
        with self._lock:
            return self._speed

    def set(
        self,
        *,
        now: datetime | None = None,
        speed: float | None = None,
        advance_seconds: float = 0,
    ) -> datetime:
        """Move to `now`, then on by `advance_seconds`, from here on at `speed`.

        Raises ValueError for a naive instant or a negative speed; nothing
        changes then.
        """
        with self._lock:
            new_speed = self._speed if speed is None else _not_negative(speed)
            base = self._read() if now is None else _aware(now)
            self._anchor = base + timedelta(seconds=advance_seconds)
            self._anchor_wall = self._wall()
            self._latest = self._anchor
            self._speed = new_speed
            reached = self._anchor
        self.changed()
        return reached

    def _read(self) -> datetime:
        passed = self._wall() - self._anchor_wall
        self._latest = max(self._latest, self._anchor + passed * self._speed)
        return self._latest


def instant_text(instant: datetime) -> str:
    """`2026-11-23T08:00:00.123456Z`."""
    return _aware(instant).isoformat(timespec="microseconds").replace("+00:00", "Z")


def parse_instant(text: str) -> datetime:
    """An ISO 8601 instant with a zone, in UTC; ValueError for anything else."""
    return _aware(datetime.fromisoformat(text))


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError(f"an instant needs a zone: {instant.isoformat()}")
    return instant.astimezone(UTC)


def _not_negative(speed: float) -> float:
    if speed < 0:
        raise ValueError(f"speed must be 0 or more: {speed}")
    return speed
