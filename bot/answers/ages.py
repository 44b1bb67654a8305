"""How old the inventory is, for the small print under every list made from it."""

from collections.abc import Iterable
from datetime import datetime

from bot.render.numbers import ago
from recovery.inventory import Sighting
from recovery.words import escape_mrkdwn


def ages(readings: Iterable[Sighting], now: datetime) -> tuple[str, ...]:
    """One note a region: when it was read, and why not if it could not be."""
    notes = tuple(_age(reading, now) for reading in readings)
    return notes or ("AWS has not been read yet; a worker does so when it starts.",)


def _age(reading: Sighting, now: datetime) -> str:
    place = f"{reading.account} {reading.region}"
    seen = f"read {ago(reading.at, now)}" if reading.at else "never read"
    trouble = f", cannot be read now: {escape_mrkdwn(reading.problem)}" if reading.problem else ""
    return f"{place} {seen}{trouble}"
