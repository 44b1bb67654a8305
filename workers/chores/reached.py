"""The RPO that a completed backup or copy has reached, for its notice.

An event tells that a recovery point was made; what could be lost now is told by what AWS
lists in the DR region. The notice waits for this look for some seconds at most, then it
goes without.
"""

from datetime import datetime, timedelta

from recovery.figures import gigabytes, minutes
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
        told = _made(engine, news)
        newest = newest_in_dr(engine.aws, engine.config, news.account, _table_arn(engine, news))
    except Paced as paced:
        # Worth a second look: the letter goes by itself when its time is up.
        return now + timedelta(seconds=max(paced.seconds * engine.clock.speed, 0.1))
    except AwsError as error:
        engine.log.warning("RPO not read", letter=letter_id, why=str(error))
        engine.ledger.news.release(letter)
        return None
    there = _reached(newest, engine.config.account(news.account).dr_region, now)
    body = told.model_copy(update={"detail": (*told.detail, there)})
    sent = letter.model_copy(update={"body": body.model_dump(mode="json")})
    engine.ledger.news.release(sent)
    return None


def _made(engine: Engine, news: Notice) -> Notice:
    """The news with what its event may not tell: of which instant it is, how large, until when."""
    said = dict(news.detail)
    if "vault" not in said:
        return news
    door = engine.aws.backup(news.account, said.get("to", news.region))
    try:
        made = door.describe_recovery_point(said["vault"], news.also[0])
    except AwsError as error:
        # A copy in another account, say, or no permission: the rest can be told all the same.
        engine.log.info("recovery point not read", point=news.also[0], why=error.code)
        return news
    size = () if made.size_bytes is None else (("size", gigabytes(made.size_bytes)),)
    expires = ("expires", iso(made.delete_at) if made.delete_at else "never by itself")
    more = tuple(part for part in (*size, expires) if part[0] not in said)
    return news.model_copy(update={"detail": (("as of", iso(made.created)), *news.detail, *more)})


def _table_arn(engine: Engine, news: Notice) -> str:
    """The table's, in the partition of what was made of it."""
    partition = news.also[0].split(":")[1]
    account_id = engine.config.account(news.account).id
    return f"arn:{partition}:dynamodb:{news.region}:{account_id}:table/{news.table}"


def _reached(newest: BackupEntry | None, region: str, now: datetime) -> tuple[str, str]:
    """`newest in us-west-1: 02:00 (RPO 14 min)`."""
    if newest is None:
        return ("", f"nothing in {region} yet")
    lost = max(0.0, (now - newest.created).total_seconds())
    return (f"newest in {region}:", f"{iso(newest.created)} (RPO {minutes(lost)})")
