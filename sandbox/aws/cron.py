"""Schedule expressions in AWS's dialect: `cron(…)`, `rate(…)` and `at(…)`, and when they are due.

Sources: the user guide of EventBridge Scheduler, "Schedule types", for the six
fields, their wildcards, time zones and daylight saving time: a local time that
does not exist is skipped, one that comes twice is met once. What the
guide leaves open is read strictly: no `LW`, no `L-3`. Ranges wrap around, as in
the guide of EventBridge's rules (`20-2`: from the evening into the night).
"""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MONTHS = {name.upper(): number for number, name in enumerate(calendar.month_abbr) if name}
WEEKDAYS = {"SUN": 1, "MON": 2, "TUE": 3, "WED": 4, "THU": 5, "FRI": 6, "SAT": 7}
UNITS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1)}
_FIELDS = 6
_SATURDAY, _SUNDAY = 5, 6  # as datetime counts them, from Monday

Days = Callable[[int, int], frozenset[int]]
"""The days of a month, by year and month."""


class BadExpression(ValueError):  # noqa: N818 - named for the condition
    """No schedule expression; the message says what is wrong with it."""


@dataclass(frozen=True)
class Cron:
    """`cron(minutes hours day-of-month month day-of-week year)`."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: Days
    months: frozenset[int]
    years: frozenset[int]

    def next(self, after: datetime, zone: ZoneInfo, _: datetime) -> datetime | None:
        """The first instant later than `after`, in UTC; None where none is left."""
        # Where a local time comes twice the first one counts, so earlier ones are all over.
        for local in self._local_times(after.astimezone(zone).replace(tzinfo=None)):
            instant = instant_of(local, zone)
            if instant is not None and instant > after:
                return instant
        return None

    def _local_times(self, since: datetime) -> Iterator[datetime]:
        for day in self._days_from(since.date()):
            for hour in sorted(self.hours):
                if day == since.date() and hour < since.hour:
                    continue
                for minute in sorted(self.minutes):
                    local = datetime.combine(day, time(hour, minute))
                    if local >= since:
                        yield local

    def _days_from(self, first: date) -> Iterator[date]:
        for year in sorted(year for year in self.years if year >= first.year):
            for month in sorted(self.months):
                if (year, month) >= (first.year, first.month):
                    days = (date(year, month, day) for day in sorted(self.days(year, month)))
                    yield from (day for day in days if day >= first)


@dataclass(frozen=True)
class Rate:
    """`rate(value unit)`: every so often, counted from a beginning; days have 24 hours."""

    every: timedelta

    def next(self, after: datetime, _: ZoneInfo, begin: datetime) -> datetime | None:
        """The first instant later than `after` that is a whole number of steps from `begin`."""
        if after < begin:
            return begin
        try:
            return begin + ((after - begin) // self.every + 1) * self.every
        except OverflowError:
            return None  # beyond the calendar


@dataclass(frozen=True)
class At:
    """`at(yyyy-mm-ddThh:mm:ss)`: once, at a local time."""

    local: datetime

    def next(self, after: datetime, zone: ZoneInfo, _: datetime) -> datetime | None:
        """That instant, if it exists and is later than `after`."""
        instant = instant_of(self.local, zone)
        return instant if instant is not None and instant > after else None


Expression = Cron | Rate | At


def parse(text: str) -> Expression:
    """The schedule in an expression.

    Raises:
        BadExpression: It is none.
    """
    matched = re.fullmatch(r"(cron|rate|at)\((.*)\)", text)
    if matched is None:
        raise BadExpression("an expression is cron(…), rate(…) or at(…)")
    kind, inner = matched.groups()
    match kind:
        case "cron":
            return _cron(inner)
        case "rate":
            return _rate(inner)
        case _:
            return _at(inner)


def instant_of(local: datetime, zone: ZoneInfo) -> datetime | None:
    """The instant of a local time, the first of two; None for one that clocks leap over."""
    try:
        instant = local.replace(tzinfo=zone).astimezone(UTC)
        exists = instant.astimezone(zone).replace(tzinfo=None) == local
    except OverflowError:
        return None  # at an end of the calendar
    return instant if exists else None


def _rate(inner: str) -> Rate:
    matched = re.fullmatch(r"([1-9][0-9]{0,8}) (minute|hour|day)(s?)", inner)
    if matched is None:
        raise BadExpression("a rate is a positive number and minutes, hours or days")
    value, unit, plural = int(matched[1]), matched[2], matched[3]
    if value > 1 and not plural:
        raise BadExpression(f"{value} of a unit are {unit}s")
    return Rate(value * UNITS[unit])


def _at(inner: str) -> At:
    if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", inner) is None:
        raise BadExpression("a time is yyyy-mm-ddThh:mm:ss")
    try:
        return At(datetime.fromisoformat(inner))
    except ValueError as error:
        raise BadExpression(str(error)) from error


def _cron(inner: str) -> Cron:
    fields = inner.upper().split()
    if len(fields) != _FIELDS:
        raise BadExpression(f"cron has {_FIELDS} fields, not {len(fields)}")
    minutes, hours, monthdays, months, weekdays, years = fields
    if (monthdays == "?") == (weekdays == "?"):
        raise BadExpression("one of day-of-month and day-of-week must be ?, and only one")
    return Cron(
        minutes=_numbers(minutes, 0, 59),
        hours=_numbers(hours, 0, 23),
        days=_by_weekday(weekdays) if monthdays == "?" else _by_monthday(monthdays),
        months=_numbers(months, 1, 12, MONTHS),
        years=_numbers(years, 1970, 2199),
    )


def _numbers(
    field: str, first: int, last: int, names: dict[str, int] | None = None
) -> frozenset[int]:
    """What `*`, `a`, `a-b`, `a,b` and `…/step` stand for."""
    found: set[int] = set()
    for part in field.split(","):
        reach, slash, step = part.partition("/")
        begin, dash, end = reach.partition("-")
        low = first if reach == "*" else _number(begin, first, last, names or {})
        if dash:
            high = _number(end, first, last, names or {})
        else:
            high = last if reach == "*" or slash else low
        span = (high - low) % (last - first + 1)
        every = _number(step, 1, last, {}) if slash else 1
        found.update(
            first + (low - first + n) % (last - first + 1) for n in range(0, span + 1, every)
        )
    return frozenset(found)


def _number(text: str, first: int, last: int, names: dict[str, int]) -> int:
    number = names.get(text)
    if number is None and re.fullmatch(r"[0-9]{1,4}", text):
        number = int(text)
    if number is None or not first <= number <= last:
        raise BadExpression(f"{text or 'nothing'} is not from {first} to {last}")
    return number


def _by_monthday(field: str) -> Days:
    if field == "L":
        return lambda year, month: frozenset({_length(year, month)})
    if field.endswith("W"):
        day = _number(field[:-1], 1, 31, {})
        return lambda year, month: _nearest_weekday(year, month, day)
    days = _numbers(field, 1, 31)
    return lambda year, month: frozenset(d for d in days if d <= _length(year, month))


def _by_weekday(field: str) -> Days:
    name, hash_sign, which = field.partition("#")
    if hash_sign:
        weekday, week = _number(name, 1, 7, WEEKDAYS), _number(which, 1, 5, {})
        return lambda year, month: frozenset(_on(year, month, {weekday})[week - 1 : week])
    if field == "L":
        return lambda year, month: frozenset(_on(year, month, {WEEKDAYS["SAT"]}))
    if field.endswith("L"):
        weekday = _number(field[:-1], 1, 7, WEEKDAYS)
        return lambda year, month: frozenset(_on(year, month, {weekday})[-1:])
    if "/" in field:
        raise BadExpression("day-of-week has no steps")
    weekdays = _numbers(field, 1, 7, WEEKDAYS)
    return lambda year, month: frozenset(_on(year, month, weekdays))


def _length(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _on(year: int, month: int, weekdays: set[int] | frozenset[int]) -> list[int]:
    """The days of a month that are such weekdays, in order; 1 is Sunday."""
    first = calendar.weekday(year, month, 1)  # 0 is Monday
    return [day for day in range(1, _length(year, month) + 1) if (first + day) % 7 + 1 in weekdays]


def _nearest_weekday(year: int, month: int, day: int) -> frozenset[int]:
    """The weekday next to a day, in the same month; none where the month has no such day."""
    last = _length(year, month)
    if day > last:
        return frozenset()
    weekday = calendar.weekday(year, month, day)
    if weekday == _SATURDAY:
        return frozenset({day - 1 if day > 1 else day + 2})
    if weekday == _SUNDAY:
        return frozenset({day + 1 if day < last else day - 2})
    return frozenset({day})
