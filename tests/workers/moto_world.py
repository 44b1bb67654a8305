"""moto's own server as a world's AWS: no sandbox of ours, and it does all at once."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.request import Request, urlopen

import boto3
from moto.server import ThreadedMotoServer

from recovery.ledger.memory import MemoryLedger
from tests.workers.world import Time, World
from workers.aws.boto import BotoAws
from workers.aws.clients import Clients


class RealTime(Time):
    """The system's time, pushed on where a test would have to wait."""

    pushed = 0.0

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.pushed)

    def wall(self) -> float:
        return time.time() + self.pushed

    def pass_by(self, seconds: float) -> None:
        self.pushed += seconds


@contextmanager
def serving() -> Iterator[str]:
    """A server on a free port; its endpoint."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def client(endpoint: str, service: Any = "dynamodb", region: str = "us-east-2") -> Any:  # noqa: ANN401
    """boto3's own client."""
    return boto3.client(service, region_name=region, endpoint_url=endpoint)


def add_orders(endpoint: str) -> Any:  # noqa: ANN401  a client of DynamoDB
    """Nothing is there but `orders`, with PITR and one item."""
    urlopen(Request(f"{endpoint}/moto-api/reset", method="POST")).close()  # noqa: S310  loopback
    dynamodb = client(endpoint)
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


def place(world: World, endpoint: str) -> None:
    """Let that world work with that server, in real time."""
    world.time = RealTime()
    world.ledger = MemoryLedger(wall=world.time.wall)
    world.aws = BotoAws(
        clients=Clients(world.config, endpoint),
        rates=world.ledger.rates,
        wall=world.time.wall,
        sandbox=True,
    )
