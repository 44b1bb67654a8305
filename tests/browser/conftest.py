"""A workspace of its own for the page, somebody looking at it, and a small app to talk to."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from slack_bolt import App
from slack_sdk import WebClient

from sandbox.slack.person import Control
from sandbox.slack.running import running
from tests.sandbox.slack.conftest import serving, switch_limits

Json = dict[str, Any]
PATIENCE = 30_000


@pytest.fixture(scope="session")
def workspace() -> Iterator[str]:
    """One server for all tests of the page; `slack` gives it back as new."""
    with running(retry_after=(0.0, 0.0, 0.0)) as url:
        switch_limits(url, on=False)
        yield url


@pytest.fixture
def slack(workspace: str) -> Iterator[str]:
    yield workspace
    control = Control(workspace)
    control.delete("faults")
    control.post("request-url", url="")
    control.post("reset")
    control.close()


@pytest.fixture
def control(slack: str) -> Iterator[Control]:
    control = Control(slack)
    yield control
    control.close()


@pytest.fixture
def client(slack: str) -> WebClient:
    return WebClient(token="xoxb-sandbox", base_url=f"{slack}/api/")


@pytest.fixture
def app(client: WebClient) -> App:
    """An ordinary Bolt app that speaks to the workspace."""
    return App(
        client=client,
        signing_secret="sandbox-secret",
        process_before_response=True,
        token_verification_enabled=False,
    )


@pytest.fixture
def connect(app: App, control: Control) -> Iterator[None]:
    """Serve `app` over HTTP and have everything delivered to it."""
    with serving(app) as url:
        control.post("request-url", url=url)
        yield


class Screen:
    """Somebody's browser window on the workspace."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    def open(self, path: str = "/") -> "Screen":
        """Open the page and wait until it shows what there is."""
        self.page.goto(f"{self.url}{path}")
        self.ready()
        return self

    def ready(self) -> None:
        """Wait until the page shows what there is."""
        self.page.locator("body[data-ready]").wait_for()

    def say(self, text: str) -> None:
        """Type into the composer and press Enter."""
        self.composer.fill(text)
        self.composer.press("Enter")

    def become(self, name: str) -> None:
        """Use the who-am-I switch."""
        self.page.get_by_role("radio", name=re.compile(f"^{name}")).check()

    def go(self, label: str) -> None:
        """Click an entry of the sidebar."""
        self.page.get_by_role("navigation").get_by_role("button", name=label).click()

    def message(self, words: str) -> Locator:
        """Return the message in the channel that reads so."""
        return self.log.get_by_role("article").filter(has_text=words)

    @property
    def composer(self) -> Locator:
        """Where one types in the channel."""
        return self.page.get_by_role("textbox", name=re.compile("^Message "))

    @property
    def log(self) -> Locator:
        """The channel's messages."""
        return self.page.get_by_role("log", name="Messages")

    @property
    def thread(self) -> Locator:
        """The thread beside."""
        return self.page.get_by_role("complementary", name="Thread")


@contextmanager
def window(browser: Browser, width: int, height: int, *, patience: float) -> Iterator[Page]:
    """A page, in which `expect` waits so many milliseconds; it must never throw."""
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme="light")
    page = context.new_page()
    expect.set_options(timeout=patience)
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    yield page
    context.close()
    assert failures == []


@pytest.fixture
def opened(browser: Browser, slack: str) -> Iterator[Screen]:
    """A window on the workspace."""
    with window(browser, 1280, 800, patience=PATIENCE) as page:
        page.set_default_timeout(PATIENCE)
        yield Screen(page, slack)


@pytest.fixture
def screen(opened: Screen) -> Screen:
    """The window, opened as alice in #operations."""
    return opened.open()
