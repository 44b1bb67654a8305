"""The sandbox's AWS for tests of whole jobs."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from sandbox.aws.running import RunningAws, running
from tests.workers.sandbox_world import client

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import GlobalSecondaryIndexTypeDef


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningAws]:
    """Its server, time standing still, and keys for it."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    with running(speed=0) as aws:
        yield aws


@pytest.fixture
def orders(sandbox: RunningAws) -> "DynamoDBClient":
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


BY_DAY: "GlobalSecondaryIndexTypeDef" = {
    "IndexName": "by-day",
    "KeySchema": [{"AttributeName": "day", "KeyType": "HASH"}],
    "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["total"]},
}


@pytest.fixture
def indexed(sandbox: RunningAws) -> "DynamoDBClient":
    """`orders` with an index, billed by request, recovery on."""
    dynamodb = client(sandbox)
    dynamodb.create_table(
        TableName="orders",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[
            {"AttributeName": "id", "AttributeType": "S"},
            {"AttributeName": "day", "AttributeType": "S"},
        ],
        GlobalSecondaryIndexes=[BY_DAY],
        BillingMode="PAY_PER_REQUEST",
    )
    sandbox.advance(60)
    dynamodb.update_continuous_backups(
        TableName="orders", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    sandbox.advance(600)
    return dynamodb
