"""POST over HTTP/1.1 to this machine, keeping connections open: what deliveries travel on."""

import asyncio
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
IDLE_KEPT = 64
_STATUS = re.compile(r"HTTP/1\.(?P<minor>[01]) (?P<status>[1-5]\d\d)(?: |$)")
_FIRST_FINAL = 200
_BODILESS = {204, 304}


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


class Garbled(ConnectionError):  # noqa: N818 - named after the condition
    """The answer is not HTTP/1.1."""


@dataclass(frozen=True)
class _Connection:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


class Poster:
    """Posts, reusing connections the other side left open.

    Deliveries are most of what the sandbox does, so this reads of HTTP only what an app's answer
    can be: a status, headers, and a body by length, in chunks or until the end.
    """

    def __init__(self) -> None:
        self._idle: dict[tuple[str, int], list[_Connection]] = {}

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> Response:
        """Send a request and return the whole answer.

        Raises:
            NotLoopback: the address is not on this machine.
            OSError: nobody listens there, the connection broke, or the answer is not HTTP.
        """
        check_loopback(url)
        parts = urlsplit(url)
        address = (parts.hostname or "", parts.port or 80)
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        connection = await self._connect(address)
        try:
            connection.writer.write(_request(parts.netloc, path, headers, body))
            await connection.writer.drain()
            response, reusable = await _answer(connection.reader)
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            connection.writer.close()
            raise Garbled("the app closed the connection without a whole answer") from error
        except BaseException:
            connection.writer.close()
            raise
        self._keep(address, connection, reusable=reusable)
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
        return _Connection(*await asyncio.open_connection(*address))

    def _keep(self, address: tuple[str, int], connection: _Connection, *, reusable: bool) -> None:
        idle = self._idle.setdefault(address, [])
        if reusable and len(idle) < IDLE_KEPT:
            idle.append(connection)
        else:
            connection.writer.close()


def _request(host: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
    """Return a whole request: one write, one packet.

    Half of one would wait for the other side's delayed ACK.
    """
    fields = {"Host": host, "Content-Length": str(len(body)), **headers}
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join([*lines, "\r\n"]).encode("latin-1") + body


async def _answer(reader: asyncio.StreamReader) -> tuple[Response, bool]:
    """Read an answer; and whether the connection may be used again."""
    while True:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.rstrip("\r\n").split("\r\n")
        found = _STATUS.match(first)
        if found is None:
            raise Garbled(f"not HTTP: {first[:80]}")
        status = int(found["status"])
        if status >= _FIRST_FINAL:
            break
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    body, ended = await _body(reader, status, headers)
    is_open = found["minor"] == "1" and headers.get("connection", "").lower() != "close"
    return Response(status, headers, body), ended and is_open


async def _body(
    reader: asyncio.StreamReader, status: int, headers: dict[str, str]
) -> tuple[bytes, bool]:
    """Read a body; and whether it said itself where it ends."""
    if status in _BODILESS:
        return b"", True
    if "chunked" in headers.get("transfer-encoding", "").lower():
        return await _chunks(reader), True
    length = headers.get("content-length")
    if length is None:
        return await reader.read(), False
    if not length.isdecimal():
        raise Garbled(f"not a Content-Length: {length[:80]}")
    return await reader.readexactly(int(length)), True


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    found = []
    while True:
        line = (await reader.readuntil(b"\r\n")).split(b";")[0].strip()
        try:
            size = int(line, 16)
        except ValueError as error:
            raise Garbled("not the size of a chunk") from error
        if not size:
            break
        found.append(await reader.readexactly(size))
        await reader.readexactly(2)
    while await reader.readuntil(b"\r\n") != b"\r\n":
        pass  # trailers say nothing to us
    return b"".join(found)
