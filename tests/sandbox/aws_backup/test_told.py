"""What AWS Backup tells EventBridge: the members of AWS's samples, their oddities too."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.aws.happening import Happening
from sandbox.aws.running import RunningAws
from tests.sandbox.aws_backup.steps import (
    DAY,
    HOUR,
    ROLE,
    TABLE,
    WEST,
    BackupClient,
    back_up,
    copied,
    make_table,
    put,
    start,
    start_copy,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

VAULT = "arn:aws:backup:us-east-2:123456789012:backup-vault:ddbdr"
Json = dict[str, Any]


def text(instant: datetime) -> str:
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def of(heard: list[Happening], kind: str) -> list[Happening]:
    """Those of one detail type, as they were told."""
    return [each for each in heard if each.detail_type == kind]


def test_a_backup_job_tells_each_of_its_states_at_its_instant(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb)
    put(ddb, "o-1")
    began, heard = aws.now(), aws.heard()
    job_id = start(backup, Lifecycle={"DeleteAfterDays": 35})
    aws.advance(3 * HOUR)
    point = backup.describe_backup_job(BackupJobId=job_id)["RecoveryPointArn"]
    created, running, completed = of(heard, "Backup Job State Change")
    assert [each.at - began for each in (created, running, completed)] == [
        timedelta(seconds=seconds) for seconds in (0, 30, 210)
    ]
    first = {"backupJobId": job_id, "state": "CREATED", "creationDate": text(began)}
    assert (created.detail, created.resources) == (first, [])
    common = first | {
        "backupVaultArn": VAULT,
        "backupVaultName": "ddbdr",
        "iamRoleArn": ROLE,
        "resourceArn": TABLE,
        "resourceType": "DynamoDB",
        "startBy": text(began + timedelta(hours=8)),
        "backupSizeInBytes": "5",
    }
    expected = began + timedelta(seconds=210)
    assert running.resources == []
    assert running.detail == common | {
        "state": "RUNNING",
        "bytesTransferred": "0",
        "percentDone": 0,
        "expectedCompletionDate": expected.strftime("%b %-d, %Y %-I:%M:%S %p"),
    }
    assert completed.resources == [point]
    assert completed.detail == common | {
        "state": "COMPLETED",
        "bytesTransferred": "5",
        "percentDone": 100,
        "completionDate": text(expected),
    }
    (kept,) = of(heard, "Recovery Point State Change")
    assert kept.resources == [point]
    assert kept.detail == {
        "backupVaultName": "ddbdr",
        "backupVaultArn": VAULT,
        "creationDate": text(began + timedelta(seconds=30)),
        "iamRoleArn": ROLE,
        "resourceType": "DynamoDB",
        "resourceArn": TABLE,
        "status": "COMPLETED",
        "isEncrypted": "true",
        "storageClass": "WARM",
        "completionDate": text(expected),
        "lifecycle": {"deleteAfterDays": 35},
        "calculatedLifeCycle": {"deleteAt": text(began + timedelta(days=35, seconds=30))},
    }


def test_a_job_that_fails_says_why_in_quotes_and_has_no_size(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb)
    heard = aws.heard()
    start(backup)
    ddb.delete_table(TableName="orders")
    aws.advance(HOUR)
    backup.list_backup_jobs()
    *_, failed = of(heard, "Backup Job State Change")
    assert failed.detail["state"] == "FAILED"
    assert failed.detail["statusMessage"] == f'"Table not found. Resource: {TABLE}"'
    assert not {"backupSizeInBytes", "completionDate"} & failed.detail.keys()
    assert failed.resources == []


def test_a_copy_job_tells_of_its_target_when_there_is_one(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient, west: BackupClient
) -> None:
    assert west
    make_table(aws, ddb)
    put(ddb, "o-1")
    point = back_up(aws, backup)
    began, heard = aws.now(), aws.heard()
    job_id = start_copy(backup, point)
    aws.advance(HOUR)
    target = copied(backup, job_id)["DestinationRecoveryPointArn"]
    created, running, completed = of(heard, "Copy Job State Change")
    assert {each.region for each in (created, running, completed)} == {"us-east-2"}
    assert all(each.resources == [point] for each in (created, running, completed))
    first = {
        "creationDate": text(began),
        "state": "CREATED",
        "sourceBackupVaultArn": VAULT,
        "destinationBackupVaultArn": WEST,
    }
    assert created.detail == first
    common = first | {
        "copyJobId": job_id,
        "backupSizeInBytes": 5,
        "iamRoleArn": ROLE,
        "resourceArn": TABLE,
        "resourceType": "DynamoDB",
    }
    assert running.detail == common | {"state": "RUNNING", "destinationRecoveryPointArn": {}}
    assert completed.detail == common | {
        "state": "COMPLETED",
        "destinationRecoveryPointArn": target,
        "completionDate": text(began + timedelta(seconds=270)),
    }
    (kept,) = of(heard, "Recovery Point State Change")
    assert (kept.region, kept.resources) == ("us-west-1", [target])


def test_a_restore_job_has_a_state_first_and_a_status_then(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb)
    put(ddb, "o-1")
    point = back_up(aws, backup)
    began, heard = aws.now(), aws.heard()
    job_id = backup.start_restore_job(
        RecoveryPointArn=point, Metadata={"targetTableName": "orders-2"}, IamRoleArn=ROLE
    )["RestoreJobId"]
    aws.advance(HOUR)
    backup.list_restore_jobs()
    told = of(heard, "Restore Job State Change")
    assert all(each.resources == [point] for each in told)
    first = {"restoreJobId": job_id, "creationDate": text(began)}
    assert told[0].detail == first | {"state": "CREATED"}
    common = first | {
        "backupSizeInBytes": "5",
        "iamRoleArn": ROLE,
        "percentDone": 0,
        "resourceType": "DynamoDB",
    }
    assert [each.detail for each in told[1:3]] == [
        common | {"status": "PENDING"},
        common | {"status": "RUNNING"},
    ]
    assert told[3].detail == common | {
        "status": "COMPLETED",
        "backupVaultArn": VAULT,
        "recoveryPointArn": point,
        "sourceResourceArn": TABLE,
        "createdResourceArn": TABLE + "-2",
        "completionDate": text(began + timedelta(seconds=1230)),
    }


def test_the_end_of_a_recovery_point_and_changes_of_vaults_and_settings_are_told(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb)
    back_up(aws, backup, Lifecycle={"DeleteAfterDays": 1})
    heard = aws.heard()
    aws.advance(2 * DAY)
    backup.create_backup_vault(BackupVaultName="daily")
    backup.put_backup_vault_lock_configuration(BackupVaultName="daily")
    backup.delete_backup_vault(BackupVaultName="daily")
    preference = {"ResourceTypeOptInPreference": {"DynamoDB": True}}
    backup.update_region_settings(**preference)
    (gone,) = of(heard, "Recovery Point State Change")
    assert gone.detail["status"] == "DELETING"
    assert [each.detail for each in of(heard, "Backup Vault State Change")] == [
        {"backupVaultName": "daily", "state": "CREATED"},
        {"backupVaultName": "daily", "state": "MODIFIED", "isLocked": "true"},
        {"backupVaultName": "daily", "state": "DELETED"},
    ]
    (changed,) = of(heard, "Region Setting State Change")
    assert changed.detail == {"modifiedAt": text(aws.now()), "state": "MODIFIED", **preference}


def test_what_a_plan_made_says_so_in_the_events_words(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient, west: BackupClient
) -> None:
    assert west
    make_table(aws, ddb)
    rule = {
        "RuleName": "hourly",
        "TargetBackupVaultName": "ddbdr",
        "ScheduleExpression": "cron(15 * ? * * *)",
        "CopyActions": [{"DestinationBackupVaultArn": WEST}],
    }
    plan = backup.create_backup_plan(BackupPlan={"BackupPlanName": "p", "Rules": [rule]})
    backup.create_backup_selection(
        BackupPlanId=plan["BackupPlanId"],
        BackupSelection={"SelectionName": "s", "IamRoleArn": ROLE, "Resources": [TABLE]},
    )
    heard = aws.heard()
    aws.advance(HOUR)
    (job,) = backup.list_backup_jobs()["BackupJobs"]
    (copy,) = backup.list_copy_jobs()["CopyJobs"]
    assert (copy["State"], copy["CreatedByBackupJobId"]) == ("COMPLETED", job["BackupJobId"])
    made = {
        "backupPlanId": plan["BackupPlanId"],
        "backupPlanArn": plan["BackupPlanArn"],
        "backupPlanVersion": plan["VersionId"],
        "backupPlanRuleId": job["CreatedBy"]["BackupRuleId"],
    }
    for kind, silent in (
        ("Backup Job State Change", 1),
        ("Copy Job State Change", 1),
        ("Recovery Point State Change", 0),
    ):
        told = of(heard, kind)
        assert [each.detail.get("createdBy") for each in told] == [None] * silent + [made] * 2
