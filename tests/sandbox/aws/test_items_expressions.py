"""Expressions over HTTP: what holds, what changes, what is shown, and what DynamoDB refuses."""

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws.conftest import Tables

KEY = {"id": {"S": "a"}}
ITEM: dict[str, Any] = {
    "id": {"S": "a"},
    "price": {"N": "10"},
    "name": {"S": "Ada Lovelace"},
    "blob_": {"B": b"\x01\x02\x03"},
    "yes": {"BOOL": True},
    "nothing": {"NULL": True},
    "tags": {"SS": ["x", "y"]},
    "sizes": {"NS": ["1", "2.5"]},
    "rows_": {"L": [{"S": "p"}, {"M": {"sku": {"S": "p-1"}, "n": {"N": "2"}}}, {"N": "3"}]},
    "deep": {"M": {"a": {"M": {"b": {"N": "5"}}}, "dotted.name": {"S": "d"}}},
}
VALUES: dict[str, Any] = {
    ":ten": {"N": "10.0"},
    ":nine": {"N": "9"},
    ":text": {"S": "10"},
    ":ada": {"S": "Ada"},
    ":b": {"B": b"\x01\x02"},
    ":x": {"S": "x"},
    ":two": {"N": "2.50"},
    ":null": {"NULL": True},
    ":map": {"M": {"sku": {"S": "p-1"}, "n": {"N": "2.0"}}},
    ":S": {"S": "S"},
    ":wrong": {"S": "WRONG"},
}
NAMES = {"#n": "name", "#d": "dotted.name"}


@pytest.fixture
def orders(ddb: "DynamoDBClient", tables: "Tables") -> "DynamoDBClient":
    tables.make()
    ddb.put_item(TableName="orders", Item=ITEM)
    return ddb


def used(expression: str, given: dict[str, Any]) -> dict[str, Any]:
    """The placeholders an expression uses, as whole words."""
    words = "".join(c if c.isalnum() or c in "#:_" else " " for c in expression).split()
    return {name: value for name, value in given.items() if name in words}


def placeholders(expression: str) -> dict[str, Any]:
    names, values = used(expression, NAMES), used(expression, VALUES)
    return ({"ExpressionAttributeNames": names} if names else {}) | (
        {"ExpressionAttributeValues": values} if values else {}
    )


def holds(client: "DynamoDBClient", condition: str) -> bool:
    found = client.scan(TableName="orders", FilterExpression=condition, **placeholders(condition))
    try:
        client.delete_item(
            TableName="orders",
            Key=KEY,
            ConditionExpression=condition,
            **placeholders(condition),
        )
    except client.exceptions.ConditionalCheckFailedException:
        assert found["Count"] == 0
        return False
    client.put_item(TableName="orders", Item=ITEM)
    assert found["Count"] == 1
    return True


TRUE = [
    "price = :ten",
    "price>:nine AND price <= :ten",
    "price BETWEEN :nine AND :ten",
    "price IN (:nine, :ten)",
    "attribute_exists(deep.a.b) and attribute_not_exists(deep.a.c)",
    "attribute_exists(rows_[1].sku)",
    "attribute_not_exists(rows_[10])",
    "attribute_type(id, :S)",
    "begins_with(#n, :ada)",
    "begins_with(blob_, :b)",
    "contains(#n, :ada)",
    "contains(tags, :x)",
    "contains(sizes, :two)",
    "contains(rows_, :map)",
    "contains(blob_, :b)",
    "size(#n) > :nine",
    "size(blob_) < :nine",
    "size(rows_) < :nine",
    "rows_[1] = :map",
    "nothing = :null",
    "absent <> :x",
    "NOT absent = :x",
    "price = :nine OR price = :ten AND id <> :x",
    "NOT (price = :nine) AND\n\t(id <> :x)",
    "attribute_exists(deep.#d)",
    "deep.a.b < price",
]
FALSE = [
    "price = :text",
    "price < :text",
    "absent = :null",
    "absent < :nine",
    "yes > :nine",
    "begins_with(price, :ada)",
    "begins_with(absent, :ada)",
    "contains(price, :x)",
    "size(price) = :ten",
    "size(absent) < :nine",
    "(price = :nine OR price = :ten) AND id = :x",
    "attribute_exists(deep.a.b.c)",
    "attribute_exists(tags[0])",
]


