"""Rules of forms, the Home tab and their files that an app meets seldom, through HTTP."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack.manifest import installed
from sandbox.slack.person import Control, Person, Refused
from sandbox.slack.running import running
from sandbox.slack.sending import RETRY_AFTER_SECONDS
from tests.sandbox.slack.listener import Listener

Json = dict[str, Any]
WORDS = {"type": "plain_text", "text": "Go"}
MENU: Json = {
    "type": "static_select",
    "action_id": "menu",
    "options": [{"text": WORDS, "value": "go"}],
}
HOME: Json = {"type": "home", "blocks": [{"type": "divider"}]}
FAULTY = [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]


def form(**more: object) -> Json:
    """Return a form with a menu; `more` goes into its input block."""
    field = {"type": "input", "block_id": "m", "label": WORDS, "element": MENU, **more}
    return {"type": "modal", "title": WORDS, "submit": WORDS, "blocks": [field]}


@pytest.fixture
def app(control: Control) -> Iterator[Listener]:
    control.post("scopes", remove=["channels:history", "im:history"])
    with Listener() as listener:
        control.post("request-url", url=listener.url)
        yield listener
        control.post("request-url", url="")


def trigger(app: Listener, person: Person) -> str:
    person.types("/ddbdr status")
    return str(app.heard[-1]["trigger_id"])


@pytest.mark.parametrize("dispatches", [True, False])
def test_an_input_tells_the_app_of_a_choice_only_if_asked(
    app: Listener, client: WebClient, alice: Person, *, dispatches: bool
) -> None:
    view = form(dispatch_action=dispatches)
    client.views_open(trigger_id=trigger(app, alice), view=view)

    assert alice.chooses(alice.modal(), "menu", "go")["delivered"] is dispatches
    assert [each["type"] for each in app.heard[1:]] == ["block_actions"] * dispatches


def test_only_the_form_in_front_can_be_submitted(
    app: Listener, client: WebClient, alice: Person
) -> None:
    client.views_open(trigger_id=trigger(app, alice), view=form())
    below = alice.modal()
    client.views_push(trigger_id=trigger(app, alice), view=form())

    with pytest.raises(Refused, match="not in front"):
        alice.submits({"menu": "go"}, view=below)


def test_a_form_opened_anew_takes_the_place_of_the_stack(
    app: Listener, client: WebClient, alice: Person
) -> None:
    client.views_open(trigger_id=trigger(app, alice), view=form())
    client.views_open(trigger_id=trigger(app, alice), view={**form(), "callback_id": "second"})

    [left] = alice.control.get("views/U01ALICE")["modals"]
    assert left["callback_id"] == "second"


def test_no_two_views_share_the_apps_own_name(
    app: Listener, client: WebClient, alice: Person
) -> None:
    named = {**form(), "external_id": "taken"}
    client.views_open(trigger_id=trigger(app, alice), view=form())
    client.views_publish(user_id="U02BOB", view={**HOME, "external_id": "taken"})

    for method, arguments in (
        ("views.open", {"trigger_id": trigger(app, alice), "view": named}),
        ("views.push", {"trigger_id": trigger(app, alice), "view": named}),
        ("views.update", {"view_id": alice.modal()["id"], "view": named}),
        ("views.publish", {"user_id": "U01ALICE", "view": {**HOME, "external_id": "taken"}}),
    ):
        with pytest.raises(SlackApiError, match="duplicate_external_id"):
            client.api_call(method, json=arguments)
    client.views_publish(user_id="U02BOB", view={**HOME, "external_id": "taken"})


def test_a_view_stays_of_its_kind(app: Listener, client: WebClient, alice: Person) -> None:
    client.views_open(trigger_id=trigger(app, alice), view=form())

    for method, arguments in (
        ("views.open", {"trigger_id": trigger(app, alice), "view": HOME}),
        ("views.update", {"view_id": alice.modal()["id"], "view": HOME}),
        ("views.publish", {"user_id": "U01ALICE", "view": form()}),
    ):
        with pytest.raises(SlackApiError) as refused:
            client.api_call(method, json=arguments)
        assert refused.value.response["error"] == "invalid_arguments"
        assert "/view/type" in str(refused.value.response["response_metadata"]["messages"])


def test_a_home_tab_is_one_persons_and_comes_along_when_it_is_opened(
    app: Listener, client: WebClient, alice: Person, bob: Person
) -> None:
    with pytest.raises(SlackApiError, match="hash_conflict"):
        client.views_publish(user_id="U02BOB", view=HOME, hash="of none")
    published = client.views_publish(user_id="U02BOB", view=HOME)["view"]
    alice.opens_home()
    bob.opens_home()

    first, second = app.wait(2, "app_home_opened")
    assert "view" not in first
    assert second["view"]["id"] == published["id"]
    assert alice.home() is None


def test_what_people_say_to_the_app_alone_is_no_mention(
    app: Listener, client: WebClient, alice: Person
) -> None:
    direct = str(client.conversations_open(users="U01ALICE")["channel"]["id"])

    assert alice.types("@ddbdr hello", channel=direct)["delivered"] is False
    assert app.heard == []


def test_an_answer_keeps_its_metadata(app: Listener, client: WebClient, alice: Person) -> None:
    metadata = {"event_type": "restore", "event_payload": {"table": "orders"}}
    answer = {"text": "done", "response_type": "in_channel", "metadata": metadata}
    app.answers.append((200, {"Content-Type": "application/json"}, json.dumps(answer)))
    alice.types("/ddbdr status")
    alice.control.post("scopes", add=["channels:history"])

    newest = client.conversations_history(channel="C01OPS", include_all_metadata=True)["messages"]
    assert newest[0]["metadata"] == metadata


def uploaded(client: WebClient) -> list[Json]:
    """Send a file's bytes; return the `files` that complete it."""
    ticket = client.files_getUploadURLExternal(filename="x.txt", length=5)
    with urllib.request.urlopen(str(ticket["upload_url"]), b"hello", timeout=5):  # noqa: S310 - loopback
        return [{"id": ticket["file_id"]}]


