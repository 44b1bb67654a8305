"""Socket Mode with Bolt's own SocketModeHandler."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_bolt import Ack, App, Say
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack.person import Control, Person

Json = dict[str, Any]


def until(condition: Callable[[], bool]) -> bool:
    """Wait up to ten seconds for something another thread does."""
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()


@pytest.fixture
def connected(app: App, slack: str, control: Control) -> Iterator[SocketModeHandler]:
    handler = SocketModeHandler(
        app,
        app_token="xapp-sandbox",
        web_client=WebClient(token="xapp-sandbox", base_url=f"{slack}/api/"),
        ping_interval=1,
    )
    handler.connect()  # type: ignore[no-untyped-call]
    assert until(lambda: control.get("workspace")["sockets"] == 1)
    yield handler
    handler.close()  # type: ignore[no-untyped-call]
    assert until(lambda: control.get("workspace")["sockets"] == 0)


@pytest.mark.usefixtures("connected")
def test_a_command_is_answered_over_the_socket(app: App, alice: Person) -> None:
    @app.command("/ddbdr")
    def answer(ack: Ack, command: Json) -> None:
        ack(f"heard {command['text']}")

    seen = alice.types("/ddbdr status")

    assert seen["ephemeral"]["text"] == "heard status"


@pytest.mark.usefixtures("connected")
def test_a_click_and_a_mention_arrive_over_the_socket(
    app: App, client: WebClient, alice: Person
) -> None:
    clicked: list[str] = []

    @app.action("approve")
    def approve(ack: Ack, body: Json) -> None:
        ack()
        clicked.append(body["user"]["id"])

    @app.event("app_mention")
    def mentioned(say: Say) -> None:
        say("here")

    element = {
        "type": "button",
        "action_id": "approve",
        "text": {"type": "plain_text", "text": "Approve restore"},
    }
    client.chat_postMessage(
        channel="C01OPS", text="card", blocks=[{"type": "actions", "elements": [element]}]
    )
    alice.clicks(alice.messages()[0], "Approve restore")
    assert alice.types("@ddbdr hello")["ok"] is True

    assert clicked == ["U01ALICE"]
    assert alice.wait_for("C01OPS", lambda message: message["text"] == "here")


def test_a_refresh_is_survived(
    app: App, connected: SocketModeHandler, control: Control, alice: Person
) -> None:
    @app.command("/ddbdr")
    def answer(ack: Ack) -> None:
        ack("still here")

    first = connected.client.session_id() if connected.client else ""
    assert control.post("disconnect")["disconnected"] == 1
    assert until(lambda: control.get("workspace")["sockets"] == 1)

    assert alice.types("/ddbdr status")["ephemeral"]["text"] == "still here"
    assert connected.client is not None
    assert connected.client.session_id() != first


def test_only_an_app_token_opens_connections(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.apps_connections_open(app_token="xoxb-sandbox")

    assert refused.value.response["error"] == "not_allowed_token_type"
