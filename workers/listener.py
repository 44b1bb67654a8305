"""The listener: events of AWS from its queues into the ledger, each once.

One thread for each queue waits for messages. A message is deleted only after the ledger
has what comes of it; while the ledger is away nothing is deleted, and SQS gives the
messages again. One that nobody understands is left in the queue for a while, perhaps a
newer version reads it; then it is kept in the ledger, told once, and deleted, or left to
the queue's own redrive. `workers.events` hands the queues in: nothing here reaches AWS
but through them.
"""

import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from urllib.parse import urlsplit

from structlog.typing import FilteringBoundLogger

from recovery.aws_events import Malformed, read_event
from recovery.aws_events.queue_policy import complaint
from recovery.config import Config
from recovery.errors import LedgerAway
from recovery.ledger.port import Ledger
from recovery.ledger.port_news import Hearing, Poison
from recovery.outcome import Notice
from recovery.timepiece import Clock
from workers.hearing import hearing_of, may_tell_rpo, not_looked_up, with_rpo
from workers.readers import readers_of_event

WAIT_SECONDS = 20
"""As long as SQS lets a call wait for a message."""
BATCH = 10
"""As many as SQS gives at once."""
HIDDEN_SECONDS = 30
"""Until SQS gives a message again that was not deleted."""
AWAY_SECONDS = 5.0
"""Before AWS or the ledger is tried again."""
MOST_RECEIVES = 5
"""A message that was not understood so often is given up."""
MOST_BAFFLING = 1000
"""Messages whose receives are counted here; there are more only where something else is wrong."""
CHECK_SECONDS = 300.0
"""Between two looks at a queue's policy and redrive."""
CHECK_AGAIN_SECONDS = 30.0
"""The same where it told nothing."""
FLEET_SECONDS = 60.0
"""For how long a count of the fleet's tables is used again."""
LOOKS_A_SECOND, LOOKS_AT_ONCE = 1.0, 20
"""Notices of which a worker asks AWS what RPO they reached; beyond that they go without."""
READ_AFTER = timedelta(seconds=30)
"""From an event to the reading of its place: so many events may be heard meanwhile."""
LONGEST_BODY = 2000
"""Characters kept of a message that was given up."""

NO_LEDGER = "the ledger cannot be reached"


class QueueAway(Exception):  # noqa: N818  named for the condition
    """The queue cannot be read at the moment, with why as half a sentence."""


class Message(Protocol):
    """One message as it was received."""

    @property
    def id(self) -> str:
        """SQS's id of it, the same at each receive."""

    @property
    def receipt(self) -> str:
        """What deletes it."""

    @property
    def attributes(self) -> Mapping[str, str]:
        """Its message attributes, which SNS fills where it delivers raw."""

    @property
    def body(self) -> str:
        """Text from outside."""

    @property
    def receives(self) -> int:
        """How often it was received, this time included."""


class Queue(Protocol):
    """One queue; every verb may raise QueueAway."""

    @property
    def url(self) -> str:
        """Where it is."""

    def receive(
        self, *, wait_seconds: int, most: int, visibility_seconds: int
    ) -> Sequence[Message]:
        """Up to `most` messages, waiting for the first."""

    def delete(self, receipts: Sequence[str]) -> Sequence[str]:
        """Delete messages; the receipts of those that were not."""

    def has_redrive(self) -> bool:
        """Whether SQS moves messages away by itself that are received too often."""

    def policy(self) -> str:
        """Who may send to it, as JSON; empty for nobody but its own account."""


@dataclass
class QueueState:
    """How one queue does, for `health`.

    Attributes:
        trouble: Why it cannot be read; empty while it can.
        warning: What is wrong with who may send to it.
        has_redrive: Whether SQS moves away what is received too often.
        check_at: When warning and redrive are looked at next, wall seconds.
        heard: Messages taken since the process began.
    """

    trouble: str = ""
    warning: str = ""
    has_redrive: bool = False
    check_at: float = float("-inf")
    heard: int = 0


