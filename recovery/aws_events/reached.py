"""Where the RPO is read that a backup or copy has reached, and the words for it. Pure."""

from datetime import datetime

from recovery.aws_events.completions import BACKUP, Part, with_parts
from recovery.config import Config
from recovery.figures import minutes
from recovery.instants import iso
from recovery.outcome import Notice


def place_of(news: Notice, config: Config) -> tuple[str, str] | None:
    """Account and region of what was made; None where we have no way in."""
    account, _, region = f"{news.account}/{news.region}".rpartition("/")
    to = dict(news.detail).get("to", "")
    if to:
        account, _, region = to.rpartition("/")
    account = account or news.account
    is_known = any(one.name == account for one in config.accounts)
    return (account, region) if is_known else None


def rpo_place(news: Notice, config: Config) -> tuple[str, str] | None:
    """Account and region whose newest recovery point says what could be lost without home.

    A backup at home tells of the DR region. A copy tells of where it went, if that is another
    region, and it either stays there or this is the DR region: a stop on the way is no place
    to restore from.
    """
    place = place_of(news, config)
    if place is None:
        return None
    if news.name == BACKUP:
        place = (place[0], config.account(place[0]).dr_region)
    if place[1] == news.region:
        return None
    number, _, count = dict(news.detail).get("hop", "").partition(" of ")
    is_end = number == count or place == (news.account, config.account(place[0]).dr_region)
    return place if is_end else None


def shown(place: tuple[str, str], news: Notice) -> str:
    """`us-west-1`, or `dr/us-west-1` of another account than the news'."""
    account, region = place
    return region if account == news.account else f"{account}/{region}"


def not_yet_looked_up(news: Notice, config: Config) -> Notice:
    """As it reads if nobody comes to look: silence would read as if there were no RPO."""
    part = _unlooked_part(news, config)
    return news if part is None else with_parts(news, (part,))


def to_be_looked_up(news: Notice, config: Config) -> Notice:
    """The same without that, for who looks now."""
    unlooked = _unlooked_part(news, config)
    kept = tuple(part for part in news.detail if part != unlooked)
    return news.model_copy(update={"detail": kept})


def _unlooked_part(news: Notice, config: Config) -> Part | None:
    place = rpo_place(news, config)
    return None if place is None else ("", f"RPO in {shown(place, news)} not looked up")


def rpo_part(where: str, newest: datetime | None, now: datetime) -> Part:
    """`newest in us-west-1: 02:00 (RPO 14 min)`."""
    if newest is None:
        return ("", f"nothing in {where} yet")
    lost = max(0.0, (now - newest).total_seconds())
    return (f"newest in {where}:", f"{iso(newest)} (RPO {minutes(lost)})")


def unasked_part(where: str, why: str) -> Part:
    """`us-west-1 could not be asked: it does not answer`."""
    return ("", f"{where} could not be asked: {why}")
