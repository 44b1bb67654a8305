"""What the ledger promises of AWS's events and the news made of them; see `port`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from recovery.cards import Letter
from recovery.outcome import Notice, Value


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """An event of AWS, and what comes of it the first time it is heard.

    Attributes:
        key: Equal for two tellings of one event.
        notices: Put into the outbox.
        ids: AWS's ids of what it is about: open jobs that learnt one of them are woken.
        wakes: Jobs or chores to wake besides.
        held_until: Notices that are not urgent go then (wall), or when they are released.
    """

    key: str
    notices: Sequence[Notice] = ()
    ids: Sequence[str] = ()
    wakes: Sequence[str] = ()
    held_until: float | None = None


class Piece(NamedTuple):
    """News of one kind about one thing, as a digest counts it."""

    channel: str
    urgent: bool
    name: str
    account: str
    region: str
    table: str


class Poison(Value):
    """A message that nobody here understands.

    Attributes:
        id: SQS's id of it.
        queue: The queue's URL.
        reason: Half a sentence.
        body: Its beginning; text from outside.
        at: When it was given up, epoch seconds.
    """

    id: str
    queue: str
    reason: str
    body: str
    at: float


class News(Protocol):
    """Events, each heard once; news gathered for digests; messages that were given up."""

    def hear(self, hearing: Hearing, *, now: datetime, wall: float) -> bool:
        """Do what comes of an event, all or nothing; False if it was heard within 15 days.

        One that has neither notices nor wakes is not remembered: most events tell progress,
        and a job that is woken twice by one looks twice.
        """

    def awaiting(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Open jobs that learnt one of these AWS ids."""

    def letter(self, letter_id: str) -> Letter | None:
        """A letter that waits in the outbox, or None if it went."""

    def release(self, letter: Letter) -> None:
        """Let a waiting letter go now, with this body; nothing if it went already."""

    def gather(self, letter: Letter, piece: Piece, *, chore: str, at: datetime) -> None:
        """Take a letter out of the outbox and count it instead; the chore runs by `at`.

        Nothing if the letter is done already.
        """

    def gathered(self) -> Mapping[Piece, int]:
        """What waits for a digest, and how often."""

    def tell(self, digest: Letter, told: Mapping[Piece, int], *, wall: float) -> None:
        """Put a digest into the outbox and take what it tells off the count."""

    def give_up(self, poison: Poison, notice: Notice, *, wall: float) -> bool:
        """Keep a message, tell of it; False if that was done before. The newest 100 are kept."""

    def poison(self) -> tuple[Poison, ...]:
        """Newest first."""
