"""Command to ack, beside a bare Bolt echo app in the same server, in one run."""

import statistics
import sys
from collections.abc import Callable

from bench.load import Figures, run, signed_command
from bench.table import Line, show
from sandbox.ports import free_port
from sandbox.processes import Process, unwind_on_sigterm, wait_until
from sandbox.stack import Stack

CONCURRENT = 50
REQUESTS = 6_000
ROUNDS = 3
COMMANDS = {
    "help": ("help", 0.6),
    "jobs": ("jobs", 0.4),
    "backup": ("backup orders", 0.3),
    "restore": ('restore orders --at "10 minutes ago"', 0.3),
}
"""What is typed, and the share of the peer's rate it should reach."""


def batch(text: str, port: int, count: int, start: int) -> list[bytes]:
    """Signed requests, all different."""
    return [signed_command(text, number=start + n, port=port) for n in range(count)]


class Numbers:
    """Never the same number twice, so that no request is a replay of another."""

    def __init__(self) -> None:
        """From one."""
        self._next = 1

    def take(self, count: int) -> int:
        """The first of `count` fresh numbers."""
        first = self._next
        self._next += count
        return first


def measure(peer: int, bot: int, fresh_ledger: Callable[[], None]) -> None:
    """Print rates as shares of the peer's, and tail latency at half the top rate.

    Args:
        peer: The echo app's port.
        bot: The product's port.
        fresh_ledger: Empties what the measured commands have written.
    """
    numbers = Numbers()
    for port in (peer, bot):
        run(batch("help", port, 500, numbers.take(500)), port=port, concurrent=CONCURRENT)
    lines = []
    for name, (text, target) in COMMANDS.items():
        shares, peers, ours = [], [], []
        for _ in range(ROUNDS):
            fresh_ledger()
            if name == "jobs":
                fill = batch("backup orders", bot, 200, numbers.take(200))
                run(fill, port=bot, concurrent=CONCURRENT)
            echo = _fast(text, peer, numbers)
            own = _fast(text, bot, numbers)
            shares.append(own.rate / echo.rate)
            peers.append(echo.rate)
            ours.append(own.rate)
            _check(own)
        share = statistics.median(shares)
        rate, echo_rate = statistics.median(ours), statistics.median(peers)
        value = f"{rate:,.0f}/s = {share:.2f} of {echo_rate:,.0f}/s"
        lines.append(Line(name, value, f"≥ {target:.1f} of the echo", share >= target))
        fresh_ledger()
        half = rate / 2
        count = int(min(REQUESTS, half * 3))
        paced = run(
            batch(text, bot, count, numbers.take(count)),
            port=bot,
            concurrent=CONCURRENT,
            rate=half,
        )
        p99 = paced.milliseconds(0.99)
        lines.append(Line(f"{name} p99 at {half:,.0f}/s", f"{p99:.1f} ms", "≤ 50 ms", p99 <= 50))
    show(f"Command to ack over HTTP, {CONCURRENT} concurrent (median of {ROUNDS})", lines)


def _fast(text: str, port: int, numbers: Numbers) -> Figures:
    requests = batch(text, port, REQUESTS, numbers.take(REQUESTS))
    return run(requests, port=port, concurrent=CONCURRENT)


def _check(figures: Figures) -> None:
    if figures.lost or set(figures.statuses) != {200}:
        sys.exit(f"not every command was acked: {figures.statuses}, {figures.lost} lost")


def main() -> None:
    """Bring up the product's bot and the peer, nothing else, and measure."""
    unwind_on_sigterm()
    with Stack(product=("bot",)) as stack:
        port = free_port()
        environment = stack.environment | {"PORT": str(port)}
        command = [sys.executable, "-m", "bench.echo"]
        peer = Process("peer", command, environment, stack.folder / "peer.log")
        try:
            peer.start()
            wait_until("the peer", lambda: _listens(port))
            measure(port, int(stack.bot_url.rsplit(":", 1)[1]), stack.empty_ledger)
        finally:
            peer.stop()


def _listens(port: int) -> bool:
    try:
        run([signed_command("help", number=0, port=port)], port=port, concurrent=1)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main()
