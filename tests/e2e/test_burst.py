"""Two thousand events at once: each is told, and no channel hears more than one thing a second."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from sandbox.aws.accounts import PROD
from sandbox.foundation import QUEUE
from sandbox.processes import wait_until
from sandbox.slack.person import read
from tests import aws_samples as samples
from tests.e2e.crew import ALERTS, OPERATIONS, Crew
from tests.e2e.running import running

CONFIG = """
slack: {team: T01TEST, channels: {operations: C01OPS, alerts: C02ALERTS}, default_zone: UTC}
accounts:
  - {name: prod, id: "123456789012", region: us-east-2, dr_region: us-west-1}
tables: [{match: "shop-*", channel: C01OPS, notify: digest}]
operators: [U01ALICE]
approvals: [{actions: [backup], quorum: 0}]
"""
QUEUE_ARN = f"arn:aws:sqs:us-east-2:{PROD}:{QUEUE}"
POINTS = samples.POINT.rpartition(":")[0]
TABLES = 40
KINDS = {"BackupCompleted": 1200, "CopyCompleted": 760, "CopyFailed": 40}
"""How many of each."""
ALMOST_A_SECOND = 0.99
"""Slack's clock and the poster's are two."""
PATIENCE_SECONDS = 90.0
Json = dict[str, Any]


@pytest.fixture(scope="module")
def crew(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crew]:
    config = tmp_path_factory.mktemp("burst") / "ddbdr.yaml"
    config.write_text(CONFIG)
    with running(config, (), speed=1) as burst:
        burst.crew.aws.put_letters(QUEUE_ARN, *letters())
        wait_until("all to be gathered", lambda: is_gathered(burst.crew), seconds=PATIENCE_SECONDS)
        burst.stack.set_clock(advance_seconds=3601)
        yield burst.crew


def letters() -> list[str]:
    """Each of a job and a recovery point of its own; the kinds are mixed as they would come."""
    made = [
        (number / count, event(kind, number))
        for kind, count in KINDS.items()
        for number in range(count)
    ]
    return [samples.text(letter) for _, letter in sorted(made, key=lambda one: one[0])]


def event(kind: str, number: int) -> Json:
    job_id = f"{number:08d}-d405-4a86-a440-759fa94f34dd"
    table = f"{samples.TABLE.rpartition('/')[0]}/shop-{number % TABLES}"
    if kind == "BackupCompleted":
        made = samples.backup("COMPLETED", backupJobId=job_id, resourceArn=table)
        return made | {"resources": [f"{POINTS}:{job_id}"]}
    if kind == "CopyFailed":
        return samples.copy("FAILED", copyJobId=f"F{job_id}", resourceArn=table)
    copied = f"{POINTS.replace('us-east-2', 'us-west-1')}:{job_id}"
    return samples.copy(
        "COMPLETED", copyJobId=job_id, resourceArn=table, destinationRecoveryPointArn=copied
    )


def is_gathered(crew: Crew) -> bool:
    """Everything was heard and is told already, or counted for a digest."""
    gathered = sum(crew.ledger.news.gathered().values())
    told = sum(counted(crew, channel).total() for channel in (ALERTS, OPERATIONS))
    return gathered + told >= 2 * sum(KINDS.values()) and not crew.ledger.outbox.waiting()


def news(crew: Crew, channel: str) -> list[Json]:
    """What is told there, one by one or in digests."""
    found = crew.alice.messages(channel)
    return [m for m in found if "letter" in (m.get("metadata") or {}).get("event_payload", {})]


def counted(crew: Crew, channel: str) -> Counter[str]:
    """How many of each kind are told there."""
    total: Counter[str] = Counter()
    for message in news(crew, channel):
        payload = message["metadata"]["event_payload"]
        total.update(payload["kinds"] if "kinds" in payload else [payload["name"]])
    return total


@pytest.mark.parametrize("channel", [ALERTS, OPERATIONS])
def test_of_two_thousand_events_none_is_lost(crew: Crew, channel: str) -> None:
    wait_until(
        "all to be told",
        lambda: counted(crew, channel).total() >= sum(KINDS.values()),
        seconds=PATIENCE_SECONDS,
    )
    crew.all_told()
    assert counted(crew, channel) == KINDS
    assert crew.ledger.news.poison() == ()
    told = [float(message["ts"]) for message in news(crew, channel)]
    assert min(after - before for before, after in pairwise(told)) > ALMOST_A_SECOND


@pytest.mark.parametrize("channel", [ALERTS, OPERATIONS])
def test_a_digest_names_kinds_and_tables(crew: Crew, channel: str) -> None:
    digest = crew.alice.wait_for(
        channel, lambda m: m["text"].startswith("Digest"), timeout=PATIENCE_SECONDS
    )
    shown = read(digest)
    assert "1,960 completions" in shown
    assert "BackupCompleted 1,200 · CopyCompleted 760" in shown
    assert "shop-0 ×30" in shown  # noqa: RUF001  times
    assert "and 30 more" in shown
