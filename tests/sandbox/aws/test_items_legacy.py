"""Parameters from before expressions, which AWS still takes."""

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws.conftest import Tables

KEY: dict[str, Any] = {"id": {"S": "a"}, "n": {"N": "1"}}
ITEM: dict[str, Any] = KEY | {"tags": {"SS": ["x", "y"]}, "word": {"S": "hello"}}


@pytest.fixture
def orders(ddb: "DynamoDBClient", tables: "Tables") -> "DynamoDBClient":
    tables.make(
        KeySchema=[
            {"AttributeName": "id", "KeyType": "HASH"},
            {"AttributeName": "n", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "id", "AttributeType": "S"},
            {"AttributeName": "n", "AttributeType": "N"},
        ],
    )
    ddb.put_item(TableName="orders", Item=ITEM)
    ddb.put_item(TableName="orders", Item={"id": {"S": "a"}, "n": {"N": "2"}})
    return ddb


def compared(operator: str, *values: Any) -> dict[str, Any]:  # noqa: ANN401 - AttributeValues
    return {"ComparisonOperator": operator, "AttributeValueList": list(values)}


HOLDS: list[tuple[str, dict[str, Any], bool]] = [
    ("word", compared("EQ", {"S": "hello"}), True),
    ("word", compared("NE", {"S": "hello"}), False),
    ("word", compared("GT", {"S": "hell"}), True),
    ("word", compared("BETWEEN", {"S": "a"}, {"S": "z"}), True),
    ("word", compared("IN", {"S": "a"}, {"S": "hello"}), True),
    ("word", compared("BEGINS_WITH", {"S": "he"}), True),
    ("word", compared("CONTAINS", {"S": "ell"}), True),
    ("tags", compared("NOT_CONTAINS", {"S": "x"}), False),
    ("none", compared("NULL"), True),
    ("none", compared("NOT_NULL"), False),
    ("word", {"Value": {"S": "hello"}}, True),
    ("word", {"Exists": False}, False),
    ("none", {"Exists": False}, True),
]


@pytest.mark.parametrize(("name", "expected", "holds"), HOLDS)
def test_expected(
    orders: "DynamoDBClient", name: str, expected: dict[str, Any], *, holds: bool
) -> None:
    put: Any = partial(orders.put_item, TableName="orders", Item=ITEM)
    both: Any = {name: expected, "word": compared("NOT_NULL")}
    if holds:
        put(Expected={name: expected})
        put(Expected=both, ConditionalOperator="AND")
        return
    with pytest.raises(orders.exceptions.ConditionalCheckFailedException):
        put(Expected={name: expected})
    if name != "word":
        put(Expected=both, ConditionalOperator="OR")


def test_attribute_updates(orders: "DynamoDBClient") -> None:
    updates: Any = {
        "word": {"Value": {"S": "bye"}},
        "tags": {"Action": "DELETE", "Value": {"SS": ["x"]}},
        "count": {"Action": "ADD", "Value": {"N": "2"}},
        "none": {"Action": "DELETE"},
    }
    after = orders.update_item(
        TableName="orders", Key=KEY, AttributeUpdates=updates, ReturnValues="ALL_NEW"
    )["Attributes"]
    assert after == KEY | {"word": {"S": "bye"}, "tags": {"SS": ["y"]}, "count": {"N": "2"}}


def test_key_conditions_and_filters(orders: "DynamoDBClient") -> None:
    a: Any = {"id": compared("EQ", {"S": "a"})}
    found = orders.query(TableName="orders", KeyConditions=a | {"n": compared("GE", {"N": "2"})})
    assert [item["n"]["N"] for item in found["Items"]] == ["2"]
    filtered: Any = {"word": compared("BEGINS_WITH", {"S": "h"})}
    for page in (
        orders.query(TableName="orders", KeyConditions=a, QueryFilter=filtered),
        orders.scan(TableName="orders", ScanFilter=filtered),
    ):
        assert (page["Count"], page["ScannedCount"]) == (1, 2)


def test_what_does_not_fit(orders: "DynamoDBClient") -> None:
    update = partial(orders.update_item, TableName="orders", Key=KEY)
    query = partial(orders.query, TableName="orders")
    a: Any = compared("EQ", {"S": "a"})
    refused: list[tuple[Any, str]] = [
        (
            partial(
                update,
                UpdateExpression="REMOVE word",
                Expected={"word": {"Exists": False}},
            ),
            "both expression and non-expression parameters",
        ),
        (partial(update, AttributeUpdates={"n": {"Value": {"N": "5"}}}), "part of the key"),
        (partial(update, AttributeUpdates={"word": {"Action": "ADD"}}), "Only DELETE action"),
        (
            partial(update, AttributeUpdates={"word": {"Action": "ADD", "Value": {"S": "x"}}}),
            "ADD action is not supported for the type S",
        ),
        (partial(update, Expected={"word": {"Exists": True}}), "Value must be provided"),
        (partial(update, ConditionalOperator="AND"), "ConditionalOperator cannot be used"),
        (partial(update, Expected={"word": compared("EQ")}), "Invalid number of argument(s)"),
        (query, "KeyConditions or KeyConditionExpression"),
        (
            partial(query, KeyConditions={"id": a, "n": compared("NE", {"N": "1"})}),
            "not an indexable operation",
        ),
        (
            partial(query, KeyConditions={"id": a}, QueryFilter={"n": compared("NOT_NULL")}),
            "non-primary key attributes",
        ),
    ]
    for call, words in refused:
        with pytest.raises(ClientError, match="ValidationException") as caught:
            call()
        assert words in str(caught.value)
