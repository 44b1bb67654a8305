"""What is read of Slack's people and channels, from a Slack that minds scopes."""

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from bot.directory import read_directory
from bot.gateway import Gateway
from bot.pace import Pace
from recovery.people import ChannelEntry, Directory
from sandbox.slack.person import Control
from sandbox.slack.running import running

ROOM = {"channel": "G01ROOM", "name": "war-room", "private": True, "invite": ["U01ALICE"]}
THERE = {**ROOM, "invite": ["U01ALICE", "U0DDBDR"]}


@pytest.fixture
def slack() -> Iterator[str]:
    with running() as url:
        yield url


@pytest.fixture
def control(slack: str) -> Iterator[Control]:
    control = Control(slack)
    control.post("limits", on=False)
    yield control
    control.close()


def read(slack: str, before: Directory | None = None) -> Directory:
    client = WebClient(token="xoxb-sandbox", base_url=f"{slack}/api/", retry_handlers=[])
    door = Gateway(client, Pace(lambda: 1000.0))
    return read_directory(door, before or Directory(), wall=1.0, pause=lambda _seconds: False)


def test_a_private_channel_is_known_once_the_bot_is_in_it(slack: str, control: Control) -> None:
    control.post("channel", **ROOM)
    assert set(read(slack).channels) == {"C01OPS", "C02ALERTS", "C03RANDOM"}

    control.post("channel", **THERE)
    entry = read(slack).channels["G01ROOM"]
    assert (entry.name, entry.is_member, entry.is_private) == ("war-room", True, True)

    control.post("channel", channel="G01ROOM", archived=True)
    assert read(slack).channels["G01ROOM"].is_archived


def test_without_groups_read_public_channels_are_read_and_private_ones_stay(
    slack: str, control: Control
) -> None:
    control.post("channel", **THERE)
    before = read(slack)
    control.post("scopes", remove=["groups:read"])
    control.post("channel", channel="C02ALERTS", archived=True)

    directory = read(slack, before)

    assert directory.channels["C02ALERTS"].is_archived
    assert directory.channels["G01ROOM"] == before.channels["G01ROOM"]
    assert directory.unread == {"private channels": "groups:read"}


def test_a_channel_that_is_gone_is_forgotten(slack: str, control: Control) -> None:
    control.post("channel", **ROOM)
    gone = {"C99": ChannelEntry(id="C99", name="old")}
    gone["G01ROOM"] = ChannelEntry(id="G01ROOM", name="war-room", is_private=True)

    assert set(read(slack, Directory(channels=gone)).channels) == {
        "C01OPS",
        "C02ALERTS",
        "C03RANDOM",
    }
