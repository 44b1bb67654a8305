"""POST over HTTP/1.1 to this machine, keeping connections open: what deliveries travel on."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit

import h11

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
IDLE_KEPT = 64
_READ = 65536


class NotLoopback(ValueError):  # noqa: N818 - named after the condition
    """The address is not on this machine; the sandbox speaks to nobody else."""


def check_loopback(url: str) -> None:
    """Refuse an address that is not plain HTTP on this machine.

    Raises:
        NotLoopback: it is not.
    """
    parts = urlsplit(url)
    if parts.scheme != "http" or parts.hostname not in LOOPBACK:
        raise NotLoopback(f"the sandbox delivers to http://127.0.0.1 only, not to {url}")


@dataclass(frozen=True)
class Response:
    """An HTTP answer; header names are lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class _Connection:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    state: h11.Connection


class Poster:
    """Posts to one host at a time, reusing connections the other side left open."""

    def __init__(self) -> None:
        self._idle: dict[tuple[str, int], list[_Connection]] = {}

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> Response:
        """Send a request and return the whole answer.

        Raises:
            OSError: nobody listens there, or the connection broke.
            h11.RemoteProtocolError: the answer is not HTTP.
        """
        check_loopback(url)
        parts = urlsplit(url)
        address = (parts.hostname or "", parts.port or 80)
        connection = await self._connect(address)
        try:
            path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
            response = await _exchange(
                connection, f"{address[0]}:{address[1]}", path, headers, body
            )
        except BaseException:
            connection.writer.close()
            raise
        self._keep(address, connection)
        return response

    async def close(self) -> None:
        """Close what is kept open."""
        for connections in self._idle.values():
            for connection in connections:
                connection.writer.close()
        self._idle.clear()

    async def _connect(self, address: tuple[str, int]) -> _Connection:
        idle = self._idle.get(address, [])
        while idle:
            connection = idle.pop()
            if not connection.reader.at_eof() and not connection.writer.is_closing():
                return connection
            connection.writer.close()
        reader, writer = await asyncio.open_connection(*address)
        return _Connection(reader, writer, h11.Connection(h11.CLIENT))

    def _keep(self, address: tuple[str, int], connection: _Connection) -> None:
        idle = self._idle.setdefault(address, [])
        state = connection.state
        reusable = state.our_state is h11.DONE and state.their_state is h11.DONE
        if reusable and len(idle) < IDLE_KEPT:
            state.start_next_cycle()
            idle.append(connection)
        else:
            connection.writer.close()


async def _exchange(
    connection: _Connection, host: str, path: str, headers: dict[str, str], body: bytes
) -> Response:
    fields = [("Host", host), ("Content-Length", str(len(body))), *headers.items()]
    request = h11.Request(method="POST", target=path, headers=fields)
    parts = (request, h11.Data(data=body), h11.EndOfMessage())
    # One write, one packet: half a request would wait for the other side's delayed ACK.
    connection.writer.write(b"".join(connection.state.send(part) or b"" for part in parts))
    await connection.writer.drain()
    status, answer_headers, chunks = 0, {}, []
    while True:
        event = connection.state.next_event()
        if event is h11.NEED_DATA:
            connection.state.receive_data(await connection.reader.read(_READ))
        elif isinstance(event, h11.Response):
            status = event.status_code
            answer_headers = {
                name.decode(): value.decode("latin-1") for name, value in event.headers
            }
        elif isinstance(event, h11.Data):
            chunks.append(bytes(event.data))
        elif isinstance(event, h11.EndOfMessage):
            return Response(status, answer_headers, b"".join(chunks))
        elif isinstance(event, h11.ConnectionClosed):
            raise ConnectionError("the app closed the connection without an answer")
