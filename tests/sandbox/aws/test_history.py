"""The past is exact: random work against a plain model, at a thousand random instants."""

import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.aws.items.table_items import TableItems
from sandbox.aws.items.values import Image
from sandbox.aws.running import RunningAws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws.conftest import Tables

START = datetime(2026, 11, 2, 8, tzinfo=UTC)


def orders() -> TableItems:
    return TableItems(
        [{"AttributeName": "id", "KeyType": "HASH"}],
        [{"AttributeName": "id", "AttributeType": "S"}],
        [],
        [],
    )


def test_a_thousand_random_instants_agree_with_a_plain_model() -> None:
    chance = random.Random(20261102)  # noqa: S311 - repeatable, not secret
    items, model, now = orders(), list[tuple[datetime, dict[bytes, Image]]](), START
    there: dict[bytes, Image] = {}
    for number in range(2_000):
        # Some writes share their instant, as those of a transaction do.
        now += timedelta(microseconds=chance.choice([0, 1, 400_000, 7_000_000]))
        key = f"k{chance.randrange(40)}".encode()
        if chance.random() < 0.3:
            there.pop(key, None)
            items.write(now, key, None)
        else:
            there[key] = Image(f"v{number}".encode(), chance.randrange(400))
            items.write(now, key, there[key])
        model.append((now, dict(there)))
    span = (now - START).total_seconds()
    for number in range(1_000):
        instant = START + timedelta(seconds=chance.uniform(-10, span + 10))
        if number % 2:
            instant = chance.choice(model)[0]  # the very instant of a write
        expected = next((state for at, state in reversed(model) if at <= instant), {})
        then = items.at(instant)
        assert then.held == expected
        assert then.size == sum(image.size for image in expected.values())
    assert (items.count, items.size) == (len(there), sum(image.size for image in there.values()))


def test_an_unchanged_image_is_no_write_and_the_past_is_not_rewritten() -> None:
    items = orders()
    assert items.write(START, b"k", Image(b"v", 1))
    assert not items.write(START + timedelta(seconds=9), b"k", Image(b"v", 1))
    assert items.writes == 1
    with pytest.raises(ValueError, match="before this table's latest write"):
        items.write(START - timedelta(seconds=1), b"k", Image(b"w", 1))


def test_what_no_window_reaches_is_forgotten_and_the_window_stays_whole() -> None:
    items = orders()
    for day in range(4096):
        items.write(START + timedelta(hours=day), b"k", Image(b"%d" % day, 1))
    latest = START + timedelta(hours=4095)
    assert items.remembered < 35 * 24 + 1100
    for hours in (0, 1, 24 * 35 - 1):
        then = items.at(latest - timedelta(hours=hours)).held
        assert then == {b"k": Image(b"%d" % (4095 - hours), 1)}


def test_a_snapshot_stays_while_its_table_changes() -> None:
    items, copy = orders(), orders()
    items.write(START, b"k", Image(b"v", 1))
    snapshot = items.snapshot()
    copy.fill(snapshot)
    items.write(START, b"k", None)
    copy.write(START, b"l", Image(b"w", 2))
    assert list(snapshot.images()) == [Image(b"v", 1)]
    assert (items.count, copy.count, copy.size) == (0, 2, 3)
    with pytest.raises(ValueError, match="only an empty table"):
        copy.fill(snapshot)


