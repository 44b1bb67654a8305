"""The Web API as slack_sdk's own WebClient sees it."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack.person import Person

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}
MODAL: dict[str, Any] = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Restore"},
    "blocks": [SECTION],
}


def refusal(error: SlackApiError) -> str:
    return str(error.response["error"])


def test_auth_test_names_the_bot(client: WebClient) -> None:
    answer = client.auth_test()

    assert (answer["team_id"], answer["user_id"], answer["user"]) == ("T01TEST", "U0DDBDR", "ddbdr")


@pytest.mark.parametrize(("token", "error"), [("", "not_authed"), ("xoxb-other", "invalid_auth")])
def test_a_wrong_token_is_refused(slack: str, token: str, error: str) -> None:
    with pytest.raises(SlackApiError) as refused:
        WebClient(token=token, base_url=f"{slack}/api/").auth_test()

    assert refusal(refused.value) == error


def test_an_unknown_method_is_refused(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.api_call("admin.users.list")

    assert refusal(refused.value) == "unknown_method"


def test_a_message_is_posted_with_blocks_and_metadata_then_updated(
    client: WebClient, alice: Person
) -> None:
    metadata = {"event_type": "job", "event_payload": {"id": "J-1"}}
    posted = client.chat_postMessage(
        channel="C01OPS", text="running", blocks=[SECTION], metadata=metadata
    )
    client.chat_update(channel="C01OPS", ts=str(posted["ts"]), text="succeeded", blocks=[])

    [message] = alice.messages()
    assert message["text"] == "succeeded"
    assert "blocks" not in message
    assert message["metadata"] == metadata
    assert message["edited"]["user"] == "U0DDBDR"


def test_an_update_without_blocks_keeps_the_blocks(client: WebClient, alice: Person) -> None:
    posted = client.chat_postMessage(channel="C01OPS", text="running", blocks=[SECTION])
    client.chat_update(channel="C01OPS", ts=str(posted["ts"]), text="succeeded")

    [message] = alice.messages()
    assert message["text"] == "succeeded"
    assert message["blocks"][0]["text"] == SECTION["text"]


def test_timestamps_are_unique_and_increase(client: WebClient) -> None:
    stamps = [str(client.chat_postMessage(channel="C01OPS", text=str(n))["ts"]) for n in range(20)]

    assert stamps == sorted(set(stamps))


def test_history_is_newest_first_and_replies_stay_in_their_thread(client: WebClient) -> None:
    first = client.chat_postMessage(channel="C01OPS", text="first")
    client.chat_postMessage(channel="C01OPS", text="second")
    client.chat_postMessage(channel="C01OPS", text="reply", thread_ts=str(first["ts"]))

    history = client.conversations_history(channel="C01OPS")
    replies = client.conversations_replies(channel="C01OPS", ts=str(first["ts"]))

    assert [each["text"] for each in history["messages"]] == ["second", "first"]
    assert [each["text"] for each in replies["messages"]] == ["first", "reply"]
    assert history["messages"][1]["reply_count"] == 1


def test_a_reply_to_a_reply_joins_its_thread(client: WebClient, alice: Person) -> None:
    first = str(client.chat_postMessage(channel="C01OPS", text="first")["ts"])
    reply = str(client.chat_postMessage(channel="C01OPS", text="one", thread_ts=first)["ts"])
    client.chat_postMessage(channel="C01OPS", text="two", thread_ts=reply)

    [message] = alice.messages()
    assert [each["text"] for each in message["replies"]] == ["one", "two"]


def test_a_reply_to_nothing_is_posted_to_the_channel(client: WebClient, alice: Person) -> None:
    posted = client.chat_postMessage(channel="C01OPS", text="lost", thread_ts="1.000000")

    assert "thread_ts" not in posted["message"]
    assert [each["text"] for each in alice.messages()] == ["lost"]
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel="C01OPS", text="x", thread_ts="soon")
    assert refusal(refused.value) == "invalid_thread_ts"


def test_history_is_paged_by_cursor(client: WebClient) -> None:
    for n in range(5):
        client.chat_postMessage(channel="C01OPS", text=str(n))

    texts = [
        message["text"]
        for page in client.conversations_history(channel="C01OPS", limit=2)
        for message in page["messages"]
    ]

    assert texts == ["4", "3", "2", "1", "0"]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "C99", "text": "x"}, "channel_not_found"),
        ({"channel": "C03RANDOM", "text": "x"}, "not_in_channel"),
        ({"channel": "C01OPS", "text": ""}, "no_text"),
        ({"channel": "C01OPS", "text": "x" * 40_001}, "msg_too_long"),
        (
            {"channel": "C01OPS", "text": "x", "metadata": {"event_type": 1}},
            "invalid_metadata_format",
        ),
    ],
)
def test_a_message_that_slack_refuses(
    client: WebClient, arguments: dict[str, Any], error: str
) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.api_call("chat.postMessage", json=arguments)

    assert refusal(refused.value) == error


def test_faulty_blocks_are_refused_with_a_pointer(client: WebClient) -> None:
    header = {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}

    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel="C01OPS", text="x", blocks=[SECTION, header])

    assert refusal(refused.value) == "invalid_blocks"
    [line] = refused.value.response["response_metadata"]["messages"]
    assert line == "[ERROR] must be less than 151 characters [json-pointer:/blocks/1/text/text]"
    assert refused.value.response["errors"] == [line.removeprefix("[ERROR] ")]


def test_only_own_messages_can_be_updated(client: WebClient, alice: Person) -> None:
    theirs = alice.types("good morning")

    with pytest.raises(SlackApiError) as refused:
        client.chat_update(channel="C01OPS", ts=theirs["ts"], text="x")
    assert refusal(refused.value) == "cant_update_message"

    with pytest.raises(SlackApiError) as missing:
        client.chat_update(channel="C01OPS", ts="1.000000", text="x")
    assert refusal(missing.value) == "message_not_found"


def test_a_deleted_message_is_gone(client: WebClient, alice: Person) -> None:
    posted = client.chat_postMessage(channel="C01OPS", text="oops")
    client.chat_delete(channel="C01OPS", ts=str(posted["ts"]))

    assert alice.messages() == []


def test_an_ephemeral_message_is_seen_by_one_person(
    client: WebClient, slack: str, alice: Person
) -> None:
    client.chat_postEphemeral(channel="C01OPS", user="U01ALICE", text="only you")

    with Person(slack, "U02BOB") as bob:
        assert bob.sees("only you") is None
    assert alice.sees("only you") is not None


def test_a_message_to_a_person_opens_a_direct_conversation(
    client: WebClient, alice: Person
) -> None:
    opened = client.conversations_open(users="U01ALICE")
    posted = client.chat_postMessage(channel="U01ALICE", text="hello")

    assert posted["channel"] == opened["channel"]["id"]
    assert [each["text"] for each in alice.messages(str(posted["channel"]))] == ["hello"]


def test_people_have_their_time_zones(client: WebClient) -> None:
    people = {each["id"]: each for each in client.users_list()["members"]}

    assert people["U01ALICE"]["tz"] == "America/Los_Angeles"
    assert people["U04VIC"]["tz_offset"] == 9 * 3600
    assert client.users_info(user="U02BOB")["user"]["is_restricted"] is False


def test_groups_have_their_members(client: WebClient) -> None:
    assert client.usergroups_users_list(usergroup="S0DRTEAM")["users"] == ["U02BOB", "U03EVE"]
    assert {each["handle"] for each in client.usergroups_list()["usergroups"]} == {
        "oncall",
        "dr-approvers",
    }


def test_channels_say_whether_the_bot_is_in_them(client: WebClient) -> None:
    membership = {each["id"]: each["is_member"] for each in client.conversations_list()["channels"]}

    assert membership == {"C01OPS": True, "C02ALERTS": True, "C03RANDOM": False}
    assert "U01ALICE" in client.conversations_members(channel="C01OPS")["members"]


def test_a_permalink_names_channel_and_message(client: WebClient, slack: str) -> None:
    ts = str(client.chat_postMessage(channel="C01OPS", text="x")["ts"])

    link = client.chat_getPermalink(channel="C01OPS", message_ts=ts)["permalink"]

    assert link == f"{slack}/archives/C01OPS/p{ts.replace('.', '')}"


def test_an_unknown_trigger_opens_nothing(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.views_open(trigger_id="1.2.3", view=MODAL)

    assert refusal(refused.value) == "invalid_trigger_id"


def test_a_faulty_view_is_refused_with_a_pointer(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.views_open(trigger_id="1.2.3", view={**MODAL, "blocks": []})

    assert refusal(refused.value) == "invalid_arguments"
    assert (
        "[json-pointer:/view/blocks]" in refused.value.response["response_metadata"]["messages"][0]
    )


def test_home_is_published_and_guarded_by_its_hash(client: WebClient, alice: Person) -> None:
    home = {"type": "home", "blocks": [SECTION]}
    published = client.views_publish(user_id="U01ALICE", view=home)

    with pytest.raises(SlackApiError) as refused:
        client.views_publish(user_id="U01ALICE", view=home, hash="old")
    assert refusal(refused.value) == "hash_conflict"

    shown = alice.home()
    assert shown is not None
    assert shown["hash"] == published["view"]["hash"]
