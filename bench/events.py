"""From an event in SQS to its notice in Slack; and ten thousand events at once.

Real processes on the sandbox: SQS, listener, clock, worker, poster, Slack. Events are put
onto the queue as EventBridge would; latency counts from there to the posted message.
"""

import json
import re
import statistics
import time
import urllib.request
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from typing import Any

from bench.load import Figures
from bench.table import Line, show
from sandbox.aws.clients import client
from sandbox.processes import unwind_on_sigterm
from sandbox.seed import seed
from sandbox.slack.person import Person
from sandbox.stack import Stack

ACCOUNT, REGION, DR_REGION = "123456789012", "us-east-2", "us-west-1"
ALERTS = "C02ALERTS"
SINGLE = 20
APART_SECONDS = 1.5
"""A channel takes one message a second; a faster hand would measure Slack's limit."""
BURST = 10_000
TABLES = 300
FAILED_OF = 20
"""One in so many fails."""
PATIENCE_SECONDS = 300.0
COUNTED = re.compile(r"^(?:Alarm)?Digest · ([0-9,]+) ")


def event(number: int, *, failed: bool, table: str) -> dict[str, Any]:
    """A backup or copy job's last state; ids differ by `number`."""
    kind, id_ = ("Copy", "copyJobId") if failed else ("Backup", "backupJobId")
    point = f"arn:aws:backup:{REGION}:{ACCOUNT}:recovery-point:{number:08d}"
    vault = f"arn:aws:backup:{DR_REGION if failed else REGION}:{ACCOUNT}:backup-vault:ddbdr"
    detail = {
        id_: f"{number:08d}-1111-2222-3333-444444444444",
        "resourceArn": f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}",
        "resourceType": "DynamoDB",
        "state": "FAILED" if failed else "COMPLETED",
        "statusMessage": "vault key disabled" if failed else "",
        "destinationBackupVaultArn" if failed else "backupVaultArn": vault,
        "backupSizeInBytes": "12992276889",
    }
    return {
        "version": "0",
        "id": "ab32977c-378d-2122-e985-fgh4596f0709",
        "detail-type": f"{kind} Job State Change",
        "source": "aws.backup",
        "account": ACCOUNT,
        "time": "2026-11-14T02:14:17Z",
        "region": REGION,
        "resources": [point],
        "detail": detail,
    }


def put(stack: Stack, *events: dict[str, Any]) -> None:
    """Onto the home region's queue."""
    body = {
        "queue": f"arn:aws:sqs:{REGION}:{ACCOUNT}:ddbdr-events",
        "bodies": [json.dumps(one) for one in events],
    }
    request = urllib.request.Request(  # noqa: S310  our own loopback address
        f"{stack.aws_url}/_sandbox/events",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
        method="POST",
    )
    with urllib.request.urlopen(request, timeout=60):  # noqa: S310  same
        return


def latencies(stack: Stack, alice: Person, *, failed: bool) -> Iterator[float]:
    """Seconds from each event until its notice stands in the alerts channel."""
    for number in range(SINGLE):
        time.sleep(APART_SECONDS)
        table = f"single-{'failed' if failed else 'done'}-{number}"
        began = time.perf_counter()
        put(stack, event(number + SINGLE * failed, failed=failed, table=table))
        alice.wait_for(ALERTS, partial(names, table), timeout=20)
        yield time.perf_counter() - began


def names(table: str, message: dict[str, Any]) -> bool:
    """Whether a message is about this table."""
    return f" {table} " in message["text"]


def burst(stack: Stack, alice: Person) -> tuple[int, float, list[float]]:
    """Everything at once: how many were told in the end, in what time, and when each was."""
    before = len(alice.messages(ALERTS))
    events = [
        event(1000 + n, failed=n % FAILED_OF == 0, table=f"burst-{n % TABLES:03d}")
        for n in range(BURST)
    ]
    began = time.perf_counter()
    put(stack, *events)
    told, until = 0, time.monotonic() + PATIENCE_SECONDS
    taken = 0.0
    while told < BURST and time.monotonic() < until:
        time.sleep(2)
        if not taken and left(stack) == 0:
            taken = time.perf_counter() - began
        if taken and stack.ledger.outbox.waiting() == 0:
            stack.set_clock(advance_seconds=3600)
        told = sum(counted(message["text"]) for message in alice.messages(ALERTS)[before:])
    posted = [float(message["ts"]) for message in alice.messages(ALERTS)[before:]]
    return told, taken, posted


def left(stack: Stack) -> int:
    """Messages that the home region's queue still holds, those under way too."""
    sqs = client("sqs", stack.aws_url, REGION)
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    url = sqs.get_queue_url(QueueName="ddbdr-events")["QueueUrl"]
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return sum(int(found[name]) for name in names)


def counted(text: str) -> int:
    """How many events a message tells."""
    found = COUNTED.match(text)
    return int(found[1].replace(",", "")) if found else 1


def main() -> None:
    """One stack, three measurements."""
    unwind_on_sigterm()
    with Stack(speed=1.0, prepare=seed, product=("poster", "clock", "worker", "listener")) as stack:
        alice = Person(stack.slack_url, "U01ALICE", channel=ALERTS)
        time.sleep(3)
        alarms = list(latencies(stack, alice, failed=True))
        done = list(latencies(stack, alice, failed=False))
        told, taken, posted = burst(stack, alice)
    gaps = [later - earlier for earlier, later in pairwise(posted)]
    alarm95, done95 = (Figures(seconds=some).milliseconds(0.95) for some in (alarms, done))
    show(
        "From an event in SQS to its notice in Slack",
        [
            Line(
                f"failure to its notice, p95 of {len(alarms)}",
                f"{alarm95:.0f} ms (p50 {statistics.median(alarms) * 1000:.0f})",
                "≤ 2,000 ms",
                alarm95 <= 2000,
            ),
            Line(
                f"completion, RPO looked up, p95 of {len(done)}",
                f"{done95:.0f} ms (p50 {statistics.median(done) * 1000:.0f})",
                "≤ 2,000 ms",
                done95 <= 2000,
            ),
            Line(f"{BURST:,} at once: into the ledger", f"{taken:.1f} s"),
            Line("of these, told", f"{told:,}", f"all {BURST:,}", told == BURST),
            Line("messages for them", f"{len(posted):,}"),
            Line(
                "between two messages in the channel, least",
                f"{min(gaps, default=0):.2f} s",
                "≥ 1 s",
                min(gaps, default=1) >= 0.99,
            ),
        ],
    )


if __name__ == "__main__":
    main()