@pytest.mark.parametrize("condition", TRUE)
def test_conditions_that_hold(orders: "DynamoDBClient", condition: str) -> None:
    assert holds(orders, condition)


@pytest.mark.parametrize("condition", FALSE)
def test_conditions_that_do_not(orders: "DynamoDBClient", condition: str) -> None:
    assert not holds(orders, condition)


REFUSED = {
    "": "The expression can not be empty",
    "price = :nope": "attribute value: :nope",
    "#nope = :x": "attribute name: #nope",
    "status = :x": "reserved keyword: status",
    "price == :x": 'Syntax error; token: "="',
    "price = :x AND": "<EOF>",
    "price - :x": "Syntax error",
    "foo(price)": "Invalid function name; function: foo",
    "begins_with(id)": "number of operands: 1",
    "begins_with(id, :ten)": "operand type: N",
    "attribute_exists(:x)": "requires a document path",
    "attribute_type(id, :wrong)": "Invalid attribute type name found",
    "price < :null": "operand type: NULL",
    "((price = :x))": "redundant parentheses",
    "price = price": "The first operand must be distinct",
    "price = :x " + "OR price = :x " * 300: "Expression size has exceeded",
}


def scan(client: "DynamoDBClient", test: str, values: dict[str, Any]) -> None:
    client.scan(TableName="orders", FilterExpression=test, ExpressionAttributeValues=values)


def test_300_operators_and_functions_are_the_most(orders: "DynamoDBClient") -> None:
    values = {":x": {"N": "1"}}
    most = "NOT " + " OR ".join(["a=:x"] * 149) + " OR size(a)=:x"
    with pytest.raises(ClientError, match="operator count: 301"):
        scan(orders, most, values)
    scan(orders, most.removeprefix("NOT "), values)
    sets = ", ".join(f"a{number} = :x" for number in range(320))
    update(orders, f"SET {sets}", ExpressionAttributeValues=values)


@pytest.mark.parametrize("condition", REFUSED)
def test_conditions_that_are_none(orders: "DynamoDBClient", condition: str) -> None:
    with pytest.raises(ClientError) as caught:
        orders.put_item(
            TableName="orders",
            Item=KEY,
            ConditionExpression=condition,
            **placeholders(condition),
        )
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    assert "Invalid ConditionExpression: " in str(caught.value)
    assert REFUSED[condition] in str(caught.value)


def test_what_is_declared_has_to_be_used(orders: "DynamoDBClient") -> None:
    refused: list[tuple[dict[str, Any], str]] = [
        ({"ExpressionAttributeValues": {":x": {"S": "x"}}}, "can only be specified when using"),
        (
            {
                "ConditionExpression": "attribute_exists(id)",
                "ExpressionAttributeValues": {":x": {"S": "x"}},
            },
            "unused in expressions: keys: {:x}",
        ),
        (
            {
                "ConditionExpression": "attribute_exists(id)",
                "ExpressionAttributeNames": {"#x": "x"},
            },
            "unused in expressions: keys: {#x}",
        ),
        (
            {"ConditionExpression": "id = :x", "ExpressionAttributeNames": {"x": "x"}},
            "ExpressionAttributeNames contains invalid key",
        ),
        (
            {"ConditionExpression": "id = :x", "ExpressionAttributeValues": {":x": {"N": "ten"}}},
            "ExpressionAttributeValues contains invalid value",
        ),
    ]
    for more, words in refused:
        with pytest.raises(ClientError, match="ValidationException") as caught:
            orders.put_item(TableName="orders", Item=KEY, **more)
        assert words in str(caught.value)


