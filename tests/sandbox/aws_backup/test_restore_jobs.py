"""Restore jobs: a new table from a recovery point, where it lies, when its source is gone too."""

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.running import RunningAws
from tests.sandbox.aws_backup.steps import (
    HOUR,
    ROLE,
    TABLE,
    BackupClient,
    back_up,
    copied,
    ids,
    make_table,
    put,
    refusal,
    start_copy,
)
from tests.sandbox.aws_clients import Clients

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def restore(backup: BackupClient, point: str, metadata: dict[str, str], **more: Any) -> str:  # noqa: ANN401
    """Start a job; gives its id."""
    wanted = {"RecoveryPointArn": point, "Metadata": metadata, "IamRoleArn": ROLE}
    return str(backup.start_restore_job(**(wanted | more))["RestoreJobId"])


@pytest.fixture
def point(aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient) -> str:
    """A recovery point of `orders`, which had one item then and has two now."""
    make_table(aws, ddb, Tags=[{"Key": "team", "Value": "shop"}])
    put(ddb, "o-1")
    arn = back_up(aws, backup)
    put(ddb, "o-2")
    return arn


def test_a_restore_makes_a_new_table_with_the_items_of_then(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient, point: str
) -> None:
    job_id = restore(backup, point, {"TargetTableName": "orders-2"})
    assert backup.describe_restore_job(RestoreJobId=job_id)["Status"] == "PENDING"
    aws.advance(30)
    job = backup.describe_restore_job(RestoreJobId=job_id)
    assert (job["Status"], job["ExpectedCompletionTimeMinutes"]) == ("RUNNING", 20)
    table = ddb.describe_table(TableName="orders-2")["Table"]
    assert (table["TableStatus"], table["TableArn"]) == ("CREATING", job["CreatedResourceArn"])
    aws.advance(1200)
    job = backup.describe_restore_job(RestoreJobId=job_id)
    assert (job["Status"], job["CompletionDate"]) == ("COMPLETED", aws.now())
    assert ids(ddb, "orders-2") == {"o-1"}
    assert ddb.list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"] == []
    described = backup.describe_recovery_point(BackupVaultName="ddbdr", RecoveryPointArn=point)
    assert described["LastRestoreTime"] == aws.now()


