"""Where news goes, and whether one by one, gathered or not at all. Pure.

Alarms are told at once, and so is what ends one: who heard the alarm waits for it.
Completions are told one by one to a small fleet and gathered for an hour in a large one,
unless `notify` says otherwise for their table. Either way a
channel that gets more than its rate has the rest gathered: a digest loses nothing, and
people read it.
"""

from datetime import datetime, timedelta
from typing import Literal

from recovery.config import Config
from recovery.ledger.port_news import Piece
from recovery.outcome import Notice

Way = Literal["each", "digest", "nowhere"]

DIGEST = "chore:digest"
ALARM_DIGEST = "chore:digest:alarms"
"""Chores that tell what was gathered."""
DIGEST_AFTER = timedelta(hours=1)
ALARM_DIGEST_AFTER = timedelta(minutes=1)
ALL_CLEARS = frozenset({"RpoMet", "RpoKnown", "BackupsResumed", "BackupsKnown"})
"""Names of the news that end an alarm."""
SMALL_FLEET = 25
"""Tables in all accounts and regions up to which completions are told one by one."""
EACH_AN_HOUR = 30
"""Completions that a channel is told one by one in an hour; also at once, after a rest."""
ALARMS_A_MINUTE = 20
"""Alarms that a channel is told one by one in a minute; also at once, after a rest."""


def channels(news: Notice, config: Config) -> tuple[str, ...]:
    """The alerts channel, and the table's owners' own."""
    settings = config.table_settings(news.account, news.region, news.table)
    alerts = config.slack.channels.alerts
    own = settings.channel if news.table else None
    return (alerts,) if own in {None, alerts} else (alerts, str(own))


def way_of(news: Notice, config: Config, *, fleet: int) -> Way:
    """How a channel is told, as far as its rate allows.

    Args:
        news: What is to be told.
        config: `notify` of the table's first rule.
        fleet: Tables known, in all accounts and regions.
    """
    if news.urgent or news.name in ALL_CLEARS:
        return "each"
    wanted = config.table_settings(news.account, news.region, news.table).notify
    if wanted == "failures":
        return "nowhere"
    if wanted is None:
        return "each" if fleet <= SMALL_FLEET else "digest"
    return wanted


def rate_of(news: Notice) -> tuple[str, float, int]:
    """Name of the bucket, tokens a second of domain time, tokens at once."""
    if news.urgent:
        return "alarms", ALARMS_A_MINUTE / 60, ALARMS_A_MINUTE
    return "completions", EACH_AN_HOUR / 3600, EACH_AN_HOUR


def piece_of(news: Notice, channel: str) -> Piece:
    """As a digest counts it."""
    return Piece(channel, news.urgent, news.name, news.account, news.region, news.table)


def digest_of(news: Notice, now: datetime) -> tuple[str, datetime]:
    """The chore that tells of it when it is gathered, and when at the latest."""
    if news.urgent:
        return ALARM_DIGEST, now + ALARM_DIGEST_AFTER
    return DIGEST, now + DIGEST_AFTER
