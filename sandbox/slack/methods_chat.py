"""`chat.*`: the app writes, edits and deletes messages."""

import copy
from dataclasses import replace

from sandbox.slack import rules, seed, shown
from sandbox.slack.calls import Call, method
from sandbox.slack.rules import Refused
from sandbox.slack.store import Json, Message


@method("chat.postMessage", "chat:write")
def post_message(call: Call) -> Json:
    """Post a message to a channel, a thread or a person."""
    call = replace(call, args=rules.with_markdown(call.args))
    channel = rules.posting_channel(call.workspace, rules.required(call.args, "channel"))
    rules.check_message(call.args)
    thread_ts = rules.thread_of(call.workspace, channel.id, call.args.get("thread_ts"))
    posted = call.workspace.post(_bot_message(call, channel.id, thread_ts=thread_ts))
    return {
        "channel": channel.id,
        "ts": posted.ts,
        "message": shown.message(call.workspace, posted, metadata=True),
    }


@method("chat.postEphemeral", "chat:write")
def post_ephemeral(call: Call) -> Json:
    """Show a message to one member of a channel."""
    call = replace(call, args=rules.with_markdown(call.args))
    channel = rules.posting_channel(call.workspace, rules.required(call.args, "channel"))
    user = rules.known_user(call.workspace, rules.required(call.args, "user"))
    if user.id not in channel.members:
        raise Refused("user_not_in_channel")
    rules.check_message(call.args)
    thread_ts = rules.thread_of(call.workspace, channel.id, call.args.get("thread_ts"))
    message = _bot_message(call, channel.id, thread_ts=thread_ts)
    message.only_for = user.id
    return {"message_ts": call.workspace.whisper(message).ts}


@method("chat.update", "chat:write")
def update(call: Call) -> Json:
    """Replace a message's content; blocks and attachments that are not sent stay as they were.

    So taking buttons away needs `blocks: []` or other blocks, as Slack documents it.
    """
    call = replace(call, args=rules.with_markdown(call.args))
    channel = rules.known_channel(call.workspace, rules.required(call.args, "channel"))
    ts = rules.required(call.args, "ts")
    if channel.is_archived:
        raise Refused("is_inactive")
    message = rules.own_message(call.workspace, channel.id, ts, refusal="cant_update_message")
    rules.check_message(call.args)
    changes: Json = {"text": call.args.get("text") or ""}
    for name in ("blocks", "attachments", "metadata"):
        if call.args.get(name) is not None:
            changes[name] = copy.deepcopy(call.args[name]) or (None if name == "metadata" else [])
    call.workspace.edit(message, changes, call.at)
    return {
        "channel": channel.id,
        "ts": ts,
        "text": message.text,
        "message": shown.message(call.workspace, message, metadata=True),
    }


@method("chat.delete", "chat:write")
def delete(call: Call) -> Json:
    """Delete one of the app's messages."""
    channel = rules.known_channel(call.workspace, rules.required(call.args, "channel"))
    ts = rules.required(call.args, "ts")
    call.workspace.remove(
        rules.own_message(call.workspace, channel.id, ts, refusal="cant_delete_message")
    )
    return {"channel": channel.id, "ts": ts}


@method("chat.getPermalink")
def get_permalink(call: Call) -> Json:
    """Return the address of a message; on the page it opens the channel there."""
    channel = rules.known_channel(call.workspace, rules.required(call.args, "channel"))
    ts = rules.required(call.args, "message_ts")
    message = call.workspace.message(channel.id, ts)
    if message is None:
        raise Refused("message_not_found")
    link = f"{call.address}/archives/{channel.id}/p{ts.replace('.', '')}"
    if message.thread_ts:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def _posed_as(call: Call) -> Json:
    """Return the name and icon a message asks for, which takes a scope of its own."""
    asked = {name: call.args.get(name) for name in ("username", "icon_emoji", "icon_url")}
    if not any(asked.values()):
        return {}
    rules.need_scope(call.workspace, "chat:write.customize")
    posed: Json = {}
    if asked["username"]:
        posed["username"] = str(asked["username"])
    if asked["icon_emoji"]:
        posed["icons"] = {"emoji": str(asked["icon_emoji"])}
    elif asked["icon_url"]:
        posed["icons"] = {"image_48": str(asked["icon_url"])}
    return posed


def _bot_message(call: Call, channel: str, *, thread_ts: str | None) -> Message:
    return Message(
        call.workspace.mint_ts(call.at),
        channel,
        seed.BOT_USER,
        str(call.args.get("text") or ""),
        copy.deepcopy(call.args.get("blocks") or []),
        thread_ts=thread_ts,
        metadata=call.args.get("metadata"),
        attachments=copy.deepcopy(call.args.get("attachments") or []),
        posed_as=_posed_as(call),
    )
