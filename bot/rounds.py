"""A few threads that each do one thing at a time per key, and remember when to try again."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

Work = Callable[[], float]
"""Does something; the seconds after which to try again, 0.0 when it is done."""

BUSY_SECONDS = 0.03
"""How soon to look again for a key that changed while it was being worked on."""


class Rounds:
    """Single flight by key.

    Args:
        threads: How many keys at once.
        wall: Seconds.
    """

    def __init__(self, threads: int, wall: Callable[[], float]) -> None:
        self._pool = ThreadPoolExecutor(threads)
        self._wall = wall
        self._lock = Lock()
        self._busy: set[str] = set()
        self._missed: set[str] = set()
        self._not_before: dict[str, tuple[float, int]] = {}

    def start(self, key: str, work: Work, *, mark: int = 0) -> bool:
        """Begin, unless this key is under way or has to rest; False then.

        Rest is for what was tried: with another `mark` there is something new to try.
        """
        with self._lock:
            if key in self._busy:
                self._missed.add(key)
                return False
            at, tried = self._not_before.get(key, (float("-inf"), mark))
            if tried == mark and at > self._wall():
                return False
            self._not_before.pop(key, None)
            self._missed.discard(key)
            self._busy.add(key)
        self._pool.submit(self._run, key, work, mark)
        return True

    def next_in(self, longest: float) -> float:
        """Seconds until something kept waiting here can be started, at most `longest`."""
        with self._lock:
            if self._missed:
                return min(BUSY_SECONDS, longest)
            now = self._wall()
            waits = [at - now for at, _ in self._not_before.values()]
            # Rested enough: the next look starts it if it is wanted still, and later ones need
            # not hurry for what is not.
            self._not_before = {k: v for k, v in self._not_before.items() if v[0] > now}
        return max(0.0, min([longest, *waits]))

    def is_idle(self) -> bool:
        """Whether nothing is under way."""
        with self._lock:
            return not self._busy

    def close(self) -> None:
        """Wait for what is under way; nothing new begins."""
        self._pool.shutdown()

    def _run(self, key: str, work: Work, mark: int) -> None:
        seconds = 0.0
        try:
            seconds = work()
        finally:
            with self._lock:
                self._busy.discard(key)
                if seconds > 0:
                    self._not_before[key] = (self._wall() + seconds, mark)
