"""Reads Slack's people, groups and channels into a Directory.

What the app may not read stays as it was read before: a missing permission for
groups must not take names and channels away. Slack takes twenty pages a minute: a
reading waits for its next page where it stands, for one that began anew each time
would never get through a large workspace.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar

from bot import log
from bot.gateway import Gateway, NotYet
from bot.render.blocks import Json
from bot.slack_errors import ScopeMissing
from recovery.people import ChannelEntry, Directory, UserEntry

PAGE = 200
T = TypeVar("T")

SCOPES = {
    "users": "users:read",
    "user groups": "usergroups:read",
    "channels": "channels:read",
    "private channels": "groups:read",
}
"""What each reading needs, as deploy/slack-manifest.yaml has it."""
MOST_PAGES = 250
"""50,000 people or channels: thirteen minutes."""
Pause = Callable[[float], bool]
"""Waits that many seconds; True if there is no time for it, because the process ends."""


class _Reader:
    """Reads page after page, at Slack's pace."""

    def __init__(self, gateway: Gateway, pause: Pause) -> None:
        self._gateway = gateway
        self._pause = pause

    def page(self, method: str, **arguments: object) -> Json:
        """One answer; waits for its turn, not for a Slack that wants rest from us."""
        while True:
            try:
                return self._gateway.read(method, **arguments)
            except NotYet as error:
                if self._pause(error.seconds):
                    raise

    def pages(self, method: str, part: str, **arguments: str) -> Iterator[Json]:
        """The entries under `part` of every page."""
        cursor = ""
        for _ in range(MOST_PAGES):
            more = {"cursor": cursor} if cursor else {}
            answer = self.page(method, limit=PAGE, **arguments, **more)
            yield from answer[part]
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return


def read_directory(gateway: Gateway, before: Directory, *, wall: float, pause: Pause) -> Directory:
    """A fresh reading.

    Args:
        gateway: The way to Slack; its errors pass through.
        before: The reading it replaces.
        wall: Epoch seconds, its time.
        pause: Waits between pages where Slack's limits demand it.
    """
    reader = _Reader(gateway, pause)
    unread: dict[str, str] = {}

    def read(what: str, ask: Callable[[_Reader], T], kept: T) -> T:
        try:
            return ask(reader)
        except ScopeMissing as error:
            unread[what] = error.needed or SCOPES[what]
            log.get("poster").warning("may not be read", what=what, reason=str(error))
            return kept

    public, private = _known(before, is_private=False), _known(before, is_private=True)
    return Directory(
        users=read("users", _users, before.users),
        groups=read("user groups", _groups, before.groups),
        channels=read("channels", partial(_channels, "public_channel"), public)
        | read("private channels", partial(_channels, "private_channel"), private),
        unread=unread,
        read_at=wall,
    )


def _users(reader: _Reader) -> dict[str, UserEntry]:
    return {
        user["id"]: UserEntry(
            id=user["id"],
            name=user.get("name") or user["id"],
            zone=user.get("tz") or "UTC",
            is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
            is_deleted=bool(user.get("deleted")),
            is_bot=bool(user.get("is_bot")),
        )
        for user in reader.pages("users.list", "members")
    }


def _groups(reader: _Reader) -> dict[str, tuple[str, ...]]:
    answer = reader.page("usergroups.list", include_users="true")
    return {group["id"]: tuple(group.get("users") or ()) for group in answer["usergroups"]}


def _known(before: Directory, *, is_private: bool) -> dict[str, ChannelEntry]:
    channels = before.channels.items()
    return {id_: entry for id_, entry in channels if entry.is_private == is_private}


def _channels(types: str, reader: _Reader) -> dict[str, ChannelEntry]:
    """The channels of one type; of private ones Slack tells only those we are in."""
    return {
        channel["id"]: ChannelEntry(
            id=channel["id"],
            name=channel.get("name") or channel["id"],
            is_member=bool(channel.get("is_member")),
            is_archived=bool(channel.get("is_archived")),
            is_private=bool(channel.get("is_private")),
        )
        for channel in reader.pages("conversations.list", "channels", types=types)
    }