def test_a_file_comes_with_words_or_with_sound_blocks(client: WebClient, alice: Person) -> None:
    arguments = {"files": uploaded(client), "channel_id": "C01OPS"}
    with pytest.raises(SlackApiError, match="invalid_blocks"):
        client.api_call("files.completeUploadExternal", json={**arguments, "blocks": FAULTY})

    both = {"initial_comment": "look", "blocks": [{"type": "divider"}]}
    client.api_call("files.completeUploadExternal", json={**arguments, **both})
    [message] = alice.messages()
    assert (message["text"], "blocks" in message) == ("look", False)


def test_a_reset_forgets_how_often_was_called() -> None:
    with running(now=lambda: 1_800_000_000.0) as slack, Person(slack, "U01ALICE") as alice:
        bot = WebClient(token="xoxb-sandbox", base_url=f"{slack}/api/")
        bot.chat_postMessage(channel="C01OPS", text="first")
        with pytest.raises(SlackApiError, match="ratelimited"):
            bot.chat_postMessage(channel="C01OPS", text="too soon")

        alice.control.post("reset")
        assert bot.chat_postMessage(channel="C01OPS", text="first again")["ok"] is True


def test_events_come_again_at_once_after_a_minute_and_after_five() -> None:
    assert RETRY_AFTER_SECONDS == (0.0, 60.0, 300.0)


def test_optional_scopes_of_a_manifest_are_granted_too() -> None:
    app = installed(
        "display_information: {name: J}\n"
        "oauth_config: {scopes: {bot: ['chat:write'], bot_optional: ['pins:read']}}"
    )

    assert app.scopes == {"chat:write", "pins:read"}


def test_a_fourth_form_is_pushed_by_no_call(
    app: Listener, client: WebClient, alice: Person
) -> None:
    client.views_open(trigger_id=trigger(app, alice), view=form())
    for _ in range(2):
        client.views_push(trigger_id=trigger(app, alice), view=form())

    with pytest.raises(SlackApiError, match="push_limit_reached"):
        client.views_push(trigger_id=trigger(app, alice), view=form())


def test_a_form_that_is_updated_keeps_what_was_entered(
    app: Listener, client: WebClient, alice: Person
) -> None:
    client.views_open(trigger_id=trigger(app, alice), view=form())
    alice.chooses(alice.modal(), "menu", "go")
    client.views_update(view_id=alice.modal()["id"], view={**form(), "callback_id": "second"})

    assert alice.submits({})["ok"] is True
    entered = app.heard[-1]["view"]["state"]["values"]["m"]["menu"]
    assert entered["selected_option"]["value"] == "go"


def test_errors_that_name_no_field_are_no_answer(
    app: Listener, client: WebClient, alice: Person
) -> None:
    client.views_open(trigger_id=trigger(app, alice), view=form())
    answer = json.dumps({"response_action": "errors", "errors": {}})
    app.answers.append((200, {"Content-Type": "application/json"}, answer))

    assert "trouble connecting" in alice.submits({"menu": "go"})["shown"]


def test_files_are_known_once_complete_and_listed_where_they_are_shared(client: WebClient) -> None:
    [file] = uploaded(client)
    with pytest.raises(SlackApiError, match="file_not_found"):
        client.files_info(file=file["id"])
    client.files_completeUploadExternal(files=[file], channel_id="C01OPS")

    assert [each["id"] for each in client.files_list(channel="C01OPS")["files"]] == [file["id"]]
    assert client.files_list(channel="C02ALERTS")["files"] == []


def test_a_form_whose_submission_fails_stays_open_and_says_so(
    app: Listener, client: WebClient, alice: Person
) -> None:
    client.views_open(trigger_id=trigger(app, alice), view=form())
    app.answers.append((500, {}, ""))

    seen = alice.submits({"menu": "go"})

    assert (seen["ok"], "trouble connecting" in seen["shown"]) == (False, True)
    assert len(alice.control.get("views/U01ALICE")["modals"]) == 1


def test_an_app_without_a_home_tab_opens_at_its_messages() -> None:
    quiet = installed(
        "display_information: {name: Quiet}\n"
        "features: {app_home: {messages_tab_enabled: true}}\n"
        "settings: {event_subscriptions: {bot_events: [app_home_opened]}}"
    )
    with (
        Listener() as listener,
        running(listener.url, installed=quiet) as slack,
        Person(slack, "U01ALICE") as alice,
    ):
        assert alice.opens_home()["tab"] == "messages"
        assert [each["tab"] for each in listener.events("app_home_opened")] == ["messages"]


def test_a_faulty_form_is_not_pushed_by_an_answer(
    app: Listener, client: WebClient, alice: Person
) -> None:
    client.views_open(trigger_id=trigger(app, alice), view=form())
    answer = json.dumps({"response_action": "push", "view": {**form(), "blocks": FAULTY}})
    app.answers.append((200, {"Content-Type": "application/json"}, answer))

    assert alice.submits({"menu": "go"})["error"] == "invalid_arguments"
    assert len(alice.control.get("views/U01ALICE")["modals"]) == 1


def test_a_files_bytes_are_shown_once_it_is_complete(client: WebClient, slack: str) -> None:
    [file] = uploaded(client)
    url = f"{slack}/control/file/{file['id']}"

    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(url, timeout=5)  # noqa: S310 - loopback
    client.files_completeUploadExternal(files=[file])
    with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 - same
        assert response.read() == b"hello"
