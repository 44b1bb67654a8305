"""Socket Mode with Bolt's own SocketModeHandler and slack_sdk's SocketModeClient."""

import contextlib
import functools
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from slack_bolt import Ack, App, Say
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from websockets.sync.client import ClientConnection
from websockets.sync.client import connect as websocket

from sandbox.slack.person import Control, Person
from tests.sandbox.slack.conftest import Serve

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
    assert until(functools.partial(open_sockets, control, 0))


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


def open_sockets(control: Control, count: int) -> bool:
    """Whether Slack holds this many connections."""
    return bool(control.get("workspace")["sockets"] == count)


class Listener:
    """An app on slack_sdk's own client; it keeps what it gets and answers the kinds it may."""

    def __init__(self, slack: str, *, answers: tuple[str, ...]) -> None:
        self.got: list[SocketModeRequest] = []
        self._answers = answers
        self.client = SocketModeClient(
            app_token="xapp-sandbox",
            web_client=WebClient(token="xapp-sandbox", base_url=f"{slack}/api/"),
            ping_interval=1,
        )
        self.client.socket_mode_request_listeners.append(self._hear)

    def _hear(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        self.got.append(request)
        if request.type in self._answers:
            client.send_socket_mode_response(
                SocketModeResponse(envelope_id=request.envelope_id, payload={"text": "heard"})
            )

    def of(self, kind: str) -> list[SocketModeRequest]:
        """Return what came of one kind."""
        return [request for request in self.got if request.type == kind]


@contextlib.contextmanager
def listening(control: Control, *listeners: Listener) -> Iterator[None]:
    """Connect listeners, one after the other."""
    for count, listener in enumerate(listeners, start=1):
        listener.client.connect()
        assert until(functools.partial(open_sockets, control, count))
    try:
        yield
    finally:
        for listener in listeners:
            listener.client.close()
        assert until(functools.partial(open_sockets, control, 0))


def test_two_apps_share_the_envelopes(slack: str, control: Control, alice: Person) -> None:
    both = [Listener(slack, answers=("slash_commands",)) for _ in range(2)]
    with listening(control, *both):
        seen = [alice.types("/ddbdr status")["ephemeral"]["text"] for _ in range(4)]

    assert seen == ["heard"] * 4
    assert [len(each.of("slash_commands")) for each in both] == [2, 2]


@contextlib.contextmanager
def plain_socket(client: WebClient) -> Iterator[ClientConnection]:
    """Connect without an SDK and take the hello."""
    opened = client.apps_connections_open(app_token="xapp-sandbox")
    with websocket(opened["url"]) as socket:
        received(socket, type="hello")
        yield socket


def received(socket: ClientConnection, **wanted: object) -> Json:
    """Return the next message whose fields, or its payload's, are as wanted."""
    while True:
        message: Json = json.loads(socket.recv(timeout=10))
        seen = message.get("payload", {}) | message
        if wanted.items() <= seen.items():
            return message


def test_without_an_acknowledgement_a_command_fails_and_an_event_comes_again(
    client: WebClient, alice: Person, bob: Person
) -> None:
    with plain_socket(client) as socket, ThreadPoolExecutor() as pool:
        pool.submit(alice.types, "@ddbdr hello")
        first = received(socket, type="events_api")
        command = pool.submit(bob.types, "/ddbdr status")
        assert received(socket, type="slash_commands")["payload"]["text"] == "status"
        again = received(socket, retry_attempt=1, event_id=first["payload"]["event_id"])
        assert command.result()["status"] == "operation_timeout"

    assert (first["retry_attempt"], first["retry_reason"]) == (0, "")
    assert again["retry_reason"] == "timeout"
    assert first["envelope_id"] != again["envelope_id"]
    assert first["payload"] == again["payload"]


def test_an_event_whose_connection_dies_comes_on_another(client: WebClient, alice: Person) -> None:
    with ThreadPoolExecutor() as pool, plain_socket(client) as dying:
        said = pool.submit(alice.types, "@ddbdr hello")
        first = received(dying, type="events_api")
        with plain_socket(client) as steady:
            dying.close()
            again = received(steady, event_id=first["payload"]["event_id"])
        assert said.result()["ok"] is False

    assert again["retry_attempt"] == 1


def test_nothing_goes_over_http_while_a_socket_is_open(
    slack: str, control: Control, app: App, serve: Serve, alice: Person
) -> None:
    @app.command("/ddbdr")
    def answer(ack: Ack) -> None:
        ack("over http")

    listener = Listener(slack, answers=("slash_commands",))
    with serve(app) as url:
        control.post("request-url", url=url)
        with listening(control, listener):
            assert alice.types("/ddbdr status")["ephemeral"]["text"] == "heard"
        assert alice.types("/ddbdr status")["ephemeral"]["text"] == "over http"


def test_a_warned_client_moves_to_a_new_connection(
    slack: str, control: Control, alice: Person
) -> None:
    listener = Listener(slack, answers=("slash_commands",))
    with listening(control, listener):
        before = listener.client.session_id()
        control.post("disconnect", reason="warning")
        assert until(lambda: listener.client.session_id() != before)
        assert until(lambda: control.get("workspace")["sockets"] == 1)
        assert alice.types("/ddbdr status")["ephemeral"]["text"] == "heard"
