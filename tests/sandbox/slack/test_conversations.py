"""Channels: joining, inviting, leaving, archiving; and people as `users.info` tells of them."""

from datetime import UTC, datetime

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack.person import Control
from sandbox.slack.running import running


def members(client: WebClient, channel: str) -> list[str]:
    return list(client.conversations_members(channel=channel)["members"])


def test_the_bot_joins_a_public_channel_and_leaves_it(client: WebClient) -> None:
    client.conversations_join(channel="C03RANDOM")
    again = client.conversations_join(channel="C03RANDOM")
    assert "U0DDBDR" in members(client, "C03RANDOM")
    assert again["warning"] == "already_in_channel"

    client.conversations_leave(channel="C03RANDOM")
    assert "U0DDBDR" not in members(client, "C03RANDOM")
    assert client.conversations_leave(channel="C03RANDOM")["not_in_channel"] is True


def test_people_are_taken_out_and_let_in(client: WebClient) -> None:
    client.conversations_kick(channel="C01OPS", user="U04VIC")
    assert "U04VIC" not in members(client, "C01OPS")

    client.conversations_invite(channel="C01OPS", users=["U04VIC"])
    assert "U04VIC" in members(client, "C01OPS")


def test_an_archived_channel_is_closed_until_opened(client: WebClient) -> None:
    ts = str(client.chat_postMessage(channel="C01OPS", text="x")["ts"])
    client.conversations_archive(channel="C01OPS")
    for method, error in (
        ("chat.postMessage", "is_archived"),
        ("chat.update", "is_inactive"),
        ("conversations.join", "is_archived"),
        ("conversations.archive", "already_archived"),
    ):
        with pytest.raises(SlackApiError, match=error):
            client.api_call(method, params={"channel": "C01OPS", "text": "y", "ts": ts})

    client.conversations_unarchive(channel="C01OPS")
    assert client.chat_postMessage(channel="C01OPS", text="x")["ok"] is True


def test_a_channel_is_created_once(client: WebClient) -> None:
    made = client.conversations_create(name="drill-42", is_private=True)["channel"]
    assert (made["is_private"], made["is_member"]) == (True, True)

    for name, error in (
        ("drill-42", "name_taken"),
        ("Drill 43", "invalid_name_specials"),
        ("x" * 81, "invalid_name_maxlength"),
    ):
        with pytest.raises(SlackApiError, match=error):
            client.conversations_create(name=name)


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("conversations.invite", {"users": ""}, "no_user"),
        ("conversations.invite", {"users": "U99"}, "user_not_found"),
        ("conversations.invite", {"users": "U0DDBDR"}, "cant_invite_self"),
        ("conversations.invite", {"users": "U01ALICE"}, "already_in_channel"),
        ("conversations.invite", {"channel": "C03RANDOM", "users": "U01ALICE"}, "not_in_channel"),
        ("conversations.invite", {"channel": "C99", "users": "U01ALICE"}, "channel_not_found"),
        ("conversations.kick", {}, "no_user"),
        ("conversations.kick", {"user": "U0DDBDR"}, "cant_kick_self"),
        ("conversations.kick", {"user": "U99"}, "user_not_found"),
        ("conversations.unarchive", {}, "not_archived"),
        ("conversations.open", {"users": ""}, "users_list_not_supplied"),
        ("conversations.open", {"users": "U0DDBDR"}, "cannot_dm_bot"),
        ("conversations.list", {"types": "secret"}, "invalid_types"),
        ("conversations.history", {"latest": "now"}, "invalid_ts_latest"),
        ("conversations.history", {"oldest": "nan"}, "invalid_ts_oldest"),
    ],
)
def test_what_slack_refuses_about_a_channel(
    client: WebClient, method: str, arguments: dict[str, str], error: str
) -> None:
    with pytest.raises(SlackApiError, match=error):
        client.api_call(method, params={"channel": "C01OPS", **arguments})


def test_direct_messages_are_no_channel_to_manage(client: WebClient) -> None:
    direct = client.conversations_open(users="U01ALICE", return_im=True)["channel"]
    assert direct["user"] == "U01ALICE"

    for method in ("conversations.join", "conversations.archive", "conversations.leave"):
        with pytest.raises(SlackApiError, match="method_not_supported_for_channel_type"):
            client.api_call(method, params={"channel": direct["id"]})


def test_only_posting_takes_a_channels_name(client: WebClient) -> None:
    ts = str(client.chat_postMessage(channel="#operations", text="x")["ts"])

    with pytest.raises(SlackApiError, match="channel_not_found"):
        client.chat_update(channel="#operations", ts=ts, text="y")


def test_where_the_bot_is(client: WebClient) -> None:
    where = client.users_conversations()["channels"]

    assert {each["id"] for each in where} == {"C01OPS", "C02ALERTS"}


@pytest.mark.parametrize(
    ("at", "offset", "label"),
    [
        (datetime(2027, 1, 15, tzinfo=UTC), 3600, "Central European Time"),
        (datetime(2027, 7, 15, tzinfo=UTC), 7200, "Central European Summer Time"),
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), 3600, "Central European Time"),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), 7200, "Central European Summer Time"),
    ],
)
def test_a_persons_zone_follows_the_summer(at: datetime, offset: int, label: str) -> None:
    with running(now=at.timestamp) as slack:
        client = WebClient(token="xoxb-sandbox", base_url=f"{slack}/api/")
        bob = client.users_info(user="U02BOB")["user"]

    assert (bob["tz"], bob["tz_offset"], bob["tz_label"]) == ("Europe/Berlin", offset, label)


def test_who_is_gone_has_no_zone(client: WebClient, control: Control) -> None:
    control.post("user", user="U03EVE", deleted=True)

    eve = client.users_info(user="U03EVE")["user"]
    assert eve["deleted"] is True
    assert "tz" not in eve
    with pytest.raises(SlackApiError, match="user_disabled"):
        client.conversations_open(users="U03EVE")
