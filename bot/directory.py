"""Reads Slack's people, groups and channels into a Directory.

What the app may not read stays as it was read before: a missing permission for
groups must not take names and channels away.
"""

from collections.abc import Callable, Iterator
from typing import TypeVar

from bot import log
from bot.gateway import Gateway
from bot.render.blocks import Json
from bot.slack_errors import ScopeMissing
from recovery.people import ChannelEntry, Directory, UserEntry

PAGE = 200
T = TypeVar("T")

SCOPES = {"users": "users:read", "user groups": "usergroups:read", "channels": "channels:read"}
"""What each reading needs, as deploy/slack-manifest.yaml has it."""
MOST_PAGES = 50
"""10,000 people or channels; more would hold the limits up for minutes."""


def read_directory(gateway: Gateway, before: Directory, *, wall: float) -> Directory:
    """A fresh reading.

    Args:
        gateway: The way to Slack; its errors pass through.
        before: The reading it replaces.
        wall: Epoch seconds, its time.
    """
    unread: dict[str, str] = {}

    def read(what: str, ask: Callable[[Gateway], T], kept: T) -> T:
        try:
            return ask(gateway)
        except ScopeMissing as error:
            unread[what] = error.needed or SCOPES[what]
            log.get("poster").warning("may not be read", what=what, reason=str(error))
            return kept

    return Directory(
        users=read("users", _users, before.users),
        groups=read("user groups", _groups, before.groups),
        channels=read("channels", _channels, before.channels),
        unread=unread,
        read_at=wall,
    )


def _users(gateway: Gateway) -> dict[str, UserEntry]:
    return {
        user["id"]: UserEntry(
            id=user["id"],
            name=user.get("name") or user["id"],
            zone=user.get("tz") or "UTC",
            is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
            is_deleted=bool(user.get("deleted")),
            is_bot=bool(user.get("is_bot")),
        )
        for user in _pages(gateway, "users.list", "members")
    }


def _groups(gateway: Gateway) -> dict[str, tuple[str, ...]]:
    answer = gateway.read("usergroups.list", include_users="true")
    return {group["id"]: tuple(group.get("users") or ()) for group in answer["usergroups"]}


def _channels(gateway: Gateway) -> dict[str, ChannelEntry]:
    return {
        channel["id"]: ChannelEntry(
            id=channel["id"],
            name=channel.get("name") or channel["id"],
            is_member=bool(channel.get("is_member")),
            is_archived=bool(channel.get("is_archived")),
            is_private=bool(channel.get("is_private")),
        )
        for channel in _pages(gateway, "conversations.list", "channels", types="public_channel")
    }


def _pages(gateway: Gateway, method: str, part: str, **arguments: str) -> Iterator[Json]:
    cursor = ""
    for _ in range(MOST_PAGES):
        more = {"cursor": cursor} if cursor else {}
        answer = gateway.read(method, limit=PAGE, **arguments, **more)
        yield from answer[part]
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return
