"""Domain time: the clock itself, and its page on the AWS port."""

import json
import threading
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.aws.clock_client import RemoteClock
from sandbox.aws.running import RunningAws
from sandbox.clock import SandboxClock, parse_instant
from sandbox.isolation import NotLoopback

if TYPE_CHECKING:
    from tests.sandbox.aws.conftest import Tables

START = datetime(2026, 11, 23, 8, tzinfo=UTC)


class Wall:
    """A wall clock moved by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def wall() -> Wall:
    return Wall()


def test_runs_speed_times_faster_than_the_wall(wall: Wall) -> None:
    clock = SandboxClock(START, 60, wall)
    wall.pass_(1.5)
    assert clock.now() == START + timedelta(seconds=90)


def test_changing_speed_keeps_the_time_already_passed(wall: Wall) -> None:
    clock = SandboxClock(START, 60, wall)
    wall.pass_(1)
    clock.set(speed=1)
    wall.pass_(1)
    assert clock.now() == START + timedelta(seconds=61)


def test_jumps_then_advances_and_runs_on_from_there(wall: Wall) -> None:
    clock = SandboxClock(START, 10, wall)
    earlier = START - timedelta(days=9)
    assert clock.set(now=earlier, advance_seconds=30) == earlier + timedelta(seconds=30)
    wall.pass_(1)
    assert clock.now() == earlier + timedelta(seconds=40)


def test_does_not_run_backwards_when_the_wall_clock_does(wall: Wall) -> None:
    clock = SandboxClock(START, 1, wall)
    wall.pass_(10)
    before = clock.now()
    wall.pass_(-5)
    assert clock.now() == before


def test_a_refused_change_changes_nothing(wall: Wall) -> None:
    clock = SandboxClock(START, 1, wall)
    with pytest.raises(ValueError, match="zone"):
        clock.set(now=datetime(2026, 1, 1), speed=5)  # noqa: DTZ001 - what is refused
    with pytest.raises(ValueError, match="speed"):
        clock.set(speed=-1, advance_seconds=100)
    assert (clock.now(), clock.speed) == (START, 1)


def test_threads_lose_no_advance(wall: Wall) -> None:
    clock = SandboxClock(START, 0, wall)

    def advance() -> None:
        for _ in range(200):
            clock.set(advance_seconds=1)

    threads = [threading.Thread(target=advance) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert clock.now() == START + timedelta(seconds=1000)


def ask(url: str, change: object | None = None) -> tuple[int, dict[str, Any]]:
    data = None if change is None else json.dumps(change).encode()
    request = urllib.request.Request(url, data=data, method="GET" if change is None else "PUT")  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=5) as response:  # noqa: S310
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_the_page_tells_now_speed_and_wall(aws: RunningAws) -> None:
    status, body = ask(aws.clock_url)
    assert status == 200
    assert body["now"] == "2026-11-02T08:00:00.000000Z"
    assert body["speed"] == 0
    assert abs(parse_instant(body["wall"]) - datetime.now(UTC)) < timedelta(minutes=5)


def test_the_page_turns_the_clock(aws: RunningAws) -> None:
    status, body = ask(aws.clock_url, {"now": "2026-11-23T08:00:00Z", "advance_seconds": 1.25})
    assert (status, body["now"]) == (200, "2026-11-23T08:00:01.250000Z")
    assert ask(aws.clock_url, {"speed": 3600})[1]["speed"] == 3600
    assert RemoteClock(aws.endpoint).set(speed=0, now=START) == START


@pytest.mark.parametrize(
    "change",
    [{"now": "2026-11-23T08:00:00"}, {"speed": -1}, {"speeed": 1}, {"advance_seconds": -5}, [1]],
)
def test_the_page_refuses_what_makes_no_sense(aws: RunningAws, change: object) -> None:
    status, body = ask(aws.clock_url, change)
    assert status == 422
    assert body["error"]
    assert aws.now() == datetime(2026, 11, 2, 8, tzinfo=UTC)


def test_time_cannot_go_back_once_there_is_a_table(aws: RunningAws, tables: "Tables") -> None:
    tables.make()
    status, body = ask(aws.clock_url, {"now": "2026-11-01T08:00:00Z"})
    assert status == 409
    assert "cannot go back" in body["error"]
    with pytest.raises(ValueError, match="cannot go back"):
        aws.set_clock(datetime(2026, 11, 1, tzinfo=UTC))


def test_a_clock_elsewhere_is_not_turned() -> None:
    with pytest.raises(NotLoopback):
        RemoteClock("http://clock.example.com")
