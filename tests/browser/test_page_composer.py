"""The box one types into: keys, history, completion, and what Slack refuses."""

import re

import pytest
from playwright.sync_api import Page, expect
from slack_bolt import Ack, App
from slack_sdk import WebClient

from sandbox.slack.manifest import read_manifest
from sandbox.slack.person import Control
from sandbox.slack.running import running
from sandbox.stack import MANIFEST
from tests.browser.conftest import Json, Screen

pytestmark = pytest.mark.browser


def test_enter_sends_and_shift_enter_begins_a_line(screen: Screen, control: Control) -> None:
    screen.composer.press_sequentially("first")
    screen.composer.press("Shift+Enter")
    screen.composer.press_sequentially("second")
    screen.composer.press("Enter")
    expect(screen.message("first")).to_contain_text("first\nsecond")
    expect(screen.composer).to_have_value("")
    assert control.get("channel/C01OPS")["messages"][0]["text"] == "first\nsecond"


def test_smart_quotes_and_dashes_arrive_as_they_were_typed(
    screen: Screen, control: Control
) -> None:
    text = "restore “orders” — it\u2019s 10 minutes…"
    screen.say(text)
    expect(screen.log).to_contain_text(text)
    assert control.get("channel/C01OPS")["messages"][0]["text"] == text


def test_arrow_up_brings_back_what_one_typed(screen: Screen) -> None:
    screen.say("one")
    screen.say("two")
    screen.composer.press("ArrowUp")
    expect(screen.composer).to_have_value("two")
    screen.composer.press("ArrowUp")
    expect(screen.composer).to_have_value("one")
    screen.composer.press("ArrowDown")
    screen.composer.press("ArrowDown")
    expect(screen.composer).to_have_value("")


def test_a_slash_shows_the_commands_of_the_manifest(opened: Screen) -> None:
    manifest = read_manifest(MANIFEST)
    command = manifest.commands["/ddbdr"]
    with running(installed=manifest) as url:
        opened.url = url
        screen = opened.open()
        screen.composer.press_sequentially("/d")
        hint = screen.page.get_by_role("option").filter(has_text="/ddbdr")
        expect(hint).to_contain_text(command.description)
        expect(hint).to_contain_text(command.usage_hint)
        screen.composer.press("Enter")
        expect(screen.composer).to_have_value("/ddbdr ")
        expect(screen.page.locator("#composer .usage")).to_contain_text(command.usage_hint)
        screen.page.goto("about:blank")


def test_people_groups_and_channels_are_completed(screen: Screen, control: Control) -> None:
    screen.composer.press_sequentially("ask @bo")
    expect(screen.page.get_by_role("option", name=re.compile("@bob"))).to_be_visible()
    screen.composer.press("Tab")
    screen.composer.press_sequentially("or @dr-")
    screen.composer.press("Enter")
    screen.composer.press_sequentially("in #al")
    screen.composer.press("Enter")
    expect(screen.composer).to_have_value("ask @bob or @dr-approvers in #alerts ")
    screen.composer.press("Enter")
    expect(screen.message("ask @bob or @dr-approvers in #alerts")).to_be_visible()
    text = control.get("channel/C01OPS")["messages"][0]["text"]
    assert text == "ask <@U02BOB> or <!subteam^S0DRTEAM> in <#C02ALERTS|alerts>"


def test_escape_closes_the_suggestions_and_nothing_else(screen: Screen) -> None:
    screen.composer.press_sequentially("@b")
    expect(screen.page.get_by_role("listbox", name="Suggestions")).to_be_visible()
    screen.composer.press("Escape")
    expect(screen.page.get_by_role("listbox", name="Suggestions")).to_be_hidden()
    expect(screen.composer).to_have_value("@b")


def test_a_command_in_a_thread_is_refused_in_slacks_words(
    screen: Screen, client: WebClient
) -> None:
    client.chat_postMessage(channel="C01OPS", text="CopyFailed")
    row = screen.message("CopyFailed")
    row.hover()
    row.get_by_role("button", name="Reply in thread").click()
    reply = screen.thread.get_by_role("textbox")
    expect(reply).to_be_focused()
    reply.fill("/ddbdr jobs")
    reply.press("Enter")
    expect(screen.page.get_by_role("status").filter(has_text="threads")).to_contain_text(
        "/ddbdr is not supported in threads. Sorry!"
    )


def _silent(app: App) -> None:
    @app.command("/ddbdr")
    def command(ack: Ack, body: Json) -> None:
        ack(f"You wrote {body['text']}")


@pytest.mark.usefixtures("connect")
def test_a_command_is_answered_to_one_person_who_may_dismiss_it(app: App, screen: Screen) -> None:
    _silent(app)
    screen.say("/ddbdr jobs")
    answer = screen.message("You wrote jobs")
    expect(answer).to_contain_text("Only visible to you")
    answer.get_by_role("button", name="Dismiss message").click()
    expect(answer).to_have_count(0)
    screen.page.reload()
    screen.ready()
    expect(answer).to_have_count(0)


def test_what_could_not_be_sent_comes_back(screen: Screen) -> None:
    screen.page.context.set_offline(offline=True)
    screen.say("are you there")
    expect(screen.page.get_by_role("status").filter(has_text="answer")).to_be_visible()
    expect(screen.composer).to_have_value("are you there")
    screen.page.context.set_offline(offline=False)


def test_a_phone_can_reach_all_of_it(opened: Screen) -> None:
    page: Page = opened.page
    page.set_viewport_size({"width": 375, "height": 700})
    screen = opened.open()
    expect(page.get_by_role("navigation")).to_be_hidden()
    page.get_by_role("button", name="Channels").click()
    screen.go("# alerts")
    expect(page.get_by_role("heading", name="# alerts", exact=True)).to_be_visible()
    expect(page.get_by_role("navigation")).to_be_hidden()
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 375
