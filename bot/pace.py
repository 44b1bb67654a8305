"""Slack's limits, kept on our side of the wire (docs.slack.dev/apis/web-api/rate-limits).

`chat.update` is tier 3, 50 a minute for the whole workspace; part of it is kept
for what is urgent (ends, approvals, buttons that must go). A channel takes about
one new message a second. A method that answered 429 rests as long as Slack said.
"""

from collections import deque
from collections.abc import Callable
from threading import Lock

WINDOW_SECONDS = 60.0
UPDATES_A_WINDOW = 50
PROGRESS_A_WINDOW = 35
"""Updates that only tell progress; the rest of the window is for what is urgent."""
POST_SECONDS = 1.0


class Pace:
    """Says when a call may be made; safe to share between threads.

    Args:
        wall: Seconds, never running backwards.
    """

    def __init__(self, wall: Callable[[], float]) -> None:
        self._wall = wall
        self._lock = Lock()
        self._updates: deque[float] = deque()
        self._channels: dict[str, float] = {}
        self._held: dict[str, float] = {}

    def spend(self, method: str, channel: str, *, is_urgent: bool) -> float:
        """Use up one call: 0.0, or the seconds until there is room (nothing is used then)."""
        with self._lock:
            now = self._wall()
            seconds = self._held.get(method, now) - now
            if seconds > 0:
                return seconds
            if method == "chat.update":
                return self._spend_update(now, is_urgent=is_urgent)
            if method == "chat.postMessage":
                return self._spend_post(now, channel)
            return 0.0

    def held(self, method: str) -> float:
        """Seconds for which Slack wants no call of this method."""
        with self._lock:
            return max(0.0, self._held.get(method, 0.0) - self._wall())

    def hold(self, method: str, seconds: float) -> None:
        """Slack asked for rest."""
        with self._lock:
            until = self._wall() + seconds
            self._held[method] = max(until, self._held.get(method, until))

    def _spend_update(self, now: float, *, is_urgent: bool) -> float:
        self._forget(now)
        most = UPDATES_A_WINDOW if is_urgent else PROGRESS_A_WINDOW
        if len(self._updates) >= most:
            return self._updates[len(self._updates) - most] + WINDOW_SECONDS - now
        self._updates.append(now)
        return 0.0

    def _spend_post(self, now: float, channel: str) -> float:
        free = self._channels.get(channel, now)
        if free > now:
            return free - now
        self._channels[channel] = now + POST_SECONDS
        return 0.0

    def _forget(self, now: float) -> None:
        while self._updates and self._updates[0] <= now - WINDOW_SECONDS:
            self._updates.popleft()
