"""The sandbox's clock over HTTP, for whoever is in another process."""

import json
import urllib.request
from datetime import datetime

from sandbox.clock import instant_text, parse_instant
from sandbox.isolation import require_loopback

STEP_SECONDS = 300
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""This machine asks itself, whatever proxy is set."""


class RemoteClock:
    """Reads and turns the clock at `ENDPOINT/_sandbox/clock`; HTTPError where it refuses."""

    def __init__(self, endpoint: str) -> None:
        self.url = f"{require_loopback('the AWS endpoint', endpoint).rstrip('/')}/_sandbox/clock"

    def read(self) -> tuple[datetime, float]:
        """(domain instant, speed)."""
        return self._ask("GET", None)

    def set(
        self, *, now: datetime | None = None, speed: float | None = None, advance: float = 0
    ) -> datetime:
        """Move to `now`, then on by `advance` seconds, from here on at `speed`."""
        change: dict[str, object] = {"advance_seconds": advance}
        if now is not None:
            change["now"] = instant_text(now)
        if speed is not None:
            change["speed"] = speed
        return self._ask("PUT", change)[0]

    def let_pass(self, seconds: int) -> datetime:
        """Let that much time pass, in steps, so that what happens meanwhile is seen to happen.

        One long jump does the same things in the same order, but whoever looks on would see
        all of them at once.
        """
        left = seconds
        while left > 0:
            self.set(advance=min(STEP_SECONDS, left))
            left -= STEP_SECONDS
        return self.read()[0]

    def _ask(self, method: str, change: dict[str, object] | None) -> tuple[datetime, float]:
        request = urllib.request.Request(  # noqa: S310 - loopback, checked above
            self.url,
            data=None if change is None else json.dumps(change).encode(),
            headers={"Content-Type": "application/json"},
            method=method,
        )
        with _DIRECT.open(request, timeout=10) as response:
            body = json.load(response)
        return parse_instant(body["now"]), float(body["speed"])
