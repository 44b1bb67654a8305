"""Instants as people write them, read by a closed grammar.

    2026-11-12T14:00   2026-11-12 14:00:30Z      ISO 8601, seconds optional
    02:10              02:10:30                  the last such instant
    today 14:00        yesterday 14:00
    10 minutes ago     -10m

each with an optional zone (`UTC`, `+02:00`, `Europe/Berlin`), else the default
zone. Nothing is guessed: what two readings are possible for is refused with
both, all else with examples. Results are whole seconds in UTC, because that is
what DynamoDB restores to; parts of a second are dropped, which is the safe side
of a bad write.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from recovery.durations import LONGEST, UNITS
from recovery.errors import Refusal
from recovery.words import code

# The areas of the IANA database: `us-east-2/orders` after a time is a table, no zone.
_AREAS = (
    "Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Canada|Etc|Europe|Indian|Pacific|US"
)
_ZONE = (
    r"(?:\s*(?P<zone>Z|UTC|GMT|[+-][0-9]{2}:[0-9]{2})"
    rf"|\s+(?P<iana>(?:{_AREAS})(?:/[\w+-]+)+))?"
)
_TIME = r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
_FLAGS = re.ASCII | re.IGNORECASE
_DATED = re.compile(r"(?P<date>20[0-9]{2}-[0-9]{2}-[0-9]{2})(?:T|\s+)" + _TIME + _ZONE, _FLAGS)
_TIMED = re.compile(r"(?:(?P<day>today|yesterday)\s+)?" + _TIME + _ZONE, _FLAGS)
_AGO = re.compile(
    r"(?:-(?P<count>[0-9]{1,9})(?P<unit>[dhms])"
    r"|(?P<words>[0-9]{1,9})\s*(?P<name>s|sec|secs|seconds?|m|min|mins|minutes?"
    r"|h|hrs?|hours?|d|days?)\s+ago)" + _ZONE,
    _FLAGS,
)
_FORMS = (_DATED, _TIMED, _AGO)
_TWO_NUMBERS = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})\b.*", re.ASCII)
_DAY_ONLY = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}|today|yesterday", _FLAGS)
_MONTHS = 12
# Directories of the zone database whose entries are not places (right/ counts leap seconds).
_NOT_PLACES = ("posix/", "right/")


def parse_instant(text: str, *, now: datetime, zone: tzinfo) -> datetime:
    """Read an instant; the result is in UTC, in whole seconds.

    Args:
        text: What was written, already plain (see `recovery.words.plain`).
        now: The present, in UTC.
        zone: Where a time without a zone is meant.

    Raises:
        Refusal: unreadable, not in the calendar, or doubtful at a clock change.
    """
    text = " ".join(text.split())
    if match := _DATED.fullmatch(text):
        zone = _zone(match, zone)
        return _only(_wall(text, match["date"], match), zone)
    if match := _TIMED.fullmatch(text):
        zone = _zone(match, zone)
        return _timed(text, match, now, zone)
    if match := _AGO.fullmatch(text):
        _zone(match, zone)
        return _ago(text, match, now)
    raise _unreadable(text, now)


def leading_instant(words: Sequence[str]) -> int:
    """Count how many of the first words look like one instant; 0 if they do not.

    `["10", "minutes", "ago", "orders"]` gives 3. Only the form is looked at.
    """
    for count in range(min(len(words), 5), 0, -1):
        if any(form.fullmatch(" ".join(words[:count])) for form in _FORMS):
            return count
    return 0


def iso(instant: datetime) -> str:
    """Write an instant as UTC to the second: `2026-11-12T14:00:00Z`."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_zone(name: str) -> ZoneInfo:
    """Find an IANA zone, or refuse; capitals count, as in `Europe/Berlin`."""
    if name == "UTC" or ("/" in name and not name.startswith(_NOT_PLACES)):
        try:
            return ZoneInfo(name)
        # ZoneInfo says "no such zone" in these ways: unknown, malformed, a folder.
        except (KeyError, ValueError, OSError):
            pass
    raise Refusal(
        f"{code(name)} is not a time zone.",
        advice="Write UTC, an offset such as +02:00, or a name such as Europe/Berlin "
        "(capitals count).",
    )


