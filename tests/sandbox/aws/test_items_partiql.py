"""PartiQL over HTTP: statements alone, in batches and in transactions."""

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws.conftest import Tables


@pytest.fixture
def orders(ddb: "DynamoDBClient", tables: "Tables") -> "DynamoDBClient":
    tables.make(
        KeySchema=[
            {"AttributeName": "who", "KeyType": "HASH"},
            {"AttributeName": "n", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "who", "AttributeType": "S"},
            {"AttributeName": "n", "AttributeType": "N"},
        ],
    )
    for number in range(5):
        run(ddb, f"INSERT INTO orders VALUE {{'who': 'ada', 'n': {number}, 'sum': {number * 10}}}")
    return ddb


def run(client: "DynamoDBClient", statement: str, *parameters: Any, **more: Any) -> list[Any]:  # noqa: ANN401
    given: dict[str, Any] = {"Parameters": list(parameters)} if parameters else {}
    items: list[Any] = client.execute_statement(Statement=statement, **given, **more)["Items"]
    return items


def numbers(items: list[Any]) -> list[int]:
    return [int(item["n"]["N"]) for item in items]


SELECTS = {
    "SELECT * FROM orders": [0, 1, 2, 3, 4],
    "select n from \"orders\" where who = 'ada' and n >= 3": [3, 4],
    "SELECT * FROM orders WHERE who='ada' ORDER BY n DESC": [4, 3, 2, 1, 0],
    "SELECT * FROM orders WHERE who = 'ada' AND n = 2": [2],
    'SELECT * FROM orders WHERE n IN [1, 3] AND "sum" <> 30': [1],
    'SELECT * FROM orders WHERE n BETWEEN 1 AND 2 OR "sum" = 40': [1, 2, 4],
    "SELECT * FROM orders WHERE NOT (n = 0 OR n = 1) AND absent IS MISSING": [2, 3, 4],
    "SELECT * FROM orders WHERE begins_with(who, 'a') AND size(who) = 3 AND n < 2": [0, 1],
    "SELECT * FROM orders WHERE who = 'bob'": [],
    "SELECT * FROM orders WHERE (who = 'bob' OR who = 'ada') AND n = 4": [4],
}


@pytest.mark.parametrize("statement", SELECTS)
def test_selects(orders: "DynamoDBClient", statement: str) -> None:
    assert numbers(run(orders, statement)) == SELECTS[statement]


def test_a_select_goes_on_with_its_token(orders: "DynamoDBClient") -> None:
    found: list[int] = []
    more: dict[str, Any] = {}
    while True:
        page = orders.execute_statement(Statement="SELECT n FROM orders", Limit=2, **more)
        found += numbers(page["Items"])
        if "NextToken" not in page:
            break
        more = {"NextToken": page["NextToken"]}
    assert found == [0, 1, 2, 3, 4]


def test_writes_with_parameters(orders: "DynamoDBClient") -> None:
    bob, one = {"S": "it's bob"}, {"N": "1"}
    run(orders, "INSERT INTO orders VALUE {'who': ?, 'n': ?, 'tags': <<'x'>>}", bob, one)
    shown = run(
        orders,
        "UPDATE orders SET \"sum\" = 5 SET tags = set_add(tags, <<'y'>>) SET l = [1, true, null] "
        "WHERE who = ? AND n = ? RETURNING ALL NEW *",
        bob,
        one,
    )
    assert shown == [
        {
            "who": bob,
            "n": one,
            "sum": {"N": "5"},
            "tags": {"SS": ["x", "y"]},
            "l": {"L": [{"N": "1"}, {"BOOL": True}, {"NULL": True}]},
        }
    ]
    run(
        orders,
        "UPDATE orders SET l = list_append(l, ?) REMOVE tags WHERE who = ? AND n = ?",
        {"L": [{"S": "end"}]},
        bob,
        one,
    )
    (item,) = run(orders, "SELECT * FROM orders WHERE who = 'it''s bob'")
    assert (item["l"]["L"][-1], "tags" in item) == ({"S": "end"}, False)
    gone = run(orders, "DELETE FROM orders WHERE who=? AND n=? RETURNING ALL OLD *", bob, one)
    assert gone == [item]
    assert run(orders, "DELETE FROM orders WHERE who=? AND n=?", bob, one) == []


