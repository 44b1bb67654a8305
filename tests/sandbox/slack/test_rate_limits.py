"""What is called too often is refused with 429, and only that."""

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack.calls import METHODS
from sandbox.slack.person import Control
from sandbox.slack.rate_limits import CALLS_A_WINDOW
from sandbox.slack.running import running
from sandbox.slack.web_api import ROOMS

# docs.slack.dev/reference/methods: tier 2 is 20 calls a minute, 3 is 50, 4 is 100.
DOCUMENTED = {
    "users.list": 20,
    "conversations.list": 20,
    "usergroups.users.list": 20,
    "chat.update": 50,
    "conversations.info": 50,
    "users.info": 100,
    "views.publish": 100,
}


class Wall:
    """A clock that stands still until it is turned."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def strict(wall: Wall) -> Iterator[WebClient]:
    """A client of a Slack with its limits on, as they are unless switched off."""
    with running(now=wall) as slack:
        yield WebClient(token="xoxb-sandbox", base_url=f"{slack}/api/")


def refused(client: WebClient, method: str, **arguments: str) -> int:
    """Call a method that is over its limit; return Retry-After."""
    with pytest.raises(SlackApiError) as refusal:
        client.api_call(method, params=arguments)
    response = refusal.value.response
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    return int(response.headers["retry-after"])


def test_every_method_has_a_limit() -> None:
    assert ROOMS
    assert set(CALLS_A_WINDOW) == set(METHODS)


@pytest.mark.parametrize(("method", "most"), sorted(DOCUMENTED.items()))
def test_a_method_takes_as_many_calls_a_minute_as_its_tier_says(
    strict: WebClient, wall: Wall, method: str, most: int
) -> None:
    def call() -> int:
        try:
            return strict.api_call(method).status_code
        except SlackApiError as error:  # for its arguments, with a 200; or for its rate
            return int(error.response.status_code)

    assert [call() for _ in range(most)] == [200] * most
    assert refused(strict, method) == 60
    wall.now += 59.5
    assert refused(strict, method) == 1
    assert strict.auth_test()["ok"] is True, "other methods go on"
    wall.now += 0.5
    assert call() == 200


def test_the_window_slides_and_a_refused_call_costs_nothing(strict: WebClient, wall: Wall) -> None:
    for _ in range(20):
        strict.users_list()
        wall.now += 1
    for _ in range(50):
        refused(strict, "users.list")
    wall.now += 40

    assert strict.users_list()["ok"] is True
    assert refused(strict, "users.list") == 1


def test_a_channel_takes_one_message_a_second(strict: WebClient, wall: Wall) -> None:
    strict.chat_postMessage(channel="C01OPS", text="first")

    for name in ("C01OPS", "#operations"):
        assert refused(strict, "chat.postMessage", channel=name, text="second") == 1
    strict.chat_postMessage(channel="C02ALERTS", text="elsewhere")
    wall.now += 0.99
    refused(strict, "chat.postMessage", channel="C01OPS", text="second")
    wall.now += 0.01
    strict.chat_postMessage(channel="C01OPS", text="second")


def test_a_workspace_takes_a_few_hundred_messages_a_minute(strict: WebClient, wall: Wall) -> None:
    people = ("U01ALICE", "U02BOB", "U03EVE", "U04VIC", "C01OPS", "C02ALERTS")
    for number in range(300):
        strict.chat_postMessage(channel=people[number % 6], text="x")
        wall.now += 0.17

    assert refused(strict, "chat.postMessage", channel="C01OPS", text="x") > 1


def test_a_message_that_is_refused_takes_no_channels_second(strict: WebClient) -> None:
    faulty: list[dict[str, str]] = [{"type": "no such block"}]
    for _ in range(2):
        with pytest.raises(SlackApiError, match="invalid_blocks"):
            strict.chat_postMessage(channel="C01OPS", text="x", blocks=faulty)

    strict.chat_postMessage(channel="C01OPS", text="x")
    refused(strict, "chat.postMessage", channel="C01OPS", text="x")


def test_limits_can_be_switched_off_and_on(strict: WebClient) -> None:
    control = Control(strict.base_url)
    control.post("limits", on=False)
    for _ in range(3):
        strict.chat_postMessage(channel="C01OPS", text="x")

    control.post("limits", on=True)
    strict.chat_postMessage(channel="C01OPS", text="x")
    refused(strict, "chat.postMessage", channel="C01OPS", text="x")
    control.close()


def test_a_fault_costs_nothing(strict: WebClient) -> None:
    control = Control(strict.base_url)
    control.post("faults", kind="rate_limited", method="chat.postMessage", seconds=9, count=1)
    assert refused(strict, "chat.postMessage", channel="C01OPS", text="x") == 9

    assert strict.chat_postMessage(channel="C01OPS", text="x")["ok"] is True
    control.close()


def test_a_message_to_nowhere_takes_no_channels_second(strict: WebClient) -> None:
    for channel in ("C99", "C03RANDOM", "C99", "C98"):
        with pytest.raises(SlackApiError, match=r"channel_not_found|not_in_channel"):
            strict.chat_postMessage(channel=channel, text="x")
