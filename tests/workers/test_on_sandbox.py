"""Whole jobs through boto3, on the sandbox's AWS: what the in-memory one promises holds there."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import boto3
import pytest

from recovery.record import State
from sandbox.aws.faults import Kind
from sandbox.aws.running import RunningAws, running
from tests.workers.world import ALICE, Time, World
from workers.aws.boto import BotoAws
from workers.aws.clients import Clients


class SandboxTime(Time):
    """The sandbox's domain time; wall time passes along with it."""

    def __init__(self, sandbox: RunningAws) -> None:
        super().__init__()
        self._sandbox = sandbox

    def now(self) -> datetime:
        return self._sandbox.now()

    def pass_by(self, seconds: float) -> None:
        self._sandbox.advance(seconds)
        self.wall_seconds += seconds


class SandboxWorld(World):
    """A world whose AWS is the sandbox's server."""

    def __init__(self, sandbox: RunningAws) -> None:
        super().__init__(sandbox=True)
        self.time = SandboxTime(sandbox)
        self.aws = BotoAws(
            clients=Clients(self.config, sandbox.endpoint),
            rates=self.ledger.rates,
            wall=self.time.wall,
            sandbox=True,
        )


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def sandbox() -> Iterator[RunningAws]:
    with running(speed=0) as aws:
        yield aws


def client(sandbox: RunningAws, region: str = "us-east-2") -> Any:  # noqa: ANN401
    return boto3.client("dynamodb", region_name=region, endpoint_url=sandbox.endpoint)


@pytest.fixture
def orders(sandbox: RunningAws) -> Any:  # noqa: ANN401
    """`orders` with one item that was damaged a minute after it was written."""
    dynamodb = client(sandbox)
    dynamodb.create_table(
        TableName="orders",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        Tags=[{"Key": "team", "Value": "shop"}],
    )
    sandbox.advance(60)
    dynamodb.update_continuous_backups(
        TableName="orders", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    dynamodb.put_item(TableName="orders", Item={"id": {"S": "1"}, "total": {"N": "10"}})
    sandbox.advance(60)
    dynamodb.put_item(TableName="orders", Item={"id": {"S": "1"}, "total": {"N": "-1"}})
    sandbox.advance(900)
    return dynamodb


@pytest.mark.usefixtures("orders")
def test_a_backup(sandbox: RunningAws) -> None:
    world = SandboxWorld(sandbox)
    job_id = world.ask("backup", "orders")
    job = world.run_to_end(job_id)
    assert job.state is State.SUCCEEDED, job.outcome
    (summary,) = client(sandbox).list_backups()["BackupSummaries"]
    assert (summary["BackupName"], summary["BackupStatus"]) == (f"orders-{job_id}", "AVAILABLE")
    assert [notice.key for notice in world.notices()] == [summary["BackupArn"]]


@pytest.mark.parametrize("region", ["us-east-2", "us-west-1"])
@pytest.mark.usefixtures("orders")
def test_a_restore_to_before_the_damage(sandbox: RunningAws, region: str) -> None:
    world = SandboxWorld(sandbox)
    at = (sandbox.now() - timedelta(seconds=930)).replace(microsecond=0)
    job_id = world.ask("restore", "orders", at=at.isoformat(), region=region)
    world.approved(job_id)
    assert "1 tag" in world.plan(job_id).stays_away
    job = world.run_to_end(job_id)
    assert job.state is State.SUCCEEDED, job.outcome
    there = client(sandbox, region)
    item = there.get_item(TableName="orders-ddbdr-7F3K2Q1", Key={"id": {"S": "1"}})["Item"]
    assert item["total"] == {"N": "10"}
    assert len(sandbox.calls("RestoreTableToPointInTime")) == 1


@pytest.mark.parametrize("kind", ["lost_answer", "error", "unreachable", "throttle"])
@pytest.mark.usefixtures("orders")
def test_whatever_happens_to_the_call_there_is_one_backup(sandbox: RunningAws, kind: Kind) -> None:
    world = SandboxWorld(sandbox)
    job_id = world.ask("backup", "orders")
    world.run_until(lambda: world.job(job_id).cursor == 1)
    sandbox.fault("CreateBackup", kind, count=1)
    job = world.run_to_end(job_id)
    assert job.state is State.SUCCEEDED, job.outcome
    assert len(client(sandbox).list_backups()["BackupSummaries"]) == 1


@pytest.mark.usefixtures("orders")
def test_a_cancelled_restore_leaves_no_table(sandbox: RunningAws) -> None:
    world = SandboxWorld(sandbox)
    job_id = world.ask("restore", "orders", latest=True)
    world.approved(job_id)
    world.run_until(lambda: world.job(job_id).cursor == 2)
    world.say(job_id, "cancel", ALICE)
    assert world.run_to_end(job_id).state is State.CANCELLED
    assert client(sandbox).list_tables()["TableNames"] == ["orders"]


@pytest.mark.usefixtures("orders")
def test_a_deleted_table_comes_back_under_its_name(sandbox: RunningAws) -> None:
    client(sandbox).delete_table(TableName="orders")
    sandbox.advance(60)
    world = SandboxWorld(sandbox)
    job_id = world.ask("restore", "orders", latest=True)
    world.approved(job_id)
    job = world.run_to_end(job_id)
    assert job.state is State.SUCCEEDED, job.outcome
    assert client(sandbox).list_tables()["TableNames"] == ["orders"]
