"""Hostile texts stay texts: nothing from an app or a person is ever executed or fetched."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from slack_sdk import WebClient

from sandbox.slack.person import Control
from tests.browser.conftest import Json, Screen
from tests.browser.gallery import button, mrkdwn, plain

pytestmark = pytest.mark.browser

HOSTILE = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>\'"&<svg onload=hit()>'
LINK = "<javascript:window.hit=1|click me> <data:text/html,<script>hit()</script>|or me>"


def hostile_blocks() -> list[Json]:
    raw = {"type": "raw_text", "text": HOSTILE}
    evil = "javascript:window.hit=1"
    rich: list[Json] = [
        {"type": "text", "text": HOSTILE},
        {"type": "link", "url": evil, "text": "rich link"},
    ]
    return [
        {"type": "header", "text": plain(HOSTILE)},
        {"type": "section", "text": mrkdwn(f"{HOSTILE} {LINK}"), "fields": [mrkdwn(HOSTILE)]},
        {"type": "markdown", "text": f"# {HOSTILE}\n[md]({evil}) ![x]({evil})\n\n- {HOSTILE}"},
        {"type": "table", "rows": [[raw], [raw]]},
        {"type": "image", "image_url": "https://example.com/track.png", "alt_text": HOSTILE},
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": rich}],
        },
        {"type": "actions", "elements": [button("Evil", "evil", url=evil)]},
        {"type": "context", "elements": [mrkdwn(f"<!date^1^{{date}}^{evil}|{HOSTILE[:20]}>")]},
    ]


@pytest.fixture
def asked(opened: Screen) -> Iterator[list[str]]:
    """Addresses the page asked for; none may be elsewhere."""
    urls: list[str] = []
    opened.page.on("request", lambda request: urls.append(request.url))
    yield urls
    assert [url for url in urls if not url.startswith(opened.url)] == []


@pytest.mark.usefixtures("asked")
def test_nothing_hostile_is_executed(opened: Screen, client: WebClient, control: Control) -> None:
    screen = opened.open()
    client.chat_postMessage(channel="C01OPS", text="evil", blocks=hostile_blocks())
    attachment = {"title": HOSTILE, "title_link": "javascript:window.hit=1", "text": HOSTILE}
    attachment |= {"color": "red;}body{display:none", "image_url": "https://example.com/i.png"}
    client.chat_postMessage(channel="C01OPS", text=f"{HOSTILE} {LINK}", attachments=[attachment])
    control.post("message", user="U02BOB", channel="C01OPS", text=f"{HOSTILE} <!channel> {LINK}")

    expect(screen.log.get_by_role("article")).to_have_count(3)
    expect(screen.log).to_contain_text('<img src=x onerror="window.hit=1">')
    assert screen.log.locator("img, script, iframe, object").count() == 0
    hrefs = screen.log.locator("a").evaluate_all("links => links.map(link => link.href)")
    assert [href for href in hrefs if not href.startswith("https://example.com/")] == []
    by_person = screen.log.get_by_role("article").last
    expect(by_person).to_contain_text("<!channel>")  # people cannot forge a broadcast
    expect(by_person.locator(".mention")).to_have_count(0)
    screen.log.get_by_role("button", name=re.compile("^Evil")).click()
    screen.page.wait_for_timeout(150)
    assert len(screen.page.context.pages) == 1
    assert screen.page.evaluate("window.hit === undefined")


def test_hostile_views_and_names_are_text(screen: Screen, client: WebClient) -> None:
    blocks = [block for block in hostile_blocks() if block["type"] != "markdown"]
    client.views_publish(user_id="U01ALICE", view={"type": "home", "blocks": blocks})
    screen.go("ddbdr")
    home = screen.page.get_by_role("region", name="Home tab")
    expect(home).to_contain_text("<script>window.hit=1</script>")
    assert home.locator("img, script").count() == 0
    assert screen.page.evaluate("window.hit === undefined")


def test_the_policy_lets_no_inline_script_or_style_in(screen: Screen) -> None:
    policy = screen.page.request.get(f"{screen.url}/client/C01OPS").headers[
        "content-security-policy"
    ]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    inline = """() => {
        const script = document.createElement('script');
        script.textContent = 'window.hit = 1';
        document.body.append(script);
        return window.hit === undefined;
    }"""
    assert screen.page.evaluate(inline)


def test_every_link_that_leaves_tells_nobody(screen: Screen, client: WebClient) -> None:
    client.chat_postMessage(channel="C01OPS", text="<https://example.com/r|go>")
    leaving = screen.log.get_by_role("link", name="go")
    expect(leaving).to_have_attribute("rel", "noopener noreferrer")
    expect(leaving).to_have_attribute("target", "_blank")
