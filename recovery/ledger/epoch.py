"""Domain time as whole microseconds since 1970, which Redis sorts without rounding.

A sorted set's score is a double: whole numbers up to 2^53 are exact, and the year
2200 is below that in microseconds.
"""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def micros(instant: datetime) -> int:
    """Microseconds since 1970; a datetime without a zone is a TypeError."""
    return (instant - EPOCH) // MICROSECOND


def instant(count: int) -> datetime:
    """The instant, in UTC."""
    return EPOCH + count * MICROSECOND
