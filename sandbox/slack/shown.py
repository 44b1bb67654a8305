"""Workspace objects as Slack writes them in answers and payloads (`reference/objects`)."""

from sandbox.slack import seed
from sandbox.slack.store import Json, Message, View, Workspace


def message(workspace: Workspace, each: Message, *, metadata: bool = False) -> Json:
    """Return a message; `metadata` is included only where Slack includes it."""
    body: Json = {
        "type": "message",
        "user": each.user,
        "ts": each.ts,
        "text": each.text,
        "team": seed.TEAM,
    }
    if each.user == seed.BOT_USER:
        body |= {"bot_id": seed.BOT, "app_id": seed.APP, "bot_profile": bot()}
    if each.blocks:
        body["blocks"] = each.blocks
    if each.attachments:
        body["attachments"] = each.attachments
    if each.edited:
        body["edited"] = {"user": each.user, "ts": each.edited}
    if metadata and each.metadata:
        body["metadata"] = each.metadata
    if each.thread_ts:
        body["thread_ts"] = each.thread_ts
    replies = workspace.replies(each)
    if replies:
        body |= {
            "thread_ts": each.ts,
            "reply_count": len(replies),
            "reply_users": sorted({reply.user for reply in replies}),
            "latest_reply": replies[-1].ts,
        }
    return body


def bot() -> Json:
    """Return the app's bot profile."""
    return {
        "id": seed.BOT,
        "app_id": seed.APP,
        "user_id": seed.BOT_USER,
        "name": seed.BOT_NAME,
        "deleted": False,
        "updated": 0,
        "icons": {},
        "team_id": seed.TEAM,
    }


def user(each: seed.User) -> Json:
    """Return a person with their zone."""
    return {
        "id": each.id,
        "team_id": seed.TEAM,
        "name": each.name,
        "real_name": each.real_name,
        "deleted": each.deleted,
        "tz": each.tz,
        "tz_label": each.tz_label,
        "tz_offset": each.tz_offset,
        "profile": {
            "real_name": each.real_name,
            "display_name": each.name,
            "title": each.title,
            "team": seed.TEAM,
        },
        "is_bot": each.is_bot,
        "is_app_user": False,
        "is_admin": False,
        "is_owner": False,
        "is_restricted": each.is_restricted,
        "is_ultra_restricted": False,
        "updated": 0,
    }


def channel(each: seed.Channel) -> Json:
    """Return a conversation as the bot sees it."""
    if each.is_im:
        person = next(iter(each.members - {seed.BOT_USER}))
        return {"id": each.id, "is_im": True, "user": person, "is_archived": False, "created": 0}
    return {
        "id": each.id,
        "name": each.name,
        "name_normalized": each.name,
        "is_channel": True,
        "is_group": False,
        "is_im": False,
        "is_private": False,
        "is_archived": each.is_archived,
        "is_general": False,
        "is_member": seed.BOT_USER in each.members,
        "num_members": len(each.members),
        "topic": {"value": each.topic, "creator": "", "last_set": 0},
        "purpose": {"value": each.topic, "creator": "", "last_set": 0},
        "created": 0,
        "context_team_id": seed.TEAM,
    }


def group(each: seed.Group, *, with_users: bool) -> Json:
    """Return a user group."""
    body: Json = {
        "id": each.id,
        "team_id": seed.TEAM,
        "is_usergroup": True,
        "name": each.name,
        "handle": each.handle,
        "description": "",
        "date_delete": 0,
        "user_count": len(each.members),
    }
    if with_users:
        body["users"] = list(each.members)
    return body


def view(each: View) -> Json:
    """Return a view with its state, hash and place in the stack."""
    defaults: Json = {
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "close": None,
        "submit": None,
        "clear_on_close": False,
        "notify_on_close": False,
    }
    return {
        **defaults,
        **each.content,
        "id": each.id,
        "team_id": seed.TEAM,
        "app_id": seed.APP,
        "app_installed_team_id": seed.TEAM,
        "bot_id": seed.BOT,
        "hash": each.hash,
        "root_view_id": each.root_id,
        "previous_view_id": each.previous_id,
        "state": {"values": each.values},
    }
