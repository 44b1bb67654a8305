"""UpdateTable: one change at a time, none that changes nothing, none too often."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.running import RunningAws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws.conftest import Tables
    from tests.sandbox.aws_clients import Clients

IA: Any = "STANDARD_INFREQUENT_ACCESS"
STREAM = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}


def refused(ddb: "DynamoDBClient", code: str, **change: Any) -> str:  # noqa: ANN401
    with pytest.raises(ClientError) as caught:
        ddb.update_table(TableName="orders", **change)
    assert caught.value.response["Error"]["Code"] == code
    return caught.value.response["Error"]["Message"]


def table_of(ddb: "DynamoDBClient") -> Any:  # noqa: ANN401
    return ddb.describe_table(TableName="orders")["Table"]


def units(reads: int, writes: int) -> Any:  # noqa: ANN401
    return {"ReadCapacityUnits": reads, "WriteCapacityUnits": writes}


@pytest.fixture
def provisioned(tables: "Tables") -> None:
    tables.make(BillingMode="PROVISIONED", ProvisionedThroughput=units(10, 10))


@pytest.mark.usefixtures("provisioned")
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, "At least one of"),
        ({"AttributeDefinitions": []}, "At least one of"),
        ({"TableClass": IA, "DeletionProtectionEnabled": True}, "TableClass modification must be"),
        ({"SSESpecification": {"Enabled": True}, "TableClass": IA}, "Server-Side Encryption"),
        ({"StreamSpecification": STREAM, "ProvisionedThroughput": units(9, 9)}, "stream status"),
        ({"ProvisionedThroughput": units(10, 10)}, "will not change"),
        ({"BillingMode": "PROVISIONED"}, "must be specified when BillingMode is PROVISIONED"),
        (
            {"BillingMode": "PAY_PER_REQUEST", "ProvisionedThroughput": units(9, 9)},
            "Neither ReadCapacityUnits nor",
        ),
        ({"OnDemandThroughput": {"MaxReadRequestUnits": 5}}, "BillingMode is PROVISIONED"),
        ({"SSESpecification": {"Enabled": False}}, "already encrypted by default"),
        ({"StreamSpecification": {"StreamEnabled": False}}, "no stream to disable"),
        ({"StreamSpecification": {"StreamEnabled": True}}, "UpdateViewType is required"),
        ({"WarmThroughput": {"ReadUnitsPerSecond": 1}}, "decreasing WarmThroughput"),
    ],
)
def test_what_is_mixed_or_changes_nothing_is_refused(
    ddb: "DynamoDBClient", tables: "Tables", change: dict[str, Any], words: str
) -> None:
    before = table_of(ddb)
    assert words in refused(ddb, "ValidationException", **change)
    assert table_of(ddb) == before
    assert tables.status("orders") == "ACTIVE"


@pytest.mark.usefixtures("provisioned")
def test_while_it_is_updating_another_change_is_refused(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    ddb.update_table(TableName="orders", ProvisionedThroughput=units(20, 20))
    assert tables.status("orders") == "UPDATING"
    refused(ddb, "ResourceInUseException", TableClass=IA)
    with pytest.raises(ddb.exceptions.ResourceInUseException):
        ddb.delete_table(TableName="orders")
    tables.put("a", 1)
    aws.advance(5)
    ddb.update_table(TableName="orders", TableClass=IA)


@pytest.mark.usefixtures("provisioned")
def test_four_decreases_a_day_then_one_an_hour(aws: RunningAws, ddb: "DynamoDBClient") -> None:
    for reads in (9, 8, 7, 6):
        ddb.update_table(TableName="orders", ProvisionedThroughput=units(reads, 10))
        aws.advance(60)
    told = table_of(ddb)["ProvisionedThroughput"]
    assert told["NumberOfDecreasesToday"] == 4
    assert told["LastDecreaseDateTime"] == aws.now() - timedelta(seconds=60)
    words = refused(ddb, "LimitExceededException", ProvisionedThroughput=units(5, 10))
    assert "Number of decreases today: 4" in words
    ddb.update_table(TableName="orders", ProvisionedThroughput=units(6, 20))
    aws.advance(3600)
    ddb.update_table(TableName="orders", ProvisionedThroughput=units(5, 20))
    aws.advance(60)
    refused(ddb, "LimitExceededException", ProvisionedThroughput=units(4, 20))
    aws.advance(24 * 3600)
    assert table_of(ddb)["ProvisionedThroughput"]["NumberOfDecreasesToday"] == 0
    ddb.update_table(TableName="orders", ProvisionedThroughput=units(4, 20))


@pytest.mark.usefixtures("provisioned")
def test_to_on_demand_four_times_in_a_day(aws: RunningAws, ddb: "DynamoDBClient") -> None:
    assert "BillingModeSummary" not in table_of(ddb)
    for _ in range(4):
        ddb.update_table(TableName="orders", BillingMode="PAY_PER_REQUEST")
        switched = aws.now()
        aws.advance(60)
        ddb.update_table(
            TableName="orders", BillingMode="PROVISIONED", ProvisionedThroughput=units(10, 10)
        )
        aws.advance(60)
    summary = table_of(ddb)["BillingModeSummary"]
    assert summary["BillingMode"] == "PROVISIONED"
    assert summary["LastUpdateToPayPerRequestDateTime"] == switched
    words = refused(ddb, "LimitExceededException", BillingMode="PAY_PER_REQUEST")
    assert "Update to PayPerRequest mode are limited" in words
    aws.advance(24 * 3600)
    ddb.update_table(TableName="orders", BillingMode="PAY_PER_REQUEST")


def test_the_table_class_changes_twice_in_thirty_days(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    for wanted in (IA, "STANDARD"):
        ddb.update_table(TableName="orders", TableClass=wanted)
        aws.advance(5)
    assert table_of(ddb)["TableClassSummary"]["LastUpdateDateTime"] == aws.now() - timedelta(
        seconds=5
    )
    assert "2 times in 30 day" in refused(ddb, "LimitExceededException", TableClass=IA)
    aws.advance(30 * 86_400)
    ddb.update_table(TableName="orders", TableClass=IA)


def test_encryption_is_updating_while_the_table_is_active(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    on: Any = {"Enabled": True}
    ddb.update_table(TableName="orders", SSESpecification=on)
    table = table_of(ddb)
    assert (table["TableStatus"], table["SSEDescription"]["Status"]) == ("ACTIVE", "UPDATING")
    refused(ddb, "ResourceInUseException", SSESpecification={"Enabled": False})
    with pytest.raises(ddb.exceptions.ResourceInUseException):
        ddb.delete_table(TableName="orders")
    aws.advance(22)
    assert table_of(ddb)["SSEDescription"]["Status"] == "ENABLED"
    for enabled in (False, True, False):
        ddb.update_table(TableName="orders", SSESpecification={"Enabled": enabled})
        aws.advance(22)
    assert "Encryption mode changes" in refused(ddb, "LimitExceededException", SSESpecification=on)
    aws.advance(6 * 3600)
    ddb.update_table(TableName="orders", SSESpecification=on)


def test_limits_of_on_demand_throughput_come_and_go_by_member(
    ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(OnDemandThroughput={"MaxReadRequestUnits": 100})
    limits: Any = {"MaxWriteRequestUnits": 50}
    ddb.update_table(TableName="orders", OnDemandThroughput=limits)
    assert tables.status("orders") == "ACTIVE"
    assert table_of(ddb)["OnDemandThroughput"] == {
        "MaxReadRequestUnits": 100,
        "MaxWriteRequestUnits": 50,
    }
    none: Any = {"MaxReadRequestUnits": -1, "MaxWriteRequestUnits": -1}
    ddb.update_table(TableName="orders", OnDemandThroughput=none)
    assert "OnDemandThroughput" not in table_of(ddb)
    refused(ddb, "ValidationException", OnDemandThroughput={"MaxReadRequestUnits": 0})


def test_warm_throughput_rises_in_its_own_time(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    assert table_of(ddb)["WarmThroughput"] == {
        "ReadUnitsPerSecond": 12_000,
        "WriteUnitsPerSecond": 4_000,
        "Status": "ACTIVE",
    }
    ddb.update_table(TableName="orders", WarmThroughput={"ReadUnitsPerSecond": 20_000})
    warm = table_of(ddb)["WarmThroughput"]
    assert (warm["ReadUnitsPerSecond"], warm["Status"]) == (12_000, "UPDATING")
    assert tables.status("orders") == "ACTIVE"
    aws.advance(270)
    warm = table_of(ddb)["WarmThroughput"]
    assert (warm["ReadUnitsPerSecond"], warm["Status"]) == (20_000, "ACTIVE")


@pytest.mark.parametrize(
    "wrong",
    [
        {"BillingMode": "PROVISIONED"},
        {"BillingMode": "PAY_PER_REQUEST", "ProvisionedThroughput": units(1, 1)},
        {
            "BillingMode": "PROVISIONED",
            "ProvisionedThroughput": units(1, 1),
            "OnDemandThroughput": {"MaxReadRequestUnits": 1},
        },
        {"StreamSpecification": {"StreamEnabled": True}},
        {"SSESpecification": {"Enabled": False, "SSEType": "KMS"}},
        {"SSESpecification": {"Enabled": True, "SSEType": "AES256"}},
        {"GlobalTableSettingsReplicationMode": "ENABLED"},
    ],
)
def test_a_new_table_has_to_agree_with_itself(tables: "Tables", wrong: dict[str, Any]) -> None:
    with pytest.raises(ClientError) as caught:
        tables.make(**wrong)
    assert caught.value.response["Error"]["Code"] == "ValidationException"


def test_so_many_tables_may_be_in_motion(
    aws: RunningAws, clients: "Clients", ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make("first")
    aws.profile(table_operations=2)
    west: DynamoDBClient = clients(region="us-west-1")
    key: Any = {
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "BillingMode": "PAY_PER_REQUEST",
    }
    ddb.create_table(TableName="second", **key)
    west.create_table(TableName="third", **key)
    for busy in (
        lambda: ddb.create_table(TableName="fourth", **key),
        lambda: ddb.update_table(TableName="first", TableClass=IA),
        lambda: ddb.delete_table(TableName="first"),
        lambda: ddb.update_time_to_live(
            TableName="first",
            TimeToLiveSpecification={"Enabled": True, "AttributeName": "ends"},
        ),
    ):
        with pytest.raises(ddb.exceptions.LimitExceededException):
            busy()
    aws.advance(5)
    ddb.delete_table(TableName="first")


def test_a_table_has_forty_thousand_units_at_most(ddb: "DynamoDBClient", tables: "Tables") -> None:
    most = ddb.describe_limits()["TableMaxReadCapacityUnits"]
    tables.make(BillingMode="PROVISIONED", ProvisionedThroughput=units(most, 1))
    above = units(most + 1, 1)
    refused(ddb, "LimitExceededException", ProvisionedThroughput=above)
    with pytest.raises(ddb.exceptions.LimitExceededException):
        tables.make("more", BillingMode="PROVISIONED", ProvisionedThroughput=above)
