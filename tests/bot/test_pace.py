"""Slack's limits as we keep them: judged by a Slack that counts without any allowance."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from slack_sdk import WebClient

from bot.directory import read_directory
from bot.gateway import Gateway, NotYet
from bot.pace import POST_SECONDS, WINDOWS, Pace
from bot.render.message import Message
from recovery.people import Directory
from sandbox.slack.rate_limits import CALLS_A_WINDOW, Limits
from tests.bot.slack_double import Fault, Json, SlackDouble


class Clock:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_no_window_is_wider_than_slacks() -> None:
    assert {method: CALLS_A_WINDOW[method] for method in WINDOWS} == {
        method: most for method, (most, _) in WINDOWS.items()
    }


@pytest.mark.parametrize("method", WINDOWS)
def test_a_minute_of_greed_breaks_no_limit(method: str) -> None:
    """Slack counts a call somewhere between our sending it and its answer: late, then early."""
    ours, slacks = Clock(), Clock()
    pace, limits = Pace(ours), Limits(slacks)
    taken = 0
    while ours.now < 1300:
        wait = pace.spend(method, "C01OPS", is_urgent=True)
        if wait > 0:
            ours.now += wait + 0.001
            continue
        travel = 0.4 if taken % 2 else 0.0
        slacks.now = ours.now + travel
        assert limits.take(method, "C01OPS") == 0.0
        ours.now += 0.5
        pace.answered(method, "C01OPS")
        taken += 1
    assert taken > min(WINDOWS[method][0], 100)


def test_what_is_under_way_counts() -> None:
    pace = Pace(Clock())
    for _ in range(50):
        assert pace.spend("chat.update", "C01OPS", is_urgent=True) == 0.0
    assert pace.spend("chat.update", "C01OPS", is_urgent=True) > 0.0


def test_a_channel_gets_no_second_post_before_the_first_is_answered() -> None:
    clock = Clock()
    pace = Pace(clock)
    assert pace.spend("chat.postMessage", "C01OPS", is_urgent=True) == 0.0
    clock.now += 5
    assert 0 < pace.spend("chat.postMessage", "C01OPS", is_urgent=True) <= POST_SECONDS
    assert pace.spend("chat.postMessage", "C02ALERTS", is_urgent=True) == 0.0
    pace.answered("chat.postMessage", "C01OPS")
    clock.now += POST_SECONDS
    assert pace.spend("chat.postMessage", "C01OPS", is_urgent=True) == 0.0


def test_a_shorter_rest_does_not_end_a_longer_one() -> None:
    pace = Pace(Clock())
    pace.hold("chat.update", 30)
    pace.hold("chat.update", 1)
    assert pace.spend("chat.update", "C01OPS", is_urgent=True) == 30


def test_progress_leaves_part_of_the_minute_to_what_is_urgent() -> None:
    pace = Pace(Clock())
    calm = 0
    while pace.spend("views.publish", "", is_urgent=False) == 0.0:
        pace.answered("views.publish", "")
        calm += 1
    assert calm == 60
    assert pace.spend("views.publish", "", is_urgent=True) == 0.0


@contextmanager
def gateway(slack: SlackDouble, clock: Clock) -> Iterator[Gateway]:
    """A way to a Slack that may be as slow as a busy machine makes it: only `clock` counts."""
    client = WebClient(token="xoxb-test", base_url=slack.url, timeout=60, retry_handlers=[])
    with closing(slack):
        yield Gateway(client, Pace(clock))


def test_blocks_slack_refuses_cost_one_try_a_second_and_go_as_text() -> None:
    """The try that was refused counts too: the second one has to wait its second."""
    slack, clock = SlackDouble(), Clock()
    slack.fail("chat.postMessage", Fault(error="invalid_blocks"))
    message = Message(text="the news", blocks=({"type": "divider"},))
    with gateway(slack, clock) as door:
        with pytest.raises(NotYet):
            door.post("C01OPS", message)
        clock.now += 1.0
        door.post("C01OPS", message)
    assert [(each.text, each.blocks) for each in slack.messages] == [("the news", [])]


class Large(SlackDouble):
    """A workspace of fifty pages."""

    def _users_list(self, args: Json) -> Json:
        page = int(args.get("cursor") or 0)
        more = str(page + 1) if page < 49 else ""
        return {
            "members": [{"id": f"U{page:04}", "name": "x"}],
            "response_metadata": {"next_cursor": more},
        }


def test_a_large_workspace_is_read_page_by_page_within_the_limits() -> None:
    slack, clock = Large(), Clock()
    paused: list[float] = []

    def pause(seconds: float) -> bool:
        paused.append(seconds)
        clock.now += seconds + 0.001
        return False

    with gateway(slack, clock) as door:
        read = read_directory(door, Directory(), wall=1.0, pause=pause)
    assert len(read.users) == 50
    assert len(slack.called("users.list")) == 50
    assert sum(paused) >= 120


def test_a_process_that_ends_reads_no_further() -> None:
    slack, clock = Large(), Clock()
    with gateway(slack, clock) as door, pytest.raises(NotYet):
        read_directory(door, Directory(), wall=1.0, pause=lambda _seconds: True)
    assert len(slack.called("users.list")) == 20
