"""The RPO that a completed backup or copy has reached, for the notice made of its event.

An event tells that a recovery point was made; what could be lost now is told by what AWS
lists where the copies are. The notice waits for this look for some seconds at most, then it
goes without, and says so.
"""

from datetime import datetime, timedelta

from recovery.aws_events.completions import with_parts
from recovery.aws_events.reached import rpo_place, shown, to_be_looked_up, unasked_part
from recovery.outcome import Notice
from workers.aws.errors import AwsError, Paced
from workers.chores.silence import gives_no_answer
from workers.engine import Engine
from workers.reached import with_rpo, with_what_was_made


def tell_reached(engine: Engine, letter_id: str) -> datetime | None:
    """Look, write what was found into the letter, and let it go."""
    letter = engine.ledger.news.letter(letter_id)
    if letter is None or letter.kind != "notice":
        return None
    now = engine.clock.now()
    news = to_be_looked_up(Notice.model_validate(letter.body), engine.config)
    try:
        told = _with_rpo(engine, _made(engine, news), now)
    except Paced as paced:
        # Worth a second look: the letter goes by itself when its time is up.
        return now + timedelta(seconds=max(paced.seconds * engine.clock.speed, 0.1))
    sent = letter.model_copy(update={"body": told.model_dump(mode="json")})
    engine.ledger.news.release(sent)
    return None


def _with_rpo(engine: Engine, news: Notice, now: datetime) -> Notice:
    """A region that is known not to answer is not asked for each notice anew."""
    place = rpo_place(news, engine.config)
    if place is None or not gives_no_answer(engine, *place):
        return with_rpo(engine.aws, engine.config, news, now)
    return with_parts(news, (unasked_part(shown(place, news), "it does not answer"),))


def _made(engine: Engine, news: Notice) -> Notice:
    try:
        return with_what_was_made(engine.aws, engine.config, news)
    except AwsError as error:
        # A copy in another account, say, or no permission: the rest can be told all the same.
        engine.log.info("recovery point not read", point=news.also[0], why=str(error))
        return news
