"""Restores: new tables, minutes later, with the items of a second and what AWS brings back."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.running import RunningAws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws.conftest import Tables
    from tests.sandbox.aws_clients import Clients

ARN = "arn:aws:dynamodb:us-east-2:123456789012:table/orders"
INDEXED: dict[str, Any] = {
    "AttributeDefinitions": [
        {"AttributeName": name, "AttributeType": "S"} for name in ("id", "day", "shop", "state")
    ],
    "KeySchema": [
        {"AttributeName": "id", "KeyType": "HASH"},
        {"AttributeName": "day", "KeyType": "RANGE"},
    ],
    "GlobalSecondaryIndexes": [
        {
            "IndexName": f"by_{name}",
            "KeySchema": [{"AttributeName": name, "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"},
        }
        for name in ("shop", "state")
    ],
    "LocalSecondaryIndexes": [
        {
            "IndexName": "local",
            "KeySchema": [
                {"AttributeName": "id", "KeyType": "HASH"},
                {"AttributeName": "shop", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "KEYS_ONLY"},
        }
    ],
}
BY_SHOP: Any = INDEXED["GlobalSecondaryIndexes"][0]


def refused(call: Any, code: str) -> str:  # noqa: ANN401 - any bound restore
    with pytest.raises(ClientError) as caught:
        call()
    assert caught.value.response["Error"]["Code"] == code
    return caught.value.response["Error"]["Message"]


def to_point(client: "DynamoDBClient", **more: Any) -> Any:  # noqa: ANN401
    """Restore `orders` as `back`, to the latest second unless told otherwise."""
    given: dict[str, Any] = {"TargetTableName": "back"} | more
    if "RestoreDateTime" not in more:
        given.setdefault("UseLatestRestorableTime", True)
    if "SourceTableArn" not in more:
        given.setdefault("SourceTableName", "orders")
    return client.restore_table_to_point_in_time(**given)["TableDescription"]


def from_backup(client: "DynamoDBClient", arn: str, **more: Any) -> Any:  # noqa: ANN401
    """Restore a backup as `back`."""
    given: dict[str, Any] = {"TargetTableName": "back", "BackupArn": arn} | more
    return client.restore_table_from_backup(**given)["TableDescription"]


def table_of(client: "DynamoDBClient", name: str = "back") -> Any:  # noqa: ANN401
    return client.describe_table(TableName=name)["Table"]


@pytest.fixture
def damaged(aws: RunningAws, tables: "Tables") -> datetime:
    """`orders`: 5 and 7, both 0 since an hour ago; gives the last good second."""
    tables.make(pitr=True)
    tables.put("a", 5)
    tables.put("b", 7)
    aws.advance(3600)
    good = aws.now()
    aws.advance(1)
    tables.put("a", 0)
    tables.put("b", 0)
    aws.advance(3600)
    return good


def test_a_restore_takes_twenty_minutes_and_brings_back_that_second(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables", damaged: datetime
) -> None:
    answered = to_point(ddb, RestoreDateTime=damaged)
    assert answered["TableStatus"] == "CREATING"
    assert answered["RestoreSummary"] == {
        "SourceTableArn": ARN,
        "RestoreDateTime": damaged,
        "RestoreInProgress": True,
    }
    aws.advance(1199)
    assert table_of(ddb)["RestoreSummary"]["RestoreInProgress"] is True
    aws.advance(1)
    restored = table_of(ddb)
    assert restored["TableStatus"] == "ACTIVE"
    assert restored["RestoreSummary"]["RestoreInProgress"] is False
    assert tables.totals("back") == {"a": 5, "b": 7}
    assert tables.totals("orders") == {"a": 0, "b": 0}


def test_one_second_later_the_damage_is_there(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables", damaged: datetime
) -> None:
    to_point(ddb, RestoreDateTime=damaged + timedelta(seconds=1))
    aws.advance(1200)
    assert tables.totals("back") == {"a": 0, "b": 0}


def test_the_latest_second_is_five_minutes_ago(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(pitr=True)
    tables.put("a", 1)
    aws.advance(301)
    tables.put("a", 2)
    answered = to_point(ddb)
    assert answered["RestoreSummary"]["RestoreDateTime"] == aws.now() - timedelta(minutes=5)
    aws.advance(1200)
    assert tables.totals("back") == {"a": 1}


def test_what_lies_outside_the_window_is_refused(
    aws: RunningAws, ddb: "DynamoDBClient", damaged: datetime
) -> None:
    earliest = damaged - timedelta(hours=1)
    for wrong in (
        earliest - timedelta(seconds=1),
        aws.now() - timedelta(minutes=5) + timedelta(seconds=1),
        aws.now() + timedelta(days=1),
    ):
        refused(lambda at=wrong: to_point(ddb, RestoreDateTime=at), "InvalidRestoreTimeException")
    to_point(ddb, RestoreDateTime=earliest)


def test_without_recovery_there_is_no_past(ddb: "DynamoDBClient", tables: "Tables") -> None:
    tables.make()
    refused(lambda: to_point(ddb), "PointInTimeRecoveryUnavailableException")


def test_turning_recovery_off_forgets_the_past(
    aws: RunningAws, ddb: "DynamoDBClient", damaged: datetime
) -> None:
    for on in (False, True):
        ddb.update_continuous_backups(
            TableName="orders",
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": on},
        )
    aws.advance(3600)
    refused(lambda: to_point(ddb, RestoreDateTime=damaged), "InvalidRestoreTimeException")


def test_an_impossible_request_is_refused(
    aws: RunningAws, ddb: "DynamoDBClient", damaged: datetime
) -> None:
    refused(lambda: to_point(ddb, UseLatestRestorableTime=False), "ValidationException")
    refused(
        lambda: to_point(ddb, UseLatestRestorableTime=True, RestoreDateTime=damaged),
        "ValidationException",
    )
    refused(lambda: to_point(ddb, SourceTableName="nothing"), "TableNotFoundException")
    refused(lambda: to_point(ddb, TargetTableName="orders"), "TableAlreadyExistsException")
    refused(lambda: to_point(ddb, TargetTableName="a b c"), "ValidationException")
    to_point(ddb)
    refused(lambda: to_point(ddb), "TableInUseException")
    aws.advance(1200)
    refused(lambda: to_point(ddb), "TableAlreadyExistsException")
    ddb.delete_table(TableName="back")
    refused(lambda: to_point(ddb), "TableInUseException")
    ddb.delete_table(TableName="orders")
    refused(lambda: to_point(ddb, TargetTableName="more"), "TableNotFoundException")


def test_a_restored_table_lacks_exactly_what_aws_drops(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(
        **INDEXED,
        pitr=True,
        Tags=[{"Key": "team", "Value": "shop"}],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
        SSESpecification={"Enabled": True},
        DeletionProtectionEnabled=True,
        TableClass="STANDARD_INFREQUENT_ACCESS",
    )
    ddb.update_time_to_live(
        TableName="orders", TimeToLiveSpecification={"Enabled": True, "AttributeName": "gone"}
    )
    aws.advance(600)
    back_arn = to_point(ddb)["TableArn"]
    aws.advance(1200)
    source, restored = table_of(ddb, "orders"), table_of(ddb)
    for kept in ("AttributeDefinitions", "KeySchema", "SSEDescription", "ProvisionedThroughput"):
        assert restored[kept] == source[kept], kept
    assert restored["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
        assert [i["IndexName"] for i in restored[kind]] == [i["IndexName"] for i in source[kind]]
    for dropped in ("StreamSpecification", "LatestStreamArn", "TableClassSummary"):
        assert dropped in source
        assert dropped not in restored, dropped
    assert restored["DeletionProtectionEnabled"] is False
    assert ddb.list_tags_of_resource(ResourceArn=back_arn)["Tags"] == []
    ttl = ddb.describe_time_to_live(TableName="back")["TimeToLiveDescription"]
    assert ttl == {"TimeToLiveStatus": "DISABLED"}
    described = ddb.describe_continuous_backups(TableName="back")["ContinuousBackupsDescription"]
    recovery = described["PointInTimeRecoveryDescription"]
    assert recovery["PointInTimeRecoveryStatus"] == "DISABLED"


def test_indexes_may_be_left_out_but_not_added(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(**INDEXED, pitr=True)
    aws.advance(600)
    to_point(ddb, GlobalSecondaryIndexOverride=[BY_SHOP], LocalSecondaryIndexOverride=[])
    kept = table_of(ddb)
    assert [index["IndexName"] for index in kept["GlobalSecondaryIndexes"]] == ["by_shop"]
    assert "LocalSecondaryIndexes" not in kept
    assert {a["AttributeName"] for a in kept["AttributeDefinitions"]} == {"id", "day", "shop"}
    to_point(
        ddb,
        TargetTableName="bare",
        GlobalSecondaryIndexOverride=[],
        LocalSecondaryIndexOverride=[],
    )
    assert "GlobalSecondaryIndexes" not in table_of(ddb, "bare")
    for wrong in (
        BY_SHOP | {"IndexName": "by_else"},
        BY_SHOP | {"Projection": {"ProjectionType": "KEYS_ONLY"}},
        BY_SHOP | {"WarmThroughput": {"ReadUnitsPerSecond": 12_000}},
    ):
        refused(
            lambda index=wrong: to_point(
                ddb, TargetTableName="more", GlobalSecondaryIndexOverride=[index]
            ),
            "ValidationException",
        )


def test_billing_may_be_overridden(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(**INDEXED, pitr=True)
    aws.advance(600)
    units = {"ReadCapacityUnits": 9, "WriteCapacityUnits": 4}
    to_point(
        ddb,
        BillingModeOverride="PROVISIONED",
        ProvisionedThroughputOverride=units,
        GlobalSecondaryIndexOverride=[
            index | {"ProvisionedThroughput": units} for index in INDEXED["GlobalSecondaryIndexes"]
        ],
    )
    restored = table_of(ddb)
    assert "BillingModeSummary" not in restored
    assert restored["ProvisionedThroughput"]["ReadCapacityUnits"] == 9
    assert restored["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"]["WriteCapacityUnits"] == 4
    more = {"TargetTableName": "more"}
    refused(lambda: to_point(ddb, **more, BillingModeOverride="PROVISIONED"), "ValidationException")
    refused(
        lambda: to_point(ddb, **more, ProvisionedThroughputOverride=units), "ValidationException"
    )


def test_across_regions_by_arn_with_an_encryption_override(
    aws: RunningAws,
    west: "DynamoDBClient",
    west_tables: "Tables",
    damaged: datetime,
) -> None:
    there = {"SourceTableArn": ARN, "RestoreDateTime": damaged}
    message = refused(lambda: to_point(west, **there), "ValidationException")
    assert "sseSpecificationOverride" in message
    restored = to_point(west, **there, SSESpecificationOverride={"Enabled": True})
    assert restored["TableArn"] == "arn:aws:dynamodb:us-west-1:123456789012:table/back"
    assert restored["RestoreSummary"]["SourceTableArn"] == ARN
    assert ":us-west-1:" in restored["SSEDescription"]["KMSMasterKeyArn"]
    refused(lambda: to_point(west), "TableNotFoundException")
    aws.advance(1200)
    assert west_tables.totals("back") == {"a": 5, "b": 7}


def test_from_a_backup_also_when_its_table_is_gone(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables", damaged: datetime
) -> None:
    arn = ddb.create_backup(TableName="orders", BackupName="bad")["BackupDetails"]["BackupArn"]
    made_at = aws.now()
    refused(lambda: from_backup(ddb, arn), "BackupInUseException")
    aws.advance(30)
    tables.put("c", 1)
    ddb.delete_table(TableName="orders")
    aws.advance(5)
    restored = from_backup(ddb, arn)
    assert restored["TableStatus"] == "CREATING"
    assert restored["RestoreSummary"] == {
        "SourceBackupArn": arn,
        "SourceTableArn": ARN,
        "RestoreDateTime": made_at,
        "RestoreInProgress": True,
    }
    aws.advance(1200)
    assert tables.totals("back") == {"a": 0, "b": 0}
    assert damaged < made_at


def test_a_dropped_table_comes_back_under_its_own_name(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(pitr=True)
    tables.put("a", 5)
    ddb.delete_table(TableName="orders")
    aws.advance(60)
    (kept,) = ddb.list_backups(BackupType="SYSTEM")["BackupSummaries"]
    from_backup(ddb, kept["BackupArn"], TargetTableName="orders")
    aws.advance(1200)
    assert tables.totals("orders") == {"a": 5}


def test_from_a_backup_of_another_region(
    aws: RunningAws,
    ddb: "DynamoDBClient",
    west: "DynamoDBClient",
    tables: "Tables",
    west_tables: "Tables",
) -> None:
    tables.make()
    tables.put("a", 5)
    arn = ddb.create_backup(TableName="orders", BackupName="trip")["BackupDetails"]["BackupArn"]
    aws.advance(30)
    refused(lambda: from_backup(west, arn), "ValidationException")
    from_backup(west, arn, SSESpecificationOverride={"Enabled": False})
    assert "SSEDescription" not in table_of(west)
    aws.advance(1200)
    assert west_tables.totals("back") == {"a": 5}
    refused(lambda: from_backup(ddb, arn[:-1] + "x"), "BackupNotFoundException")
    refused(lambda: from_backup(ddb, arn, TargetTableName="orders"), "TableAlreadyExistsException")


def test_another_account_cannot_restore_ours(clients: "Clients", damaged: datetime) -> None:
    role = clients("sts").assume_role(
        RoleArn="arn:aws:iam::210987654321:role/ddbdr", RoleSessionName="ddbdr"
    )["Credentials"]
    other = clients("dynamodb", access_key=role["AccessKeyId"], token=role["SessionToken"])
    refused(
        lambda: to_point(other, SourceTableArn=ARN, RestoreDateTime=damaged),
        "AccessDeniedException",
    )


def test_fifty_restores_at_a_time_over_all_regions(
    aws: RunningAws, ddb: "DynamoDBClient", west: "DynamoDBClient", damaged: datetime
) -> None:
    for number in range(49):
        to_point(ddb, TargetTableName=f"back-{number}", RestoreDateTime=damaged)
    there: dict[str, Any] = {
        "SourceTableArn": ARN,
        "SSESpecificationOverride": {"Enabled": True},
    }
    to_point(west, **there)
    refused(lambda: to_point(ddb, TargetTableName="back-50"), "LimitExceededException")
    refused(lambda: to_point(west, **there, TargetTableName="more"), "LimitExceededException")
    aws.advance(1200)
    to_point(ddb, TargetTableName="back-50")


def test_a_restore_needs_the_keys_of_both_sides(
    aws: RunningAws, clients: "Clients", ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    keys = clients("kms")
    old, new = (keys.create_key()["KeyMetadata"]["Arn"] for _ in range(2))

    def turn(switch: Any, arn: str) -> None:  # noqa: ANN401 - a method of the client
        switch(KeyId=arn.rpartition("/")[2])  # moto takes no ARN here

    tables.make(pitr=True, SSESpecification={"Enabled": True, "KMSMasterKeyId": old})
    aws.advance(600)
    assert to_point(ddb)["SSEDescription"]["KMSMasterKeyArn"] == old
    override: Any = {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": new}
    given = to_point(ddb, TargetTableName="other", SSESpecificationOverride=override)
    assert given["SSEDescription"]["KMSMasterKeyArn"] == new
    more = {"TargetTableName": "more", "SSESpecificationOverride": override}
    turn(keys.disable_key, new)
    assert new in refused(lambda: to_point(ddb, **more), "ValidationException")
    turn(keys.enable_key, new)
    turn(keys.disable_key, old)
    assert old in refused(lambda: to_point(ddb, **more), "ValidationException")
    turn(keys.enable_key, old)
    to_point(ddb, **more)


def test_an_aws_that_restores_at_once_and_says_nothing_of_it(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables", damaged: datetime
) -> None:
    aws.profile(restore_seconds=0, backup_seconds=0, restore_summary=False, whole_seconds=True)
    aws.advance(0.5)
    restored = to_point(ddb, RestoreDateTime=damaged)
    assert restored["TableStatus"] == "ACTIVE"
    assert "RestoreSummary" not in restored
    assert restored["CreationDateTime"].microsecond == 0
    assert tables.totals("back") == {"a": 5, "b": 7}
    backup = ddb.create_backup(TableName="orders", BackupName="fast")["BackupDetails"]
    assert backup["BackupStatus"] == "AVAILABLE"
