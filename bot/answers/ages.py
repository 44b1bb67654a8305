"""How old the inventory is, for the small print under every list made from it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.render.numbers import ago
from recovery.inventory import Sighting
from recovery.words import escape_mrkdwn

FRESH = timedelta(minutes=1)
"""A reading older than this is worth another one to somebody who looks at it."""


def is_old(reading: Sighting, now: datetime) -> bool:
    """Whether AWS should be read again for who looks at this."""
    return reading.at is None or now - reading.at > FRESH


def ages(
    readings: Iterable[Sighting], now: datetime, *, again: frozenset[Sighting] = frozenset()
) -> tuple[str, ...]:
    """One note a region: when it was read, and why not if it could not be.

    `again` has those that are being read again right now.
    """
    notes = tuple(_age(reading, now, again) for reading in readings)
    return notes or ("AWS has not been read yet; a worker does so when it starts.",)


def _age(reading: Sighting, now: datetime, again: frozenset[Sighting]) -> str:
    seen = f"read {ago(reading.at, now)}" if reading.at else "never read"
    trouble = f", cannot be read now: {escape_mrkdwn(reading.problem)}" if reading.problem else ""
    anew = ", reading again" if reading in again else ""
    place = " ".join(part for part in (reading.account, reading.region, reading.what) if part)
    return f"{place} {seen}{trouble}{anew}"
