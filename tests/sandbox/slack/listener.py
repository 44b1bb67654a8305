"""An app that keeps what it is sent and answers as it is told: less than Bolt, on purpose."""

import json
import threading
import time
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs

Json = dict[str, Any]
Answer = tuple[int, dict[str, str], str]
OK: Answer = (200, {}, "")


class Listener:
    """Listens on loopback; `answers` are given in turn, then 200s.

    Attributes:
        heard: payloads in order of arrival, each with `_headers` (lower case) and `_path`.
    """

    def __init__(self) -> None:
        self.heard: list[Json] = []
        self.answers: deque[Answer] = deque()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self.url = f"http://127.0.0.1:{self._server.server_port}/slack/events"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def events(self, kind: str) -> list[Json]:
        """Return the events of a type heard so far."""
        found = [each["event"] for each in self.heard if "event" in each]
        return [each for each in found if each["type"] == kind]

    def wait(self, count: int, kind: str = "") -> list[Json]:
        """Return what was heard once there is so much of it; of one type of event if named."""
        deadline = time.monotonic() + 5
        while True:
            found = self.events(kind) if kind else list(self.heard)
            if len(found) >= count:
                return found
            if time.monotonic() > deadline:
                raise AssertionError(f"{len(found)} of {count} came: {found}")
            time.sleep(0.005)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        listener = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                payload = _payload(self.headers.get("Content-Type", ""), body)
                payload["_headers"] = {name.lower(): value for name, value in self.headers.items()}
                payload["_path"] = self.path
                status, headers, text = listener.answers.popleft() if listener.answers else OK
                listener.heard.append(payload)
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(text))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_arguments: object) -> None:
                """Say nothing."""

        return Handler


def _payload(content_type: str, body: bytes) -> Json:
    if "json" in content_type:
        payload: Json = json.loads(body)
        return payload
    form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
    inner: Json = json.loads(form["payload"]) if "payload" in form else dict(form)
    return inner
