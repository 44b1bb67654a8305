"""Protection as people see it: a plan, two approvals, and an hour later news in #alerts."""

import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from sandbox.seed import seed
from sandbox.stack import Stack
from tests.browser.conftest import window
from tests.browser.test_story import PATIENCE, page_picture, type_command

pytestmark = [pytest.mark.browser, pytest.mark.e2e]


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with Stack(outside=os.environ, speed=20, prepare=seed) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with window(browser, 1280, 900, patience=PATIENCE) as page:
        yield page


def approve_as(page: Page, name: str) -> None:
    page.get_by_role("radio", name=re.compile(name)).or_(
        page.get_by_role("button", name=re.compile(name))
    ).first.click()
    page.get_by_role("button", name=re.compile("^Approve")).first.click()
    page.get_by_role("alertdialog").get_by_role("button", name=re.compile("Approve")).click()


def test_backups_leave_the_region_and_alerts_hear_of_each(page: Page, stack: Stack) -> None:
    page.goto(stack.slack_url)
    type_command(page, "/ddbdr protect orders --rpo 2h --rto 4h")
    approve = page.get_by_role("button", name=re.compile("^Approve"))
    expect(approve).to_be_visible()
    page_picture(page, "protect")

    approve_as(page, "bob")
    expect(page.get_by_text(re.compile("1 of 2")).first).to_be_visible()
    approve_as(page, "eve")
    expect(approve).to_be_hidden()
    expect(page.get_by_text("orders is protected").first).to_be_visible()

    stack.pass_hours(2)
    channels = page.get_by_role("navigation")
    channels.get_by_role("button", name=re.compile("alerts")).first.click()
    backup = page.get_by_text(re.compile("^BackupCompleted · orders")).first
    expect(backup).to_be_visible()
    copy = page.get_by_text(re.compile("^CopyCompleted · orders")).first
    expect(copy).to_be_visible()
    expect(copy).to_contain_text("RPO")
    page_picture(page, "alerts")

    type_command(page, "/ddbdr schedules orders")
    expect(page.get_by_text(re.compile("ddbdr-1h")).first).to_be_visible()


def test_what_protect_lacks_is_asked_for_where_it_belongs(page: Page, stack: Stack) -> None:
    page.goto(stack.slack_url)
    type_command(page, "/ddbdr protect customers --keep 30d")
    form = page.get_by_role("dialog", name="Protect a table")
    expect(form.get_by_label("Keep backups")).to_have_value("30d")
    form.get_by_role("button", name="Ask for it").click()
    expect(form.get_by_text("Write a target, such as 4h")).to_be_visible()

    form.get_by_label(re.compile("^RPO")).fill("4h")
    form.get_by_role("button", name="Ask for it").click()
    same = page.get_by_text("/ddbdr protect customers --rpo 4h --keep 30d")
    expect(same.first).to_be_visible()
