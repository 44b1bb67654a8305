"""A small strict Slack: the Web API methods the bot calls, Block Kit's rules, faults on demand."""

import json
import re
import threading
from collections import deque
from dataclasses import dataclass, field
from email.message import Message as Headers
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from sandbox.slack.second_opinion import complaints

Json = dict[str, Any]
ALLOWED = {
    "auth.test": set(),
    "views.open": {"trigger_id", "view"},
    "views.publish": {"user_id", "view", "hash"},
    "chat.postMessage": {
        "channel", "text", "blocks", "metadata", "thread_ts", "unfurl_links", "unfurl_media",
    },
    "chat.postEphemeral": {"channel", "user", "text", "blocks", "thread_ts"},
    "chat.update": {"channel", "ts", "text", "blocks", "metadata"},
    "chat.getPermalink": {"channel", "message_ts"},
    "conversations.history": {"channel", "limit", "include_all_metadata"},
    "users.list": {"limit", "cursor"},
    "usergroups.list": {"include_users"},
    "conversations.list": {"limit", "cursor", "types", "exclude_archived"},
}  # fmt: skip
BOT = "U0DDBDR"


@dataclass
class Message:
    channel: str
    ts: str
    text: str
    blocks: list[Json]
    metadata: Json | None = None
    thread_ts: str | None = None
    edits: int = 0


@dataclass
class Fault:
    """What to do instead of answering: an error word, an HTTP status, or dying after the work."""

    error: str = ""
    status: int = 200
    retry_after: int | None = None
    after_work: bool = False
    needed: str = ""


@dataclass
class Call:
    method: str
    args: Json = field(default_factory=dict)


def _rest(fault: Fault) -> Json:
    """How long to leave Slack alone, as a header."""
    return {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}


