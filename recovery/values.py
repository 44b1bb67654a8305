"""The values of options: each kind is read, or refused with what would be right."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo

from recovery.durations import duration_text, parse_duration
from recovery.errors import Refusal
from recovery.instants import iso, parse_instant
from recovery.names import backup_name, target_name
from recovery.references import parse_account, parse_region
from recovery.verb import Option
from recovery.words import code

LONGEST_REASON = 500
"""Characters of a reason: it has to fit a card, and the whole command its own limit."""

Value = str | int | bool
"""What a parameter holds; instants are text, `2026-11-12T14:00:00Z`, durations too, `35d`."""


def read_value(option: Option, text: str, now: datetime, zone: tzinfo) -> Value:
    """Read the value of an option that is no flag, or refuse."""
    if option.reads == "instant":
        return _past(text, now, zone)
    return _READ[option.reads](text)


def _past(text: str, now: datetime, zone: tzinfo) -> str:
    instant = parse_instant(text, now=now, zone=zone)
    if instant > now:
        raise Refusal(
            f"{iso(instant)} is in the future; it is {iso(now)} now.",
            advice="For the newest second write --latest.",
        )
    return iso(instant)


def _reason(text: str) -> str:
    if len(text) > LONGEST_REASON:
        raise Refusal(
            f"The reason has {len(text):,} characters; the limit is {LONGEST_REASON}.",
            advice="Say it shorter, and link to the rest.",
        )
    return " ".join(text.split())


def _page(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,3}", text):
        raise Refusal(f"{code(text)} is not a page.", advice="Pages are 1, 2, 3 and so on.")
    return int(text)


def _duration(text: str) -> str:
    return duration_text(parse_duration(text))


def _days(text: str) -> str:
    """A number alone means days: `--days 14`."""
    duration = parse_duration(f"{text}d" if text.isascii() and text.isdigit() else text)
    if duration % timedelta(days=1):
        raise Refusal(f"{code(text)} is not a number of days.", advice="Write it like 35d.")
    return f"{duration.days}d"


def _pattern(pattern: str, what: str, advice: str) -> Callable[[str], str]:
    legal = re.compile(pattern)

    def read(text: str) -> str:
        if not legal.fullmatch(text):
            raise Refusal(f"{code(text)} is not {what}.", advice=advice)
        return text

    return read


_READ: dict[str, Callable[[str], Value]] = {
    "reason": _reason,
    "page": _page,
    "duration": _duration,
    "days": _days,
    "choice": str,
    "table-name": target_name,
    "backup-name": backup_name,
    "region": parse_region,
    "account": parse_account,
    "backup": _pattern(
        r"(?:[A-Za-z0-9_-]{2,50} )?[A-Za-z0-9_.:/$-]{3,1024}",
        "a backup",
        "Write `latest`, or an id that `backups` lists.",
    ),
    "kms-key": _pattern(
        r"[A-Za-z0-9_:/-]{1,256}", "a KMS key", "Write its id, its ARN or alias/name."
    ),
    "digest": _pattern(
        r"[A-Za-z0-9:_-]{6,128}", "a plan's digest", "Copy it from the card, or leave it out."
    ),
}
