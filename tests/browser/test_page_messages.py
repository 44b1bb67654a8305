"""How messages stand in a channel: together, in place, in threads, in the reader's own time."""

import re

import pytest
from playwright.sync_api import Locator, expect
from slack_sdk import WebClient

from sandbox.slack.person import Control
from tests.browser.conftest import Json, Screen
from tests.browser.gallery import ATTACHMENTS, GALLERY, button

pytestmark = pytest.mark.browser


def body(message: Locator) -> Locator:
    return message.locator(".message-body")


def test_messages_of_one_author_stand_together(screen: Screen, control: Control) -> None:
    control.post("message", user="U02BOB", channel="C01OPS", text="one")
    control.post("message", user="U02BOB", channel="C01OPS", text="two")
    control.post("message", user="U03EVE", channel="C01OPS", text="three")
    expect(screen.message("three").locator(".author")).to_have_text("eve")
    expect(screen.message("one").locator(".author")).to_have_text("bob")
    expect(screen.message("two").locator(".author")).to_have_count(0)
    expect(screen.log.get_by_role("separator", name="Today")).to_be_visible()


def test_an_update_changes_the_message_in_place_and_keeps_focus_and_scroll(
    screen: Screen, client: WebClient, control: Control
) -> None:
    blocks: list[Json] = [{"type": "actions", "elements": [button("Look", "look")]}]
    posted = client.chat_postMessage(channel="C01OPS", text="running", blocks=blocks)
    for n in range(30):
        control.post("message", user="U02BOB", channel="C01OPS", text=f"talk {n}")
    expect(screen.message("talk 29")).to_be_in_viewport()
    look = screen.page.get_by_role("button", name="Look")
    look.focus()
    look.scroll_into_view_if_needed()
    top = screen.message("talk 3").bounding_box()

    more: list[Json] = [
        {"type": "section", "text": {"type": "mrkdwn", "text": "*12 min*"}},
        *blocks,
    ]
    client.chat_update(channel="C01OPS", ts=str(posted["ts"]), text="running", blocks=more)

    expect(screen.log).to_contain_text("12 min")
    expect(screen.log.locator(".edited").first).to_have_text("(edited)")
    expect(look).to_be_focused()
    assert top is not None
    expect(screen.message("talk 29")).not_to_be_in_viewport()


def test_who_reads_above_is_left_there_and_can_jump_to_the_latest(
    screen: Screen, control: Control
) -> None:
    for n in range(40):
        control.post("message", user="U02BOB", channel="C01OPS", text=f"talk {n}.")
    expect(screen.message("talk 39.")).to_be_in_viewport()
    screen.log.hover()
    screen.page.mouse.wheel(0, -900)
    place = screen.message("talk 15.")
    place.scroll_into_view_if_needed()
    before = place.bounding_box()
    control.post("message", user="U02BOB", channel="C01OPS", text="news")
    latest = screen.page.get_by_role("button", name="1 new message")
    expect(latest).to_be_visible()
    assert place.bounding_box() == before
    latest.click()
    expect(screen.message("news")).to_be_in_viewport()
    expect(latest).to_be_hidden()


def test_a_line_stands_before_what_is_new(screen: Screen, client: WebClient) -> None:
    client.chat_postMessage(channel="C02ALERTS", text="old news")
    screen.go("# alerts, 1 unread")
    expect(screen.log.get_by_role("separator", name="New")).to_have_count(0)
    screen.go("# operations")
    client.chat_postMessage(channel="C02ALERTS", text="fresh news")
    screen.go("# alerts, 1 unread")
    line = screen.log.get_by_role("separator", name="New")
    expect(line).to_be_visible()
    after = line.locator("xpath=following-sibling::*[1]")
    expect(after).to_contain_text("fresh news")


def test_a_thread_shows_who_replied_and_opens_beside(screen: Screen, client: WebClient) -> None:
    ts = str(client.chat_postMessage(channel="C01OPS", text="CopyFailed")["ts"])
    row = screen.message("CopyFailed")
    row.hover()
    row.get_by_role("button", name="Reply in thread").click()
    reply = screen.thread.get_by_role("textbox")
    reply.fill("looking at it")
    reply.press("Enter")
    client.chat_postMessage(channel="C01OPS", thread_ts=ts, text="vault key disabled")
    expect(screen.thread.get_by_role("article")).to_have_count(3)
    count = screen.page.get_by_role("button", name=re.compile("^2 replies from alice, ddbdr"))
    expect(count).to_be_visible()
    screen.page.keyboard.press("Escape")
    expect(screen.thread).to_be_hidden()
    expect(row).to_be_focused()


def test_a_date_is_told_in_the_readers_zone(screen: Screen, client: WebClient) -> None:
    words = "<!date^1794622140^{date_num} {time}|02:09 UTC> and <!date^1794622140^{ago}|then>"
    client.chat_postMessage(channel="C01OPS", text=words)
    date = screen.message("ago").locator("time.date").first
    expect(date).to_have_text("2026-11-13 18:09")
    expect(date).to_have_attribute("title", re.compile("America/Los_Angeles"))
    screen.become("vic")
    expect(date).to_have_text("2026-11-14 11:09")


