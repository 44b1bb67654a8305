"""A method takes the scopes Slack documents, and says which one is missing."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack.calls import METHODS
from sandbox.slack.person import Control
from sandbox.slack.web_api import ROOMS

Json = dict[str, Any]
SCOPED = sorted(name for name, each in METHODS.items() if each.scopes and "apps." not in name)
# docs.slack.dev/reference/methods: what a bot token needs; one of these.
DOCUMENTED = {
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.history": "channels:history,groups:history,im:history,mpim:history",
    "conversations.join": "channels:join",
    "files.getUploadURLExternal": "files:write",
    "files.info": "files:read",
    "reactions.add": "reactions:write",
    "team.info": "team:read",
    "usergroups.users.list": "usergroups:read",
    "users.info": "users:read",
    "users.lookupByEmail": "users:read.email",
}
FREE = {"api.test", "auth.test", "auth.revoke", "blocks.validate", "chat.getPermalink"}
FREE |= {f"views.{act}" for act in ("open", "push", "update", "publish")}


def refusal(error: SlackApiError) -> Json:
    answer = error.response.data
    assert isinstance(answer, dict)
    return answer


@pytest.mark.parametrize("name", SCOPED)
def test_a_method_without_its_scope_names_what_is_missing(
    client: WebClient, control: Control, name: str
) -> None:
    control.post("scopes", set=["commands"])

    with pytest.raises(SlackApiError) as refused:
        client.api_call(name)

    answer = refusal(refused.value)
    assert answer["error"] == "missing_scope"
    assert answer["needed"] == DOCUMENTED.get(name, answer["needed"])
    assert answer["provided"] == "commands"


def test_these_methods_need_no_scope_and_all_others_do() -> None:
    assert ROOMS
    assert {name for name, each in METHODS.items() if not each.scopes} == FREE


def test_an_answer_says_what_is_granted_and_what_is_taken(
    client: WebClient, control: Control
) -> None:
    control.post("scopes", set=["chat:write", "commands"])

    headers = client.chat_postMessage(channel="C01OPS", text="x").headers

    assert headers["x-oauth-scopes"] == "chat:write,commands"
    assert headers["x-accepted-oauth-scopes"] == "chat:write"


def test_every_kind_of_conversation_has_its_own_scope(client: WebClient, control: Control) -> None:
    control.post("channel", channel="C07HID", name="hidden", private=True, invite=["U0DDBDR"])
    control.post("scopes", set=["channels:read", "im:history"])

    assert client.conversations_info(channel="C01OPS")["channel"]["is_private"] is False
    for method, arguments in (
        ("conversations.info", {"channel": "C07HID"}),
        ("conversations.list", {"types": "public_channel,private_channel"}),
    ):
        with pytest.raises(SlackApiError) as refused:
            client.api_call(method, params=arguments)
        assert refusal(refused.value)["needed"] == "groups:read"
    with pytest.raises(SlackApiError) as refused:
        client.conversations_history(channel="C01OPS")
    assert refusal(refused.value)["needed"] == "channels:history"


def test_a_private_channel_without_the_bot_does_not_exist_for_it(
    client: WebClient, control: Control
) -> None:
    control.post("channel", channel="C07HID", name="hidden", private=True, invite=["U01ALICE"])

    for method in ("chat.postMessage", "conversations.info", "conversations.join"):
        with pytest.raises(SlackApiError, match="channel_not_found"):
            client.api_call(method, params={"channel": "C07HID", "text": "x"})
    every = client.conversations_list(types="public_channel,private_channel")["channels"]
    assert "C07HID" not in {each["id"] for each in every}

    control.post("channel", channel="C07HID", invite=["U0DDBDR"])
    assert client.conversations_info(channel="C07HID")["channel"]["is_private"] is True


def test_public_channels_are_open_to_chat_write_public(client: WebClient, control: Control) -> None:
    with pytest.raises(SlackApiError, match="not_in_channel"):
        client.chat_postMessage(channel="C03RANDOM", text="x")

    control.post("scopes", add=["chat:write.public"])
    assert client.chat_postMessage(channel="#random", text="x")["channel"] == "C03RANDOM"


def test_a_name_of_its_own_takes_a_scope_of_its_own(client: WebClient, control: Control) -> None:
    posted = client.chat_postMessage(
        channel="C01OPS", text="x", username="Drill", icon_emoji=":fire:"
    )
    assert posted["message"]["username"] == "Drill"

    control.post("scopes", remove=["chat:write.customize"])
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel="C01OPS", text="x", username="Drill")
    assert refusal(refused.value)["needed"] == "chat:write.customize"


def test_addresses_show_to_those_who_may_see_them(client: WebClient, control: Control) -> None:
    assert client.users_lookupByEmail(email="bob@sandbox.example")["user"]["id"] == "U02BOB"
    with pytest.raises(SlackApiError, match="users_not_found"):
        client.users_lookupByEmail(email="nobody@sandbox.example")
    assert "email" in client.users_info(user="U02BOB")["user"]["profile"]

    control.post("scopes", remove=["users:read.email"])
    assert "email" not in client.users_info(user="U02BOB")["user"]["profile"]


def test_without_the_scope_commands_there_is_no_command(control: Control) -> None:
    control.post("scopes", remove=["commands"])

    seen = control.post("command", user="U01ALICE", channel="C01OPS", text="/ddbdr help")

    assert seen["shown"] == "/ddbdr is not a valid command."


def test_a_reset_gives_back_the_scopes_the_app_was_installed_with(
    client: WebClient, control: Control
) -> None:
    control.post("scopes", set=[])
    control.post("reset")

    assert client.users_info(user="U02BOB")["ok"] is True


@pytest.mark.parametrize(
    ("state", "error"), [("revoked", "token_revoked"), ("inactive", "account_inactive")]
)
def test_a_token_that_was_taken_away(
    client: WebClient, control: Control, state: str, error: str
) -> None:
    control.post("token", state=state)
    with pytest.raises(SlackApiError, match=error):
        client.auth_test()

    control.post("token", state="valid")
    assert client.auth_test()["ok"] is True


def test_an_app_can_give_its_token_up(client: WebClient) -> None:
    assert client.auth_revoke(test=True)["revoked"] is False
    assert client.auth_revoke()["revoked"] is True
    with pytest.raises(SlackApiError, match="token_revoked"):
        client.auth_test()


def test_an_app_token_calls_no_bot_method(slack: str) -> None:
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        WebClient(token="xapp-sandbox", base_url=f"{slack}/api/").auth_test()
