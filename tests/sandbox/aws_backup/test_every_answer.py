"""Every action of AWS Backup but those of plans, its answer held against botocore's shape.

The `clients` fixture reads each answer as it came over the wire and finds what
botocore's parser passes over: unknown members, other types, missing ones.
"""

import json
from typing import TYPE_CHECKING, Any

from sandbox.aws.aws_backup.dispatch import ACTIONS
from sandbox.aws.running import RunningAws
from tests.sandbox.aws_backup.steps import (
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

NAME: Any = {"BackupVaultName": "ddbdr"}
EVERYBODY = {"Effect": "Allow", "Principal": "*", "Action": "backup:*", "Resource": "*"}
OF_PLANS = {action for action in ACTIONS if "BackupPlan" in action or "Selection" in action}


def vaults(backup: BackupClient) -> None:
    """A vault and what is put on it."""
    policy = json.dumps({"Version": "2012-10-17", "Statement": [EVERYBODY]})
    topic = "arn:aws:sns:us-east-2:123456789012:backups"
    backup.put_backup_vault_access_policy(**NAME, Policy=policy)
    backup.get_backup_vault_access_policy(**NAME)
    backup.delete_backup_vault_access_policy(**NAME)
    backup.put_backup_vault_notifications(
        **NAME, SNSTopicArn=topic, BackupVaultEvents=["COPY_JOB_FAILED"]
    )
    backup.get_backup_vault_notifications(**NAME)
    backup.delete_backup_vault_notifications(**NAME)
    backup.put_backup_vault_lock_configuration(**NAME, MinRetentionDays=1, ChangeableForDays=3)
    arn = backup.describe_backup_vault(**NAME)["BackupVaultArn"]
    backup.delete_backup_vault_lock_configuration(**NAME)
    backup.tag_resource(ResourceArn=arn, Tags={"team": "shop"})
    backup.list_tags(ResourceArn=arn)
    backup.untag_resource(ResourceArn=arn, TagKeyList=["team"])
    backup.list_backup_vaults()


def settings(backup: BackupClient) -> None:
    """What holds for the region, and for the organization."""
    backup.update_region_settings(ResourceTypeOptInPreference={"DynamoDB": True})
    backup.describe_region_settings()
    backup.update_global_settings(GlobalSettings={"isCrossAccountBackupEnabled": "true"})
    backup.describe_global_settings()
    backup.get_supported_resource_types()


def points(backup: BackupClient, point: str) -> None:
    """A recovery point, and who asks for it how."""
    here: Any = {**NAME, "RecoveryPointArn": point}
    lifecycle = {"MoveToColdStorageAfterDays": 1, "DeleteAfterDays": 100}
    backup.update_recovery_point_lifecycle(**here, Lifecycle=lifecycle)
    backup.describe_recovery_point(**here)
    backup.get_recovery_point_restore_metadata(**here)
    backup.list_recovery_points_by_backup_vault(**NAME)
    backup.list_recovery_points_by_resource(ResourceArn=TABLE)
    backup.list_protected_resources()
    backup.list_protected_resources_by_backup_vault(**NAME)


def test_every_answer_has_the_shape_aws_has(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient, west: BackupClient
) -> None:
    make_table(aws, ddb)
    put(ddb, "o-1")
    vaults(backup)
    settings(backup)
    point = back_up(aws, backup, RecoveryPointTags={"job": "J-1"})
    copy = start_copy(backup, point)
    restored = backup.start_restore_job(
        RecoveryPointArn=point, Metadata={"targetTableName": "orders-2"}, IamRoleArn=ROLE
    )["RestoreJobId"]
    aws.advance(HOUR)
    points(backup, point)
    backup.list_backup_jobs()
    assert copied(backup, copy)["DestinationBackupVaultArn"] == WEST
    backup.list_copy_jobs()
    backup.describe_restore_job(RestoreJobId=restored)
    backup.list_restore_jobs()
    backup.list_restore_jobs_by_protected_resource(ResourceArn=TABLE)
    backup.describe_protected_resource(ResourceArn=TABLE)
    west.list_recovery_points_by_backup_vault(**NAME)
    backup.stop_backup_job(BackupJobId=start(backup))
    backup.delete_recovery_point(**NAME, RecoveryPointArn=point)
    backup.delete_backup_vault(**NAME)
    done = {call.action for call in aws.calls() if call.status == 200 and call.service == "backup"}
    assert done == ACTIONS.keys() - OF_PLANS
