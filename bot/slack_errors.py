"""What Slack's refusals mean to us, by table.

    SlackRefused     Slack said no; nothing was done (`error` is its word)
      ChannelClosed    we cannot post there: not a member, archived, gone
      MessageGone      the message to edit is not there or cannot be edited
      ViewChanged      another view stands there than the one that we saw
      BadPayload       Slack does not take these blocks or texts: a defect of ours
      ScopeMissing     the app lacks a permission
      TokenRefused     the token is wrong, revoked or the app was removed
    RateLimited      not now; the method may be called again after some seconds
    SlackAway        no answer, or none to rely on: it may or may not have been done

Words: docs.slack.dev/reference/methods, under each method's errors.
"""

from typing import NoReturn

from slack_sdk.errors import SlackApiError

DEFAULT_RETRY_SECONDS = 30.0
TOO_MANY = 429
SERVER_ERROR = 500


class SlackRefused(Exception):  # noqa: N818  named for the condition
    """Slack said no; nothing was done."""

    words: tuple[str, ...] = ()

    def __init__(self, method: str, error: str, detail: str = "", needed: str = "") -> None:
        parts = (method, error, detail, needed and f"needs {needed}")
        super().__init__(": ".join(part for part in parts if part))
        self.method = method
        self.error = error
        self.needed = needed


class ChannelClosed(SlackRefused):
    """We cannot post in this channel."""

    words = (
        "channel_not_found",
        "not_in_channel",
        "is_archived",
        "channel_is_archived",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "restricted_action_non_threadable_channel",
        "cannot_dm_bot",
        "user_not_in_channel",
        "messages_tab_disabled",
    )


class MessageGone(SlackRefused):
    """The message to edit is not there any more, or cannot be edited."""

    words = ("message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found")


class ViewChanged(SlackRefused):
    """Somebody else has drawn this view since."""

    words = ("hash_conflict",)


class BadPayload(SlackRefused):
    """Slack does not take what we made."""

    words = (
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_arguments",
        "msg_too_long",
        "msg_blocks_too_long",
        "no_text",
        "metadata_too_large",
        "invalid_metadata_format",
        "invalid_metadata_schema",
    )


class ScopeMissing(SlackRefused):
    """The app lacks a permission; `needed` names it where Slack does."""

    words = ("missing_scope", "no_permission", "not_allowed_token_type", "access_denied")


class TokenRefused(SlackRefused):
    """The token is wrong or revoked."""

    words = (
        "invalid_auth",
        "not_authed",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "app_uninstalled",
    )


class RateLimited(Exception):  # noqa: N818
    """Not now; nothing was done."""

    words = ("ratelimited", "rate_limited", "message_limit_exceeded")

    def __init__(self, method: str, seconds: float) -> None:
        super().__init__(f"{method}: again in {seconds:.0f} s")
        self.method = method
        self.seconds = seconds


class SlackAway(Exception):  # noqa: N818
    """No answer to rely on: what was asked may or may not have been done."""


AWAY = (
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "request_timeout",
    "team_added_to_org",
)

_BY_WORD: dict[str, type[SlackRefused]] = {
    word: kind
    for kind in (ChannelClosed, MessageGone, ViewChanged, BadPayload, ScopeMissing, TokenRefused)
    for word in kind.words
}


def explain(method: str, error: SlackApiError) -> NoReturn:
    """Raise our error for slack_sdk's."""
    response = error.response
    status = int(getattr(response, "status_code", 200) or 200)
    word = str(response.get("error") or "")
    if status == TOO_MANY or word in RateLimited.words:
        raise RateLimited(method, retry_after(response.headers)) from error
    if status >= SERVER_ERROR or word in AWAY:
        raise SlackAway(f"{method}: {status} {word}") from error
    detail = "; ".join((response.get("response_metadata") or {}).get("messages") or [])
    kind = _BY_WORD.get(word, SlackRefused)
    needed = str(response.get("needed") or "")
    raise kind(method, word or f"status {status}", detail, needed) from error


def retry_after(headers: object) -> float:
    """Seconds of the Retry-After header, whatever its case; 30 if it is missing or no number."""
    items = headers.items() if hasattr(headers, "items") else ()
    for name, value in items:
        if str(name).lower() == "retry-after":
            try:
                return max(1.0, float(value[0] if isinstance(value, list) else value))
            except ValueError:
                return DEFAULT_RETRY_SECONDS
    return DEFAULT_RETRY_SECONDS
