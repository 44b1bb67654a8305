"""What a card is drawn by besides the job: the time, the people, how things stand with Slack."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from recovery.people import Directory, Person
from recovery.policy import mention
from recovery.words import escape_mrkdwn


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Everything outside the job that its card shows.

    Attributes:
        now: Domain time, UTC.
        is_sandbox: Whether to say SANDBOX where no plan says it yet.
        behind_seconds: How long Slack has held this card back; 0 if it has not.
    """

    now: datetime
    directory: Directory
    is_sandbox: bool = False
    behind_seconds: float = 0.0

    def name(self, person: Person) -> str:
        """`@bob` without notifying anyone, for texts; the id of somebody unknown."""
        entry = self.directory.users.get(person.user)
        return f"@{escape_mrkdwn(entry.name)}" if entry else person.user


def mentions(people: Iterable[Person]) -> str:
    """`<@U02BOB> and <@U03EVE>`."""
    return joined([mention(person.user) for person in people], "and")


def joined(words: list[str], last: str) -> str:
    """`a, b or c`."""
    if len(words) < 2:  # noqa: PLR2004  one word needs no "or"
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
