"""The inspector of the traffic, the panel of faults, and what a lost connection does."""

import re

import pytest
from playwright.sync_api import Locator, expect
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.ports import free_port
from sandbox.slack.person import Control
from sandbox.slack.running import running
from tests.browser.conftest import Screen

pytestmark = pytest.mark.browser


def opened_drawer(screen: Screen) -> Locator:
    screen.page.get_by_role("button", name="Traffic", exact=True).click()
    drawer = screen.page.get_by_role("region", name="Traffic inspector")
    expect(drawer).to_be_visible()
    return drawer


def test_calls_and_deliveries_are_listed_with_outcome_and_detail(
    screen: Screen, client: WebClient
) -> None:
    drawer = opened_drawer(screen)
    expect(drawer).to_contain_text("Every call of the app and every delivery to it appears here")
    client.chat_postMessage(channel="C01OPS", text="hello")
    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel="C0NOWHERE", text="hello")

    calls = drawer.locator(".exchange").filter(has_text="chat.postMessage")
    expect(calls).to_have_count(2)
    refused, taken = calls.nth(0), calls.nth(1)  # newest first
    expect(refused).to_contain_text("channel_not_found")
    expect(refused).to_have_class(re.compile("failed"))
    expect(taken).to_contain_text(re.compile(r"from the app.*chat.postMessage.*ok.*\d+ ms"))

    taken.locator("summary").click()
    expect(taken.locator("pre").first).to_contain_text('"text": "hello"')
    expect(taken.locator("pre").last).to_contain_text('"ok": true')
    expect(taken).not_to_contain_text("xoxb-sandbox")
    expect(taken.get_by_role("button", name="Copy request")).to_be_visible()


def test_the_traffic_is_filtered(screen: Screen, client: WebClient, control: Control) -> None:
    drawer = opened_drawer(screen)
    client.chat_postMessage(channel="C01OPS", text="needle")
    client.auth_test()
    control.post("command", user="U01ALICE", channel="C01OPS", text="/ddbdr jobs")
    rows = drawer.locator(".exchange:visible")
    names = ("chat.postMessage", "auth.test", "/ddbdr")
    calls, other, delivery = (rows.filter(has_text=name) for name in names)
    expect(other).to_have_count(1)
    expect(delivery).to_have_count(1)
    drawer.get_by_role("radio", name="To the app").check()
    expect(delivery).to_have_count(1)
    expect(other).to_have_count(0)
    drawer.get_by_role("radio", name="From the app").check()
    expect(delivery).to_have_count(0)
    expect(other).to_have_count(1)
    drawer.get_by_role("radio", name="Errors").check()
    expect(delivery).to_contain_text("dispatch_failed")
    expect(other).to_have_count(0)
    drawer.get_by_role("radio", name="All").check()
    drawer.get_by_role("searchbox", name="Filter the traffic").fill("needle")
    expect(other).to_have_count(0)
    expect(calls).to_have_count(1)


def test_a_bad_day_is_switched_on_and_off(
    screen: Screen, client: WebClient, control: Control
) -> None:
    drawer = opened_drawer(screen)
    storm = drawer.get_by_role("switch", name=re.compile("429 storm"))
    storm.click()
    expect(storm).to_have_attribute("aria-checked", "true")
    expect(screen.page.get_by_role("banner").get_by_role("status")).to_have_text("1 fault on")
    with pytest.raises(SlackApiError) as refused:
        client.auth_test()
    assert refused.value.response.status_code == 429
    expect(drawer.locator(".exchange.failed").first).to_contain_text("429")

    drawer.get_by_role("switch", name=re.compile("Duplicates")).click()
    expect(screen.page.get_by_role("banner").get_by_role("status")).to_have_text("2 faults on")
    storm.click()
    expect(storm).to_have_attribute("aria-checked", "false")
    kinds = [fault["kind"] for fault in control.get("faults")["faults"]]
    assert kinds == ["duplicate_delivery"]
    drawer.get_by_role("button", name="Clear all").click()
    expect(screen.page.get_by_role("banner").get_by_role("status")).to_be_hidden()
    assert control.get("faults")["faults"] == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Slow Slack", "slow"),
        ("Server errors", "server_error"),
        ("Outage", "outage"),
        ("Lost answers", "lose_answer"),
        ("Lost acks", "lose_ack"),
    ],
)
def test_each_fault_can_be_rehearsed(
    screen: Screen, control: Control, name: str, kind: str
) -> None:
    drawer = opened_drawer(screen)
    drawer.get_by_role("switch", name=re.compile(name)).click()
    on = drawer.get_by_role("switch", name=re.compile(name))
    expect(on).to_have_attribute("aria-checked", "true")
    assert [fault["kind"] for fault in control.get("faults")["faults"]] == [kind]


@pytest.mark.usefixtures("connect")
def test_a_delivery_shows_how_it_was_signed(app: App, screen: Screen) -> None:
    @app.command("/ddbdr")
    def command(ack: Ack) -> None:
        ack("fine")

    drawer = opened_drawer(screen)
    screen.say("/ddbdr jobs")
    delivery = drawer.locator(".exchange").filter(has_text="/ddbdr").first
    delivery.locator("summary").click()
    headers = delivery.locator("pre").first
    expect(headers).to_contain_text(re.compile('"X-Slack-Signature": "v0=[0-9a-f]{64}"'))
    expect(headers).to_contain_text("X-Slack-Request-Timestamp")


@pytest.mark.usefixtures("connect")
def test_lost_acks_are_what_slack_shows_then(app: App, screen: Screen, control: Control) -> None:
    @app.command("/ddbdr")
    def command(ack: Ack) -> None:
        ack("fine")

    control.post("faults", kind="lose_ack", method="delivery", count=1)
    screen.say("/ddbdr jobs")
    expect(screen.log).to_contain_text('/ddbdr failed with the error "operation_timeout"')


def test_the_page_comes_back_after_the_server_was_away(opened: Screen) -> None:
    port = free_port()
    with running(port=port) as url:
        opened.url = url
        screen = opened.open()
        screen.say("before")
        expect(screen.message("before")).to_be_visible()
    expect(screen.page.locator("body")).to_have_class(re.compile("offline"))
    with running(port=port) as url:
        control = Control(url)
        control.post("message", user="U02BOB", channel="C01OPS", text="said meanwhile")
        expect(screen.message("said meanwhile")).to_be_visible(timeout=15_000)
        expect(screen.message("before")).to_have_count(0)
        expect(screen.page.locator("body")).not_to_have_class(re.compile("offline"))
        control.post("message", user="U02BOB", channel="C01OPS", text="and live again")
        expect(screen.message("and live again")).to_be_visible()
        control.close()
        screen.page.goto("about:blank")


def test_nothing_said_while_the_page_opens_is_missed(
    opened: Screen, control: Control, slack: str
) -> None:
    said = 0

    def say() -> None:
        nonlocal said
        said += 1
        control.post("message", user="U02BOB", channel="C01OPS", text=f"word {said}.")

    # One message after each thing the page fetches while it opens.
    opened.page.on(
        "response", lambda answer: say() if answer.url.startswith(f"{slack}/control/") else None
    )
    screen = opened.open()
    expect(screen.message("word 1.")).to_be_visible()
    screen.page.wait_for_timeout(300)
    texts = [each["text"] for each in control.get("channel/C01OPS")["messages"]]
    for text in texts:
        expect(screen.message(text)).to_have_count(1)
    assert len(texts) >= 5
