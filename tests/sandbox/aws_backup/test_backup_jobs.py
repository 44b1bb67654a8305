"""Backup jobs: they wait, run and end at their own instants, and hold the table as it was."""

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.running import RunningAws
from tests.sandbox.aws_backup.steps import (
    DAY,
    HOUR,
    ROLE,
    TABLE,
    BackupClient,
    back_up,
    make_table,
    put,
    refusal,
    start,
    state,
)
from tests.sandbox.aws_clients import Clients
from tests.sandbox.conftest import START

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PROD, DR = "123456789012", "210987654321"
OTHER_ROLE = f"arn:aws:iam::{DR}:role/backup"
ELSEWHERE = TABLE.replace("us-east-2", "us-west-1")


def test_a_job_is_created_then_running_then_completed(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb)
    job_id = start(backup)
    assert state(backup, job_id) == "CREATED"
    aws.advance(29)
    assert state(backup, job_id) == "CREATED"
    aws.advance(1 + 90)
    job = backup.describe_backup_job(BackupJobId=job_id)
    assert (job["State"], job["PercentDone"]) == ("RUNNING", "50.0")
    point = backup.describe_recovery_point(
        BackupVaultName="ddbdr", RecoveryPointArn=job["RecoveryPointArn"]
    )
    assert point["Status"] == "CREATING"
    aws.advance(90)
    job = backup.describe_backup_job(BackupJobId=job_id)
    assert (job["State"], job["PercentDone"]) == ("COMPLETED", "100.0")
    assert job["CompletionDate"] == aws.now()


def test_a_jump_of_the_clock_leaves_every_instant_where_it_belongs(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb)
    began = aws.now()
    job_id = start(backup)
    aws.advance(30 * DAY - 5)
    job = backup.describe_backup_job(BackupJobId=job_id)
    assert job["CompletionDate"] - began == timedelta(seconds=30 + 180)


def test_it_holds_the_items_of_the_instant_it_began_to_run(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb)
    put(ddb, "before")
    job_id = start(backup)
    aws.advance(10)
    put(ddb, "while it waits")
    aws.advance(21)
    put(ddb, "while it runs, and not in it")
    aws.advance(HOUR)
    one = ddb.describe_table(TableName="orders")["Table"]["TableName"]
    job = backup.describe_backup_job(BackupJobId=job_id)
    sizes = [len("id" + each) for each in ("before", "while it waits")]
    assert (one, job["BackupSizeInBytes"]) == ("orders", sum(sizes))


def test_one_job_at_a_time_has_a_table(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb)
    make_table(aws, ddb, "other")
    first, second, other = start(backup), start(backup), start(backup, "other")
    aws.advance(31)
    assert [state(backup, each) for each in (first, second, other)] == [
        "RUNNING",
        "PENDING",
        "RUNNING",
    ]
    aws.advance(180)
    assert [state(backup, each) for each in (first, second)] == ["COMPLETED", "RUNNING"]
    aws.advance(180)
    assert state(backup, second) == "COMPLETED"


