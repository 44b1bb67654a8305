"""Time-lapse: the sandbox's clock hurries while a job works and strolls while people read.

A restore takes AWS at least twenty minutes; nobody watches a demo for that long. But a
clock that always hurries makes "10 minutes ago" mean another moment before it is typed.
"""

import json
import threading
import urllib.request

from recovery.errors import LedgerAway
from recovery.ledger import Ledger

HURRY = 60.0
STROLL = 0.1


class TimeLapse:
    """Sets the speed of the sandbox's clock by whether any job is at work."""

    def __init__(self, ledger: Ledger, clock_url: str, *, hurry: float = HURRY) -> None:
        """Look at `ledger`, turn the clock at `clock_url`."""
        self._ledger = ledger
        self._clock_url = clock_url
        self._hurry = hurry
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="time-lapse", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Leave the clock as it is; nothing where it was never started."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join()

    def _watch(self) -> None:
        speed: float | None = None
        while not self._ending.wait(0.2):
            try:
                wanted = self._hurry if self._is_busy() else STROLL
            except LedgerAway:
                continue
            if wanted != speed and self._turn(wanted):
                speed = wanted

    def _is_busy(self) -> bool:
        return any(job.state.is_working for job in self._ledger.jobs.open_jobs(limit=100))

    def _turn(self, speed: float) -> bool:
        request = urllib.request.Request(  # noqa: S310  the sandbox's own loopback address
            self._clock_url,
            data=json.dumps({"speed": speed}).encode(),
            headers={"Content-Type": "application/json"},
            method="PUT",
        )
        try:
            with urllib.request.urlopen(request, timeout=2):  # noqa: S310  same
                return True
        except OSError:
            return False
