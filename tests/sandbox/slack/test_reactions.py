"""Reactions and pins."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack.person import Control, Person


def posted(client: WebClient) -> str:
    return str(client.chat_postMessage(channel="C01OPS", text="card")["ts"])


def test_a_reaction_shows_with_who_made_it(
    client: WebClient, control: Control, alice: Person
) -> None:
    ts = posted(client)
    client.reactions_add(channel="C01OPS", timestamp=ts, name="eyes")
    control.post("react", user="U02BOB", channel="C01OPS", ts=ts, name=":eyes:")

    [message] = alice.messages()
    [reaction] = message["reactions"]
    assert reaction == {"name": "eyes", "users": ["U0DDBDR", "U02BOB"], "count": 2}
    seen = client.reactions_get(channel="C01OPS", timestamp=ts)["message"]
    assert seen["reactions"] == [reaction]


def test_a_reaction_is_made_once_and_taken_back_once(client: WebClient, alice: Person) -> None:
    ts = posted(client)
    client.reactions_add(channel="C01OPS", timestamp=ts, name="eyes")
    with pytest.raises(SlackApiError, match="already_reacted"):
        client.reactions_add(channel="C01OPS", timestamp=ts, name="eyes")

    client.reactions_remove(channel="C01OPS", timestamp=ts, name="eyes")
    with pytest.raises(SlackApiError, match="no_reaction"):
        client.reactions_remove(channel="C01OPS", timestamp=ts, name="eyes")
    assert "reactions" not in alice.messages()[0]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"name": "No Such"}, "invalid_name"),
        ({"timestamp": "1.000000"}, "message_not_found"),
        ({"timestamp": "soon"}, "bad_timestamp"),
        ({"timestamp": ""}, "no_item_specified"),
        ({"channel": "C99"}, "channel_not_found"),
    ],
)
def test_a_reaction_that_slack_refuses(
    client: WebClient, arguments: dict[str, str], error: str
) -> None:
    given = {"channel": "C01OPS", "timestamp": posted(client), "name": "eyes", **arguments}

    with pytest.raises(SlackApiError, match=error):
        client.api_call("reactions.add", params=given)


def test_an_archived_channel_takes_no_reaction(client: WebClient, control: Control) -> None:
    ts = posted(client)
    control.post("channel", channel="C01OPS", archived=True)

    with pytest.raises(SlackApiError, match="is_archived"):
        client.reactions_add(channel="C01OPS", timestamp=ts, name="eyes")


def test_a_message_is_pinned_once_and_unpinned_once(client: WebClient) -> None:
    ts = posted(client)
    client.pins_add(channel="C01OPS", timestamp=ts)
    with pytest.raises(SlackApiError, match="already_pinned"):
        client.pins_add(channel="C01OPS", timestamp=ts)
    [pin] = client.pins_list(channel="C01OPS")["items"]
    assert pin["message"]["pinned_to"] == ["C01OPS"]

    client.pins_remove(channel="C01OPS", timestamp=ts)
    with pytest.raises(SlackApiError, match="no_pin"):
        client.pins_remove(channel="C01OPS", timestamp=ts)
    assert client.pins_list(channel="C01OPS")["items"] == []
