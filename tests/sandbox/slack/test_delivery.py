"""Deliveries to an unmodified Bolt app over signed HTTP."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from slack_bolt import Ack, App, Respond, Say
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack.person import Control, Person, Refused

Json = dict[str, Any]
Serve = Callable[[App], AbstractContextManager[str]]
pytestmark = pytest.mark.usefixtures("connect")


def button(label: str, action_id: str, **more: object) -> Json:
    text = {"type": "plain_text", "text": label}
    return {"type": "button", "action_id": action_id, "text": text, **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "block_id": "decide", "elements": list(elements)}


def modal(**more: object) -> Json:
    label = {"type": "plain_text", "text": "Table"}
    element = {"type": "plain_text_input", "action_id": "table"}
    return {
        "type": "modal",
        "callback_id": "restore",
        "title": {"type": "plain_text", "text": "Restore"},
        "submit": {"type": "plain_text", "text": "Ask"},
        "blocks": [{"type": "input", "block_id": "t", "label": label, "element": element}],
        **more,
    }


def test_a_command_is_answered_privately(app: App, alice: Person, bob: Person) -> None:
    @app.command("/ddbdr")
    def answer(ack: Ack, command: Json) -> None:
        ack(f"heard {command['text']} from {command['user_id']} in {command['channel_id']}")

    seen = alice.types("/ddbdr status")

    assert seen["ok"] is True
    assert seen["ephemeral"]["text"] == "heard status from U01ALICE in C01OPS"
    assert bob.sees("heard status") is None


def test_a_command_answered_in_channel_shows_what_was_typed(app: App, alice: Person) -> None:
    @app.command("/ddbdr")
    def answer(ack: Ack) -> None:
        ack(text="all well", response_type="in_channel")

    alice.types("/ddbdr health")

    shown = [(each["user"], each["text"]) for each in alice.messages()]
    assert shown == [("U01ALICE", "/ddbdr health"), ("U0DDBDR", "all well")]


def test_names_in_a_command_are_escaped_as_slack_escapes_them(app: App, alice: Person) -> None:
    heard: list[str] = []

    @app.command("/ddbdr")
    def answer(ack: Ack, command: Json) -> None:
        heard.append(command["text"])
        ack("ok")

    alice.types("/ddbdr ask @bob and @oncall in #alerts <!channel> & more")

    assert heard == [
        "ask <@U02BOB> and <!subteam^S0ONCALL> in <#C02ALERTS|alerts> &lt;!channel&gt; &amp; more"
    ]


def test_a_command_in_a_thread_is_refused(alice: Person) -> None:
    root = alice.types("hello")

    seen = alice.types("/ddbdr status", thread_ts=root["ts"])

    assert seen["shown"] == "/ddbdr is not supported in threads. Sorry!"


def test_without_an_app_the_command_fails_visibly(control: Control, alice: Person) -> None:
    control.post("request-url", url="")

    seen = alice.types("/ddbdr status")

    assert seen["shown"] == '/ddbdr failed with the error "dispatch_failed"'
    assert alice.sees("dispatch_failed") is not None


def test_a_lost_ack_is_a_timeout(app: App, control: Control, alice: Person) -> None:
    @app.command("/ddbdr")
    def answer(ack: Ack) -> None:
        ack("in vain")

    control.post("faults", kind="lose_ack", method="delivery", count=1)

    assert alice.types("/ddbdr status")["status"] == "operation_timeout"
    assert alice.types("/ddbdr status")["status"] == "ok"


def test_an_app_with_another_secret_does_not_believe_it(
    client: WebClient, control: Control, alice: Person, serve: Serve
) -> None:
    stranger = App(
        client=client,
        signing_secret="another",
        process_before_response=True,
        token_verification_enabled=False,
    )
    with serve(stranger) as url:
        control.post("request-url", url=url)

        assert alice.types("/ddbdr status")["status"] == "dispatch_failed"


def test_a_click_carries_the_message_and_can_replace_it(
    app: App, client: WebClient, alice: Person, bob: Person
) -> None:
    heard: list[Json] = []

    @app.action("approve")
    def approve(ack: Ack, body: Json, respond: Respond) -> None:
        ack()
        heard.append(body)
        respond(text="approved", replace_original=True)

    blocks = [actions(button("Approve restore", "approve", value="J-1"))]
    client.chat_postMessage(
        channel="C01OPS",
        text="awaiting approval",
        blocks=blocks,
        metadata={"event_type": "job", "event_payload": {"id": "J-1"}},
    )
    card = alice.sees("awaiting approval")
    assert card is not None
    assert bob.clicks(card, "Approve restore")["ok"] is True

    [body] = heard
    assert (body["user"]["id"], body["channel"]["id"]) == ("U02BOB", "C01OPS")
    assert body["actions"][0]["value"] == "J-1"
    assert body["message"]["metadata"]["event_payload"] == {"id": "J-1"}
    [message] = alice.messages()
    assert (message["text"], message.get("blocks")) == ("approved", None)


def test_a_button_that_is_not_there_cannot_be_clicked(client: WebClient, control: Control) -> None:
    ts = client.chat_postMessage(channel="C01OPS", text="no buttons")["ts"]

    with pytest.raises(Refused, match="action_id approve"):
        control.post("click", user="U02BOB", channel="C01OPS", ts=ts, action_id="approve")


def test_a_response_url_works_five_times(app: App, alice: Person) -> None:
    statuses: list[int] = []

    @app.command("/ddbdr")
    def answer(ack: Ack, respond: Respond) -> None:
        ack()
        statuses.extend(respond(f"answer {n}").status_code for n in range(6))

    alice.types("/ddbdr status")

    assert statuses == [200, 200, 200, 200, 200, 404]
    assert [each["text"] for each in alice.private()] == [f"answer {n}" for n in range(5)]


def test_a_modal_is_opened_filled_in_and_submitted(app: App, alice: Person) -> None:
    heard: list[str] = []

    @app.command("/ddbdr")
    def ask(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal())

    @app.view("restore")
    def submitted(ack: Ack, view: Json) -> None:
        table = view["state"]["values"]["t"]["table"]["value"]
        if table != "orders":
            ack(response_action="errors", errors={"t": "No such table"})
            return
        heard.append(table)
        ack()

    alice.types("/ddbdr restore")
    assert alice.submits({})["errors"] == {"t": "Please complete this required field."}
    assert alice.submits({"Table": "ordres"})["errors"] == {"t": "No such table"}
    assert alice.modal()["errors"] == {"t": "No such table"}
    assert alice.submits({"table": "orders"})["ok"] is True

    assert heard == ["orders"]
    assert alice.control.get("views/U01ALICE")["modals"] == []


def test_a_modal_is_pushed_updated_and_the_stack_ends_at_three(app: App, alice: Person) -> None:
    @app.command("/ddbdr")
    def ask(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal())

    @app.view("restore")
    def submitted(ack: Ack, view: Json) -> None:
        action = "update" if view["state"]["values"]["t"]["table"]["value"] == "update" else "push"
        ack(response_action=action, view=modal(private_metadata=action))

    alice.types("/ddbdr restore")
    for _ in range(2):
        assert alice.submits({"table": "push"})["ok"] is True
    assert alice.submits({"table": "update"})["ok"] is True
    assert alice.submits({"table": "push"})["error"] == "push_limit_reached"

    stack = alice.control.get("views/U01ALICE")["modals"]
    assert [each["private_metadata"] for each in stack] == ["", "push", "update"]
    assert stack[2]["previous_view_id"] == stack[1]["id"]
    assert stack[2]["root_view_id"] == stack[0]["id"]


def test_a_closed_modal_is_announced_if_asked_for(app: App, alice: Person) -> None:
    closed: list[str] = []

    @app.command("/ddbdr")
    def ask(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal(notify_on_close=True))

    @app.view_closed("restore")
    def gone(ack: Ack, view: Json) -> None:
        ack()
        closed.append(view["callback_id"])

    alice.types("/ddbdr restore")
    alice.closes()

    assert closed == ["restore"]


def test_a_trigger_opens_one_modal(app: App, alice: Person) -> None:
    errors: list[str] = []

    @app.command("/ddbdr")
    def ask(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal())
        with pytest.raises(SlackApiError) as refused:
            client.views_open(trigger_id=body["trigger_id"], view=modal())
        errors.append(refused.value.response["error"])

    alice.types("/ddbdr restore")

    assert errors == ["exchanged_trigger_id"]


def test_a_stale_hash_does_not_overwrite_a_view(app: App, alice: Person, client: WebClient) -> None:
    @app.command("/ddbdr")
    def ask(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal())

    alice.types("/ddbdr restore")
    front = alice.modal()
    client.views_update(view_id=front["id"], hash=front["hash"], view=modal())

    with pytest.raises(SlackApiError) as refused:
        client.views_update(view_id=front["id"], hash=front["hash"], view=modal())
    assert refused.value.response["error"] == "hash_conflict"


def test_a_select_asks_the_app_while_one_types(app: App, alice: Person) -> None:
    element = {"type": "external_select", "action_id": "table", "min_query_length": 0}

    @app.command("/ddbdr")
    def ask(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        view = modal()
        view["blocks"][0]["element"] = element
        client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.options("table")
    def options(ack: Ack, payload: Json) -> None:
        names = [name for name in ("orders", "customers") if payload["value"] in name]
        ack(options=[{"text": {"type": "plain_text", "text": n}, "value": n} for n in names])

    chosen: list[str] = []

    @app.view("restore")
    def submitted(ack: Ack, view: Json) -> None:
        ack()
        chosen.append(view["state"]["values"]["t"]["table"]["selected_option"]["value"])

    alice.types("/ddbdr restore")
    offered = alice.suggested(alice.modal(), "table", "ord")
    assert [each["value"] for each in offered] == ["orders"]
    alice.chooses(alice.modal(), "table", "orders")
    alice.suggested(alice.modal(), "table", "cust")  # looked on, but stayed with orders
    assert alice.submits({"table": "orders"})["ok"] is True
    assert chosen == ["orders"]


def test_a_choice_in_a_message_is_delivered_with_the_state(
    app: App, client: WebClient, bob: Person
) -> None:
    heard: list[Json] = []

    @app.action("region")
    def region(ack: Ack, body: Json) -> None:
        ack()
        heard.append(body)

    options = [
        {"text": {"type": "plain_text", "text": name}, "value": name}
        for name in ("us-east-2", "us-west-1")
    ]
    select = {"type": "static_select", "action_id": "region", "options": options}
    client.chat_postMessage(channel="C01OPS", text="where", blocks=[actions(select)])
    card = bob.messages()[0]
    bob.chooses(card, "region", "us-west-1")

    [body] = heard
    assert body["actions"][0]["selected_option"]["value"] == "us-west-1"
    assert body["state"]["values"]["decide"]["region"]["selected_option"]["value"] == "us-west-1"


def test_a_mention_in_a_thread_is_heard_and_answered_there(app: App, alice: Person) -> None:
    @app.event("app_mention")
    def mentioned(event: Json, say: Say) -> None:
        say(f"you said {event['text']}", thread_ts=event["thread_ts"])

    root = alice.types("trouble with orders")
    alice.types("@ddbdr status", thread_ts=root["ts"])

    [thread] = alice.messages()
    assert [each["text"] for each in thread["replies"]] == [
        "<@U0DDBDR> status",
        "you said <@U0DDBDR> status",
    ]


def test_the_app_does_not_hear_where_it_is_not(alice: Person) -> None:
    said = alice.types("@ddbdr status", channel="C03RANDOM")

    assert said["delivered"] is False
    assert "not in this channel" in said["shown"]


def test_an_event_that_fails_is_sent_four_times_in_all(app: App, alice: Person) -> None:
    seen: list[tuple[str, str]] = []
    complete = threading.Event()

    @app.event("app_mention")
    def mentioned(request: Any) -> None:  # noqa: ANN401 - Bolt's own
        retry = request.headers.get("x-slack-retry-num", [""])[0]
        reason = request.headers.get("x-slack-retry-reason", [""])[0]
        seen.append((retry, reason))
        if retry == "3":
            complete.set()
        raise RuntimeError("not now")

    alice.types("@ddbdr status")

    assert complete.wait(5)
    assert seen == [("", ""), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]


def test_the_request_url_is_verified(control: Control) -> None:
    address = control.get("workspace")["request_url"]

    assert control.post("request-url", url=address, verify=True)["verified"] is True


def test_nothing_is_delivered_off_this_machine(control: Control) -> None:
    with pytest.raises(Refused, match=r"127\.0\.0\.1 only"):
        control.post("request-url", url="http://example.com/slack/events")


def test_the_inspector_shows_exchanges_without_secrets(
    app: App, alice: Person, control: Control
) -> None:
    @app.command("/ddbdr")
    def answer(ack: Ack, client: WebClient) -> None:
        ack("ok")
        client.chat_postMessage(channel="C01OPS", text="said")

    alice.types("/ddbdr status")

    exchanges = control.get("traffic")["exchanges"]
    assert {each["name"] for each in exchanges} >= {"chat.postMessage", "/ddbdr"}
    assert "xoxb-sandbox" not in str(exchanges)


def test_a_menu_in_a_form_may_earn_the_app_a_response_url(
    app: App, client: WebClient, alice: Person
) -> None:
    menu = {
        "type": "conversations_select",
        "action_id": "where",
        "response_url_enabled": True,
    }
    label = {"type": "plain_text", "text": "Where"}
    field = {"type": "input", "block_id": "w", "label": label, "element": menu}
    urls: list[Json] = []

    @app.command("/ddbdr")
    def command(ack: Ack, body: Json) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal(blocks=[field]))

    @app.view("restore")
    def submitted(ack: Ack, body: Json, respond: Respond) -> None:
        ack()
        urls.extend(body["response_urls"])
        respond("told there", response_type="in_channel")

    alice.types("/ddbdr restore")
    alice.submits({"where": "C02ALERTS"})

    assert [(u["block_id"], u["action_id"], u["channel_id"]) for u in urls] == [
        ("w", "where", "C02ALERTS")
    ]
    assert alice.wait_for("C02ALERTS", lambda m: m["text"] == "told there")
