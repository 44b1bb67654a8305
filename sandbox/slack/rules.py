"""What Slack refuses, and with which word: tokens, channels, texts, trigger ids, views.

Each function returns what was asked for or raises `Refused`. Limits are Slack's documented ones
(docs.slack.dev/reference/methods); the check of blocks is in `blocks`.
"""

import json
import re
from typing import Any

from sandbox.slack import seed
from sandbox.slack.blocks import problems
from sandbox.slack.store import Json, Message, View, Workspace

TEXT_MAX = 40_000
BLOCK_TEXT_MAX = 13_200
"""Undocumented: where `msg_blocks_too_long` was seen (slackapi/bolt-js issue 2509)."""
TRIGGER_SECONDS = 3.0
RESPONSE_URL_SECONDS = 30 * 60
RESPONSE_URL_USES = 5
MODAL_STACK = 3
METADATA_MAX_BYTES = 16_000
VIEW_MAX_BYTES = 250_000
ATTACHMENTS_MAX = 100
MARKDOWN_MAX = 12_000
_NO_ATTACHMENTS = "[ERROR] must be an array of objects [json-pointer:/attachments]"
TS = re.compile(r"\d{1,12}\.\d{6}")


class Refused(Exception):  # noqa: N818 - named after the condition
    """Slack's answer `{"ok": false, "error": error}`; `messages` go to `response_metadata`."""

    def __init__(self, error: str, messages: list[str] | None = None, **more: object) -> None:
        super().__init__(error)
        self.error = error
        self.messages = messages or []
        self.more = more

    def body(self) -> Json:
        """Return the answer as Slack writes it."""
        answer: Json = {"ok": False, "error": self.error, **self.more}
        if self.messages:
            answer["response_metadata"] = {"messages": self.messages}
        return answer


def check_token(workspace: Workspace, token: str, *, wanted: str) -> None:
    """Refuse a missing, unknown, withdrawn or wrong kind of token."""
    if not token:
        raise Refused("not_authed")
    if token not in {seed.BOT_TOKEN, seed.APP_TOKEN}:
        raise Refused("invalid_auth")
    if token == seed.BOT_TOKEN and workspace.token_error:
        raise Refused(workspace.token_error)
    if token != wanted:
        raise Refused("not_allowed_token_type")


def need_scope(workspace: Workspace, *scopes: str) -> None:
    """Refuse a call for which the app has none of these scopes; none at all are always enough."""
    granted = workspace.app.scopes
    if scopes and granted.isdisjoint(scopes):
        raise Refused("missing_scope", needed=",".join(scopes), provided=",".join(sorted(granted)))


def required(args: Json, name: str) -> str:
    """Return an argument that must be there."""
    value = args.get(name)
    if value in (None, ""):
        raise Refused(
            "invalid_arguments", [f"[ERROR] missing required field: {name} [json-pointer:/{name}]"]
        )
    return str(value)


def known_channel(workspace: Workspace, channel: str) -> seed.Channel:
    """Return a conversation by id; a private one that the bot is not in does not exist for it."""
    found = workspace.channels.get(channel)
    if found is None or (found.is_private and seed.BOT_USER not in found.members):
        raise Refused("channel_not_found")
    return found


def seen_channel(workspace: Workspace, channel: str, access: str) -> seed.Channel:
    """Return a conversation of whose kind the app may `read`, or `history`."""
    found = known_channel(workspace, channel)
    need_scope(workspace, f"{found.kind}:{access}")
    return found


def posting_channel(workspace: Workspace, name: str) -> seed.Channel:
    """Return where the bot may post: by id, by `#name`, or the id of the person to write to.

    With `chat:write.public` that includes every public channel.
    """
    if name in workspace.users:
        channel = _messages_tab(workspace, name)
    else:
        by_name = {each.name: each.id for each in workspace.channels.values() if not each.is_im}
        channel = known_channel(workspace, by_name.get(name.lstrip("#"), name))
    if channel.is_archived:
        raise Refused("is_archived")
    everywhere = "chat:write.public" in workspace.app.scopes and channel.kind == "channels"
    if seed.BOT_USER not in channel.members and not everywhere:
        raise Refused("not_in_channel")
    return channel


def _messages_tab(workspace: Workspace, user: str) -> seed.Channel:
    person = workspace.users[user]
    if person.is_bot:
        raise Refused("cannot_dm_bot")
    if not workspace.app.messages_tab:
        raise Refused("messages_tab_disabled")
    return workspace.direct(user)


def known_user(workspace: Workspace, user: str) -> seed.User:
    """Return a person by id."""
    if user not in workspace.users:
        raise Refused("user_not_found")
    return workspace.users[user]


def own_message(workspace: Workspace, channel: str, ts: str, *, refusal: str) -> Message:
    """Return a message the bot wrote; `refusal` is the word for somebody else's."""
    message = workspace.message(channel, ts)
    if message is None:
        raise Refused("message_not_found")
    if message.user != seed.BOT_USER:
        raise Refused(refusal)
    return message


def thread_of(workspace: Workspace, channel: str, thread_ts: object) -> str | None:
    """Return the thread a reply goes to: the parent's ts, also if a reply's ts was given.

    A parent that is gone is not refused: Slack posts to the channel instead, and the answer
    carries no `thread_ts` (slack-go/slack issue 1571).
    """
    if thread_ts in (None, ""):
        return None
    if not TS.fullmatch(str(thread_ts)):
        raise Refused("invalid_thread_ts", [f"[ERROR] {thread_ts} is not a valid thread_ts"])
    target = workspace.message(channel, str(thread_ts))
    return (target.thread_ts or target.ts) if target else None


