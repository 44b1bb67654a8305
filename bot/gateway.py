"""The poster's way to Slack: each call paced, each refusal explained, none retried here."""

from collections.abc import Callable
from dataclasses import replace
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.webhook import WebhookClient, WebhookResponse

from bot import log
from bot.pace import Pace
from bot.render.blocks import Json
from bot.render.message import Message
from bot.slack_errors import (
    SERVER_ERROR,
    TOO_MANY,
    BadPayload,
    RateLimited,
    SlackAway,
    SlackRefused,
    explain,
    retry_after,
)
from recovery.addresses import is_loopback

OK = 200
MOST_REFUSED = 100
"""Messages whose blocks Slack does not take, remembered by digest."""
HISTORY = 100
"""Messages looked through for one of ours after a crash."""


class NotYet(Exception):  # noqa: N818  named for the condition
    """Slack's limits do not allow the call now; nothing was sent."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"in {seconds:.2f} s")
        self.seconds = seconds


class Gateway:
    """Posts, edits, finds; every method may raise what `bot.slack_errors` lists, or NotYet."""

    def __init__(self, client: WebClient, pace: Pace) -> None:
        self._client = client
        self._pace = pace
        self._refused: set[str] = set()

    def post(self, channel: str, message: Message, *, thread_ts: str | None = None) -> str:
        """Post a new message; its ts."""

        def post(shown: Message) -> Any:  # noqa: ANN401  slack_sdk's responses
            return self._client.chat_postMessage(
                channel=channel,
                thread_ts=thread_ts,
                unfurl_links=False,
                unfurl_media=False,
                **shown.payload(),
            )

        return str(self._send("chat.postMessage", channel, post, message, is_urgent=True)["ts"])

    def update(self, channel: str, ts: str, message: Message, *, is_urgent: bool) -> None:
        """Make a message equal to this one."""

        def update(shown: Message) -> Any:  # noqa: ANN401  same
            return self._client.chat_update(channel=channel, ts=ts, **shown.payload())

        self._send("chat.update", channel, update, message, is_urgent=is_urgent)

    def ephemeral(self, channel: str, user: str, message: Message) -> None:
        """Say something to one person in a channel."""
        self._call(
            "chat.postEphemeral",
            lambda: self._client.chat_postEphemeral(
                channel=channel, user=user, text=message.text, blocks=list(message.blocks)
            ),
        )

    def publish(self, user: str, view: Json, *, known: str, is_urgent: bool) -> str:
        """Make a person's Home tab equal to this one; the hash of what stands there now.

        It replaces what has the hash `known`, whatever stands there if that is empty.

        Raises:
            ViewChanged: Something else stands there.
        """
        answer = self._call(
            "views.publish",
            lambda: self._client.views_publish(user_id=user, view=view, hash=known or None),
            is_urgent=is_urgent,
        )
        return str(answer["view"].get("hash") or "")

    def respond(self, url: str, message: Message, *, replace: bool) -> None:
        """Answer privately to a command or click."""
        if not self._is_slacks(url):
            raise SlackRefused("response_url", "not an address of Slack")
        hook = WebhookClient(url, timeout=self._client.timeout, retry_handlers=[])
        body: Json = {
            "response_type": "ephemeral",
            "replace_original": replace,
            "text": message.text,
            "blocks": list(message.blocks),
        }
        answer = self._call("response_url", lambda: _answered(hook.send_dict(body)))
        if answer.status_code >= SERVER_ERROR:
            raise SlackAway(f"response_url: {answer.status_code}")
        if answer.status_code != OK:
            raise SlackRefused("response_url", str(answer.status_code), answer.body[:100])

    def find(self, channel: str, name: str, wanted: str) -> str | None:
        """The ts of our recent message whose metadata holds `wanted` under `name`, if any."""
        answer = self._call(
            "conversations.history",
            lambda: self._client.conversations_history(
                channel=channel, limit=HISTORY, include_all_metadata=True
            ),
        )
        for message in answer["messages"]:
            payload = (message.get("metadata") or {}).get("event_payload") or {}
            if payload.get(name) == wanted:
                return str(message["ts"])
        return None

    def permalink(self, channel: str, ts: str) -> str:
        """The address of a message."""
        answer = self._call(
            "chat.getPermalink",
            lambda: self._client.chat_getPermalink(channel=channel, message_ts=ts),
        )
        return str(answer["permalink"])

    def read(self, method: str, **arguments: object) -> Json:
        """Call a method that only reads, one page."""
        answer = self._call(method, lambda: self._client.api_call(method, params=arguments))
        return dict(answer.data)

    def _send(
        self,
        method: str,
        channel: str,
        send: Callable[[Message], Any],
        message: Message,
        *,
        is_urgent: bool,
    ) -> Any:  # noqa: ANN401  same
        """Send it; blocks that Slack refuses are a defect of ours and must not lose the news."""
        bare = replace(message, blocks=())
        if message.digest not in self._refused:
            try:
                return self._call(method, lambda: send(message), channel, is_urgent=is_urgent)
            except BadPayload:
                log.get("poster").exception("blocks refused, sent as text alone", method=method)
                # Kept, because the limits may not allow the second try before the next turn.
                if len(self._refused) >= MOST_REFUSED:
                    self._refused.clear()
                self._refused.add(message.digest)
        return self._call(method, lambda: send(bare), channel, is_urgent=is_urgent)

    def _call(
        self, method: str, call: Callable[[], Any], channel: str = "", *, is_urgent: bool = True
    ) -> Any:  # noqa: ANN401  slack_sdk's responses
        seconds = self._pace.spend(method, channel, is_urgent=is_urgent)
        if seconds > 0:
            raise NotYet(seconds)
        try:
            return self._reach(method, call)
        except RateLimited as error:
            self._pace.hold(method, error.seconds)
            raise
        finally:
            self._pace.answered(method, channel)

    def _reach(self, method: str, call: Callable[[], Any]) -> Any:  # noqa: ANN401  same
        try:
            return call()
        except SlackApiError as error:
            explain(method, error)
        except (SlackClientError, OSError, HTTPException, ValueError) as error:
            # ValueError: an answer that is no JSON, from something between us and Slack.
            raise SlackAway(f"{method}: {type(error).__name__}") from error

    def _is_slacks(self, url: str) -> bool:
        """Only Slack itself is answered; the sandbox's Slack where that is the one we use."""
        if is_loopback(self._client.base_url):
            return is_loopback(url)
        return url.startswith(("https://hooks.slack.com/", "https://hooks.slack-gov.com/"))


def _answered(response: WebhookResponse) -> WebhookResponse:
    """A response url's answer, unless it is that there were too many."""
    if response.status_code == TOO_MANY:
        raise RateLimited("response_url", retry_after(response.headers))
    return response
