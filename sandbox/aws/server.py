"""Entry: the sandbox's AWS as a server of its own."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime

from sandbox.aws.app import Aws
from sandbox.aws.listener import AwsListener
from sandbox.aws.profile import Profile
from sandbox.clock import SandboxClock


def wall_time() -> datetime:
    """This machine's time."""
    return datetime.now(UTC)


def listener(
    port: int,
    *,
    speed: float,
    host: str = "127.0.0.1",
    start: datetime | None = None,
    profile: Profile | None = None,
    wall: Callable[[], datetime] = wall_time,
) -> AwsListener:
    """Bound, not yet serving; port 0 takes a free one. Domain time begins at `start`, or now."""
    clock = SandboxClock(start or wall(), speed, wall)
    return AwsListener(host, port, Aws(clock, profile or Profile()))


def serve(port: int, *, speed: float, host: str = "127.0.0.1") -> None:
    """Serve until interrupted. Raises NotLoopback for a host that is not this machine."""
    with listener(port, speed=speed, host=host) as server:
        serve_until_interrupted(server)


def serve_until_interrupted(server: AwsListener) -> None:
    """Serve until Ctrl-C, which is no error."""
    # Ten times as often as usual: who asks for one item does not wait long for who seeds a million.
    sys.setswitchinterval(0.0005)
    try:
        server.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        return
