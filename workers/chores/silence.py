"""Places that do not answer: their chores ask one at a time, and less and less often.

A call that nobody answers holds a worker for up to 16 seconds. Of a region that is away there
are four chores for each account, and people who look at lists wake them. So a chore that got
no answer comes back after 30 seconds, then after twice as long each time; and all that got
none of one place share a turn every 30 seconds, whoever wakes them. The first that is
answered has the others run at once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from recovery.inventory import points_of
from workers.engine import Engine

FIRST = timedelta(seconds=30)
"""Longer than a call that is not answered takes."""
LONGEST = timedelta(minutes=5)


@dataclass(frozen=True)
class Silence:
    """What is known of the answers to one chore.

    Attributes:
        chore: Its id.
        place: `account/region`, which it reads.
        others: Ids of all chores that read there again and again.
    """

    engine: Engine
    chore: str
    place: str
    others: tuple[str, ...]

    def may_ask(self) -> bool:
        """Whether it is answered as far as is known, or its place's turn to be tried."""
        rates, now = self.engine.ledger.rates, self.engine.clock.now()
        # In domain time, as chores are due: somebody who turns the clock on sees it go on.
        return not self._unanswered() or rates.may_refresh(
            _listing(self.place), every_seconds=FIRST.total_seconds(), wall=now.timestamp()
        )

    def later(self) -> datetime:
        """When it comes back whose turn it is not."""
        return self.engine.clock.now() + FIRST

    def unanswered(self) -> datetime:
        """It got no answer; when it comes back."""
        count = self._unanswered() + 1
        self._store({self.chore: str(count)})
        return self.engine.clock.now() + min(LONGEST, FIRST * (1 << min(count - 1, 9)))

    def answered(self) -> None:
        """The place is there; if it was not, all that wait for it run at once."""
        if self._unanswered():
            self._store(dict.fromkeys((self.chore, *self.others), ""))
            self.engine.ledger.due.hasten(self.others, at=self.engine.clock.now())

    def _unanswered(self) -> int:
        return _unanswered(self.engine, self.place, self.chore)

    def _store(self, counts: dict[str, str]) -> None:
        rates = self.engine.ledger.rates
        rates.store_statuses(_listing(self.place), counts)


def gives_no_answer(engine: Engine, account: str, region: str) -> bool:
    """Whether AWS Backup there is known to be silent."""
    return _unanswered(engine, f"{account}/{region}", points_of(account, region)) > 0


def _listing(place: str) -> str:
    return f"silence:{place}"


def _unanswered(engine: Engine, place: str, chore: str) -> int:
    """How many times in a row a chore got no answer."""
    return int(engine.ledger.rates.statuses(_listing(place), [chore]).get(chore) or 0)
