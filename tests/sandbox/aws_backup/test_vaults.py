"""Vaults: what they are, what they refuse, and how a lock keeps recovery points."""

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.running import RunningAws
from tests.sandbox.aws_backup.steps import (
    DAY,
    HOUR,
    WEST,
    BackupClient,
    back_up,
    copied,
    make_table,
    refusal,
    start,
    start_copy,
)
from tests.sandbox.aws_clients import Clients

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

EVERYBODY = {"Effect": "Allow", "Principal": "*", "Action": "backup:*", "Resource": "*"}
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [EVERYBODY]})


def test_every_region_has_its_default_vault_and_those_that_are_made(
    clients: Clients, backup: BackupClient
) -> None:
    made = backup.create_backup_vault(
        BackupVaultName="daily", BackupVaultTags={"team": "shop"}, CreatorRequestId="1"
    )
    assert made["BackupVaultArn"] == "arn:aws:backup:us-east-2:123456789012:backup-vault:daily"
    names = [each["BackupVaultName"] for each in backup.list_backup_vaults()["BackupVaultList"]]
    assert names == ["Default", "daily", "ddbdr"]
    (only,) = clients("backup", "eu-west-1").list_backup_vaults()["BackupVaultList"]
    assert only["BackupVaultName"] == "Default"
    again = backup.create_backup_vault(BackupVaultName="daily", CreatorRequestId="1")
    assert again == made | {"ResponseMetadata": again["ResponseMetadata"]}
    with pytest.raises(ClientError) as refused:
        backup.create_backup_vault(BackupVaultName="daily", CreatorRequestId="2")
    assert refusal(refused.value)[0] == "AlreadyExistsException"


