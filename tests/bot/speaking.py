"""Slack's side of the wire: signed raw requests, as its servers send them."""

import hashlib
import hmac
import itertools
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

if TYPE_CHECKING:
    from tests.bot.conftest import World

SECRET = b"a signing secret of the tests"
FORM = "application/x-www-form-urlencoded"
Json = dict[str, Any]


def signature(body: bytes, timestamp: str, secret: bytes = SECRET) -> str:
    signed = hmac.new(secret, b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256)
    return "v0=" + signed.hexdigest()


class Slack:
    """Sends what people type and click; every request is a new one."""

    def __init__(self, http: FlaskClient, world: "World") -> None:
        self._http = http
        self._world = world
        self._serial = itertools.count(1)

    def post(self, body: bytes, headers: Json, content_type: str = FORM) -> TestResponse:
        return self._http.post(
            "/slack/events", data=body, headers=headers, content_type=content_type
        )

    def get(self, path: str) -> TestResponse:
        return self._http.get(path)

    def send(self, body: bytes, content_type: str = FORM) -> TestResponse:
        headers = self.signed(body)
        return self.post(body, headers, content_type)

    def signed(self, body: bytes) -> Json:
        timestamp = str(int(self._world.wall))
        return {
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(body, timestamp),
        }

    def command_body(self, text: str, *, user: str = "U01ALICE", **changes: str) -> bytes:
        fields = {
            "command": "/ddbdr",
            "text": text,
            "team_id": "T01TEST",
            "user_id": user,
            "channel_id": "C01OPS",
            "channel_name": "operations",
            "api_app_id": "A01DDBDR",
            "trigger_id": self._new("trigger"),
            "response_url": f"{self._world.slack_api.root}/respond/{self._new('r')}",
        }
        return urlencode(fields | changes).encode()

    def command(self, text: str, *, user: str = "U01ALICE", **changes: str) -> Json:
        """Type `/ddbdr text`; the answer as Slack would show it."""
        response = self.send(self.command_body(text, user=user, **changes))
        assert response.status_code == 200, response.get_data(as_text=True)
        answer = response.get_json()
        assert answer["response_type"] == "ephemeral"
        return dict(answer)

    def say(self, text: str, *, user: str = "U01ALICE", **changes: str) -> str:
        """Type `/ddbdr text`; everything that is answered, as one text."""
        return words(self.command(text, user=user, **changes))

    def click(
        self, action: str, value: str, *, user: str, expect: int = 200, overflow: bool = False
    ) -> TestResponse:
        element: Json = {"action_id": action, "block_id": "b1", "type": "button", "value": value}
        if overflow:
            element = {
                "action_id": action,
                "block_id": "b1",
                "type": "overflow",
                "selected_option": {"text": {"type": "plain_text", "text": "x"}, "value": value},
            }
        payload = {
            "type": "block_actions",
            **self._who(user),
            "channel": {"id": "C01OPS", "name": "operations"},
            "container": {"type": "message", "channel_id": "C01OPS", "message_ts": "1"},
            "response_url": f"{self._world.slack_api.root}/respond/{self._new('r')}",
            "actions": [element],
        }
        return self._interact(payload, expect)

    def opens_home(self, user: str, *, tab: str = "home", event_id: str = "") -> TestResponse:
        payload = {
            "type": "event_callback",
            "team_id": "T01TEST",
            "api_app_id": "A01DDBDR",
            "event_id": event_id or self._new("Ev"),
            "event": {
                "type": "app_home_opened",
                "user": user,
                "channel": f"D{user[1:]}",
                "tab": tab,
                "event_ts": "1790000000.000600",
            },
        }
        return self.send(json.dumps(payload).encode(), "application/json")

    def click_home(self, action: str, value: str, *, user: str) -> TestResponse:
        """A click on the Home tab: it has no channel, and nowhere to answer to."""
        payload = {
            "type": "block_actions",
            **self._who(user),
            "container": {"type": "view", "view_id": "V2"},
            "view": {"id": "V2", "type": "home"},
            "actions": [
                {"action_id": action, "block_id": "b1", "type": "button", "value": value},
            ],
        }
        return self._interact(payload, 200)

    def submit(self, view: Json, values: Json, *, user: str) -> Json | None:
        payload = {
            "type": "view_submission",
            **self._who(user),
            "view": {**view, "id": "V1", "state": {"values": values}},
        }
        response = self._interact(payload, 200)
        return response.get_json() if response.data else None

    def suggest(self, action: str, typed: str, view: Json | None = None) -> list[str]:
        payload = {
            "type": "block_suggestion",
            **self._who("U01ALICE"),
            "action_id": action,
            "block_id": action,
            "value": typed,
            "view": view or {},
        }
        options = self._interact(payload, 200).get_json()["options"]
        return [option["value"] for option in options]

    def mention_body(
        self, text: str, *, user: str = "U01ALICE", event_id: str = "", **changes: str
    ) -> bytes:
        event = {
            "type": "app_mention",
            "user": user,
            "text": f"<@U0DDBDR> {text}",
            "ts": "1790000000.000500",
            "channel": "C01OPS",
            **changes,
        }
        payload = {
            "type": "event_callback",
            "team_id": "T01TEST",
            "api_app_id": "A01DDBDR",
            "event_id": event_id or self._new("Ev"),
            "event": event,
        }
        return json.dumps(payload).encode()

    def mention(self, text: str, **changes: str) -> TestResponse:
        return self.send(self.mention_body(text, **changes), "application/json")

    def _who(self, user: str) -> Json:
        return {
            "user": {"id": user, "team_id": "T01TEST", "username": "someone"},
            "team": {"id": "T01TEST", "domain": "sandbox"},
            "api_app_id": "A01DDBDR",
            "trigger_id": self._new("trigger"),
        }

    def _interact(self, payload: Json, expect: int) -> TestResponse:
        response = self.send(urlencode({"payload": json.dumps(payload)}).encode())
        assert response.status_code == expect, response.get_data(as_text=True)
        return response

    def _new(self, prefix: str) -> str:
        return f"{prefix}{next(self._serial)}"


def words(part: object) -> str:
    """Every text that a person would read in a message or view."""
    if isinstance(part, dict):
        found = [part["text"]] if isinstance(part.get("text"), str) else []
        if part.get("type") == "user":
            found.append(f"<@{part['user_id']}>")
        found += [words(value) for name, value in part.items() if name != "text"]
        found += [words(part["text"])] if isinstance(part.get("text"), dict) else []
        return "\n".join(each for each in found if each)
    if isinstance(part, list):
        return "\n".join(each for each in map(words, part) if each)
    return ""
