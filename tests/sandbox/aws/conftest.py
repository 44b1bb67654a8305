"""A sandbox per test, its time standing still, and clients whose answers are checked."""

import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from boto3 import Session
from botocore.config import Config
from botocore.model import OperationModel

from sandbox.aws.clients import once, session
from sandbox.aws.outputs import misfits
from sandbox.aws.running import RunningAws, running

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

START = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
UNDECLARED = {
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
"""Codes that AWS answers on every operation although the service model does not list them."""

Clients = Callable[..., Any]


def check(response: dict[str, Any], model: OperationModel, found: list[str]) -> None:
    """Note what botocore's parser would pass over in silence."""
    if response["status_code"] == 405:
        return
    body = json.loads(response["body"])
    if response["status_code"] >= 300:
        code = body["__type"].rpartition("#")[2]
        declared = {shape.name for shape in model.error_shapes} | UNDECLARED
        if code not in declared:
            found.append(f"{model.name} does not declare {code}")
    elif model.output_shape is not None:
        found.extend(misfits(body, model.output_shape, model.name))


@pytest.fixture(scope="session", autouse=True)
def _bare_environment() -> Iterator[None]:
    """Moto opens a session of its own, which fails at a profile this machine does not have."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith("AWS_"):
                patch.delenv(name)
        yield


@pytest.fixture
def aws() -> Iterator[RunningAws]:
    """A fresh AWS on 2 November 2026, 08:00; time passes only where a test lets it."""
    with running(speed=0, start=START, rates=False) as server:
        yield server


@pytest.fixture(scope="session")
def shared() -> Session:
    """One session for all tests: reading botocore's models takes most of a client's time."""
    return session()


@pytest.fixture
def clients(aws: RunningAws, shared: Session) -> Iterator[Clients]:
    """client(service, region, **credentials); DynamoDB's answers are held against the shapes."""
    found: list[str] = []
    made_here: list[Any] = []

    def client(
        service: str = "dynamodb",
        region: str = "us-east-2",
        *,
        checks_input: bool = True,
        **credentials: str,
    ) -> Any:  # noqa: ANN401 - boto3's clients have no common type
        config = once().merge(Config(parameter_validation=checks_input))
        made = (session(**credentials) if credentials else shared).client(  # type: ignore[call-overload]
            service, region_name=region, endpoint_url=aws.endpoint, config=config
        )
        if service == "dynamodb":
            made.meta.events.register(
                "before-parse.dynamodb.*",
                lambda response_dict, operation_model, **_: check(
                    response_dict, operation_model, found
                ),
            )
        made_here.append(made)
        return made

    yield client
    for made in made_here:
        made.close()
    assert found == []


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
