"""Puts, batches and transactions over HTTP: limits, verdicts, and all or nothing."""

import http.client
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.running import RunningAws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws.conftest import Tables

A: dict[str, Any] = {"id": {"S": "a"}}
B: dict[str, Any] = {"id": {"S": "b"}}


@pytest.fixture
def orders(ddb: "DynamoDBClient", tables: "Tables") -> "DynamoDBClient":
    tables.make()
    return ddb


def refused(call: Any) -> str:  # noqa: ANN401 - a call of boto3 in a lambda
    with pytest.raises(ClientError) as caught:
        call()
    assert caught.value.response["Error"]["Code"] == "ValidationException", caught.value
    return caught.value.response["Error"]["Message"]


ITEMS: list[tuple[dict[str, Any], str]] = [
    ({"other": {"S": "x"}}, "Missing the key id in the item"),
    ({"id": {"N": "1"}}, "Type mismatch for key id expected: S actual: N"),
    ({"id": {"S": ""}}, "cannot contain an empty string value. Key: id"),
    ({"id": {"S": "x" * 2049}}, "Size of hashkey has exceeded"),
    (A | {"n": {"N": "ten"}}, "cannot be converted to a numeric value: ten"),
    (A | {"n": {"N": "1" * 39}}, "more than 38 significant digits"),
    (A | {"n": {"N": "1e126"}}, "Number overflow"),
    (A | {"n": {"N": "1e-131"}}, "Number underflow"),
    (A | {"n": {"SS": []}}, "An string set  may not be empty"),
    (A | {"n": {"SS": ["x", "x"]}}, "contains duplicates"),
    (A | {"n": {"NS": ["1", "1.0"]}}, "contains duplicates"),
    (A | {"n": {"NULL": False}}, "must have the value of true"),
    (A | {"x": {"S": "x" * 409_600}}, "Item size has exceeded the maximum allowed size"),
]


@pytest.mark.parametrize(("item", "words"), ITEMS, ids=[words for _, words in ITEMS])
def test_items_that_cannot_be_put(
    orders: "DynamoDBClient", item: dict[str, Any], words: str
) -> None:
    batch: Any = {"orders": [{"PutRequest": {"Item": item}}]}
    assert words in refused(lambda: orders.put_item(TableName="orders", Item=item))
    assert words in refused(lambda: orders.batch_write_item(RequestItems=batch))
    one: Any = [{"Put": {"TableName": "orders", "Item": item}}]
    assert words in refused(lambda: orders.transact_write_items(TransactItems=one))
    assert orders.scan(TableName="orders")["Count"] == 0


def test_the_largest_item_there_may_be(orders: "DynamoDBClient") -> None:
    # 409,600 bytes: 2 and 1 for the key, 1 for the other name.
    orders.put_item(TableName="orders", Item=A | {"x": {"S": "x" * (409_600 - 4)}})
    words = refused(
        lambda: orders.put_item(TableName="orders", Item=A | {"x": {"S": "x" * (409_600 - 3)}})
    )
    assert "Item size has exceeded" in words


def test_numbers_come_back_in_normal_form(orders: "DynamoDBClient") -> None:
    for given, normal in {
        "007": "7", "1.50": "1.5", "-0": "0", "1e3": "1000", "1E-3": "0.001", "+5": "5",
        ".5": "0.5",
        "1" * 38: "1" * 38, "9.9e125": "99" + "0" * 124,
    }.items():  # fmt: skip
        orders.put_item(TableName="orders", Item=A | {"n": {"N": given}})
        assert orders.get_item(TableName="orders", Key=A)["Item"]["n"] == {"N": normal}


def test_lists_and_maps_nest_32_levels(orders: "DynamoDBClient") -> None:
    def nested(levels: int) -> dict[str, Any]:
        value: dict[str, Any] = {"S": "end"}
        for _ in range(levels):
            value = {"L": [value]}
        return A | {"x": value}

    orders.put_item(TableName="orders", Item=nested(32))
    assert "Nesting Levels" in refused(lambda: orders.put_item(TableName="orders", Item=nested(33)))


