"""The clock this process goes by: the system's, or the sandbox's over HTTP."""

import json
import time
import urllib.request
from datetime import datetime

from recovery.timepiece import Clock, Reading, RemoteClock, SystemClock, Unreadable

TIMEOUT_SECONDS = 2.0


def clock(url: str | None) -> Clock:
    """Domain time; `url` has been checked to be on loopback by the settings."""
    if url is None:
        return SystemClock()

    def fetch() -> Reading:
        try:
            with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310  loopback, checked in bot.settings
                shown = json.load(response)
            now = datetime.fromisoformat(shown["now"])
            return Reading(now=now, speed=float(shown["speed"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Unreadable(f"{url}: {error}") from error

    return RemoteClock(fetch, time.time)
