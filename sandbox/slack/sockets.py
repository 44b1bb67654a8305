"""Socket Mode: the app's websockets, their envelopes and acknowledgements.

docs.slack.dev/apis/events-api/using-socket-mode: a ticketed address, `hello`, up to ten
connections of which any one gets an envelope, `disconnect` when Slack wants a new connection.
"""

import asyncio
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.slack import seed
from sandbox.slack.store import Json
from sandbox.slack.strict_json import read_json

MOST = 10
TICKET_SECONDS = 30.0
"""How long an address lets one connection in. Slack does not say; this is cautious."""
_POLICY_VIOLATION = 1008
_DEBUG_INFO = {"host": "applink-sandbox"}
_REASONS = {"http_timeout": "timeout"}
"""Why an event comes again, in Socket Mode's own words (slackapi/bolt-js issue 2487)."""


@dataclass(frozen=True)
class Refresh:
    """When Slack takes a connection down.

    Attributes:
        seconds: how long a connection lasts.
        debug_seconds: the same where its address says `debug_reconnects=true`.
        warning_seconds: how long before its end it is warned.
    """

    seconds: float = 3600
    debug_seconds: float = 360
    warning_seconds: float = 10


@dataclass(eq=False)
class Connection:
    """One websocket and the envelopes sent on it that wait for an acknowledgement."""

    socket: WebSocket
    seconds: float
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)

    async def disconnect(self, reason: str, *, close: bool = True) -> None:
        """Tell the app that this connection ends, or soon will (`warning`), and close it."""
        told: Json = {"type": "disconnect", "reason": reason, "debug_info": _DEBUG_INFO}
        try:
            await self.socket.send_json(told)
            if close:
                await self.socket.close()
        except (RuntimeError, WebSocketDisconnect):
            self.lost()  # the app left while we spoke

    def heard(self, text: str) -> None:
        """Take an acknowledgement; as Slack, pass over what is none, or of nothing we sent."""
        try:
            ack = read_json(text)
        except ValueError:
            return
        envelope_id = ack.get("envelope_id") if isinstance(ack, dict) else None
        waiting = self.waiting.get(envelope_id) if isinstance(envelope_id, str) else None
        if waiting is not None and not waiting.done():
            waiting.set_result(ack)

    def lost(self) -> None:
        """Give up on everything sent and not acknowledged: the connection is gone."""
        for waiting in self.waiting.values():
            if not waiting.done():
                waiting.set_exception(ConnectionError("the socket closed"))


class Sockets:
    """The app's open websockets.

    Args:
        refresh: how long connections last.
        clock: seconds, for the life of a ticket.
    """

    def __init__(
        self, refresh: Refresh | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._refresh = refresh or Refresh()
        self._clock = clock
        self._tickets: dict[str, float] = {}
        self._open: list[Connection] = []
        self._ending: set[asyncio.Task[None]] = set()
        self._turn = 0

    def address(self, base: str) -> str:
        """Return a websocket address that lets one connection in, within `TICKET_SECONDS`."""
        ticket = secrets.token_urlsafe(12)
        self._tickets[ticket] = self._clock()
        return f"{base.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={seed.APP}"

    @property
    def count(self) -> int:
        """How many are connected."""
        return len(self._open)

    async def serve(self, socket: WebSocket) -> None:
        """Hold one connection until either side ends it."""
        made = self._tickets.pop(socket.query_params.get("ticket", ""), None)
        if made is None or self._clock() - made > TICKET_SECONDS:
            await socket.close(_POLICY_VIOLATION)
            return
        await socket.accept()
        is_debug = socket.query_params.get("debug_reconnects") == "true"
        seconds = self._refresh.debug_seconds if is_debug else self._refresh.seconds
        connection = Connection(socket, seconds)
        if self.count >= MOST:
            await connection.disconnect("too_many_websockets")
            return
        self._open.append(connection)
        ending = asyncio.create_task(self._end_in_time(connection))
        try:
            await socket.send_json(self._hello(connection))
            await self._listen(connection)
        finally:
            ending.cancel()
            connection.lost()
            self._forget(connection)

    async def send(self, kind: str, payload: Json, *, retry: int = 0, reason: str = "") -> Any:  # noqa: ANN401
        """Send an envelope to one connection and return the payload of its acknowledgement.

        An event is acknowledged without one: what an app sends along is passed over.

        Raises:
            ConnectionError: nobody is connected, or the connection broke before it acknowledged.
        """
        if not self._open:
            raise ConnectionError("no socket is connected")
        self._turn += 1
        connection = self._open[self._turn % len(self._open)]
        envelope: Json = {
            "envelope_id": str(uuid4()),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            again = {"retry_attempt": retry, "retry_reason": _REASONS.get(reason, reason)}
            envelope |= again
        waiting: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope["envelope_id"]] = waiting
        try:
            await connection.socket.send_text(json.dumps(envelope))
            ack = await waiting
        except (RuntimeError, WebSocketDisconnect) as error:
            raise ConnectionError("the socket closed") from error
        finally:
            connection.waiting.pop(envelope["envelope_id"], None)
        return ack.get("payload") if envelope["accepts_response_payload"] else None

    async def disconnect(self, reason: str) -> int:
        """Ask every connection to reconnect, as Slack does every few hours; return how many.

        After `warning` a connection goes on for `Refresh.warning_seconds`; after any other reason
        it is closed at once.
        """
        leaving = list(self._open)
        for connection in leaving:
            if reason == "warning":
                ending = asyncio.create_task(self._end(connection))
                self._ending.add(ending)
                ending.add_done_callback(self._ending.discard)
            else:
                await self._close(connection, reason)
        return len(leaving)

    async def _listen(self, connection: Connection) -> None:
        while True:
            message = await connection.socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            connection.heard(message.get("text") or "")

    async def _end_in_time(self, connection: Connection) -> None:
        await asyncio.sleep(max(0.0, connection.seconds - self._refresh.warning_seconds))
        await self._end(connection)

    async def _end(self, connection: Connection) -> None:
        """Warn, wait, and take the connection down, unless the app has left by then."""
        await connection.disconnect("warning", close=False)
        await asyncio.sleep(self._refresh.warning_seconds)
        if connection in self._open:
            await self._close(connection, "refresh_requested")

    async def _close(self, connection: Connection, reason: str) -> None:
        self._forget(connection)
        await connection.disconnect(reason)

    def _forget(self, connection: Connection) -> None:
        if connection in self._open:
            self._open.remove(connection)

    def _hello(self, connection: Connection) -> Json:
        return {
            "type": "hello",
            "num_connections": self.count,
            "connection_info": {"app_id": seed.APP},
            "debug_info": {
                **_DEBUG_INFO,
                "build_number": 1,
                "approximate_connection_time": round(connection.seconds),
            },
        }
