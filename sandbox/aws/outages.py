"""A region that is gone: every call of every service to it, until the outage ends.

AWS's own work in the region goes on meanwhile: restores and backups that were
started come to their end in domain time. What nobody can do is ask for it.
"""

import threading
import time
from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

HOLD_SECONDS = 60.0
"""A call into silence is held for so long and then closed; botocore gives up after 60 s itself."""

RegionName = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[a-z]+)+-\d$")]
OutageKind = Literal["timeout", "refused", "error"]


class Outage(BaseModel):
    """One region's outage, for `seconds` (wall) from when it is declared, or until it is ended.

    timeout: calls hang until the client gives up, or a minute. refused: the
    connection is closed at once. error: 503.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    region: RegionName
    kind: OutageKind = "timeout"
    seconds: float | None = Field(default=None, gt=0)


class Outages:
    """The regions that are out at this moment; safe for threads. `now` counts wall seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._changed = threading.Condition()
        self._out: dict[str, tuple[Outage, float | None]] = {}

    def declare(self, outage: Outage) -> None:
        """From now on; another outage of the same region is over."""
        end = None if outage.seconds is None else self._now() + outage.seconds
        with self._changed:
            self._out[outage.region] = (outage, end)
            self._changed.notify_all()

    def end(self, region: str | None = None) -> None:
        """One region answers again, or all of them; calls held meanwhile are closed."""
        with self._changed:
            if region is None:
                self._out.clear()
            self._out.pop(region or "", None)
            self._changed.notify_all()

    def present(self) -> list[Outage]:
        """The outages of this moment."""
        with self._changed:
            return [outage for outage in map(self._of, list(self._out)) if outage]

    def of(self, region: str) -> Outage | None:
        """The region's outage, if it is out."""
        with self._changed:
            return self._of(region)

    def is_out(self, region: str) -> bool:
        """Is there no asking anything of this region?"""
        return self.of(region) is not None

    def hold(self, region: str, seconds: float = HOLD_SECONDS) -> None:
        """Return when the region's outage ends, at the latest after so many wall seconds."""
        with self._changed:
            began = self._out.get(region)
            end = began[1] if began else None
            patience = seconds if end is None else min(seconds, max(0.0, end - self._now()))
            self._changed.wait_for(lambda: self._out.get(region) is not began, patience)

    def _of(self, region: str) -> Outage | None:
        outage, end = self._out.get(region, (None, None))
        return None if end is not None and self._now() >= end else outage
