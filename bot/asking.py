"""Who asks, from where, and how to answer: one request of Slack, whatever its form."""

from dataclasses import dataclass
from typing import Literal

from recovery.people import Person

Via = Literal["command", "mention", "click", "modal", "terminal"]


class Replayed(Exception):  # noqa: N818  named for the condition
    """This very request was taken before; it is refused without a word of its content."""


@dataclass(frozen=True, kw_only=True)
class Asking:
    """One request.

    Attributes:
        channel: Where it was made; empty for a modal that came from nowhere.
        request_id: Slack's signature, event id or envelope id: the same again is a replay.
        trigger_id: Opens one modal within three seconds.
        response_url: Takes private answers, five within 30 minutes.
        thread_ts: The thread a mention stands in.
    """

    person: Person
    channel: str
    via: Via
    request_id: str
    trigger_id: str = ""
    response_url: str = ""
    thread_ts: str = ""

    @property
    def is_direct(self) -> bool:
        """Whether it was asked in direct messages, where no card may stand."""
        return self.channel.startswith("D")
