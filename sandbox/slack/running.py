"""Run the sandbox's Slack inside a test or script: `with running() as url:`."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

from sandbox.slack.app import App
from sandbox.slack.sending import RETRY_AFTER_SECONDS
from sandbox.slack.server import build, listening, server
from sandbox.slack.store import Workspace

START_SECONDS = 10.0


@contextlib.contextmanager
def running(
    request_url: str | None = None,
    *,
    port: int = 0,
    now: Callable[[], float] = time.time,
    retry_after: tuple[float, ...] = RETRY_AFTER_SECONDS,
    installed: App | None = None,
) -> Iterator[str]:
    """Serve a fresh workspace in a thread of this process until the block ends.

    Yields its base URL without a slash at the end; SLACK_API_URL is `<url>/api/`.

    Raises:
        NotLoopback: `request_url` is not on this machine.
        TimeoutError: it did not start.
    """
    bound = listening("127.0.0.1", port)
    url = f"http://127.0.0.1:{bound.getsockname()[1]}"
    app = build(
        Workspace(installed), request_url=request_url, now=now, address=url, retry_after=retry_after
    )
    slack = server(app)
    thread = threading.Thread(target=slack.run, args=([bound],), name="sandbox-slack", daemon=True)
    thread.start()
    try:
        _await_start(lambda: slack.started)
        yield url
    finally:
        slack.should_exit = True
        thread.join(START_SECONDS)
        bound.close()


def _await_start(started: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not started():
        if time.monotonic() > deadline:
            raise TimeoutError("the sandbox's Slack did not start")
        time.sleep(0.005)
