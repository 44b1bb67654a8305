"""Random writes against a plain dict: the same items, verdicts, order, segments and past."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.aws.clients import dynamodb
from sandbox.aws.items.table_items import TableItems
from sandbox.aws.items.values import image_of
from sandbox.aws.running import RunningAws, running

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

START = datetime(2026, 11, 2, 8, tzinfo=UTC)
KEYS = st.tuples(st.sampled_from("abcdef"), st.integers(-3, 12))
WRITES = st.lists(
    st.tuples(
        st.sampled_from(["put", "put if new", "add", "delete", "delete if odd"]),
        KEYS,
        st.integers(-50, 50),
    ),
    max_size=30,
)
QUICK = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

Model = dict[tuple[str, int], int]


@pytest.fixture(scope="module")
def server() -> Iterator[RunningAws]:
    with running(speed=0, start=START) as aws:
        yield aws


@pytest.fixture(scope="module")
def client(server: RunningAws) -> Iterator["DynamoDBClient"]:
    made = dynamodb(server.endpoint, "us-east-2")
    yield made
    made.close()


def key_of(key: tuple[str, int]) -> dict[str, Any]:
    return {"who": {"S": key[0]}, "at": {"N": str(key[1])}}


def make(server: RunningAws, client: "DynamoDBClient", name: str) -> str:
    if name in client.list_tables()["TableNames"]:
        client.delete_table(TableName=name)
        server.advance(5)
    client.create_table(
        TableName=name,
        KeySchema=[
            {"AttributeName": "who", "KeyType": "HASH"},
            {"AttributeName": "at", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "who", "AttributeType": "S"},
            {"AttributeName": "at", "AttributeType": "N"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    server.advance(5)
    client.update_continuous_backups(
        TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    return name


class Twin:
    """One write on the table and on the dict; whether both agree that it may be done."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table
        self.there: Model = {}

    def write(self, what: str, key: tuple[str, int], number: int) -> None:
        allowed = self._model(what, key, number)
        try:
            self._real(what, key, number)
        except self._client.exceptions.ConditionalCheckFailedException:
            assert not allowed
        else:
            assert allowed

    def _model(self, what: str, key: tuple[str, int], number: int) -> bool:
        if what == "put if new" and key in self.there:
            return False
        if what == "delete if odd" and self.there.get(key, 0) % 2 == 0:
            return False
        if what.startswith("put"):
            self.there[key] = number
        elif what == "add":
            self.there[key] = self.there.get(key, 0) + number
        else:
            self.there.pop(key, None)
        return True

    def _real(self, what: str, key: tuple[str, int], number: int) -> None:
        to: dict[str, Any] = {"TableName": self._table}
        if what.startswith("put"):
            odd = {"odd": {"BOOL": True}} if number % 2 else {}
            new = {"ConditionExpression": "attribute_not_exists(who)"}
            more: dict[str, Any] = new if what == "put if new" else {}
            item = key_of(key) | {"n": {"N": str(number)}} | odd
            self._client.put_item(**to, Item=item, **more)
        elif what == "add":
            after = self.there[key]
            self._client.update_item(
                **to,
                Key=key_of(key),
                UpdateExpression=f"ADD n :n {'SET odd = :t' if after % 2 else 'REMOVE odd'}",
                ExpressionAttributeValues={":n": {"N": str(number)}}
                | ({":t": {"BOOL": True}} if after % 2 else {}),
            )
        elif what == "delete":
            self._client.delete_item(**to, Key=key_of(key))
        else:
            self._client.delete_item(
                **to, Key=key_of(key), ConditionExpression="attribute_exists(odd)"
            )


def scanned(client: "DynamoDBClient", table: str, **how: Any) -> list[tuple[str, int, int]]:  # noqa: ANN401
    pages = client.get_paginator("scan").paginate(TableName=table, **how)
    return [
        (item["who"]["S"], int(item["at"]["N"]), int(item["n"]["N"]))
        for page in pages
        for item in page["Items"]
    ]


@QUICK
@given(WRITES)
def test_writes_conditions_and_the_past_agree_with_a_dict(
    server: RunningAws, client: "DynamoDBClient", writes: list[tuple[str, tuple[str, int], int]]
) -> None:
    table = make(server, client, "orders")
    server.profile(restore_seconds=0)
    twin, states = Twin(client, table), list[tuple[datetime, Model]]()
    states.append((server.now(), {}))
    for what, key, number in writes:
        server.advance(7)
        twin.write(what, key, number)
        states.append((server.now(), dict(twin.there)))
    found = scanned(client, table, PaginationConfig={"PageSize": 4})
    assert sorted(found) == sorted((*key, n) for key, n in twin.there.items())
    server.advance(300)
    instant, then = states[len(states) // 2]
    client.restore_table_to_point_in_time(
        SourceTableName=table, TargetTableName="then", RestoreDateTime=instant
    )
    restored = scanned(client, "then")
    assert sorted(restored) == sorted((*key, n) for key, n in then.items())
    client.delete_table(TableName="then")
    server.advance(5)


@QUICK
@given(st.dictionaries(KEYS, st.integers(-9, 9), max_size=40), st.integers(1, 9))
def test_segments_hold_every_item_once_and_two_tables_scan_alike(
    server: RunningAws, client: "DynamoDBClient", items: Model, total: int
) -> None:
    one, other = make(server, client, "one"), make(server, client, "other")
    for table, order in ((one, sorted(items)), (other, sorted(items, reverse=True))):
        for key in order:
            client.put_item(TableName=table, Item=key_of(key) | {"n": {"N": str(items[key])}})
    whole = scanned(client, one)
    assert sorted(whole) == sorted((*key, n) for key, n in items.items())
    assert scanned(client, other) == whole
    parts = [scanned(client, one, Segment=n, TotalSegments=total) for n in range(total)]
    assert [item for part in parts for item in part] == whole
    # Within a partition by number, and a partition in one piece.
    partitions = [who for who, _, _ in whole]
    assert len(set(partitions)) == sum(
        who != before for who, before in zip(partitions, [None, *partitions], strict=False)
    )
    for who in set(partitions):
        places = [at for name, at, _ in whole if name == who]
        assert places == sorted(places)


@given(
    st.lists(
        st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9)).filter(
            lambda number: abs(number) < 10**12
        )
    )
)
def test_numbers_stand_in_the_order_of_their_values(numbers: list[Decimal]) -> None:
    items = TableItems(
        [
            {"AttributeName": "p", "KeyType": "HASH"},
            {"AttributeName": "n", "KeyType": "RANGE"},
        ],
        [
            {"AttributeName": "p", "AttributeType": "S"},
            {"AttributeName": "n", "AttributeType": "N"},
        ],
        [],
        [],
    )
    for number in numbers:
        image = image_of({"p": {"S": "x"}, "n": {"N": str(number)}})
        items.write(START, items.schema.position(image.item()), image)
        items.write(START + timedelta(0), items.schema.position(image.item()), image)
    found = [Decimal(image.item()["n"]["N"]) for image in items.snapshot().images()]
    assert found == sorted(set(numbers))
