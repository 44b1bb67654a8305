"""Tables and backups live on their KMS keys: what a disabled key stops, when, and for how long."""

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.running import RunningAws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_kms import KMSClient

    from tests.sandbox.aws.conftest import Tables
    from tests.sandbox.aws_clients import Clients

MINUTE, DAY = 60, 86_400
LOST = "INACCESSIBLE_ENCRYPTION_CREDENTIALS"


@pytest.fixture
def keys(clients: "Clients") -> "KMSClient":
    client: KMSClient = clients("kms")
    return client


class Key:
    """A customer managed key, and the ways to lose it."""

    def __init__(self, keys: "KMSClient") -> None:
        self._keys = keys
        self.arn = keys.create_key()["KeyMetadata"]["Arn"]

    def lose(self, way: str = "disabled") -> None:
        if way == "disabled":
            self._keys.disable_key(KeyId=self.arn)
        else:
            self._keys.schedule_key_deletion(KeyId=self.arn, PendingWindowInDays=7)

    def find(self) -> None:
        self._keys.enable_key(KeyId=self.arn)


@pytest.fixture
def key(keys: "KMSClient") -> Key:
    return Key(keys)


@pytest.fixture
def encrypted(tables: "Tables", key: Key) -> Key:
    """The key of `orders`, which has one item."""
    tables.make(pitr=True, SSESpecification={"Enabled": True, "KMSMasterKeyId": key.arn})
    tables.put("a", 1)
    return key


def refused(call: Any) -> str:  # noqa: ANN401 - any bound call
    with pytest.raises(ClientError) as caught:
        call()
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    return caught.value.response["Error"]["Message"]


def table_of(ddb: "DynamoDBClient") -> Any:  # noqa: ANN401
    return ddb.describe_table(TableName="orders")["Table"]


@pytest.mark.parametrize("by", ["arn", "id"])
def test_a_key_is_disabled_and_enabled_by_id_or_arn(keys: "KMSClient", by: str) -> None:
    name = keys.create_key()["KeyMetadata"]["Arn" if by == "arn" else "KeyId"]
    keys.disable_key(KeyId=name)
    assert keys.describe_key(KeyId=name)["KeyMetadata"]["KeyState"] == "Disabled"
    keys.enable_key(KeyId=name)
    assert keys.describe_key(KeyId=name)["KeyMetadata"]["KeyState"] == "Enabled"
    keys.schedule_key_deletion(KeyId=name, PendingWindowInDays=7)
    assert keys.describe_key(KeyId=name)["KeyMetadata"]["KeyState"] == "PendingDeletion"
    keys.cancel_key_deletion(KeyId=name)
    assert keys.describe_key(KeyId=name)["KeyMetadata"]["KeyState"] == "Disabled"


@pytest.mark.parametrize("way", ["disabled", "pending deletion"])
def test_data_is_refused_after_minutes_and_the_status_says_so_later(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables", encrypted: Key, way: str
) -> None:
    encrypted.lose(way)
    aws.advance(5 * MINUTE - 1)
    assert tables.totals("orders") == {"a": 1}
    aws.advance(1)
    assert way in refused(lambda: tables.totals("orders"))
    assert encrypted.arn in refused(lambda: tables.put("b", 2))
    assert tables.status("orders") == "ACTIVE"
    aws.advance(25 * MINUTE)
    table = table_of(ddb)
    assert table["TableStatus"] == LOST
    assert table["SSEDescription"]["InaccessibleEncryptionDateTime"] == aws.now()
    refused(lambda: ddb.create_backup(TableName="orders", BackupName="none"))


def test_with_the_key_the_data_is_back_at_once_and_the_status_later(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables", encrypted: Key
) -> None:
    encrypted.lose()
    aws.advance(DAY)
    encrypted.find()
    assert tables.totals("orders") == {"a": 1}
    assert tables.status("orders") == LOST
    aws.advance(30 * MINUTE)
    table = table_of(ddb)
    assert table["TableStatus"] == "ACTIVE"
    assert "InaccessibleEncryptionDateTime" not in table["SSEDescription"]


