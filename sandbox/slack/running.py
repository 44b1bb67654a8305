"""Run the sandbox's Slack inside a test or script: `with running() as slack: slack.url`."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sandbox.slack.sending import RETRY_AFTER_SECONDS
from sandbox.slack.server import build, listening, server
from sandbox.slack.store import Workspace

START_SECONDS = 10.0


@dataclass(frozen=True)
class Running:
    """A running workspace: its base URL (no slash at the end) and its state.

    The state belongs to the server's thread: tests read it, or use the control API.
    """

    url: str
    workspace: Workspace

    @property
    def api_url(self) -> str:
        """The value of SLACK_API_URL: where a WebClient finds the Web API."""
        return f"{self.url}/api/"


@contextlib.contextmanager
def running(
    request_url: str | None = None,
    *,
    port: int = 0,
    now: Callable[[], float] = time.time,
    retry_after: tuple[float, ...] = RETRY_AFTER_SECONDS,
) -> Iterator[Running]:
    """Serve a fresh workspace in a thread of this process until the block ends.

    Raises:
        NotLoopback: `request_url` is not on this machine.
        TimeoutError: it did not start.
    """
    bound = listening("127.0.0.1", port)
    url = f"http://127.0.0.1:{bound.getsockname()[1]}"
    workspace = Workspace()
    app = build(workspace, request_url=request_url, now=now, address=url, retry_after=retry_after)
    slack = server(app)
    thread = threading.Thread(target=slack.run, args=([bound],), name="sandbox-slack", daemon=True)
    thread.start()
    try:
        _await_start(lambda: slack.started)
        yield Running(url, workspace)
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