def test_a_vault_takes_a_key_of_its_own_that_works(clients: Clients, backup: BackupClient) -> None:
    kms = clients("kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    backup.create_backup_vault(BackupVaultName="own", EncryptionKeyArn=key)
    described = backup.describe_backup_vault(BackupVaultName="own")
    assert described["EncryptionKeyArn"] == key
    assert described["EncryptionKeyType"] == "CUSTOMER_MANAGED_KMS_KEY"
    kms.disable_key(KeyId=key)
    for bad in (key, key + "0", key.replace("us-east-2", "us-west-1"), "alias/none"):
        with pytest.raises(ClientError) as refused:
            backup.create_backup_vault(BackupVaultName="other", EncryptionKeyArn=bad)
        assert refusal(refused.value)[0] == "InvalidParameterValueException"


def test_a_backup_into_a_vault_whose_key_is_disabled_fails(
    aws: RunningAws, clients: Clients, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    kms = clients("kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    backup.create_backup_vault(BackupVaultName="own", EncryptionKeyArn=key)
    make_table(aws, ddb)
    job_id = start(backup, BackupVaultName="own")
    kms.disable_key(KeyId=key)
    aws.advance(HOUR)
    job = backup.describe_backup_job(BackupJobId=job_id)
    assert job["State"] == "FAILED"
    assert job["StatusMessage"].startswith("KMS key is either disabled")


def test_access_to_a_vault_that_is_not_there_is_denied(backup: BackupClient) -> None:
    with pytest.raises(ClientError) as refused:
        backup.describe_backup_vault(BackupVaultName="none")
    assert refusal(refused.value)[0] == "AccessDeniedException"
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_a_vault_goes_only_when_it_is_empty(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb)
    point = back_up(aws, backup)
    assert backup.describe_backup_vault(BackupVaultName="ddbdr")["NumberOfRecoveryPoints"] == 1
    with pytest.raises(ClientError) as refused:
        backup.delete_backup_vault(BackupVaultName="ddbdr")
    assert refusal(refused.value) == (
        "InvalidRequestException",
        "Backup vault cannot be deleted because it contains recovery points.",
    )
    backup.delete_recovery_point(BackupVaultName="ddbdr", RecoveryPointArn=point)
    backup.delete_backup_vault(BackupVaultName="ddbdr")
    assert len(backup.list_backup_vaults()["BackupVaultList"]) == 1


def test_policies_and_notifications_are_kept_and_told(backup: BackupClient) -> None:
    name: Any = {"BackupVaultName": "ddbdr"}
    for ask in (backup.get_backup_vault_access_policy, backup.get_backup_vault_notifications):
        with pytest.raises(ClientError) as refused:
            ask(**name)
        assert refusal(refused.value)[0] == "ResourceNotFoundException"
    backup.put_backup_vault_access_policy(**name, Policy=POLICY)
    assert backup.get_backup_vault_access_policy(**name)["Policy"] == POLICY
    topic = "arn:aws:sns:us-east-2:123456789012:backups"
    events = ["BACKUP_JOB_COMPLETED", "COPY_JOB_FAILED"]
    backup.put_backup_vault_notifications(**name, SNSTopicArn=topic, BackupVaultEvents=events)
    kept = backup.get_backup_vault_notifications(**name)
    assert (kept["SNSTopicArn"], kept["BackupVaultEvents"]) == (topic, events)
    backup.delete_backup_vault_access_policy(**name)
    backup.delete_backup_vault_notifications(**name)
    with pytest.raises(ClientError):
        backup.get_backup_vault_access_policy(**name)


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "{}",
        '{"Statement": [{"Effect": "Allow", "Action": "backup:*"}]}',
        json.dumps({"Statement": [EVERYBODY | {"Condition": "o-sandbox2026"}]}),
    ],
)
def test_what_is_no_policy_is_refused(backup: BackupClient, text: str) -> None:
    with pytest.raises(ClientError) as refused:
        backup.put_backup_vault_access_policy(BackupVaultName="ddbdr", Policy=text)
    assert refusal(refused.value)[0] == "InvalidParameterValueException"


def test_tags_come_and_go(backup: BackupClient) -> None:
    arn = backup.describe_backup_vault(BackupVaultName="ddbdr")["BackupVaultArn"]
    backup.tag_resource(ResourceArn=arn, Tags={"team": "shop", "tier": "1"})
    backup.untag_resource(ResourceArn=arn, TagKeyList=["tier", "none"])
    assert backup.list_tags(ResourceArn=arn)["Tags"] == {"team": "shop"}
    for bad, code in ((arn + "x", "ResourceNotFoundException"), ("arn:aws:s3:::b", INVALID)):
        with pytest.raises(ClientError) as refused:
            backup.list_tags(ResourceArn=bad)
        assert refusal(refused.value)[0] == code
    with pytest.raises(ClientError):
        backup.tag_resource(ResourceArn=arn, Tags={"aws:own": "1"})


INVALID = "InvalidParameterValueException"


def test_a_locked_vault_keeps_what_it_has(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb)
    point = back_up(aws, backup, Lifecycle={"DeleteAfterDays": 2})
    here: Any = {"BackupVaultName": "ddbdr", "RecoveryPointArn": point}
    backup.put_backup_vault_lock_configuration(BackupVaultName="ddbdr", MinRetentionDays=7)
    assert backup.describe_backup_vault(BackupVaultName="ddbdr")["Locked"] is True
    with pytest.raises(ClientError) as refused:
        backup.delete_recovery_point(**here)
    assert refusal(refused.value)[0] == "InvalidRequestException"
    with pytest.raises(ClientError):
        backup.update_recovery_point_lifecycle(**here, Lifecycle={"DeleteAfterDays": 1})
    backup.delete_backup_vault_lock_configuration(BackupVaultName="ddbdr")
    backup.delete_recovery_point(**here)


@pytest.mark.parametrize(("days", "expected"), [(6, "FAILED"), (7, "COMPLETED"), (31, "FAILED")])
def test_a_lock_lets_no_job_in_whose_retention_is_out_of_its_range(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient, days: int, expected: str
) -> None:
    make_table(aws, ddb)
    backup.put_backup_vault_lock_configuration(
        BackupVaultName="ddbdr", MinRetentionDays=7, MaxRetentionDays=30
    )
    job_id = start(backup, Lifecycle={"DeleteAfterDays": days})
    for_ever = start(backup)
    aws.advance(HOUR)
    assert backup.describe_backup_job(BackupJobId=job_id)["State"] == expected
    job = backup.describe_backup_job(BackupJobId=for_ever)
    assert (job["State"], "retention" in job["StatusMessage"]) == ("FAILED", True)


def test_a_lock_at_the_destination_holds_for_copies(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient, west: BackupClient
) -> None:
    make_table(aws, ddb)
    point = back_up(aws, backup, Lifecycle={"DeleteAfterDays": 35})
    west.put_backup_vault_lock_configuration(BackupVaultName="ddbdr", MinRetentionDays=90)
    short = start_copy(backup, point)
    long = start_copy(backup, point, Lifecycle={"DeleteAfterDays": 90})
    aws.advance(HOUR)
    job = copied(backup, short)
    assert (job["State"], "retention" in job["StatusMessage"]) == ("FAILED", True)
    assert (copied(backup, long)["State"], job["DestinationBackupVaultArn"]) == ("COMPLETED", WEST)


def test_compliance_mode_cannot_be_taken_off_after_its_grace_time(
    aws: RunningAws, backup: BackupClient
) -> None:
    began = aws.now()
    backup.put_backup_vault_lock_configuration(BackupVaultName="ddbdr", ChangeableForDays=3)
    locked = backup.describe_backup_vault(BackupVaultName="ddbdr")["LockDate"]
    assert locked - began == timedelta(days=3)
    aws.advance(3 * DAY - 1)
    backup.put_backup_vault_lock_configuration(BackupVaultName="ddbdr", ChangeableForDays=3)
    aws.advance(3 * DAY)
    for change in (
        backup.put_backup_vault_lock_configuration,
        backup.delete_backup_vault_lock_configuration,
    ):
        with pytest.raises(ClientError) as refused:
            change(BackupVaultName="ddbdr")
        assert refusal(refused.value)[0] == "InvalidRequestException"


@pytest.mark.parametrize(
    "lock",
    [
        {"ChangeableForDays": 2},
        {"MinRetentionDays": 0},
        {"MaxRetentionDays": 36501},
        {"MinRetentionDays": 8, "MaxRetentionDays": 7},
    ],
)
def test_what_is_no_lock_is_refused(backup: BackupClient, lock: dict[str, int]) -> None:
    with pytest.raises(ClientError) as refused:
        backup.put_backup_vault_lock_configuration(BackupVaultName="ddbdr", **lock)
    assert refusal(refused.value)[0] == "InvalidParameterValueException"
