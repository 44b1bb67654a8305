"""Recovery points: found again, kept as long as their lifecycle says, and gone on the clock."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.running import RunningAws
from tests.sandbox.aws_backup.steps import (
    DAY,
    HOUR,
    TABLE,
    BackupClient,
    back_up,
    make_table,
    put,
    refusal,
    start,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

VAULT: Any = {"BackupVaultName": "ddbdr"}


def listed(backup: BackupClient, **filters: object) -> list[str]:
    """ARNs in the vault."""
    points = backup.list_recovery_points_by_backup_vault(**VAULT, **filters)["RecoveryPoints"]
    return [point["RecoveryPointArn"] for point in points]


def test_they_are_listed_by_vault_and_by_resource_newest_first(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb)
    make_table(aws, ddb, "other")
    old = back_up(aws, backup)
    border = aws.now()
    new = back_up(aws, backup)
    other = back_up(aws, backup, "other")
    assert listed(backup) == [other, new, old]
    assert listed(backup, ByResourceArn=TABLE) == [new, old]
    assert listed(backup, ByCreatedBefore=border) == [old]
    assert listed(backup, ByCreatedAfter=border, ByResourceType="DynamoDB") == [other, new]
    assert listed(backup, ByResourceType="EBS") == listed(backup, ByBackupPlanId="none") == []
    paginator = backup.get_paginator("list_recovery_points_by_resource")
    pages = list(paginator.paginate(ResourceArn=TABLE, PaginationConfig={"PageSize": 1}))
    assert [p["RecoveryPoints"][0]["RecoveryPointArn"] for p in pages[:2]] == [new, old]


def test_a_table_stays_protected_after_it_is_gone(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb)
    put(ddb, "o-1")
    point = back_up(aws, backup)
    ddb.delete_table(TableName="orders")
    aws.advance(DAY)
    (protected,) = backup.list_protected_resources()["Results"]
    assert (protected["ResourceArn"], protected["LastRecoveryPointArn"]) == (TABLE, point)
    assert backup.describe_protected_resource(ResourceArn=TABLE)["ResourceName"] == "orders"
    with pytest.raises(ClientError) as refused:
        backup.describe_protected_resource(ResourceArn=TABLE + "x")
    assert refusal(refused.value)[0] == "ResourceNotFoundException"


def test_its_time_is_over_on_the_clock(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb)
    back_up(aws, backup, Lifecycle={"DeleteAfterDays": 1})
    kept = back_up(aws, backup)
    aws.advance(DAY - 2 * HOUR)
    assert len(listed(backup)) == 2
    aws.advance(HOUR)
    assert listed(backup) == [kept]


def test_a_changed_lifecycle_holds_instead_of_the_old_one(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb)
    arn = back_up(aws, backup, Lifecycle={"DeleteAfterDays": 1})
    here: Any = {**VAULT, "RecoveryPointArn": arn}
    created = backup.describe_recovery_point(**here)["CreationDate"]
    changed = backup.update_recovery_point_lifecycle(**here, Lifecycle={"DeleteAfterDays": 5})
    assert changed["CalculatedLifecycle"]["DeleteAt"] - created == timedelta(days=5)
    aws.advance(4 * DAY)
    assert listed(backup) == [arn]
    backup.update_recovery_point_lifecycle(**here, Lifecycle={"DeleteAfterDays": -1})
    aws.advance(10 * DAY)
    assert listed(backup) == [arn]
    backup.update_recovery_point_lifecycle(**here, Lifecycle={"DeleteAfterDays": 6})
    aws.advance(0)
    assert listed(backup) == []


def test_it_moves_to_cold_storage_and_stays_there_for_ninety_days(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb)
    cold = {"MoveToColdStorageAfterDays": 1, "DeleteAfterDays": 91}
    arn = back_up(aws, backup, Lifecycle=cold)
    here: Any = {**VAULT, "RecoveryPointArn": arn}
    assert backup.describe_recovery_point(**here)["StorageClass"] == "WARM"
    aws.advance(DAY)
    assert backup.describe_recovery_point(**here)["StorageClass"] == "COLD"
    with pytest.raises(ClientError) as refused:
        backup.update_recovery_point_lifecycle(**here, Lifecycle={"DeleteAfterDays": 91})
    assert refusal(refused.value)[0] == "InvalidRequestException"
    with pytest.raises(ClientError) as refused:
        backup.update_recovery_point_lifecycle(**here, Lifecycle=cold | {"DeleteAfterDays": 90})
    assert refusal(refused.value)[0] == "InvalidParameterValueException"


def test_one_that_is_being_made_is_not_deleted(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb)
    start(backup)
    aws.advance(60)
    (arn,) = listed(backup)
    with pytest.raises(ClientError) as refused:
        backup.delete_recovery_point(**VAULT, RecoveryPointArn=arn)
    assert refusal(refused.value)[0] == "InvalidResourceStateException"


def test_what_is_not_there_is_told_apart_from_whose_it_is(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb)
    arn = back_up(aws, backup)
    for where, code in (
        ({"BackupVaultName": "ddbdr", "RecoveryPointArn": arn + "x"}, "ResourceNotFoundException"),
        ({"BackupVaultName": "none", "RecoveryPointArn": arn}, "AccessDeniedException"),
    ):
        with pytest.raises(ClientError) as refused:
            backup.describe_recovery_point(**where)
        assert refusal(refused.value)[0] == code


def test_its_metadata_tell_how_the_table_was_encrypted(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb, SSESpecification={"Enabled": True, "SSEType": "KMS"})
    arn = back_up(aws, backup)
    found = backup.get_recovery_point_restore_metadata(**VAULT, RecoveryPointArn=arn)
    table = ddb.describe_table(TableName="orders")["Table"]
    key = table["SSEDescription"]["KMSMasterKeyArn"]
    assert found["RestoreMetadata"] == {"encryptionType": "KMS", "kmsMasterKeyArn": key}
