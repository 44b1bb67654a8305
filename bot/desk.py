"""What every handler works with: configuration, ledger, time, people."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from bot.asking import Asking, Replayed
from recovery.config import Config
from recovery.ledger.port import Ledger
from recovery.people import Directory

DIRECTORY_SECONDS = 1.0
"""Wall seconds for which a reading of the directory is used again."""
GROUPS_SECONDS = 300.0
"""A group read longer ago does not settle who is in it."""


def _draws() -> Callable[[int], int]:
    """A source of job ids, seeded by the system in each process.

    Ids are no secret and are created only where they are free; asking the system
    anew for each of seven letters would cost more than all the rest of a command.
    """
    return random.Random().randrange  # noqa: S311  as said: no secret


@dataclass(kw_only=True)
class Desk:
    """The bot's dependencies, made once at the edge.

    Attributes:
        now: Domain time, UTC.
        wall: Epoch seconds, for signatures, ages and expiries of letters.
        randbelow: Source of job ids.
        is_sandbox: Whether AWS is not the real one.
    """

    config: Config
    ledger: Ledger
    now: Callable[[], datetime]
    wall: Callable[[], float] = time.time
    randbelow: Callable[[int], int] = field(default_factory=_draws)
    is_sandbox: bool = False
    _directory: Directory = field(default_factory=Directory, init=False)
    _directory_read: float = field(default=float("-inf"), init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def directory(self) -> Directory:
        """People, groups and channels, at most a second old (their own age apart)."""
        wall = self.wall()
        with self._lock:
            if not 0 <= wall - self._directory_read < DIRECTORY_SECONDS:
                self._directory = self.ledger.people.directory()
                self._directory_read = wall
            return self._directory

    def knows_groups(self) -> bool:
        """Whether Slack's groups were read recently enough to settle who is in them."""
        return self.wall() - self.directory().read_at <= GROUPS_SECONDS

    def refuse_replay(self, asking: Asking) -> None:
        """Take a request once; a job-starting one is taken by the job's creation instead."""
        if not self.ledger.replays.first_time(asking.request_id):
            raise Replayed
