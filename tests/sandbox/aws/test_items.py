"""Reads and writes of items, each operation once, its answer held against botocore's shapes."""

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws.conftest import Tables

A, B = {"id": {"S": "a"}}, {"id": {"S": "b"}}
ITEM: dict[str, Any] = A | {"total": {"N": "1"}, "raw": {"B": b"\x00"}, "tags": {"SS": ["x"]}}


@pytest.fixture
def orders(ddb: "DynamoDBClient", tables: "Tables") -> "DynamoDBClient":
    tables.make()
    ddb.put_item(TableName="orders", Item=ITEM)
    return ddb


def test_reads(orders: "DynamoDBClient") -> None:
    capacity: Any = {"ReturnConsumedCapacity": "TOTAL"}
    assert orders.get_item(TableName="orders", Key=A, **capacity)["Item"] == ITEM
    assert "Item" not in orders.get_item(TableName="orders", Key=B)
    found = orders.query(
        TableName="orders",
        KeyConditionExpression="id = :a",
        ExpressionAttributeValues={":a": {"S": "a"}},
        **capacity,
    )
    assert found["Items"] == [ITEM]
    page = orders.scan(TableName="orders", Limit=1, **capacity)
    assert (page["Count"], page["ScannedCount"], page["Items"]) == (1, 1, [ITEM])
    batch = orders.batch_get_item(RequestItems={"orders": {"Keys": [A, B]}}, **capacity)
    assert batch["Responses"] == {"orders": [ITEM]}
    both = orders.transact_get_items(
        TransactItems=[
            {"Get": {"TableName": "orders", "Key": A}},
            {"Get": {"TableName": "orders", "Key": B}},
        ],
        **capacity,
    )
    assert both["Responses"] == [{"Item": ITEM}, {}]
    assert orders.execute_statement(Statement="SELECT id FROM orders")["Items"] == [A]


def test_writes_and_what_they_return(orders: "DynamoDBClient") -> None:
    put = orders.put_item(TableName="orders", Item=A, ReturnValues="ALL_OLD")
    assert put["Attributes"] == ITEM
    updated = orders.update_item(
        TableName="orders",
        Key=A,
        UpdateExpression="SET #t = :five",
        ExpressionAttributeNames={"#t": "total"},
        ExpressionAttributeValues={":five": {"N": "5"}},
        ReturnValues="UPDATED_NEW",
    )
    assert updated["Attributes"] == {"total": {"N": "5"}}
    gone = orders.delete_item(TableName="orders", Key=A, ReturnValues="ALL_OLD")
    assert gone["Attributes"] == A | {"total": {"N": "5"}}
    wrote = orders.batch_write_item(RequestItems={"orders": [{"PutRequest": {"Item": B}}]})
    assert wrote["UnprocessedItems"] == {}


def test_a_scan_is_paged_through(orders: "DynamoDBClient", tables: "Tables") -> None:
    for number in range(7):
        tables.put(f"o-{number}", number)
    orders.delete_item(TableName="orders", Key=A)
    pages = list(
        orders.get_paginator("scan").paginate(TableName="orders", PaginationConfig={"PageSize": 3})
    )
    assert [page["Count"] for page in pages] == [3, 3, 1]
    assert {item["total"]["N"] for page in pages for item in page["Items"]} == set("0123456")


def test_a_scan_is_in_no_order_that_keys_have(ddb: "DynamoDBClient", tables: "Tables") -> None:
    tables.make()
    ids = [f"k{number:02d}" for number in range(40)]
    for item_id in ids:
        tables.put(item_id, 1)
    read = [item["id"]["S"] for item in ddb.scan(TableName="orders")["Items"]]
    assert sorted(read) == ids
    assert read != ids


def test_a_failed_condition_shows_the_item_if_asked(orders: "DynamoDBClient") -> None:
    with pytest.raises(orders.exceptions.ConditionalCheckFailedException) as caught:
        orders.put_item(
            TableName="orders",
            Item=A,
            ConditionExpression="attribute_not_exists(id)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    response: Any = caught.value.response
    assert response["Item"]["total"] == {"N": "1"}


def test_a_table_by_its_arn(orders: "DynamoDBClient") -> None:
    arn = orders.describe_table(TableName="orders")["Table"]["TableArn"]
    orders.put_item(TableName=arn, Item=B)
    assert orders.get_item(TableName=arn, Key=B)["Item"] == B
    assert orders.scan(TableName=arn)["Count"] == 2


def test_what_cannot_be_is_refused(orders: "DynamoDBClient") -> None:
    refusals: list[Any] = [
        lambda: orders.put_item(TableName="orders", Item={"other": {"S": "x"}}),
        lambda: orders.put_item(TableName="orders", Item={"id": {"N": "1"}}),
        lambda: orders.execute_statement(Statement="SELEKT everything"),
    ]
    for refusal in refusals:
        with pytest.raises(ClientError) as caught:
            refusal()
        assert caught.value.response["Error"]["Code"] == "ValidationException"
    with pytest.raises(orders.exceptions.ResourceNotFoundException):
        orders.get_item(TableName="nothing", Key=A)
    assert orders.scan(TableName="orders")["Count"] == 1
