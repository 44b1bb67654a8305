"""What the app hears of the workspace without being called: the Events API."""

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from sandbox.slack.app import App, generous
from sandbox.slack.person import Control, Person
from sandbox.slack.running import running
from tests.sandbox.slack.listener import Listener

REDIRECTED = (302, {"Location": "/elsewhere"}, "")


@pytest.fixture
def app(control: Control) -> Iterator[Listener]:
    with Listener() as listener:
        control.post("request-url", url=listener.url)
        yield listener
        control.post("request-url", url="")


@pytest.fixture
def no_waiting(control: Control) -> Iterator[None]:
    control.post("retries", after=[0, 0, 0])
    yield
    control.post("retries", after=[0, 0, 0])


def test_messages_are_heard_where_the_bot_is(app: Listener, alice: Person) -> None:
    alice.types("in public")
    alice.control.post("channel", channel="C07HID", name="hidden", private=True)
    alice.control.post("channel", channel="C07HID", invite=["U01ALICE", "U0DDBDR"])
    alice.types("in private", channel="C07HID")
    alice.types("unheard", channel="C03RANDOM")

    heard = [(each["text"], each["channel_type"]) for each in app.wait(2, "message")]
    assert sorted(heard) == [("in private", "group"), ("in public", "channel")]


def test_the_apps_own_messages_are_heard_as_its_own(app: Listener, client: WebClient) -> None:
    client.chat_postMessage(channel="C01OPS", text="mine")

    [event] = app.wait(1, "message")
    assert (event["bot_id"], event["app_id"], event["user"]) == ("B0DDBDR", "A01DDBDR", "U0DDBDR")


def test_a_direct_message_is_heard_as_one(app: Listener, client: WebClient, alice: Person) -> None:
    direct = str(client.conversations_open(users="U01ALICE")["channel"]["id"])
    alice.types("hello", channel=direct)

    [event] = app.wait(1, "message")
    assert (event["channel"], event["channel_type"]) == (direct, "im")


def test_reactions_are_heard(app: Listener, client: WebClient) -> None:
    ts = str(client.chat_postMessage(channel="C01OPS", text="card")["ts"])
    client.reactions_add(channel="C01OPS", timestamp=ts, name="eyes")
    client.reactions_remove(channel="C01OPS", timestamp=ts, name="eyes")

    [added] = app.wait(1, "reaction_added")
    [removed] = app.wait(1, "reaction_removed")
    for event in (added, removed):
        assert (event["reaction"], event["item"]["ts"], event["item_user"]) == (
            "eyes",
            ts,
            "U0DDBDR",
        )


def test_coming_and_going_is_heard(app: Listener, control: Control) -> None:
    control.post("channel", channel="C03RANDOM", invite=["U0DDBDR"], by="U01ALICE")
    control.post("channel", channel="C01OPS", remove=["U04VIC"])

    [joined] = app.wait(1, "member_joined_channel")
    [left] = app.wait(1, "member_left_channel")
    assert (joined["user"], joined["inviter"]) == ("U0DDBDR", "U01ALICE")
    assert (left["user"], left["channel"]) == ("U04VIC", "C01OPS")


def test_archiving_is_heard(app: Listener, control: Control) -> None:
    control.post("channel", channel="C02ALERTS", archived=True)
    control.post("channel", channel="C02ALERTS", archived=False)

    assert app.wait(1, "channel_archive")[0]["channel"] == "C02ALERTS"
    assert app.wait(1, "channel_unarchive")[0]["channel"] == "C02ALERTS"


def test_files_and_changed_accounts_are_heard(
    app: Listener, client: WebClient, control: Control
) -> None:
    client.files_upload_v2(channel="C01OPS", content="x", filename="x.txt")
    control.post("user", user="U03EVE", deleted=True)

    assert app.wait(1, "file_shared")[0]["channel_id"] == "C01OPS"
    assert app.wait(1, "user_change")[0]["user"]["deleted"] is True


def test_nothing_is_heard_that_was_not_subscribed_or_allowed() -> None:
    few = App(
        commands=generous().commands, bot_events=frozenset({"app_mention", "message.channels"})
    )
    with Listener() as listener, running(listener.url, installed=few) as slack:
        with Person(slack, "U01ALICE") as alice:
            alice.control.post("scopes", remove=["channels:history"])
            alice.types("not for the app")
            assert alice.opens_home()["delivered"] is False
            alice.types("@ddbdr are you there")
            alice.control.post("scopes", remove=["app_mentions:read"])
            assert alice.types("@ddbdr and now")["delivered"] is False

        kinds = [each["event"]["type"] for each in listener.wait(1)]
    assert kinds == ["app_mention"]


