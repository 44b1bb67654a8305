"""AWS Backup of the sandbox, its answers checked, and tables to back up."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.sandbox.aws_clients import Checked, Clients

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BackupClient = Any


@pytest.fixture(scope="session")
def checked() -> Checked:
    undeclared = {"AccessDeniedException", "SerializationException", "UnknownOperationException"}
    return {"backup": frozenset(undeclared)}


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
