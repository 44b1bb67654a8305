"""What the app may look up: conversations, people, groups, the team, itself."""

from sandbox.slack import rules, seed, shown
from sandbox.slack.calls import Call, flag, method, page_of
from sandbox.slack.rules import Refused
from sandbox.slack.store import Json, Message


@method("auth.test")
def auth_test(call: Call) -> Json:
    """Say whose token this is."""
    return {
        "url": f"{call.address}/",
        "team": seed.TEAM_NAME,
        "user": seed.BOT_NAME,
        "team_id": seed.TEAM,
        "user_id": seed.BOT_USER,
        "bot_id": seed.BOT,
        "is_enterprise_install": False,
    }


@method("team.info")
def team_info(call: Call) -> Json:
    """Describe the workspace."""
    return {
        "team": {
            "id": seed.TEAM,
            "name": seed.TEAM_NAME,
            "domain": seed.TEAM_DOMAIN,
            "url": f"{call.address}/",
        }
    }


@method("bots.info")
def bots_info(call: Call) -> Json:
    """Describe the app's bot."""
    if call.args.get("bot") not in (None, seed.BOT):
        raise Refused("bot_not_found")
    return {"bot": shown.bot()}


@method("users.info")
def users_info(call: Call) -> Json:
    """Describe a person."""
    return {"user": shown.user(rules.known_user(call.workspace, rules.required(call.args, "user")))}


@method("users.list")
def users_list(call: Call) -> Json:
    """List people and bots."""
    everyone = [shown.user(each) for each in call.workspace.users.values()]
    members, cursor = page_of(call.args, everyone)
    return {"members": members, "response_metadata": {"next_cursor": cursor}}


@method("usergroups.list")
def usergroups_list(call: Call) -> Json:
    """List user groups, with their members if `include_users` is set."""
    with_users = flag(call.args, "include_users")
    groups = call.workspace.groups.values()
    return {"usergroups": [shown.group(each, with_users=with_users) for each in groups]}


@method("usergroups.users.list")
def usergroups_users_list(call: Call) -> Json:
    """List a user group's members."""
    group = call.workspace.groups.get(rules.required(call.args, "usergroup"))
    if group is None:
        raise Refused("no_such_subteam")
    return {"users": list(group.members)}


@method("conversations.info")
def conversations_info(call: Call) -> Json:
    """Describe a conversation."""
    channel = rules.known_channel(call.workspace, rules.required(call.args, "channel"))
    return {"channel": shown.channel(channel)}


@method("conversations.list")
def conversations_list(call: Call) -> Json:
    """List conversations of the asked types (default: public channels)."""
    types = str(call.args.get("types") or "public_channel").split(",")
    found = [
        shown.channel(each)
        for each in call.workspace.channels.values()
        if ("im" if each.is_im else "public_channel") in types
        and not (each.is_archived and flag(call.args, "exclude_archived"))
    ]
    channels, cursor = page_of(call.args, found)
    return {"channels": channels, "response_metadata": {"next_cursor": cursor}}


@method("conversations.members")
def conversations_members(call: Call) -> Json:
    """List the members of a conversation."""
    channel = rules.known_channel(call.workspace, rules.required(call.args, "channel"))
    members = [{"id": each} for each in sorted(channel.members)]
    page, cursor = page_of(call.args, members)
    return {
        "members": [each["id"] for each in page],
        "response_metadata": {"next_cursor": cursor},
    }


@method("conversations.open")
def conversations_open(call: Call) -> Json:
    """Open the app's direct messages with a person."""
    user = rules.known_user(call.workspace, rules.required(call.args, "users"))
    return {"channel": shown.channel(call.workspace.direct(user.id))}


@method("conversations.history")
def conversations_history(call: Call) -> Json:
    """Return a conversation's messages, newest first, without thread replies."""
    channel = _readable(call)
    every = call.workspace.messages.get(channel.id, {}).values()
    roots = [each for each in every if each.thread_ts in {None, each.ts}]
    return _page_of_messages(call, list(reversed(roots)))


@method("conversations.replies")
def conversations_replies(call: Call) -> Json:
    """Return a thread, its parent first."""
    channel = _readable(call)
    parent = call.workspace.message(channel.id, rules.required(call.args, "ts"))
    if parent is None:
        raise Refused("thread_not_found")
    return _page_of_messages(call, [parent, *call.workspace.replies(parent)])


def _readable(call: Call) -> seed.Channel:
    channel = rules.known_channel(call.workspace, rules.required(call.args, "channel"))
    if seed.BOT_USER not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _page_of_messages(call: Call, found: list[Message]) -> Json:
    """Keep what lies between `oldest` and `latest`, and cut a page."""
    try:
        oldest = float(call.args.get("oldest") or 0)
        latest = float(call.args.get("latest") or "inf")
    except (TypeError, ValueError) as error:
        raise Refused("invalid_ts_oldest") from error
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
        "response_metadata": {"next_cursor": cursor},
    }
