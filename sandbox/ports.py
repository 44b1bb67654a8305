"""Ports on loopback for servers that are told theirs before they start."""

import random
import socket

# Below Linux's and above macOS's customary services: the ports that clients' connections get
# by themselves begin at 32768, and one of them could take a port between choice and use.
FIRST, LAST = 20_000, 32_000
TRIES = 200


def free_port() -> int:
    """A loopback port nobody listens on at this moment, and no connection gets by itself.

    Raises:
        OSError: None was found.
    """
    for _ in range(TRIES):
        port = random.randint(FIRST, LAST)  # noqa: S311  nothing secret
        if is_free(port):
            return port
    raise OSError(f"no free port between {FIRST} and {LAST} on 127.0.0.1")


def is_free(port: int) -> bool:
    """Whether one could listen there now."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
