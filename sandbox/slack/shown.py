"""Workspace objects as Slack writes them in answers and payloads (`reference/objects`)."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sandbox.slack import seed
from sandbox.slack.store import Json, Message, View, Workspace
from sandbox.slack.uploads import File


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
        body |= {"bot_id": seed.BOT, "app_id": seed.APP, "bot_profile": bot(workspace)}
    if each.posed_as:
        body |= {"subtype": "bot_message", **each.posed_as}
    body |= _attached(workspace, each)
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


def _attached(workspace: Workspace, each: Message) -> Json:
    """Return what hangs on a message: blocks, attachments, files, reactions, pins."""
    body: Json = {}
    if each.blocks:
        body["blocks"] = each.blocks
    if each.attachments:
        body["attachments"] = each.attachments
    if each.files:
        present = [workspace.files[name] for name in each.files if name in workspace.files]
        gone = [name for name in each.files if name not in workspace.files]
        body["files"] = [file(workspace, one) for one in present] + [
            {"id": name, "mode": "tombstone"} for name in gone
        ]
        body["upload"] = False
    if each.reactions:
        body["reactions"] = [
            {"name": name, "users": list(users), "count": len(users)}
            for name, users in each.reactions.items()
        ]
    if each.is_pinned:
        body["pinned_to"] = [each.channel]
    return body


def bot(workspace: Workspace) -> Json:
    """Return the app's bot profile."""
    return {
        "id": seed.BOT,
        "app_id": seed.APP,
        "user_id": seed.BOT_USER,
        "name": workspace.app.name,
        "deleted": False,
        "updated": 0,
        "icons": {},
        "team_id": seed.TEAM,
    }


def user(each: seed.User, at: float, *, email: bool = True) -> Json:
    """Return a person with their zone as it is at an instant, and their address if it may show."""
    there = datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(each.tz))
    offset = there.utcoffset() or timedelta(0)
    profile: Json = {
        "real_name": each.real_name,
        "real_name_normalized": each.real_name,
        "display_name": each.name,
        "display_name_normalized": each.name,
        "title": each.title,
        "team": seed.TEAM,
    }
    if email and not each.is_bot:
        profile["email"] = each.email
    if each.deleted:  # Slack tells no zone of those who are gone
        zone: Json = {}
    else:
        label = each.tz_labels[bool(there.dst())]
        zone = {"tz": each.tz, "tz_label": label, "tz_offset": round(offset.total_seconds())}
    return {
        "id": each.id,
        "team_id": seed.TEAM,
        "name": each.name,
        "real_name": each.real_name,
        "deleted": each.deleted,
        **zone,
        "profile": profile,
        "is_bot": each.is_bot,
        "is_app_user": False,
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": each.is_restricted,
        "is_ultra_restricted": False,
        "updated": 0,
    }


def file(workspace: Workspace, each: File) -> Json:
    """Return a file; its addresses are below the sandbox's own (see `site`)."""
    shares: dict[str, Json] = {"public": {}, "private": {}}
    held: dict[str, list[str]] = {"channels": [], "groups": [], "ims": []}
    for channel_id, stamps in each.channels.items():
        channel = workspace.channels[channel_id]
        kind = "public" if channel.kind == "channels" else "private"
        shares[kind][channel_id] = [{"ts": ts, "channel_name": channel.name} for ts in stamps]
        held[{"channels": "channels", "groups": "groups", "im": "ims"}[channel.kind]] += [
            channel_id
        ]
    private = f"{workspace.address}/files-pri/{seed.TEAM}-{each.id}"
    name = quote(each.name, safe="")
    return {
        "id": each.id,
        "created": int(each.at),
        "timestamp": int(each.at),
        "name": each.name,
        "title": each.title or each.name,
        "mimetype": each.mimetype,
        "filetype": each.filetype,
        "pretty_type": each.filetype.upper(),
        "user": each.user,
        "user_team": seed.TEAM,
        "size": len(each.content or b""),
        "mode": "snippet" if each.snippet_type else "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": bool(held["channels"]),
        "public_url_shared": False,
        "url_private": f"{private}/{name}",
        "url_private_download": f"{private}/download/{name}",
        "permalink": f"{workspace.address}/files/{each.user}/{each.id}/{name}",
        **({"alt_txt": each.alt_txt} if each.alt_txt else {}),
        **held,
        "shares": {kind: held_in for kind, held_in in shares.items() if held_in},
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
        "is_channel": not each.is_private,
        "is_group": each.is_private,
        "is_im": False,
        "is_mpim": False,
        "is_private": each.is_private,
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