class Listener:
    """Takes what one queue holds; one per queue, each in a thread of its own.

    Args:
        wall: Epoch seconds.
    """

    def __init__(
        self,
        queue: Queue,
        *,
        ledger: Ledger,
        config: Config,
        clock: Clock,
        wall: Callable[[], float],
        log: FilteringBoundLogger,
    ) -> None:
        self._queue = queue
        self._ledger = ledger
        self._config = config
        self._clock = clock
        self._wall = wall
        self.name = urlsplit(queue.url).path.rpartition("/")[2] or queue.url
        self._log = log.bind(queue=self.name)
        self.state = QueueState()
        self._baffling: Counter[str] = Counter()
        self._fleet = 0
        self._counted_at = float("-inf")
        self._to_read: set[str] = set()

    def run(self, ending: threading.Event) -> None:
        """Go on until told to end, whatever is away."""
        while not ending.is_set():
            seconds = self.turn()
            if seconds:
                ending.wait(seconds)

    def turn(self, *, wait_seconds: int = WAIT_SECONDS) -> float:
        """Receive once and take what came; the seconds to rest before the next turn."""
        try:
            if self.state.trouble == NO_LEDGER:
                # Each receive counts, and SQS takes away what is received too often.
                self._ledger.ping()
            self._check()
            messages = self._queue.receive(
                wait_seconds=wait_seconds, most=BATCH, visibility_seconds=HIDDEN_SECONDS
            )
            self.state.trouble = ""
            self._take_all(messages)
        except QueueAway as away:
            self.state.trouble = f"the queue {self.name} cannot be read: {away}"
            self._log.warning("queue away", why=str(away))
            return AWAY_SECONDS
        except LedgerAway as away:
            # What was not deleted comes again.
            self.state.trouble = NO_LEDGER
            self._log.warning("ledger away", why=str(away))
            return AWAY_SECONDS
        except Exception:  # noqa: BLE001  a defect must not end the listener
            self.state.trouble = "ddbdr itself broke, see the listener's log"
            self._log.exception("turn broke")
            return AWAY_SECONDS
        return 0.0

    def _take_all(self, messages: Sequence[Message]) -> None:
        """Take each; those the ledger has are deleted, also where it was away in the middle."""
        done: list[str] = []
        try:
            done.extend(message.receipt for message in messages if self._take(message))
            self._have_read()
        finally:
            if done:
                self._delete(done)

    def _delete(self, receipts: list[str]) -> None:
        left = self._queue.delete(receipts)
        if left:
            # They come again, and the ledger knows them.
            self._log.warning("messages not deleted", messages=len(left))

    def _take(self, message: Message) -> bool:
        """Whether it may be deleted."""
        try:
            event = read_event(message.body, message.attributes)
            if isinstance(event, Malformed):
                return self._give_up(message, event.reason)
            hearing = self._looked_into(hearing_of(event, self._config, self._ledger))
            is_new = self._ledger.news.hear(hearing, now=self._clock.now(), wall=self._wall())
            self._to_read.update(readers_of_event(event, self._config))
        except LedgerAway:
            raise
        except Exception:  # noqa: BLE001  one message must not hold up the others
            self._log.exception("message broke", message=message.id)
            return self._give_up(message, "ddbdr itself broke on it, see the listener's log")
        self.state.heard += 1
        self._log.debug("heard", key=hearing.key, is_new=is_new, notices=len(hearing.notices))
        return True

    def _looked_into(self, hearing: Hearing) -> Hearing:
        """With its RPO, as long as there are not too many to ask AWS about each."""
        if not may_tell_rpo(hearing, self._config, fleet=self._tables()):
            return hearing
        wait = self._ledger.rates.take(
            "news:looks", per_second=LOOKS_A_SECOND, burst=LOOKS_AT_ONCE, wall=self._wall()
        )
        told = not_looked_up(hearing, self._config)
        return told if wait else with_rpo(told, wall=self._wall())

    def _have_read(self) -> None:
        """Have the places read where a backup came or went, all that come meanwhile with it."""
        if self._to_read:
            at = self._clock.now() + READ_AFTER
            self._ledger.due.hasten(sorted(self._to_read), at=at)
            self._to_read.clear()

    def _tables(self) -> int:
        now = self._wall()
        if not 0 <= now - self._counted_at < FLEET_SECONDS:
            self._fleet = len(self._ledger.sightings.tables())
            self._counted_at = now
        return self._fleet

    def _give_up(self, message: Message, reason: str) -> bool:
        """Keep and tell what was not understood often enough; whether it may be deleted."""
        if not self.state.has_redrive and self._receives(message) < MOST_RECEIVES:
            return False
        poison = Poison(
            id=message.id,
            queue=self.name,
            reason=reason,
            body=message.body[:LONGEST_BODY].encode(errors="replace").decode(),
            at=self._wall(),
        )
        if self._ledger.news.give_up(poison, unread(poison), wall=self._wall()):
            self._log.error("message given up", message=message.id, reason=reason)
        return not self.state.has_redrive

    def _receives(self, message: Message) -> int:
        """As SQS counts, and as we do: not every stand-in of it does."""
        if len(self._baffling) > MOST_BAFFLING:
            self._baffling.clear()
        self._baffling[message.id] += 1
        return max(message.receives, self._baffling[message.id])

    def _check(self) -> None:
        """Look at who may send, and at the redrive, now and then."""
        if self._wall() < self.state.check_at:
            return
        self.state.check_at = self._wall() + CHECK_SECONDS
        try:
            self.state.has_redrive = self._queue.has_redrive()
            wrong = complaint(self._queue.policy())
        except QueueAway as away:
            # To receive needs no such permission; nothing is deleted that SQS may keep.
            self.state.has_redrive = True
            self.state.check_at = self._wall() + CHECK_AGAIN_SECONDS
            wrong = f"does not tell who may send to it: {away}"
        self.state.warning = f"the queue {self.name} {wrong}" if wrong else ""


def unread(poison: Poison) -> Notice:
    """The news that a message could not be understood."""
    return Notice(
        name="EventUnreadable",
        key=f"poison:{poison.id}",
        table="",
        account="",
        region="",
        detail=(("queue", poison.queue), ("", poison.reason), ("", "kept and shown by Health")),
        urgent=True,
        offers=(("Health", "health"),),
    )