def update(client: "DynamoDBClient", expression: str, **more: Any) -> Any:  # noqa: ANN401
    values = more.pop("values", {})
    return client.update_item(
        TableName="orders",
        Key=KEY,
        UpdateExpression=expression,
        **({"ExpressionAttributeValues": values} if values else {}),
        **more,
    )


def test_updates_see_the_item_as_it_was(orders: "DynamoDBClient") -> None:
    update(orders, "SET price = deep.a.b, deep.a.b = price, copy_ = tags REMOVE tags")
    item = orders.get_item(TableName="orders", Key=KEY)["Item"]
    assert (item["price"], item["deep"]["M"]["a"]["M"]["b"]) == ({"N": "5"}, {"N": "10"})
    assert item["copy_"] == {"SS": ["x", "y"]}
    assert "tags" not in item


def test_numbers_are_exact_to_38_digits(orders: "DynamoDBClient") -> None:
    update(
        orders,
        "SET price = :big + :one, small = :tiny - :one",
        values={
            ":big": {"N": "9999999999999999999999999999999999999"},
            ":one": {"N": "1"},
            ":tiny": {"N": "1.0000000000000000000000000000000000001"},
        },
    )
    item = orders.get_item(TableName="orders", Key=KEY)["Item"]
    assert item["price"] == {"N": "1" + "0" * 37}
    assert item["small"] == {"N": "0." + "0" * 36 + "1"}
    with pytest.raises(ClientError, match="more than 38 significant digits"):
        update(orders, "SET price = small + :one", values={":one": {"N": "1" * 30}})


def test_lists_sets_and_functions(orders: "DynamoDBClient") -> None:
    update(
        orders,
        "SET rows_[1].n = rows_[1].n + :one, rows_[9] = :end, "
        "fresh_ = if_not_exists(fresh_, :one), kept_ = if_not_exists(price, :one) "
        "ADD tags :more, count_ :one DELETE sizes :gone",
        values={
            ":one": {"N": "1"},
            ":end": {"S": "end"},
            ":more": {"SS": ["z", "x"]},
            ":gone": {"NS": ["1.0", "7"]},
        },
    )
    item = orders.get_item(TableName="orders", Key=KEY)["Item"]
    assert item["rows_"]["L"][1]["M"]["n"] == {"N": "3"}
    assert item["rows_"]["L"][3] == {"S": "end"}
    assert (item["fresh_"], item["kept_"], item["count_"]) == ({"N": "1"}, {"N": "10"}, {"N": "1"})
    assert (item["tags"], item["sizes"]) == ({"SS": ["x", "y", "z"]}, {"NS": ["2.5"]})
    update(
        orders,
        "SET rows_ = list_append(:new, rows_) REMOVE deep.a DELETE sizes :rest",
        values={":new": {"L": [{"S": "first"}]}, ":rest": {"NS": ["2.5"]}},
    )
    update(orders, "REMOVE rows_[0], rows_[2], rows_[99]")
    item = orders.get_item(TableName="orders", Key=KEY)["Item"]
    assert item["rows_"] == {"L": [{"S": "p"}, {"N": "3"}, {"S": "end"}]}
    assert "sizes" not in item
    assert list(item["deep"]["M"]) == ["dotted.name"]


def test_an_update_makes_an_item_and_shows_what_is_asked(orders: "DynamoDBClient") -> None:
    made = orders.update_item(TableName="orders", Key={"id": {"S": "new"}}, ReturnValues="ALL_NEW")
    assert made["Attributes"] == {"id": {"S": "new"}}
    values: dict[str, Any] = {":v": {"N": "6"}}
    shown = {
        wanted: update(orders, "SET deep.a.b = :v", values=values, ReturnValues=wanted).get(
            "Attributes"
        )
        for wanted in ("UPDATED_OLD", "UPDATED_NEW", "NONE")
    }
    nested = {"deep": {"M": {"a": {"M": {"b": {"N": "5"}}}}}}
    assert shown["UPDATED_OLD"] == nested
    assert shown["UPDATED_NEW"] == {"deep": {"M": {"a": {"M": {"b": {"N": "6"}}}}}}
    assert shown["NONE"] is None
    old = update(orders, "REMOVE absent", ReturnValues="ALL_OLD")["Attributes"]
    assert old["name"] == ITEM["name"]


