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

MOST_PAGES = 50
"""10,000 people or channels; more would hold the limits up for minutes."""


def read_directory(gateway: Gateway, before: Directory, *, wall: float) -> Directory:
    """A fresh reading.

    Args:
        gateway: The way to Slack; its errors pass through.
        before: The reading it replaces.
        wall: Epoch seconds, its time.
    """
    return Directory(
        users=_or_before(lambda: _users(gateway), before.users, "users"),
        groups=_or_before(lambda: _groups(gateway), before.groups, "user groups"),
        channels=_or_before(lambda: _channels(gateway), before.channels, "channels"),
        read_at=wall,
    )


def _or_before(read: Callable[[], T], before: T, what: str) -> T:
    try:
        return read()
    except ScopeMissing as error:
        log.get("poster").warning("may not be read", what=what, reason=str(error))
        return before


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
