"""Whole jobs on moto's own server, which is no sandbox of ours: it does all at once."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from recovery.job import Job
from recovery.ledger.memory import MemoryLedger
from recovery.plan import CheckResult
from recovery.record import State
from tests.workers.world import ALICE, Time, World
from workers.aws.boto import BotoAws
from workers.aws.clients import Clients

OURS = "orders-ddbdr-7F3K2Q"


class RealTime(Time):
    """The system's time, pushed on where a test would have to wait."""

    pushed = 0.0

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.pushed)

    def wall(self) -> float:
        return time.time() + self.pushed

    def pass_by(self, seconds: float) -> None:
        self.pushed += seconds


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def client(endpoint: str, region: str = "us-east-2") -> Any:  # noqa: ANN401
    return boto3.client("dynamodb", region_name=region, endpoint_url=endpoint)


@pytest.fixture
def moto(endpoint: str) -> Any:  # noqa: ANN401
    """A client of a moto that holds nothing but `orders`, with PITR and one item."""
    dynamodb = client(endpoint)
    for name in dynamodb.list_tables()["TableNames"]:
        dynamodb.delete_table(TableName=name)
    for backup in dynamodb.list_backups()["BackupSummaries"]:
        dynamodb.delete_backup(BackupArn=backup["BackupArn"])
    dynamodb.create_table(
        TableName="orders",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    dynamodb.update_continuous_backups(
        TableName="orders", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    dynamodb.put_item(TableName="orders", Item={"id": {"S": "1"}})
    return dynamodb


@pytest.fixture
def world(endpoint: str) -> World:
    world = World(sandbox=True)
    world.time = RealTime()
    world.ledger = MemoryLedger(wall=world.time.wall)
    world.aws = BotoAws(
        clients=Clients(world.config, endpoint),
        rates=world.ledger.rates,
        wall=world.time.wall,
        sandbox=True,
    )
    return world


def restored(world: World, table: str = "orders", **params: str | bool) -> Job:
    job_id = world.ask("restore", table, **params)
    world.approved(job_id)
    return world.run_to_end(job_id)


def test_a_backup_and_the_restore_of_it(world: World, moto: Any) -> None:  # noqa: ANN401
    backup = world.run_to_end(world.ask("backup", "orders"))
    assert backup.state is State.SUCCEEDED, backup.outcome
    job = restored(world, backup="latest")
    assert job.state is State.SUCCEEDED, job.outcome
    assert moto.scan(TableName=f"{OURS}2")["Count"] == 1


@pytest.mark.parametrize("point", ["at", "latest"])
def test_a_restore_to_an_instant_and_to_the_newest(
    world: World,
    moto: Any,  # noqa: ANN401
    point: str,
) -> None:
    at = (world.time.now() - timedelta(minutes=10)).isoformat()
    job = restored(world, **({"at": at} if point == "at" else {"latest": True}))
    assert job.state is State.SUCCEEDED, job.outcome
    unchecked = {
        check.name for check in world.plan(job.id).checks if check.result is CheckResult.NOT_CHECKED
    }
    assert unchecked == {"room for one more table"} | (
        {"instant is restorable"} if point == "at" else set()
    )
    assert moto.scan(TableName=f"{OURS}1")["Count"] == 1


def test_a_table_that_is_gone(world: World, moto: Any) -> None:  # noqa: ANN401
    world.run_to_end(world.ask("backup", "orders"))
    moto.delete_table(TableName="orders")
    job = restored(world, latest=True)
    assert job.state is State.SUCCEEDED, job.outcome
    assert moto.scan(TableName="orders")["Count"] == 1


@pytest.mark.usefixtures("moto")
def test_what_moto_cannot_do_ends_clearly(world: World, endpoint: str) -> None:
    job = restored(world, latest=True, region="us-west-1")
    assert job.state is State.FAILED
    assert "RestoreTableToPointInTime in prod/us-west-1" in job.outcome
    assert client(endpoint, "us-west-1").list_tables()["TableNames"] == []


@pytest.mark.parametrize("point", ["at", "latest", "backup"])
def test_a_cancelled_restore_leaves_nothing(
    world: World,
    moto: Any,  # noqa: ANN401
    point: str,
) -> None:
    world.run_to_end(world.ask("backup", "orders"))
    at = (world.time.now() - timedelta(minutes=10)).isoformat()
    points: dict[str, dict[str, str | bool]] = {
        "at": {"at": at},
        "latest": {"latest": True},
        "backup": {"backup": "latest"},
    }
    job_id = world.ask("restore", "orders", **points[point])
    world.approved(job_id)
    world.run_until(lambda: world.job(job_id).cursor == 2)
    world.say(job_id, "cancel", ALICE)
    assert world.run_to_end(job_id).state is State.CANCELLED
    assert moto.list_tables()["TableNames"] == ["orders"]