def test_a_job_whose_turn_does_not_come_in_its_start_window_expires(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    aws.profile(backup_job_seconds=2 * HOUR)
    make_table(aws, ddb)
    start(backup)
    late = start(backup, StartWindowMinutes=60)
    aws.advance(HOUR)
    job = backup.describe_backup_job(BackupJobId=late)
    assert job["State"] == "EXPIRED"
    assert "running job for the same resource" in job["StatusMessage"]


def test_a_job_that_does_not_complete_in_its_window_expires_and_leaves_nothing(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    aws.profile(backup_job_seconds=3 * HOUR)
    make_table(aws, ddb)
    job_id = start(backup, StartWindowMinutes=60, CompleteWindowMinutes=120)
    aws.advance(2 * HOUR - 1)
    assert state(backup, job_id) == "RUNNING"
    aws.advance(1)
    assert state(backup, job_id) == "EXPIRED"
    points = backup.list_recovery_points_by_backup_vault(BackupVaultName="ddbdr")
    assert points["RecoveryPoints"] == []


def test_a_stopped_job_is_aborted_and_lets_the_next_one_run(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb)
    first, second = start(backup), start(backup)
    aws.advance(60)
    backup.stop_backup_job(BackupJobId=first)
    assert state(backup, first) == "ABORTING"
    aws.advance(5)
    job = backup.describe_backup_job(BackupJobId=first)
    assert (job["State"], job["StatusMessage"]) == ("ABORTED", "Backup job was stopped by user.")
    assert state(backup, second) == "RUNNING"
    with pytest.raises(ClientError) as refused:
        backup.stop_backup_job(BackupJobId=first)
    assert refusal(refused.value)[0] == "InvalidRequestException"


def test_the_same_token_gives_the_same_job(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb)
    first = start(backup, IdempotencyToken="J-1")
    assert start(backup, IdempotencyToken="J-1") == first
    assert start(backup, IdempotencyToken="J-2") != first
    assert len(backup.list_backup_jobs()["BackupJobs"]) == 2
    assert [call.names["ResourceArn"] for call in aws.calls("StartBackupJob")] == [TABLE] * 3


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"ResourceArn": TABLE.replace("orders", "none")}, "ResourceNotFoundException"),
        ({"ResourceArn": "arn:aws:s3:::bucket"}, "InvalidParameterValueException"),
        (
            {"ResourceArn": TABLE.replace("us-east-2", "us-west-1")},
            "InvalidParameterValueException",
        ),
        ({"BackupVaultName": "none"}, "ResourceNotFoundException"),
        ({"StartWindowMinutes": 59}, "InvalidParameterValueException"),
        ({"CompleteWindowMinutes": 60}, "InvalidParameterValueException"),
        ({"Lifecycle": {"DeleteAfterDays": 0}}, "InvalidParameterValueException"),
        ({"Lifecycle": {"DeleteAfterDays": 10**12}}, "InvalidParameterValueException"),
        (
            {"Lifecycle": {"MoveToColdStorageAfterDays": 30, "DeleteAfterDays": 119}},
            "InvalidParameterValueException",
        ),
        ({"IamRoleArn": OTHER_ROLE}, "InvalidParameterValueException"),
        (
            {"IamRoleArn": OTHER_ROLE.replace("210987654321", PROD)},
            "InvalidParameterValueException",
        ),
        ({"IamRoleArn": ROLE.replace(PROD, DR)}, "InvalidParameterValueException"),
        ({"BackupOptions": {"WindowsVSS": "enabled"}}, "InvalidParameterValueException"),
    ],
)
def test_what_cannot_be_is_refused_at_once(
    aws: RunningAws,
    ddb: "DynamoDBClient",
    backup: BackupClient,
    more: dict[str, Any],
    code: str,
) -> None:
    make_table(aws, ddb)
    with pytest.raises(ClientError) as refused:
        start(backup, **more)
    assert refusal(refused.value)[0] == code
    assert backup.list_backup_jobs()["BackupJobs"] == []


def test_a_region_that_is_not_opted_in_takes_no_job(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb)
    backup.update_region_settings(ResourceTypeOptInPreference={"DynamoDB": False})
    with pytest.raises(ClientError) as refused:
        start(backup)
    assert refusal(refused.value)[0] == "InvalidRequestException"


def test_a_table_that_goes_meanwhile_makes_the_job_fail(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb)
    job_id = start(backup)
    ddb.delete_table(TableName="orders")
    aws.advance(HOUR)
    job = backup.describe_backup_job(BackupJobId=job_id)
    assert job["State"] == "FAILED"
    assert "Table not found" in job["StatusMessage"]


def test_a_recovery_point_has_the_tables_tags_the_vaults_key_and_its_own_arn(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb, Tags=[{"Key": "team", "Value": "shop"}])
    arn = back_up(aws, backup, RecoveryPointTags={"job": "J-1"}, Lifecycle={"DeleteAfterDays": 35})
    assert arn.startswith("arn:aws:backup:us-east-2:123456789012:recovery-point:")
    point = backup.describe_recovery_point(BackupVaultName="ddbdr", RecoveryPointArn=arn)
    vault = backup.describe_backup_vault(BackupVaultName="ddbdr")
    assert point["EncryptionKeyArn"] == vault["EncryptionKeyArn"]
    assert point["CalculatedLifecycle"]["DeleteAt"] - point["CreationDate"] == timedelta(days=35)
    assert backup.list_tags(ResourceArn=arn)["Tags"] == {"team": "shop", "job": "J-1"}


