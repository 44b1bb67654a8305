"""Domain time from a distant clock, and what happens when it cannot be read."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from recovery.timepiece import Reading, RemoteClock, SystemClock, Unreadable
from workers.timepiece import make_clock, read_clock

NOON = datetime(2026, 11, 12, 12, 0, tzinfo=UTC)


class Wall:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Distant:
    """A distant clock that can be turned and be away."""

    def __init__(self) -> None:
        self.reading = Reading(now=NOON, speed=60.0)
        self.is_away = False
        self.reads = 0

    def __call__(self) -> Reading:
        self.reads += 1
        if self.is_away:
            raise Unreadable("connection refused")
        return self.reading


def test_time_between_two_readings_is_worked_out_from_the_speed() -> None:
    wall, distant = Wall(), Distant()
    clock = RemoteClock(distant, wall)
    assert clock.now() == NOON
    wall.seconds += 0.5
    assert clock.now() == NOON + timedelta(seconds=30)
    assert (distant.reads, clock.speed) == (1, 60.0)


def test_it_is_read_again_every_second() -> None:
    wall, distant = Wall(), Distant()
    clock = RemoteClock(distant, wall)
    clock.now()
    wall.seconds += 1.0
    distant.reading = Reading(now=NOON + timedelta(days=1), speed=0.0)
    assert clock.now() == NOON + timedelta(days=1)
    wall.seconds += 0.9
    assert clock.now() == NOON + timedelta(days=1)


def test_out_of_reach_it_goes_on_and_says_so() -> None:
    wall, distant = Wall(), Distant()
    clock = RemoteClock(distant, wall)
    clock.now()
    distant.is_away = True
    wall.seconds += 10
    assert clock.now() == NOON + timedelta(minutes=10)
    assert "connection refused" in clock.trouble
    distant.is_away = False
    wall.seconds += 1
    clock.now()
    assert clock.trouble == ""


def test_never_read_it_shows_wall_time() -> None:
    wall, distant = Wall(), Distant()
    distant.is_away = True
    assert RemoteClock(distant, wall).now() == datetime.fromtimestamp(1000, UTC)


def test_without_an_address_it_is_the_systems() -> None:
    assert isinstance(make_clock(None), SystemClock)


@contextmanager
def serving(body: bytes) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/clock"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_sandboxs_clock_is_read_over_http() -> None:
    body = b'{"now": "2026-11-12T12:00:00Z", "speed": 60, "wall": "2026-11-12T09:00:00Z"}'
    with serving(body) as url:
        assert read_clock(url) == Reading(now=NOON, speed=60.0)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"now": 5, "speed": 1}', b"<html>"])
def test_another_answer_is_unreadable(body: bytes) -> None:
    with serving(body) as url, pytest.raises(Unreadable):
        read_clock(url)


def test_nobody_there_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        read_clock("http://127.0.0.1:1/clock")
