"""Work that is tried again after a rest, and how soon to look for it."""

import threading

import pytest

from bot.rounds import Rounds


class Wall:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def wall() -> Wall:
    return Wall()


def rested(rounds: Rounds, seconds: float) -> None:
    """Work that asks for a rest, done."""
    assert rounds.start("letter", lambda: seconds)
    while not rounds.is_idle():
        threading.Event().wait(0.001)


def test_it_is_looked_for_when_its_rest_is_over(wall: Wall) -> None:
    rounds = Rounds(1, wall)
    rested(rounds, 2.0)
    assert rounds.next_in(10.0) == pytest.approx(2.0)
    assert not rounds.start("letter", lambda: 0.0)
    wall.now += 2.0
    assert rounds.next_in(10.0) == 0.0
    assert rounds.start("letter", lambda: 0.0)
    rounds.close()


def test_nobody_hurries_for_what_is_not_wanted_any_more(wall: Wall) -> None:
    """As a letter that waits longer than its thread rests, while Slack is away."""
    rounds = Rounds(1, wall)
    rested(rounds, 2.0)
    wall.now += 2.0
    assert rounds.next_in(10.0) == 0.0
    assert rounds.next_in(10.0) == 10.0
    rounds.close()
