"""What Bolt's own request objects find in each delivery, over HTTP and over a socket."""

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.request import payload_utils as bolt
from slack_sdk import WebClient

from sandbox.slack.person import Control, Person
from tests.sandbox.slack.block_cases import (
    Json,
    actions,
    button,
    element,
    field,
    modal,
    options,
    plain,
    section,
)
from tests.sandbox.slack.conftest import Serve


class Overhearing:
    """A Bolt app's first middleware: it keeps every request and answers it."""

    def __init__(self, app: App) -> None:
        self._kept: list[BoltRequest] = []
        self._new = threading.Condition()
        app.use(self._hear)

    def _hear(self, req: BoltRequest) -> BoltResponse:
        with self._new:
            self._kept.append(req)
            self._new.notify_all()
        if bolt.is_options(req.body):
            return BoltResponse(
                status=200,
                body=json.dumps({"options": options(1)}),
                headers={"Content-Type": "application/json"},
            )
        return BoltResponse(status=200, body="")

    def __call__(self, **wanted: str) -> BoltRequest:
        """Return the request whose body, or event, has these fields."""
        found: list[BoltRequest] = []

        def is_there() -> bool:
            found[:] = [
                req
                for req in self._kept
                if wanted.items() <= (req.body | req.body.get("event", {})).items()
            ]
            return bool(found)

        with self._new:
            assert self._new.wait_for(is_there, timeout=10), wanted
        return found[0]

    def actions(self, action_id: str) -> BoltRequest:
        """Return the request of a choice that was made and answered."""
        with self._new:
            return next(
                req
                for req in self._kept
                if action_id in {each["action_id"] for each in req.body.get("actions", ())}
            )


@pytest.fixture(params=["http", "socket"])
def heard(
    request: pytest.FixtureRequest, app: App, serve: Serve, slack: str, control: Control
) -> Iterator[Overhearing]:
    overhearing = Overhearing(app)
    if request.param == "http":
        with serve(app) as url:
            control.post("request-url", url=url)
            yield overhearing
    else:
        web_client = WebClient(token="xapp-sandbox", base_url=f"{slack}/api/")
        handler = SocketModeHandler(app, app_token="xapp-sandbox", web_client=web_client)
        handler.connect()  # type: ignore[no-untyped-call]
        yield overhearing
        handler.close()  # type: ignore[no-untyped-call]


def check(req: BoltRequest, *, channel: str | None, answerable: bool = False) -> None:
    """Check what Bolt's context holds for every request of alice's."""
    context = req.context
    assert context.is_enterprise_install is False
    assert context.enterprise_id is None
    assert context.team_id == "T01TEST"
    assert context.user_id == "U01ALICE"
    assert context.actor_user_id == "U01ALICE"
    assert context.actor_team_id == "T01TEST"
    assert context.channel_id == channel
    assert bool(context.response_url) is answerable
    assert req.body.get("api_app_id") == "A01DDBDR"


def form() -> Json:
    """Return a modal with fields and a button."""
    menu = element("external_select", action_id="m", min_query_length=0)
    return modal(
        *field(element("plain_text_input"), block_id="t"),
        *field(menu, block_id="menu", optional=True),
        {"type": "actions", "block_id": "a", "elements": [button("More", action_id="more")]},
        callback_id="ask",
        private_metadata="p",
        submit=plain("Go"),
        notify_on_close=True,
    )


def opened(client: WebClient, heard: Overhearing, alice: Person) -> None:
    """Have alice look at the form."""
    alice.types("/ddbdr ask")
    client.views_open(trigger_id=heard(text="ask").body["trigger_id"], view=form())


def test_a_command(heard: Overhearing, alice: Person) -> None:
    alice.types("/ddbdr restore orders --latest")
    req = heard(command="/ddbdr")

    check(req, channel="C01OPS", answerable=True)
    assert bolt.is_slash_command(req.body)
    command: Any = bolt.to_command(req.body)
    assert command["text"] == "restore orders --latest"
    assert command["trigger_id"]
    assert command["channel_name"] == "operations"
    assert command["user_name"] == "alice"
    assert command["team_domain"]