def test_a_short_loss_is_never_seen(aws: RunningAws, tables: "Tables", encrypted: Key) -> None:
    encrypted.lose()
    aws.advance(10 * MINUTE)
    encrypted.find()
    aws.advance(60 * MINUTE)
    assert tables.status("orders") == "ACTIVE"
    assert tables.totals("orders") == {"a": 1}


def test_after_a_week_the_table_is_archived_into_a_backup(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables", encrypted: Key
) -> None:
    encrypted.lose()
    aws.advance(7 * DAY + 30 * MINUTE)
    table = table_of(ddb)
    assert table["TableStatus"] == "ARCHIVED"
    summary = table["ArchivalSummary"]
    assert summary["ArchivalReason"] == LOST
    assert summary["ArchivalDateTime"] == aws.now()
    arn = summary["ArchivalBackupArn"]
    assert arn.startswith(f"{table['TableArn']}/backup/")
    with pytest.raises(ddb.exceptions.ResourceNotFoundException):
        tables.totals("orders")
    encrypted.find()
    ddb.delete_table(TableName="orders")
    aws.advance(5)
    ddb.restore_table_from_backup(TargetTableName="orders", BackupArn=arn)
    aws.advance(1200)
    assert tables.totals("orders") == {"a": 1}


@pytest.mark.parametrize("way", ["disabled", "pending deletion"])
def test_a_backup_cannot_be_restored_without_the_key_it_was_made_with(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables", encrypted: Key, way: str
) -> None:
    made = ddb.create_backup(TableName="orders", BackupName="kept")["BackupDetails"]["BackupArn"]
    aws.advance(30)
    ddb.update_table(TableName="orders", SSESpecification={"Enabled": False})
    aws.advance(60)
    encrypted.lose(way)
    for more in ({}, {"SSESpecificationOverride": {"Enabled": False}}):
        words = refused(
            lambda more=more: ddb.restore_table_from_backup(
                TargetTableName="back", BackupArn=made, **more
            )
        )
        assert way in words
    aws.advance(60 * MINUTE)
    assert tables.totals("orders") == {"a": 1}
    assert ddb.list_tables()["TableNames"] == ["orders"]


def test_items_do_not_expire_without_the_key(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables", encrypted: Key
) -> None:
    ends: Any = {"Enabled": True, "AttributeName": "total"}  # 1970 plus so many seconds
    ddb.update_time_to_live(TableName="orders", TimeToLiveSpecification=ends)
    tables.put("soon", int(aws.now().timestamp()))
    aws.advance(5 * MINUTE)
    encrypted.lose()
    lost = aws.now()
    for _ in range(6):
        aws.advance(60 * MINUTE)
        assert ddb.list_tables()["TableNames"] == ["orders"]
    encrypted.find()
    assert set(tables.totals("orders")) == {"a"}
    ddb.restore_table_to_point_in_time(
        SourceTableName="orders",
        TargetTableName="back",
        RestoreDateTime=lost + timedelta(hours=5),
    )
    aws.advance(1200)
    assert set(tables.totals("back")) == {"a", "soon"}


def test_the_key_of_vaults_that_name_none_is_aws_own(clients: "Clients", keys: "KMSClient") -> None:
    backup = clients("backup")
    backup.create_backup_vault(BackupVaultName="plain")
    arn = backup.describe_backup_vault(BackupVaultName="plain")["EncryptionKeyArn"]
    for named in ("alias/aws/backup", arn):
        described = keys.describe_key(KeyId=named)["KeyMetadata"]
        assert (described["Arn"], described["KeyManager"]) == (arn, "AWS")
        told = json.loads(keys.get_key_policy(KeyId=described["KeyId"])["Policy"])
        assert (
            told["Statement"][0]["Condition"]["StringEquals"]["kms:CallerAccount"] == "123456789012"
        )


def test_a_keys_policy_is_told_by_its_arn_whatever_its_name(keys: "KMSClient") -> None:
    arn = keys.create_key()["KeyMetadata"]["Arn"]
    unnamed = keys.get_key_policy(KeyId=arn)["Policy"]
    assert unnamed == keys.get_key_policy(KeyId=arn, PolicyName="default")["Policy"]
    assert "kms:*" in unnamed
