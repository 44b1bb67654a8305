"""Calls that change something become events that a rule can want."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.accounts import DR, PROD
from sandbox.aws.cloudtrail import date_text
from sandbox.aws.running import RunningAws
from tests.sandbox.aws_clients import Clients, Json
from tests.sandbox.events.wires import Wires, let_pass, queue_arn

ORDERS: Json = {
    "TableName": "orders",
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
}
CLOUDTRAIL = {
    "source": ["aws.dynamodb"],
    "detail-type": ["AWS API Call via CloudTrail"],
    "detail": {"eventSource": ["dynamodb.amazonaws.com"]},
}
Watched = Callable[[], list[Json]]


@pytest.fixture
def watched(wires: Wires) -> Watched:
    """The details of what CloudTrail told since last asked."""
    url = wires.queue()
    wires.rule(CLOUDTRAIL, queue_arn("ddbdr"))
    return lambda: [event["detail"] for event in wires.events(url)]


def test_the_record_of_a_call(aws: RunningAws, clients: Clients, watched: Watched) -> None:
    ddb = clients("dynamodb")
    ddb.create_table(**ORDERS)
    aws.advance(3605)
    watched()
    made = ddb.create_backup(TableName="orders", BackupName="nightly")["BackupDetails"]
    (told,) = watched()
    assert told.pop("requestID") != told.pop("eventID")
    assert "Boto3" in told.pop("userAgent")
    assert told == {
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "IAMUser",
            "principalId": "AIDASANDBOXSANDBOXSAN",
            "arn": f"arn:aws:iam::{PROD}:user/sandbox",
            "accountId": PROD,
            "userName": "sandbox",
        },
        "eventTime": "2026-11-02T09:00:05Z",
        "eventSource": "dynamodb.amazonaws.com",
        "eventName": "CreateBackup",
        "awsRegion": "us-east-2",
        "sourceIPAddress": "127.0.0.1",
        "requestParameters": {"tableName": "orders", "backupName": "nightly"},
        "responseElements": {
            "backupDetails": {
                "backupArn": made["BackupArn"],
                "backupCreationDateTime": "Nov 2, 2026 9:00:05 AM",
                "backupName": "nightly",
                "backupSizeBytes": 0,
                "backupStatus": "CREATING",
                "backupType": "USER",
            }
        },
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": PROD,
        "eventCategory": "Management",
    }


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("nothing", "ResourceNotFoundException"),
        (f"arn:aws:dynamodb:us-east-2:{DR}:table/nothing", "AccessDenied"),
    ],
)
def test_a_refused_call_is_told_with_its_error(
    clients: Clients, watched: Watched, table: str, code: str
) -> None:
    with pytest.raises(ClientError):
        clients("dynamodb").delete_table(TableName=table)
    (told,) = watched()
    assert told["eventName"] == "DeleteTable"
    assert told["errorCode"] == code
    assert "nothing" in told["errorMessage"]
    assert told["requestParameters"] == {"tableName": table}
    assert told["responseElements"] is None


def test_a_role_is_told_with_its_session(wires: Wires, clients: Clients) -> None:
    keys = clients("sts").assume_role(
        RoleArn=f"arn:aws:iam::{DR}:role/ddbdr-worker", RoleSessionName="J-7F3K2Q1"
    )["Credentials"]
    prod = wires.queue()
    wires.rule(CLOUDTRAIL, queue_arn("ddbdr"))
    dr = Wires(
        partial(clients, access_key=keys["AccessKeyId"], token=keys["SessionToken"]), account=DR
    )
    url = dr.queue()
    dr.rule(CLOUDTRAIL, queue_arn("ddbdr", account=DR))
    dr.clients("dynamodb").create_table(**ORDERS)
    assert wires.events(prod) == []
    (told,) = [event["detail"] for event in dr.events(url)]
    assert told["recipientAccountId"] == DR
    identity = told["userIdentity"]
    assert identity["type"] == "AssumedRole"
    assert identity["arn"] == f"arn:aws:sts::{DR}:assumed-role/ddbdr-worker/J-7F3K2Q1"
    assert identity["principalId"].endswith(":J-7F3K2Q1")
    assert identity["sessionContext"]["sessionIssuer"]["arn"] == (
        f"arn:aws:iam::{DR}:role/ddbdr-worker"
    )


def test_reading_and_items_are_not_told(
    aws: RunningAws, clients: Clients, watched: Watched
) -> None:
    ddb = clients("dynamodb")
    ddb.create_table(**ORDERS)
    aws.advance(5)
    watched()
    ddb.describe_table(TableName="orders")
    ddb.list_backups()
    ddb.put_item(TableName="orders", Item={"id": {"S": "1"}})
    ddb.scan(TableName="orders")
    assert watched() == []


@pytest.mark.parametrize("recorded", [True, False])
def test_whether_switching_continuous_backups_is_told(
    aws: RunningAws, clients: Clients, watched: Watched, *, recorded: bool
) -> None:
    aws.profile(continuous_backups_recorded=recorded)
    ddb = clients("dynamodb")
    ddb.create_table(**ORDERS)
    aws.advance(5)
    watched()
    ddb.update_continuous_backups(
        TableName="orders", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    assert [told["requestParameters"] for told in watched()] == [
        {
            "tableName": "orders",
            "pointInTimeRecoverySpecification": {"pointInTimeRecoveryEnabled": True},
        }
    ] * recorded


def test_dates_are_written_as_in_the_developer_guide() -> None:
    assert date_text(datetime(2015, 5, 3, 23, 34, 14, tzinfo=UTC)) == "May 3, 2015 11:34:14 PM"
    assert date_text(datetime(2026, 11, 23, 0, 5, 9, tzinfo=UTC)) == "Nov 23, 2026 12:05:09 AM"


def test_calls_of_aws_backup_are_told_too(aws: RunningAws, wires: Wires, clients: Clients) -> None:
    clients("dynamodb").create_table(**ORDERS)
    aws.advance(5)
    url = wires.queue()
    wires.rule(
        {"source": ["aws.backup"], "detail-type": ["AWS API Call via CloudTrail"]},
        queue_arn("ddbdr"),
    )
    backup = clients("backup")
    backup.create_backup_vault(BackupVaultName="ddbdr", BackupVaultTags={"team": "oncall"})
    asked = {
        "BackupVaultName": "ddbdr",
        "ResourceArn": f"arn:aws:dynamodb:us-east-2:{PROD}:table/orders",
        "IamRoleArn": f"arn:aws:iam::{PROD}:role/service-role/AWSBackupDefaultServiceRole",
        "IdempotencyToken": "J-7F3K2Q1",
    }
    job = backup.start_backup_job(**asked)["BackupJobId"]
    backup.describe_backup_job(BackupJobId=job)
    with pytest.raises(ClientError):
        backup.delete_recovery_point(BackupVaultName="ddbdr", RecoveryPointArn="arn:aws:backup:x")
    made, started, refused = (event["detail"] for event in wires.events(url))
    assert made["eventName"] == "CreateBackupVault"
    assert made["eventSource"] == "backup.amazonaws.com"
    assert made["requestParameters"]["backupVaultTags"] == {"team": "oncall"}
    assert started["eventName"] == "StartBackupJob"
    assert started["requestParameters"] == {
        name[:1].lower() + name[1:]: value for name, value in asked.items()
    }
    assert started["responseElements"]["backupJobId"] == job
    assert started["responseElements"]["creationDate"] == "Nov 2, 2026 8:00:05 AM"
    assert refused["eventName"] == "DeleteRecoveryPoint"
    assert refused["errorCode"]
    assert refused["requestParameters"]["recoveryPointArn"] == "arn:aws:backup:x"


def test_a_job_of_aws_backup_tells_its_states(
    aws: RunningAws, wires: Wires, clients: Clients
) -> None:
    clients("dynamodb").create_table(**ORDERS)
    aws.advance(5)
    url = wires.queue()
    changes = ["Backup Job State Change", "Recovery Point State Change"]
    wires.rule({"source": ["aws.backup"], "detail-type": changes}, queue_arn("ddbdr"))
    backup = clients("backup")
    backup.create_backup_vault(BackupVaultName="ddbdr")
    job = backup.start_backup_job(
        BackupVaultName="ddbdr",
        ResourceArn=f"arn:aws:dynamodb:us-east-2:{PROD}:table/orders",
        IamRoleArn=f"arn:aws:iam::{PROD}:role/service-role/AWSBackupDefaultServiceRole",
    )["BackupJobId"]
    let_pass(aws, 3600)
    events = wires.events(url)
    states = [
        event["detail"]["state"]
        for event in events
        if event["detail-type"] == "Backup Job State Change"
    ]
    assert states == ["CREATED", "RUNNING", "COMPLETED"]
    assert {event["detail"].get("backupJobId", job) for event in events} == {job}
    assert "Recovery Point State Change" in {event["detail-type"] for event in events}