def _zone(match: re.Match[str], default: tzinfo) -> tzinfo:
    if match["iana"]:
        return read_zone(match["iana"])
    if not match["zone"]:
        return default
    if match["zone"][0] not in "+-":
        return UTC
    hours, minutes = int(match["zone"][1:3]), int(match["zone"][4:6])
    if hours > 14 or minutes > 59:  # noqa: PLR2004  the farthest clocks on Earth, and an hour
        raise Refusal(
            f"{code(match['zone'])} is not an offset any place has.",
            advice="Offsets lie between -14:00 and +14:00.",
        )
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if match["zone"][0] == "-" else offset)


def _wall(text: str, day: str, match: re.Match[str]) -> datetime:
    """What a clock on the wall shows: a datetime without a zone."""
    try:
        start = datetime.fromisoformat(day)  # noqa: DTZ007,RUF100  a wall clock has no zone
        return start.replace(
            hour=int(match["hour"]), minute=int(match["minute"]), second=int(match["second"] or 0)
        )
    except ValueError:
        raise Refusal(
            f"There is no such day or time as {code(text)}.",
            advice="Hours go from 00 to 23; look at the day too.",
        ) from None


def _timed(text: str, match: re.Match[str], now: datetime, zone: tzinfo) -> datetime:
    here = now.astimezone(zone).replace(tzinfo=None)
    today = _wall(text, here.date().isoformat(), match)
    yesterday = today - timedelta(days=1)
    day = (match["day"] or "").lower()
    if day:
        return _only(today if day == "today" else yesterday, zone)
    readings = _readings(today, zone)
    past = [reading for reading in readings if reading <= now]
    if len(past) == 1:
        return past[0]
    passed = past or (not readings and today <= here)
    return _only(today if passed else yesterday, zone)


def _ago(text: str, match: re.Match[str], now: datetime) -> datetime:
    unit = UNITS[(match["unit"] or match["name"])[0].lower()]
    count = int(match["count"] or match["words"])
    if count > LONGEST // unit:
        raise Refusal(
            f"{code(text)} is more than ten years ago.",
            advice="Point-in-time recovery reaches back 35 days at most.",
        )
    return (now - count * unit).astimezone(UTC).replace(microsecond=0)


def _readings(wall: datetime, zone: tzinfo) -> list[datetime]:
    """Every instant at which clocks in the zone show this: one, none or two, in order."""
    instants = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(i for i in instants if i.astimezone(zone).replace(tzinfo=None) == wall)


def _only(wall: datetime, zone: tzinfo) -> datetime:
    """The one instant at which clocks show this; at a clock change, a Refusal with both."""
    readings = _readings(wall, zone)
    if len(readings) == 1:
        return readings[0]
    how = "happened twice" if readings else "did not happen"
    first, second = (
        wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        for fold in ((0, 1) if readings else (1, 0))
    )
    raise Refusal(
        f"{code(f'{wall:%H:%M}')} {how} on {wall:%Y-%m-%d} in {zone}, because clocks changed.",
        advice=f"Write {iso(first)} ({_local(first, zone)}) or {iso(second)} "
        f"({_local(second, zone)}).",
    )


def _local(instant: datetime, zone: tzinfo) -> str:
    return f"{instant.astimezone(zone):%H:%M} at UTC{instant.astimezone(zone).isoformat()[-6:]}"


def _unreadable(text: str, now: datetime) -> Refusal:
    example = iso(now - timedelta(hours=3))[:16]
    examples = f"02:10, yesterday 14:00, 10 minutes ago, -10m or {example}Z"
    if text.lower() in {"now", "latest"}:
        return Refusal(
            f"{code(text)} is not an instant.", advice="For the newest second write --latest."
        )
    if _DAY_ONLY.fullmatch(text):
        return Refusal(f"{code(text)} has no time of day.", advice=f"Write {text} 14:00.")
    if numbers := _TWO_NUMBERS.fullmatch(text):
        return _two_days(text, int(numbers[1]), int(numbers[2]), now)
    return Refusal(f"{code(text)} is not an instant.", advice=f"Write {examples}.")


def _two_days(text: str, first: int, second: int, now: datetime) -> Refusal:
    both = first != second and 0 < first <= _MONTHS and 0 < second <= _MONTHS
    day = date(now.year, first, second) if both else now.date()
    what = "could be two days" if both else "is not how dates are written here"
    return Refusal(f"{code(text)} {what}.", advice=f"Write {day}T14:00 or 3 hours ago.")