class Shadow:
    """A plain dict that every write path is applied to as well, one state per step."""

    def __init__(self, ddb: "DynamoDBClient", chance: random.Random) -> None:
        self._ddb = ddb
        self._chance = chance
        self.there: dict[str, int] = {}
        self._paths = [
            self._put, self._update, self._delete, self._batch, self._transact,
            self._cancelled_transaction, self._refused_put, self._statement, self._statements,
        ]  # fmt: skip

    def step(self) -> None:
        """One random write on one random path."""
        self._chance.choice(self._paths)()

    def _some(self) -> tuple[str, int]:
        return f"k{self._chance.randrange(12)}", self._chance.randrange(1_000)

    def _put(self) -> None:
        key, total = self._some()
        self._ddb.put_item(TableName="orders", Item=item(key, total))
        self.there[key] = total

    def _update(self) -> None:
        key, total = self._some()
        self._ddb.update_item(
            TableName="orders",
            Key={"id": {"S": key}},
            UpdateExpression="ADD #t :n",
            ExpressionAttributeNames={"#t": "total"},
            ExpressionAttributeValues={":n": {"N": str(total)}},
        )
        self.there[key] = self.there.get(key, 0) + total

    def _delete(self) -> None:
        key, _ = self._some()
        self._ddb.delete_item(TableName="orders", Key={"id": {"S": key}})
        self.there.pop(key, None)

    def _batch(self) -> None:
        (one, total), (other, _) = self._some(), self._some()
        if one == other:
            return
        self._ddb.batch_write_item(
            RequestItems={
                "orders": [
                    {"PutRequest": {"Item": item(one, total)}},
                    {"DeleteRequest": {"Key": {"id": {"S": other}}}},
                ]
            }
        )
        self.there[one] = total
        self.there.pop(other, None)

    def _transact(self) -> None:
        (one, total), (other, _) = self._some(), self._some()
        if one == other:
            return
        self._ddb.transact_write_items(
            TransactItems=[
                {"Put": {"TableName": "orders", "Item": item(one, total)}},
                {"Delete": {"TableName": "orders", "Key": {"id": {"S": other}}}},
            ]
        )
        self.there[one] = total
        self.there.pop(other, None)

    def _cancelled_transaction(self) -> None:
        (one, total), (other, _) = self._some(), self._some()
        if one == other:
            return
        impossible: Any = {
            "TableName": "orders",
            "Key": {"id": {"S": other}},
            "ConditionExpression": "attribute_exists(never)",
        }
        with pytest.raises(self._ddb.exceptions.TransactionCanceledException):
            self._ddb.transact_write_items(
                TransactItems=[
                    {"Put": {"TableName": "orders", "Item": item(one, total)}},
                    {"ConditionCheck": impossible},
                ]
            )

    def _refused_put(self) -> None:
        key, total = self._some()
        with pytest.raises(self._ddb.exceptions.ConditionalCheckFailedException):
            self._ddb.put_item(
                TableName="orders",
                Item=item(key, total),
                ConditionExpression="attribute_exists(never)",
            )

    def _statement(self) -> None:
        key, total = self._some()
        if key in self.there:
            self._ddb.execute_statement(Statement=f"DELETE FROM orders WHERE id='{key}'")  # noqa: S608
            del self.there[key]
        else:
            self._ddb.execute_statement(
                Statement=f"INSERT INTO orders VALUE {{'id': '{key}', 'total': {total}}}"
            )
            self.there[key] = total

    def _statements(self) -> None:
        key, total = self._some()
        if key not in self.there:
            return
        self._ddb.batch_execute_statement(
            Statements=[
                {
                    "Statement": "UPDATE orders SET total=? WHERE id=?",
                    "Parameters": [{"N": str(total)}, {"S": key}],
                }
            ]
        )
        self.there[key] = total


def item(key: str, total: int) -> dict[str, Any]:
    return {"id": {"S": key}, "total": {"N": str(total)}}


def test_every_write_path_can_be_restored_to_any_second(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(pitr=True)
    aws.profile(restore_seconds=0)
    chance = random.Random(7)  # noqa: S311 - repeatable, not secret
    shadow, states = Shadow(ddb, chance), list[tuple[datetime, dict[str, int]]]()
    for _ in range(150):
        aws.advance(chance.choice([1, 2, 45]))
        shadow.step()
        states.append((aws.now(), dict(shadow.there)))
    assert tables.totals("orders") == shadow.there
    aws.advance(300)
    for number in range(25):
        at, expected = chance.choice(states)
        ddb.restore_table_to_point_in_time(
            SourceTableName="orders", TargetTableName=f"back-{number}", RestoreDateTime=at
        )
        assert tables.totals(f"back-{number}") == expected, at


def test_items_come_back_with_every_type_they_had(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(pitr=True)
    aws.profile(restore_seconds=0)
    rich: dict[str, Any] = {
        "id": {"S": "a"},
        "binary": {"B": b"\x00\xff"},
        "numbers": {"NS": ["1", "2.5"]},
        "binaries": {"BS": [b"x"]},
        "nothing": {"NULL": True},
        "yes": {"BOOL": True},
        "deep": {"M": {"list": {"L": [{"N": "1"}, {"B": b"y"}, {"SS": ["s"]}]}}},
    }
    ddb.put_item(TableName="orders", Item=rich)
    aws.advance(600)
    ddb.restore_table_to_point_in_time(
        SourceTableName="orders", TargetTableName="back", UseLatestRestorableTime=True
    )
    back = ddb.get_item(TableName="back", Key={"id": {"S": "a"}})["Item"]
    assert back == rich
    # The restored item is a copy: changing it leaves its origin alone.
    ddb.update_item(
        TableName="back",
        Key={"id": {"S": "a"}},
        UpdateExpression="SET deep.#l = list_append(deep.#l, :more)",
        ExpressionAttributeNames={"#l": "list"},
        ExpressionAttributeValues={":more": {"L": [{"S": "new"}]}},
    )
    assert ddb.get_item(TableName="orders", Key={"id": {"S": "a"}})["Item"] == rich
