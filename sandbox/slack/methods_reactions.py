"""`reactions.*` and `pins.*`: what the app leaves on messages that are there."""

import re

from sandbox.slack import rules, seed, shown
from sandbox.slack.calls import Call, method
from sandbox.slack.rules import Refused
from sandbox.slack.store import Json, Message, Workspace

MOST_EMOJI = 50
"""Distinct emoji on a message; Slack has a limit and does not say which."""
_EMOJI = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")


@method("reactions.add", "reactions:write")
def reactions_add(call: Call) -> Json:
    """React to a message as the bot."""
    message, name = _item(call), _emoji(call)
    if call.workspace.channels[message.channel].is_archived:
        raise Refused("is_archived")
    react(call.workspace, message, name, seed.BOT_USER, call.at)
    return {}


@method("reactions.remove", "reactions:write")
def reactions_remove(call: Call) -> Json:
    """Take the bot's reaction back."""
    unreact(call.workspace, _item(call), _emoji(call), seed.BOT_USER, call.at)
    return {}


@method("reactions.get", "reactions:read")
def reactions_get(call: Call) -> Json:
    """Show a message with its reactions."""
    message = _item(call)
    return {
        "type": "message",
        "channel": message.channel,
        "message": shown.message(call.workspace, message),
    }


@method("pins.add", "pins:write")
def pins_add(call: Call) -> Json:
    """Pin a message to its channel."""
    message = _item(call)
    if message.is_pinned:
        raise Refused("already_pinned")
    message.is_pinned = True
    call.workspace.touch(message, {"type": "pin", "on": True})
    return {}


@method("pins.remove", "pins:write")
def pins_remove(call: Call) -> Json:
    """Take a pin out."""
    message = _item(call)
    if not message.is_pinned:
        raise Refused("no_pin")
    message.is_pinned = False
    call.workspace.touch(message, {"type": "pin", "on": False})
    return {}


@method("pins.list", "pins:read")
def pins_list(call: Call) -> Json:
    """List what is pinned to a channel."""
    channel = rules.known_channel(call.workspace, rules.required(call.args, "channel"))
    pinned = [
        {
            "type": "message",
            "channel": channel.id,
            "created": int(float(each.ts)),
            "created_by": seed.BOT_USER,
            "message": shown.message(call.workspace, each),
        }
        for each in call.workspace.messages.get(channel.id, {}).values()
        if each.is_pinned
    ]
    return {"items": pinned}


def react(workspace: Workspace, message: Message, name: str, user: str, at: float) -> None:
    """Add somebody's reaction.

    Raises:
        Refused: they have reacted so already, or there are too many emoji.
    """
    users = message.reactions.get(name, [])
    if user in users:
        raise Refused("already_reacted")
    if not users and len(message.reactions) >= MOST_EMOJI:
        raise Refused("too_many_emoji")
    message.reactions[name] = [*users, user]
    _told(workspace, message, name, user, at, added=True)


def unreact(workspace: Workspace, message: Message, name: str, user: str, at: float) -> None:
    """Take somebody's reaction back.

    Raises:
        Refused: there is none.
    """
    users = message.reactions.get(name, [])
    if user not in users:
        raise Refused("no_reaction")
    users.remove(user)
    if not users:
        del message.reactions[name]
    _told(workspace, message, name, user, at, added=False)


def emoji(name: object) -> str:
    """Return the name of an emoji, without the colons around it.

    Raises:
        Refused: it is none.
    """
    bare = str(name or "").strip(":")
    if not _EMOJI.fullmatch(bare):
        raise Refused("invalid_name")
    return bare


def _told(
    workspace: Workspace, message: Message, name: str, user: str, at: float, *, added: bool
) -> None:
    change = {"type": "reaction", "added": added, "name": name, "user": user}
    workspace.touch(message, {**change, "event_ts": workspace.mint_ts(at)})


def _emoji(call: Call) -> str:
    return emoji(rules.required(call.args, "name"))


def _item(call: Call) -> Message:
    channel, ts = call.args.get("channel"), call.args.get("timestamp")
    if not channel or not ts:
        raise Refused("no_item_specified")
    if not rules.TS.fullmatch(str(ts)):
        raise Refused("bad_timestamp")
    found = rules.known_channel(call.workspace, str(channel))
    message = call.workspace.message(found.id, str(ts))
    if message is None:
        raise Refused("message_not_found")
    if seed.BOT_USER not in found.members:
        raise Refused("not_in_channel")
    return message
