"""The ledger in memory: for trying things out and for tests; gone when the process ends."""

import time
from collections.abc import Callable

from recovery.ledger.memory_cards import MemoryCards, MemoryHomes, MemoryOutbox
from recovery.ledger.memory_due import MemoryDue, MemoryLocks
from recovery.ledger.memory_jobs import MemoryJobs
from recovery.ledger.memory_news import MemoryNews
from recovery.ledger.memory_rooms import (
    MemoryHistory,
    MemoryPeople,
    MemoryRates,
    MemoryReplays,
    MemorySightings,
    MemoryVitals,
)
from recovery.ledger.memory_state import MemoryState
from recovery.ledger.port import (
    Due,
    History,
    Jobs,
    Locks,
    Rates,
    Replays,
    Vitals,
)
from recovery.ledger.port_news import News
from recovery.ledger.port_sightings import Sightings
from recovery.ledger.port_slack import Cards, Homes, Outbox, People


class MemoryLedger:
    """All rooms, safe to share between threads.

    Attributes:
        wall: Epoch seconds; stands for the clock of the store.
    """

    def __init__(self, *, wall: Callable[[], float] = time.time) -> None:
        state = MemoryState(wall)
        self.wall = wall
        self.jobs: Jobs = MemoryJobs(state)
        self.due: Due = MemoryDue(state)
        self.locks: Locks = MemoryLocks(state)
        self.cards: Cards = MemoryCards(state)
        self.outbox: Outbox = MemoryOutbox(state)
        self.homes: Homes = MemoryHomes(state)
        self.people: People = MemoryPeople()
        self.sightings: Sightings = MemorySightings()
        self.history: History = MemoryHistory(state)
        self.rates: Rates = MemoryRates(wall)
        self.vitals: Vitals = MemoryVitals(wall)
        self.replays: Replays = MemoryReplays(state)
        self.news: News = MemoryNews(state)

    def ping(self) -> None:
        """Memory always answers."""

    def close(self) -> None:
        """Nothing to give back."""
