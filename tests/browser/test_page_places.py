"""Where one is and who: channels, the app, unread marks, drafts, the address."""

import re

import pytest
from playwright.sync_api import expect
from slack_sdk import WebClient

from sandbox.slack.person import Control
from tests.browser.conftest import Screen

pytestmark = pytest.mark.browser


def test_an_unread_channel_is_bold_and_counts_what_names_me(
    screen: Screen, client: WebClient
) -> None:
    client.chat_postMessage(channel="C02ALERTS", text="BackupCompleted · orders")
    sidebar = screen.page.get_by_role("navigation")
    entry = sidebar.get_by_role("button", name="# alerts, 1 unread", exact=True)
    expect(entry).to_have_css("font-weight", "700")
    expect(entry.locator(".badge")).to_have_count(0)

    client.chat_postMessage(channel="C02ALERTS", text="<!subteam^S0ONCALL> CopyFailed")
    entry = sidebar.get_by_role("button", name="# alerts, 2 unread, 1 mention", exact=True)
    expect(entry.locator(".badge")).to_have_text("1")

    entry.click()
    expect(sidebar.get_by_role("button", name="# alerts", exact=True)).to_be_visible()


def test_each_person_has_unread_marks_of_their_own_that_survive_a_reload(
    screen: Screen, client: WebClient
) -> None:
    client.chat_postMessage(channel="C01OPS", text="<@U02BOB> decide, please")
    expect(screen.message("decide, please")).to_be_visible()
    bob = screen.page.get_by_role("radio", name=re.compile("bob.*1 unread mention"))
    expect(bob).to_be_attached()

    screen.page.reload()
    screen.ready()
    expect(screen.page.get_by_role("button", name="# operations", exact=True)).to_be_visible()
    expect(bob).to_be_attached()

    screen.go("# random")
    screen.become("bob")
    wanted = screen.page.get_by_role("button", name="# operations, 1 unread, 1 mention")
    expect(wanted).to_be_visible()
    wanted.click()
    expect(screen.page.get_by_role("button", name="# operations", exact=True)).to_be_visible()


def test_drafts_wait_for_their_person_and_place(screen: Screen) -> None:
    screen.composer.fill("half a thou")
    screen.become("bob")
    expect(screen.composer).to_have_value("")
    screen.become("alice")
    expect(screen.composer).to_have_value("half a thou")

    screen.go("# alerts")
    expect(screen.composer).to_have_value("")
    drafted = screen.page.get_by_role("button", name="# operations, draft")
    expect(drafted).to_be_visible()
    screen.page.reload()
    screen.ready()
    drafted.click()
    expect(screen.composer).to_have_value("half a thou")


def test_the_address_keeps_person_channel_and_thread(opened: Screen, client: WebClient) -> None:
    ts = str(client.chat_postMessage(channel="C02ALERTS", text="CopyFailed")["ts"])
    client.chat_postMessage(channel="C02ALERTS", thread_ts=ts, text="vault key disabled")
    screen = opened.open()
    screen.become("eve")
    screen.go("# alerts")
    screen.page.get_by_role("button", name=re.compile("^1 reply")).click()
    expect(screen.thread).to_contain_text("vault key disabled")
    assert screen.page.url.endswith(f"/client/C02ALERTS/thread/{ts}?as=eve")

    screen.page.reload()
    screen.ready()
    expect(screen.page.get_by_role("radio", name=re.compile("^eve"))).to_be_checked()
    expect(screen.thread).to_contain_text("vault key disabled")
    expect(screen.page.get_by_role("heading", name="# alerts", exact=True)).to_be_visible()

    screen.page.go_back()
    expect(screen.thread).to_be_hidden()
    screen.page.go_back()
    expect(screen.page.get_by_role("heading", name="# operations", exact=True)).to_be_visible()


