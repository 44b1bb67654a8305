"""Global indexes of an existing table: one at a time, filled in the background, then readable."""

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.running import RunningAws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws.conftest import Tables

ATTRIBUTES: Any = [
    {"AttributeName": "id", "AttributeType": "S"},
    {"AttributeName": "total", "AttributeType": "N"},
]
BACKFILL = 510


def index(name: str = "by_total") -> Any:  # noqa: ANN401
    return {
        "IndexName": name,
        "KeySchema": [{"AttributeName": "total", "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "ALL"},
    }


def change(ddb: "DynamoDBClient", *updates: Any, **more: Any) -> Any:  # noqa: ANN401
    return ddb.update_table(
        TableName="orders",
        AttributeDefinitions=ATTRIBUTES,
        GlobalSecondaryIndexUpdates=list(updates),
        **more,
    )["TableDescription"]


def refused(ddb: "DynamoDBClient", code: str, *updates: Any, **more: Any) -> str:  # noqa: ANN401
    with pytest.raises(ClientError) as caught:
        change(ddb, *updates, **more)
    assert caught.value.response["Error"]["Code"] == code
    return caught.value.response["Error"]["Message"]


def told(ddb: "DynamoDBClient", name: str = "by_total") -> Any:  # noqa: ANN401
    table = ddb.describe_table(TableName="orders")["Table"]
    found = [i for i in table.get("GlobalSecondaryIndexes", []) if i["IndexName"] == name]
    return found[0] if found else None


def by_total(ddb: "DynamoDBClient") -> int:
    return ddb.query(
        TableName="orders",
        IndexName="by_total",
        KeyConditionExpression="#t = :five",
        ExpressionAttributeNames={"#t": "total"},
        ExpressionAttributeValues={":five": {"N": "5"}},
    )["Count"]


def test_a_new_index_is_allocated_filled_and_then_readable(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    tables.put("a", 5)
    change(ddb, {"Create": index()})
    assert tables.status("orders") == "UPDATING"
    assert (told(ddb)["IndexStatus"], told(ddb)["Backfilling"]) == ("CREATING", False)
    aws.advance(5)
    assert tables.status("orders") == "ACTIVE"
    assert (told(ddb)["IndexStatus"], told(ddb)["Backfilling"]) == ("CREATING", True)
    tables.put("b", 5)
    with pytest.raises(ClientError, match="backfilling"):
        by_total(ddb)
    with pytest.raises(ddb.exceptions.ResourceInUseException):
        ddb.delete_table(TableName="orders")
    aws.advance(BACKFILL)
    assert told(ddb)["IndexStatus"] == "ACTIVE"
    assert "Backfilling" not in told(ddb)
    assert by_total(ddb) == 2
    ddb.delete_table(TableName="orders")


def test_one_index_comes_or_goes_at_a_time(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    words = "Only 1 online index can be created or deleted simultaneously per table"
    tables.make()
    two = ({"Create": index("one")}, {"Create": index("two")})
    assert words in refused(ddb, "LimitExceededException", *two)
    change(ddb, {"Create": index()})
    assert words in refused(ddb, "LimitExceededException", {"Create": index("second")})
    aws.advance(60)
    assert words in refused(ddb, "LimitExceededException", {"Create": index("second")})
    aws.advance(BACKFILL)
    change(ddb, {"Create": index("second")})


def test_a_deleted_index_is_deleting_then_gone(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(AttributeDefinitions=ATTRIBUTES, GlobalSecondaryIndexes=[index()])
    tables.put("a", 5)
    assert by_total(ddb) == 1
    change(ddb, {"Delete": {"IndexName": "by_total"}})
    assert told(ddb)["IndexStatus"] == "DELETING"
    with pytest.raises(ClientError) as caught:
        by_total(ddb)
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    aws.advance(5)
    assert told(ddb) is None
    defined = ddb.describe_table(TableName="orders")["Table"]["AttributeDefinitions"]
    assert [attribute["AttributeName"] for attribute in defined] == ["id"]


def test_a_creation_can_be_ended_while_it_fills(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    change(ddb, {"Create": index()})
    refused(ddb, "LimitExceededException", {"Delete": {"IndexName": "by_total"}})
    aws.advance(60)
    change(ddb, {"Delete": {"IndexName": "by_total"}})
    aws.advance(5)
    assert told(ddb) is None


def test_indexes_of_a_new_table_come_with_it(ddb: "DynamoDBClient", tables: "Tables") -> None:
    tables.make(AttributeDefinitions=ATTRIBUTES, GlobalSecondaryIndexes=[index()])
    assert told(ddb)["IndexStatus"] == "ACTIVE"
    tables.put("a", 5)
    assert by_total(ddb) == 1


def test_an_index_has_units_of_its_own(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    units = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
    tables.make(BillingMode="PROVISIONED", ProvisionedThroughput=units)
    refused(ddb, "ValidationException", {"Create": index()})
    change(ddb, {"Create": index() | {"ProvisionedThroughput": units}})
    aws.advance(5 + BACKFILL)
    same = {"Update": {"IndexName": "by_total", "ProvisionedThroughput": units}}
    assert "will not change" in refused(ddb, "ValidationException", same)
    more = {"ReadCapacityUnits": 9, "WriteCapacityUnits": 5}
    change(ddb, {"Update": {"IndexName": "by_total", "ProvisionedThroughput": more}})
    assert (tables.status("orders"), told(ddb)["IndexStatus"]) == ("ACTIVE", "UPDATING")
    assert by_total(ddb) == 0
    aws.advance(5)
    assert told(ddb)["ProvisionedThroughput"]["ReadCapacityUnits"] == 9
    ddb.update_table(TableName="orders", BillingMode="PAY_PER_REQUEST")
    aws.advance(5)
    assert told(ddb)["ProvisionedThroughput"]["ReadCapacityUnits"] == 0
    words = refused(
        ddb, "ValidationException", BillingMode="PROVISIONED", ProvisionedThroughput=units
    )
    assert "must be specified for index: by_total" in words


def test_an_impossible_index_change_is_refused(ddb: "DynamoDBClient", tables: "Tables") -> None:
    tables.make()
    delete = {"Delete": {"IndexName": "by_total"}}
    refused(ddb, "ResourceNotFoundException", delete)
    wrong = index() | {"KeySchema": [{"AttributeName": "other", "KeyType": "HASH"}]}
    assert "not defined" in refused(ddb, "ValidationException", {"Create": wrong})
    stream = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
    refused(ddb, "ValidationException", {"Create": index()}, StreamSpecification=stream)
    assert tables.status("orders") == "ACTIVE"
    assert told(ddb) is None


def test_twenty_indexes_and_no_more(ddb: "DynamoDBClient", tables: "Tables") -> None:
    many = [index(f"by_{number:02d}") for number in range(21)]
    with pytest.raises(ClientError) as caught:
        tables.make(AttributeDefinitions=ATTRIBUTES, GlobalSecondaryIndexes=many)
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    tables.make(AttributeDefinitions=ATTRIBUTES, GlobalSecondaryIndexes=many[:20])
    words = refused(ddb, "LimitExceededException", {"Create": many[20]})
    assert "per-table limit of 20" in words


def test_a_refused_change_of_many_changes_nothing(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    units = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
    fewer = {"ReadCapacityUnits": 4, "WriteCapacityUnits": 5}
    tables.make(
        BillingMode="PROVISIONED",
        ProvisionedThroughput=units,
        AttributeDefinitions=ATTRIBUTES,
        GlobalSecondaryIndexes=[index() | {"ProvisionedThroughput": units}],
    )
    before = ddb.describe_table(TableName="orders")["Table"]
    same = {"Update": {"IndexName": "by_total", "ProvisionedThroughput": units}}
    refused(ddb, "ValidationException", same, ProvisionedThroughput=fewer)
    assert ddb.describe_table(TableName="orders")["Table"] == before
    both = {"Update": {"IndexName": "by_total", "ProvisionedThroughput": fewer}}
    change(ddb, both, ProvisionedThroughput=fewer)
    aws.advance(5)
    table = ddb.describe_table(TableName="orders")["Table"]
    assert table["ProvisionedThroughput"]["NumberOfDecreasesToday"] == 1
    assert told(ddb)["ProvisionedThroughput"]["NumberOfDecreasesToday"] == 1


def test_limits_of_on_demand_go_with_the_billing_mode_and_stay_behind_in_a_restore(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    limits: Any = {"OnDemandThroughput": {"MaxReadRequestUnits": 9}}
    tables.make(
        pitr=True, AttributeDefinitions=ATTRIBUTES, GlobalSecondaryIndexes=[index() | limits]
    )
    assert told(ddb)["OnDemandThroughput"] == {"MaxReadRequestUnits": 9}
    aws.advance(600)
    restored = ddb.restore_table_to_point_in_time(
        SourceTableName="orders", TargetTableName="back", UseLatestRestorableTime=True
    )["TableDescription"]
    assert "OnDemandThroughput" not in restored["GlobalSecondaryIndexes"][0]
    units = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
    update = {"Update": {"IndexName": "by_total", "ProvisionedThroughput": units}}
    change(ddb, update, BillingMode="PROVISIONED", ProvisionedThroughput=units)
    assert "OnDemandThroughput" not in told(ddb)
