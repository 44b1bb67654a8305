"""HTTP on loopback: kept-alive connections, one thread each, answers that may not come.

The standard library's server, because werkzeug's closes every connection, and
a lost answer needs the socket.
"""

import contextlib
import select
import socket
import sys
import traceback
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

from sandbox.aws.app import Aws
from sandbox.aws.bodies import NoSaneLength, TooLong, read_body
from sandbox.aws.call import Answer, AwsError, HttpRequest
from sandbox.aws.control import PREFIX, control
from sandbox.aws.errors import error_answer, protocol_of
from sandbox.aws.pacing import Pacing
from sandbox.isolation import NotLoopback, is_loopback


class AwsListener(ThreadingHTTPServer):
    """Serves one Aws; raises NotLoopback for a host that is not this machine."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, host: str, port: int, aws: Aws) -> None:
        if not is_loopback(f"http://[{host}]" if ":" in host else f"http://{host}"):
            raise NotLoopback(f"the sandbox binds loopback only, not {host}")
        if ":" in host:
            self.address_family = socket.AF_INET6
        self.aws = aws
        self._open: set[socket.socket] = set()
        super().__init__((host, port), _Handler)

    @property
    def endpoint(self) -> str:
        """`http://127.0.0.1:PORT`."""
        host, port = self.server_address[:2]
        return f"http://[{host!s}]:{port}" if ":" in str(host) else f"http://{host!s}:{port}"

    def serve_forever(self, poll_interval: float = 0.5) -> None:
        """Serve until `shutdown`; what is due meanwhile happens."""
        with Pacing(self.aws.world, self.aws.lock):
            super().serve_forever(poll_interval)

    def get_request(self) -> tuple[socket.socket, object]:
        """Accept a connection, and remember it."""
        connection, client = super().get_request()
        self._open.add(connection)
        return connection, client

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]
        """The connection is done with."""
        self._open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        """Stop listening, and hang up on kept-alive connections: away means away."""
        super().server_close()
        self.aws.outages.end()  # who is held in one is let go
        with self.aws.lock:
            self.aws.messaging.queues.close()  # and who waits for a message
        for connection in list(self._open):
            with contextlib.suppress(OSError):  # its thread was faster
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news; anything else is."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    server: AwsListener
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 120

    def _serve(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            body = read_body(self.rfile, headers)
        except (NoSaneLength, TooLong) as problem:
            self.close_connection = True
            self._send(_too_much(headers, problem))
            return
        path, _, query = self.path.partition("?")
        request = HttpRequest(
            method=self.command,
            path=unquote(path),
            query=query,
            headers=headers,
            body=body,
            hung_up=self._hung_up,
        )
        answer = self._answer(request)
        if answer is None:
            self.close_connection = True
        else:
            self._send(answer)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = do_TRACE = _serve  # noqa: N815 - http.server's names

    def _answer(self, request: HttpRequest) -> Answer | None:
        try:
            if request.path.startswith(PREFIX):
                return control(self.server.aws, request)
            return self.server.aws.answer(request)
        except Exception:  # noqa: BLE001 - one broken call must not close the sandbox; it is shown
            traceback.print_exc()
            return Answer(500, b'{"__type":"InternalServerError"}', error="InternalServerError")

    def _hung_up(self) -> bool:
        """Has the client closed the connection? What it may have sent since stays unread."""
        watch = select.poll()
        watch.register(self.connection, select.POLLIN)
        if not watch.poll(0):
            return False
        try:
            return not self.connection.recv(1, socket.MSG_PEEK)
        except OSError:
            return True

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def log_message(self, *_: object) -> None:
        """The log of calls is at /_sandbox/calls."""


def _too_much(headers: Mapping[str, str], problem: Exception) -> Answer:
    code, words = "RequestEntityTooLargeException", "The request is larger than 16 MB"
    if isinstance(problem, NoSaneLength):
        code, words = "SerializationException", "The length of the body cannot be read"
    status = 413 if isinstance(problem, TooLong) else 400
    request = HttpRequest("POST", "/", "", headers, b"")
    return error_answer(AwsError(code, words, status), protocol=protocol_of(request))
