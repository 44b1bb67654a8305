"""On-demand backups: they take time, outlive their table, and are listed as AWS lists them."""

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.running import RunningAws
from tests.sandbox.aws.raw import ask_aws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws.conftest import Tables

GONE = "arn:aws:dynamodb:us-east-2:123456789012:table/orders/backup/01794000000000-00000000"


def back_up(ddb: "DynamoDBClient", name: str = "nightly", table: str = "orders") -> str:
    return ddb.create_backup(TableName=table, BackupName=name)["BackupDetails"]["BackupArn"]


def status(ddb: "DynamoDBClient", arn: str) -> str:
    description = ddb.describe_backup(BackupArn=arn)["BackupDescription"]
    return description["BackupDetails"]["BackupStatus"]


def names(page: Any) -> list[str]:  # noqa: ANN401 - any page of ListBackups
    return [summary["BackupName"] for summary in page["BackupSummaries"]]


def test_a_backup_is_creating_then_available(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    details = ddb.create_backup(TableName="orders", BackupName="nightly")["BackupDetails"]
    assert details["BackupStatus"] == "CREATING"
    assert details["BackupCreationDateTime"] == aws.now()
    aws.advance(29)
    assert status(ddb, details["BackupArn"]) == "CREATING"
    aws.advance(1)
    assert status(ddb, details["BackupArn"]) == "AVAILABLE"


def test_it_describes_what_the_table_was(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(
        AttributeDefinitions=[
            {"AttributeName": "id", "AttributeType": "S"},
            {"AttributeName": "shop", "AttributeType": "S"},
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by_shop",
                "KeySchema": [{"AttributeName": "shop", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
        SSESpecification={"Enabled": True, "SSEType": "KMS"},
    )
    ddb.update_time_to_live(
        TableName="orders",
        TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires_at"},
    )
    tables.put("a", 1)
    aws.advance(60)
    arn = back_up(ddb)
    tables.put("b", 2)
    description = ddb.describe_backup(BackupArn=arn)["BackupDescription"]
    source, features = description["SourceTableDetails"], description["SourceTableFeatureDetails"]
    assert (source["TableName"], source["ItemCount"], source["BillingMode"]) == (
        "orders", 1, "PAY_PER_REQUEST",
    )  # fmt: skip
    assert source["TableSizeBytes"] == description["BackupDetails"]["BackupSizeBytes"] > 0
    assert features["GlobalSecondaryIndexes"][0]["IndexName"] == "by_shop"
    assert features["TimeToLiveDescription"]["AttributeName"] == "expires_at"
    assert features["StreamDescription"]["StreamViewType"] == "NEW_IMAGE"
    assert features["SSEDescription"]["SSEType"] == "KMS"


def test_it_outlives_its_table_and_its_name_is_not_unique(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    arns = {back_up(ddb, "same"), back_up(ddb, "same")}
    assert len(arns) == 2
    aws.advance(30)
    ddb.delete_table(TableName="orders")
    aws.advance(3600)
    assert {status(ddb, arn) for arn in arns} == {"AVAILABLE"}
    assert names(ddb.list_backups(TableName="orders")) == ["same", "same"]


def test_a_table_being_backed_up_cannot_be_deleted(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    back_up(ddb)
    with pytest.raises(ddb.exceptions.ResourceInUseException):
        ddb.delete_table(TableName="orders")
    aws.advance(30)
    ddb.delete_table(TableName="orders")


def test_deleting_a_backup(aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables") -> None:
    tables.make()
    arn = back_up(ddb)
    with pytest.raises(ddb.exceptions.BackupInUseException):
        ddb.delete_backup(BackupArn=arn)
    aws.advance(30)
    deleted = ddb.delete_backup(BackupArn=arn)["BackupDescription"]["BackupDetails"]
    assert deleted["BackupStatus"] == "DELETED"
    with pytest.raises(ddb.exceptions.BackupNotFoundException):
        ddb.describe_backup(BackupArn=arn)
    with pytest.raises(ddb.exceptions.BackupNotFoundException):
        ddb.delete_backup(BackupArn=arn)


def test_a_backup_being_restored_cannot_be_deleted(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    arn = back_up(ddb)
    aws.advance(30)
    ddb.restore_table_from_backup(TargetTableName="back", BackupArn=arn)
    with pytest.raises(ddb.exceptions.BackupInUseException):
        ddb.delete_backup(BackupArn=arn)
    aws.advance(1200)
    ddb.delete_backup(BackupArn=arn)


def test_deleting_a_table_with_recovery_on_leaves_a_system_backup_for_35_days(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(pitr=True)
    tables.make("plain")
    ddb.delete_table(TableName="orders")
    ddb.delete_table(TableName="plain")
    assert names(ddb.list_backups()) == []
    (kept,) = ddb.list_backups(BackupType="SYSTEM")["BackupSummaries"]
    assert kept["BackupName"] == "orders$DeletedTableBackup"
    assert kept["BackupType"] == "SYSTEM"
    assert kept["BackupExpiryDateTime"] == aws.now() + timedelta(days=35)
    aws.advance(timedelta(days=35).total_seconds() - 1)
    assert len(names(ddb.list_backups(BackupType="ALL"))) == 1
    aws.advance(1)
    assert names(ddb.list_backups(BackupType="ALL")) == []


def test_listing_by_table_type_and_time(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    orders_arn = tables.make(pitr=True)
    tables.make("carts")
    times = []
    for name in ("first", "second", "third"):
        back_up(ddb, name)
        times.append(aws.now())
        aws.advance(3600)
    back_up(ddb, "cart", table="carts")
    ddb.delete_table(TableName="orders")
    assert names(ddb.list_backups(TableName="orders")) == ["first", "second", "third"]
    assert names(ddb.list_backups(TableName=orders_arn)) == ["first", "second", "third"]
    assert names(ddb.list_backups(TableName="carts")) == ["cart"]
    assert len(names(ddb.list_backups(BackupType="ALL"))) == 5
    between = ddb.list_backups(
        TableName="orders", TimeRangeLowerBound=times[0], TimeRangeUpperBound=times[2]
    )
    assert names(between) == ["first", "second"]
    elsewhere = orders_arn.replace("us-east-2", "us-west-1")
    assert names(ddb.list_backups(TableName=elsewhere)) == []
    with pytest.raises(ClientError, match="lower bound must be less"):
        ddb.list_backups(TimeRangeLowerBound=times[2], TimeRangeUpperBound=times[0])
    assert names(ddb.list_backups(TableName="nothing")) == []


def test_times_are_compared_as_they_are_told(aws: RunningAws, tables: "Tables") -> None:
    tables.make()
    aws.advance(0.0006)  # told as a whole millisecond, which is a little later
    made = {"TableName": "orders", "BackupName": "nightly"}
    created = ask(aws, "CreateBackup", made)["BackupDetails"]["BackupCreationDateTime"]
    assert len(ask(aws, "ListBackups", {"TimeRangeLowerBound": created})["BackupSummaries"]) == 1
    assert ask(aws, "ListBackups", {"TimeRangeUpperBound": created})["BackupSummaries"] == []


def ask(aws: RunningAws, action: str, payload: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    return json.loads(ask_aws(aws.endpoint, "dynamodb", action, payload)[1])


def test_listing_in_pages_even_if_the_last_one_seen_is_deleted(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    for number in range(5):
        back_up(ddb, f"b-{number}")
        aws.advance(31)
    page: dict[str, Any] = dict(ddb.list_backups(Limit=2))
    seen = names(page)
    ddb.delete_backup(BackupArn=page["LastEvaluatedBackupArn"])
    while "LastEvaluatedBackupArn" in page:
        start = page["LastEvaluatedBackupArn"]
        page = dict(ddb.list_backups(Limit=2, ExclusiveStartBackupArn=start))
        seen += names(page)
    assert seen == ["b-0", "b-1", "b-2", "b-3", "b-4"]


def test_what_is_not_there_is_named_so(
    aws: RunningAws, ddb: "DynamoDBClient", west: "DynamoDBClient", tables: "Tables"
) -> None:
    with pytest.raises(ddb.exceptions.TableNotFoundException):
        back_up(ddb)
    with pytest.raises(ddb.exceptions.BackupNotFoundException):
        ddb.describe_backup(BackupArn=GONE)
    tables.make()
    arn = back_up(ddb)
    aws.advance(30)
    with pytest.raises(west.exceptions.BackupNotFoundException):
        west.describe_backup(BackupArn=arn)


@pytest.mark.parametrize("name", ["a:b", "nightly backup", "x" * 256])
def test_an_illegal_backup_name_is_refused(
    ddb: "DynamoDBClient", tables: "Tables", name: str
) -> None:
    tables.make()
    with pytest.raises(ClientError) as caught:
        back_up(ddb, name)
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    assert names(ddb.list_backups()) == []
