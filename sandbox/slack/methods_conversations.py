"""`conversations.*` that change something: who is in a channel, whether it is open."""

import re

from sandbox.slack import rules, seed, shown
from sandbox.slack.calls import Call, flag, listed_ids, method
from sandbox.slack.rules import Refused
from sandbox.slack.store import Json

_WRITING = {"channels": "channels:manage", "groups": "groups:write", "im": "im:write"}
_ANY_WRITING = (*_WRITING.values(), "mpim:write")
_NAME = re.compile(r"[\w-]{1,80}")
MOST_INVITED = 100


@method("conversations.open", *_ANY_WRITING)
def conversations_open(call: Call) -> Json:
    """Open the app's direct messages with a person."""
    users = listed_ids(call.args.get("users"))
    if not users:
        raise Refused("users_list_not_supplied")
    if len(users) > 1:
        raise Refused("too_many_users")
    rules.need_scope(call.workspace, "im:write")
    user = rules.known_user(call.workspace, users[0])
    if user.is_bot:
        raise Refused("cannot_dm_bot")
    if user.deleted:
        raise Refused("user_disabled")
    already_open = f"D{user.id[1:]}" in call.workspace.channels
    channel = shown.channel(call.workspace.direct(user.id))
    if not flag(call.args, "return_im"):
        channel = {"id": channel["id"]}
    return {"channel": channel, **({"no_op": True, "already_open": True} if already_open else {})}


@method("conversations.create", "channels:manage", "groups:write")
def conversations_create(call: Call) -> Json:
    """Make a channel with the bot in it."""
    name = str(call.args.get("name") or "")
    is_private = flag(call.args, "is_private")
    rules.need_scope(call.workspace, _WRITING["groups" if is_private else "channels"])
    if not name:
        raise Refused("invalid_name_required")
    if not _NAME.fullmatch(name) or name != name.lower():
        raise Refused("invalid_name_specials" if len(name) <= 80 else "invalid_name_maxlength")  # noqa: PLR2004 - Slack's limit of names
    if name in {each.name for each in call.workspace.channels.values() if not each.is_im}:
        raise Refused("name_taken")
    channel_id = call.workspace.mint("C")
    channel = seed.Channel(channel_id, name, is_private=is_private)
    call.workspace.channels[channel_id] = channel
    call.workspace.join(seed.BOT_USER, channel)
    return {"channel": shown.channel(channel)}


@method("conversations.join", "channels:join")
def conversations_join(call: Call) -> Json:
    """Let the bot into a public channel."""
    channel = rules.known_channel(call.workspace, rules.required(call.args, "channel"))
    if channel.kind != "channels":
        raise Refused("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refused("is_archived")
    present = seed.BOT_USER in channel.members
    call.workspace.join(seed.BOT_USER, channel)
    answer: Json = {"channel": shown.channel(channel)}
    if present:
        answer["warning"] = "already_in_channel"
        answer["response_metadata"] = {"warnings": ["already_in_channel"]}
    return answer


@method("conversations.leave", *_ANY_WRITING)
def conversations_leave(call: Call) -> Json:
    """Take the bot out of a channel."""
    channel = _managed(call)
    if seed.BOT_USER not in channel.members:
        return {"not_in_channel": True}
    call.workspace.leave(seed.BOT_USER, channel)
    return {}


@method("conversations.invite", *_ANY_WRITING)
def conversations_invite(call: Call) -> Json:
    """Let people into a channel the bot is in: all that are named, or none."""
    channel = _managed(call, member=True)
    users = listed_ids(call.args.get("users"))
    if not users:
        raise Refused("no_user")
    if len(users) > MOST_INVITED:
        raise Refused("too_many_users")
    for user in users:
        if user == seed.BOT_USER:
            raise Refused("cant_invite_self")
        if rules.known_user(call.workspace, user).deleted:
            raise Refused("cant_invite")
        if user in channel.members:
            raise Refused("already_in_channel")
    for user in users:
        call.workspace.join(user, channel, inviter=seed.BOT_USER)
    return {"channel": shown.channel(channel)}


@method("conversations.kick", *_ANY_WRITING)
def conversations_kick(call: Call) -> Json:
    """Take somebody out of a channel."""
    channel = _managed(call, member=True)
    name = call.args.get("user")
    if not name:
        raise Refused("no_user")
    user = rules.known_user(call.workspace, str(name))
    if user.id == seed.BOT_USER:
        raise Refused("cant_kick_self")
    if user.id not in channel.members:
        raise Refused("not_in_channel")
    call.workspace.leave(user.id, channel)
    return {"errors": {}}


@method("conversations.archive", *_ANY_WRITING)
def conversations_archive(call: Call) -> Json:
    """Close a channel."""
    channel = _managed(call, open_only=False, member=True)
    if channel.is_archived:
        raise Refused("already_archived")
    call.workspace.archive(channel, seed.BOT_USER, archived=True)
    return {}


@method("conversations.unarchive", *_ANY_WRITING)
def conversations_unarchive(call: Call) -> Json:
    """Open a channel again."""
    channel = _managed(call, open_only=False)
    if not channel.is_archived:
        raise Refused("not_archived")
    call.workspace.archive(channel, seed.BOT_USER, archived=False)
    return {}


def _managed(call: Call, *, open_only: bool = True, member: bool = False) -> seed.Channel:
    """Return a channel that the app may change."""
    channel = rules.known_channel(call.workspace, rules.required(call.args, "channel"))
    if channel.is_im:
        raise Refused("method_not_supported_for_channel_type")
    rules.need_scope(call.workspace, _WRITING[channel.kind])
    if open_only and channel.is_archived:
        raise Refused("is_archived")
    if member and seed.BOT_USER not in channel.members:
        raise Refused("not_in_channel")
    return channel
