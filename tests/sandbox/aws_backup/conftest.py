"""A sandbox whose time stands still, clients whose answers are checked, and tables to back up."""

import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from boto3 import Session
from botocore.model import OperationModel

from sandbox.aws.clients import once, session
from sandbox.aws.outputs import misfits
from sandbox.aws.running import RunningAws, running

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

START = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
UNDECLARED = {"AccessDeniedException", "SerializationException", "UnknownOperationException"}
"""Codes that AWS answers on every operation although the service model does not list them."""

Json = dict[str, Any]
Clients = Callable[..., Any]
BackupClient = Any


def check(response: Json, model: OperationModel, found: list[str]) -> None:
    """Note what botocore's parser would pass over in silence."""
    if response["status_code"] >= 300:
        code = response["headers"]["x-amzn-ErrorType"]
        if code not in {shape.name for shape in model.error_shapes} | UNDECLARED:
            found.append(f"{model.name} does not declare {code}")
    elif model.output_shape is not None:
        found.extend(misfits(json.loads(response["body"]), model.output_shape, model.name))


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
    """client(service, region, account); AWS Backup's answers are held against the shapes."""
    found: list[str] = []
    made_here: list[Any] = []

    def client(service: str = "backup", region: str = "us-east-2", account: str = "") -> Any:  # noqa: ANN401 - boto3's clients have no common type
        keys = _keys(aws, shared, account) if account else {}
        made = shared.client(  # type: ignore[call-overload]
            service, region_name=region, endpoint_url=aws.endpoint, config=once(), **keys
        )
        if service == "backup":
            made.meta.events.register(
                "before-parse.backup.*",
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


def _keys(aws: RunningAws, shared: Session, account: str) -> dict[str, str]:
    """Keys of a role in the account."""
    sts = shared.client("sts", region_name="us-east-2", endpoint_url=aws.endpoint, config=once())
    arn = f"arn:aws:iam::{account}:role/operator"
    keys = sts.assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
    sts.close()
    return {
        "aws_access_key_id": keys["AccessKeyId"],
        "aws_secret_access_key": keys["SecretAccessKey"],
        "aws_session_token": keys["SessionToken"],
    }


@pytest.fixture
def ddb(clients: Clients) -> "DynamoDBClient":
    """DynamoDB in us-east-2."""
    client: DynamoDBClient = clients("dynamodb")
    return client


@pytest.fixture
def backup(clients: Clients) -> BackupClient:
    """AWS Backup in us-east-2, with the vault `ddbdr`."""
    client: BackupClient = clients("backup")
    client.create_backup_vault(BackupVaultName="ddbdr")
    return client


@pytest.fixture
def west(clients: Clients) -> BackupClient:
    """AWS Backup in us-west-1, with the vault `ddbdr`."""
    client: BackupClient = clients("backup", "us-west-1")
    client.create_backup_vault(BackupVaultName="ddbdr")
    return client
