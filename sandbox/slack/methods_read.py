"""What the app may look up: people, groups, conversations and what was said in them."""

import math
import re
from collections.abc import Callable

from sandbox.slack import rules, seed, shown
from sandbox.slack.calls import Call, by_kind, flag, method, page_of
from sandbox.slack.rules import Refused
from sandbox.slack.store import Json, Message

_KINDS = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}
_INSTANT = re.compile(r"\d{1,12}(\.\d{1,6})?", re.ASCII)


@method("users.info", "users:read")
def users_info(call: Call) -> Json:
    """Describe a person."""
    return {
        "user": _user(call, rules.known_user(call.workspace, rules.required(call.args, "user")))
    }


@method("users.list", "users:read")
def users_list(call: Call) -> Json:
    """List people and bots."""
    everyone = [_user(call, each) for each in call.workspace.users.values()]
    members, cursor = page_of(call.args, everyone)
    return {
        "members": members,
        "cache_ts": int(call.at),
        "response_metadata": {"next_cursor": cursor},
    }


@method("users.lookupByEmail", "users:read.email")
def users_lookup_by_email(call: Call) -> Json:
    """Find a person by their address."""
    email = rules.required(call.args, "email").lower()
    for each in call.workspace.users.values():
        if not each.is_bot and not each.deleted and each.email == email:
            return {"user": _user(call, each)}
    raise Refused("users_not_found")


@method("users.conversations", *by_kind("read"))
def users_conversations(call: Call) -> Json:
    """List the conversations a person, or the bot, is in."""
    user = rules.known_user(call.workspace, str(call.args.get("user") or seed.BOT_USER))
    return _conversations(call, lambda channel: user.id in channel.members)


@method("usergroups.list", "usergroups:read")
def usergroups_list(call: Call) -> Json:
    """List user groups, with their members if `include_users` is set."""
    with_users = flag(call.args, "include_users")
    groups = call.workspace.groups.values()
    return {"usergroups": [shown.group(each, with_users=with_users) for each in groups]}


@method("usergroups.users.list", "usergroups:read")
def usergroups_users_list(call: Call) -> Json:
    """List a user group's members."""
    group = call.workspace.groups.get(rules.required(call.args, "usergroup"))
    if group is None:
        raise Refused("no_such_subteam")
    return {"users": list(group.members)}


@method("conversations.info", *by_kind("read"))
def conversations_info(call: Call) -> Json:
    """Describe a conversation."""
    name = rules.required(call.args, "channel")
    return {"channel": shown.channel(rules.seen_channel(call.workspace, name, "read"))}


@method("conversations.list", *by_kind("read"))
def conversations_list(call: Call) -> Json:
    """List conversations of the asked types (default: public channels)."""
    return _conversations(call, lambda _channel: True)


@method("conversations.members", *by_kind("read"))
def conversations_members(call: Call) -> Json:
    """List the members of a conversation."""
    name = rules.required(call.args, "channel")
    channel = rules.seen_channel(call.workspace, name, "read")
    members = [{"id": each} for each in sorted(channel.members)]
    page, cursor = page_of(call.args, members)
    return {
        "members": [each["id"] for each in page],
        "response_metadata": {"next_cursor": cursor},
    }


@method("conversations.history", *by_kind("history"))
def conversations_history(call: Call) -> Json:
    """Return a conversation's messages, newest first, without thread replies."""
    channel = _readable(call)
    every = call.workspace.messages.get(channel.id, {}).values()
    roots = [each for each in every if each.thread_ts in {None, each.ts}]
    return _page_of_messages(call, list(reversed(roots)))


@method("conversations.replies", *by_kind("history"))
def conversations_replies(call: Call) -> Json:
    """Return a thread, its parent first."""
    channel = _readable(call)
    parent = call.workspace.message(channel.id, rules.required(call.args, "ts"))
    if parent is None:
        raise Refused("thread_not_found")
    return _page_of_messages(call, [parent, *call.workspace.replies(parent)])


def _user(call: Call, each: seed.User) -> Json:
    return shown.user(each, call.at, email="users:read.email" in call.workspace.app.scopes)


def _conversations(call: Call, wanted: Callable[[seed.Channel], bool]) -> Json:
    types = str(call.args.get("types") or "public_channel").split(",")
    kinds = set()
    for each in (name.strip() for name in types):
        if each not in _KINDS:
            raise Refused("invalid_types")
        rules.need_scope(call.workspace, f"{_KINDS[each]}:read")
        kinds.add(_KINDS[each])
    found = [
        shown.channel(each)
        for each in call.workspace.channels.values()
        if each.kind in kinds
        and (not each.is_private or seed.BOT_USER in each.members)
        and not (each.is_archived and flag(call.args, "exclude_archived"))
        and wanted(each)
    ]
    channels, cursor = page_of(call.args, found)
    return {"channels": channels, "response_metadata": {"next_cursor": cursor}}


def _readable(call: Call) -> seed.Channel:
    name = rules.required(call.args, "channel")
    channel = rules.seen_channel(call.workspace, name, "history")
    if seed.BOT_USER not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _page_of_messages(call: Call, found: list[Message]) -> Json:
    """Keep what lies between `oldest` and `latest`, and cut a page."""
    oldest = _instant(call, "oldest", 0.0)
    latest = _instant(call, "latest", math.inf)
    inclusive = flag(call.args, "inclusive")
    kept = [
        shown.message(call.workspace, each, metadata=flag(call.args, "include_all_metadata"))
        for each in found
        if oldest < float(each.ts) < latest or (inclusive and float(each.ts) in {oldest, latest})
    ]
    messages, cursor = page_of(call.args, kept)
    return {
        "messages": messages,
        "has_more": bool(cursor),
        "pin_count": 0,
        "response_metadata": {"next_cursor": cursor},
    }


def _instant(call: Call, name: str, otherwise: float) -> float:
    given = call.args.get(name)
    if not given:
        return otherwise
    if not _INSTANT.fullmatch(str(given)):
        raise Refused(f"invalid_ts_{name}")
    return float(str(given))
