"""Who uses more than a table has is refused, and served again when time has passed."""

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.running import RunningAws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws.conftest import Tables


def provisioned(reads: int, writes: int) -> dict[str, Any]:
    units = {"ReadCapacityUnits": reads, "WriteCapacityUnits": writes}
    return {"BillingMode": "PROVISIONED", "ProvisionedThroughput": units}


def puts(count: int, first: int = 0, size: int = 1) -> list[Any]:
    return [
        {"PutRequest": {"Item": {"id": {"S": f"k{n}"}, "x": {"S": "x" * size}}}}
        for n in range(first, first + count)
    ]


def fill(client: "DynamoDBClient", units: int, table: str = "orders") -> None:
    """Write so many units, 25 at a time."""
    for first in range(0, units, 25):
        batch = {table: puts(min(25, units - first), first)}
        assert client.batch_write_item(RequestItems=batch)["UnprocessedItems"] == {}


def test_five_minutes_of_writes_then_as_fast_as_provisioned(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(**provisioned(5, 1))
    fill(ddb, 300)
    with pytest.raises(ddb.exceptions.ProvisionedThroughputExceededException) as caught:
        tables.put("one-more", 1)
    response: Any = caught.value.response
    assert response["ThrottlingReasons"][0]["reason"] == "TableWriteProvisionedThroughputExceeded"
    assert ddb.scan(TableName="orders", Select="COUNT")["Count"] == 300
    aws.advance(2)
    tables.put("one-more", 1)
    tables.put("and-one", 1)
    with pytest.raises(ddb.exceptions.ProvisionedThroughputExceededException):
        tables.put("too-many", 1)
    aws.advance(3600)
    fill(ddb, 300)
    with pytest.raises(ddb.exceptions.ProvisionedThroughputExceededException):
        tables.put("an-hour-saves-five-minutes", 1)


def test_what_a_batch_could_not_write_comes_back(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(**provisioned(1, 1))
    fill(ddb, 290)
    answer = ddb.batch_write_item(
        RequestItems={"orders": puts(25, 1000)}, ReturnConsumedCapacity="TOTAL"
    )
    left = answer["UnprocessedItems"]["orders"]
    assert (len(left), answer["ConsumedCapacity"][0]["CapacityUnits"]) == (15, 10)
    with pytest.raises(ddb.exceptions.ProvisionedThroughputExceededException):
        ddb.batch_write_item(RequestItems={"orders": left})
    aws.advance(15)
    assert ddb.batch_write_item(RequestItems={"orders": left})["UnprocessedItems"] == {}


def test_reads_and_keys_of_a_batch(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(**provisioned(1, 100))
    ddb.batch_write_item(RequestItems={"orders": puts(25)})
    ddb.batch_write_item(RequestItems={"orders": puts(1, 99, size=300_000)})
    big: Any = {"TableName": "orders", "Key": {"id": {"S": "k99"}}, "ConsistentRead": True}
    for _ in range(4):  # 74 units each, of 300
        ddb.get_item(**big)
    with pytest.raises(ddb.exceptions.ProvisionedThroughputExceededException):
        ddb.get_item(**big)
    keys: Any = {"orders": {"Keys": [{"id": {"S": f"k{n}"}} for n in range(25)]}}
    got = ddb.batch_get_item(RequestItems=keys)
    assert len(got["Responses"]["orders"]) == 8  # half a unit each, of the 4 that were left
    assert len(got["UnprocessedKeys"]["orders"]["Keys"]) == 17
    with pytest.raises(ddb.exceptions.ProvisionedThroughputExceededException):
        ddb.batch_get_item(RequestItems=keys)
    with pytest.raises(ddb.exceptions.ProvisionedThroughputExceededException):
        ddb.scan(TableName="orders")
    aws.advance(300)
    assert ddb.scan(TableName="orders")["Count"] == 26


def test_a_transaction_that_cannot_be_paid_writes_nothing(
    ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(**provisioned(1, 1))
    fill(ddb, 297)
    items: Any = [
        {"Put": {"TableName": "orders", "Item": {"id": {"S": name}}}} for name in ("a", "b")
    ]
    with pytest.raises(ddb.exceptions.ProvisionedThroughputExceededException):
        ddb.transact_write_items(TransactItems=items)
    ddb.transact_write_items(TransactItems=items[:1])
    assert ddb.scan(TableName="orders", Select="COUNT")["Count"] == 298


def test_a_global_index_holds_up_its_table(ddb: "DynamoDBClient", tables: "Tables") -> None:
    tables.make(
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"} for name in ("id", "x")
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by_x",
                "KeySchema": [{"AttributeName": "x", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
                "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
            }
        ],
        **provisioned(100, 100),
    )
    fill(ddb, 300)
    with pytest.raises(ddb.exceptions.ProvisionedThroughputExceededException) as caught:
        ddb.put_item(TableName="orders", Item={"id": {"S": "new"}, "x": {"S": "x"}})
    assert "global secondary indexes" in str(caught.value)
    ddb.put_item(TableName="orders", Item={"id": {"S": "not in the index"}})


def test_a_maximum_of_on_demand_throughput(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    limits = {"MaxReadRequestUnits": 10, "MaxWriteRequestUnits": 2}
    tables.make(OnDemandThroughput=limits)
    tables.make("free")
    tables.put("a", 1)
    tables.put("b", 1)
    with pytest.raises(ClientError) as caught:
        tables.put("c", 1)
    assert caught.value.response["Error"]["Code"] == "ThrottlingException"
    aws.advance(3600)  # nothing is saved beyond a second
    tables.put("c", 1)
    tables.put("d", 1)
    with pytest.raises(ClientError, match="maximum OnDemandThroughput"):
        tables.put("e", 1)
    fill(ddb, 1000, "free")


def test_throttling_can_be_switched_off(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(**provisioned(1, 1))
    aws.profile(throttling=False)
    fill(ddb, 400)


def test_a_transaction_that_one_table_cannot_pay_costs_the_other_nothing(
    ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    for name in ("orders", "carts"):
        tables.make(name, **provisioned(1, 1))
    fill(ddb, 298)
    fill(ddb, 299, "carts")
    items: Any = [
        {"Put": {"TableName": name, "Item": {"id": {"S": "a"}}}} for name in ("orders", "carts")
    ]
    with pytest.raises(ddb.exceptions.ProvisionedThroughputExceededException):
        ddb.transact_write_items(TransactItems=items)
    ddb.transact_write_items(TransactItems=items[:1])
