"""How often a method may be called: Slack's tiers, without the bursts that Slack tolerates.

Figures: docs.slack.dev/apis/web-api/rate-limits, and per method the table of Slack's own Java SDK
(slackapi/java-slack-sdk, `MethodsRateLimits.java` and `MethodsRateLimitTier.java`, 02a29a7), but
for `apps.connections.open`, which that table leaves in tier 1 and the method's own page in tier 3.

Slack words the tiers as "50+ per minute" and allows "sporadic bursts". What it promises is the
figure, so that is all there is here: in any 60 seconds at most that many calls of a method are
taken, and in any second one message per channel. A call over the limit is forgotten: it uses up
nothing. One refused for another reason was a call, but no message.
"""

from collections import deque
from collections.abc import Callable

WINDOW_SECONDS = 60.0
TIER_2, TIER_3, TIER_4, SPECIAL = 20, 50, 100, 600
POSTS_A_WINDOW = 300
"""Slack says "several hundred messages per minute" for a workspace; three is the least of these."""
POST = "chat.postMessage"
"""The method of which a channel takes one call a second."""
POST_SECONDS = 1.0

CALLS_A_WINDOW = {
    "api.test": TIER_4,
    "apps.connections.open": TIER_3,
    "auth.revoke": TIER_3,
    "auth.test": SPECIAL,
    "blocks.validate": SPECIAL,
    "bots.info": TIER_3,
    "chat.delete": TIER_3,
    "chat.getPermalink": SPECIAL,
    "chat.postEphemeral": TIER_4,
    POST: POSTS_A_WINDOW,
    "chat.update": TIER_3,
    "conversations.archive": TIER_2,
    "conversations.create": TIER_2,
    "conversations.history": TIER_3,
    "conversations.info": TIER_3,
    "conversations.invite": TIER_3,
    "conversations.join": TIER_3,
    "conversations.kick": TIER_3,
    "conversations.leave": TIER_3,
    "conversations.list": TIER_2,
    "conversations.members": TIER_4,
    "conversations.open": TIER_3,
    "conversations.replies": TIER_3,
    "conversations.unarchive": TIER_2,
    "emoji.list": TIER_2,
    "files.completeUploadExternal": TIER_4,
    "files.delete": TIER_3,
    "files.getUploadURLExternal": TIER_4,
    "files.info": TIER_4,
    "files.list": TIER_3,
    "files.upload": TIER_2,
    "pins.add": TIER_2,
    "pins.list": TIER_2,
    "pins.remove": TIER_2,
    "reactions.add": TIER_3,
    "reactions.get": TIER_3,
    "reactions.remove": TIER_2,
    "team.info": TIER_3,
    "usergroups.list": TIER_2,
    "usergroups.users.list": TIER_2,
    "users.conversations": TIER_2,
    "users.info": TIER_4,
    "users.list": TIER_2,
    "users.lookupByEmail": TIER_3,
    "views.open": TIER_4,
    "views.publish": TIER_4,
    "views.push": TIER_4,
    "views.update": TIER_4,
}
"""Calls of a method that a workspace takes in 60 seconds."""


class Limits:
    """Counts the calls of one app in one workspace.

    Args:
        now: Seconds, the clock of the windows.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self.on = True
        self._now = now
        self._taken: dict[str, deque[float]] = {}
        self._posted: dict[str, float] = {}

    def take(self, method: str, channel: str = "") -> float:
        """Count a call: 0.0, or the seconds until it would be taken (then nothing is counted).

        Args:
            method: which method.
            channel: where a `POST` goes; empty if nowhere.
        """
        if not self.on:
            return 0.0
        now = self._now()
        posts = method == POST and bool(channel)
        calls = self._taken.setdefault(method, deque())
        while calls and calls[0] <= now - WINDOW_SECONDS:
            calls.popleft()
        wait = 0.0
        if len(calls) >= CALLS_A_WINDOW[method]:
            wait = calls[0] + WINDOW_SECONDS - now
        if posts:
            wait = max(wait, self._posted.get(channel, now) - now)
        if wait > 0:
            return wait
        calls.append(now)
        if posts:
            self._posted[channel] = now + POST_SECONDS
        return 0.0

    def not_posted(self, channel: str) -> None:
        """Give back the channel's second that a message took which then was refused."""
        self._posted.pop(channel, None)

    def clear(self) -> None:
        """Forget every call."""
        self._taken.clear()
        self._posted.clear()
