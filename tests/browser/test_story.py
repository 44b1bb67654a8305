"""The story of the README, as a new user does it: open, type, look, switch, click, watch."""

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from sandbox.aws.clients import dynamodb
from sandbox.seed import REGION, Story, seed
from sandbox.stack import Stack
from sandbox.timelapse import STROLL, TimeLapse
from tests.browser.conftest import window

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
PATIENCE = 60_000


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    return []


@pytest.fixture(scope="module")
def stack(stories: list[Story]) -> Iterator[Stack]:
    def prepare(endpoint: str) -> None:
        stories.append(seed(endpoint, damaged_ago=timedelta(minutes=7)))

    with Stack(outside=os.environ, speed=STROLL, prepare=prepare) as running:
        yield running


@pytest.fixture
def lapse(stack: Stack) -> Iterator[TimeLapse]:
    """Hurries once started, so that what should be seen before it is not over too soon."""
    lapse = TimeLapse(stack.ledger, stack.clock_url, hurry=200)
    yield lapse
    lapse.stop()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with window(browser, 1180, 860, patience=PATIENCE) as page:
        yield page


def type_command(page: Page, text: str) -> None:
    composer = page.get_by_role("textbox", name=re.compile("Message"))
    composer.fill(text)
    composer.press("Enter")


def picture(page: Page, name: str) -> None:
    """Keep what the page shows for the docs, only when asked to: pictures differ by fonts."""
    if os.environ.get("DDBDR_PICTURES"):
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.wait_for_timeout(300)
        page.screenshot(path=PICTURES / f"{name}.png")


def page_picture(page: Page, name: str) -> None:
    """Keep the whole window in the size all pictures of the page have."""
    size = page.viewport_size
    page.set_viewport_size({"width": 1280, "height": 800})
    picture(page, f"page-{name}")
    if size:
        page.set_viewport_size(size)


def test_a_restore_from_the_first_word_to_the_data(
    page: Page, stack: Stack, stories: list[Story], lapse: TimeLapse
) -> None:
    page.goto(stack.slack_url)
    type_command(page, '/ddbdr restore orders --at "10 minutes ago"')

    approve = page.get_by_role("button", name="Approve restore")
    expect(approve).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("Does not:")).to_be_visible()
    picture(page, "plan")
    page_picture(page, "light")
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page_picture(page, "dark")
    page.emulate_media(color_scheme="light")

    approve.click()  # alice asked, so she may not; the dialog comes first
    page.get_by_role("alertdialog").get_by_role("button", name=re.compile("Approve")).click()
    expect(page.get_by_text("You asked for this one").first).to_be_visible(timeout=PATIENCE)
    expect(approve).to_be_visible()

    page.get_by_role("radio", name=re.compile("bob")).or_(
        page.get_by_role("button", name=re.compile("bob"))
    ).first.click()
    approve.click()
    page.get_by_role("alertdialog").get_by_role("button", name=re.compile("Approve")).click()
    expect(approve).to_be_hidden(timeout=PATIENCE)
    expect(page.get_by_text("Restoring orders").first).to_be_visible(timeout=PATIENCE)
    picture(page, "running")
    lapse.start()

    ended = page.get_by_text(re.compile(r"^orders restored as orders-ddbdr-"))
    expect(ended.first).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text(re.compile(r"restore orders · succeeded")).first).to_be_visible()
    picture(page, "story")
    target = re.search(r"orders-ddbdr-[0-9A-Z]{7}", ended.first.inner_text())
    assert target is not None

    page.get_by_role("button", name=re.compile(r"^\d+ repl(y|ies) from")).first.click()
    expect(page.get_by_role("complementary", name="Thread")).to_contain_text("Approved by")
    page_picture(page, "thread")
    page.get_by_role("navigation").get_by_role("button", name=re.compile("^ddbdr")).click()
    home = page.get_by_role("region", name="Home tab")
    expect(home.get_by_text(re.compile("restore orders")).first).to_be_visible(timeout=PATIENCE)
    page_picture(page, "home")

    items = dynamodb(stack.aws_url, REGION).scan(TableName=target[0])["Items"]
    assert sum(int(item["total"]["N"]) for item in items) == stories[0].total_before_damage


def test_the_form_asks_for_what_a_command_lacks(page: Page, stack: Stack) -> None:
    page.goto(stack.slack_url)
    type_command(page, "/ddbdr restore")
    form = page.get_by_role("dialog")
    expect(form).to_be_visible(timeout=PATIENCE)
    table = form.get_by_role("combobox").first
    table.fill("cust")
    page.get_by_role("option", name=re.compile("customers")).first.click()
    picture(page, "form")
    page_picture(page, "modal")
    instant = form.get_by_label(re.compile("Instant"))
    instant.fill("11/12")
    form.get_by_role("button", name="Ask for it").click()
    expect(form.get_by_text(re.compile("could be two days"))).to_be_visible(timeout=PATIENCE)
    instant.fill("10 minutes ago")
    form.get_by_role("button", name="Ask for it").click()
    expect(page.get_by_text(re.compile("Restore customers to")).first).to_be_visible(
        timeout=PATIENCE
    )
