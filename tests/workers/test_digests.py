"""Digests on the workers' side: everything gathered is told once, by channel and kind."""

import pytest

from recovery.cards import Letter
from recovery.ledger.port_news import Piece
from recovery.news import ALARM_DIGEST, DIGEST
from tests.workers.world import World

DONE = Piece(
    channel="C02ALERTS",
    urgent=False,
    name="BackupCompleted",
    account="prod",
    region="us-east-2",
    table="orders",
)


@pytest.fixture
def world() -> World:
    return World()


def gather(world: World, *pieces: Piece) -> None:
    for number, piece in enumerate(pieces):
        letter = Letter(id=f"l{world.time.wall()}-{number}", lane="news", kind="notice")
        world.ledger.outbox.put(letter, wall=world.time.wall())
        chore = ALARM_DIGEST if piece.urgent else DIGEST
        world.ledger.news.gather(letter, piece, chore=chore, at=world.time.now())


def digests(world: World, lane: str = "news") -> list[Letter]:
    ready = world.ledger.outbox.ready(lane, wall=world.time.wall(), limit=99)
    return [letter for letter in ready if letter.kind == "digest"]


def test_what_was_gathered_is_one_letter_a_channel(world: World) -> None:
    gather(world, DONE, DONE, DONE._replace(table="users"), DONE._replace(channel="C01OPS"))
    world.settle()
    told = {letter.body["channel"]: letter.body["pieces"] for letter in digests(world)}
    assert told == {
        "C02ALERTS": [[*DONE, 2], [*DONE._replace(table="users"), 1]],
        "C01OPS": [[*DONE._replace(channel="C01OPS"), 1]],
    }
    assert world.ledger.news.gathered() == {}


def test_alarms_have_a_digest_of_their_own_in_their_own_lane(world: World) -> None:
    failed = DONE._replace(urgent=True, name="CopyFailed")
    gather(world, DONE, failed)
    world.settle()
    (alarms,) = digests(world, "alarms")
    assert alarms.body["pieces"] == [[*failed, 1]]
    assert len(digests(world)) == 1


def test_an_hour_later_there_is_another_one(world: World) -> None:
    for _ in range(2):
        gather(world, DONE)
        world.settle()
        world.time.pass_by(3600)
    assert len(digests(world)) == 2


def test_with_nothing_gathered_nothing_is_told_and_nothing_is_due(world: World) -> None:
    world.ledger.due.schedule(DIGEST, at=world.time.now())
    world.settle()
    assert digests(world) == []
    assert world.ledger.due.next_due() is None


def test_a_digest_says_up_to_when_it_counts(world: World) -> None:
    gather(world, DONE)
    world.time.pass_by(3 * 3600)
    world.settle()
    (digest,) = digests(world)
    assert digest.body["until"] == world.time.now().isoformat()
