"""For everybody: names on everything, contrast in both themes, keyboard, quiet live regions."""

import re

import pytest
from playwright.sync_api import Browser, expect
from slack_bolt import Ack, App
from slack_sdk import WebClient

from sandbox.slack.person import Control
from tests.browser.accessible import poor_contrast, problems
from tests.browser.conftest import Json, Screen
from tests.browser.gallery import ATTACHMENTS, GALLERY, form

pytestmark = pytest.mark.browser


def fill_channel(client: WebClient, control: Control) -> None:
    for name, blocks in GALLERY.items():
        client.chat_postMessage(channel="C01OPS", text=name, blocks=blocks)
    client.chat_postMessage(channel="C01OPS", text="old style", attachments=ATTACHMENTS)
    text = "*bold* `code` <!here> @bob <https://example.com|link> :warning:\n> quote"
    client.chat_postMessage(channel="C01OPS", text=text)
    control.post("message", user="U01ALICE", channel="C01OPS", text="thanks @bob")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.usefixtures("connect")
def test_everything_has_a_name_and_can_be_read(
    app: App, opened: Screen, client: WebClient, control: Control, theme: str
) -> None:
    @app.command("/ddbdr")
    def command(ack: Ack, body: Json, client: WebClient) -> None:
        ack("done")
        client.views_open(trigger_id=body["trigger_id"], view=form())

    fill_channel(client, control)
    opened.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    screen = opened.open()
    root = screen.page.locator("html")
    expect(root).to_have_attribute("data-theme", theme)
    screen.log.get_by_role("article").filter(has_text="Restore orders").last.get_by_text(
        "Restore orders"
    ).click()
    assert problems(screen.page) == []
    assert poor_contrast(screen.page) == []

    screen.page.get_by_role("button", name="Traffic", exact=True).click()
    screen.page.locator(".exchange summary").first.click()
    expect(screen.page.locator(".exchange pre").first).to_be_visible()
    assert problems(screen.page) == []
    assert poor_contrast(screen.page) == []
    screen.page.keyboard.press("Escape")

    screen.say("/ddbdr form")
    dialog = screen.page.get_by_role("dialog", name="Every input")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert").first).to_be_visible()
    assert problems(screen.page) == []
    assert poor_contrast(screen.page) == []


def test_the_check_itself_finds_what_is_wrong(screen: Screen) -> None:
    screen.page.evaluate(
        """() => {
            document.getElementById('place-topic').style.color = '#999';
            document.getElementById('theme-button').removeAttribute('aria-label');
            document.getElementById('theme-button').removeAttribute('title');
            document.getElementById('theme-button').textContent = '';
            document.getElementById('place-topic').append(document.createElement('img'));
            document.getElementById('place-topic').firstElementChild.id = 'composer-text';
        }"""
    )
    words = [problem.split(":")[0] for problem in problems(screen.page)]
    assert sorted(words) == ["id twice", "no alternative", "no name"]
    assert len(poor_contrast(screen.page)) == 1


def test_the_theme_is_switched_and_remembered(screen: Screen) -> None:
    root = screen.page.locator("html")
    expect(root).to_have_attribute("data-theme", "light")
    screen.page.emulate_media(color_scheme="dark")
    expect(root).to_have_attribute("data-theme", "dark")
    screen.page.get_by_role("button", name="Switch to light theme").click()
    expect(root).to_have_attribute("data-theme", "light")
    screen.page.reload()
    screen.ready()
    expect(root).to_have_attribute("data-theme", "light")


def test_nothing_moves_for_who_wants_it_so(browser: Browser, slack: str, client: WebClient) -> None:
    context = browser.new_context(reduced_motion="reduce")
    screen = Screen(context.new_page(), slack).open()
    client.chat_postMessage(channel="C01OPS", text="cards", blocks=GALLERY["carousel"])
    expect(screen.message("orders copy 1")).to_be_visible()
    moving = """() => [...document.querySelectorAll('*')].filter((node) => {
        const style = getComputedStyle(node);
        return style.animationName !== 'none' || style.transitionDuration !== '0s'
            || style.scrollBehavior === 'smooth';
    }).length"""
    assert screen.page.evaluate(moving) == 0
    context.close()


def test_tab_reaches_everything_and_the_focus_can_be_seen(
    screen: Screen, client: WebClient
) -> None:
    client.chat_postMessage(channel="C01OPS", text="buttons", blocks=GALLERY["actions"])
    expect(screen.message("Approve restore")).to_be_visible()
    screen.page.evaluate("document.activeElement.blur()")
    reached = set()
    for _ in range(40):
        screen.page.keyboard.press("Tab")
        here = screen.page.evaluate(
            """() => {
                const node = document.activeElement;
                if (node === document.body) return ['', true];
                const style = getComputedStyle(node.closest('label, form.composer') ?? node);
                const ring = parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== 'none';
                const shadow = style.boxShadow !== 'none';
                return [node.getAttribute('aria-label') ?? node.textContent.trim(), ring || shadow];
            }"""
        )
        if here[0]:
            assert here[1], f"no focus ring on {here[0]}"
        reached.add(here[0])
    for name in ("Traffic", "# alerts", "Approve restore", "More actions", "Reply in thread"):
        assert name in reached, (name, reached)
    assert any(name.startswith("Message #operations") for name in reached)


def test_arrow_keys_walk_channels_and_messages(screen: Screen, control: Control) -> None:
    for text in ("one", "two"):
        control.post("message", user="U02BOB", channel="C01OPS", text=text)
    expect(screen.message("two")).to_be_visible()
    screen.log.focus()
    screen.page.keyboard.press("ArrowUp")
    expect(screen.message("two")).to_be_focused()
    screen.page.keyboard.press("ArrowUp")
    expect(screen.message("one")).to_be_focused()

    screen.page.get_by_role("button", name="# operations").focus()
    screen.page.keyboard.press("ArrowDown")
    screen.page.keyboard.press("Enter")
    expect(screen.page.get_by_role("heading", name="# alerts", exact=True)).to_be_visible()


def test_new_messages_are_spoken_once_and_updates_not_at_all(
    screen: Screen, client: WebClient
) -> None:
    heard = """() => {
        window.spoken = [];
        for (const node of document.querySelectorAll('[aria-live=polite], [role=status]')) {
            new MutationObserver(() => node.textContent && window.spoken.push(node.textContent))
                .observe(node, {childList: true, subtree: true, characterData: true});
        }
    }"""
    screen.page.evaluate(heard)
    ts = str(client.chat_postMessage(channel="C01OPS", text="running 1 of 44")["ts"])
    expect(screen.message("running 1 of 44")).to_be_visible()
    for minute in (2, 3, 4):
        client.chat_update(channel="C01OPS", ts=ts, text=f"running {minute} of 44")
    expect(screen.message("running 4 of 44")).to_be_visible()
    assert screen.page.evaluate("window.spoken") == ["ddbdr: running 1 of 44"]
    live = screen.page.get_by_role("log").first
    expect(live).to_have_attribute("aria-live", "off")


def test_landmarks_and_headings_lead_the_way(screen: Screen) -> None:
    for role in ("banner", "main", "navigation"):
        expect(screen.page.get_by_role(role)).to_have_count(1)
    expect(screen.page.get_by_role("heading", level=1)).to_have_text("# operations")
    expect(screen.page.get_by_role("main", name=re.compile("operations"))).to_be_visible()
    skip = screen.page.get_by_role("link", name="Skip to the message box")
    skip.focus()
    expect(skip).to_be_in_viewport()
    skip.press("Enter")
    expect(screen.composer).to_be_focused()
