"""Cards, the outbox and who looks at Home, in Redis.

Marks are numbers that only rise, one per change, over all jobs. A dirty job's turn
is a mark: of its first urgent change not shown yet or, counted from 10^15, of its
first other one. So ends, approvals and other changes of state go first, and within
each the oldest; `clean` sends a job that changed meanwhile to the end of its line.

A letter's place in its lane is its number, given when it was put; one that waits
for another try keeps it. Signals are taken by whoever waits first, so only the one
poster (see `lead`) should wait for news.
"""

from collections.abc import Mapping

from recovery.cards import Delivery, Letter
from recovery.ledger.redis_keys import key
from recovery.ledger.redis_link import Link
from recovery.ledger.redis_script import Script
from recovery.ledger.writing import check_lane
from recovery.people import Person

LEAD = Script("lead", keys=("lead",), args=("instance", "wall", "ends"))
MARK = Script("mark", args=("id",))
CLEAN = Script("clean", args=("id", "mark"))
DIRTY = Script("dirty", args=("last",))
PUT = Script("put", keys=("lane_key",), args=("id", "lane", "body", "wall"))
READY = Script("ready", keys=("lane_key", "held_back"), args=("wall", "last"))
DONE = Script("done", args=("id", "lane_prefix", "held_back_prefix"))
OPEN_HOME = Script("open_home", keys=("homes",), args=("person", "wall"))
LATER = Script("later", keys=("lane_key", "held_back"), args=("id", "body", "at"))


class RedisCards:
    """What Slack still has to be told about jobs; see `recovery.ledger.port_slack.Cards`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def lead(self, instance: str, *, wall: float, seconds: float) -> bool:
        """One script."""
        return bool(self._link.run(LEAD, (key("lead"),), (instance, wall, wall + seconds)))

    def dirty(self, *, limit: int) -> tuple[tuple[str, int], ...]:
        """One script."""
        if limit < 1:
            return ()
        found = self._link.run(DIRTY, (), (limit - 1,))
        return tuple(zip(found[::2], map(int, found[1::2]), strict=True))

    def clean(self, job_id: str, mark: int) -> None:
        """One script."""
        self._link.run(CLEAN, (), (job_id, mark))

    def mark(self, job_id: str) -> None:
        """One script."""
        self._link.run(MARK, (), (job_id,))

    def delivery(self, job_id: str) -> Delivery:
        """One round trip."""
        stored = self._link.call("HGET", key("deliveries"), job_id)
        return Delivery() if stored is None else Delivery.model_validate_json(stored)

    def save_delivery(self, job_id: str, delivery: Delivery) -> None:
        """One round trip."""
        self._link.call("HSET", key("deliveries"), job_id, delivery.model_dump_json())

    def await_news(self, *, timeout_seconds: float) -> bool:
        """Takes the signal; it is given with every dirty mark and every new letter."""
        return self._link.wait(key("news"), seconds=timeout_seconds)


class RedisOutbox:
    """Letters to Slack; see `recovery.ledger.port_slack.Outbox`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def put(self, letter: Letter, *, wall: float) -> bool:
        """One script."""
        check_lane(letter.lane)
        named: tuple[str | float, ...] = (letter.id, letter.lane, letter.model_dump_json(), wall)
        args = (*named, *letter.also)
        return bool(self._link.run(PUT, (key("lane", letter.lane),), args))

    def ready(self, lane: str, *, wall: float, limit: int) -> tuple[Letter, ...]:
        """One script."""
        if limit < 1:
            return ()
        stored = self._link.run(READY, _lane(lane), (wall, limit - 1))
        return tuple(Letter.model_validate_json(text) for text in stored)

    def done(self, letter_id: str) -> None:
        """One script."""
        self._link.run(DONE, (), (letter_id, key("lane", ""), key("held-back", "")))

    def later(self, letter: Letter, *, at: float) -> None:
        """One script; nothing if the letter is done already."""
        args = (letter.id, letter.model_dump_json(), at)
        self._link.run(LATER, _lane(letter.lane), args)

    def waiting(self) -> int:
        """One round trip."""
        return int(self._link.call("HLEN", key("letters")))


class RedisHomes:
    """Who looks at the Home tab; see `recovery.ledger.port_slack.Homes`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def open(self, person: Person, *, wall: float) -> None:
        """One script."""
        self._link.run(OPEN_HOME, (key("homes"),), (str(person), wall))

    def opened(self, *, since: float) -> Mapping[Person, float]:
        """One round trip."""
        _, found = self._link.together(
            ("ZREMRANGEBYSCORE", key("homes"), "-inf", since),
            ("ZRANGE", key("homes"), 0, -1, "WITHSCORES"),
        )
        pairs = zip(found[::2], map(float, found[1::2]), strict=True)
        return {_person(name): at for name, at in pairs}


def _person(name: str) -> Person:
    team, _, user = name.partition("/")
    return Person(team=team, user=user)


def _lane(lane: str) -> tuple[str, str]:
    return key("lane", lane), key("held-back", lane)