def raw_call(aws: RunningAws, action: str, body: str) -> tuple[int, str]:
    """A call that boto3 itself could not write."""
    connection = http.client.HTTPConnection(aws.endpoint.removeprefix("http://"))
    now = datetime.now(UTC)
    headers = {
        "Content-Type": "application/x-amz-json-1.0",
        "X-Amz-Target": f"DynamoDB_20120810.{action}",
        "X-Amz-Date": f"{now:%Y%m%dT%H%M%SZ}",
        "Authorization": f"AWS4-HMAC-SHA256 Credential=sandbox/{now:%Y%m%d}/us-east-2/dynamodb/"
        "aws4_request, SignedHeaders=host, Signature=none",
    }
    connection.request("POST", "/", body, headers)
    answer = connection.getresponse()
    read = answer.status, answer.read().decode()
    connection.close()
    return read


@pytest.mark.usefixtures("orders")
def test_nesting_beyond_all_reason_is_refused_as_well(aws: RunningAws) -> None:
    item = '{"id": {"S": "a"}, "x": ' + '{"L": [' * 480 + '{"S": "x"}' + "]}" * 480 + "}"
    for action, body in (
        ("PutItem", '{"TableName": "orders", "Item": ' + item + "}"),
        (
            "BatchWriteItem",
            '{"RequestItems": {"orders": [{"PutRequest": {"Item": ' + item + "}}]}}",
        ),
    ):
        status, said = raw_call(aws, action, body)
        assert status == 400
        assert "Nesting Levels have exceeded" in said


@pytest.mark.usefixtures("orders")
def test_half_a_character_is_no_text(aws: RunningAws) -> None:
    half = '{"TableName": "orders", "Item": {"id": {"S": "\\ud800"}}}'
    status, said = raw_call(aws, "PutItem", half)
    assert (status, "SerializationException" in said) == (400, True)


def test_keys_that_are_none(orders: "DynamoDBClient") -> None:
    keys: list[dict[str, Any]] = [{}, {"id": {"N": "1"}}, A | {"x": {"S": "y"}}, {"x": {"S": "y"}}]
    for key in keys:
        for call in (orders.get_item, orders.delete_item, orders.update_item):
            ask: Any = partial(call, TableName="orders", Key=key)
            assert "The provided key element does not match the schema" in refused(ask)


