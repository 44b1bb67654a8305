"""Slack's bad days, as slack_sdk sees them."""

import http.client
from urllib.error import URLError
from urllib.parse import urlsplit

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack.person import Control, Person, Refused

pytestmark = pytest.mark.usefixtures("slack")


def test_too_many_calls_are_answered_with_retry_after(client: WebClient, control: Control) -> None:
    control.post("faults", kind="rate_limited", method="chat.update", seconds=7, count=1)
    ts = str(client.chat_postMessage(channel="C01OPS", text="first")["ts"])

    with pytest.raises(SlackApiError) as refused:
        client.chat_update(channel="C01OPS", ts=ts, text="second")
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["retry-after"] == "7"

    client.chat_update(channel="C01OPS", ts=ts, text="third")


def test_faults_can_be_read_until_they_have_happened(client: WebClient, control: Control) -> None:
    control.post("faults", kind="slow", method="auth.test", count=2)
    client.auth_test()
    [left] = control.get("faults")["faults"]
    assert (left["kind"], left["method"], left["count"]) == ("slow", "auth.test", 1)

    client.auth_test()
    assert control.get("faults")["faults"] == []


def test_a_revoked_token_is_invalid_until_cleared(client: WebClient, control: Control) -> None:
    control.post("faults", kind="invalid_auth")
    for _ in range(2):
        with pytest.raises(SlackApiError, match="invalid_auth"):
            client.auth_test()

    control.delete("faults")
    assert client.auth_test()["ok"] is True


def test_a_server_error_does_nothing(client: WebClient, control: Control, alice: Person) -> None:
    control.post("faults", kind="server_error", count=1)

    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel="C01OPS", text="in vain")
    assert alice.messages() == []


def test_a_refused_connection_does_nothing(slack: str, control: Control, alice: Person) -> None:
    impatient = WebClient(token="xoxb-sandbox", base_url=f"{slack}/api/", retry_handlers=[])
    control.post("faults", kind="refuse", count=1)

    with pytest.raises((URLError, ConnectionError, http.client.HTTPException)):
        impatient.chat_postMessage(channel="C01OPS", text="in vain")
    assert alice.messages() == []


def test_a_lost_answer_has_done_the_work(slack: str, control: Control, alice: Person) -> None:
    impatient = WebClient(token="xoxb-sandbox", base_url=f"{slack}/api/", retry_handlers=[])
    control.post("faults", kind="lose_answer", method="chat.postMessage", count=1)

    with pytest.raises((URLError, ConnectionError, http.client.HTTPException)):
        impatient.chat_postMessage(channel="C01OPS", text="done all the same")
    assert [each["text"] for each in alice.messages()] == ["done all the same"]


def test_a_slow_method_makes_its_caller_wait(slack: str, control: Control) -> None:
    control.post("faults", kind="slow", method="auth.test", seconds=2, count=1)
    hurried = WebClient(
        token="xoxb-sandbox", base_url=f"{slack}/api/", timeout=1, retry_handlers=[]
    )

    with pytest.raises((TimeoutError, URLError)):
        hurried.auth_test()
    assert hurried.auth_test()["ok"] is True


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "earthquake"},
        {"kind": "slow", "seconds": "long"},
        {"kind": "slow", "seconds": -1},
        {"kind": "lose_ack"},
        {"kind": "slow", "method": "delivery"},
        {"kind": "slow", "colour": "red"},
        {},
    ],
)
def test_a_fault_that_cannot_be(control: Control, fault: dict[str, object]) -> None:
    with pytest.raises(Refused, match="malformed"):
        control.post("faults", **fault)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example:80"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_web_page_elsewhere_cannot_act_here(slack: str, headers: dict[str, str]) -> None:
    parts = urlsplit(slack)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=5)
    connection.request("POST", "/control/reset", "{}", headers)
    response = connection.getresponse()
    response.read()
    connection.close()

    assert response.status == 403


def test_what_is_not_there_is_said(control: Control, alice: Person) -> None:
    with pytest.raises(Refused, match="no such channel"):
        control.get("channel/C99")
    with pytest.raises(Refused, match="in no channel"):
        alice.types("hello", channel="C99")
    with pytest.raises(Refused, match="malformed: text"):
        control.post("command", user="U01ALICE", channel="C01OPS")
    with pytest.raises(Refused, match="not in front"):
        control.post("submit", user="U01ALICE", view_id="V1", values={})
