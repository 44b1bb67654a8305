"""A queue in memory that behaves like SQS: hides what was received, gives it again, counts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from workers.listener import QueueAway

MOST = 10


@dataclass(frozen=True)
class Received:
    """One message as it was received."""

    id: str
    receipt: str
    body: str
    receives: int
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass
class _Stored:
    id: str
    body: str
    attributes: Mapping[str, str]
    receives: int = 0
    visible_at: float = float("-inf")


@dataclass
class FakeQueue:
    """Standard queue; keeps `workers.listener.Queue`.

    Attributes:
        wall: Seconds, for what is hidden.
        redrive: Whether it has a dead-letter queue; messages go there after `most_receives`.
        away: Why it cannot be reached; empty while it can.
        silent: Why it does not tell its attributes; empty while it does.
        counts: Whether it tells how often a message was received, as SQS does.
    """

    wall: Callable[[], float]
    url: str = "https://sqs.us-east-2.amazonaws.com/123456789012/ddbdr-events"
    policy_text: str = ""
    redrive: bool = False
    most_receives: int = 5
    away: str = ""
    silent: str = ""
    counts: bool = True
    dead: list[str] = field(default_factory=list)
    _stored: list[_Stored] = field(default_factory=list)
    _sent: int = 0

    def send(self, body: str, **attributes: str) -> str:
        """Put a message with its message attributes; its id."""
        self._sent += 1
        self._stored.append(_Stored(id=f"m{self._sent}", body=body, attributes=attributes))
        return self._stored[-1].id

    def __len__(self) -> int:
        """Messages that were not deleted, hidden ones too."""
        return len(self._stored)

    def receive(
        self, *, wait_seconds: int, most: int, visibility_seconds: int
    ) -> Sequence[Received]:
        """Visible messages, oldest first; an empty queue is told at once."""
        self._reach()
        if not 1 <= most <= MOST or not 0 <= wait_seconds <= 20:  # noqa: PLR2004  SQS's limits
            raise ValueError("SQS takes 1 to 10 messages and 0 to 20 seconds")
        now, found = self.wall(), []
        for one in [one for one in self._stored if one.visible_at <= now][:most]:
            if self.redrive and one.receives >= self.most_receives:
                self._stored.remove(one)
                self.dead.append(one.body)
                continue
            one.receives += 1
            one.visible_at = now + visibility_seconds
            receipt, told = f"{one.id}#{one.receives}", one.receives if self.counts else 1
            found.append(Received(one.id, receipt, one.body, told, one.attributes))
        return tuple(found)

    def delete(self, receipts: Sequence[str]) -> Sequence[str]:
        """Only the newest receipt of a message deletes it."""
        self._reach()
        valid = {f"{one.id}#{one.receives}" for one in self._stored}
        self._stored = [o for o in self._stored if f"{o.id}#{o.receives}" not in set(receipts)]
        return tuple(receipt for receipt in receipts if receipt not in valid)

    def has_redrive(self) -> bool:
        """As set."""
        self._reach(self.silent)
        return self.redrive

    def policy(self) -> str:
        """As set."""
        self._reach(self.silent)
        return self.policy_text

    def _reach(self, silent: str = "") -> None:
        if self.away or silent:
            raise QueueAway(self.away or silent)
