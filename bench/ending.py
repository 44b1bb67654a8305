"""A measurement that is told to end takes everything with it that it has started."""

import signal
import sys
from types import FrameType

TERMINATED = 128 + signal.SIGTERM


def unwind_on_sigterm() -> None:
    """Leave by SystemExit, so that every `with` and `finally` on the way ends its processes.

    Python's default ends this process alone. Once is enough: asked again while ending,
    we go on ending.
    """

    def leave(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        sys.exit(TERMINATED)

    signal.signal(signal.SIGTERM, leave)
