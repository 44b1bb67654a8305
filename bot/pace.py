"""Slack's limits, kept on our side of the wire (docs.slack.dev/apis/web-api/rate-limits).

`chat.update` is tier 3, 50 a minute for the whole workspace, `views.publish` tier 4,
100 a minute; part of each is kept for what is urgent (ends, approvals, buttons that
must go; a Home tab somebody just opened). A channel takes about one new message a
second. A method that answered 429 rests as long as Slack said.
"""

from collections import deque
from collections.abc import Callable
from threading import Lock

WINDOW_SECONDS = 60.0
WINDOWS = {"chat.update": (50, 35), "views.publish": (100, 60)}
"""Calls in a window: at most, and of these such as only tell progress."""
POST_SECONDS = 1.0


class Pace:
    """Says when a call may be made; safe to share between threads.

    Args:
        wall: Seconds, never running backwards.
    """

    def __init__(self, wall: Callable[[], float]) -> None:
        self._wall = wall
        self._lock = Lock()
        self._calls: dict[str, deque[float]] = {method: deque() for method in WINDOWS}
        self._channels: dict[str, float] = {}
        self._held: dict[str, float] = {}

    def spend(self, method: str, channel: str, *, is_urgent: bool) -> float:
        """Use up one call: 0.0, or the seconds until there is room (nothing is used then)."""
        with self._lock:
            now = self._wall()
            seconds = self._held.get(method, now) - now
            if seconds > 0:
                return seconds
            if method in WINDOWS:
                return self._spend_window(method, now, is_urgent=is_urgent)
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

    def _spend_window(self, method: str, now: float, *, is_urgent: bool) -> float:
        calls, (urgent, calm) = self._calls[method], WINDOWS[method]
        while calls and calls[0] <= now - WINDOW_SECONDS:
            calls.popleft()
        most = urgent if is_urgent else calm
        if len(calls) >= most:
            return calls[len(calls) - most] + WINDOW_SECONDS - now
        calls.append(now)
        return 0.0

    def _spend_post(self, now: float, channel: str) -> float:
        free = self._channels.get(channel, now)
        if free > now:
            return free - now
        self._channels[channel] = now + POST_SECONDS
        return 0.0
