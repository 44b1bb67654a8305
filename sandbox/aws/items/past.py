"""What a table held at any instant, as a log of what each write replaced.

DynamoDB restores to a second. The present is at hand anyhow; so the past is
the present with the writes since then taken back, newest first.
"""

from bisect import bisect_right
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

from sandbox.aws.items.values import Image

KEPT = timedelta(days=35)
"""The longest RecoveryPeriodInDays there is; what is older can never be asked for."""

_TIDY_EVERY = 1024


class Replaced(NamedTuple):
    """At `instant` a write put something in the place of `before`; None: of nothing."""

    instant: datetime
    position: bytes
    before: Image | None


class Past:
    """Every write of the last 35 days, oldest first."""

    def __init__(self) -> None:
        self._log: list[Replaced] = []

    def __len__(self) -> int:
        return len(self._log)

    def note(self, instant: datetime, position: bytes, before: Image | None) -> None:
        """A write. Raises ValueError for an instant before the latest one: the past stays."""
        log = self._log
        if log and instant < log[-1].instant:
            raise ValueError(f"{instant} is before this table's latest write")
        log.append(Replaced(instant, position, before))
        if len(log) % _TIDY_EVERY == 0:
            del log[: self._following(instant - KEPT)]

    def since(self, instant: datetime) -> dict[bytes, Image | None]:
        """What the positions written after `instant` held then."""
        held: dict[bytes, Image | None] = {}
        for entry in islice(self._log, self._following(instant), None):
            held.setdefault(entry.position, entry.before)
        return held

    def _following(self, instant: datetime) -> int:
        return bisect_right(self._log, instant, key=lambda entry: entry.instant)
