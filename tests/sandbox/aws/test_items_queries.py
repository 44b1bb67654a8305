"""Query and Scan over HTTP: order, spans, pages, filters, segments and indexes."""

import base64
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws.conftest import Tables


def schema(*keys: tuple[str, str]) -> list[dict[str, str]]:
    return [
        {"AttributeName": name, "KeyType": kind}
        for (name, _), kind in zip(keys, ("HASH", "RANGE"), strict=False)
    ]


def definition(sort: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    keys = (("who", "S"), ("at", sort))
    extra = more.pop("attributes", {})
    return {
        "KeySchema": schema(*keys),
        "AttributeDefinitions": [
            {"AttributeName": name, "AttributeType": kind} for name, kind in (*keys, *extra.items())
        ],
        **more,
    }


def at(value: object) -> str:
    match value:
        case {"N": number}:
            return str(number)
        case {"B": bytes(content)}:
            return content.hex()
        case {"S": text}:
            return str(text)
    raise AssertionError(value)


def query(client: "DynamoDBClient", condition: str, **values: Any) -> list[str]:  # noqa: ANN401
    more = values.pop("more", {})
    if "#at" in condition:
        more = more | {"ExpressionAttributeNames": {"#at": "at"}}
    found = client.query(
        TableName="orders",
        KeyConditionExpression=condition,
        ExpressionAttributeValues={f":{name}": value for name, value in values.items()},
        **more,
    )
    return [at(item["at"]) for item in found["Items"]]


W: dict[str, Any] = {"S": "w"}


@pytest.fixture
def numbered(ddb: "DynamoDBClient", tables: "Tables") -> "DynamoDBClient":
    tables.make(**definition("N"))
    for number in ("10", "9", "-1", "-1.5", "0", "1e2", "0.001", "-100"):
        ddb.put_item(TableName="orders", Item={"who": W, "at": {"N": number}})
    ddb.put_item(TableName="orders", Item={"who": {"S": "v"}, "at": {"N": "5"}})
    return ddb


ORDERED = ["-100", "-1.5", "-1", "0", "0.001", "9", "10", "100"]


def test_sort_keys_that_are_numbers(numbered: "DynamoDBClient") -> None:
    one, ten = {"N": "-1"}, {"N": "10.0"}
    assert query(numbered, "who = :w", w=W) == ORDERED
    assert query(numbered, "who = :w", w=W, more={"ScanIndexForward": False}) == ORDERED[::-1]
    spans = {
        "#at = :x": ["-1"],
        "#at < :x": ["-100", "-1.5"],
        "#at <= :x": ["-100", "-1.5", "-1"],
        "#at > :x": ["0", "0.001", "9", "10", "100"],
        "#at >= :x": ["-1", "0", "0.001", "9", "10", "100"],
    }
    for condition, expected in spans.items():
        assert query(numbered, f"who = :w AND {condition}", w=W, x=one) == expected
    between = "(#at BETWEEN :x AND :y) AND (who = :w)"
    assert query(numbered, between, w=W, x=one, y=ten) == ["-1", "0", "0.001", "9", "10"]
    with pytest.raises(ClientError, match="upper bound to be greater than or equal"):
        query(numbered, between, w=W, x=ten, y=one)


def test_sort_keys_that_are_binaries_or_strings(ddb: "DynamoDBClient", tables: "Tables") -> None:
    tables.make(**definition("B"))
    for content in (b"\xff", b"\x00", b"\x00\x01", b"\xff\xff", b"a"):
        ddb.put_item(TableName="orders", Item={"who": W, "at": {"B": content}})
    assert query(ddb, "who = :w", w=W) == ["00", "0001", "61", "ff", "ffff"]
    prefix = "who = :w AND begins_with(#at, :p)"
    assert query(ddb, prefix, w=W, p={"B": b"\xff"}) == ["ff", "ffff"]
    tables.make("texts", **definition("S"))
    for text in ("é", "z", "a", "ab", "Z", "\U0001f600", "�"):
        ddb.put_item(TableName="texts", Item={"who": W, "at": {"S": text}})
    texts = ddb.query(
        TableName="texts",
        KeyConditionExpression="who = :w",
        ExpressionAttributeValues={":w": W},
    )["Items"]
    assert [item["at"]["S"] for item in texts] == ["Z", "a", "ab", "z", "é", "�", "\U0001f600"]


REFUSED = {
    "#at = :x": "Query condition missed key schema element: who",
    "who > :w": "Query key condition not supported",
    "who = :w AND who = :w": "must only contain one condition per key",
    "who = :w AND #at <> :x": "Invalid operator used in KeyConditionExpression: <>",
    "who = :w OR #at = :x": "Invalid operator used in KeyConditionExpression: OR",
    "who = :x": "Condition parameter type does not match schema type",
    "who = :w AND wrong = :x": "Query condition missed key schema element: at",
    "who = :w AND begins_with(#at, :x)": "operand type: N",
    "who = :w AND contains(#at, :x)": "Invalid operator used in KeyConditionExpression: contains",
    "who = :e": "cannot contain an empty string value. Key: who",
}


@pytest.mark.parametrize("condition", REFUSED)
def test_key_conditions_that_are_none(numbered: "DynamoDBClient", condition: str) -> None:
    values = {"w": W, "x": {"N": "1"}, "e": {"S": ""}}
    used = {name: value for name, value in values.items() if f":{name}" in condition}
    with pytest.raises(ClientError, match="ValidationException") as caught:
        query(numbered, condition, **used)
    assert REFUSED[condition] in str(caught.value)


def test_pages_go_on_where_the_last_one_ended(numbered: "DynamoDBClient") -> None:
    for forward, expected in ((True, ORDERED), (False, ORDERED[::-1])):
        found, start = list[str](), dict[str, Any]()
        while True:
            page = numbered.query(
                TableName="orders",
                KeyConditionExpression="who = :w",
                ExpressionAttributeValues={":w": W},
                ScanIndexForward=forward,
                Limit=3,
                **start,
            )
            found += [at(item["at"]) for item in page["Items"]]
            if "LastEvaluatedKey" not in page:
                break
            assert set(page["LastEvaluatedKey"]) == {"who", "at"}
            # Gone meanwhile: the next page begins after its place all the same.
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
        assert found == expected
    numbered.delete_item(TableName="orders", Key={"who": W, "at": {"N": "0"}})
    rest = numbered.query(
        TableName="orders",
        KeyConditionExpression="who = :w",
        ExpressionAttributeValues={":w": W},
        ExclusiveStartKey={"who": W, "at": {"N": "0"}},
    )
    assert [at(item["at"]) for item in rest["Items"]] == ["0.001", "9", "10", "100"]


def test_a_limit_met_at_the_end_still_says_where_to_go_on(numbered: "DynamoDBClient") -> None:
    page = numbered.scan(TableName="orders", Limit=9)
    assert (page["Count"], "LastEvaluatedKey" in page) == (9, True)
    after = numbered.scan(TableName="orders", ExclusiveStartKey=page["LastEvaluatedKey"])
    assert (after["Count"], "LastEvaluatedKey" in after) == (0, False)


def test_a_page_ends_with_the_item_that_fills_a_megabyte(
    ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    for number in range(14):
        ddb.put_item(
            TableName="orders", Item={"id": {"S": f"{number:02}"}, "x": {"S": "x" * 99_995}}
        )
    page = ddb.scan(TableName="orders", ReturnConsumedCapacity="TOTAL")
    assert page["Count"] == 11  # 10 * 100,000 bytes are less than a megabyte
    assert page["ConsumedCapacity"]["CapacityUnits"] == 134.5  # 1,100,000 bytes, eventually
    rest = ddb.scan(
        TableName="orders", ExclusiveStartKey=page["LastEvaluatedKey"], ConsistentRead=True,
        ReturnConsumedCapacity="TOTAL",
    )  # fmt: skip
    assert (rest["Count"], rest["ConsumedCapacity"]["CapacityUnits"]) == (3, 74)


def test_filters_count_what_they_read(numbered: "DynamoDBClient") -> None:
    page = numbered.scan(
        TableName="orders",
        FilterExpression="#at > :zero",
        ExpressionAttributeNames={"#at": "at"},
        ExpressionAttributeValues={":zero": {"N": "0"}},
        Select="COUNT",
    )
    assert (page["Count"], page["ScannedCount"], "Items" in page) == (5, 9, False)
    with pytest.raises(ClientError, match="only contain non-primary key attributes"):
        numbered.query(
            TableName="orders",
            KeyConditionExpression="who = :w",
            FilterExpression="who = :w",
            ExpressionAttributeValues={":w": W},
        )


def test_segments_and_starting_keys_that_cannot_be(numbered: "DynamoDBClient") -> None:
    refused: list[tuple[dict[str, Any], str]] = [
        ({"Segment": 1}, "TotalSegments parameter is required"),
        ({"TotalSegments": 2}, "Segment parameter is required"),
        ({"Segment": 2, "TotalSegments": 2}, "must be less than parameter TotalSegments"),
        ({"ExclusiveStartKey": {"who": W}}, "The provided starting key is invalid"),
        (
            {"ExclusiveStartKey": {"who": W, "at": {"S": "x"}}},
            "The provided starting key is invalid",
        ),
        ({"Select": "SPECIFIC_ATTRIBUTES"}, "Must specify the AttributesToGet or Projection"),
        ({"Select": "COUNT", "ProjectionExpression": "who"}, "only the Count"),
        ({"IndexName": "nothing"}, "does not have the specified index: nothing"),
    ]
    for more, words in refused:
        with pytest.raises(ClientError, match="ValidationException") as caught:
            numbered.scan(TableName="orders", **more)
        assert words in str(caught.value)
    pages = [numbered.scan(TableName="orders", Segment=n, TotalSegments=2) for n in (0, 1)]
    segment = next(n for n, page in enumerate(pages) if page["Count"])
    with pytest.raises(ClientError, match="correct Segment"):
        numbered.scan(
            TableName="orders",
            Segment=1 - segment,
            TotalSegments=2,
            ExclusiveStartKey={n: pages[segment]["Items"][0][n] for n in ("who", "at")},
        )


GLOBAL = [
    {
        "IndexName": "by_status",
        "KeySchema": schema(("state", "S"), ("price", "N")),
        "Projection": {"ProjectionType": "KEYS_ONLY"},
    },
    {
        "IndexName": "by_price",
        "KeySchema": schema(("price", "N")),
        "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["note"]},
    },
]
LOCAL = [
    {
        "IndexName": "by_who_price",
        "KeySchema": schema(("who", "S"), ("price", "N")),
        "Projection": {"ProjectionType": "KEYS_ONLY"},
    }
]


@pytest.fixture
def indexed(ddb: "DynamoDBClient", tables: "Tables") -> "DynamoDBClient":
    tables.make(
        **definition(
            "S",
            attributes={"state": "S", "price": "N"},
            GlobalSecondaryIndexes=GLOBAL,
            LocalSecondaryIndexes=LOCAL,
        )
    )
    for number, (state, price) in enumerate(
        [("paid", "20"), ("paid", "3"), ("open", "7"), ("paid", "3"), ("open", None), (None, "1")]
    ):
        item: dict[str, Any] = {"who": W, "at": {"S": f"t{number}"}, "note": {"S": f"n{number}"}}
        item |= {"state": {"S": state}} if state else {}
        item |= {"price": {"N": price}} if price else {}
        ddb.put_item(TableName="orders", Item=item)
    return ddb


def by(client: "DynamoDBClient", index: str, **more: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    pages = client.get_paginator("scan").paginate(TableName="orders", IndexName=index, **more)
    return [item for page in pages for item in page["Items"]]


def test_an_index_is_sparse_ordered_and_projected(indexed: "DynamoDBClient") -> None:
    paid = indexed.query(
        TableName="orders",
        IndexName="by_status",
        KeyConditionExpression="#s = :paid",
        ExpressionAttributeNames={"#s": "state"},
        ExpressionAttributeValues={":paid": {"S": "paid"}},
    )
    assert [item["price"]["N"] for item in paid["Items"]] == ["3", "3", "20"]
    assert set(paid["Items"][0]) == {"who", "at", "state", "price"}
    assert len(by(indexed, "by_status")) == 4
    assert {item["note"]["S"] for item in by(indexed, "by_price")} == {"n0", "n1", "n2", "n3", "n5"}
    assert "state" not in by(indexed, "by_price")[0]
    page = indexed.scan(TableName="orders", IndexName="by_status", Limit=1)
    assert set(page["LastEvaluatedKey"]) == {"who", "at", "state", "price"}
    assert len(by(indexed, "by_status", PaginationConfig={"PageSize": 1})) == 4


def test_an_index_follows_every_write(indexed: "DynamoDBClient") -> None:
    key = {"who": W, "at": {"S": "t0"}}
    assert len(by(indexed, "by_status")) == 4
    indexed.update_item(TableName="orders", Key=key, UpdateExpression="REMOVE price")
    assert len(by(indexed, "by_status")) == 3
    price: dict[str, Any] = {":p": {"N": "1"}}
    for name in ("t0", "t4"):
        indexed.update_item(
            TableName="orders",
            Key={"who": W, "at": {"S": name}},
            UpdateExpression="SET price = :p",
            ExpressionAttributeValues=price,
        )
    assert len(by(indexed, "by_status")) == 5
    indexed.delete_item(TableName="orders", Key=key)
    assert len(by(indexed, "by_status")) == 4


def test_what_an_index_does_not_hold(indexed: "DynamoDBClient") -> None:
    refused: list[tuple[dict[str, Any], str]] = [
        ({"ConsistentRead": True}, "Consistent reads are not supported on global secondary"),
        ({"Select": "ALL_ATTRIBUTES"}, "Select type ALL_ATTRIBUTES is not supported"),
        ({"ProjectionExpression": "note"}, "does not project"),
    ]
    for more, words in refused:
        with pytest.raises(ClientError, match="ValidationException") as caught:
            indexed.scan(TableName="orders", IndexName="by_status", **more)
        assert words in str(caught.value)
    # A local index fetches from its table, which costs reads of the table.
    fetched = indexed.query(
        TableName="orders",
        IndexName="by_who_price",
        KeyConditionExpression="who = :w",
        ExpressionAttributeValues={":w": W},
        ProjectionExpression="note, price",
        ConsistentRead=True,
        ReturnConsumedCapacity="INDEXES",
    )
    assert [item["price"]["N"] for item in fetched["Items"]] == ["1", "3", "3", "7", "20"]
    assert fetched["ConsumedCapacity"]["Table"] == {"CapacityUnits": 5}
    assert fetched["ConsumedCapacity"]["LocalSecondaryIndexes"] == {
        "by_who_price": {"CapacityUnits": 1}
    }


def test_index_keys_of_another_type_are_refused(indexed: "DynamoDBClient") -> None:
    item: dict[str, Any] = {"who": W, "at": {"S": "new"}}
    with pytest.raises(ClientError, match="Type mismatch for Index Key state Expected: S"):
        indexed.put_item(TableName="orders", Item=item | {"state": {"N": "1"}})
    with pytest.raises(ClientError, match="IndexName: by_status, IndexKey: state"):
        indexed.put_item(TableName="orders", Item=item | {"state": {"S": ""}})
    with pytest.raises(ClientError, match="update a secondary index key"):
        indexed.update_item(
            TableName="orders",
            Key=item,
            UpdateExpression="SET #s = :e",
            ExpressionAttributeNames={"#s": "state"},
            ExpressionAttributeValues={":e": {"S": ""}},
        )


def test_attributes_to_get_is_still_taken(numbered: "DynamoDBClient") -> None:
    key: dict[str, Any] = {"who": W, "at": {"N": "9"}}
    legacy = numbered.get_item(TableName="orders", Key=key, AttributesToGet=["at"])
    assert legacy["Item"] == {"at": {"N": "9"}}
    with pytest.raises(ClientError, match="Can not use both expression and non-expression"):
        numbered.get_item(
            TableName="orders", Key=key, AttributesToGet=["at"], ProjectionExpression="who"
        )


def test_a_binary_partition_key(ddb: "DynamoDBClient", tables: "Tables") -> None:
    tables.make(AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "B"}])
    key: dict[str, Any] = {"id": {"B": base64.b64decode("AAEC")}}
    ddb.put_item(TableName="orders", Item=key)
    assert ddb.get_item(TableName="orders", Key=key)["Item"] == key


def test_an_index_is_paged_backwards_too(indexed: "DynamoDBClient") -> None:
    found, start = list[str](), dict[str, Any]()
    while True:
        page = indexed.query(
            TableName="orders",
            IndexName="by_status",
            KeyConditionExpression="#s = :paid AND price BETWEEN :low AND :high",
            ExpressionAttributeNames={"#s": "state"},
            ExpressionAttributeValues={
                ":paid": {"S": "paid"},
                ":low": {"N": "3"},
                ":high": {"N": "20"},
            },
            ScanIndexForward=False,
            Limit=1,
            **start,
        )
        found += [item["at"]["S"] for item in page["Items"]]
        if "LastEvaluatedKey" not in page:
            break
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
    assert found[0] == "t0"
    assert sorted(found[1:]) == ["t1", "t3"]


def test_writes_tell_of_the_collection_they_changed(indexed: "DynamoDBClient") -> None:
    told: Any = {"ReturnItemCollectionMetrics": "SIZE"}
    item: dict[str, Any] = {"who": W, "at": {"S": "t9"}}
    metrics = {"ItemCollectionKey": {"who": W}, "SizeEstimateRangeGB": [0.0, 1.0]}
    put = indexed.put_item(TableName="orders", Item=item, **told)
    assert put["ItemCollectionMetrics"] == metrics
    batch: Any = {"orders": [{"DeleteRequest": {"Key": item}}]}
    assert indexed.batch_write_item(RequestItems=batch, **told)["ItemCollectionMetrics"] == {
        "orders": [metrics]
    }
    write: Any = [{"Put": {"TableName": "orders", "Item": item}}]
    assert indexed.transact_write_items(TransactItems=write, **told)["ItemCollectionMetrics"] == {
        "orders": [metrics]
    }
    assert "ItemCollectionMetrics" not in indexed.put_item(TableName="orders", Item=item)
