"""A standard queue of SQS: what is there to be had, what is hidden, who waits for it.

Visibility timeouts, delays and waiting are wall time, as a client's work on a
message is; when a message was sent, and how long it is kept, are domain time.
"""

import heapq
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from sandbox.aws.call import AwsError, Json
from sandbox.aws.events.message import Message, message_of
from sandbox.aws.events.queue_attributes import Attributes
from sandbox.clock import SandboxClock

IN_FLIGHT = 120_000
"""Messages of a standard queue that may be received and not yet deleted."""


@dataclass(frozen=True)
class Name:
    """Which queue: the account it belongs to, its region, its name."""

    account: str
    region: str
    name: str

    @property
    def arn(self) -> str:
        """`arn:aws:sqs:us-east-2:123456789012:ddbdr`."""
        return f"arn:aws:sqs:{self.region}:{self.account}:{self.name}"


@dataclass(eq=False)
class Queue:
    """One queue. Not safe for threads: callers hold the world's lock, on which `arrived` is."""

    name: Name
    attributes: Attributes
    clock: SandboxClock
    arrived: threading.Condition
    tags: dict[str, str] = field(default_factory=dict)
    gone: bool = False
    created: datetime = field(init=False)
    changed: datetime = field(init=False)
    _ready: deque[Message] = field(default_factory=deque)
    _hidden: dict[str, Message] = field(default_factory=dict)
    _due: list[tuple[float, int, Message]] = field(default_factory=list)
    _order: "count[int]" = field(default_factory=count)
    _purged_at: float | None = None

    def __post_init__(self) -> None:
        self.created = self.changed = self.clock.now()

    def change(self, texts: Mapping[str, str]) -> None:
        """Set attributes; AwsError for what SQS does not take."""
        self.attributes = self.attributes.changed(texts)
        self.changed = self.clock.now()

    def put(self, message: Message, delay: int | None = None) -> None:
        """Send a message, to be had after so many wall seconds, or after the queue's own delay."""
        seconds = self.attributes.delay if delay is None else delay
        if seconds:
            self._hide(message, seconds)
        else:
            self._ready.append(message)
        self.arrived.notify_all()

    def receive(
        self,
        most: int,
        visibility: int,
        wait: float,
        redrive: "Redrive | None",
        hung_up: Callable[[], bool],
    ) -> list[Message]:
        """Up to `most` messages; where there is none, wait for one and let others work meanwhile.

        `redrive` takes what was received too often already. Who has hung up while
        waiting gets nothing: a message would be hidden from those who are there.
        """
        patience = time.monotonic() + wait
        while True:
            got = self._take(most, visibility, redrive)
            left = patience - time.monotonic()
            if got or left <= 0 or self.gone:
                return got
            self.arrived.wait(min(left, self._until_due()))
            if hung_up():
                return []

    def delete(self, receipt: str) -> None:
        """Delete what that receive gave; nothing where it was received again since."""
        wanted = message_of(receipt)
        message = self._hidden.get(wanted)
        if message is not None and message.receipt == receipt:
            del self._hidden[wanted]
        elif message is None:
            # Visible again and not received since: its handle is still good.
            kept = (each for each in self._ready if each.id != wanted or each.receipt != receipt)
            self._ready = deque(kept)

    def hide(self, receipt: str, seconds: int) -> None:
        """Let the visibility timeout end so many seconds from now."""
        message = self._hidden.get(message_of(receipt))
        if message is None or message.receipt != receipt or message.visible_at <= self._wall():
            raise AwsError(
                "InvalidParameterValue",
                f"Value {receipt} for parameter ReceiptHandle is invalid. Reason: Message does "
                "not exist or is not available for visibility timeout change.",
            )
        self._hide(message, seconds)
        self.arrived.notify_all()

    def purge(self) -> None:
        """Delete all there is; once a minute."""
        now = self._wall()
        if self._purged_at is not None and now < self._purged_at + 60:
            raise AwsError(
                "PurgeQueueInProgress",
                f"Only one PurgeQueue operation on {self.name.name} is allowed every 60 seconds.",
            )
        self._purged_at = now
        self._ready.clear()
        self._hidden.clear()
        self._due.clear()

    def facts(self) -> Json:
        """What GetQueueAttributes tells besides what was set; numbers are exact here."""
        self._surface()
        delayed = sum(not message.receives for message in self._hidden.values())
        return {
            "ApproximateNumberOfMessages": str(len(self._ready)),
            "ApproximateNumberOfMessagesNotVisible": str(len(self._hidden) - delayed),
            "ApproximateNumberOfMessagesDelayed": str(delayed),
            "CreatedTimestamp": str(int(self.created.timestamp())),
            "LastModifiedTimestamp": str(int(self.changed.timestamp())),
            "QueueArn": self.name.arn,
        }

    def _take(self, most: int, visibility: int, redrive: "Redrive | None") -> list[Message]:
        self._surface()
        got: list[Message] = []
        now = self.clock.now()
        oldest = now - self.attributes.retention
        while self._ready and len(got) < most:
            if len(self._hidden) >= IN_FLIGHT:
                raise AwsError("OverLimit", f"More than {IN_FLIGHT} messages are in flight", 403)
            message = self._ready.popleft()
            if message.sent < oldest:
                continue
            if redrive is not None and message.receives >= redrive.most:
                redrive.take(message)
                continue
            message.receives += 1
            message.first_received = message.first_received or now
            self._hide(message, visibility)
            got.append(message)
        return got

    def _hide(self, message: Message, seconds: float) -> None:
        message.visible_at = self._wall() + seconds
        self._hidden[message.id] = message
        heapq.heappush(self._due, (message.visible_at, next(self._order), message))

    def _surface(self) -> None:
        """Whose timeout is over is to be had again, behind all others."""
        now = self._wall()
        while self._due and self._due[0][0] <= now:
            due, _, message = heapq.heappop(self._due)
            if self._hidden.get(message.id) is message and message.visible_at == due:
                del self._hidden[message.id]
                self._ready.append(message)

    def _until_due(self) -> float:
        """Wall seconds until something hidden is to be had again."""
        return max(0.001, self._due[0][0] - self._wall()) if self._due else threading.TIMEOUT_MAX

    def _wall(self) -> float:
        return self.clock.wall().timestamp()


@dataclass(frozen=True)
class Redrive:
    """Where messages go that were received `most` times and not deleted."""

    queue: Queue
    most: int
    source: str

    def take(self, message: Message) -> None:
        """The message moves; it keeps its id and the instant it was sent at."""
        message.source = self.source
        self.queue.put(message, 0)
