"""The installed app as data: what it may do, what it hears, and what people can start it with.

A manifest says all of it (`manifest`); without one it is `generous()`. Which scope an event needs
is Slack's (docs.slack.dev/reference/events, "Required scopes").
"""

import re
from dataclasses import dataclass, field
from typing import Literal

EVENT_SCOPES: dict[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "channel_archive": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "group_archive": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "file_shared": ("files:read",),
    "user_change": ("users:read",),
}
"""Events the sandbox sends, and the scopes of which one is needed to hear of it."""

SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "channels:join",
        "channels:manage",
        "channels:read",
        "chat:write",
        "chat:write.customize",
        "commands",
        "emoji:read",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "groups:write",
        "im:history",
        "im:read",
        "im:write",
        "mpim:history",
        "mpim:read",
        "mpim:write",
        "pins:read",
        "pins:write",
        "reactions:read",
        "reactions:write",
        "team:read",
        "usergroups:read",
        "users:read",
        "users:read.email",
    }
)
"""All that our methods and events ask for. Not `chat:write.public`, which would hide from a new
app's author that a bot has to be invited."""


@dataclass(frozen=True)
class Command:
    """A slash command; `should_escape` turns typed names into references."""

    name: str
    should_escape: bool = True
    description: str = ""
    usage_hint: str = ""


@dataclass(frozen=True)
class Shortcut:
    """Something in Slack's menus: of a message, or everywhere (`global`)."""

    callback_id: str
    name: str
    kind: Literal["message", "global"]


@dataclass(frozen=True)
class App:
    """The app; `socket_mode` None (no manifest) takes whatever way the app offers."""

    name: str = "ddbdr"
    scopes: frozenset[str] = SCOPES
    commands: dict[str, Command] = field(default_factory=dict)
    shortcuts: dict[str, Shortcut] = field(default_factory=dict)
    bot_events: frozenset[str] = frozenset(EVENT_SCOPES)
    home_tab: bool = True
    messages_tab: bool = True
    messages_tab_read_only: bool = False
    interactive: bool = True
    socket_mode: bool | None = None

    @property
    def handle(self) -> str:
        """What people type behind `@`."""
        return re.sub(r"[^a-z0-9._-]+", "", self.name.lower()) or "app"

    def hears(self, event: str, *scopes: str) -> bool:
        """Whether it subscribed to an event and may hear it; `scopes` narrows what allows it."""
        wanted = scopes or EVENT_SCOPES[event]
        return event in self.bot_events and (not wanted or not self.scopes.isdisjoint(wanted))

    def offers(self, command: str) -> Command | None:
        """Return one of its slash commands, which take the scope `commands`."""
        return self.commands.get(command) if "commands" in self.scopes else None


def generous(command: str = "/ddbdr") -> App:
    """Return an app that may do everything we play and hears everything, with one command."""
    return App(commands={command: Command(command)})
