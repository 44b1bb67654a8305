"""Figures: no number is shown to people without what it rests on."""

import datetime as dt

from pydantic import Field

from recovery.outcome import Value

BYTES_PER_GB = 1024**3
"""AWS bills binary gigabytes."""

_CENT = 0.01
_THOUSAND = 1000
_MINUTE = 60
_DAY = 24


class Figure(Value):
    """A number, and why to believe it. It cannot be made without formula, source and date.

    Attributes:
        value: In `unit`.
        unit: `USD`, `USD per month`, `seconds`, `bytes`.
        formula: How it was reckoned, with its numbers: `3 drills of 31 to 44 min`.
        source: Where the numbers of the formula are from.
        date: The day the source was right.
    """

    value: float = Field(ge=0, allow_inf_nan=False)
    unit: str = Field(min_length=1)
    formula: str = Field(min_length=1)
    source: str = Field(min_length=1)
    date: dt.date

    @property
    def basis(self) -> str:
        """What it rests on, in one line."""
        return f"{self.formula}; {self.source}, {self.date.isoformat()}"


def dollars(usd: float) -> str:
    """Write an amount: `$1.80`, `$12,345`, `less than $0.01`; nothing is `$0`."""
    if usd == 0:
        return "$0"
    if usd < _CENT:
        return "less than $0.01"
    # From a thousand on, cents only look precise.
    return f"${usd:,.0f}" if usd >= _THOUSAND else f"${usd:,.2f}"


def minutes(seconds: float) -> str:
    """Write a length of time as people say it: `38 min`, `2 h 5 min`, `3 d 4 h`, `35 d`.

    The one way to say one to a person; `35d` is how it is typed (`recovery.durations`).
    """
    if seconds < _MINUTE:
        return "less than 1 min"
    hours, rest = divmod(round(seconds / _MINUTE), _MINUTE)
    if hours >= _DAY:
        days, hours = divmod(hours, _DAY)
        return f"{days:,} d {hours} h" if hours else f"{days:,} d"
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def span(duration: dt.timedelta) -> str:
    """The same of a duration."""
    return minutes(duration.total_seconds())


def minutes_between(low_seconds: float, high_seconds: float) -> str:
    """Write a range: `31 to 44 min`; one figure where both ends read the same."""
    low, high = minutes(low_seconds), minutes(high_seconds)
    if low == high:
        return low
    if low_seconds >= _MINUTE and round(high_seconds / _MINUTE) < _MINUTE:
        low = low.removesuffix(" min")
    return f"{low} to {high}"


def gigabytes(size_bytes: int) -> str:
    """Write a size: `12.1 GB`, `1,234 GB`, `3.4 MB`, `812 bytes`."""
    size = float(size_bytes)
    for unit in ("bytes", "KB", "MB"):
        if size < _THOUSAND:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} GB" if size < _THOUSAND else f"{size:,.0f} GB"