def test_mrkdwn_is_drawn(screen: Screen, client: WebClient) -> None:
    text = (
        "*bold* _italic_ ~gone~ `code` snake_case_name 2*3*4\n> quoted *too*\n"
        "• one\n• two\n```SELECT *\nFROM x```\nsee <https://example.com/r|the runbook> "
        "https://example.com/bare. :white_check_mark: :no_such_emoji: <@U02BOB> <#C02ALERTS>"
    )
    client.chat_postMessage(channel="C01OPS", text=text)
    shown = body(screen.message("snake_case_name"))
    expect(shown.locator("strong")).to_have_text(["bold", "too"])
    expect(shown.locator("em")).to_have_text(["italic"])
    expect(shown.locator("s")).to_have_text(["gone"])
    expect(shown.locator("blockquote")).to_have_text("quoted too")
    expect(shown.locator(".item")).to_have_text(["• one", "• two"])
    expect(shown.locator("pre")).to_have_text("SELECT *\nFROM x")
    runbook = shown.get_by_role("link", name="the runbook")
    expect(runbook).to_have_attribute("rel", "noopener noreferrer")
    expect(shown.get_by_role("link").nth(1)).to_have_attribute("href", "https://example.com/bare")
    expect(shown.get_by_role("img", name="white check mark")).to_be_visible()
    expect(shown).to_contain_text("2*3*4")
    expect(shown).to_contain_text(":no_such_emoji: @bob #alerts")


def test_a_long_message_is_folded_until_asked_and_stays_open(
    screen: Screen, client: WebClient
) -> None:
    text = "\n".join(f"line {n}" for n in range(80))
    posted = client.chat_postMessage(channel="C01OPS", text=text)
    message = screen.message("line 0")
    folded = message.bounding_box()
    message.get_by_role("button", name="Show more").click()
    expect(message.get_by_role("button", name="Show less")).to_be_visible()
    client.chat_update(channel="C01OPS", ts=str(posted["ts"]), text=f"{text}\nline 80")
    expect(message).to_contain_text("line 80")
    expect(message.get_by_role("button", name="Show less")).to_be_visible()
    unfolded = message.bounding_box()
    assert folded is not None
    assert unfolded is not None
    assert unfolded["height"] > 2 * folded["height"]


def test_reactions_files_and_pictures_of_this_workspace(
    screen: Screen, client: WebClient, slack: str
) -> None:
    ts = str(client.chat_postMessage(channel="C01OPS", text="done")["ts"])
    client.reactions_add(channel="C01OPS", timestamp=ts, name="white_check_mark")
    reaction = screen.message("done").get_by_role("list", name="Reactions")
    reaction.get_by_role("button", name="white check mark, 1, from ddbdr").click()
    mine = reaction.get_by_role("button", name="white check mark, 2, from ddbdr, alice")
    expect(mine).to_have_attribute("aria-pressed", "true")

    pixel = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
        "1f15c4890000000d49444154789c6364f8cf500f000301010018dd8db00000000049454e44ae426082"
    )
    client.files_upload_v2(channel="C01OPS", filename="graph.png", content=pixel, title="Reads")
    client.files_upload_v2(channel="C01OPS", filename="audit.csv", content=b"a,b\n1,2\n")
    picture = screen.log.get_by_role("img", name="Reads")
    expect(picture).to_have_attribute("src", re.compile(rf"^({slack})?/control/file/F"))
    screen.page.wait_for_function(
        "name => document.querySelector(`img[alt=${name}]`).naturalWidth === 1", arg="Reads"
    )
    expect(screen.log.get_by_role("link", name="audit.csv")).to_be_visible()
    expect(screen.log).to_contain_text("8 bytes")


def test_pictures_from_elsewhere_are_named_and_never_fetched(
    screen: Screen, client: WebClient
) -> None:
    asked: list[str] = []
    screen.page.on("request", lambda request: asked.append(request.url))
    client.chat_postMessage(channel="C01OPS", text="reads", blocks=GALLERY["image"])
    frame = screen.log.get_by_role("img", name="Reads of orders, flat")
    expect(frame).to_contain_text("not loaded: example.com")
    assert [url for url in asked if "127.0.0.1" not in url] == []


def test_attachments_have_their_bar_of_colour(screen: Screen, client: WebClient) -> None:
    client.chat_postMessage(channel="C01OPS", text="both", attachments=ATTACHMENTS)
    bars = screen.message("both").locator(".attachment")
    expect(bars.nth(0)).to_have_css("border-left-color", "rgb(179, 84, 30)")
    expect(bars.nth(0)).to_contain_text("In an attachment")
    expect(bars.nth(1)).to_contain_text("12.1 GB")
    expect(bars.nth(1).get_by_role("link", name="Nightly backup")).to_be_visible()


def test_a_thousand_messages_are_not_all_drawn(opened: Screen, control: Control) -> None:
    for n in range(1000):
        control.post("message", user="U02BOB", channel="C01OPS", text=f"talk {n}.")
    screen = opened.open()
    expect(screen.message("talk 999.")).to_be_in_viewport()
    assert screen.log.get_by_role("article").count() <= 130
    screen.log.hover()
    for _ in range(40):
        screen.page.mouse.wheel(0, -4000)
        screen.page.wait_for_timeout(20)
    assert screen.log.get_by_role("article").count() <= 130
    expect(screen.message("talk 999.")).to_have_count(0)
    screen.page.get_by_role("button", name="Jump to latest").click()
    expect(screen.message("talk 999.")).to_be_in_viewport()


def test_a_smaller_window_still_shows_the_newest(screen: Screen, control: Control) -> None:
    for n in range(30):
        control.post("message", user="U02BOB", channel="C01OPS", text=f"talk {n}.")
    expect(screen.message("talk 29.")).to_be_in_viewport()
    screen.page.set_viewport_size({"width": 800, "height": 400})
    expect(screen.message("talk 29.")).to_be_in_viewport(ratio=1)
