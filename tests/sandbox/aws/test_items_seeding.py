"""Many items at once through the control API: what is written, what is refused, who waits."""

import http.client
import json
import threading
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.aws.running import RunningAws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws.conftest import Tables

TEMPLATE: dict[str, Any] = {
    "id": {"S": "o-{n:08d}"},
    "total": {"N": "{n}"},
    "lines": {"L": [{"S": "line {n}"}, {"BOOL": True}]},
    "note": {"S": "{not a number} 100%"},
}


def ask(
    aws: RunningAws, body: bytes, kind: str = "application/json", query: str = ""
) -> tuple[int, dict[str, Any]]:
    connection = http.client.HTTPConnection(aws.endpoint.removeprefix("http://"))
    connection.request("POST", f"/_sandbox/items{query}", body, {"Content-Type": kind})
    answer = connection.getresponse()
    read = answer.status, json.loads(answer.read())
    connection.close()
    return read


def seed(aws: RunningAws, **body: Any) -> tuple[int, dict[str, Any]]:  # noqa: ANN401 - JSON
    return ask(aws, json.dumps({"table": "orders", "template": TEMPLATE} | body).encode())


def test_a_template_makes_numbered_items(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(pitr=True)
    assert seed(aws, count=5_000, first=7) == (200, {"written": 5_000, "items": 5_000})
    item = ddb.get_item(TableName="orders", Key={"id": {"S": "o-00000007"}})["Item"]
    assert item == {
        "id": {"S": "o-00000007"},
        "total": {"N": "7"},
        "lines": {"L": [{"S": "line 7"}, {"BOOL": True}]},
        "note": {"S": "{not a number} 100%"},
    }
    # The same numbers again are the same items, and cost the same as written one by one.
    assert seed(aws, count=5_000, first=7)[1]["items"] == 5_000
    put = ddb.put_item(TableName="orders", Item=item, ReturnConsumedCapacity="TOTAL")
    assert put["ConsumedCapacity"]["CapacityUnits"] == 1
    aws.profile(restore_seconds=0)
    aws.advance(600)
    ddb.restore_table_to_point_in_time(
        SourceTableName="orders", TargetTableName="back", UseLatestRestorableTime=True
    )
    counted = ddb.get_paginator("scan").paginate(TableName="back", Select="COUNT")
    assert sum(page["Count"] for page in counted) == 5_000


def test_before_they_were_seeded_they_were_not_there(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(pitr=True)
    before = aws.now()
    aws.advance(60)
    seed(aws, count=10)
    aws.profile(restore_seconds=0)
    aws.advance(600)
    ddb.restore_table_to_point_in_time(
        SourceTableName="orders", TargetTableName="back", RestoreDateTime=before
    )
    assert ddb.scan(TableName="back")["Count"] == 0


def test_lines_are_items(aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables") -> None:
    tables.make()
    lines = [{"id": {"S": f"k{n}"}, "n": {"N": f"{n}.0"}} for n in range(3)]
    body = "\n".join(map(json.dumps, lines)).encode()
    where = "?table=orders&region=us-east-2"
    assert ask(aws, body, "application/x-ndjson", where) == (200, {"written": 3, "items": 3})
    assert ddb.get_item(TableName="orders", Key={"id": {"S": "k2"}})["Item"]["n"] == {"N": "2"}
    wrong = body.replace(b'"k1"', b'"k4"') + b'\n{"n": {"N": "1"}}'
    status, said = ask(aws, wrong, "application/x-ndjson", where)
    assert (status, said["written"]) == (422, 0)
    assert said["error"].startswith("line 4: ")
    assert "Missing the key id" in said["error"]
    status, said = ask(aws, b"nonsense", "application/x-ndjson", where)
    assert (status, said["error"][:8]) == (422, "line 1: ")
    assert ddb.scan(TableName="orders")["Count"] == 3  # nothing of a refused body is written


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"template": {"other": {"S": "x"}}}, "Missing the key id"),
        ({"template": {"id": {"N": "{n}"}}}, "Type mismatch for key id"),
        ({"template": {"id": {"S": "{n}"}, "x": {"N": "n{n}"}}}, "numeric value: n0"),
        ({"template": {"id": {"S": "{n}"}, "x": {"S": "x" * 409_600}}}, "Item size"),
        ({"template": {"id": {"S": "{n}"}, "x": {"N": 5}}}, "cannot be converted to String"),
        ({"table": "nothing"}, "no table nothing to write to in us-east-2"),
        ({"region": "us-west-1"}, "no table orders to write to in us-west-1"),
        ({"count": 0}, "greater than or equal to 1"),
        ({"cuont": 5}, "Extra inputs are not permitted"),
    ],
)
def test_what_cannot_be_seeded_is_told(
    aws: RunningAws, tables: "Tables", body: dict[str, Any], words: str
) -> None:
    tables.make()
    status, said = seed(aws, **({"count": 3} | body))
    assert status == 422
    assert words in said["error"]


