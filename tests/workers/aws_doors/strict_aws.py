"""An endpoint that takes only what botocore's models allow, and answers what a test tells it.

It reads requests as the sandbox's AWS does, and plays no service: each action answers the next
of its answers, the last one again and again, or nothing.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import unquote

from recovery.config import load_config
from recovery.ledger.memory import MemoryLedger
from sandbox.aws.call import Answer, AwsError, Call, HttpRequest, json_answer
from sandbox.aws.errors import error_answer, protocol_of
from sandbox.aws.reading import members, read_call
from sandbox.aws.rest import rest_input
from tests.workers.world import CONFIG
from workers.aws.boto import BotoAws
from workers.aws.clients import Clients

Told = dict[str, Any] | AwsError | Answer | None
"""A body, an error, a whole answer, or None: the connection is closed without a word."""
Sent = tuple[str, dict[str, Any]]
"""An action and its input; times are seconds since 1970."""


class StrictAws(ThreadingHTTPServer):
    """What was sent stands in `sent` if it was well-formed, in `malformed` if it was not."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.sent: list[Sent] = []
        self.calls: list[Call] = []
        self.malformed: list[str] = []
        self._told: dict[str, list[Told]] = {}
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.clients = Clients(load_config(CONFIG), self.url)
        """Made once for all tests of a module, because botocore takes its time for each."""

    def forget(self) -> None:
        """Begin anew."""
        self.sent, self.calls, self.malformed, self._told = [], [], [], {}

    def tell(self, action: str, *answers: Told) -> None:
        """What an action answers, one after the other."""
        self._told[action] = list(answers)

    def inputs(self, action: str) -> list[dict[str, Any]]:
        """What an action was sent with, each time."""
        return [sent for name, sent in self.sent if name == action]

    def answer(self, request: HttpRequest) -> Answer | None:
        try:
            call = read_call(request, datetime.now(UTC))
            read = _input(call)
        except AwsError as error:
            self.malformed.append(str(error))
            return error_answer(error, protocol=protocol_of(request))
        self.sent.append((call.action, read))
        self.calls.append(call)
        told = self._told.get(call.action, [{}])
        answer = told.pop(0) if len(told) > 1 else told[0]
        if isinstance(answer, AwsError):
            return error_answer(answer, protocol=call.protocol, service=call.service)
        return json_answer(answer) if isinstance(answer, dict) else answer


def _input(call: Call) -> dict[str, Any]:
    if call.protocol == "query":  # STS alone speaks it, and nobody asks what it was sent
        return {}
    return rest_input(call) if call.protocol == "rest-json" else members(call)


class _Handler(BaseHTTPRequestHandler):
    server: StrictAws

    def _serve(self) -> None:
        path, _, query = self.path.partition("?")
        request = HttpRequest(
            method=self.command,
            path=unquote(path),
            query=query,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(self.headers.get("Content-Length") or 0)),
        )
        answer = self.server.answer(request)
        if answer is None:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PUT(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401
        """Say nothing."""


@contextmanager
def strict_aws() -> Iterator[StrictAws]:
    """One such endpoint."""
    server = StrictAws()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def door(aws: StrictAws, *, guard: Callable[[float], None] = lambda _seconds: None) -> BotoAws:
    """The product's door to that endpoint, for a job; no rate is ever used up."""
    seconds = count(1.0)
    return BotoAws(
        clients=aws.clients,
        rates=MemoryLedger().rates,
        wall=lambda: next(seconds),
        sandbox=True,
    ).acting_for("J-7F3K2Q1", guard)
