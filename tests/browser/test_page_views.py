"""Modals and the Home tab: stack, errors, focus, waiting, type-ahead."""

import re
import threading

import pytest
from playwright.sync_api import FilePayload, Locator, expect
from slack_bolt import Ack, App
from slack_sdk import WebClient

from sandbox.slack.person import Control
from tests.browser.conftest import Json, Screen
from tests.browser.gallery import button, field, form, option, plain

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("connect")]


def opens(app: App, view: Json) -> None:
    """Let `/ddbdr` open a view."""

    @app.command("/ddbdr")
    def command(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=view)


def modal(screen: Screen, name: str) -> Locator:
    screen.say("/ddbdr open")
    dialog = screen.page.get_by_role("dialog", name=name)
    expect(dialog).to_be_visible()
    return dialog


def test_what_is_entered_in_every_field_is_handed_in(app: App, screen: Screen) -> None:
    opens(app, form())
    handed: Json = {}

    @app.view("gallery")
    def submitted(ack: Ack, view: Json) -> None:
        ack()
        for fields in view["state"]["values"].values():
            handed.update(fields)

    dialog = modal(screen, "Every input")
    expect(dialog.get_by_role("textbox", name="Reason")).to_be_focused()  # focus_on_load
    screen.page.keyboard.type("bad batch job")
    dialog.get_by_role("textbox", name="Notes").fill("line one\nline two")
    dialog.get_by_role("spinbutton", name="Days").fill("7")
    dialog.get_by_role("textbox", name="Mail").fill("alice@example.com")
    dialog.get_by_label("Day", exact=True).fill("2026-11-23")
    dialog.get_by_label("Time", exact=True).fill("02:10")
    dialog.get_by_label("Instant").fill("2026-11-23T02:10")
    dialog.get_by_role("combobox", name="Table").fill("cust")
    dialog.get_by_role("option", name="customers").click()
    people = dialog.get_by_role("combobox", name="People")
    people.click()
    dialog.get_by_role("option", name=re.compile("@bob")).click()
    people.fill("eve")
    dialog.get_by_role("option", name=re.compile("@eve")).click()
    dialog.get_by_role("radio", name=re.compile("orders")).check()
    dialog.get_by_role("checkbox", name=re.compile("customers")).check()
    evidence: FilePayload = {"name": "graph.csv", "mimeType": "text/csv", "buffer": b"a,b"}
    dialog.get_by_label("Evidence").set_input_files(evidence)
    expect(dialog).to_contain_text("graph.csv · 3 bytes")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)

    assert handed["reason"]["value"] == "bad batch job"
    assert [file["name"] for file in handed["files"]["files"]] == ["graph.csv"]
    assert handed["notes"]["value"] == "line one\nline two"
    assert handed["days"]["value"] == "7"
    assert handed["day"]["selected_date"] == "2026-11-23"
    assert handed["time"]["selected_time"] == "02:10"
    assert handed["at"]["selected_date_time"] == 1795428600  # in alice's zone, UTC-8
    assert handed["table"]["selected_option"]["value"] == "c"
    assert handed["people"]["selected_users"] == ["U02BOB", "U03EVE"]
    assert handed["mode"]["selected_option"]["value"] == "o"
    assert [each["value"] for each in handed["parts"]["selected_options"]] == ["c"]


def test_errors_stand_beside_their_fields_and_nothing_typed_is_lost(
    app: App, screen: Screen
) -> None:
    opens(app, form(blocks=form()["blocks"][1:5]))

    @app.view("gallery")
    def submitted(ack: Ack) -> None:
        ack(response_action="errors", errors={"reason": "Say a little more."})

    dialog = modal(screen, "Every input")
    dialog.get_by_role("textbox", name="Notes").fill("kept")
    dialog.get_by_role("button", name="Save").click()  # Slack's own complaint comes first
    reason = dialog.get_by_role("textbox", name="Reason")
    expect(reason).to_have_attribute("aria-invalid", "true")
    expect(reason).to_be_focused()

    reason.fill("bad")
    dialog.get_by_role("spinbutton", name="Days").fill("7")
    dialog.get_by_role("button", name="Save").click()
    error = dialog.get_by_role("alert").filter(has_text="Say a little more.")
    expect(error).to_be_visible()
    described = str(reason.get_attribute("aria-describedby"))
    assert str(error.get_attribute("id")) in described.split()
    expect(dialog).to_contain_text("Everybody sees it.")
    expect(reason).to_have_value("bad")
    expect(dialog.get_by_role("textbox", name="Notes")).to_have_value("kept")
    expect(reason).to_have_attribute("aria-required", "true")
    expect(dialog.locator(".label").nth(1)).to_have_text("Notes (optional)")


def page_of(title: str, *blocks: Json) -> Json:
    return {"type": "modal", "title": plain(title), "blocks": list(blocks)}


def more(action_id: str) -> Json:
    return {"type": "actions", "elements": [button("More", action_id)]}