def test_other_calls_are_answered_meanwhile(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    seen = set[int]()
    thread = threading.Thread(target=seed, args=(aws,), kwargs={"count": 60_000})
    thread.start()
    while thread.is_alive():
        seen.add(ddb.scan(TableName="orders", Limit=1)["Count"])
        some = ddb.get_item(TableName="orders", Key={"id": {"S": "o-00000000"}})
        last = ddb.get_item(TableName="orders", Key={"id": {"S": "o-00059999"}})
        seen.add(2 if "Item" in some and "Item" not in last else 3)
    assert 2 in seen  # part of the items was there while the rest was still to come


def test_streams_hear_of_changes_and_not_of_seeding(
    aws: RunningAws,
    ddb: "DynamoDBClient",
    tables: "Tables",
    clients: Any,  # noqa: ANN401 - boto3's clients have no common type
) -> None:
    view = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    tables.make(StreamSpecification=view)
    seed(aws, count=10)
    item = ddb.get_item(TableName="orders", Key={"id": {"S": "o-00000001"}})["Item"]
    ddb.put_item(TableName="orders", Item=item)  # changes nothing
    ddb.delete_item(TableName="orders", Key={"id": {"S": "never"}})
    tables.put("o-00000001", 5)
    ddb.delete_item(TableName="orders", Key={"id": {"S": "o-00000001"}})
    streams = clients("dynamodbstreams")
    arn = ddb.describe_table(TableName="orders")["Table"]["LatestStreamArn"]
    shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    iterator = streams.get_shard_iterator(
        StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    records = streams.get_records(ShardIterator=iterator)["Records"]
    assert [record["eventName"] for record in records] == ["MODIFY", "REMOVE"]
    assert records[0]["dynamodb"]["OldImage"] == item
    assert records[1]["dynamodb"]["OldImage"]["total"] == {"N": "5"}


def test_seeded_items_expire(aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables") -> None:
    tables.make()
    ddb.update_time_to_live(
        TableName="orders", TimeToLiveSpecification={"AttributeName": "ends", "Enabled": True}
    )
    aws.advance(5)
    past = int(aws.now().timestamp()) - 100_000
    seed(aws, count=5, template={"id": {"S": "old-{n}"}, "ends": {"N": str(past)}})
    seed(aws, count=5, template={"id": {"S": "new-{n}"}, "ends": {"N": str(past + 9_000_000)}})
    seed(aws, count=5, template={"id": {"S": "no-{n}"}, "ends": {"S": str(past)}})
    assert ddb.scan(TableName="orders")["Count"] >= 10
    aws.advance(2 * 86_400)
    left = {item["id"]["S"][:3] for item in ddb.scan(TableName="orders")["Items"]}
    assert left == {"new", "no-"}


def test_numbers_begin_where_they_are_told_to(aws: RunningAws, tables: "Tables") -> None:
    tables.make()
    seed(aws, count=2)
    assert seed(aws, count=2, first=7)[1] == {"written": 2, "items": 4}
    assert sorted(tables.totals("orders").values()) == [0, 1, 7, 8]


@pytest.mark.parametrize("way", ["template", "line"])
def test_an_index_s_key_has_its_type_in_what_is_seeded(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables", way: str
) -> None:
    tables.make(
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"} for name in ("id", "shop")
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by_shop",
                "KeySchema": [{"AttributeName": "shop", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    )
    wrong = {"id": {"S": "a"}, "shop": {"N": "1"}}
    if way == "template":
        status, said = seed(aws, count=1, template=wrong)
    else:
        line = json.dumps(wrong).encode()
        status, said = ask(aws, line, "application/x-ndjson", "?table=orders")
    assert (status, said["written"]) == (422, 0)
    assert "by_shop" in said["error"]
    assert ddb.scan(TableName="orders")["Count"] == 0


def test_one_wrong_line_after_thousands_refuses_them_all(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    lines = [json.dumps({"id": {"S": f"k{n}"}}) for n in range(2_001)]
    body = "\n".join([*lines, "nonsense"]).encode()
    status, said = ask(aws, body, "application/x-ndjson", "?table=orders")
    assert (status, said["written"]) == (422, 0)
    assert said["error"].startswith("line 2002: ")
    assert ddb.scan(TableName="orders", Select="COUNT")["Count"] == 0
