"""What Slack sends to the app, as data: commands, interactions, events (pure).

Shapes: docs.slack.dev/interactivity/implementing-slash-commands,
docs.slack.dev/reference/interaction-payloads, docs.slack.dev/apis/events-api.
"""

from typing import Any, Literal

from sandbox.slack import inputs, seed, shown
from sandbox.slack.store import Json, Message, View, Workspace

VERIFICATION_TOKEN = "deprecated-verification-token"  # noqa: S105 - Slack's legacy field
_TEAM: Json = {"id": seed.TEAM, "domain": seed.TEAM_DOMAIN}


def command(
    workspace: Workspace,
    *,
    name: str,
    user: str,
    channel: str,
    text: str,
    trigger: str,
    response_url: str,
) -> Json:
    """Return a slash command's form fields."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": seed.TEAM,
        "team_domain": seed.TEAM_DOMAIN,
        "channel_id": channel,
        "channel_name": _channel_name(workspace, channel),
        "user_id": user,
        "user_name": workspace.users[user].name,
        "command": name,
        "text": text,
        "api_app_id": seed.APP,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger,
    }


def _interaction(workspace: Workspace, kind: str, user: str) -> Json:
    person = workspace.users[user]
    return {
        "type": kind,
        "team": _TEAM,
        "user": {
            "id": user,
            "username": person.name,
            "name": person.name,
            "team_id": seed.TEAM,
        },
        "api_app_id": seed.APP,
        "token": VERIFICATION_TOKEN,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _place(workspace: Workspace, place: Message | View) -> Json:
    """Return what a payload says about where something was clicked."""
    if isinstance(place, View):
        return {
            "container": {"type": "view", "view_id": place.id},
            "view": shown.view(place),
        }
    container: Json = {
        "type": "message",
        "message_ts": place.ts,
        "channel_id": place.channel,
        "is_ephemeral": bool(place.only_for),
    }
    if place.thread_ts:
        container["thread_ts"] = place.thread_ts
    channel = {"id": place.channel, "name": _channel_name(workspace, place.channel)}
    body: Json = {"container": container, "channel": channel}
    if not place.only_for:
        body["message"] = shown.message(workspace, place, metadata=True)
    return body


def block_actions(
    workspace: Workspace,
    place: Message | View,
    *,
    user: str,
    action: Json,
    trigger: str,
    response_url: str,
) -> Json:
    """Return a click or a choice."""
    body = _interaction(workspace, "block_actions", user)
    body |= _place(workspace, place)
    body |= {"trigger_id": trigger, "actions": [action]}
    if isinstance(place, Message):
        body["response_url"] = response_url
        body["state"] = {"values": inputs.values_of(place.blocks, place.chosen.get(user, {}))}
    return body


def action(block: Json, element: Json, state: Json | None, at: float) -> Json:
    """Return one entry of `actions`: the element as the app knows it, and what was chosen."""
    carried: Json = {
        name: element[name]
        for name in ("text", "value", "style", "placeholder", "url", "confirm")
        if name in element and (state is None or name == "placeholder")
    }
    return {
        **carried,
        **(state or {}),
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": f"{at:.6f}",
    }


def view_submission(
    workspace: Workspace, view: View, *, user: str, trigger: str, response_urls: list[Json]
) -> Json:
    """Return a submitted modal; `response_urls` for menus with `response_url_enabled`."""
    body = _interaction(workspace, "view_submission", user)
    more: Json = {"trigger_id": trigger, "response_urls": response_urls}
    return body | more | {"view": shown.view(view)}


def view_closed(workspace: Workspace, view: View, *, user: str, is_cleared: bool) -> Json:
    """Return a modal closed by the person."""
    body = _interaction(workspace, "view_closed", user)
    return body | {"view": shown.view(view), "is_cleared": is_cleared}


def block_suggestion(
    workspace: Workspace,
    place: Message | View,
    *,
    user: str,
    block_id: str,
    action_id: str,
    value: str,
) -> Json:
    """Return a question for an external select's options."""
    body = _interaction(workspace, "block_suggestion", user) | _place(workspace, place)
    return body | {"block_id": block_id, "action_id": action_id, "value": value}


def shortcut(workspace: Workspace, callback_id: str, *, user: str, trigger: str, at: float) -> Json:
    """Return a global shortcut; it carries no place."""
    body = _interaction(workspace, "shortcut", user)
    return body | {"callback_id": callback_id, "trigger_id": trigger, "action_ts": f"{at:.6f}"}


def message_action(
    workspace: Workspace,
    message: Message,
    callback_id: str,
    *,
    user: str,
    trigger: str,
    response_url: str,
    at: float,
) -> Json:
    """Return a message shortcut, with the whole message it was used on."""
    channel = {"id": message.channel, "name": _channel_name(workspace, message.channel)}
    return _interaction(workspace, "message_action", user) | {
        "callback_id": callback_id,
        "trigger_id": trigger,
        "action_ts": f"{at:.6f}",
        "response_url": response_url,
        "message_ts": message.ts,
        "channel": channel,
        "message": shown.message(workspace, message, metadata=True),
    }


def event(workspace: Workspace, inner: Json, at: float) -> Json:
    """Return an Events API callback around an event."""
    return {
        "type": "event_callback",
        "token": VERIFICATION_TOKEN,
        "team_id": seed.TEAM,
        "api_app_id": seed.APP,
        "event_id": workspace.mint("Ev"),
        "event_time": int(at),
        "event": inner,
        "is_ext_shared_channel": False,
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": seed.TEAM,
                "user_id": seed.BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
    }


def app_mention(message: Message) -> Json:
    """Return the event of a message that names the app."""
    inner: Json = {
        "type": "app_mention",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "event_ts": message.ts,
        "channel": message.channel,
        "team": seed.TEAM,
    }
    if message.thread_ts:
        inner["thread_ts"] = message.thread_ts
    return inner


def message(workspace: Workspace, each: Message) -> Json:
    """Return the event of a message in a conversation the app is in."""
    inner = shown.message(workspace, each, metadata=True)
    kind = {"channels": "channel", "groups": "group", "im": "im"}
    inner |= {
        "channel": each.channel,
        "channel_type": kind[workspace.channels[each.channel].kind],
        "event_ts": each.ts,
    }
    return inner | ({"subtype": "file_share"} if each.files else {})


def app_home_opened(
    workspace: Workspace, user: str, ts: str, *, tab: Literal["home", "messages"]
) -> Json:
    """Return the event of a person opening the app's Home or Messages tab."""
    inner: dict[str, Any] = {
        "type": "app_home_opened",
        "user": user,
        "channel": f"D{user[1:]}",
        "tab": tab,
        "event_ts": ts,
    }
    home = workspace.homes.get(user)
    if home and tab == "home":
        inner["view"] = shown.view(home)
    return inner


def _channel_name(workspace: Workspace, channel: str) -> str:
    found = workspace.channels[channel]
    if found.is_im:
        return "directmessage"
    # Slack keeps the names of private channels to itself.
    return "privategroup" if found.is_private else found.name