def test_a_link_to_an_old_message_leads_to_it(
    opened: Screen, client: WebClient, control: Control
) -> None:
    first = str(client.chat_postMessage(channel="C01OPS", text="where it began")["ts"])
    for n in range(150):
        control.post("message", user="U02BOB", channel="C01OPS", text=f"later {n}")

    screen = opened.open(f"/archives/C01OPS/p{first.replace('.', '')}")

    expect(screen.message("where it began")).to_be_in_viewport()
    expect(screen.message("where it began")).to_have_class(re.compile("pointed-at"))


def test_the_app_has_a_home_tab_and_direct_messages(screen: Screen, client: WebClient) -> None:
    blocks = [{"type": "header", "text": {"type": "plain_text", "text": "Waits for you"}}]
    client.views_publish(user_id="U01ALICE", view={"type": "home", "blocks": blocks})
    screen.go("ddbdr")
    home = screen.page.get_by_role("region", name="Home tab")
    expect(home).to_contain_text("Waits for you")

    screen.page.get_by_role("group", name="App").get_by_role("button", name="Messages").click()
    expect(screen.log).to_contain_text("writes to you alone")
    screen.composer.fill("hello there")
    screen.composer.press("Enter")
    expect(screen.message("hello there")).to_be_visible()
    screen.go("# operations")

    client.chat_postMessage(channel="U01ALICE", text="Your restore ended")
    screen.page.get_by_role("button", name="ddbdr, 1 unread, 1 mention").click()
    expect(screen.message("Your restore ended")).to_be_visible()


def test_a_home_tab_that_was_never_published_says_so(screen: Screen) -> None:
    screen.go("ddbdr")
    expect(screen.page.get_by_role("region", name="Home tab")).to_contain_text("no Home tab")


def test_a_channel_one_is_not_in_is_not_shown(screen: Screen, control: Control) -> None:
    expect(screen.page.get_by_role("button", name="# random")).to_be_visible()
    control.post("channel", channel="C03RANDOM", remove=["U01ALICE"])
    expect(screen.page.get_by_role("button", name="# random")).to_have_count(0)
    control.post("channel", channel="C03RANDOM", invite=["U01ALICE"])
    expect(screen.page.get_by_role("button", name="# random")).to_be_visible()


def test_ctrl_k_goes_anywhere_and_makes_one_anybody(screen: Screen) -> None:
    screen.page.keyboard.press("Control+k")
    screen.page.get_by_role("combobox", name="Go to").press_sequentially("alerts")
    screen.page.keyboard.press("Enter")
    expect(screen.page.get_by_role("heading", name="# alerts", exact=True)).to_be_visible()

    screen.page.keyboard.press("Control+k")
    screen.page.get_by_role("combobox", name="Go to").press_sequentially("bob")
    screen.page.keyboard.press("Enter")
    expect(screen.page.get_by_role("radio", name=re.compile("^bob"))).to_be_checked()
    expect(screen.page.get_by_role("dialog")).to_have_count(0)


def test_links_to_messages_here_lead_there_without_another_window(
    screen: Screen, client: WebClient
) -> None:
    ts = str(client.chat_postMessage(channel="C02ALERTS", text="the card")["ts"])
    link = str(client.chat_getPermalink(channel="C02ALERTS", message_ts=ts)["permalink"])
    screen.become("bob")
    open_it = {"type": "plain_text", "text": "Open in channel"}
    there = {"type": "button", "action_id": "open", "text": open_it, "url": link}
    blocks = [{"type": "actions", "elements": [there]}]
    client.chat_postMessage(channel="C01OPS", text="go", blocks=blocks)

    screen.page.get_by_role("button", name="Open in channel").click()

    expect(screen.message("the card")).to_have_class(re.compile("pointed-at"))
    expect(screen.page.get_by_role("radio", name=re.compile("^bob"))).to_be_checked()
    assert len(screen.page.context.pages) == 1
    screen.page.go_back()
    expect(screen.page.get_by_role("heading", name="# operations", exact=True)).to_be_visible()
