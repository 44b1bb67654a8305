"""How many commands a second the sandbox's Slack delivers, so that it never is what we measure.

Each is typed through the control API, delivered signed to an app that acks at once, and shown.
"""

import asyncio
import json
import sys
from multiprocessing import Process
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from bench.load import Figures, run
from bench.table import Line, show
from sandbox import processes
from sandbox.isolation import environment
from sandbox.ports import free_port
from sandbox.slack.person import Control
from sandbox.stack import answers

CONCURRENT = 50
COMMANDS = 5_000
TARGET = 500
ANSWER = b'{"text":"heard"}'
REPLY = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (
    len(ANSWER),
    ANSWER,
)


class Echo(asyncio.Protocol):
    """The smallest app there is: it acknowledges whatever comes, without reading what it says."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin with nothing received."""
        self._transport = cast("asyncio.Transport", transport)
        self._received = b""

    def data_received(self, data: bytes) -> None:
        """Answer each request once all of it is here."""
        self._received += data
        while True:
            head, separator, rest = self._received.partition(b"\r\n\r\n")
            if not separator:
                return
            at = head.lower().index(b"content-length:")
            length = int(head[at + 15 :].split(b"\r\n", 1)[0])
            if len(rest) < length:
                return
            self._received = rest[length:]
            self._transport.write(REPLY)


def echo(port: int) -> None:
    """Serve the echo until ended."""

    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(Echo, "127.0.0.1", port)
        await server.serve_forever()

    asyncio.run(serve())


def typed(number: int, port: int) -> bytes:
    """One command typed, as a whole HTTP request to the control API."""
    users = ("U01ALICE", "U02BOB", "U03EVE", "U04VIC")
    who = users[number % len(users)]
    body = json.dumps({"user": who, "channel": "C01OPS", "text": f"/ddbdr status {number}"})
    head = (
        f"POST /control/command HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return f"{head}{body}".encode()


def measure(port: int, count: int) -> Figures:
    """Type `count` commands as fast as they are answered.

    Raises:
        SystemExit: one of them was not.
    """
    figures = run([typed(n, port) for n in range(count)], port=port, concurrent=CONCURRENT)
    if figures.lost or set(figures.statuses) != {200}:
        sys.exit(f"not every command was delivered: {figures.statuses}, {figures.lost} lost")
    return figures


def check_acked(slack: str) -> None:
    """See that the app was asked and answered: a person is shown failures with a 200, too.

    Raises:
        SystemExit: a delivery among the last ones failed.
    """
    control = Control(slack)
    outcomes = {each["outcome"] for each in control.get("traffic")["exchanges"]}
    control.close()
    if outcomes != {"ok"}:
        sys.exit(f"not every command was acknowledged: {outcomes}")


def main() -> None:
    """Bring up Slack and the echo, nothing else, and measure."""
    processes.unwind_on_sigterm()
    port, app = free_port(), free_port()
    peer = Process(target=echo, args=(app,), daemon=True)
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "sandbox", "slack", "--port", str(port)]
        command += ["--request-url", f"http://127.0.0.1:{app}/slack/events"]
        slack = processes.Process("slack", command, environment({}), Path(folder) / "slack.log")
        try:
            peer.start()
            slack.start()
            address = f"http://127.0.0.1:{port}/"
            processes.wait_until("Slack", lambda: answers(address))
            measure(port, 500)
            figures = measure(port, COMMANDS)
            check_acked(f"http://127.0.0.1:{port}")
        finally:
            slack.stop()
            if peer.is_alive():
                peer.terminate()
    rate, p99 = figures.rate, figures.milliseconds(0.99)
    lines = [
        Line("commands delivered", f"{rate:,.0f}/s", f"≥ {TARGET}/s", rate >= TARGET),
        Line("p99 at that rate", f"{p99:,.0f} ms"),
    ]
    show(f"The sandbox's Slack, {CONCURRENT} typing at once", lines)


if __name__ == "__main__":
    main()