def test_a_restore_drops_what_those_of_dynamodb_drop(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(
        aws,
        ddb,
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
        TableClass="STANDARD_INFREQUENT_ACCESS",
        DeletionProtectionEnabled=True,
    )
    ddb.update_continuous_backups(
        TableName="orders", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    ttl: Any = {"Enabled": True, "AttributeName": "expires"}
    ddb.update_time_to_live(TableName="orders", TimeToLiveSpecification=ttl)
    restore(backup, back_up(aws, backup), {"targetTableName": "orders-2"})
    aws.advance(HOUR)
    table = ddb.describe_table(TableName="orders-2")["Table"]
    assert "LatestStreamArn" not in table
    assert table.get("TableClassSummary", {}).get("TableClass", "STANDARD") == "STANDARD"
    assert table["DeletionProtectionEnabled"] is False
    described: Any = ddb.describe_continuous_backups(TableName="orders-2")
    recovery = described["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    assert recovery["PointInTimeRecoveryStatus"] == "DISABLED"
    left = ddb.describe_time_to_live(TableName="orders-2")["TimeToLiveDescription"]
    assert left["TimeToLiveStatus"] == "DISABLED"
    assert table["RestoreSummary"]["SourceTableArn"] == TABLE


def test_the_tags_come_along_when_asked_for(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient, point: str
) -> None:
    metadata = {"targetTableName": "orders-2"}
    restore(backup, point, metadata, CopySourceTagsToRestoredResource=True)
    aws.advance(HOUR)
    tags = ddb.list_tags_of_resource(ResourceArn=TABLE + "-2")["Tags"]
    assert tags == [{"Key": "team", "Value": "shop"}]


def test_a_copy_is_restored_where_it_lies_when_its_source_region_is_gone(
    aws: RunningAws, clients: Clients, backup: BackupClient, west: BackupClient, point: str
) -> None:
    job_id = start_copy(backup, point)
    aws.advance(HOUR)
    copy = copied(backup, job_id)["DestinationRecoveryPointArn"]
    aws.outage("us-east-2", "refused")
    with pytest.raises(ClientError) as refused:
        restore(west, copy, {"targetTableName": "orders"})
    assert "encryptionType is missing" in refusal(refused.value)[1]
    restored = restore(west, copy, {"targetTableName": "orders", "encryptionType": "KMS"})
    aws.advance(HOUR)
    assert west.describe_restore_job(RestoreJobId=restored)["Status"] == "COMPLETED"
    there = clients("dynamodb", "us-west-1")
    assert ids(there, "orders") == {"o-1"}
    table = there.describe_table(TableName="orders")["Table"]
    assert table["SSEDescription"]["SSEType"] == "KMS"


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        ({}, "targetTableName"),
        ({"targetTableName": "x"}, "targetTableName"),
        ({"targetTableName": "orders-2", "billingMode": "PROVISIONED"}, "billingMode"),
        ({"targetTableName": "orders-2", "encryptionType": "AES"}, "encryptionType"),
        ({"targetTableName": "orders-2", "kmsMasterKeyArn": "k"}, "kmsMasterKeyArn"),
    ],
)
def test_nothing_else_can_be_said_of_a_restore(
    backup: BackupClient, point: str, metadata: dict[str, str], words: str
) -> None:
    with pytest.raises(ClientError) as refused:
        restore(backup, point, metadata)
    code, message = refusal(refused.value)
    assert (code, words in message) == ("InvalidParameterValueException", True)


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        ({"targetTableName": "orders"}, "Table already exists"),
        (
            {
                "targetTableName": "orders-2",
                "encryptionType": "KMS",
                "kmsMasterKeyArn": "arn:aws:kms:us-east-2:123456789012:key/none",
            },
            "does not exist",
        ),
    ],
)
def test_what_stands_in_the_way_makes_the_job_fail(
    aws: RunningAws, backup: BackupClient, point: str, metadata: dict[str, str], words: str
) -> None:
    job_id = restore(backup, point, metadata)
    aws.advance(HOUR)
    job = backup.describe_restore_job(RestoreJobId=job_id)
    assert (job["Status"], words in job["StatusMessage"]) == ("FAILED", True)


def test_fifty_restores_at_a_time_and_no_more(
    aws: RunningAws, backup: BackupClient, point: str
) -> None:
    aws.profile(concurrent_restores=1)
    first = restore(backup, point, {"targetTableName": "orders-2"})
    second = restore(backup, point, {"targetTableName": "orders-3"})
    aws.advance(30)
    assert backup.describe_restore_job(RestoreJobId=first)["Status"] == "RUNNING"
    job = backup.describe_restore_job(RestoreJobId=second)
    assert (job["Status"], "simultaneously" in job["StatusMessage"]) == ("FAILED", True)


def test_a_role_and_a_recovery_point_are_needed(backup: BackupClient, point: str) -> None:
    with pytest.raises(ClientError) as refused:
        backup.start_restore_job(RecoveryPointArn=point, Metadata={"targetTableName": "orders-2"})
    assert refusal(refused.value)[0] == "MissingParameterValueException"
    with pytest.raises(ClientError) as refused:
        restore(backup, point + "x", {"targetTableName": "orders-2"})
    assert refusal(refused.value)[0] == "ResourceNotFoundException"


def test_the_same_token_gives_the_same_restore(backup: BackupClient, point: str) -> None:
    metadata = {"targetTableName": "orders-2"}
    first = restore(backup, point, metadata, IdempotencyToken="J-1")
    assert restore(backup, point, metadata, IdempotencyToken="J-1") == first
    (job,) = backup.list_restore_jobs(ByStatus="PENDING")["RestoreJobs"]
    assert job["RestoreJobId"] == first
    listed = backup.list_restore_jobs_by_protected_resource(ResourceArn=TABLE)["RestoreJobs"]
    assert [each["RestoreJobId"] for each in listed] == [first]