def test_a_failed_condition_shows_the_item_to_who_asks(orders: "DynamoDBClient") -> None:
    item = A | {"n": {"N": "1"}, "raw": {"B": b"\x00"}}
    orders.put_item(TableName="orders", Item=item)
    failing: dict[str, Any] = {"TableName": "orders", "ConditionExpression": "attribute_exists(zz)"}
    asked = failing | {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    calls: list[Any] = [
        partial(orders.put_item, Item=A),
        partial(orders.delete_item, Key=A),
        partial(orders.update_item, Key=A),
    ]
    for call in calls:
        for how in (failing, asked):
            with pytest.raises(orders.exceptions.ConditionalCheckFailedException) as caught:
                call(**how)
            response: Any = caught.value.response
            assert response.get("Item") == (item if how is asked else None)
    assert orders.get_item(TableName="orders", Key=A)["Item"] == item


def test_return_values_that_do_not_fit(orders: "DynamoDBClient") -> None:
    words = "Return values set to invalid value"
    for wanted in ("ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"):
        how: Any = {"TableName": "orders", "ReturnValues": wanted}
        assert words in refused(lambda how=how: orders.put_item(Item=A, **how))
        assert words in refused(lambda how=how: orders.delete_item(Key=A, **how))


def puts(*names: str) -> list[Any]:
    return [{"PutRequest": {"Item": {"id": {"S": name}}}} for name in names]


def test_a_batch_has_limits_and_is_checked_before_it_is_written(
    orders: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make("others")
    batches: list[tuple[Any, str]] = [
        ({"orders": puts(*map(str, range(20))), "others": puts(*map(str, range(6)))}, "Too many"),
        ({"orders": puts("a", "a")}, "contains duplicates"),
        ({"orders": [*puts("a"), {"DeleteRequest": {"Key": A}}]}, "contains duplicates"),
        ({"orders": [*puts("a"), {}]}, "exactly one of PutRequest and DeleteRequest"),
        ({"orders": [*puts("a"), {"PutRequest": {"Item": {}}}]}, "Missing the key"),
    ]
    for batch, words in batches:
        assert words in refused(lambda batch=batch: orders.batch_write_item(RequestItems=batch))
    with pytest.raises(orders.exceptions.ResourceNotFoundException):
        orders.batch_write_item(RequestItems={"orders": puts("a"), "nothing": puts("a")})
    assert orders.scan(TableName="orders")["Count"] == 0
    orders.batch_write_item(RequestItems={"orders": puts("a"), "others": puts("a", "b")})
    delete: Any = {"others": [{"DeleteRequest": {"Key": A}}, *puts("c")]}
    orders.batch_write_item(RequestItems=delete)
    assert {item["id"]["S"] for item in orders.scan(TableName="others")["Items"]} == {"b", "c"}


def test_a_batch_of_keys(orders: "DynamoDBClient") -> None:
    orders.batch_write_item(RequestItems={"orders": puts("a", "b")})
    got = orders.batch_get_item(
        RequestItems={"orders": {"Keys": [A, B, {"id": {"S": "c"}}], "ProjectionExpression": "id"}}
    )
    assert sorted(item["id"]["S"] for item in got["Responses"]["orders"]) == ["a", "b"]
    twice: Any = {"orders": {"Keys": [A, A]}}
    assert "duplicates" in refused(lambda: orders.batch_get_item(RequestItems=twice))


def test_what_does_not_fit_into_16_megabytes_is_left_over(orders: "DynamoDBClient") -> None:
    for number in range(45):
        item: Any = {"id": {"S": f"{number:02}"}, "x": {"S": "x" * 400_000}}
        orders.put_item(TableName="orders", Item=item)
    keys: Any = [{"id": {"S": f"{number:02}"}} for number in range(45)]
    got = orders.batch_get_item(RequestItems={"orders": {"Keys": keys, "ConsistentRead": True}})
    left = got["UnprocessedKeys"]["orders"]
    assert len(got["Responses"]["orders"]) == 41  # 16 MiB hold 41.9 such items
    assert (len(left["Keys"]), left["ConsistentRead"]) == (4, True)


def test_a_transaction_says_why_it_was_cancelled(orders: "DynamoDBClient") -> None:
    orders.put_item(TableName="orders", Item=A | {"n": {"S": "text"}})
    failing: Any = [
        {"Put": {"TableName": "orders", "Item": B}},
        {
            "ConditionCheck": {
                "TableName": "orders",
                "Key": A,
                "ConditionExpression": "attribute_not_exists(id)",
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }
        },
        {"Delete": {"TableName": "orders", "Key": {"id": {"S": "c"}}}},
        {
            "Update": {
                "TableName": "orders",
                "Key": {"id": {"S": "d"}},
                "UpdateExpression": "SET a.b = :x",
                "ExpressionAttributeValues": {":x": {"S": "y"}},
            }
        },
    ]
    with pytest.raises(orders.exceptions.TransactionCanceledException) as caught:
        orders.transact_write_items(TransactItems=failing)
    response: Any = caught.value.response
    reasons = response["CancellationReasons"]
    assert [reason["Code"] for reason in reasons] == [
        "None",
        "ConditionalCheckFailed",
        "None",
        "ValidationError",
    ]
    assert reasons[1]["Item"] == A | {"n": {"S": "text"}}
    assert response["Error"]["Message"].endswith(
        "specific reasons [None, ConditionalCheckFailed, None, ValidationError]"
    )
    assert orders.scan(TableName="orders")["Count"] == 1


def test_a_transaction_is_one_operation_an_item(orders: "DynamoDBClient") -> None:
    twice: Any = [
        {"Put": {"TableName": "orders", "Item": A}},
        {"Delete": {"TableName": "orders", "Key": A}},
    ]
    words = refused(lambda: orders.transact_write_items(TransactItems=twice))
    assert "multiple operations on one item" in words
    two_in_one: Any = [{**twice[0], **twice[1]}]
    assert "only contain one of" in refused(
        lambda: orders.transact_write_items(TransactItems=two_in_one)
    )


def test_a_transaction_with_a_token_is_done_once(aws: RunningAws, orders: "DynamoDBClient") -> None:
    def add(number: str, token: str) -> Any:  # noqa: ANN401 - boto3's answer
        return orders.transact_write_items(
            TransactItems=[
                {
                    "Update": {
                        "TableName": "orders",
                        "Key": A,
                        "UpdateExpression": "ADD n :n",
                        "ExpressionAttributeValues": {":n": {"N": number}},
                    }
                }
            ],
            ClientRequestToken=token,
            ReturnConsumedCapacity="TOTAL",
        )

    first, again = add("1", "t"), add("1", "t")
    assert first["ConsumedCapacity"][0]["WriteCapacityUnits"] == 2
    assert again["ConsumedCapacity"][0]["ReadCapacityUnits"] == 2
    with pytest.raises(orders.exceptions.IdempotentParameterMismatchException):
        add("2", "t")
    aws.advance(601)
    add("1", "t")
    assert orders.get_item(TableName="orders", Key=A)["Item"]["n"] == {"N": "2"}


def test_units_are_counted_by_size(orders: "DynamoDBClient", tables: "Tables") -> None:
    def units(answer: Any) -> float:  # noqa: ANN401 - boto3's answer
        capacity = answer["ConsumedCapacity"]
        one = capacity[0] if isinstance(capacity, list) else capacity
        return float(one["CapacityUnits"])

    told: Any = {"ReturnConsumedCapacity": "TOTAL"}
    big = A | {"x": {"S": "x" * 4093}}  # 4,097 bytes
    to: Any = {"TableName": "orders", **told}
    assert units(orders.put_item(Item=big, **to)) == 5
    assert units(orders.put_item(Item=A, **to)) == 5  # the larger of old and new
    assert units(orders.put_item(Item=big, **to)) == 5
    assert units(orders.get_item(Key=A, **to)) == 1
    assert units(orders.get_item(Key=A, ConsistentRead=True, **to)) == 2
    assert units(orders.get_item(Key=B, **to)) == 0.5
    assert units(orders.delete_item(Key=B, **to)) == 1
    get: Any = [{"Get": {"TableName": "orders", "Key": A}}]
    assert units(orders.transact_get_items(TransactItems=get, **told)) == 4
    keys: Any = {"orders": {"Keys": [A, B], "ConsistentRead": True}}
    assert units(orders.batch_get_item(RequestItems=keys, **told)) == 3
    tables.make(
        "indexed",
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"} for name in ("id", "kind")
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by_kind",
                "KeySchema": [{"AttributeName": "kind", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
    )
    moves: list[tuple[dict[str, Any], float]] = [
        ({"kind": {"S": "x"}}, 1),
        ({"kind": {"S": "x"}, "other": {"S": "y"}}, 0),
        ({"kind": {"S": "z"}}, 2),
        ({}, 1),
    ]
    for more, expected in moves:
        capacity = orders.put_item(
            TableName="indexed", Item=A | more, ReturnConsumedCapacity="INDEXES"
        )["ConsumedCapacity"]
        used = capacity.get("GlobalSecondaryIndexes", {}).get("by_kind", {})
        assert used.get("CapacityUnits", 0) == expected
        assert capacity["CapacityUnits"] == 1 + expected