REFUSED_UPDATES: dict[str, tuple[str, dict[str, Any]]] = {
    "SET id = :v": ("Cannot update attribute id", {":v": {"S": "b"}}),
    "REMOVE id": ("Cannot update attribute id", {}),
    "SET price = absent": ("does not exist in the item", {}),
    "SET price = price + deep": ("incorrect data type", {}),
    "SET price = price + :v": ("operand type: S", {":v": {"S": "1"}}),
    "SET absent.a = :v": ("document path provided", {":v": {"S": "1"}}),
    "SET price[0] = :v": ("document path provided", {":v": {"S": "1"}}),
    "SET deep.a = :v, deep.a.b = :v": ("Two document paths overlap", {":v": {"S": "1"}}),
    "SET deep.a = :v REMOVE deep[0]": ("Two document paths conflict", {":v": {"S": "1"}}),
    "SET price = :v SET yes = :v": ('"SET" section can only be used once', {":v": {"S": "1"}}),
    "ADD price :v": ("operand type: STRING", {":v": {"S": "1"}}),
    "ADD #x :v": ("attribute name: #x", {":v": {"N": "1"}}),
    "ADD tags :v": ("incorrect data type", {":v": {"NS": ["1"]}}),
    "DELETE tags :v": ("operand type: NUMBER", {":v": {"N": "1"}}),
    "SET price = list_append(tags, :v)": ("incorrect data type", {":v": {"L": []}}),
    "SET price = nope(price, :v)": ("Invalid function name", {":v": {"L": []}}),
    "price = :v": ("Syntax error", {":v": {"S": "1"}}),
    "SET yes = :v": ("Item size to update has exceeded", {":v": {"S": "x" * 409_500}}),
}


@pytest.mark.parametrize("expression", REFUSED_UPDATES)
def test_updates_that_cannot_be(orders: "DynamoDBClient", expression: str) -> None:
    words, values = REFUSED_UPDATES[expression]
    with pytest.raises(ClientError, match="ValidationException") as caught:
        update(orders, expression, values=values)
    assert words in str(caught.value)
    assert orders.get_item(TableName="orders", Key=KEY)["Item"] == ITEM


def test_projections_keep_the_shape(orders: "DynamoDBClient") -> None:
    def shown(projection: str) -> dict[str, Any]:
        return orders.get_item(
            TableName="orders",
            Key=KEY,
            ProjectionExpression=projection,
            **placeholders(projection),
        )["Item"]

    assert shown("price, blob_") == {"price": {"N": "10"}, "blob_": {"B": b"\x01\x02\x03"}}
    assert shown("rows_[2], rows_[1].sku") == {
        "rows_": {"L": [{"M": {"sku": {"S": "p-1"}}}, {"N": "3"}]}
    }
    assert shown("deep.a.b, deep.#d, #n") == {
        "deep": {"M": {"a": {"M": {"b": {"N": "5"}}}, "dotted.name": {"S": "d"}}},
        "name": {"S": "Ada Lovelace"},
    }
    assert shown("absent, price.a, rows_[7], deep.x") == {}
    for wrong, words in {
        "price, price": "overlap",
        "rows_, rows_[0]": "overlap",
        "price,": "Syntax error",
        "status": "reserved",
    }.items():
        with pytest.raises(ClientError, match=f"Invalid ProjectionExpression.*{words}"):
            shown(wrong)