def test_a_click_and_a_choice_in_a_message(
    client: WebClient, heard: Overhearing, alice: Person
) -> None:
    menu = element("static_select", action_id="pick", options=options(2))
    blocks = [{**actions(button(value="v"), menu)[0], "block_id": "b"}]
    client.chat_postMessage(channel="C01OPS", text="card", blocks=blocks)
    message = alice.messages()[0]
    alice.clicks(message, "Go")
    req = heard(type="block_actions")

    check(req, channel="C01OPS", answerable=True)
    assert bolt.is_block_actions(req.body)
    action: Any = bolt.to_action(req.body)
    assert (action["action_id"], action["block_id"], action["value"]) == ("go", "b", "v")
    assert (action["type"], action["text"]["text"]) == ("button", "Go")
    assert action["action_ts"]
    assert req.body["trigger_id"]
    assert req.body["message"]["ts"] == message["ts"] == req.body["container"]["message_ts"]
    assert req.body["state"]["values"]["b"]["pick"]["selected_option"] is None

    alice.chooses(message, "pick", "1")
    chosen = heard.actions("pick")
    assert chosen.body["actions"][0]["selected_option"]["value"] == "1"
    assert chosen.body["state"]["values"]["b"]["pick"]["selected_option"]["value"] == "1"


def test_a_click_in_a_modal(client: WebClient, heard: Overhearing, alice: Person) -> None:
    opened(client, heard, alice)
    front = alice.modal()
    alice.control.post("click", user="U01ALICE", view_id=front["id"], action_id="more")
    req = heard(type="block_actions")

    check(req, channel=None)
    assert req.body["view"]["id"] == front["id"] == req.body["container"]["view_id"]
    assert req.body["view"]["private_metadata"] == "p"
    assert req.body["trigger_id"]


def test_a_submission_and_a_close(client: WebClient, heard: Overhearing, alice: Person) -> None:
    opened(client, heard, alice)
    alice.submits({"t": "orders"})
    req = heard(type="view_submission")

    check(req, channel=None)
    assert bolt.is_view_submission(req.body)
    view: Any = bolt.to_view(req.body)
    assert view["callback_id"] == "ask"
    assert view["state"]["values"]["t"]["e"]["value"] == "orders"
    assert view["hash"]
    assert req.body["trigger_id"]
    assert req.body["response_urls"] == []


def test_a_modal_that_is_closed(client: WebClient, heard: Overhearing, alice: Person) -> None:
    opened(client, heard, alice)
    alice.closes()
    req = heard(type="view_closed")

    check(req, channel=None)
    assert bolt.is_view_closed(req.body)
    assert req.body["is_cleared"] is False


def test_a_suggestion(client: WebClient, heard: Overhearing, alice: Person) -> None:
    opened(client, heard, alice)
    assert len(alice.suggested(alice.modal(), "m", "ord")) == 1
    req = heard(type="block_suggestion")

    check(req, channel=None)
    assert bolt.is_block_suggestion(req.body)
    asked: Any = bolt.to_options(req.body)
    assert (asked["action_id"], asked["block_id"], asked["value"]) == ("m", "menu", "ord")


def test_a_mention_in_a_thread(client: WebClient, heard: Overhearing, alice: Person) -> None:
    root = client.chat_postMessage(channel="C01OPS", text="root", blocks=[section()])
    alice.types("@ddbdr jobs", thread_ts=root["ts"])
    req = heard(type="app_mention")

    check(req, channel="C01OPS")
    assert bolt.is_event(req.body)
    assert req.context.thread_ts == root["ts"]
    event: Any = bolt.to_event(req.body)
    assert event["text"] == "<@U0DDBDR> jobs"
    assert req.body["event_id"]
    assert req.body["event_time"]
    assert req.body["authorizations"][0]["is_enterprise_install"] is False


def test_the_home_tab(heard: Overhearing, alice: Person) -> None:
    alice.opens_home()
    req = heard(type="app_home_opened")

    check(req, channel=req.body["event"]["channel"])
    assert bolt.is_app_home_opened_event(req.body, tab="home")
    assert req.body["event"]["channel"].startswith("D")
