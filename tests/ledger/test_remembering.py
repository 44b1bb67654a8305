"""What both ledgers promise of what was told or heard: known for 15 days, forgotten after 20."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
import redis

from recovery.cards import Letter
from recovery.ledger import Hearing, Ledger, Poison, open_ledger
from recovery.outcome import Notice
from tests.ledger.samples import NOW, WALL

DAY = 86400
PERIOD = 5 * DAY
BEGIN = WALL // PERIOD * PERIOD
NOTICE = Notice(name="N", key="k", also=("arn",), table="orders", account="prod", region="r")
First = Callable[[Ledger, float], bool]


def put(ledger: Ledger, wall: float) -> bool:
    is_new = ledger.outbox.put(Letter(id="l1", lane="fast", kind="reply"), wall=wall)
    ledger.outbox.done("l1")
    return is_new


def put_another_of_its_ids(ledger: Ledger, wall: float) -> bool:
    also = Letter(id=f"l{wall}", also=("l1",), lane="fast", kind="reply")
    return ledger.outbox.put(also, wall=wall)


def hear(ledger: Ledger, wall: float) -> bool:
    return ledger.news.hear(Hearing(key="e", notices=(NOTICE,)), now=NOW, wall=wall)


def give_up(ledger: Ledger, wall: float) -> bool:
    poison = Poison(id="m1", queue="q", reason="r", body="b", at=wall)
    return ledger.news.give_up(poison, NOTICE, wall=wall)


FIRSTS = pytest.mark.parametrize("first", [put, put_another_of_its_ids, hear, give_up])
# Whole periods are thrown away: what comes at the end of one is the first to be forgotten.
PHASES = pytest.mark.parametrize("wall", [BEGIN, BEGIN + PERIOD - 0.001])


@FIRSTS
@PHASES
def test_known_for_fifteen_days(ledger: Ledger, first: First, wall: float) -> None:
    assert first(ledger, wall)
    assert not first(ledger, wall + 15 * DAY - 1)


@FIRSTS
@PHASES
def test_forgotten_after_twenty(ledger: Ledger, first: First, wall: float) -> None:
    assert first(ledger, wall)
    assert not first(ledger, wall + 14 * DAY), "an echo does not prolong it"
    assert first(ledger, wall + 20 * DAY)


@FIRSTS
def test_known_to_a_process_whose_clock_is_behind(ledger: Ledger, first: First) -> None:
    assert first(ledger, BEGIN + 0.001)
    assert not first(ledger, BEGIN - 0.001)


def test_letters_and_events_are_not_mistaken_for_each_other(ledger: Ledger) -> None:
    ledger.outbox.put(Letter(id="e", lane="fast", kind="reply"), wall=WALL)
    assert hear(ledger, WALL)


def test_a_letter_is_no_echo_of_itself(ledger: Ledger) -> None:
    twice = Letter(id="l1", also=("arn", "arn", "l1"), lane="fast", kind="reply")
    assert ledger.outbox.put(twice, wall=WALL)


def place(name: str) -> tuple[str, str]:
    """Set and number, as every version of the program has to find them again."""
    digest = hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest()
    slot = int(digest[:4], 16) % 2**14
    return f"{{ddbdr}}:remembered:{int(WALL // PERIOD)}:{slot}", str(int(digest[4:17], 16))


@pytest.fixture
def client(empty_url: str) -> Iterator[redis.Redis]:
    with closing(redis.Redis.from_url(empty_url, decode_responses=True)) as opened:
        yield opened


def test_an_id_takes_eight_bytes(empty_url: str, client: redis.Redis) -> None:
    with closing(open_ledger(empty_url)) as ledger:
        hear(ledger, WALL)
    sets = list(client.scan_iter("{ddbdr}:remembered:*"))
    places = [place(name) for name in ("event e", "letter notice:k", "letter notice:arn")]
    assert {key: client.smembers(key) for key in sets} == {key: {kept} for key, kept in places}
    assert {client.object("encoding", key) for key in sets} == {"intset"}


def test_a_set_is_gone_twenty_days_after_its_first_id(empty_url: str, client: redis.Redis) -> None:
    set_, _ = place("letter l1")
    beside = next(str(n) for n in range(10**6) if place(f"letter {n}")[0] == set_)
    with closing(open_ledger(empty_url)) as ledger:
        ledger.outbox.put(Letter(id="l1", lane="fast", kind="reply"), wall=WALL)
        assert 20 * DAY - 60 < client.ttl(set_) <= 20 * DAY
        client.expire(set_, 5)
        ledger.outbox.put(Letter(id=beside, lane="fast", kind="reply"), wall=WALL)
    assert client.scard(set_) == 2
    assert client.ttl(set_) <= 5