@pytest.mark.usefixtures("no_waiting")
@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ([(500, {}, "")], "http_error"),
        ([(404, {}, "")], "http_error"),
        ([REDIRECTED] * 3, "too_many_redirects"),
    ],
)
def test_a_failed_event_comes_again_with_number_and_reason(
    app: Listener, alice: Person, answers: list[tuple[int, dict[str, str], str]], reason: str
) -> None:
    app.answers.extend(answers)
    alice.control.post("scopes", remove=["channels:history"])
    alice.types("@ddbdr status")

    *_failed, again = app.wait(len(answers) + 1)
    assert again["_headers"]["x-slack-retry-num"] == "1"
    assert again["_headers"]["x-slack-retry-reason"] == reason
    assert again["event_id"] == app.heard[0]["event_id"]


def test_two_redirects_are_followed(app: Listener, alice: Person) -> None:
    app.answers.extend([REDIRECTED, REDIRECTED])
    alice.control.post("scopes", remove=["channels:history"])

    assert alice.types("@ddbdr status")["status"] == "ok"
    assert [each["_path"] for each in app.heard] == ["/slack/events", "/elsewhere", "/elsewhere"]


def test_an_event_is_not_repeated_if_the_app_says_so(app: Listener, alice: Person) -> None:
    app.answers.append((500, {"X-Slack-No-Retry": "1"}, ""))
    alice.control.post("scopes", remove=["channels:history"])
    alice.types("@ddbdr first")
    alice.types("@ddbdr second")

    texts = [each["event"]["text"] for each in app.wait(2)]
    assert texts == ["<@U0DDBDR> first", "<@U0DDBDR> second"]


def test_repetitions_can_be_switched_off(app: Listener, alice: Person) -> None:
    app.answers.append((500, {}, ""))
    alice.control.post("scopes", remove=["channels:history"])
    alice.control.post("retries", after=[])
    alice.types("@ddbdr first")
    alice.control.post("retries", after=[0, 0, 0])
    alice.types("@ddbdr second")

    assert len(app.wait(2)) == 2


def test_a_duplicated_delivery_is_the_same_event_twice(app: Listener, alice: Person) -> None:
    alice.control.post("scopes", remove=["channels:history"])
    alice.control.post("faults", kind="duplicate_delivery", method="delivery", count=1)
    alice.types("@ddbdr status")

    first, second = app.wait(2)
    assert first["event_id"] == second["event_id"]
    assert "x-slack-retry-num" not in second["_headers"]


def test_a_duplicated_click_is_a_double_click(
    app: Listener, client: WebClient, alice: Person
) -> None:
    text = {"type": "plain_text", "text": "Go"}
    button = {"type": "button", "action_id": "go", "text": text}
    blocks = [{"type": "actions", "elements": [button]}]
    alice.control.post("scopes", remove=["channels:history"])
    client.chat_postMessage(channel="C01OPS", text="card", blocks=blocks)
    alice.control.post("faults", kind="duplicate_delivery", method="delivery", count=1)
    alice.clicks(alice.messages()[0], "Go")

    first, second = app.wait(2)
    assert first["actions"] == second["actions"]
    assert first["trigger_id"] != second["trigger_id"]
    assert first["response_url"] != second["response_url"]


def test_in_an_outage_nothing_comes_and_nothing_goes(
    app: Listener, slack: str, alice: Person
) -> None:
    alice.control.post("faults", kind="outage")
    impatient = WebClient(token="xoxb-sandbox", base_url=f"{slack}/api/", retry_handlers=[])

    assert alice.types("/ddbdr status")["status"] == "dispatch_failed"
    with pytest.raises(OSError):  # noqa: PT011 - whatever way urllib says it
        impatient.auth_test()
    alice.control.delete("faults")

    assert alice.types("/ddbdr status")["status"] == "ok"
    assert [each["text"] for each in app.heard] == ["status"]


def test_commands_are_checked_for_ssl_without_a_signature(app: Listener, control: Control) -> None:
    assert control.post("ssl-check")["ok"] is True
    [check] = app.heard
    assert check["ssl_check"] == "1"
    assert "x-slack-signature" not in check["_headers"]

    app.answers.append((401, {}, ""))
    assert control.post("ssl-check")["ok"] is False


def test_a_request_url_that_does_not_answer_the_challenge_is_not_verified(
    app: Listener, control: Control
) -> None:
    app.answers.append((200, {"Content-Type": "application/json"}, '{"challenge": "wrong"}'))

    assert control.post("request-url", url=app.url, verify=True)["verified"] is False


def test_changed_and_deleted_messages_are_heard(app: Listener, client: WebClient) -> None:
    ts = str(client.chat_postMessage(channel="C01OPS", text="before")["ts"])
    client.chat_update(channel="C01OPS", ts=ts, text="after")
    client.chat_delete(channel="C01OPS", ts=ts)

    heard = {each.get("subtype", "new"): each for each in app.wait(3, "message")}
    changed, deleted = heard["message_changed"], heard["message_deleted"]
    assert (changed["previous_message"]["text"], changed["message"]["text"]) == ("before", "after")
    assert (deleted["deleted_ts"], deleted["previous_message"]["text"]) == (ts, "after")