def check_message(content: Json, *, empty: str = "no_text") -> None:
    """Refuse a message without content, one that is too long, or one with faulty blocks."""
    text, blocks = content.get("text") or "", content.get("blocks") or []
    if not isinstance(text, str):
        raise Refused("invalid_arguments", ["[ERROR] must be a string [json-pointer:/text]"])
    if not any((text, blocks, content.get("attachments"), content.get("files"))):
        raise Refused(empty)
    if len(text) > TEXT_MAX:
        raise Refused("msg_too_long")
    attachments = content.get("attachments") or []
    if not isinstance(attachments, list) or not all(isinstance(a, dict) for a in attachments):
        raise Refused("invalid_attachments", [_NO_ATTACHMENTS])
    if len(attachments) > ATTACHMENTS_MAX:
        raise Refused("too_many_attachments")
    refuse_faulty({"blocks": blocks}, "message", "invalid_blocks")
    if attachments:
        whole = {"blocks": blocks, "attachments": attachments}
        refuse_faulty(whole, "message", "invalid_attachments")
    # A data table has a documented limit of its own, beyond this one.
    if _text_length([each for each in blocks if each["type"] != "data_table"]) > BLOCK_TEXT_MAX:
        raise Refused("msg_blocks_too_long")
    check_metadata(content.get("metadata"))


def with_markdown(args: Json) -> Json:
    """Return a message's arguments with `markdown_text` as the block that shows it."""
    markdown = args.get("markdown_text")
    if not markdown:
        return args
    if args.get("text") or args.get("blocks"):
        raise Refused("markdown_text_conflict")
    if not isinstance(markdown, str) or len(markdown) > MARKDOWN_MAX:
        raise Refused("msg_too_long")
    return {**args, "text": markdown, "blocks": [{"type": "markdown", "text": markdown}]}


def check_metadata(metadata: object) -> None:
    """Refuse metadata that is not `{event_type: str, event_payload: object}`."""
    if metadata is None:
        return
    well_formed = (
        isinstance(metadata, dict)
        and isinstance(metadata.get("event_type"), str)
        and isinstance(metadata.get("event_payload"), dict)
    )
    if not well_formed:
        raise Refused("invalid_metadata_format")
    if len(str(metadata)) > METADATA_MAX_BYTES:
        raise Refused("metadata_too_large")


def refuse_faulty(payload: Json, surface: str, error: str, at: str = "") -> None:
    """Refuse blocks or a view that break a Block Kit rule, naming where; `at` prefixes pointers.

    Of a message Slack says it twice, in `errors` too (slackapi/java-slack-sdk issue 1017).
    """
    found = [
        f"{each.message} [json-pointer:{at}{each.pointer}]" for each in problems(payload, surface)
    ]
    if found:
        more = {"errors": found} if surface == "message" else {}
        raise Refused(error, [f"[ERROR] {line}" for line in found], **more)


def checked_view(view: object, kinds: tuple[str, ...]) -> Json:
    """Return a view of one of `kinds` that keeps all rules."""
    if not isinstance(view, dict):
        raise Refused("invalid_arguments", ["[ERROR] must be an object [json-pointer:/view]"])
    if view.get("type") not in kinds:
        line = f"[ERROR] must be one of: {', '.join(kinds)} [json-pointer:/view/type]"
        raise Refused("invalid_arguments", [line])
    if len(json.dumps(view)) > VIEW_MAX_BYTES:
        raise Refused("view_too_large")
    refuse_faulty(view, str(view["type"]), "invalid_arguments", "/view")
    return view


def faulty_options(answer: Json) -> str:
    """Say what is wrong with an app's answer to `block_suggestion`; empty if nothing is.

    Either `options` (100 at most) or `option_groups` (100 of 100 each), as in a static select.
    """
    parts: Json = {name: answer[name] for name in ("options", "option_groups") if name in answer}
    if len(parts) != 1:
        return "either options or option_groups is needed"
    action: Json = {"type": "static_select", "action_id": "a", **parts}
    found = problems([{"type": "actions", "elements": [action]}], "modal")
    # An empty list of suggestions is fine: nothing matches what was typed.
    real = [each for each in found if any(parts.values())]
    return (
        f"{real[0].message} ({real[0].pointer.removeprefix('/blocks/0/elements/0')})"
        if real
        else ""
    )


def spend_trigger(workspace: Workspace, trigger_id: str, at: float) -> str:
    """Return whose trigger id this is, and use it up: it opens one view within three seconds."""
    trigger = workspace.triggers.get(trigger_id)
    if trigger is None:
        raise Refused("invalid_trigger_id")
    if at - trigger.at > TRIGGER_SECONDS:
        raise Refused("expired_trigger_id")
    if trigger.used:
        raise Refused("exchanged_trigger_id")
    trigger.used = True
    return trigger.user


def free_external_id(workspace: Workspace, content: Json, but: View | None = None) -> None:
    """Refuse an `external_id` that another open view carries."""
    external_id = content.get("external_id")
    if not external_id:
        return
    other = workspace.view_by_external_id(external_id)
    if other is not None and other is not but:
        raise Refused("duplicate_external_id")


def _text_length(part: Any) -> int:  # noqa: ANN401 - any JSON
    """Count the characters of all texts in blocks."""
    if isinstance(part, dict):
        own = len(part["text"]) if isinstance(part.get("text"), str) else 0
        return own + sum(_text_length(each) for each in part.values())
    if isinstance(part, list):
        return sum(_text_length(each) for each in part)
    return 0
