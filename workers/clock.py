"""The clock process: claims what is due and puts it before the pool.

It knows no AWS and holds no state; several may run. Claiming moves an id from due to
leased, so a batch that is lost on its way is claimed again when its lease ends.
"""

import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from redis.exceptions import RedisError
from structlog.typing import FilteringBoundLogger

from recovery.config import Config
from recovery.errors import LedgerAway
from recovery.ledger import Ledger, open_ledger
from recovery.timepiece import Clock
from recovery.vitals import Vital
from workers.bootstrap import read_config, read_settings, start_logging
from workers.chores.names import all_chores, is_chore
from workers.rq_queue import LEASE_SECONDS, open_queue
from workers.timepiece import make_clock
from workers.vital_signs import BEAT_SECONDS, instance

LARGEST_BATCH = 25
MOST_CLAIMED = 400
BATCHES_PER_WORKER = 2
"""Batches that may wait for each worker: more would outlive their leases in the queue."""
LONGEST_SLEEP_SECONDS = 1.0
"""Until expired leases are looked for, at the latest."""
FULL_SECONDS = 0.1
SEED_SECONDS = 60.0
APART = timedelta(seconds=5)
AWAY_SECONDS = 1.0


class Batches(Protocol):
    """Where batches go."""

    def waiting(self) -> int:
        """Batches that no worker has begun."""

    def workers(self) -> int:
        """Workers that listen."""

    def put(self, batches: Sequence[Sequence[str]]) -> None:
        """Enqueue them."""


@dataclass
class Ticker:
    """The loop of the clock process.

    Attributes:
        sleep: Waits that many seconds.
        trouble: What it cannot reach, for its log and `health`.
    """

    ledger: Ledger
    queue: Batches
    config: Config
    clock: Clock
    wall: Callable[[], float]
    sleep: Callable[[float], object]
    log: FilteringBoundLogger
    trouble: str = ""
    _seeded: float = field(default=float("-inf"))
    _beaten: float = field(default=float("-inf"))

    def round(self) -> None:
        """Put what is due before the pool, or wait for something to be due.

        A ledger or queue that is away is waited for.
        """
        try:
            self._seed()
            self._beat()
            if not self._pass_on():
                self.ledger.due.await_wake(timeout_seconds=self._until_due())
            self._say("")
        except (LedgerAway, RedisError) as error:
            self._say(f"{type(error).__name__}: {error}")
            self.sleep(AWAY_SECONDS)

    def _seed(self) -> None:
        """Again and again: a store that lost its data would have no chores for ever."""
        if self.wall() - self._seeded < SEED_SECONDS:
            return
        now = self.clock.now()
        for number, chore in enumerate(all_chores(self.config)):
            # Apart from each other, so that they do not keep all workers busy at once.
            self.ledger.due.schedule(chore, at=now + number * APART)
        self._seeded = self.wall()

    def _pass_on(self) -> bool:
        """Claim and enqueue; whether to look again at once."""
        pool = max(1, self.queue.workers())
        room = pool * BATCHES_PER_WORKER - self.queue.waiting()
        if room <= 0:
            self.sleep(FULL_SECONDS)
            return True
        claimed = self.ledger.due.claim(
            now=self.clock.now(),
            wall=self.wall(),
            limit=min(MOST_CLAIMED, room * LARGEST_BATCH),
            lease_seconds=LEASE_SECONDS,
        )
        if not claimed:
            return False
        try:
            # Jobs first: somebody waits for them.
            self.queue.put(list(batches(sorted(claimed, key=is_chore), room)))
        except RedisError:
            # Their leases would run out by themselves; this is only sooner.
            self.ledger.due.give_back(claimed, executor=None, now=self.clock.now())
            raise
        return True

    def _until_due(self) -> float:
        following: datetime | None = self.ledger.due.next_due()
        if following is None:
            return LONGEST_SLEEP_SECONDS
        seconds = (following - self.clock.now()).total_seconds() / self._speed()
        return min(LONGEST_SLEEP_SECONDS, max(0.01, seconds))

    def _speed(self) -> float:
        """Domain seconds per wall second; a turned clock of the sandbox runs faster."""
        return max(1.0, self.clock.speed)

    def _beat(self) -> None:
        if self.wall() - self._beaten < BEAT_SECONDS:
            return
        self._beaten = self.wall()
        counts = self.ledger.due.counts(now=self.clock.now())
        self.ledger.vitals.beat(
            Vital(
                process="clock",
                instance=instance(),
                at=self.wall(),
                detail={name: str(count) for name, count in counts.items()}
                | {"queued batches": str(self.queue.waiting())},
            )
        )

    def _say(self, trouble: str) -> None:
        """Log what changed, not every round."""
        if trouble != self.trouble:
            if trouble:
                self.log.warning("clock waits for redis", trouble=trouble)
            else:
                self.log.info("clock goes on")
        self.trouble = trouble


def batches(ids: Sequence[str], room: int) -> Iterator[Sequence[str]]:
    """Cut into at most `room` batches of about the same size."""
    size = max(1, min(LARGEST_BATCH, -(-len(ids) // max(1, room))))
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def main() -> None:
    """`python -m workers.clock`."""
    settings = read_settings()
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    ticker = Ticker(
        ledger=open_ledger(settings.redis_url),
        queue=open_queue(settings.redis_url),
        config=read_config(settings),
        clock=make_clock(settings.ddbdr_clock_url),
        wall=time.time,
        sleep=ending.wait,
        log=start_logging(settings).bind(process="clock"),
    )
    while not ending.is_set():
        ticker.round()


if __name__ == "__main__":
    main()
