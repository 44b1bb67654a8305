"""Who and what is in the workspace when it opens: ids as in the sample of `ddbdr.yaml`."""

from dataclasses import dataclass, field

TEAM = "T01TEST"
TEAM_NAME = "Sandbox"
TEAM_DOMAIN = "sandbox"
APP = "A01DDBDR"
BOT = "B0DDBDR"
BOT_USER = "U0DDBDR"
SLACKBOT = "USLACKBOT"
"""Who tells a person that a command failed."""
# Not secrets: they open this sandbox and nothing else, and the bot refuses them elsewhere.
BOT_TOKEN = "xoxb-sandbox"  # noqa: S105 - see above
APP_TOKEN = "xapp-sandbox"  # noqa: S105 - see above
SIGNING_SECRET = "sandbox-secret"  # noqa: S105 - see above


@dataclass(frozen=True)
class User:
    """A person, or the app's bot user; `tz_labels` names the zone in winter and in summer."""

    id: str
    name: str
    real_name: str
    title: str
    tz: str = "Etc/UTC"
    tz_labels: tuple[str, str] = ("Coordinated Universal Time", "Coordinated Universal Time")
    is_bot: bool = False
    is_restricted: bool = False
    deleted: bool = False

    @property
    def email(self) -> str:
        """Where they get mail; nowhere, in truth."""
        return f"{self.name}@sandbox.example"


@dataclass
class Channel:
    """A conversation: a channel, or the app's direct messages with one person (`is_im`)."""

    id: str
    name: str
    topic: str = ""
    members: set[str] = field(default_factory=set)
    is_archived: bool = False
    is_im: bool = False
    is_private: bool = False

    @property
    def kind(self) -> str:
        """What Slack's scopes call it: `channels`, `groups` or `im`."""
        if self.is_im:
            return "im"
        return "groups" if self.is_private else "channels"


@dataclass(frozen=True)
class Group:
    """A user group, mentioned as `<!subteam^ID>`."""

    id: str
    handle: str
    name: str
    members: tuple[str, ...]


def users(handle: str, app_name: str) -> dict[str, User]:
    """Return the people, and the bot of an app under its handle and name, by id."""
    everyone = (
        User(
            "U01ALICE",
            "alice",
            "Alice Moreau",
            "On-call engineer",
            "America/Los_Angeles",
            ("Pacific Standard Time", "Pacific Daylight Time"),
        ),
        User(
            "U02BOB",
            "bob",
            "Bob Lindqvist",
            "Approver",
            "Europe/Berlin",
            ("Central European Time", "Central European Summer Time"),
        ),
        User("U03EVE", "eve", "Eve Adeyemi", "Second approver"),
        User(
            "U04VIC",
            "vic",
            "Vic Tanaka",
            "Viewer",
            "Asia/Tokyo",
            ("Japan Standard Time", "Japan Standard Time"),
        ),
        User(BOT_USER, handle, app_name, "", is_bot=True),
        User(SLACKBOT, "slackbot", "Slackbot", ""),  # Slack, too, says it is no bot
    )
    return {user.id: user for user in everyone}


def channels() -> dict[str, Channel]:
    """Return the channels by id; the bot is in all but `#random`."""
    people = {"U01ALICE", "U02BOB", "U03EVE", "U04VIC"}
    all_channels = (
        Channel("C01OPS", "operations", "Backups, restores, approvals", people | {BOT_USER}),
        Channel("C02ALERTS", "alerts", "What the bot noticed", people | {BOT_USER}),
        Channel("C03RANDOM", "random", "Everything else", set(people)),
    )
    return {channel.id: channel for channel in all_channels}


def groups() -> dict[str, Group]:
    """Return the user groups by id."""
    all_groups = (
        Group("S0ONCALL", "oncall", "On call", ("U01ALICE", "U02BOB")),
        Group("S0DRTEAM", "dr-approvers", "DR approvers", ("U02BOB", "U03EVE")),
    )
    return {group.id: group for group in all_groups}
