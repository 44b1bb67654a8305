"""Limits of requests, indexes still to be filled, and the quick look at batches."""

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from sandbox.aws.call import AwsError
from sandbox.aws.items.well_formed import is_well_formed
from sandbox.aws.running import RunningAws
from sandbox.aws.shapes import check_input

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws.conftest import Tables

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=3))
KINDS = st.sampled_from(["S", "N", "B", "BOOL", "NULL", "SS", "L", "M", "X"])
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(KINDS, inner, max_size=2)),
    max_leaves=6,
)
RIGHT: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.builds(lambda text: {"S": text}, st.text(max_size=3)),
        st.builds(lambda yes: {"BOOL": yes}, st.booleans()),
        st.builds(lambda texts: {"SS": texts}, st.lists(st.text(max_size=3), max_size=2)),
    ),
    lambda inner: st.one_of(
        st.builds(lambda members: {"L": members}, st.lists(inner, max_size=2)),
        st.builds(lambda members: {"M": members}, st.dictionaries(st.text(), inner, max_size=2)),
    ),
    max_leaves=4,
)
"""Attribute values as they should be; VALUES are mostly not."""

ITEMS = st.dictionaries(st.text(max_size=3), st.one_of(RIGHT, RIGHT, VALUES), max_size=3)
REQUESTS = st.one_of(
    st.builds(lambda item: {"PutRequest": {"Item": item}}, ITEMS),
    st.builds(lambda item: {"DeleteRequest": {"Key": item}}, ITEMS),
    VALUES,
)
BATCHES = st.dictionaries(st.sampled_from(["orders", ""]), st.lists(REQUESTS, max_size=3))


@given(BATCHES)
def test_what_the_quick_look_lets_pass_the_full_check_leaves_as_it_is(
    tables: dict[str, Any],
) -> None:
    payload = {"RequestItems": tables}
    if is_well_formed("BatchWriteItem", payload):
        assert check_input("BatchWriteItem", payload) == payload


@given(BATCHES)
def test_what_the_full_check_refuses_gets_no_quick_yes(tables: dict[str, Any]) -> None:
    payload = {"RequestItems": tables}
    try:
        check_input("BatchWriteItem", payload)
    except AwsError:
        assert not is_well_formed("BatchWriteItem", payload)


def test_the_quick_look_knows_a_plain_batch() -> None:
    item = {"id": {"S": "a"}, "l": {"L": [{"M": {"n": {"N": "1"}, "s": {"SS": ["x"]}}}]}}
    plain = {"RequestItems": {"orders": [{"PutRequest": {"Item": item}}]}}
    assert is_well_formed("BatchWriteItem", plain)
    assert not is_well_formed("PutItem", plain)
    assert not is_well_formed("BatchWriteItem", plain | {"ReturnConsumedCapacity": "SOME"})


@pytest.fixture
def orders(ddb: "DynamoDBClient", tables: "Tables") -> "DynamoDBClient":
    tables.make(
        KeySchema=[
            {"AttributeName": "id", "KeyType": "HASH"},
            {"AttributeName": "at", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"} for name in ("id", "at")
        ],
    )
    return ddb


def key(number: int) -> dict[str, Any]:
    return {"id": {"S": "a"}, "at": {"S": f"{number:04}"}}


def refused(call: Any) -> str:  # noqa: ANN401 - a call of boto3 in a lambda
    with pytest.raises(ClientError) as caught:
        call()
    assert caught.value.response["Error"]["Code"] == "ValidationException", caught.value
    return caught.value.response["Error"]["Message"]


def test_a_sort_key_has_1024_bytes(orders: "DynamoDBClient") -> None:
    longest: Any = {"id": {"S": "a"}, "at": {"S": "é" * 512}}
    orders.put_item(TableName="orders", Item=longest)
    longer: Any = {"id": {"S": "a"}, "at": {"S": "é" * 512 + "x"}}
    words = "Aggregated size of all range keys has exceeded the size limit of 1024 bytes"
    assert words in refused(lambda: orders.put_item(TableName="orders", Item=longer))
    assert words in refused(lambda: orders.get_item(TableName="orders", Key=longer))


def test_a_batch_asks_for_100_keys_at_most(orders: "DynamoDBClient", tables: "Tables") -> None:
    tables.make("others")
    keys: Any = {
        "orders": {"Keys": [key(number) for number in range(60)]},
        "others": {"Keys": [{"id": {"S": str(number)}} for number in range(41)]},
    }
    assert "Too many items" in refused(lambda: orders.batch_get_item(RequestItems=keys))


def test_a_transaction_has_four_megabytes_at_most(orders: "DynamoDBClient") -> None:
    def puts(count: int) -> Any:  # noqa: ANN401 - boto3's own types
        return [
            {"Put": {"TableName": "orders", "Item": key(number) | {"x": {"S": "x" * 400_000}}}}
            for number in range(count)
        ]

    orders.transact_write_items(TransactItems=puts(10))
    words = refused(lambda: orders.transact_write_items(TransactItems=puts(11)))
    assert "4 MB" in words
    gets: Any = [{"Get": {"TableName": "orders", "Key": key(number)}} for number in range(10)]
    assert len(orders.transact_get_items(TransactItems=gets)["Responses"]) == 10


def test_an_index_cannot_be_read_before_it_is_filled(
    aws: RunningAws, orders: "DynamoDBClient"
) -> None:
    for number in range(3):
        orders.put_item(TableName="orders", Item=key(number) | {"kind": {"S": "x"}})
    orders.put_item(TableName="orders", Item=key(3) | {"kind": {"N": "5"}})
    create = {
        "IndexName": "by_kind",
        "KeySchema": [{"AttributeName": "kind", "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "ALL"},
    }
    orders.update_table(
        TableName="orders",
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"} for name in ("id", "at", "kind")
        ],
        GlobalSecondaryIndexUpdates=[{"Create": create}],  # type: ignore[typeddict-item]
    )
    words = refused(lambda: orders.scan(TableName="orders", IndexName="by_kind"))
    assert "Cannot read from backfilling global secondary index: by_kind" in words
    orders.put_item(TableName="orders", Item=key(9) | {"kind": {"S": "x"}})
    aws.advance(3600)
    # Items whose attribute has another type than the index's key are left out.
    assert orders.scan(TableName="orders", IndexName="by_kind")["Count"] == 4
    orders.update_table(
        TableName="orders", GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "by_kind"}}]
    )
    aws.advance(3600)
    words = refused(lambda: orders.scan(TableName="orders", IndexName="by_kind"))
    assert "does not have the specified index" in words


def test_names_and_values_must_not_be_empty(orders: "DynamoDBClient") -> None:
    for member in ("ExpressionAttributeNames", "ExpressionAttributeValues"):
        how: Any = {"FilterExpression": "attribute_exists(id)", member: {}}
        words = refused(lambda how=how: orders.scan(TableName="orders", **how))
        assert f"{member} must not be empty" in words
