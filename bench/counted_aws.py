"""A server that speaks AWS's HTTP, answers what it is given, and counts every call.

Only for measuring our own cost and pace: no signature is checked and no request understood.
"""

import asyncio
import json
import threading
import time
from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass

Json = dict[str, object]
"""What an action is asked or answers."""


@dataclass(frozen=True)
class Asked:
    """One request.

    Attributes:
        action: X-Amz-Target's, as `ListTables`; empty for services that put it in the path.
        region: The region it was signed for.
        path: With its query.
    """

    action: str
    region: str
    path: str
    body: bytes

    @property
    def parameters(self) -> Json:
        """The body read as JSON."""
        found: Json = json.loads(self.body or b"{}")
        return found


class CountedAws(ABC):
    """One server on a free loopback port; a subclass says what it answers.

    Attributes:
        calls: (action, region, wall second) to how often.
        delay_seconds: How long every answer takes.
    """

    def __init__(self, *, delay_seconds: float = 0.0) -> None:
        """Nothing listens yet; `start` does."""
        self.calls: Counter[tuple[str, str, int]] = Counter()
        self.delay_seconds = delay_seconds
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()

    @property
    def url(self) -> str:
        """The endpoint."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve on a thread of its own."""
        threading.Thread(target=self._serve, daemon=True).start()
        self._ready.wait()

    def per_second(self, action: str) -> list[int]:
        """How often the action was called in each second and region in which it was.

        AWS's rates hold for each region of an account.
        """
        return [count for (name, _, _), count in sorted(self.calls.items()) if name == action]

    @abstractmethod
    def answer(self, asked: Asked) -> tuple[str, Json | bytes | None]:
        """The action's name and its answer, written as JSON if it is not yet; None: unknown."""

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._talk, "127.0.0.1", 0, backlog=1000)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                asked = await _read(reader)
                if self.delay_seconds:
                    await asyncio.sleep(self.delay_seconds)
                writer.write(self._reply(asked))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _reply(self, asked: Asked) -> bytes:
        name, answer = self.answer(asked)
        self.calls[name, asked.region, int(time.time())] += 1
        body = answer if isinstance(answer, bytes) else json.dumps(answer or {}).encode()
        head = (
            f"HTTP/1.1 {'405 Not Allowed' if answer is None else '200 OK'}\r\n"
            "Content-Type: application/x-amz-json-1.0\r\nx-amzn-RequestId: BENCH\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


async def _read(reader: asyncio.StreamReader) -> Asked:
    """The next request of a connection."""
    head = await reader.readuntil(b"\r\n\r\n")
    first, _, rest = head.decode().partition("\r\n")
    lines = (line.partition(":") for line in rest.split("\r\n"))
    headers = {name.lower(): value.strip() for name, _, value in lines}
    return Asked(
        action=headers.get("x-amz-target", "").rpartition(".")[2],
        # The credential is key, date, region, service and a last word, with slashes between.
        region=headers["authorization"].split("/")[2],
        path=first.split()[1],
        body=await reader.readexactly(int(headers.get("content-length") or 0)),
    )
