"""What AWS lets pass and refuses while a table is being created, updated or deleted."""

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.running import RunningAws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws.conftest import Tables

ON: Any = {"PointInTimeRecoveryEnabled": True}


def code(call: Any) -> str:  # noqa: ANN401 - any bound call
    with pytest.raises(ClientError) as caught:
        call()
    return str(caught.value.response["Error"]["Code"])


@pytest.mark.parametrize("moving", ["CREATING", "DELETING"])
def test_neither_a_new_nor_a_going_table_is_backed_up(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables", moving: str
) -> None:
    aws.profile(table_seconds=10 if moving == "CREATING" else 5)
    tables.make()
    if moving == "DELETING":
        ddb.delete_table(TableName="orders")
    assert tables.status("orders") == moving
    assert (
        code(lambda: ddb.create_backup(TableName="orders", BackupName="one"))
        == "TableInUseException"
    )
    assert (
        code(
            lambda: ddb.update_continuous_backups(
                TableName="orders", PointInTimeRecoverySpecification=ON
            )
        )
        == "ContinuousBackupsUnavailableException"
    )


def test_deleting_a_table_that_is_going_changes_nothing(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(pitr=True)
    ddb.delete_table(TableName="orders")
    aws.advance(4)
    again = ddb.delete_table(TableName="orders")["TableDescription"]
    assert again["TableStatus"] == "DELETING"
    assert len(ddb.list_backups(BackupType="SYSTEM")["BackupSummaries"]) == 1
    aws.advance(1)
    assert ddb.list_tables()["TableNames"] == []


def test_tags_and_time_to_live_are_set_while_a_table_is_updating(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    arn = tables.make()
    ddb.update_table(TableName="orders", TableClass="STANDARD_INFREQUENT_ACCESS")
    assert tables.status("orders") == "UPDATING"
    ddb.tag_resource(ResourceArn=arn, Tags=[{"Key": "team", "Value": "shop"}])
    on: Any = {"Enabled": True, "AttributeName": "expires_at"}
    ddb.update_time_to_live(TableName="orders", TimeToLiveSpecification=on)
    aws.advance(5)
    assert ddb.list_tags_of_resource(ResourceArn=arn)["Tags"] == [{"Key": "team", "Value": "shop"}]
