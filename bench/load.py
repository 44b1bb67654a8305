"""A load generator that costs little: prepared bytes over keep-alive sockets, one thread.

It must leave the processor to the server it measures, so it parses of an answer
only where the answer ends, its status and its length.
"""

import hashlib
import hmac
import itertools
import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

SECRET = b"sandbox-secret"
PATIENCE_SECONDS = 20.0


def signed_command(text: str, *, number: int, port: int, path: str = "/slack/events") -> bytes:
    """One signed `/ddbdr` command as Slack sends it, a whole HTTP request.

    Args:
        text: What stands behind `/ddbdr`.
        number: Makes trigger id, and with it the signature, different from any other.
        port: The server's port on 127.0.0.1.
        path: Where commands go.
    """
    body = urlencode(
        {
            "token": "legacy",
            "team_id": "T01TEST",
            "team_domain": "test",
            "channel_id": "C01OPS",
            "channel_name": "operations",
            "user_id": "U01ALICE",
            "user_name": "alice",
            "command": "/ddbdr",
            "text": text,
            "api_app_id": "A01DDBDR",
            "is_enterprise_install": "false",
            "response_url": f"http://127.0.0.1:{port}/response/{number}",
            "trigger_id": f"{number}.{time.time_ns()}",
        }
    ).encode()
    stamp = str(int(time.time()))
    base = b":".join((b"v0", stamp.encode(), body))
    signature = "v0=" + hmac.new(SECRET, base, hashlib.sha256).hexdigest()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\nX-Slack-Request-Timestamp: {stamp}\r\n"
        f"X-Slack-Signature: {signature}\r\n\r\n"
    )
    return head.encode() + body


@dataclass
class Figures:
    """What came back.

    Attributes:
        seconds: Latency of each answered request, in order of answer.
        statuses: HTTP status to how often.
        lost: Requests without an answer.
        wall_seconds: From the first send to the last answer.
    """

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    lost: int = 0
    wall_seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.wall_seconds if self.wall_seconds else 0.0

    def milliseconds(self, share: float) -> float:
        """The latency that `share` of the answers kept, in ms."""
        if not self.seconds:
            return float("nan")
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


class Connection:
    """One keep-alive connection with at most one request on it."""

    def __init__(self, port: int) -> None:
        """Connect."""
        self._port = port
        self._connect()
        self.sent_at = 0.0
        self.due_at = 0.0
        self._buffer = b""

    def _connect(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self._port), timeout=PATIENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, request: bytes, due_at: float) -> None:
        """Send one request that was due at `due_at` (its latency counts from there)."""
        self._buffer = b""
        self.due_at = due_at
        self.socket.sendall(request)

    def receive(self) -> int | None:
        """The status once the whole answer is here; 0 if the server closed without one."""
        chunk = self.socket.recv(65536)
        if not chunk:
            return 0
        self._buffer += chunk
        head, separator, rest = self._buffer.partition(b"\r\n\r\n")
        if not separator:
            return None
        at = head.lower().find(b"content-length:")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        return int(head[9:12]) if len(rest) >= length else None

    def renew(self, selector: selectors.BaseSelector) -> None:
        """A fresh connection in the place of one that the server closed."""
        selector.unregister(self.socket)
        self.socket.close()
        self._connect()
        selector.register(self.socket, selectors.EVENT_READ, self)


def run(
    requests: Sequence[bytes], *, port: int, concurrent: int, rate: float | None = None
) -> Figures:
    """Send all requests, `concurrent` at once, as fast as answered or at `rate` a second.

    At a rate, latency counts from when a request was due, so that a stall of the
    server shows in every request it delayed.
    """
    selector = selectors.DefaultSelector()
    idle = [Connection(port) for _ in range(concurrent)]
    for fresh in idle:
        selector.register(fresh.socket, selectors.EVENT_READ, fresh)
    figures = Figures()
    start = time.perf_counter()
    queue = _timetable(requests, start, rate)
    following = next(queue, None)
    busy = 0
    last = start
    while following is not None or busy:
        now = time.perf_counter()
        while following is not None and idle and following[1] <= now:
            request, due = following
            idle.pop().send(request, due if rate else time.perf_counter())
            busy += 1
            following = next(queue, None)
        wait = 0.5 if following is None or not idle else max(0.0, following[1] - now)
        for key, _ in selector.select(min(wait, 0.5)):
            connection: Connection = key.data
            status = connection.receive()
            if status is None:
                continue
            last = time.perf_counter()
            if status:
                figures.seconds.append(last - connection.due_at)
                figures.statuses[status] = figures.statuses.get(status, 0) + 1
            else:
                figures.lost += 1
                connection.renew(selector)
            idle.append(connection)
            busy -= 1
        if time.perf_counter() - last > PATIENCE_SECONDS:
            figures.lost += busy
            break
    figures.wall_seconds = last - start
    for key in list(selector.get_map().values()):
        key.data.socket.close()
    selector.close()
    return figures


def _timetable(
    requests: Sequence[bytes], start: float, rate: float | None
) -> Iterator[tuple[bytes, float]]:
    for number, request in zip(itertools.count(), requests, strict=False):
        yield request, start + (number / rate if rate else 0.0)
