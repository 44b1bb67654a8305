"""Socket Mode: the app's websockets, their envelopes and acknowledgements.

docs.slack.dev/apis/events-api/using-socket-mode: a ticketed address, `hello`, up to ten
connections of which any one gets an envelope, `disconnect` when Slack wants a new connection.
"""

import asyncio
import json
import secrets
from typing import Any
from uuid import uuid4

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.slack import seed
from sandbox.slack.store import Json

MOST = 10
CONNECTION_SECONDS = 3600
_POLICY_VIOLATION = 1008


class Sockets:
    """The app's open websockets."""

    def __init__(self) -> None:
        self._tickets: set[str] = set()
        self._open: list[WebSocket] = []
        self._acks: dict[str, asyncio.Future[Json]] = {}
        self._turn = 0

    def address(self, base: str) -> str:
        """Return a websocket address that lets one connection in."""
        ticket = secrets.token_urlsafe(12)
        self._tickets.add(ticket)
        return f"{base.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={seed.APP}"

    @property
    def count(self) -> int:
        """How many are connected."""
        return len(self._open)

    async def serve(self, socket: WebSocket) -> None:
        """Hold one connection until either side ends it."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.close(_POLICY_VIOLATION)
            return
        self._tickets.discard(ticket)
        await socket.accept()
        if len(self._open) >= MOST:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return
        self._open.append(socket)
        try:
            await socket.send_json(self._hello())
            while True:
                self._heard(await socket.receive_text())
        except WebSocketDisconnect:
            pass  # the usual end of a connection
        finally:
            if socket in self._open:
                self._open.remove(socket)

    async def send(self, kind: str, payload: Json, *, retry: int = 0, reason: str = "") -> Any:  # noqa: ANN401
        """Send an envelope to one connection and return the payload of its acknowledgement.

        Raises:
            ConnectionError: nobody is connected, or the connection broke.
        """
        if not self._open:
            raise ConnectionError("no socket is connected")
        self._turn += 1
        socket = self._open[self._turn % len(self._open)]
        envelope: Json = {
            "envelope_id": str(uuid4()),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": retry, "retry_reason": reason}
        waiting: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._acks[envelope["envelope_id"]] = waiting
        try:
            await socket.send_text(json.dumps(envelope))
            return (await waiting).get("payload")
        except (RuntimeError, WebSocketDisconnect) as error:
            raise ConnectionError("the socket closed") from error
        finally:
            del self._acks[envelope["envelope_id"]]

    async def disconnect(self, reason: str) -> int:
        """Ask every connection to reconnect, as Slack does every few hours; return how many."""
        leaving, self._open = self._open, []
        for socket in leaving:
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {}})
            await socket.close()
        return len(leaving)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "connection_info": {"app_id": seed.APP},
            "debug_info": {"approximate_connection_time": CONNECTION_SECONDS},
        }

    def _heard(self, text: str) -> None:
        try:
            ack = json.loads(text)
        except ValueError:
            return  # Slack ignores what it cannot read
        waiting = self._acks.get(ack.get("envelope_id", "")) if isinstance(ack, dict) else None
        if waiting is not None and not waiting.done():
            waiting.set_result(ack)
