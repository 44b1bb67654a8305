"""The page in a real browser: a command, a modal, an approval by somebody else, in one story."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from slack_bolt import Ack, App
from slack_sdk import WebClient

from sandbox.slack.person import Control

Json = dict[str, Any]
pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, slack: str) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1280, "height": 860})
    failures: list[str] = []
    opened.on("pageerror", lambda error: failures.append(str(error)))
    opened.on("console", lambda line: failures.append(line.text) if line.type == "error" else None)
    opened.goto(slack)
    opened.locator("body[data-ready]").wait_for()
    yield opened
    opened.close()
    assert failures == []


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def restore_modal() -> Json:
    table = {"type": "external_select", "action_id": "table", "min_query_length": 0}
    reason = {"type": "plain_text_input", "action_id": "reason"}
    return {
        "type": "modal",
        "callback_id": "restore",
        "title": plain("Restore a table"),
        "submit": plain("Show plan"),
        "blocks": [
            {"type": "input", "block_id": "t", "label": plain("Table"), "element": table},
            {"type": "input", "block_id": "r", "label": plain("Reason"), "element": reason},
        ],
    }


def card(table: str) -> list[Json]:
    approve = {
        "type": "button",
        "action_id": "approve",
        "style": "primary",
        "text": plain("Approve restore"),
        "confirm": {
            "title": plain("Approve this restore?"),
            "text": {"type": "mrkdwn", "text": f"Restores *{table}*."},
            "confirm": plain("Approve it"),
            "deny": plain("Not now"),
        },
    }
    return [
        {"type": "header", "text": plain(f"Restore {table}")},
        {"type": "section", "text": {"type": "mrkdwn", "text": "<!subteam^S0DRTEAM> decide"}},
        {"type": "actions", "elements": [approve]},
    ]


def restores(app: App) -> None:
    """Give an app the story: a form, a card, an approval that takes the buttons away."""

    @app.command("/ddbdr")
    def command(ack: Ack, body: Json, client: WebClient) -> None:
        ack("Fill in the form.")
        client.views_open(trigger_id=body["trigger_id"], view=restore_modal())

    @app.options("table")
    def tables(ack: Ack, payload: Json) -> None:
        names = [name for name in ("orders", "customers") if payload["value"] in name]
        ack(options=[{"text": plain(name), "value": name} for name in names])

    @app.view("restore")
    def submitted(ack: Ack, view: Json, client: WebClient) -> None:
        values = view["state"]["values"]
        if len(values["r"]["reason"]["value"]) < 5:
            ack(response_action="errors", errors={"r": "Say a little more."})
            return
        ack()
        table = values["t"]["table"]["selected_option"]["value"]
        client.chat_postMessage(channel="C01OPS", text="awaiting approval", blocks=card(table))

    @app.action("approve")
    def approve(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        where = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        client.chat_update(**where, blocks=[], text=f"running, approved by <@{body['user']['id']}>")


def say(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name="Message #operations")
    box.fill(text)
    box.press("Enter")


@pytest.mark.usefixtures("connect")
def test_a_restore_is_asked_for_and_approved_by_somebody_else(app: App, page: Page) -> None:
    restores(app)
    say(page, "/ddbdr restore")

    form = page.get_by_role("dialog", name="Restore a table")
    form.get_by_role("combobox", name="Table").fill("ord")
    form.get_by_role("option", name="orders").click()
    form.get_by_role("textbox", name="Reason").fill("bad")
    form.get_by_role("button", name="Show plan").click()
    expect(form.get_by_role("alert")).to_have_text("Error: Say a little more.")
    form.get_by_role("textbox", name="Reason").fill("bad batch job")
    form.get_by_role("button", name="Show plan").click()
    expect(form).to_have_count(0)

    expect(page.get_by_text("Only visible to you")).to_be_visible()
    page.get_by_role("radio", name="bob").check()
    expect(page.get_by_text("Only visible to you")).to_have_count(0)
    expect(page.get_by_text("@dr-approvers")).to_be_visible()
    page.get_by_role("button", name="Approve restore").click()
    page.get_by_role("alertdialog", name="Approve this restore?").get_by_role(
        "button", name="Approve it"
    ).click()

    expect(page.get_by_role("log")).to_contain_text("running, approved by @bob")
    expect(page.get_by_role("button", name="Approve restore")).to_have_count(0)


def test_text_from_people_is_never_markup(page: Page) -> None:
    say(page, '<img src=x onerror="document.title=1"> *bold* <script>')

    log = page.get_by_role("log")
    expect(log).to_contain_text('<img src=x onerror="document.title=1"> bold <script>')
    expect(log.locator("strong")).to_have_text("bold")
    expect(log.locator("img, script")).to_have_count(0)


def test_another_channel_is_marked_unread_until_it_is_opened(page: Page, client: WebClient) -> None:
    client.chat_postMessage(channel="C02ALERTS", text="BackupCompleted · orders")

    unread = page.get_by_role("button", name="# alerts, 1 unread")
    unread.click()

    expect(page.get_by_role("log")).to_contain_text("BackupCompleted · orders")
    expect(unread).to_have_count(0)


def test_a_failed_command_says_so(page: Page, control: Control) -> None:
    control.post("request-url", url="")
    say(page, "/ddbdr status")

    expect(page.get_by_role("log")).to_contain_text(
        '/ddbdr failed with the error "dispatch_failed"'
    )


def test_the_page_allows_no_scripts_but_its_own(page: Page, slack: str) -> None:
    response = page.request.get(slack)

    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
