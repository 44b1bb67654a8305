"""Tables take time, refuse what AWS refuses meanwhile, and keep their settings."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.running import RunningAws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws.conftest import Tables
    from tests.sandbox.aws_clients import Clients

SIMPLE: dict[str, Any] = {
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
}
KEY = {"id": {"S": "a"}}


def code(error: pytest.ExceptionInfo[ClientError]) -> str:
    return error.value.response["Error"]["Code"]


def test_a_new_table_is_creating_then_active(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    made = ddb.create_table(TableName="orders", **SIMPLE)["TableDescription"]
    assert made["TableStatus"] == "CREATING"
    assert made["TableArn"] == "arn:aws:dynamodb:us-east-2:123456789012:table/orders"
    assert made["CreationDateTime"] == aws.now()
    aws.advance(4.9)
    assert tables.status("orders") == "CREATING"
    aws.advance(0.2)
    assert tables.status("orders") == "ACTIVE"


@pytest.mark.parametrize("state", ["CREATING", "restoring"])
def test_a_table_being_created_refuses_reads_writes_changes_and_deletion(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables", state: str
) -> None:
    if state == "CREATING":
        ddb.create_table(TableName="new", **SIMPLE)
    else:
        tables.make("orders", pitr=True)
        aws.advance(600)
        ddb.restore_table_to_point_in_time(
            SourceTableName="orders", TargetTableName="new", UseLatestRestorableTime=True
        )
    uses: list[Callable[[], object]] = [
        lambda: ddb.get_item(TableName="new", Key=KEY),
        lambda: ddb.put_item(TableName="new", Item=KEY),
        lambda: ddb.scan(TableName="new"),
        lambda: ddb.batch_write_item(RequestItems={"new": [{"PutRequest": {"Item": KEY}}]}),
        lambda: ddb.transact_write_items(
            TransactItems=[{"Put": {"TableName": "new", "Item": KEY}}]
        ),
        lambda: ddb.execute_statement(Statement="SELECT * FROM new"),
    ]
    for use in uses:
        with pytest.raises(ddb.exceptions.ResourceNotFoundException):
            use()
    changes: list[Callable[[], object]] = [
        lambda: ddb.delete_table(TableName="new"),
        lambda: ddb.update_table(TableName="new", DeletionProtectionEnabled=True),
        lambda: ddb.create_table(TableName="new", **SIMPLE),
    ]
    for change in changes:
        with pytest.raises(ddb.exceptions.ResourceInUseException):
            change()
    with pytest.raises(ClientError) as caught:
        ddb.update_continuous_backups(
            TableName="new",
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
        )
    assert code(caught) == "ContinuousBackupsUnavailableException"


def test_a_deleted_table_is_deleting_then_gone(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    assert ddb.delete_table(TableName="orders")["TableDescription"]["TableStatus"] == "DELETING"
    with pytest.raises(ddb.exceptions.ResourceInUseException):
        ddb.create_table(TableName="orders", **SIMPLE)
    aws.advance(5)
    with pytest.raises(ddb.exceptions.ResourceNotFoundException):
        ddb.describe_table(TableName="orders")
    tables.make()
    assert tables.totals("orders") == {}


def test_deletion_protection_is_honoured(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(DeletionProtectionEnabled=True)
    with pytest.raises(ClientError) as caught:
        ddb.delete_table(TableName="orders")
    assert code(caught) == "ValidationException"
    assert "protected against deletion" in str(caught.value)
    ddb.update_table(TableName="orders", DeletionProtectionEnabled=False)
    aws.advance(5)
    ddb.delete_table(TableName="orders")


def test_an_update_holds_and_is_updating_for_a_while(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    ddb.update_table(
        TableName="orders",
        BillingMode="PROVISIONED",
        ProvisionedThroughput={"ReadCapacityUnits": 7, "WriteCapacityUnits": 3},
    )
    assert tables.status("orders") == "UPDATING"
    with pytest.raises(ddb.exceptions.ResourceInUseException):
        ddb.delete_table(TableName="orders")
    tables.put("a", 1)
    aws.advance(5)
    table = ddb.describe_table(TableName="orders")["Table"]
    assert table["TableStatus"] == "ACTIVE"
    assert table["ProvisionedThroughput"]["ReadCapacityUnits"] == 7
    assert table["BillingModeSummary"]["BillingMode"] == "PROVISIONED"


def test_what_an_update_cannot_do_is_not_pretended(ddb: "DynamoDBClient", tables: "Tables") -> None:
    tables.make()
    with pytest.raises(ClientError, match="does not play ReplicaUpdates"):
        ddb.update_table(
            TableName="orders", ReplicaUpdates=[{"Create": {"RegionName": "us-west-1"}}]
        )


def test_a_key_that_is_missing_or_disabled_encrypts_nothing(
    clients: "Clients", ddb: "DynamoDBClient"
) -> None:
    keys = clients("kms")
    key = keys.create_key()["KeyMetadata"]["KeyId"]
    keys.disable_key(KeyId=key)
    for wrong in (key, "alias/nothing"):
        with pytest.raises(ClientError, match="KMS"):
            ddb.create_table(
                TableName="orders",
                SSESpecification={"Enabled": True, "KMSMasterKeyId": wrong},
                **SIMPLE,
            )
    assert ddb.list_tables()["TableNames"] == []


def test_tags_and_time_to_live_are_kept(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    arn = tables.make(Tags=[{"Key": "team", "Value": "shop"}])
    ddb.tag_resource(ResourceArn=arn, Tags=[{"Key": "stage", "Value": "prod"}])
    ddb.untag_resource(ResourceArn=arn, TagKeys=["team"])
    assert ddb.list_tags_of_resource(ResourceArn=arn)["Tags"] == [{"Key": "stage", "Value": "prod"}]
    on: Any = {"Enabled": True, "AttributeName": "expires_at"}
    ddb.update_time_to_live(TableName="orders", TimeToLiveSpecification=on)
    described = ddb.describe_time_to_live(TableName="orders")["TimeToLiveDescription"]
    assert described == {"TimeToLiveStatus": "ENABLING", "AttributeName": "expires_at"}
    aws.advance(5)
    described = ddb.describe_time_to_live(TableName="orders")["TimeToLiveDescription"]
    assert described["TimeToLiveStatus"] == "ENABLED"
    with pytest.raises(ClientError, match="already enabled"):
        ddb.update_time_to_live(TableName="orders", TimeToLiveSpecification=on)


def test_a_stream_has_an_arn_of_its_instant(ddb: "DynamoDBClient", tables: "Tables") -> None:
    tables.make(StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"})
    table = ddb.describe_table(TableName="orders")["Table"]
    assert table["LatestStreamArn"].endswith("table/orders/stream/2026-11-02T08:00:00.000")


def test_tables_are_listed_in_pages(ddb: "DynamoDBClient", tables: "Tables") -> None:
    for name in ("carts", "orders", "users"):
        tables.make(name)
    page = ddb.list_tables(Limit=2)
    assert page["TableNames"] == ["carts", "orders"]
    rest = ddb.list_tables(ExclusiveStartTableName=page["LastEvaluatedTableName"])
    assert rest["TableNames"] == ["users"]
    assert "LastEvaluatedTableName" not in rest


def test_regions_and_accounts_do_not_see_each_other(
    clients: "Clients", west: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    assert west.list_tables()["TableNames"] == []
    role = clients("sts").assume_role(
        RoleArn="arn:aws:iam::210987654321:role/ddbdr", RoleSessionName="ddbdr"
    )["Credentials"]
    other = {"access_key": role["AccessKeyId"], "token": role["SessionToken"]}
    assert clients("sts", **other).get_caller_identity()["Account"] == "210987654321"
    assert clients("dynamodb", **other).list_tables()["TableNames"] == []
    made = clients("dynamodb", **other).create_table(TableName="orders", **SIMPLE)
    assert ":210987654321:" in made["TableDescription"]["TableArn"]
    assert clients("sts").get_caller_identity()["Account"] == "123456789012"


def test_the_number_of_tables_is_limited_and_told_by_service_quotas(
    aws: RunningAws, ddb: "DynamoDBClient", clients: "Clients", tables: "Tables"
) -> None:
    aws.profile(table_quota=2)
    quotas = clients("service-quotas")
    quota = quotas.get_service_quota(ServiceCode="dynamodb", QuotaCode="L-F98FE922")["Quota"]
    assert quota["Value"] == 2
    listed = quotas.list_service_quotas(ServiceCode="dynamodb")["Quotas"]
    assert quota["QuotaName"] in {entry["QuotaName"] for entry in listed}
    tables.make("one1")
    tables.make("two2")
    with pytest.raises(ddb.exceptions.LimitExceededException):
        ddb.create_table(TableName="three", **SIMPLE)


@pytest.mark.parametrize(
    ("name", "constraint"),
    [
        ("ab", "length greater than or equal to 3"),
        ("x" * 256, "length less than or equal to 255"),
        ("a/b", "regular expression pattern: [a-zA-Z0-9_.-]+"),
        ("orders!", "regular expression pattern: [a-zA-Z0-9_.-]+"),
    ],
)
def test_an_illegal_table_name_is_refused(
    ddb: "DynamoDBClient", name: str, constraint: str
) -> None:
    with pytest.raises(ClientError) as caught:
        ddb.create_table(TableName=name, **SIMPLE)
    assert code(caught) == "ValidationException"
    assert (
        f"Value '{name}' at 'tableName' failed to satisfy constraint: Member must"
        in (caught.value.response["Error"]["Message"])
    )
    assert constraint in str(caught.value)


def test_keys_without_definition_are_refused(ddb: "DynamoDBClient") -> None:
    with pytest.raises(ClientError) as caught:
        ddb.create_table(
            TableName="orders",
            KeySchema=[{"AttributeName": "other", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
    assert code(caught) == "ValidationException"
    assert ddb.list_tables()["TableNames"] == []


def test_an_arn_names_a_table_of_its_own_account_and_region_only(
    ddb: "DynamoDBClient", west: "DynamoDBClient", tables: "Tables"
) -> None:
    arn = tables.make()
    ddb.put_item(TableName=arn, Item=KEY)
    for away in (arn.replace("us-east-2", "us-west-1"), arn.replace("/orders", "/carts")):
        with pytest.raises(ddb.exceptions.ResourceNotFoundException):
            ddb.describe_table(TableName=away)
        with pytest.raises(ddb.exceptions.ResourceNotFoundException):
            ddb.delete_item(TableName=away, Key=KEY)
    with pytest.raises(west.exceptions.ResourceNotFoundException):
        west.describe_table(TableName=arn)
    theirs = arn.replace("123456789012", "210987654321")
    with pytest.raises(ClientError, match="no resource-based policy allows") as caught:
        ddb.delete_item(TableName=theirs, Key=KEY)
    assert code(caught) == "AccessDeniedException"
    assert ddb.scan(TableName=arn)["Count"] == 1
