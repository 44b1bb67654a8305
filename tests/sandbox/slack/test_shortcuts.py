"""Shortcuts of the manifest, on messages and everywhere; and what selects may be offered."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.slack.app import App, Shortcut, generous
from sandbox.slack.person import Control, Person, Refused
from sandbox.slack.running import running
from tests.sandbox.slack.listener import Listener

Json = dict[str, Any]
INSTALLED = App(
    commands=generous().commands,
    bot_events=frozenset(),
    shortcuts={
        "restore_this": Shortcut("restore_this", "Restore this", "message"),
        "new_backup": Shortcut("new_backup", "New backup", "global"),
    },
)


@pytest.fixture
def app() -> Iterator[Listener]:
    with Listener() as listener:
        yield listener


@pytest.fixture
def url(app: Listener) -> Iterator[str]:
    with running(app.url, installed=INSTALLED) as slack:
        yield slack


@pytest.fixture
def vic(url: str) -> Iterator[Person]:
    with Person(url, "U04VIC") as person:
        yield person


@pytest.fixture
def bot(url: str) -> WebClient:
    return WebClient(token="xoxb-sandbox", base_url=f"{url}/api/")


def test_a_message_shortcut_carries_the_message(app: Listener, bot: WebClient, vic: Person) -> None:
    ts = str(bot.chat_postMessage(channel="C01OPS", text="orders is broken")["ts"])

    assert vic.uses_shortcut("restore_this", vic.messages()[0])["ok"] is True

    [payload] = app.heard
    assert (payload["type"], payload["callback_id"]) == ("message_action", "restore_this")
    assert (payload["message_ts"], payload["message"]["text"]) == (ts, "orders is broken")
    assert payload["channel"]["id"] == "C01OPS"
    assert payload["response_url"]


def test_a_global_shortcut_carries_a_trigger_and_no_place(
    app: Listener, bot: WebClient, vic: Person
) -> None:
    vic.uses_shortcut("new_backup")

    [payload] = app.heard
    assert payload["type"] == "shortcut"
    assert "channel" not in payload
    title = {"type": "plain_text", "text": "Backup"}
    view = {"type": "modal", "title": title, "blocks": [{"type": "divider"}]}
    bot.views_open(trigger_id=payload["trigger_id"], view=view)
    assert vic.modal()["title"]["text"] == "Backup"


@pytest.mark.parametrize("callback_id", ["restore_this", "no_such"])
def test_a_shortcut_that_is_not_there_cannot_be_used(vic: Person, callback_id: str) -> None:
    with pytest.raises(Refused, match=f"no global shortcut {callback_id}"):
        vic.uses_shortcut(callback_id)


def test_people_can_see_which_shortcuts_there_are(url: str) -> None:
    control = Control(url)
    told = control.get("workspace")["app"]
    control.close()

    assert [each["callback_id"] for each in told["shortcuts"]] == ["restore_this", "new_backup"]


def option(number: int) -> Json:
    return {"text": {"type": "plain_text", "text": f"table {number}"}, "value": str(number)}


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        ({"options": [option(n) for n in range(101)]}, "items allowed (/options)"),
        ({}, "either options or option_groups is needed"),
        ({"options": [{"text": {"type": "mrkdwn", "text": "x"}, "value": "x"}]}, "must be one of"),
    ],
)
def test_an_answer_that_no_select_can_show_is_none(
    app: Listener, bot: WebClient, vic: Person, answer: Json, complaint: str
) -> None:
    seen = suggested(app, bot, vic, answer)

    assert (seen["ok"], seen["options"]) == (False, [])
    assert complaint in seen["error"]


@pytest.mark.parametrize("count", [0, 1, 100])
def test_up_to_a_hundred_options_are_shown(
    app: Listener, bot: WebClient, vic: Person, count: int
) -> None:
    seen = suggested(app, bot, vic, {"options": [option(n) for n in range(count)]})

    assert (seen["ok"], len(seen["options"])) == (True, count)


def suggested(app: Listener, bot: WebClient, vic: Person, answer: Json) -> Json:
    placeholder = {"type": "plain_text", "text": "Which table"}
    select = {"type": "external_select", "action_id": "table", "placeholder": placeholder}
    bot.chat_postMessage(
        channel="C01OPS", text="which", blocks=[{"type": "actions", "elements": [select]}]
    )
    app.answers.append((200, {"Content-Type": "application/json"}, json.dumps(answer)))
    ts = vic.messages()[-1]["ts"]
    where = {"channel": "C01OPS", "ts": ts}
    return vic.control.post("suggest", user="U04VIC", action_id="table", value="t", **where)
