"""What an app may answer to commands, through response urls and to forms, on the wire."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack.person import Control, Person, read
from sandbox.slack.running import running
from tests.sandbox.slack.listener import Listener

Json = dict[str, Any]
JSON = {"Content-Type": "application/json"}
LONG = {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}
BUTTON = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
CARD = [{"type": "actions", "elements": [BUTTON]}]
FIELD = {"type": "plain_text_input", "action_id": "table"}
LABEL = {"type": "plain_text", "text": "Table"}
FORM = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Restore"},
    "submit": {"type": "plain_text", "text": "Ask"},
    "blocks": [{"type": "input", "block_id": "t", "label": LABEL, "element": FIELD}],
}


@pytest.fixture
def app(control: Control) -> Iterator[Listener]:
    control.post("scopes", remove=["channels:history", "im:history"])
    with Listener() as listener:
        control.post("request-url", url=listener.url)
        yield listener
        control.post("request-url", url="")


def says(app: Listener, body: object) -> None:
    """Have the app answer the next delivery so."""
    app.answers.append((200, JSON, json.dumps(body)))


def respond(url: str, body: bytes | Json, kind: str = "application/json") -> int:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(url, raw, {"Content-Type": kind})  # noqa: S310 - loopback
    try:
        with urllib.request.urlopen(request, timeout=5) as response:  # noqa: S310 - same
            return int(response.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def typed_url(app: Listener, alice: Person) -> str:
    """Return the response url of a command."""
    alice.types("/ddbdr status")
    return str(app.heard[-1]["response_url"])


def clicked_url(app: Listener, client: WebClient, alice: Person) -> str:
    """Return the response url of a click on a card in the channel."""
    client.chat_postMessage(channel="C01OPS", text="card", blocks=CARD)
    alice.clicks(alice.messages()[-1], "Go")
    return str(app.heard[-1]["response_url"])


def test_in_channel_alone_shows_what_was_typed(app: Listener, alice: Person) -> None:
    says(app, {"response_type": "in_channel"})
    alice.types("/ddbdr status")

    assert [(each["user"], each["text"]) for each in alice.messages()] == [
        ("U01ALICE", "/ddbdr status")
    ]


@pytest.mark.parametrize("body", [{}, {"response_type": "ephemeral"}, None])
def test_an_answer_without_words_shows_nothing(app: Listener, alice: Person, body: object) -> None:
    says(app, body)

    seen = alice.types("/ddbdr status")

    assert (seen["ok"], seen["ephemeral"], alice.messages()) == (True, None, [])


def test_plain_text_is_shown_privately(app: Listener, alice: Person) -> None:
    app.answers.append((200, {"Content-Type": "text/plain"}, "heard"))

    assert alice.types("/ddbdr status")["ephemeral"]["text"] == "heard"


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        (
            (200, JSON, '{"text": "x", "blocks": [' + json.dumps(LONG) + "]}"),
            "json-pointer:/blocks/0",
        ),
        ((200, JSON, "{"), "invalid_command_response"),
        ((200, JSON, "[1]"), "invalid_command_response"),
        ((500, {}, "oops"), "dispatch_failed"),
        ((302, {"Location": "/elsewhere"}, ""), "dispatch_failed"),
    ],
)
def test_a_faulty_answer_is_an_error_the_person_sees(
    app: Listener, alice: Person, answer: tuple[int, dict[str, str], str], complaint: str
) -> None:
    app.answers.append(answer)

    seen = alice.types("/ddbdr status")

    assert seen["ok"] is False
    assert complaint in seen["shown"]
    assert len(app.heard) == 1, "commands are not sent again"


def test_a_click_may_replace_its_message_or_take_it_away(
    app: Listener, client: WebClient, alice: Person
) -> None:
    url = clicked_url(app, client, alice)

    assert respond(url, {"text": "done", "replace_original": True}) == 200
    [message] = alice.messages()
    assert (message["text"], "blocks" in message) == ("done", False)
    assert respond(url, {"delete_original": True}) == 200
    assert alice.messages() == []


@pytest.mark.parametrize("again", [{"delete_original": True}, {"replace_original": True}])
def test_a_message_that_is_gone_cannot_be_changed(
    app: Listener, client: WebClient, alice: Person, again: Json
) -> None:
    parent = alice.types("the table is gone")["ts"]
    card = client.chat_postMessage(channel="C01OPS", text="x", blocks=CARD, thread_ts=parent)
    client.chat_postEphemeral(channel="C01OPS", text="x", blocks=CARD, user="U01ALICE")
    for message in (card["message"], alice.private()[-1]):
        alice.clicks({"channel": "C01OPS", **message}, "Go")
        url = str(app.heard[-1]["response_url"])

        assert respond(url, {"delete_original": True}) == 200
        assert respond(url, {"text": "x", **again}) == 400


def test_a_click_may_be_answered_in_the_thread(
    app: Listener, client: WebClient, alice: Person
) -> None:
    url = clicked_url(app, client, alice)
    ts = alice.messages()[-1]["ts"]
    body = {"text": "noted", "response_type": "in_channel", "replace_original": False}

    assert respond(url, {**body, "thread_ts": ts}) == 200

    [message] = alice.messages()
    assert [each["text"] for each in message["replies"]] == ["noted"]


def test_an_answer_may_come_where_the_bot_is_not(app: Listener, alice: Person) -> None:
    alice.types("/ddbdr status", channel="C03RANDOM")
    url = str(app.heard[-1]["response_url"])

    assert respond(url, {"text": "all well", "response_type": "in_channel"}) == 200
    assert [each["text"] for each in alice.messages("C03RANDOM")] == ["all well"]


def test_a_sixth_answer_is_refused_and_a_faulty_one_costs_none(
    app: Listener, alice: Person
) -> None:
    url = typed_url(app, alice)

    assert respond(url, {"text": "x", "blocks": [LONG]}) == 400
    assert [respond(url, {"text": str(n)}) for n in range(6)] == [200] * 5 + [404]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"payload=%7B", "application/x-www-form-urlencoded", 400),
        (b"payload=%7B%22text%22%3A%22x%22%7D", "application/x-www-form-urlencoded", 200),
        (b"{}", "application/json", 400),
    ],
)
def test_an_answer_is_json_with_something_to_say(
    app: Listener, alice: Person, body: bytes, kind: str, status: int
) -> None:
    assert respond(typed_url(app, alice), body, kind) == status


def test_an_unknown_response_url_is_none(slack: str) -> None:
    assert respond(f"{slack}/response/nothing", {"text": "x"}) == 404


# Forms ----------------------------------------------------------------------------------------


def opened(app: Listener, client: WebClient, alice: Person, **more: object) -> Json:
    """Have a modal opened; return it."""
    alice.types("/ddbdr restore")
    client.views_open(trigger_id=app.heard[-1]["trigger_id"], view={**FORM, **more})
    return alice.modal()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"response_action": "errors", "errors": {"no such": "x"}}, "invalid_response"),
        ({"response_action": "errors"}, "invalid_response"),
        ({"response_action": "dance"}, "invalid_response"),
        ({"response_action": "update", "view": {**FORM, "blocks": []}}, "invalid_arguments"),
        (
            {"response_action": "update", "view": {"type": "home", "blocks": []}},
            "invalid_arguments",
        ),
        (["clear"], "invalid_response"),
    ],
)
def test_a_faulty_answer_to_a_form_leaves_it_open_and_says_so(
    app: Listener, client: WebClient, alice: Person, answer: object, error: str
) -> None:
    opened(app, client, alice)
    says(app, answer)

    seen = alice.submits({"Table": "orders"})

    assert (seen["ok"], seen["error"]) == (False, error)
    assert "trouble connecting" in seen["shown"]
    assert "Restore" in read(alice.modal())


def test_a_submission_carries_a_trigger_that_opens_a_view(
    app: Listener, client: WebClient, alice: Person
) -> None:
    opened(app, client, alice)
    alice.submits({"Table": "orders"})

    client.views_open(trigger_id=app.heard[-1]["trigger_id"], view={**FORM, "callback_id": "next"})
    assert alice.modal()["callback_id"] == "next"


@pytest.mark.parametrize("action", ["push", "update"])
def test_a_view_in_an_answer_has_a_name_of_its_own_too(
    app: Listener, client: WebClient, alice: Person, action: str
) -> None:
    opened(app, client, alice, external_id="first")
    second = {**FORM, "external_id": "second"}
    client.views_push(trigger_id=new_trigger(app, alice), view=second)
    says(app, {"response_action": action, "view": {**FORM, "external_id": "first"}})
    assert alice.submits({"Table": "orders"})["error"] == "duplicate_external_id"

    says(app, {"response_action": "update", "view": second})
    assert alice.submits({"Table": "orders"})["ok"]


def new_trigger(app: Listener, alice: Person) -> str:
    alice.types("/ddbdr status")
    return str(app.heard[-1]["trigger_id"])


def test_a_button_in_a_data_table_can_be_clicked(
    app: Listener, client: WebClient, alice: Person
) -> None:
    unnamed = {"type": "button", "text": {"type": "plain_text", "text": "Go"}, "value": "orders"}
    head = [{"type": "raw_text", "text": "Table"}]
    rows = [head, [{"type": "action", "element": unnamed}]]
    table = {"type": "data_table", "caption": "Tables", "rows": rows}
    posted = client.chat_postMessage(channel="C01OPS", text="x", blocks=[table])
    [shown] = posted["message"]["blocks"]
    action_id = shown["rows"][1][0]["element"]["action_id"]

    body = {"user": "U01ALICE", "channel": "C01OPS", "ts": posted["ts"], "action_id": action_id}
    assert alice.control.post("click", **body)["ok"]
    [action] = app.heard[-1]["actions"]
    assert (action["value"], action["block_id"]) == ("orders", shown["block_id"])


def test_clear_closes_the_whole_stack(app: Listener, client: WebClient, alice: Person) -> None:
    opened(app, client, alice)
    says(app, {"response_action": "push", "view": FORM})
    alice.submits({"Table": "orders"})
    says(app, {"response_action": "clear"})
    alice.submits({"Table": "orders"})

    assert alice.control.get("views/U01ALICE")["modals"] == []


def test_a_view_is_found_by_the_apps_own_name_for_it(
    app: Listener, client: WebClient, alice: Person
) -> None:
    opened(app, client, alice, external_id="restore-orders")
    client.views_update(external_id="restore-orders", view={**FORM, "callback_id": "second"})
    assert alice.modal()["callback_id"] == "second"

    with pytest.raises(SlackApiError, match="not_found"):
        client.views_update(external_id="another", view=FORM)
    alice.types("/ddbdr restore")
    named = {**FORM, "external_id": "twice"}
    client.views_update(view_id=alice.modal()["id"], view=named)
    with pytest.raises(SlackApiError, match="duplicate_external_id"):
        client.views_push(trigger_id=app.heard[-1]["trigger_id"], view=named)


def test_a_view_is_pushed_onto_one_that_is_open(
    app: Listener, client: WebClient, alice: Person
) -> None:
    alice.types("/ddbdr restore")
    with pytest.raises(SlackApiError, match="not_found"):
        client.views_push(trigger_id=app.heard[-1]["trigger_id"], view=FORM)


def test_a_view_has_a_size(app: Listener, client: WebClient, alice: Person) -> None:
    alice.types("/ddbdr restore")
    heavy = {**FORM, "blocks": [{"type": "section", "text": {**LABEL, "text": "x" * 3000}}] * 90}

    with pytest.raises(SlackApiError, match="view_too_large"):
        client.views_open(trigger_id=app.heard[-1]["trigger_id"], view=heavy)


# Markdown and attachments ---------------------------------------------------------------------


def test_markdown_text_is_a_message_of_its_own(client: WebClient, alice: Person) -> None:
    client.chat_postMessage(channel="C01OPS", markdown_text="**done**")

    [message] = alice.messages()
    assert [(each["type"], each["text"]) for each in message["blocks"]] == [
        ("markdown", "**done**")
    ]
    with pytest.raises(SlackApiError, match="markdown_text_conflict"):
        client.chat_postMessage(channel="C01OPS", text="x", markdown_text="**done**")


@pytest.mark.parametrize("attachments", [{"text": "x"}, ["x"], "3"])
def test_attachments_are_a_list_of_objects(client: WebClient, attachments: object) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.api_call(
            "chat.postMessage",
            json={"channel": "C01OPS", "text": "x", "attachments": attachments},
        )

    assert refused.value.response["error"] == "invalid_attachments"


def test_a_hundred_attachments_are_enough(client: WebClient) -> None:
    with pytest.raises(SlackApiError, match="too_many_attachments"):
        client.chat_postMessage(channel="C01OPS", text="x", attachments=[{"text": "y"}] * 101)


# Time -----------------------------------------------------------------------------------------


def test_a_trigger_lives_three_seconds_and_a_response_url_thirty_minutes() -> None:
    wall = [1_800_000_000.0]
    with Listener() as listener, running(listener.url, now=lambda: wall[0]) as slack:
        with Person(slack, "U01ALICE") as alice:
            alice.types("/ddbdr restore")
        heard = listener.heard[-1]
        client = WebClient(token="xoxb-sandbox", base_url=f"{slack}/api/")

        wall[0] += 3.1
        with pytest.raises(SlackApiError, match="expired_trigger_id"):
            client.views_open(trigger_id=heard["trigger_id"], view=FORM)
        wall[0] += 1796
        assert respond(heard["response_url"], {"text": "in time"}) == 200
        wall[0] += 1
        assert respond(heard["response_url"], {"text": "late"}) == 404