def test_modals_stack_and_go_back_and_escape_gives_the_focus_back(app: App, screen: Screen) -> None:
    opens(app, page_of("First", more("push")))

    @app.action("push")
    def push(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_push(trigger_id=body["trigger_id"], view=page_of("Second", more("x")))

    first = modal(screen, "First")
    expect(first.get_by_role("button", name="Back")).to_have_count(0)
    first.get_by_role("button", name="More").click()
    second = screen.page.get_by_role("dialog", name="Second")
    expect(second).to_be_visible()
    second.get_by_role("button", name="Back").click()
    expect(first).to_be_visible()
    expect(second).to_have_count(0)
    screen.page.keyboard.press("Escape")
    expect(screen.page.get_by_role("dialog")).to_have_count(0)
    expect(screen.composer).to_be_focused()


def test_the_focus_stays_inside_a_modal(app: App, screen: Screen) -> None:
    opens(app, page_of("First", more("push")))
    modal(screen, "First")
    for _ in range(8):
        screen.page.keyboard.press("Tab")
        inside = (
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
        assert screen.page.evaluate(inside)


def test_an_update_by_the_app_keeps_what_is_being_typed(
    app: App, screen: Screen, client: WebClient, control: Control
) -> None:
    reason = field("Reason", {"type": "plain_text_input", "action_id": "r"}, block_id="r")
    view = {**page_of("Form", reason), "submit": plain("Go")}
    opens(app, view)
    dialog = modal(screen, "Form")
    dialog.get_by_role("textbox", name="Reason").press_sequentially("half a se")
    front = control.get("views/U01ALICE")["modals"][0]
    header = {"type": "header", "text": plain("Loaded")}
    client.views_update(view_id=front["id"], view={**view, "blocks": [header, reason]})
    expect(dialog.get_by_role("heading", name="Loaded")).to_be_visible()
    expect(dialog.get_by_role("textbox", name="Reason")).to_be_focused()
    screen.page.keyboard.type("ntence")
    expect(dialog.get_by_role("textbox", name="Reason")).to_have_value("half a sentence")


def test_external_options_are_asked_for_while_one_types(app: App, screen: Screen) -> None:
    table = {"type": "external_select", "action_id": "table", "min_query_length": 2}
    opens(app, {**page_of("Form", field("Table", table)), "submit": plain("Go")})
    asked: list[str] = []

    @app.options("table")
    def tables(ack: Ack, payload: Json) -> None:
        asked.append(payload["value"])
        ack(options=[option(f"{payload['value']}-table", "t")])

    dialog = modal(screen, "Form")
    box = dialog.get_by_role("combobox", name="Table")
    expect(dialog.get_by_role("listbox")).to_be_hidden()  # until somebody wants it
    box.click()
    expect(dialog.get_by_role("listbox")).to_contain_text("Type at least 2 characters")
    box.press_sequentially("ord")
    expect(dialog.get_by_role("option", name="ord-table")).to_be_visible()
    box.press("Enter")
    expect(box).to_have_value("ord-table")
    assert asked
    assert all(len(text) >= 2 for text in asked)


def test_a_submission_shows_that_it_waits_and_that_it_failed(app: App, screen: Screen) -> None:
    reason = field("Reason", {"type": "plain_text_input", "action_id": "r"}, optional=True)
    opens(app, {**page_of("Form", reason), "submit": plain("Go"), "callback_id": "slow"})
    go_on = threading.Event()

    @app.view("slow")
    def submitted(ack: Ack) -> None:
        go_on.wait(2)
        ack(response_action="no such action")

    dialog = modal(screen, "Form")
    dialog.get_by_role("button", name="Go").click()
    expect(dialog.get_by_role("button", name="Sending…")).to_be_disabled()
    go_on.set()
    expect(dialog.get_by_role("alert")).to_have_text("We had some trouble connecting. Try again?")
    expect(dialog.get_by_role("button", name="Go")).to_be_enabled()


def test_dispatching_inputs_tell_the_app_on_enter(app: App, screen: Screen) -> None:
    element = {"type": "plain_text_input", "action_id": "find"}
    opens(
        app,
        page_of(
            "Form",
            field("Find", element, dispatch_action=True),
        )
        | {"submit": plain("Go")},
    )
    heard: list[str] = []

    @app.action("find")
    def find(ack: Ack, body: Json) -> None:
        heard.append(body["actions"][0]["value"])
        ack()

    dialog = modal(screen, "Form")
    box = dialog.get_by_role("textbox", name="Find")
    box.fill("orders")
    box.press("Enter")
    screen.page.wait_for_timeout(150)
    assert heard == ["orders"]
    expect(dialog).to_be_visible()


def test_buttons_of_the_home_tab_reach_the_app(app: App, screen: Screen, client: WebClient) -> None:
    opened: list[str] = []

    @app.event("app_home_opened")
    def home(event: Json) -> None:
        opened.append(event["user"])
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [more("list")]})

    @app.action("list")
    def listed(ack: Ack, body: Json) -> None:
        ack()
        blocks = [{"type": "header", "text": plain("Nothing waits")}]
        client.views_publish(user_id=body["user"]["id"], view={"type": "home", "blocks": blocks})

    screen.go("ddbdr")
    tab = screen.page.get_by_role("region", name="Home tab")
    tab.get_by_role("button", name="More").click()
    expect(tab.get_by_role("heading", name="Nothing waits")).to_be_visible()
    assert opened == ["U01ALICE"]
