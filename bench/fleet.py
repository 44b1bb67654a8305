"""A fleet of 2,000 tables, backed up every hour: reading all there is, and what is new."""

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench.fleet_aws import FleetAws
from bench.table import Line, show
from recovery.inventory import chore_of, points_of
from recovery.ledger import Ledger
from sandbox.processes import unwind_on_sigterm
from sandbox.stack import Stack

TABLES = 500
HOURS = 840
PLACES = (
    ("prod", "us-east-2"),
    ("prod", "us-west-1"),
    ("dev", "eu-central-1"),
    ("dev", "eu-west-1"),
)
CONFIG = """
slack: {team: T01TEST, channels: {operations: C01OPS, alerts: C02ALERTS}}
accounts:
  - {name: prod, id: "123456789012", region: us-east-2, dr_region: us-west-1}
  - {name: dev, id: "123456789013", region: eu-central-1, dr_region: eu-west-1}
operators: [U01ALICE]
"""
FULL_SECONDS = 300.0
NEW_SECONDS = 30.0
RATES = {
    "DescribeContinuousBackups": 10,
    "ListTagsOfResource": 10,
    "ListBackups": 5,
    "ListRecoveryPointsByBackupVault": 20,
}
"""AWS's published ones, calls a second of an account and region."""


def has_all(ledger: Ledger) -> bool:
    """Whether every table was described and every vault read whole."""
    seen = sum(entry.seen is not None for entry in ledger.sightings.tables())
    readings = ledger.sightings.source_readings()
    whole = [one for one in readings if one.full_at is not None]
    # A vault and DynamoDB itself in each place.
    return seen == TABLES * len(PLACES) and len(whole) == 2 * len(PLACES)


def has_new(ledger: Ledger, newest: int) -> bool:
    """Whether the newest recovery point of every table is known."""
    found = ledger.sightings.freshest()
    points = [one.points[0] for sources in found.values() for one in sources if one.points]
    new = sum(point.created.timestamp() == newest for point in points)
    return new == TABLES * len(PLACES)


def seconds_until(is_there: Callable[[], bool], most: float) -> float:
    """How long it takes; infinity if it takes longer than `most`."""
    began = time.monotonic()
    while time.monotonic() - began < most:
        if is_there():
            return time.monotonic() - began
        time.sleep(0.5)
    return float("inf")


def wake(stack: Stack) -> None:
    """What looking at a list does: have all places read again."""
    now = datetime.now(UTC)
    for account, region in PLACES:
        stack.ledger.due.wake(chore_of(account, region), now=now)
        stack.ledger.due.wake(points_of(account, region), now=now)


def main() -> None:
    """Read a fleet from nothing, then what an hour has brought."""
    unwind_on_sigterm()
    aws = FleetAws(tables=TABLES, hours=HOURS, newest=int(time.time()) // 3600 * 3600 - 3600)
    aws.start()
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "ddbdr.yaml"
        config.write_text(CONFIG)
        with Stack(product=("clock", "worker"), aws_url=aws.url, config=config) as stack:
            ledger = stack.ledger
            full = seconds_until(lambda: has_all(ledger), 2 * FULL_SECONDS)
            aws.newest += 3600
            wake(stack)
            new = seconds_until(lambda: has_new(ledger, aws.newest), 4 * NEW_SECONDS)
            stored = stack.valkey.megabytes() if stack.valkey else float("nan")
    lines = [
        Line("everything", f"{full:.0f} s", f"≤ {FULL_SECONDS:.0f} s", full <= FULL_SECONDS),
        Line("what an hour brought", f"{new:.1f} s", f"≤ {NEW_SECONDS:.0f} s", new <= NEW_SECONDS),
    ]
    for action, rate in RATES.items():
        seconds = aws.per_second(action)
        most = max(seconds, default=0)
        told = f"{most} ({sum(seconds):,} in all)"
        lines.append(Line(f"{action} a second, most", told, f"≤ {rate}/s", most <= rate))
    lines.append(Line("memory of Valkey", f"{stored:.0f} MB"))
    count = TABLES * len(PLACES)
    show(f"{count:,} tables in {len(PLACES)} places, {count * HOURS:,} recovery points", lines)


if __name__ == "__main__":
    main()
