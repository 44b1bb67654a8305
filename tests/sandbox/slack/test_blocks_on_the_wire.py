"""The Block Kit checker behind the Web API: what it refuses, an app is refused, with the place."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack.running import running
from tests.sandbox.slack.block_cases import INVALID, VALID, Json
from tests.sandbox.slack.limit_cases import cells

Send = Callable[[str, Any], Any]


@pytest.fixture(scope="module")
def send() -> Iterator[Send]:
    """Send a payload to where it is shown, two seconds after the one before."""
    seconds = count(1_800_000_000, 2)
    with running(now=lambda: float(next(seconds))) as slack:
        client = WebClient(token="xoxb-sandbox", base_url=f"{slack}/api/")

        def post(surface: str, payload: Any) -> Any:  # noqa: ANN401 - any JSON
            whole: Json = {"blocks": payload} if isinstance(payload, list) else payload
            if surface == "message":
                return client.chat_postMessage(channel="C01OPS", text="x", **whole)
            return client.views_publish(user_id="U01ALICE", view=whole)

        yield post


def shown(surface: str, payload: Any) -> bool:  # noqa: ANN401 - any JSON
    """Whether the Web API shows it without a person; a modal needs one."""
    return surface != "modal" and "delete_original" not in payload


@pytest.mark.parametrize("name", [n for n, (s, p) in VALID.items() if shown(s, p)])
def test_what_slack_takes_is_posted(send: Send, name: str) -> None:
    surface, payload = VALID[name]
    if isinstance(payload, dict):
        payload = {key: value for key, value in payload.items() if key != "text"}

    assert send(surface, payload)["ok"]


@pytest.mark.parametrize("name", [n for n, (s, p, *_) in INVALID.items() if shown(s, p)])
def test_what_slack_refuses_is_refused_with_a_pointer(send: Send, name: str) -> None:
    surface, payload, _rule, pointer = INVALID[name]

    with pytest.raises(SlackApiError) as refused:
        send(surface, payload)

    prefix = "/view" if surface == "home" else ""
    lines = refused.value.response["response_metadata"]["messages"]
    assert f"[json-pointer:{prefix}{pointer}]" in " ".join(lines)
    error = refused.value.response["error"]
    if surface == "home":
        assert error == "invalid_arguments"
    elif isinstance(payload, dict) and "attachments" in payload:
        assert error == "invalid_attachments"
    elif name == "blocks are no list":
        assert error == "invalid_blocks_format"
    else:
        assert error == "invalid_blocks"


def test_a_data_table_may_be_longer_than_all_other_blocks_together(send: Send) -> None:
    assert send(*cells("data_table", 19_999, caption="c"))["ok"]
