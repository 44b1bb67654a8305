"""Signs of life of our processes, for `health`."""

import os
import socket

BEAT_SECONDS = 10.0
"""Wall seconds between two."""


def instance() -> str:
    """Host and pid of this process."""
    return f"{socket.gethostname()}:{os.getpid()}"
