"""What a restore takes over in place of the source's own: regions, maxima, units, indexes."""

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.profile import Profile
from sandbox.aws.running import RunningAws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws.conftest import Tables
    from tests.sandbox.aws_clients import Clients

UNITS = {"ReadCapacityUnits": 3, "WriteCapacityUnits": 2}
INDEXED: Any = {
    "AttributeDefinitions": [
        {"AttributeName": name, "AttributeType": "S"} for name in ("id", "day", "shop")
    ],
    "KeySchema": [
        {"AttributeName": "id", "KeyType": "HASH"},
        {"AttributeName": "day", "KeyType": "RANGE"},
    ],
}
LOCAL: Any = {
    "IndexName": "local",
    "KeySchema": [
        {"AttributeName": "id", "KeyType": "HASH"},
        {"AttributeName": "shop", "KeyType": "RANGE"},
    ],
    "Projection": {"ProjectionType": "ALL"},
}
BY_SHOP: Any = {
    "IndexName": "by_shop",
    "KeySchema": [{"AttributeName": "shop", "KeyType": "HASH"}],
    "Projection": {"ProjectionType": "ALL"},
}


def to_point(client: "DynamoDBClient", **more: Any) -> Any:  # noqa: ANN401
    """Restore `orders` as `back`, to the latest second."""
    given: dict[str, Any] = {"TargetTableName": "back", "UseLatestRestorableTime": True} | more
    if "SourceTableArn" not in more:
        given.setdefault("SourceTableName", "orders")
    return client.restore_table_to_point_in_time(**given)["TableDescription"]


def refusal(call: Any) -> str:  # noqa: ANN401 - any bound restore
    with pytest.raises(ClientError) as caught:
        call()
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    return caught.value.response["Error"]["Message"]


def there(clients: "Clients", region: str) -> str:
    """The ARN of a table `orders` with recovery on in a region."""
    client = clients(region=region)
    made = client.create_table(
        TableName="orders",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )["TableDescription"]["TableArn"]
    return str(made)


def recovering(aws: RunningAws, client: "DynamoDBClient") -> None:
    aws.advance(5)
    client.update_continuous_backups(
        TableName="orders", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    aws.advance(600)


@pytest.mark.parametrize("region", ["ap-east-1", "me-south-1"])
def test_a_region_without_cross_region_restores_neither_gives_nor_takes(
    aws: RunningAws, clients: "Clients", region: str
) -> None:
    away, home = clients(region=region), clients()
    arns = {name: there(clients, name) for name in (region, "us-east-2")}
    recovering(aws, away)
    recovering(aws, home)
    override: Any = {"SSESpecificationOverride": {"Enabled": True}}
    for client, source in ((home, region), (away, "us-east-2")):
        words = refusal(
            lambda taker=client, arn=arns[source]: to_point(taker, SourceTableArn=arn, **override)
        )
        assert "Cross-region restore is not supported" in words
    assert to_point(away)["TableStatus"] == "CREATING"  # within the region it is


def test_local_indexes_make_a_restore_longer_too(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(**INDEXED, LocalSecondaryIndexes=[LOCAL], pitr=True)
    aws.advance(600)
    to_point(ddb)
    aws.advance(1499)
    assert tables.status("back") == "CREATING"
    aws.advance(1)
    assert tables.status("back") == "ACTIVE"


def test_a_gigabyte_takes_six_seconds(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    assert Profile().bytes_per_gb == 1024**3
    aws.profile(bytes_per_gb=1)  # so that each byte of a small table counts as much
    tables.make(pitr=True)
    ddb.put_item(TableName="orders", Item={"id": {"S": "a"}})  # three bytes
    aws.advance(600)
    to_point(ddb)
    aws.advance(1217)
    assert tables.status("back") == "CREATING"
    aws.advance(1)
    assert tables.status("back") == "ACTIVE"


def test_the_source_is_named_once(aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables") -> None:
    arn = tables.make(pitr=True)
    aws.advance(600)
    both = refusal(lambda: to_point(ddb, SourceTableName="orders", SourceTableArn=arn))
    neither = refusal(
        lambda: ddb.restore_table_to_point_in_time(
            TargetTableName="back", UseLatestRestorableTime=True
        )
    )
    assert "exactly one of" in both
    assert both == neither


def test_maxima_of_on_demand_throughput_come_with_their_override(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(pitr=True)
    aws.advance(600)
    maxima: Any = {"MaxReadRequestUnits": 7, "MaxWriteRequestUnits": 5}
    assert to_point(ddb, OnDemandThroughputOverride=maxima)["OnDemandThroughput"] == maxima


def test_a_kept_index_has_the_keys_it_had_and_may_have_other_units(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(
        **INDEXED,
        BillingMode="PROVISIONED",
        ProvisionedThroughput=UNITS,
        GlobalSecondaryIndexes=[BY_SHOP | {"ProvisionedThroughput": UNITS}],
        pitr=True,
    )
    aws.advance(600)
    by_day = BY_SHOP | {"KeySchema": [{"AttributeName": "day", "KeyType": "HASH"}]}
    words = refusal(lambda: to_point(ddb, GlobalSecondaryIndexOverride=[by_day]))
    assert "does not match a secondary index" in words
    more = {"ReadCapacityUnits": 9, "WriteCapacityUnits": 8}
    kept = to_point(ddb, GlobalSecondaryIndexOverride=[BY_SHOP | {"ProvisionedThroughput": more}])
    (index,) = kept["GlobalSecondaryIndexes"]
    assert index["ProvisionedThroughput"].items() >= more.items()


def test_indexes_of_a_table_brought_back_on_demand_have_no_units(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(
        **INDEXED,
        BillingMode="PROVISIONED",
        ProvisionedThroughput=UNITS,
        GlobalSecondaryIndexes=[BY_SHOP | {"ProvisionedThroughput": UNITS}],
        pitr=True,
    )
    aws.advance(600)
    (index,) = to_point(ddb, BillingModeOverride="PAY_PER_REQUEST")["GlobalSecondaryIndexes"]
    assert index["ProvisionedThroughput"]["ReadCapacityUnits"] == 0