def test_without_full_management_it_is_a_backup_of_dynamodb(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb, Tags=[{"Key": "team", "Value": "shop"}])
    backup.update_region_settings(ResourceTypeManagementPreference={"DynamoDB": False})
    arn = back_up(aws, backup)
    assert arn.startswith(f"{TABLE}/backup/")
    point = backup.describe_recovery_point(BackupVaultName="ddbdr", RecoveryPointArn=arn)
    assert point["IsEncrypted"] is False
    assert backup.list_backup_jobs()["BackupJobs"][0]["IsEncrypted"] is False
    (listed,) = ddb.list_backups(BackupType="AWS_BACKUP")["BackupSummaries"]
    assert (listed["BackupArn"], listed["BackupType"]) == (arn, "AWS_BACKUP")
    assert ddb.list_backups(BackupType="ALL")["BackupSummaries"] == []
    with pytest.raises(ClientError) as refused:
        ddb.delete_backup(BackupArn=arn)
    assert "AWS Backup" in refusal(refused.value)[1]
    backup.delete_recovery_point(BackupVaultName="ddbdr", RecoveryPointArn=arn)
    assert ddb.list_backups(BackupType="AWS_BACKUP")["BackupSummaries"] == []


def test_lists_are_newest_first_in_pages_and_by_filters(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb)
    make_table(aws, ddb, "other")
    old = start(backup)
    aws.advance(HOUR)
    border = aws.now()
    aws.advance(HOUR)
    new = [start(backup, "other") for _ in range(3)]
    pages = list(
        backup.get_paginator("list_backup_jobs").paginate(PaginationConfig={"PageSize": 2})
    )
    listed = [job["BackupJobId"] for each in pages for job in each["BackupJobs"]]
    assert (len(pages), listed[-1], set(listed)) == (2, old, {old, *new})

    def found(**filters: object) -> set[str]:
        jobs = backup.list_backup_jobs(**filters)["BackupJobs"]
        return {job["BackupJobId"] for job in jobs}

    assert found(ByResourceArn=TABLE) == {old}
    assert found(ByState="CREATED") == set(new)
    assert found(ByCreatedBefore=border) == found(ByCompleteBefore=border) == {old}
    assert found(ByCreatedAfter=border) == set(new)
    assert found(ByBackupVaultName="Default") == found(ByResourceType="EBS") == set()
    assert found(ByAccountId="210987654321") == set()
    aws.advance(31 * DAY)
    assert found() == set()


def test_jobs_of_a_region_that_is_out_rest(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient, clients: Clients
) -> None:
    make_table(aws, ddb)
    job_id = start(backup)
    aws.outage("us-east-2")
    aws.advance(2 * HOUR)
    clients("dynamodb", "us-west-1").list_tables()
    aws.end_outage()
    assert state(backup, job_id) == "CREATED"
    aws.advance(60)
    assert state(backup, job_id) == "RUNNING"


def test_time_does_not_go_back_behind_jobs(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb)
    back_up(aws, backup)
    ddb.delete_table(TableName="orders")
    aws.advance(DAY)
    ddb.list_tables()
    with pytest.raises(ValueError, match="time cannot go back"):
        aws.set_clock(START)


@pytest.mark.parametrize("service", ["backup.amazonaws.com", "ec2.amazonaws.com"])
def test_a_role_has_to_trust_aws_backup(
    aws: RunningAws, clients: Clients, ddb: "DynamoDBClient", backup: BackupClient, service: str
) -> None:
    make_table(aws, ddb)
    trusting = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    role = clients("iam").create_role(
        RoleName=f"backups-of-{service}",
        AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trusting]}),
    )["Role"]["Arn"]
    if service == "backup.amazonaws.com":
        assert back_up(aws, backup, IamRoleArn=role)
        return
    with pytest.raises(ClientError) as refused:
        start(backup, IamRoleArn=role)
    assert "cannot be assumed by AWS Backup" in refusal(refused.value)[1]


def test_a_table_is_not_deleted_while_it_is_backed_up(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb)
    start(backup)
    aws.advance(60)
    with pytest.raises(ClientError) as refused:
        ddb.delete_table(TableName="orders")
    assert refusal(refused.value)[0] == "ResourceInUseException"
    aws.advance(HOUR)
    ddb.delete_table(TableName="orders")


def test_a_list_since_the_instant_that_was_told_has_what_was_told(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb)
    aws.advance(0.0006)  # told to the millisecond, which is later than it is
    job_id = start(backup)
    told = backup.describe_backup_job(BackupJobId=job_id)["CreationDate"]
    for within in ("ByCreatedAfter", "ByCreatedBefore"):
        (job,) = backup.list_backup_jobs(**{within: told})["BackupJobs"]
        assert job["BackupJobId"] == job_id
