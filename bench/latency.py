"""How long people wait: to the first AWS call of planning, and until clicked buttons are gone."""

import json
import time
import urllib.request
from datetime import datetime
from typing import Any

from bench.ack import batch
from bench.load import Figures, run
from bench.table import Line, show
from sandbox.processes import unwind_on_sigterm
from sandbox.seed import seed
from sandbox.slack.person import Control, Person
from sandbox.stack import Stack

PLANNINGS = 40
CLICKS = 20
CLICK_EVERY_SECONDS = 6.0
"""Slack takes about fifty edits a minute; a faster hand would measure Slack's limit."""
SLOW_SECONDS = 5.0
SLOW_COMMANDS = 200
CHANNEL = "C01OPS"


def quantile(seconds: list[float], share: float) -> float:
    """In milliseconds."""
    figures = Figures(seconds=seconds)
    return figures.milliseconds(share)


def first_aws_calls(stack: Stack) -> list[float]:
    """Seconds from typing to the first AWS call about that table, on an idle pool."""
    alice = Person(stack.slack_url, "U01ALICE", channel=CHANNEL)
    typed = {}
    for number in range(PLANNINGS):
        name = f"no-such-table-{number}"
        typed[name] = time.time()
        alice.types(f"/ddbdr restore {name} --latest")
        # One message a second is what a channel takes; the pool is idle again long before.
        time.sleep(1.1)
    calls = _get(f"{stack.aws_url}/_sandbox/calls")["calls"]
    first: dict[str, float] = {}
    for call in calls:
        table = call["names"].get("TableName", "")
        if table in typed:
            first.setdefault(table, datetime.fromisoformat(call["wall"]).timestamp())
    return [first[name] - typed[name] for name in typed if name in first]


def buttons_gone(stack: Stack) -> list[float]:
    """Seconds from an approver's click until the message has no such button."""
    alice = Person(stack.slack_url, "U01ALICE", channel=CHANNEL)
    bob = Person(stack.slack_url, "U02BOB", channel=CHANNEL)
    # Restores that end at once: cards that tell progress would use up Slack's edits, too.
    _post(f"{stack.aws_url}/_sandbox/profile", restore_seconds=0)
    taken = []
    for number in range(CLICKS):
        alice.types(f"/ddbdr restore orders --latest --as bench-{number}")
        card = bob.wait_for(CHANNEL, lambda m: "Approve restore" in bob.labels(m), timeout=60)
        clicked = time.perf_counter()
        bob.clicks(card, "Approve restore")
        while _has_button(bob, card["ts"]):
            time.sleep(0.003)
        taken.append(time.perf_counter() - clicked)
        time.sleep(CLICK_EVERY_SECONDS)
    return taken


def _has_button(person: Person, ts: str) -> bool:
    message = next(m for m in person.messages() if m["ts"] == ts)
    return "Approve restore" in person.labels(message)


def everything_slow(stack: Stack) -> tuple[Figures, int]:
    """Many commands at once while Slack and AWS take five seconds for everything."""
    Control(stack.slack_url).post("faults", kind="slow", method="*", seconds=SLOW_SECONDS)
    _post(f"{stack.aws_url}/_sandbox/faults", action="*", kind="slow", seconds=SLOW_SECONDS)
    port = int(stack.bot_url.rsplit(":", 1)[1])
    before = stack.ledger.jobs.page(size=1, page=1).total
    commands = batch("restore orders --latest", port, SLOW_COMMANDS, 900_000)
    figures = run(commands, port=port, concurrent=SLOW_COMMANDS)
    return figures, stack.ledger.jobs.page(size=1, page=1).total - before


def main() -> None:
    """One stack, three measurements."""
    unwind_on_sigterm()
    with Stack(speed=1.0, prepare=seed) as stack:
        time.sleep(3)
        # First, while nothing runs: clicks start restores, which then keep the pool busy.
        calls = first_aws_calls(stack)
        gone = buttons_gone(stack)
        slow, created = everything_slow(stack)
    p95, click95 = quantile(calls, 0.95), quantile(gone, 0.95)
    worst = max(slow.seconds, default=float("inf"))
    lost = SLOW_COMMANDS - created
    show(
        "What people wait for",
        [
            Line(
                f"command to first AWS call, p95 of {len(calls)}",
                f"{p95:.0f} ms (p50 {quantile(calls, 0.5):.0f})",
                "≤ 150 ms",
                p95 <= 150 and len(calls) == PLANNINGS,
            ),
            Line(
                f"click to buttons gone, p95 of {len(gone)}",
                f"{click95:.0f} ms (p50 {quantile(gone, 0.5):.0f})",
                "≤ 300 ms",
                click95 <= 300,
            ),
            Line(
                f"{SLOW_COMMANDS} at once, Slack and AWS after {SLOW_SECONDS:.0f} s: last ack",
                f"{worst * 1000:.0f} ms",
                "≤ 3,000 ms",
                worst <= 3,
            ),
            Line("of these, lost", f"{lost}", "0", lost == 0 and slow.lost == 0),
        ],
    )


def _get(url: str) -> Any:  # noqa: ANN401  JSON
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310  our own loopback address
        return json.load(answer)


def _post(url: str, **body: object) -> None:
    request = urllib.request.Request(  # noqa: S310  our own loopback address
        url,
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
        method="POST",
    )
    with urllib.request.urlopen(request, timeout=10):  # noqa: S310  same
        return


if __name__ == "__main__":
    main()
