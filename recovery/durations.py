"""Durations as people write them: `45m`, `1h`, `7d`, and seconds as `30s`.

One number and one unit, nothing else, so that a duration reads the same in a
command, in ddbdr.yaml and on a card.
"""

import re
from datetime import timedelta

from recovery.errors import Refusal
from recovery.words import code

UNITS = {
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "s": timedelta(seconds=1),
}
LONGEST = timedelta(days=3650)
"""Ten years: longer is a slip of the hand, and would leave the calendar when subtracted."""

_DURATION = re.compile(r"([0-9]{1,9})([dhms])", re.ASCII)


def parse_duration(text: str) -> timedelta:
    """Read `45m` as a timedelta; zero, more than ten years and anything else is a Refusal."""
    match = _DURATION.fullmatch(text.strip().lower())
    if not match:
        raise Refusal(f"{code(text)} is not a duration.", advice="Write it like 45m, 1h or 7d.")
    duration = int(match[1]) * UNITS[match[2]]
    if not timedelta(0) < duration <= LONGEST:
        raise Refusal(
            f"{code(text)} is out of range.",
            advice=f"A duration is at least 1s and at most {duration_text(LONGEST)}.",
        )
    return duration


def duration_text(duration: timedelta) -> str:
    """Write a duration in the largest unit that loses nothing: 90 minutes is `90m`, 120 `2h`.

    Parts of a second are dropped; `parse_duration` reads the result back.
    """
    seconds = int(duration.total_seconds())
    for letter, unit in UNITS.items():
        size = int(unit.total_seconds())
        if seconds and seconds % size == 0:
            return f"{seconds // size}{letter}"
    return "0s"
