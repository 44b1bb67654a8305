"""Whether an instant can be restored: the window of point-in-time recovery."""

from datetime import datetime, timedelta

from recovery.instants import iso
from workers.aws.models import PointInTime

MARGIN = timedelta(minutes=1)
"""AWS moves the newest restorable second in steps; one minute later it is there for sure."""


def window_text(window: PointInTime) -> str:
    """`2026-10-14T02:11:00Z to 2026-11-12T02:14:00Z`."""
    if window.earliest is None or window.latest is None:
        return "not told by AWS"
    return f"{iso(window.earliest)} to {iso(window.latest)}"


def is_hollow(window: PointInTime) -> bool:
    """Whether the window has no length, as endpoints report it that keep no history."""
    return window.earliest is None or window.latest is None or window.earliest >= window.latest


def start_after(window: PointInTime, at: datetime, now: datetime) -> datetime | None:
    """When an instant after the window's end will be restorable, on a full minute; None before.

    AWS's newest restorable second follows the present, typically five minutes behind.
    """
    if window.latest is None or at <= window.latest:
        return None
    ready = now + (at - window.latest) + MARGIN
    return ready.replace(second=0, microsecond=0) + (
        timedelta(minutes=1) if ready.second or ready.microsecond else timedelta()
    )
