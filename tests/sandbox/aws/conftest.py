"""DynamoDB of the sandbox, its answers checked, and tables there."""

from typing import TYPE_CHECKING, Any

import pytest

from sandbox.aws.running import RunningAws
from tests.sandbox.aws_clients import Checked, Clients

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

UNDECLARED = frozenset(
    {
        "ExpiredTokenException",
        "SerializationException",
        "ServiceUnavailable",
        "UnrecognizedClientException",
        "ValidationException",
        "AccessDeniedException",
        "ThrottlingException",
        "UnknownOperationException",
        "InternalServerError",
    }
)
"""Codes that AWS answers on every operation although the service model does not list them."""


@pytest.fixture(scope="session")
def checked() -> Checked:
    return {"dynamodb": UNDECLARED, "dynamodbstreams": UNDECLARED}


@pytest.fixture
def ddb(clients: Clients) -> "DynamoDBClient":
    """DynamoDB in us-east-2."""
    client: DynamoDBClient = clients()
    return client


@pytest.fixture
def west(clients: Clients) -> "DynamoDBClient":
    """DynamoDB in us-west-1."""
    client: DynamoDBClient = clients(region="us-west-1")
    return client


class Tables:
    """Makes tables and reads them, the way most tests here need it."""

    def __init__(self, aws: RunningAws, ddb: "DynamoDBClient") -> None:
        self._aws = aws
        self._ddb = ddb

    def make(self, name: str = "orders", *, pitr: bool = False, **more: Any) -> str:  # noqa: ANN401
        """An ACTIVE table with the key `id`; gives its ARN."""
        definition: dict[str, Any] = {
            "TableName": name,
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
            "BillingMode": "PAY_PER_REQUEST",
        }
        arn = self._ddb.create_table(**(definition | more))["TableDescription"]["TableArn"]
        self._aws.advance(5)
        if pitr:
            self._ddb.update_continuous_backups(
                TableName=name,
                PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
            )
        return arn

    def put(self, item_id: str, total: int, table: str = "orders") -> None:
        """Write one item."""
        self._ddb.put_item(TableName=table, Item={"id": {"S": item_id}, "total": {"N": str(total)}})

    def totals(self, table: str, client: "DynamoDBClient | None" = None) -> dict[str, int]:
        """Every item's total by its id."""
        items = (client or self._ddb).scan(TableName=table)["Items"]
        return {item["id"]["S"]: int(item["total"]["N"]) for item in items}

    def status(self, name: str, client: "DynamoDBClient | None" = None) -> str:
        """TableStatus."""
        return (client or self._ddb).describe_table(TableName=name)["Table"]["TableStatus"]


@pytest.fixture
def west_tables(aws: RunningAws, west: "DynamoDBClient") -> Tables:
    """Tables in us-west-1."""
    return Tables(aws, west)


@pytest.fixture
def tables(aws: RunningAws, ddb: "DynamoDBClient") -> Tables:
    """Tables in us-east-2."""
    return Tables(aws, ddb)
