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
    """When each place was read, and why not if it could not be; those read alike share a note.

    `again` has those that are being read again right now.
    """
    places: dict[str, list[str]] = {}
    for reading in readings:
        places.setdefault(_age(reading, now, again), []).append(_place(reading))
    notes = tuple(f"{', '.join(alike)} {age}" for age, alike in places.items())
    return notes or ("AWS has not been read yet; a worker does so when it starts.",)


def _place(reading: Sighting) -> str:
    return " ".join(part for part in (reading.account, reading.region, reading.what) if part)


def _age(reading: Sighting, now: datetime, again: frozenset[Sighting]) -> str:
    seen = f"read {ago(reading.at, now)}" if reading.at else "never read"
    if reading.problem:
        trying = ", trying again" if reading in again else ""
        return f"{seen}, cannot be read now{trying}: {escape_mrkdwn(reading.problem)}"
    return f"{seen}, reading again" if reading in again else seen
