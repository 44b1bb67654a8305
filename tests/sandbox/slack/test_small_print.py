"""Rules of Slack's that an app meets seldom, each taken through HTTP."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from sandbox.slack.manifest import installed
from sandbox.slack.person import Control, Person
from sandbox.slack.running import running
from tests.sandbox.slack.listener import Listener

Json = dict[str, Any]
WORDS = {"type": "plain_text", "text": "Go"}
BUTTON = {"type": "button", "action_id": "go", "text": WORDS}
CARD = [{"type": "actions", "elements": [BUTTON]}]
FORM: Json = {"type": "modal", "title": WORDS, "blocks": [{"type": "divider"}]}
READ_ONLY_TAB = """
display_information: {name: Quiet}
features: {app_home: {messages_tab_enabled: true, messages_tab_read_only_enabled: true}}
oauth_config: {scopes: {bot: ["chat:write"]}}
"""


@pytest.fixture
def app(control: Control) -> Iterator[Listener]:
    control.post("scopes", remove=["channels:history", "im:history"])
    with Listener() as listener:
        control.post("request-url", url=listener.url)
        yield listener
        control.post("request-url", url="")


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("chat.getPermalink", {"channel": "C01OPS", "message_ts": "1.000001"}, "message_not_found"),
        ("chat.postEphemeral", {"channel": "C01OPS", "user": "U0", "text": "x"}, "user_not_found"),
        (
            "chat.postEphemeral",
            {"channel": "C01OPS", "user": "USLACKBOT", "text": "x"},
            "user_not_in_channel",
        ),
        ("conversations.history", {"channel": "C03RANDOM"}, "not_in_channel"),
        ("conversations.replies", {"channel": "C01OPS", "ts": "1.000001"}, "thread_not_found"),
        ("usergroups.users.list", {"usergroup": "S0"}, "no_such_subteam"),
        ("users.lookupByEmail", {"email": "ddbdr@sandbox.example"}, "users_not_found"),
    ],
)
def test_what_is_not_there_has_a_word(
    client: WebClient, method: str, arguments: Json, error: str
) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.api_call(method, params=arguments)

    assert refused.value.response["error"] == error


def test_who_is_gone_has_no_address_to_be_found_by(client: WebClient, control: Control) -> None:
    assert client.users_lookupByEmail(email="bob@sandbox.example")["user"]["id"] == "U02BOB"
    control.post("user", user="U02BOB", deleted=True)

    with pytest.raises(SlackApiError, match="users_not_found"):
        client.users_lookupByEmail(email="bob@sandbox.example")


def test_groups_name_their_members_only_if_asked(client: WebClient) -> None:
    silent = client.usergroups_list()["usergroups"]
    telling = client.usergroups_list(include_users=True)["usergroups"]

    assert all("users" not in each for each in silent)
    assert [each["users"] for each in telling] == [["U01ALICE", "U02BOB"], ["U02BOB", "U03EVE"]]


def test_all_texts_of_a_messages_blocks_together_have_a_limit(client: WebClient) -> None:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2640}}
    client.chat_postMessage(channel="C01OPS", text="fits", blocks=[section] * 5)

    with pytest.raises(SlackApiError, match="msg_blocks_too_long"):
        client.chat_postMessage(channel="C01OPS", text="too long", blocks=[section] * 6)


def test_history_lies_between_two_instants(client: WebClient) -> None:
    first, second, third = (
        str(client.chat_postMessage(channel="C01OPS", text=word)["ts"]) for word in "abc"
    )

    def said(**between: Any) -> str:  # noqa: ANN401 - arguments of the method
        found = client.conversations_history(channel="C01OPS", **between)["messages"]
        return "".join(each["text"] for each in found)

    assert said(oldest=first) == "cb"
    assert said(latest=third) == "ba"
    assert said(oldest=first, latest=third) == "b"
    assert said(oldest=first, latest=second, inclusive=True) == "ba"


def test_an_ephemeral_message_cannot_be_edited_or_deleted(client: WebClient) -> None:
    sent = client.chat_postEphemeral(channel="C01OPS", user="U01ALICE", text="only you")

    for method in ("chat.update", "chat.delete"):
        with pytest.raises(SlackApiError, match="message_not_found"):
            client.api_call(
                method, params={"channel": "C01OPS", "ts": sent["message_ts"], "text": "x"}
            )


def test_a_click_in_an_ephemeral_message_does_not_carry_it(
    app: Listener, client: WebClient, alice: Person
) -> None:
    parent = str(client.chat_postMessage(channel="C01OPS", text="root")["ts"])
    client.chat_postEphemeral(
        channel="C01OPS", user="U01ALICE", text="card", blocks=CARD, thread_ts=parent
    )
    alice.clicks(alice.private()[-1], "Go")
    client.chat_postMessage(channel="C01OPS", text="card", blocks=CARD)
    alice.clicks(alice.messages()[-1], "Go")

    private, public = app.wait(2)
    assert (private["container"]["is_ephemeral"], "message" in private) == (True, False)
    assert private["container"]["thread_ts"] == parent
    assert (public["container"]["is_ephemeral"], "message" in public) == (False, True)


@pytest.mark.parametrize(("clears", "left"), [(True, 0), (False, 1)])
def test_a_modal_may_take_the_stack_along_when_it_is_closed(
    app: Listener, client: WebClient, alice: Person, *, clears: bool, left: int
) -> None:
    for method in ("views.open", "views.push"):
        alice.types("/ddbdr status")
        view = {**FORM, "notify_on_close": True, "clear_on_close": clears}
        trigger = app.heard[-1]["trigger_id"]
        client.api_call(method, json={"trigger_id": trigger, "view": view})

    alice.closes()

    assert len(alice.control.get("views/U01ALICE")["modals"]) == left
    closed = [each["is_cleared"] for each in app.heard if each.get("type") == "view_closed"]
    assert closed == [clears] * (2 - left)


def test_each_repetition_says_why_the_one_before_it_failed(app: Listener, alice: Person) -> None:
    app.answers.extend([(500, {}, ""), (999, {}, ""), (500, {"X-Slack-No-Retry": "1"}, "")])
    alice.types("@ddbdr first")
    said = [
        (each["_headers"].get("x-slack-retry-num"), each["_headers"].get("x-slack-retry-reason"))
        for each in app.wait(3)
    ]
    alice.types("@ddbdr second")

    assert said == [(None, None), ("1", "http_error"), ("2", "connection_failed")]
    assert app.wait(4)[-1]["event"]["text"] == "<@U0DDBDR> second"


def test_an_event_not_acknowledged_in_time_comes_again_for_that(
    app: Listener, alice: Person
) -> None:
    alice.control.post("faults", kind="lose_ack", method="delivery", count=1)

    assert alice.types("@ddbdr status")["status"] == "operation_timeout"
    again = app.wait(2)[-1]["_headers"]
    assert again["x-slack-retry-reason"] == "http_timeout"


def test_a_read_only_messages_tab_takes_no_words_of_people() -> None:
    with running(installed=installed(READ_ONLY_TAB)) as slack, Person(slack, "U01ALICE") as alice:
        bot = WebClient(token="xoxb-sandbox", base_url=f"{slack}/api/")
        tab = str(bot.chat_postMessage(channel="U01ALICE", text="hello")["channel"])

        assert "turned off" in alice.types("hello back", channel=tab)["shown"]
        assert [each["text"] for each in alice.messages(tab)] == ["hello"]


def test_nobody_speaks_in_an_archived_channel(control: Control, alice: Person) -> None:
    control.post("channel", channel="C01OPS", archived=True)

    assert "archived" in alice.types("hello")["shown"]
    assert alice.messages() == []


def test_a_response_url_has_its_bad_days_too(
    app: Listener, control: Control, alice: Person
) -> None:
    alice.types("/ddbdr status")
    url = str(app.heard[-1]["response_url"])

    def answer(words: str) -> None:
        body = json.dumps({"text": words}).encode()
        request = urllib.request.Request(url, body, {"Content-Type": "application/json"})  # noqa: S310 - loopback
        with urllib.request.urlopen(request, timeout=5):  # noqa: S310 - same
            pass

    control.post("faults", kind="server_error", method="response_url", count=1)
    with pytest.raises(urllib.error.HTTPError, match="500"):
        answer("undone")
    control.post("faults", kind="lose_answer", method="response_url", count=1)
    with pytest.raises(OSError):  # noqa: PT011 - whatever way urllib says it
        answer("done")

    assert [each["text"] for each in alice.private()] == ["done"]


def test_a_reset_ends_faults(client: WebClient, control: Control) -> None:
    control.post("faults", kind="server_error")
    control.post("reset")

    assert client.api_test()["ok"] is True


def test_an_answer_to_a_click_in_a_thread_stays_there(
    app: Listener, client: WebClient, alice: Person
) -> None:
    parent = str(client.chat_postMessage(channel="C01OPS", text="root")["ts"])
    client.chat_postMessage(channel="C01OPS", text="card", blocks=CARD, thread_ts=parent)
    alice.clicks(alice.messages()[-1]["replies"][-1], "Go")
    url, body = str(app.heard[-1]["response_url"]), b'{"text": "seen"}'
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})  # noqa: S310 - loopback
    with urllib.request.urlopen(request, timeout=5):  # noqa: S310 - same
        pass

    assert alice.private()[-1]["thread_ts"] == parent


def test_a_bot_is_not_written_to(client: WebClient) -> None:
    with pytest.raises(SlackApiError, match="cannot_dm_bot"):
        client.chat_postMessage(channel="U0DDBDR", text="to myself")


def test_socket_mode_switched_off_ends_its_connections(slack: str, control: Control) -> None:
    bot = WebClient(token="xapp-sandbox", base_url=f"{slack}/api/")
    url = str(bot.apps_connections_open(app_token="xapp-sandbox")["url"])
    with connect(url) as socket:
        assert json.loads(socket.recv(timeout=5))["type"] == "hello"

        assert control.post("socket-mode", on=False)["disconnected"] == 1
        assert json.loads(socket.recv(timeout=5))["reason"] == "link_disabled"


def test_a_connection_that_was_left_is_sent_nothing(
    app: Listener, slack: str, alice: Person
) -> None:
    bot = WebClient(token="xapp-sandbox", base_url=f"{slack}/api/")
    with connect(str(bot.apps_connections_open(app_token="xapp-sandbox")["url"])) as socket:
        socket.recv(timeout=5)

    assert alice.types("/ddbdr status")["ok"] is True
    assert app.heard[-1]["command"] == "/ddbdr"


def test_the_page_loads_nothing_from_elsewhere(slack: str) -> None:
    with urllib.request.urlopen(f"{slack}/", timeout=5) as page:  # noqa: S310 - loopback
        policy = str(page.headers["Content-Security-Policy"])

    assert {"default-src 'none'", "script-src 'self'", "connect-src 'self'"} <= set(
        policy.split("; ")
    )


def test_a_socket_address_lets_one_connection_in(slack: str) -> None:
    bot = WebClient(token="xapp-sandbox", base_url=f"{slack}/api/")
    url = str(bot.apps_connections_open(app_token="xapp-sandbox")["url"])
    with connect(url), pytest.raises(InvalidStatus, match="403"):
        connect(url)


def test_a_persons_file_is_not_the_apps_to_delete(slack: str, client: WebClient) -> None:
    url = f"{slack}/control/upload/U01ALICE?filename=x.txt"
    with urllib.request.urlopen(url, b"hello", timeout=5) as response:  # noqa: S310 - loopback
        file_id = json.loads(response.read())["id"]

    with pytest.raises(SlackApiError, match="cant_delete_file"):
        client.files_delete(file=file_id)


def test_a_message_is_not_replaced_by_faulty_blocks(
    app: Listener, client: WebClient, alice: Person
) -> None:
    client.chat_postMessage(channel="C01OPS", text="card", blocks=CARD)
    alice.clicks(alice.messages()[-1], "Go")
    body = {"replace_original": True, "text": "x", "blocks": [{"type": "header"}]}
    request = urllib.request.Request(  # noqa: S310 - loopback
        str(app.heard[-1]["response_url"]),
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )

    with pytest.raises(urllib.error.HTTPError, match="400"):
        urllib.request.urlopen(request, timeout=5)  # noqa: S310 - same
    assert alice.messages()[-1]["text"] == "card"
