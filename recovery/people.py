"""A person, and what Slack told us about people and groups.

Bound to team and user id only; a name or an e-mail address is never evidence.
"""

from pydantic import Field

from recovery.outcome import Value


class Person(Value):
    """A Slack user in one workspace."""

    team: str
    user: str

    def __str__(self) -> str:
        """`T01TEST/U01ALICE`, the form that audit entries use."""
        return f"{self.team}/{self.user}"


class UserEntry(Value):
    """What the directory knows of a user: time zone as an IANA name, and whether they count."""

    id: str
    name: str
    zone: str = "UTC"
    is_guest: bool = False
    is_deleted: bool = False
    is_bot: bool = False


class ChannelEntry(Value):
    """What the directory knows of a channel."""

    id: str
    name: str
    is_member: bool = False
    is_archived: bool = False
    is_private: bool = False


class Directory(Value):
    """Slack's people as last read.

    Attributes:
        groups: User group id to the ids of its members.
        unread: What could not be read (`users`, `user groups`, `channels`, `private channels`) to
            the scope that is missing for it; what was read of it before stays.
        read_at: Epoch seconds (wall time) of the read; 0.0 means never.
    """

    users: dict[str, UserEntry] = Field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    channels: dict[str, ChannelEntry] = Field(default_factory=dict)
    unread: dict[str, str] = Field(default_factory=dict)
    read_at: float = 0.0

    def members(self, ids: tuple[str, ...]) -> frozenset[str]:
        """The users behind user and group ids; guests, bots and deleted users never count."""
        named = {id_ for id_ in ids if not id_.startswith("S")}
        for group in ids:
            named.update(self.groups.get(group, ()))
        return frozenset(user for user in named if self.counts(user))

    def counts(self, user: str) -> bool:
        """Whether a user's word counts: unknown users do, until the directory says otherwise."""
        entry = self.users.get(user)
        return entry is None or not (entry.is_guest or entry.is_deleted or entry.is_bot)
