"""The ledger in Redis or Valkey, 6.2 or later; its keys stand in `redis_keys`."""

import time
from collections.abc import Callable
from typing import Any

from recovery.errors import LedgerAway
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
from recovery.ledger.redis_cards import RedisCards, RedisHomes, RedisOutbox
from recovery.ledger.redis_due import RedisDue, RedisLocks
from recovery.ledger.redis_jobs import RedisJobs
from recovery.ledger.redis_keys import key
from recovery.ledger.redis_link import Link
from recovery.ledger.redis_news import RedisNews
from recovery.ledger.redis_rooms import RedisHistory, RedisRates, RedisReplays, RedisVitals
from recovery.ledger.redis_seen import RedisPeople, RedisSightings

SCHEMA = 1
"""Number of the layout in `redis_keys`; raised when an older program could misread it."""
MAX_CONNECTIONS = 64


class NewerLedger(Exception):  # noqa: N818  named for the condition
    """The store was written by a newer program than this one, which must not touch it."""


class RedisLedger:
    """All rooms, over one pool of connections; threads may share it, forked children too."""

    def __init__(self, link: Link, wall: Callable[[], float]) -> None:
        self._link = link
        self.jobs: Jobs = RedisJobs(link, wall)
        self.due: Due = RedisDue(link)
        self.locks: Locks = RedisLocks(link)
        self.cards: Cards = RedisCards(link)
        self.outbox: Outbox = RedisOutbox(link)
        self.homes: Homes = RedisHomes(link)
        self.people: People = RedisPeople(link)
        self.sightings: Sightings = RedisSightings(link)
        self.history: History = RedisHistory(link)
        self.rates: Rates = RedisRates(link, wall)
        self.vitals: Vitals = RedisVitals(link, wall)
        self.replays: Replays = RedisReplays(link)
        self.news: News = RedisNews(link)

    def ping(self) -> None:
        """Raises LedgerAway unless the store answers and takes writes."""
        self._link.call("SET", key("ping"), "1", "EX", 60)

    def close(self) -> None:
        """Give the connections back; the ledger can still be used."""
        self._link.close()


def open_ledger(
    url: str,
    *,
    max_connections: int = MAX_CONNECTIONS,
    wall: Callable[[], float] = time.time,
) -> RedisLedger:
    """The ledger at `url`, whether or not it can be reached at the moment.

    Args:
        url: `redis://`, `rediss://` or `unix://`, password included.
        max_connections: At least the number of threads that use it at once.
        wall: Epoch seconds, for ages of letters and signs of life.

    Raises:
        NewerLedger: The store's layout is newer than this program. The same is
            raised later by any call that opens a connection to such a store.
    """
    link = Link(url, max_connections=max_connections, greet=_check_schema)
    ledger = RedisLedger(link, wall)
    try:
        ledger.ping()
    except LedgerAway:
        # Nobody has to wait for a store at start; the first connection made checks it.
        ledger.close()
    return ledger


def _check_schema(connection: Any) -> None:  # noqa: ANN401  redis's connections share no type
    connection.on_connect()
    connection.send_command("SETNX", key("schema"), SCHEMA)
    connection.read_response()
    connection.send_command("GET", key("schema"))
    stored = int(connection.read_response())
    if stored > SCHEMA:
        connection.disconnect()
        raise NewerLedger(
            f"The ledger has layout {stored} and this program knows {SCHEMA} at most. "
            "Install the newer version of ddbdr on this machine too."
        )
