"""Arguments of the wrong type or shape get one of Slack's refusals, whatever the method."""

from typing import Any

import pytest

from sandbox.slack.calls import METHODS, Call
from sandbox.slack.rules import Refused
from sandbox.slack.seed import APP_TOKEN
from sandbox.slack.store import Message, Workspace
from sandbox.slack.web_api import ROOMS

Json = dict[str, Any]
NOW = 1_800_000_000.0
ODD: list[Any] = [None, "", "x", 7, -1, True, [], {}, [None], {"type": []}, "\x00", "9" * 400]
GOOD: Json = {
    "channel": "C01OPS",
    "user": "U01ALICE",
    "users": "U01ALICE",
    "user_id": "U01ALICE",
    "usergroup": "S0ONCALL",
    "text": "hello",
    "view": {"type": "home", "blocks": [{"type": "divider"}]},
    "name": "eyes",
    "filename": "plan.txt",
    "email": "alice@sandbox.example",
}
NAMES = [
    *GOOD,
    "ts",
    "message_ts",
    "thread_ts",
    "blocks",
    "attachments",
    "metadata",
    "limit",
    "cursor",
    "oldest",
    "latest",
    "types",
    "bot",
    "view_id",
    "external_id",
    "hash",
    "trigger_id",
    "timestamp",
    "files",
    "file",
    "length",
    "channel_id",
    "channels",
    "initial_comment",
    "alt_txt",
    "snippet_type",
    "message",
    "error",
    "is_private",
    "icon_url",
]


@pytest.mark.parametrize("method", [name for name, m in METHODS.items() if m.token != APP_TOKEN])
def test_odd_arguments_are_refused_and_crash_nothing(method: str) -> None:
    assert ROOMS
    for name in NAMES:
        for odd in ODD:
            workspace = Workspace()
            ts = workspace.post(Message("1.000001", "C01OPS", "U0DDBDR", "there")).ts
            args = {**GOOD, "ts": ts, "message_ts": ts, "timestamp": ts, name: odd}
            try:
                answer = METHODS[method].run(Call(workspace, args, NOW, "http://127.0.0.1:1"))
            except Refused as refusal:
                answer = refusal.body()
            assert isinstance(answer, dict)
