"""The clock of this process: the system's, or the sandbox's read over HTTP."""

import json
import time
from datetime import datetime
from urllib.error import URLError
from urllib.request import Request, urlopen

from recovery.timepiece import Clock, Reading, RemoteClock, SystemClock, Unreadable

TIMEOUT_SECONDS = 1.0
LARGEST_ANSWER = 10_000


def make_clock(url: str | None) -> Clock:
    """The system's clock, or the one at a loopback address."""
    if url is None:
        return SystemClock()
    return RemoteClock(lambda: read_clock(url), time.time)


def read_clock(url: str) -> Reading:
    """GET `{"now": ISO 8601, "speed": number, …}`; Unreadable for anything else."""
    request = Request(url, headers={"Accept": "application/json"})  # noqa: S310  settings checked it
    try:
        with urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310  same
            shown = json.loads(answer.read(LARGEST_ANSWER))
        return Reading(now=datetime.fromisoformat(shown["now"]), speed=shown["speed"])
    except (URLError, OSError, ValueError, KeyError, TypeError) as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from error
