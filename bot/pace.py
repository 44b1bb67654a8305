"""Slack's limits, kept on our side of the wire (docs.slack.dev/apis/web-api/rate-limits).

A method of a tier is taken so many times in any minute, for the whole workspace; a
channel takes one new message a second. Where both progress and what is urgent want
a method (ends, approvals, buttons that must go; a Home tab somebody just opened),
part of its minute is kept for the latter. A method that answered 429 rests as long
as Slack said.

A call counts from its answer, and for as long as none has come: Slack took it some
time before that, so what keeps to the limit by our clock keeps to it by Slack's.
"""

from collections import deque
from collections.abc import Callable
from threading import Lock

WINDOW_SECONDS = 60.0
TIER_2, TIER_3, TIER_4 = 20, 50, 100
WINDOWS = {
    "chat.getPermalink": (600, 600),
    "chat.postEphemeral": (TIER_4, TIER_4),
    "chat.postMessage": (300, 300),
    "chat.update": (TIER_3, 35),
    "conversations.history": (TIER_3, TIER_3),
    "conversations.list": (TIER_2, TIER_2),
    "usergroups.list": (TIER_2, TIER_2),
    "users.list": (TIER_2, TIER_2),
    "views.publish": (TIER_4, 60),
}
"""Calls in a window: at most, and of these such as only tell progress.

`chat.postMessage` has no tier but "several hundred a minute" for a workspace.
"""
POST_SECONDS = 1.0
UNANSWERED_SECONDS = 0.1
"""When to look again where nothing but answers under way leaves no room."""


class Pace:
    """Says when a call may be made; safe to share between threads.

    Args:
        wall: Seconds, never running backwards.
    """

    def __init__(self, wall: Callable[[], float]) -> None:
        self._wall = wall
        self._lock = Lock()
        self._answered: dict[str, deque[float]] = {method: deque() for method in WINDOWS}
        self._unanswered = dict.fromkeys(WINDOWS, 0)
        self._channels: dict[str, float] = {}
        self._held: dict[str, float] = {}

    def spend(self, method: str, channel: str, *, is_urgent: bool) -> float:
        """Use up one call: 0.0, or the seconds until there is room (nothing is used then).

        What was used is given to `answered` once the call is over, however it went.
        """
        with self._lock:
            now = self._wall()
            seconds = max(
                self._held.get(method, now) - now,
                self._until_window(method, now, is_urgent=is_urgent),
                self._until_channel(method, channel, now),
            )
            if seconds > 0:
                return seconds
            if method in WINDOWS:
                self._unanswered[method] += 1
            if method == "chat.postMessage":
                self._channels[channel] = float("inf")
            return 0.0

    def answered(self, method: str, channel: str) -> None:
        """A call that was spent is over."""
        with self._lock:
            now = self._wall()
            if method in WINDOWS:
                self._unanswered[method] -= 1
                self._answered[method].append(now)
            if method == "chat.postMessage":
                self._channels[channel] = now + POST_SECONDS

    def hold(self, method: str, seconds: float) -> None:
        """Slack asked for rest."""
        with self._lock:
            until = self._wall() + seconds
            self._held[method] = max(until, self._held.get(method, until))

    def _until_window(self, method: str, now: float, *, is_urgent: bool) -> float:
        if method not in WINDOWS:
            return 0.0
        answered = self._answered[method]
        while answered and answered[0] <= now - WINDOW_SECONDS:
            answered.popleft()
        most = WINDOWS[method][0 if is_urgent else 1]
        excess = len(answered) + self._unanswered[method] - most
        if excess < 0:
            return 0.0
        if excess < len(answered):
            return answered[excess] + WINDOW_SECONDS - now
        return UNANSWERED_SECONDS

    def _until_channel(self, method: str, channel: str, now: float) -> float:
        if method != "chat.postMessage":
            return 0.0
        free = self._channels.get(channel, now)
        return min(free - now, POST_SECONDS)
