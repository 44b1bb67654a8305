"""Times, durations, sizes and dollars as people read them, units included."""

import re
from datetime import UTC, datetime

from recovery.figures import dollars, gigabytes, minutes

__all__ = [
    "age",
    "ago",
    "between",
    "dollars",
    "minute",
    "moment",
    "of_expected",
    "reader_clock",
    "reader_time",
    "size",
    "span",
    "spoken",
    "utc",
]

MINUTE = 60
HOUR = 3600

_ISO = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)


def span(seconds: float) -> str:
    """`2 s`, `38 min`, `1 h 12 min`, `3 d 4 h`."""
    whole = max(0, round(seconds))
    if whole < MINUTE:
        return f"{whole} s"
    return minutes(whole)


def between(low_seconds: float, high_seconds: float) -> str:
    """`31 to 44 min`, in one unit; a single figure where both read the same."""
    low, high = sorted((low_seconds, high_seconds))
    if span(low) == span(high):
        return span(high)
    if high < MINUTE:
        return f"{round(low)} to {round(high)} s"
    if high < 2 * HOUR and low >= MINUTE:
        return f"{round(low / MINUTE)} to {round(high / MINUTE)} min"
    return f"{span(low)} to {span(high)}"


def of_expected(
    elapsed_seconds: float, low_seconds: float | None, high_seconds: float | None
) -> str:
    """`43 of about 60 min`, `3 of at least 20 min`; only `43 min` where nothing is expected.

    The upper end is named where there is one: better early than late.
    """
    if high_seconds is not None:
        return _of(elapsed_seconds, "about", high_seconds)
    if low_seconds is None:
        return span(elapsed_seconds)
    if elapsed_seconds < low_seconds:
        return _of(elapsed_seconds, "at least", low_seconds)
    return f"{span(elapsed_seconds)}, at least {span(low_seconds)} expected"


def _of(elapsed_seconds: float, how: str, expected_seconds: float) -> str:
    if expected_seconds < 2 * MINUTE:
        return f"{round(elapsed_seconds)} of {how} {round(expected_seconds)} s"
    return f"{int(elapsed_seconds // MINUTE)} of {how} {round(expected_seconds / MINUTE)} min"


def ago(then: datetime, now: datetime) -> str:
    """`10 min ago`, `just now`, or `in 5 min` for what is still to come."""
    seconds = (now - then).total_seconds()
    if abs(seconds) < 1:
        return "just now"
    return f"{span(seconds)} ago" if seconds > 0 else f"in {span(-seconds)}"


def age(seconds: float) -> str:
    """How old data is: `12 s old`."""
    return f"{span(seconds)} old"


def size(count: int | None) -> str:
    """`12.1 GB`; what AWS did not say is `unknown size`."""
    return "unknown size" if count is None else gigabytes(count)


def utc(instant: datetime, now: datetime | None = None) -> str:
    """`02:09 UTC`, with seconds where they count and the day where it is another than now's."""
    here = instant.astimezone(UTC)
    return _dated(here, f"{here:%H:%M:%S}" if here.second else f"{here:%H:%M}", now)


def minute(instant: datetime, now: datetime) -> str:
    """`02:09 UTC`, for what need not be known to the second."""
    here = instant.astimezone(UTC)
    return _dated(here, f"{here:%H:%M}", now)


def _dated(here: datetime, clock: str, now: datetime | None) -> str:
    if now is None or here.date() != now.astimezone(UTC).date():
        year = "" if now is not None and here.year == now.year else f" {here.year}"
        return f"{here.day} {here:%b}{year} {clock} UTC"
    return f"{clock} UTC"


def spoken(text: str, now: datetime) -> str:
    """Our own sentence with `2026-11-14T02:11:00Z` as `02:11 UTC`; commands in it stay as typed."""
    parts = text.split("`")
    parts[::2] = (_ISO.sub(lambda found: _read(found[0], now), part) for part in parts[::2])
    return "`".join(parts)


def _read(text: str, now: datetime) -> str:
    try:
        return utc(datetime.fromisoformat(text), now)
    except ValueError:
        return text  # digits of that shape that are no instant


def reader_time(instant: datetime) -> str:
    """Slack shows this in the reader's own zone: `18:09 your time`; elsewhere it reads as UTC."""
    here = instant.astimezone(UTC)
    return f"<!date^{int(here.timestamp())}^{{time}} your time|{here:%H:%M} UTC>"


def reader_clock(instant: datetime) -> str:
    """The same with its day (`today at 18:09`), for what only one person reads."""
    here = instant.astimezone(UTC)
    shown = f"{here.day} {here:%b %H:%M} UTC"
    return f"<!date^{int(here.timestamp())}^{{date_short_pretty}} at {{time}}|{shown}>"


def moment(instant: datetime, now: datetime) -> str:
    """`02:09:00 UTC · 18:09 your time`; true for as long as it stands, unlike `10 min ago`."""
    here = instant.astimezone(UTC)
    return f"{_dated(here, f'{here:%H:%M:%S}', now)} · {reader_time(instant)}"
