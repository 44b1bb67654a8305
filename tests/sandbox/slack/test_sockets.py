"""Socket Mode on the wire: plain websockets, no SDK."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from sandbox.slack.server import listening
from sandbox.slack.sockets import TICKET_SECONDS, Refresh, Sockets

Json = dict[str, Any]
SOON = 10
"""Seconds within which things must have happened."""


@dataclass
class Link:
    """Sockets behind a server of their own, with a clock to turn."""

    refresh: Refresh = field(default_factory=Refresh)
    now: float = 0.0
    port: int = 0

    def __post_init__(self) -> None:
        self.sockets = Sockets(self.refresh, lambda: self.now)

    @property
    def address(self) -> str:
        return self.sockets.address(f"http://127.0.0.1:{self.port}")

    async def joins(self, more: str = "") -> tuple[ClientConnection, Json]:
        """Connect an app; return its connection and the hello."""
        socket = await connect(self.address + more)
        return socket, await heard(socket)


async def heard(socket: ClientConnection) -> Json:
    """Return the next message."""
    message: Json = json.loads(await asyncio.wait_for(socket.recv(), SOON))
    return message


async def acked(socket: ClientConnection, **more: object) -> Json:
    """Acknowledge the next envelope and return it."""
    envelope = await heard(socket)
    await socket.send(json.dumps({"envelope_id": envelope["envelope_id"], **more}))
    return envelope


@contextlib.asynccontextmanager
async def serving(link: Link) -> AsyncIterator[Link]:
    app = Starlette(routes=[WebSocketRoute("/link/", link.sockets.serve)])
    config = uvicorn.Config(app, ws="websockets-sansio", lifespan="off", log_level="critical")
    server = uvicorn.Server(config)
    bound = listening("127.0.0.1", 0)
    bound.listen()
    link.port = bound.getsockname()[1]
    running = asyncio.create_task(server.serve([bound]))
    try:
        yield link
    finally:
        server.should_exit = True
        server.force_exit = True
        await running
        bound.close()


def run(scenario: Callable[[Link], Awaitable[None]], refresh: Refresh | None = None) -> None:
    """Run a scenario against a fresh link."""

    async def whole() -> None:
        async with serving(Link(refresh or Refresh())) as link:
            await scenario(link)

    # In a thread of its own: a browser that other tests keep has a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, whole()).result()


def test_hello_says_what_slack_says() -> None:
    async def scenario(link: Link) -> None:
        _first, _hello = await link.joins()
        _second, hello = await link.joins()

        assert hello == {
            "type": "hello",
            "num_connections": 2,
            "connection_info": {"app_id": "A01DDBDR"},
            "debug_info": {
                "host": "applink-sandbox",
                "build_number": 1,
                "approximate_connection_time": 3600,
            },
        }

    run(scenario)


def test_an_address_lets_one_in_once_and_not_for_long() -> None:
    async def scenario(link: Link) -> None:
        address, late = link.address, link.address
        async with connect(address) as socket:
            assert (await heard(socket))["type"] == "hello"
        link.now = TICKET_SECONDS + 1
        for wrong in (address, late, address.replace("ticket=", "ticket=x")):
            with pytest.raises(InvalidStatus):
                await connect(wrong)

    run(scenario)


def test_the_eleventh_is_sent_away_and_the_ten_stay() -> None:
    async def scenario(link: Link) -> None:
        ten = [(await link.joins())[0] for _ in range(10)]
        extra, told = await link.joins()

        assert told == {
            "type": "disconnect",
            "reason": "too_many_websockets",
            "debug_info": {"host": "applink-sandbox"},
        }
        with pytest.raises(ConnectionClosed):
            await heard(extra)
        assert link.sockets.count == len(ten)

    run(scenario)


def test_any_one_connection_gets_an_envelope() -> None:
    async def scenario(link: Link) -> None:
        three = [(await link.joins())[0] for _ in range(3)]
        for turn in range(6):
            sent = asyncio.create_task(link.sockets.send("interactive", {"turn": turn}))
            waiting = [asyncio.create_task(acked(each)) for each in three]
            done, rest = await asyncio.wait(
                waiting, timeout=SOON, return_when=asyncio.FIRST_COMPLETED
            )
            await sent
            for other in rest:
                other.cancel()
            assert [each.result()["payload"] for each in done] == [{"turn": turn}]
            got.append(next(n for n, task in enumerate(waiting) if task in done))

    got: list[int] = []
    run(scenario)

    assert set(got) == {0, 1, 2}


def test_an_answer_comes_back_where_one_is_taken() -> None:
    async def scenario(link: Link) -> None:
        socket, _hello = await link.joins()
        for kind, answer in (("slash_commands", {"text": "hi"}), ("events_api", None)):
            sent = asyncio.create_task(link.sockets.send(kind, {"a": 1}))
            envelope = await acked(socket, payload={"text": "hi"})

            assert envelope["type"] == kind
            assert envelope["payload"] == {"a": 1}
            assert envelope["accepts_response_payload"] is (answer is not None)
            assert await sent == answer

    run(scenario)


def test_only_an_event_says_which_attempt_it_is() -> None:
    async def scenario(link: Link) -> None:
        socket, _hello = await link.joins()
        sent = asyncio.create_task(
            link.sockets.send("events_api", {}, retry=2, reason="http_timeout")
        )
        envelope = await acked(socket)
        await sent
        assert (envelope["retry_attempt"], envelope["retry_reason"]) == (2, "timeout")

        sent = asyncio.create_task(link.sockets.send("slash_commands", {}))
        assert "retry_attempt" not in await acked(socket)
        await sent

    run(scenario)


NO_ACKS = ["", "not json", "[]", "7", '{"envelope_id": []}', '{"envelope_id": "unknown"}', "{}"]


def test_what_is_no_acknowledgement_is_passed_over() -> None:
    async def scenario(link: Link) -> None:
        socket, _hello = await link.joins()
        sent = asyncio.create_task(link.sockets.send("interactive", {}))
        envelope = await heard(socket)
        for junk in NO_ACKS:
            await socket.send(junk)
        await socket.send(b"\x00\xff")
        await (await socket.ping())
        assert not sent.done()

        await socket.send(json.dumps({"envelope_id": envelope["envelope_id"], "payload": "mine"}))
        assert await asyncio.wait_for(sent, SOON) == "mine"
        await socket.send(json.dumps({"envelope_id": envelope["envelope_id"]}))
        await (await socket.ping())

    run(scenario)


def test_an_envelope_dies_with_its_connection() -> None:
    async def scenario(link: Link) -> None:
        socket, _hello = await link.joins()
        sent = asyncio.create_task(link.sockets.send("events_api", {}))
        await heard(socket)
        socket.transport.abort()

        with pytest.raises(ConnectionError):
            await asyncio.wait_for(sent, SOON)
        with pytest.raises(ConnectionError):
            await link.sockets.send("events_api", {})

    run(scenario)


def test_a_connection_is_warned_and_then_taken_down() -> None:
    async def scenario(link: Link) -> None:
        socket, _hello = await link.joins()

        assert (await heard(socket))["reason"] == "warning"
        assert link.sockets.count == 1
        assert (await heard(socket))["reason"] == "refresh_requested"
        with pytest.raises(ConnectionClosed):
            await heard(socket)
        assert link.sockets.count == 0

    run(scenario, Refresh(seconds=0.4, warning_seconds=0.2))


def test_debug_reconnects_shortens_a_connections_life() -> None:
    async def scenario(link: Link) -> None:
        socket, hello = await link.joins("&debug_reconnects=true")
        other, _hello = await link.joins()

        assert hello["debug_info"]["approximate_connection_time"] == 360
        assert (await heard(socket))["reason"] == "warning"
        await (await other.ping())
        assert link.sockets.count == 2

    run(scenario, Refresh(debug_seconds=360, warning_seconds=360))


@pytest.mark.parametrize("reason", ["refresh_requested", "link_disabled"])
def test_slack_may_end_all_connections_at_once(reason: str) -> None:
    async def scenario(link: Link) -> None:
        sockets = [(await link.joins())[0] for _ in range(2)]

        assert await link.sockets.disconnect(reason) == 2
        for socket in sockets:
            assert (await heard(socket))["reason"] == reason
            with pytest.raises(ConnectionClosed):
                await heard(socket)

    run(scenario)


def test_a_warned_connection_still_carries_envelopes() -> None:
    async def scenario(link: Link) -> None:
        socket, _hello = await link.joins()
        assert await link.sockets.disconnect("warning") == 1
        assert (await heard(socket))["reason"] == "warning"

        sent = asyncio.create_task(link.sockets.send("interactive", {}))
        await acked(socket)
        await asyncio.wait_for(sent, SOON)
        await socket.close()

    run(scenario, Refresh(warning_seconds=60))
