"""When a schedule of AWS is due next: `cron(…)`, `rate(…)` and `at(…)`, in its time zone.

Source: user guide of EventBridge Scheduler, "Schedule types"; AWS Backup's rules take its
cron. A local time that clocks leap over is skipped, one that comes twice is met once. What
cannot be read is no schedule we can tell the next run of, and is None.
"""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo

_MONTHS = {name.upper(): number for number, name in enumerate(calendar.month_abbr) if name}
_WEEKDAYS = {"SUN": 1, "MON": 2, "TUE": 3, "WED": 4, "THU": 5, "FRI": 6, "SAT": 7}
_UNITS = {"minute": 60, "hour": 3600, "day": 86_400}
_FIELDS = 6
_FRIDAY = 4
_TWO = 2
_YEARS_AHEAD = 8
"""As far as is looked: a leap day is at most so many years away."""

IsDay = Callable[[date], bool]


@dataclass(frozen=True)
class _Cron:
    """Every minute and hour of the days that all of `is_day` accept."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    is_day: tuple[IsDay, ...]


def next_due(expression: str, zone: str, *, after: datetime, begin: datetime) -> datetime | None:
    """The first of `due_instants`; None where there is none, or none is told."""
    return next(due_instants(expression, zone, after=after, begin=begin), None)


def interval(expression: str, zone: str, *, after: datetime, begin: datetime) -> timedelta | None:
    """From its next run to the one after; None where there are not two."""
    following = tuple(islice(due_instants(expression, zone, after=after, begin=begin), 2))
    return following[1] - following[0] if len(following) == _TWO else None


def due_instants(
    expression: str, zone: str, *, after: datetime, begin: datetime
) -> Iterator[datetime]:
    """Every instant later than `after`, in UTC and in order, some years ahead.

    Args:
        expression: As AWS keeps it.
        zone: An IANA name; AWS Backup's and the Scheduler's own is UTC.
        after: An aware instant.
        begin: From when a rate is counted.
    """
    kind, _, inner = expression.strip().removesuffix(")").partition("(")
    try:
        here = ZoneInfo(zone or "UTC")
        if kind == "rate":
            yield from _of_rate(inner, after, begin)
        elif kind == "at":
            due = _instant(datetime.fromisoformat(inner), here)
            yield from (due,) if due is not None and due > after else ()
        elif kind == "cron":
            yield from _of_cron(_cron(inner), here, after)
    except (ValueError, LookupError, OSError, OverflowError):
        return  # text from outside that is no schedule, a zone unknown here, or the last of days


def _of_rate(inner: str, after: datetime, begin: datetime) -> Iterator[datetime]:
    match = re.fullmatch(r"([1-9][0-9]{0,6}) (minute|hour|day)s?", inner)
    if match is None:
        return
    every = timedelta(seconds=int(match[1]) * _UNITS[match[2]])
    due = begin if after < begin else begin + ((after - begin) // every + 1) * every
    while True:
        yield due
        due += every


def _of_cron(cron: _Cron, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    for day in _days(after.astimezone(zone).date()):
        if not all(accepts(day) for accepts in cron.is_day):
            continue
        for hour in cron.hours:
            for minute in cron.minutes:
                due = _instant(datetime.combine(day, time(hour, minute)), zone)
                if due is not None and due > after:
                    yield due


def _days(first: date) -> Iterator[date]:
    for number in range(_YEARS_AHEAD * 366):
        yield first + timedelta(days=number)


def _instant(local: datetime, zone: ZoneInfo) -> datetime | None:
    """The instant of a local time, the first of two; None for one that clocks leap over."""
    instant = local.replace(tzinfo=zone).astimezone(UTC)
    return instant if instant.astimezone(zone).replace(tzinfo=None) == local else None


@lru_cache(maxsize=512)
def _cron(inner: str) -> _Cron:
    fields = inner.upper().split()
    if len(fields) != _FIELDS:
        raise ValueError(inner)
    minutes, hours, days, months, weekdays, years = fields
    if (days == "?") == (weekdays == "?"):
        raise ValueError(inner)
    in_months = _numbers(months, 1, 12, _MONTHS)
    in_years = _numbers(years, 1970, 2199)
    return _Cron(
        minutes=tuple(sorted(_numbers(minutes, 0, 59))),
        hours=tuple(sorted(_numbers(hours, 0, 23))),
        is_day=(
            lambda day: day.year in in_years,
            lambda day: day.month in in_months,
            _by_weekday(weekdays) if days == "?" else _by_day(days),
        ),
    )


def _by_day(field: str) -> IsDay:
    if field == "L":
        return lambda day: day.day == _last(day)
    if field.endswith("W"):
        wanted = _number(field[:-1], 1, 31, {})
        return lambda day: day.day == _workday_near(day, wanted)
    days = _numbers(field, 1, 31)
    return lambda day: day.day in days


def _by_weekday(field: str) -> IsDay:
    name, hash_, which = field.partition("#")
    if hash_:
        weekday, week = _number(name, 1, 7, _WEEKDAYS), _number(which, 1, 5, {})
        return lambda day: _weekday(day) == weekday and (day.day - 1) // 7 + 1 == week
    if field == "L":
        return lambda day: _weekday(day) == _WEEKDAYS["SAT"]
    if field.endswith("L"):
        weekday = _number(field[:-1], 1, 7, _WEEKDAYS)
        return lambda day: _weekday(day) == weekday and day.day + 7 > _last(day)
    weekdays = _numbers(field, 1, 7, _WEEKDAYS)
    return lambda day: _weekday(day) in weekdays


def _weekday(day: date) -> int:
    """As AWS counts: Sunday is 1."""
    return day.isoweekday() % 7 + 1


def _last(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def _workday_near(day: date, wanted: int) -> int | None:
    """The day of that month next to the wanted one that is no weekend."""
    last = _last(day)
    if wanted > last:
        return None
    days_after_friday = max(0, day.replace(day=wanted).weekday() - _FRIDAY)
    before_or_after = {0: 0, 1: -1 if wanted > 1 else 2, 2: 1 if wanted < last else -2}
    return wanted + before_or_after[days_after_friday]


def _numbers(
    field: str, first: int, last: int, names: dict[str, int] | None = None
) -> frozenset[int]:
    """What `*`, `a`, `a-b`, `a,b` and `…/step` stand for; a range may wrap around."""
    found: set[int] = set()
    for part in field.split(","):
        reach, slash, step = part.partition("/")
        begin, dash, end = reach.partition("-")
        low = first if reach == "*" else _number(begin, first, last, names or {})
        high = _number(end, first, last, names or {}) if dash else last
        if not (dash or slash or reach == "*"):
            high = low
        size = last - first + 1
        steps = range(0, (high - low) % size + 1, _number(step, 1, last, {}) if slash else 1)
        found.update(first + (low - first + number) % size for number in steps)
    return frozenset(found)


def _number(text: str, first: int, last: int, names: dict[str, int]) -> int:
    number = names[text] if text in names else int(text)
    if not first <= number <= last:
        raise ValueError(text)
    return number
