"""chat.postMessage to visible on the page, in a real browser, in a channel with history."""

import shutil
import statistics
import sys
import time

from playwright.sync_api import Page, sync_playwright
from slack_sdk import WebClient

from bench.table import Line, show
from sandbox.processes import unwind_on_sigterm
from sandbox.slack.person import Control
from sandbox.slack.running import running

POSTS = 30
HISTORY = 1000
CARD = [
    {"type": "header", "text": {"type": "plain_text", "text": "Restoring orders"}},
    {"type": "section", "text": {"type": "mrkdwn", "text": "*running* · 12 min of 31 to 44"}},
]
TARGET_MS = 200

# A message counts from the frame after it was painted; both clocks are this machine's.
WATCH = """() => {
    window.painted = {};
    new MutationObserver(() => {
        for (const node of document.querySelectorAll('#messages article')) {
            const { ts } = node.dataset;
            if (window.painted[ts]) continue;
            window.painted[ts] = -1;
            requestAnimationFrame(() => setTimeout(() => { window.painted[ts] = Date.now(); }));
        }
    }).observe(document.getElementById('messages'), { childList: true });
}"""
PAINTED = "ts => window.painted[ts] > 0 && window.painted[ts]"


def measure(page: Page, url: str) -> list[float]:
    """Post one after the other; return the milliseconds each took to be on the screen."""
    client = WebClient(token="xoxb-sandbox", base_url=f"{url}/api/")  # noqa: S106  the sandbox's
    control = Control(url)
    control.post("limits", on=False)
    for n in range(HISTORY):
        control.post("message", user="U02BOB", channel="C01OPS", text=f"said before {n}")
    control.close()
    page.goto(url)
    page.locator("body[data-ready]").wait_for()
    page.evaluate(WATCH)
    took = []
    for n in range(POSTS):
        begun = time.time()
        posted = client.chat_postMessage(channel="C01OPS", text=f"running {n}", blocks=CARD)
        painted = page.wait_for_function(PAINTED, arg=str(posted["ts"]), polling=20).json_value()
        took.append(painted - begun * 1000)
        time.sleep(0.1)
    return took


def main() -> None:
    """Open the page in Chromium and print what it took."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        sys.exit("Chromium is not installed (Debian: apt-get install chromium)")
    unwind_on_sigterm()
    with running() as url, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        took = measure(chromium.new_page(), url)
        chromium.close()
    p95 = statistics.quantiles(took, n=20)[-1]
    title = f"chat.postMessage to visible on the page, {HISTORY:,} messages before it"
    show(
        title,
        [
            Line("median", f"{statistics.median(took):.0f} ms"),
            Line(f"p95 of {POSTS}", f"{p95:.0f} ms", f"≤ {TARGET_MS} ms", p95 <= TARGET_MS),
        ],
    )


if __name__ == "__main__":
    main()
