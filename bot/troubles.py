"""What does not work at the moment, for `health`: by piece of work, not by last word.

One flag for all would come and go with every piece that still works: while Slack
refuses one card, answers to commands go out a hundred times a minute. So a trouble
stays until the very work that had it succeeds; where nobody tries that again (a
letter nobody wants any more), it is forgotten.
"""

from collections.abc import Callable
from threading import Lock

FORGET_SECONDS = 150.0
"""Longer than the longest rest between two tries of one piece of work."""
MOST_TOLD = 3


class Troubles:
    """Safe to share between threads; `wall` in seconds."""

    def __init__(self, wall: Callable[[], float]) -> None:
        self._wall = wall
        self._lock = Lock()
        self._whys: dict[str, tuple[float, str]] = {}

    def note(self, work: str, why: str) -> None:
        """This piece of work failed just now."""
        with self._lock:
            self._whys[work] = (self._wall(), why)

    def over(self, work: str) -> None:
        """It succeeded."""
        with self._lock:
            self._whys.pop(work, None)

    def forget(self) -> None:
        """Somebody else does all of it now."""
        with self._lock:
            self._whys.clear()

    def told(self) -> str:
        """All different reasons in one line, what troubles most first; empty if there is none."""
        with self._lock:
            oldest = self._wall() - FORGET_SECONDS
            self._whys = {work: each for work, each in self._whys.items() if each[0] > oldest}
            whys = [why for _, why in self._whys.values()]
        ordered = sorted(set(whys), key=lambda why: (-whys.count(why), why))
        more = [f"and {len(ordered) - MOST_TOLD} more"] if len(ordered) > MOST_TOLD else []
        return "; ".join([*ordered[:MOST_TOLD], *more])
