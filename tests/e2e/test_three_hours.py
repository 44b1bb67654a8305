"""One `protect`, then three hours: three backups, three copies, each told once.

For the second hour the whole product is stopped. AWS goes on by itself, and its events wait
in the queue.
"""

import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from sandbox.aws.clients import backup
from sandbox.processes import wait_until
from sandbox.seed import seed
from sandbox.slack.person import read
from sandbox.stack import Stack
from tests.e2e.crew import ALERTS, Crew
from tests.e2e.running import HOSTILE

HOME, DR, VAULT = "us-east-2", "us-west-1", "ddbdr"
PATIENCE_SECONDS = 60.0
Json = dict[str, Any]


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    outside = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
    with Stack(outside=outside | HOSTILE, speed=20, prepare=seed) as running:
        yield running


@pytest.fixture(scope="module")
def crew(stack: Stack) -> Iterator[Crew]:
    with Crew(
        stack.slack_url, stack.redis_url, stack.aws_url, approvers=("U02BOB", "U03EVE")
    ) as crew:
        yield crew


@pytest.fixture(scope="module")
def protected(stack: Stack, crew: Crew) -> str:
    """The job that protects orders; it is then long enough after an hour for copies to end."""
    job_id = crew.asks("protect orders --rpo 2h --rto 4h --reason 'nothing leaves the region yet'")
    crew.types_approvals(job_id)
    crew.succeeds(job_id)
    stack.set_clock(speed=1, advance_seconds=max(0, 20 - crew.now().minute) * 60)
    return job_id


def points(stack: Stack, region: str) -> list[Json]:
    """Recovery points of orders in the vault, past the product."""
    client = backup(stack.aws_url, region)
    found = client.list_recovery_points_by_backup_vault(BackupVaultName=VAULT)["RecoveryPoints"]
    return [dict(point) for point in found if point["Status"] in {"COMPLETED", "AVAILABLE"}]


def told(crew: Crew, name: str) -> list[Json]:
    return [m for m in crew.alice.messages(ALERTS) if m["text"].startswith(name)]


def await_told(crew: Crew, count: int) -> None:
    for name in ("BackupCompleted · orders", "CopyCompleted · orders"):
        wait_until(
            f"{count} of {name}",
            lambda name=name: len(told(crew, name)) >= count,  # type: ignore[misc]
            seconds=PATIENCE_SECONDS,
        )


def test_three_hours_with_the_product_away_for_one(
    stack: Stack, crew: Crew, protected: str
) -> None:
    began = crew.now()
    stack.pass_hours(1)
    await_told(crew, 1)

    with stack.product_away():
        stack.pass_hours(1)
        assert len(points(stack, DR)) == 2, "AWS needs nobody of ours"

    stack.pass_hours(1)
    await_told(crew, 3)
    crew.all_told()

    assert crew.now() - began >= timedelta(hours=3)
    assert len(points(stack, HOME)) == 3
    assert len(points(stack, DR)) == 3
    for name in ("BackupCompleted · orders", "CopyCompleted · orders"):
        news = told(crew, name)
        assert len(news) == 3, [message["text"] for message in news]
        keys = {message["metadata"]["event_payload"]["key"] for message in news}
        assert len(keys) == 3, "each is about one of its own"
    assert all("RPO" in message["text"] for message in told(crew, "CopyCompleted · orders"))
    assert crew.job(protected).state.value == "succeeded"


@pytest.mark.usefixtures("protected")
def test_protect_again_finds_nothing_to_do(crew: Crew) -> None:
    before = changes(crew)
    job_id = crew.asks("protect orders --rpo 2h --rto 4h")
    card = crew.card(job_id, "succeeded")
    assert "Nothing was done" in read(card)
    assert changes(crew) == before


def changes(crew: Crew) -> int:
    """How many changes were asked of AWS so far that protect makes."""
    made = ("CreateBackupPlan", "UpdateBackupPlan", "CreateBackupSelection", "CreateBackupVault")
    return sum(len(crew.aws.calls(action)) for action in (*made, "PutRule", "TagResource"))
