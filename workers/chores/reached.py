"""The RPO that a completed backup or copy has reached, for its notice.

An event tells that a recovery point was made; what could be lost now is told by what AWS
lists in the DR region. The notice waits for this look for some seconds at most, then it
goes without.
"""

from datetime import datetime, timedelta

from recovery.aws_events.event import account_of
from recovery.figures import minutes
from recovery.instants import iso
from recovery.inventory import BackupEntry
from recovery.outcome import Notice
from workers.aws.errors import AwsError, Paced
from workers.chores.recovery_points import newest_in_dr
from workers.engine import Engine


def tell_reached(engine: Engine, letter_id: str) -> datetime | None:
    """Look, write what was found into the letter, and let it go."""
    letter = engine.ledger.news.letter(letter_id)
    if letter is None or letter.kind != "notice":
        return None
    news = Notice.model_validate(letter.body)
    now = engine.clock.now()
    try:
        newest = newest_in_dr(engine.aws, engine.config, news.account, _table_arn(news))
    except Paced as paced:
        # Worth a second look: the letter goes by itself when its time is up.
        return now + timedelta(seconds=max(paced.seconds * engine.clock.speed, 0.1))
    except AwsError as error:
        engine.log.warning("RPO not read", letter=letter_id, why=str(error))
        engine.ledger.news.release(letter)
        return None
    told = (
        *news.detail,
        *_detail(newest, news, engine.config.account(news.account).dr_region, now),
    )
    body = news.model_copy(update={"detail": told}).model_dump(mode="json")
    engine.ledger.news.release(letter.model_copy(update={"body": body}))
    return None


def _table_arn(news: Notice) -> str:
    """The table's, in the partition and account of what was made of it."""
    point = news.also[0]
    partition, account_id = point.split(":")[1], account_of(point)
    return f"arn:{partition}:dynamodb:{news.region}:{account_id}:table/{news.table}"


def _detail(
    newest: BackupEntry | None, news: Notice, region: str, now: datetime
) -> tuple[tuple[str, str], ...]:
    """`expires 30 Dec`, `newest in us-west-1: 02:00 (RPO 14 min)`."""
    if newest is None:
        return (("", f"nothing in {region} yet"),)
    lost = max(0.0, (now - newest.created).total_seconds())
    told = (f"newest in {region}:", f"{iso(newest.created)} (RPO {minutes(lost)})")
    is_this = newest.arn in news.also and newest.expires is not None
    return (("expires", iso(newest.expires)), told) if is_this and newest.expires else (told,)
