"""What a restore waits for, may change, and is refused: size, indexes, limits, backups in use."""

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.running import RunningAws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws.conftest import Tables
    from tests.sandbox.aws_clients import Clients

INDEXED: dict[str, Any] = {
    "AttributeDefinitions": [
        {"AttributeName": name, "AttributeType": "S"} for name in ("id", "shop", "state")
    ],
    "GlobalSecondaryIndexes": [
        {
            "IndexName": f"by_{name}",
            "KeySchema": [{"AttributeName": name, "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"},
        }
        for name in ("shop", "state")
    ],
}


def refused(call: Any, code: str) -> str:  # noqa: ANN401 - any bound restore
    with pytest.raises(ClientError) as caught:
        call()
    assert caught.value.response["Error"]["Code"] == code
    return caught.value.response["Error"]["Message"]


def back_up(aws: RunningAws, ddb: "DynamoDBClient") -> str:
    made = ddb.create_backup(TableName="orders", BackupName="one")["BackupDetails"]["BackupArn"]
    aws.advance(30)
    return made


def restore(ddb: "DynamoDBClient", arn: str, name: str = "back", **more: Any) -> Any:  # noqa: ANN401
    return ddb.restore_table_from_backup(TargetTableName=name, BackupArn=arn, **more)


@pytest.mark.parametrize("indexes", [None, []])
def test_indexes_make_a_restore_longer_and_can_be_left_behind(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables", indexes: list[Any] | None
) -> None:
    tables.make(**INDEXED)
    arn = back_up(aws, ddb)
    more: dict[str, Any] = {} if indexes is None else {"GlobalSecondaryIndexOverride": indexes}
    restore(ddb, arn, **more)
    seconds = 1200 * (1.5 if indexes is None else 1)
    aws.advance(seconds - 1)
    assert tables.status("back") == "CREATING"
    aws.advance(1)
    assert tables.status("back") == "ACTIVE"


def test_size_makes_a_restore_longer(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    aws.profile(restore_seconds_per_gb=60, bytes_per_gb=100)
    tables.make()
    for number in range(30):
        tables.put(f"o-{number:02d}", 1)
    arn = back_up(aws, ddb)
    size = ddb.describe_backup(BackupArn=arn)["BackupDescription"]["BackupDetails"]
    longer = size["BackupSizeBytes"] // 100 * 60
    assert longer >= 180
    restore(ddb, arn)
    aws.advance(1200 + longer - 1)
    assert tables.status("back") == "CREATING"
    aws.advance(1)
    assert tables.status("back") == "ACTIVE"


def test_a_backup_feeds_one_restore_at_a_time(
    aws: RunningAws, ddb: "DynamoDBClient", west: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    arn = back_up(aws, ddb)
    restore(ddb, arn)
    message = refused(lambda: restore(ddb, arn, "more"), "BackupInUseException")
    assert message == f"Backup is being used to restore another table: {arn}"
    refused(
        lambda: restore(west, arn, SSESpecificationOverride={"Enabled": False}),
        "BackupInUseException",
    )
    aws.advance(1200)
    restore(ddb, arn, "more")


def test_backups_of_one_table_do_not_wait_for_each_other(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    for _ in range(3):
        ddb.create_backup(TableName="orders", BackupName="same")
    assert len(ddb.list_backups()["BackupSummaries"]) == 3
    aws.advance(30)


def test_so_many_bytes_may_be_restored_at_a_time(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(pitr=True)
    tables.put("a", 1)
    aws.advance(600)
    latest: Any = {"SourceTableName": "orders", "UseLatestRestorableTime": True}
    ddb.restore_table_to_point_in_time(TargetTableName="one", **latest)
    size = ddb.create_backup(TableName="orders", BackupName="two")["BackupDetails"][
        "BackupSizeBytes"
    ]
    assert size
    aws.profile(concurrent_restore_bytes=2 * size - 1)
    refused(
        lambda: ddb.restore_table_to_point_in_time(TargetTableName="two", **latest),
        "LimitExceededException",
    )
    aws.advance(1200)
    ddb.restore_table_to_point_in_time(TargetTableName="two", **latest)


def test_tables_with_indexes_have_a_limit_of_their_own(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(pitr=True, **INDEXED)
    aws.profile(indexed_table_creations=1)
    aws.advance(600)
    latest: Any = {"SourceTableName": "orders", "UseLatestRestorableTime": True}
    ddb.restore_table_to_point_in_time(TargetTableName="one", **latest)
    refused(
        lambda: ddb.restore_table_to_point_in_time(TargetTableName="two", **latest),
        "LimitExceededException",
    )
    ddb.restore_table_to_point_in_time(
        TargetTableName="three", GlobalSecondaryIndexOverride=[], **latest
    )


def test_partitions_do_not_mix(aws: RunningAws, clients: "Clients", tables: "Tables") -> None:
    tables.make(pitr=True)
    aws.advance(600)
    china: DynamoDBClient = clients(region="cn-north-1")
    words = refused(
        lambda: china.restore_table_to_point_in_time(
            SourceTableArn="arn:aws:dynamodb:us-east-2:123456789012:table/orders",
            TargetTableName="back",
            UseLatestRestorableTime=True,
            SSESpecificationOverride={"Enabled": False},
        ),
        "ValidationException",
    )
    assert "partition" in words


def test_the_system_backup_brings_a_deleted_table_back_and_cannot_be_deleted(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(pitr=True)
    tables.put("a", 5)
    ddb.delete_table(TableName="orders")
    aws.advance(60)
    (kept,) = ddb.list_backups(BackupType="SYSTEM")["BackupSummaries"]
    arn = kept["BackupArn"]
    words = refused(lambda: ddb.delete_backup(BackupArn=arn), "ValidationException")
    assert "automatically expire" in words
    restore(ddb, arn, "orders")
    aws.advance(1200)
    assert tables.totals("orders") == {"a": 5}


def test_recovery_stays_on_while_a_backup_is_made(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(pitr=True)
    ddb.create_backup(TableName="orders", BackupName="one")
    off: Any = {"PointInTimeRecoveryEnabled": False}
    with pytest.raises(ddb.exceptions.ContinuousBackupsUnavailableException):
        ddb.update_continuous_backups(TableName="orders", PointInTimeRecoverySpecification=off)
    aws.advance(30)
    ddb.update_continuous_backups(TableName="orders", PointInTimeRecoverySpecification=off)


@pytest.mark.parametrize(
    ("override", "words"),
    [
        (
            {
                "BillingModeOverride": "PAY_PER_REQUEST",
                "ProvisionedThroughputOverride": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
            },
            "Cannot override ProvisionedThroughput",
        ),
        ({"BillingModeOverride": "PROVISIONED"}, "Must override ProvisionedThroughput"),
        (
            {
                "BillingModeOverride": "PROVISIONED",
                "ProvisionedThroughputOverride": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
            },
            "Must specify provisioned throughput for index by_shop",
        ),
        (
            {
                "BillingModeOverride": "PROVISIONED",
                "ProvisionedThroughputOverride": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
                "OnDemandThroughputOverride": {"MaxReadRequestUnits": 1},
            },
            "unless BillingModeOverride is PAY_PER_REQUEST",
        ),
        (
            {
                "GlobalSecondaryIndexOverride": [
                    {**INDEXED["GlobalSecondaryIndexes"][0], "IndexName": "by_else"}
                ]
            },
            "does not match a secondary index",
        ),
    ],
)
def test_overrides_have_to_agree(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables", override: dict[str, Any], words: str
) -> None:
    tables.make(**INDEXED)
    arn = back_up(aws, ddb)
    assert words in refused(lambda: restore(ddb, arn, **override), "ValidationException")
    assert ddb.list_tables()["TableNames"] == ["orders"]