REFUSED = {
    "SELEKT everything": "Statement wasn't well formed",
    "SELECT * FROM orders WHERE n =": "Statement wasn't well formed",
    "DELETE FROM orders WHERE who = 'ada'": "mandatory equality on all key attributes",
    "UPDATE orders SET x = 1 WHERE n = 1": "mandatory equality on all key attributes",
    "UPDATE orders SET x = 1": "mandatory equality on all key attributes",
    "UPDATE orders SET n = 5 WHERE who = 'ada' AND n = 1": "part of the key",
    "INSERT INTO orders VALUE {'who': 'ada'}": "Missing the key n",
    "SELECT * FROM orders WHERE n = ?": "parameters in request and statement don't match",
    "SELECT * FROM orders.nothing": "does not have the specified index",
}


@pytest.mark.parametrize("statement", REFUSED)
def test_statements_that_cannot_be(orders: "DynamoDBClient", statement: str) -> None:
    with pytest.raises(ClientError, match="ValidationException") as caught:
        run(orders, statement)
    assert REFUSED[statement] in str(caught.value)


def test_what_is_there_and_what_is_not(orders: "DynamoDBClient") -> None:
    with pytest.raises(orders.exceptions.DuplicateItemException):
        run(orders, "INSERT INTO orders VALUE {'who': 'ada', 'n': 1}")
    with pytest.raises(orders.exceptions.ConditionalCheckFailedException):
        run(orders, "UPDATE orders SET x = 1 WHERE who = 'ada' AND n = 99")
    with pytest.raises(orders.exceptions.ConditionalCheckFailedException):
        run(orders, "DELETE FROM orders WHERE who = 'ada' AND n = 1 AND \"sum\" = 7")
    with pytest.raises(orders.exceptions.ResourceNotFoundException):
        run(orders, "SELECT * FROM nothing")


def test_a_batch_fails_for_each_statement_alone(orders: "DynamoDBClient") -> None:
    answers = orders.batch_execute_statement(
        Statements=[
            {"Statement": "INSERT INTO orders VALUE {'who': 'ada', 'n': 1}"},
            {"Statement": "INSERT INTO orders VALUE {'who': 'ada', 'n': 50}"},
            {"Statement": "INSERT INTO nothing VALUE {'who': 'ada', 'n': 50}"},
        ]
    )["Responses"]
    assert [answer.get("Error", {}).get("Code") for answer in answers] == [
        "DuplicateItem",
        None,
        "ResourceNotFound",
    ]
    got = orders.batch_execute_statement(
        Statements=[{"Statement": "SELECT n FROM orders WHERE who='ada' AND n=50"}]
    )["Responses"]
    assert got == [{"TableName": "orders", "Item": {"n": {"N": "50"}}}]
    with pytest.raises(ClientError, match="Cannot mix"):
        orders.batch_execute_statement(
            Statements=[
                {"Statement": "SELECT n FROM orders WHERE who='ada' AND n=50"},
                {"Statement": "DELETE FROM orders WHERE who='ada' AND n=50"},
            ]
        )


def test_a_transaction_is_all_or_nothing(orders: "DynamoDBClient") -> None:
    with pytest.raises(orders.exceptions.TransactionCanceledException) as caught:
        orders.execute_transaction(
            TransactStatements=[
                {"Statement": "DELETE FROM orders WHERE who='ada' AND n=0"},
                {"Statement": "INSERT INTO orders VALUE {'who': 'ada', 'n': 1}"},
                {"Statement": "EXISTS(SELECT * FROM orders WHERE who='ada' AND n=2 AND x=1)"},
            ]
        )
    response: Any = caught.value.response
    codes = [reason["Code"] for reason in response["CancellationReasons"]]
    assert codes == ["None", "DuplicateItem", "ConditionalCheckFailed"]
    assert numbers(run(orders, "SELECT n FROM orders")) == [0, 1, 2, 3, 4]
    for _ in range(2):  # the same token: done once
        orders.execute_transaction(
            TransactStatements=[
                {"Statement": 'UPDATE orders SET "sum" = "sum" + 1 WHERE who=\'ada\' AND n=0'},
                {"Statement": "EXISTS(SELECT * FROM orders WHERE who='ada' AND n=2)"},
            ],
            ClientRequestToken="t",
        )
    read = orders.execute_transaction(
        TransactStatements=[
            {"Statement": "SELECT \"sum\" FROM orders WHERE who='ada' AND n=0"},
            {"Statement": "SELECT * FROM orders WHERE who='bob' AND n=0"},
        ]
    )
    assert read["Responses"] == [{"Item": {"sum": {"N": "1"}}}, {}]
