"""Changes of the workspace that people do not make: archives, members, accounts, groups."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack.person import Control, Person, Refused


def test_an_archived_channel_refuses_messages_until_taken_back(
    client: WebClient, control: Control
) -> None:
    control.post("channel", channel="C01OPS", archived=True)
    with pytest.raises(SlackApiError, match="is_archived"):
        client.chat_postMessage(channel="C01OPS", text="x")

    control.post("channel", channel="C01OPS", archived=False)
    assert client.chat_postMessage(channel="C01OPS", text="x")["ok"] is True


def test_the_bot_is_let_in_and_thrown_out(client: WebClient, control: Control) -> None:
    control.post("channel", channel="C03RANDOM", invite=["U0DDBDR"])
    assert client.chat_postMessage(channel="C03RANDOM", text="x")["ok"] is True

    control.post("channel", channel="C03RANDOM", remove=["U0DDBDR"])
    with pytest.raises(SlackApiError, match="not_in_channel"):
        client.chat_postMessage(channel="C03RANDOM", text="x")


def test_a_person_who_left_a_channel_cannot_act_there(control: Control, alice: Person) -> None:
    control.post("channel", channel="C01OPS", remove=["U01ALICE"])

    with pytest.raises(Refused, match="in no channel"):
        alice.types("hello")


def test_accounts_and_groups_change(client: WebClient, control: Control) -> None:
    control.post("user", user="U03EVE", deleted=True)
    control.post("user", user="U04VIC", restricted=True)
    control.post("group", group="S0DRTEAM", members=["U04VIC"])

    assert client.users_info(user="U03EVE")["user"]["deleted"] is True
    assert client.users_info(user="U04VIC")["user"]["is_restricted"] is True
    assert client.usergroups_users_list(usergroup="S0DRTEAM")["users"] == ["U04VIC"]


@pytest.mark.parametrize(
    ("name", "body", "complaint"),
    [
        ("channel", {"channel": "C99"}, "no such channel"),
        ("channel", {"channel": "C01OPS", "archived": "yes"}, "not true or false"),
        ("channel", {"channel": "C01OPS", "invite": "U0DDBDR"}, "not a list"),
        ("user", {"user": "U99"}, "no such person"),
        ("group", {"group": "S99", "members": []}, "no such group"),
        ("group", {"group": "S0DRTEAM", "members": ["U99"]}, "no such person"),
    ],
)
def test_what_cannot_be_changed_is_said(
    control: Control, name: str, body: dict[str, object], complaint: str
) -> None:
    with pytest.raises(Refused, match=complaint):
        control.post(name, **body)