class SlackDouble:
    """Listens on loopback until closed.

    Attributes:
        calls: Every call of the Web API, faulty ones included, in order.
        answers: What came to response urls.
        homes: What stands on each person's Home tab; `home_hashes` has Slack's names for it.
        channels: Ids the bot may post to; a user's id stands for direct messages.
    """

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.answers: list[Json] = []
        self.messages: list[Message] = []
        self.views: list[Json] = []
        self.homes: dict[str, Json] = {}
        self.home_hashes: dict[str, str] = {}
        self.channels = {"C01OPS", "C02ALERTS"}
        self.can_read_history = True
        self._faults: dict[str, deque[Fault]] = {}
        self._lock = threading.Lock()
        self._serial = 0
        double = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.0"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, headers, answer = double._take(self.path, self.headers, body)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST  # noqa: N815  the name http.server looks for

            def log_message(self, *_args: object) -> None:
                """Tests have their own voice."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        self.root = f"http://127.0.0.1:{self._server.server_port}"
        self.url = f"{self.root}/api/"

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def fail(self, method: str, *faults: Fault) -> None:
        """The next calls of a method go wrong, one fault each."""
        self._faults.setdefault(method, deque()).extend(faults)

    def called(self, method: str) -> list[Json]:
        return [call.args for call in self.calls if call.method == method]

    def top(self) -> list[Message]:
        """Messages of channels, not of threads."""
        return [message for message in self.messages if message.thread_ts is None]

    def thread(self, ts: str) -> list[Message]:
        return [message for message in self.messages if message.thread_ts == ts]

    def _take(self, path: str, headers: Headers, body: bytes) -> tuple[int, Json, bytes]:
        with self._lock:
            if path.startswith("/respond/"):
                return self._respond(path, json.loads(body))
            method = path.removeprefix("/api/").split("?")[0]
            args = _arguments(headers, body)
            self.calls.append(Call(method, args))
            waiting = self._faults.get(method)
            fault = waiting.popleft() if waiting else None
            if fault is None or fault.after_work:
                answer = self._answer(method, args)
            if fault is None:
                return _json(200, answer)
            word = fault.error or ("ratelimited" if fault.status == 429 else "internal_error")
            told = {"needed": fault.needed, "provided": "commands"} if fault.needed else {}
            return _json(fault.status, {"ok": False, "error": word, **told}, _rest(fault))

    def _respond(self, path: str, answer: Json) -> tuple[int, Json, bytes]:
        waiting = self._faults.get("response_url")
        if waiting:
            fault = waiting.popleft()
            return fault.status, _rest(fault), b"no"
        assert answer["text"]
        assert complaints(answer, "message") == []
        self.answers.append({"path": path, **answer})
        return 200, {}, b"ok"

    def _answer(self, method: str, args: Json) -> Json:
        if method not in ALLOWED:
            return {"ok": False, "error": "unknown_method"}
        unknown = set(args) - ALLOWED[method] - {"token"}
        assert not unknown, f"{method} got {unknown}"
        answer = getattr(
            self, "_" + re.sub(r"(?<=[a-z])([A-Z])", r"_\1", method).replace(".", "_").lower()
        )(args)
        return answer if answer.get("ok") is False else {"ok": True, **answer}

    def _auth_test(self, _args: Json) -> Json:
        return {"user_id": BOT, "team_id": "T01TEST"}

    def _views_open(self, args: Json) -> Json:
        found = complaints(args["view"], "modal")
        assert found == [], found
        self.views.append(args["view"])
        return {"view": {"id": "V1"}}

    def _views_publish(self, args: Json) -> Json:
        found = complaints(args["view"], "home")
        assert found == [], found
        user = args["user_id"]
        if args.get("hash") and args["hash"] != self.home_hashes.get(user):
            return {"ok": False, "error": "hash_conflict"}
        self._serial += 1
        self.homes[user], self.home_hashes[user] = args["view"], f"hash-{self._serial}"
        return {"view": {"id": "V2", "hash": self.home_hashes[user]}}

    def _chat_post_message(self, args: Json) -> Json:
        channel = args["channel"]
        if channel not in self.channels and not channel.startswith("U"):
            return {"ok": False, "error": "channel_not_found"}
        _check(args)
        self._serial += 1
        message = Message(
            channel=channel,
            ts=f"1790000000.{self._serial:06d}",
            text=args["text"],
            blocks=args.get("blocks", []),
            metadata=args.get("metadata"),
            thread_ts=args.get("thread_ts"),
        )
        self.messages.append(message)
        return {"channel": channel, "ts": message.ts}

    def _chat_post_ephemeral(self, args: Json) -> Json:
        _check(args)
        return {"message_ts": "1"}

    def _chat_update(self, args: Json) -> Json:
        _check(args)
        for message in self.messages:
            if (message.channel, message.ts) == (args["channel"], args["ts"]):
                message.text, message.blocks = args["text"], args.get("blocks", [])
                message.metadata = args.get("metadata", message.metadata)
                message.edits += 1
                return {"ts": message.ts}
        return {"ok": False, "error": "message_not_found"}

    def _chat_get_permalink(self, args: Json) -> Json:
        return {"permalink": f"https://sandbox.slack.com/{args['channel']}/{args['message_ts']}"}

    def _conversations_history(self, args: Json) -> Json:
        if not self.can_read_history:
            return {"ok": False, "error": "missing_scope"}
        found = [message for message in self.top() if message.channel == args["channel"]]
        shown = [{"ts": each.ts, "metadata": each.metadata or {}} for each in reversed(found)]
        return {"messages": shown}

    def _users_list(self, args: Json) -> Json:
        first: list[Json] = [{"id": "U01ALICE", "name": "alice", "tz": "America/Los_Angeles"}]
        second: list[Json] = [
            {"id": "U02BOB", "name": "bob", "tz": "Europe/Berlin"},
            {"id": "U05GUEST", "name": "guest", "is_restricted": True},
            {"id": BOT, "name": "ddbdr", "is_bot": True},
        ]
        if not args.get("cursor"):
            return {"members": first, "response_metadata": {"next_cursor": "two"}}
        return {"members": second, "response_metadata": {"next_cursor": ""}}

    def _usergroups_list(self, _args: Json) -> Json:
        return {"usergroups": [{"id": "S0DRTEAM", "users": ["U02BOB", "U03EVE"]}]}

    def _conversations_list(self, _args: Json) -> Json:
        shown = [{"id": "C01OPS", "name": "operations", "is_member": True}]
        return {"channels": shown, "response_metadata": {"next_cursor": ""}}


def _check(args: Json) -> None:
    assert args["text"], "a message without text cannot be read on a phone"
    found = complaints({"blocks": args.get("blocks", [])}, "message")
    assert found == [], found


def _arguments(headers: Headers, body: bytes) -> Json:
    if "json" in headers.get("Content-Type", ""):
        return dict(json.loads(body))
    pairs = parse_qs(body.decode(), keep_blank_values=True)
    found = {name: values[0] for name, values in pairs.items()}
    return {
        name: json.loads(value) if name in {"blocks", "view", "metadata"} else value
        for name, value in found.items()
    }


def _json(status: int, answer: Json, headers: Json | None = None) -> tuple[int, Json, bytes]:
    return (
        status,
        {"Content-Type": "application/json", **(headers or {})},
        json.dumps(answer).encode(),
    )
