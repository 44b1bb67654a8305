"""What the ledger promises of Slack: what it still has to be told, and who is there; see `port`."""

from collections.abc import Mapping
from typing import Protocol

from recovery.cards import Delivery, Letter
from recovery.people import Directory, Person


class Cards(Protocol):
    """What Slack still has to be told about jobs."""

    def lead(self, instance: str, *, wall: float, seconds: float) -> bool:
        """Become, or stay, the one poster for `seconds`."""

    def dirty(self, *, limit: int) -> tuple[tuple[str, int], ...]:
        """(job id, mark) that changed since shown: ends and approvals first, then oldest."""

    def clean(self, job_id: str, mark: int) -> None:
        """It was shown as of `mark`; stays dirty if it has changed since."""

    def mark(self, job_id: str) -> None:
        """Show it again."""

    def delivery(self, job_id: str) -> Delivery:
        """Where it stands in Slack; an empty one if nowhere."""

    def save_delivery(self, job_id: str, delivery: Delivery) -> None:
        """Remember where it stands."""

    def await_news(self, *, timeout_seconds: float) -> bool:
        """Block until a job gets dirty or a letter is put, or the time is up.

        Takes the signal, so only the one poster should wait here. Held back letters give
        none when their time comes.
        """


class Outbox(Protocol):
    """Letters to Slack, each kept until Slack took it."""

    def put(self, letter: Letter, *, wall: float) -> bool:
        """Add it unless one of its ids was added within 15 days, see `remembering`."""

    def ready(self, lane: str, *, wall: float, limit: int) -> tuple[Letter, ...]:
        """Letters that may go now, oldest first."""

    def done(self, letter_id: str) -> None:
        """Slack took it, or nobody wants it any more."""

    def later(self, letter: Letter, *, at: float) -> None:
        """Try again at wall time `at`; stores the letter's new attempts."""

    def waiting(self) -> int:
        """How many letters have not been taken."""


class People(Protocol):
    """The directory, and requests to read it anew."""

    def directory(self) -> Directory:
        """As last read; an empty one if never."""

    def replace(self, directory: Directory) -> None:
        """Store a fresh reading."""

    def ask_fresh(self) -> None:
        """Ask the poster to read it again soon."""

    def is_asked(self) -> bool:
        """Whether someone asked, which this clears."""


class Homes(Protocol):
    """Who looks at the app's Home tab in Slack."""

    def open(self, person: Person, *, wall: float) -> None:
        """This person opened it; `Cards.await_news` hears of it."""

    def opened(self, *, since: float) -> Mapping[Person, float]:
        """Everybody who opened it after `since`, and when last; who did before is forgotten."""
