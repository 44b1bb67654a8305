"""DynamoDB Streams: what changed, in order, in the view that was asked for, for 24 hours."""

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.running import RunningAws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws.conftest import Tables
    from tests.sandbox.aws_clients import Clients

HOUR = 3600
Streams = Any  # boto3's client; its types are in a package of their own
KEY: Any = {"id": {"S": "a"}}


@pytest.fixture
def streams(clients: "Clients") -> "Streams":
    return clients("dynamodbstreams")


def make(tables: "Tables", ddb: "DynamoDBClient", view: str = "NEW_AND_OLD_IMAGES") -> str:
    tables.make(StreamSpecification={"StreamEnabled": True, "StreamViewType": view})
    return ddb.describe_table(TableName="orders")["Table"]["LatestStreamArn"]


def shard_of(streams: Streams, arn: str) -> Any:  # noqa: ANN401
    (shard,) = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    return shard


def iterator(streams: Streams, arn: str, kind: str = "TRIM_HORIZON", **more: str) -> str:
    made: str = streams.get_shard_iterator(
        StreamArn=arn,
        ShardId=shard_of(streams, arn)["ShardId"],
        ShardIteratorType=kind,
        **more,
    )["ShardIterator"]
    return made


def records(streams: Streams, start: str, **more: int) -> list[Any]:
    return list(streams.get_records(ShardIterator=start, **more)["Records"])


def live(ddb: "DynamoDBClient", tables: "Tables") -> None:
    """An item comes, changes, stays as it is, and goes."""
    tables.put("a", 1)
    tables.put("a", 2)
    tables.put("a", 2)
    ddb.delete_item(TableName="orders", Key=KEY)


def item(total: int) -> Any:  # noqa: ANN401
    return {"id": {"S": "a"}, "total": {"N": str(total)}}


def test_every_effective_change_is_told_in_order(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables", streams: Streams
) -> None:
    arn = make(tables, ddb)
    live(ddb, tables)
    told = records(streams, iterator(streams, arn))
    assert [(r["eventName"], r["dynamodb"].get("OldImage")) for r in told] == [
        ("INSERT", None),
        ("MODIFY", item(1)),
        ("REMOVE", item(2)),
    ]
    numbers = [r["dynamodb"]["SequenceNumber"] for r in told]
    assert numbers == sorted(numbers)
    assert len({r["eventID"] for r in told}) == 3
    first = told[0]["dynamodb"]
    assert (first["Keys"], first["NewImage"]) == (KEY, item(1))
    assert first["ApproximateCreationDateTime"] == aws.now()
    assert told[0]["awsRegion"] == "us-east-2"


@pytest.mark.parametrize(
    ("view", "members"),
    [
        ("KEYS_ONLY", set()),
        ("NEW_IMAGE", {"NewImage"}),
        ("OLD_IMAGE", {"OldImage"}),
        ("NEW_AND_OLD_IMAGES", {"NewImage", "OldImage"}),
    ],
)
def test_the_view_says_what_a_record_holds(
    ddb: "DynamoDBClient",
    tables: "Tables",
    streams: Streams,
    view: str,
    members: set[str],
) -> None:
    arn = make(tables, ddb, view)
    live(ddb, tables)
    modified = records(streams, iterator(streams, arn))[1]["dynamodb"]
    assert modified["StreamViewType"] == view
    assert modified["Keys"] == KEY
    assert {"NewImage", "OldImage"} & set(modified) == members


def test_reading_goes_on_from_where_it_was(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables", streams: Streams
) -> None:
    arn = make(tables, ddb)
    latest = iterator(streams, arn, "LATEST")
    live(ddb, tables)
    page = streams.get_records(ShardIterator=latest, Limit=2)
    assert [r["eventName"] for r in page["Records"]] == ["INSERT", "MODIFY"]
    second = page["Records"][1]["dynamodb"]["SequenceNumber"]
    rest = streams.get_records(ShardIterator=page["NextShardIterator"])
    assert [r["eventName"] for r in rest["Records"]] == ["REMOVE"]
    assert records(streams, rest["NextShardIterator"]) == []
    for kind, expected in (("AT_SEQUENCE_NUMBER", 2), ("AFTER_SEQUENCE_NUMBER", 1)):
        start = iterator(streams, arn, kind, SequenceNumber=second)
        assert len(records(streams, start)) == expected
    first = shard_of(streams, arn)["SequenceNumberRange"]["StartingSequenceNumber"]
    assert len(records(streams, iterator(streams, arn, kind, SequenceNumber=first))) == 2
    assert (
        len(records(streams, iterator(streams, arn, "AT_SEQUENCE_NUMBER", SequenceNumber=first)))
        == 3
    )
    old = iterator(streams, arn)
    aws.advance(16 * 60)
    with pytest.raises(streams.exceptions.ExpiredIteratorException):
        records(streams, old)


def test_a_change_is_kept_for_24_hours(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables", streams: Streams
) -> None:
    arn = make(tables, ddb)
    tables.put("a", 1)
    number = records(streams, iterator(streams, arn))[0]["dynamodb"]["SequenceNumber"]
    aws.advance(23 * HOUR)
    tables.put("a", 2)
    aws.advance(HOUR + 1)
    assert [r["eventName"] for r in records(streams, iterator(streams, arn))] == ["MODIFY"]
    with pytest.raises(streams.exceptions.TrimmedDataAccessException):
        iterator(streams, arn, "AT_SEQUENCE_NUMBER", SequenceNumber=number)


@pytest.mark.parametrize("end", ["disabled", "deleted"])
def test_an_ended_stream_can_be_read_for_a_day(
    aws: RunningAws,
    ddb: "DynamoDBClient",
    tables: "Tables",
    streams: Streams,
    end: str,
) -> None:
    arn = make(tables, ddb)
    tables.put("a", 1)
    if end == "disabled":
        ddb.update_table(TableName="orders", StreamSpecification={"StreamEnabled": False})
        aws.advance(5)
        tables.put("a", 2)
    else:
        ddb.delete_table(TableName="orders")
        aws.advance(5)
    described = streams.describe_stream(StreamArn=arn)["StreamDescription"]
    assert described["StreamStatus"] == "DISABLED"
    assert "EndingSequenceNumber" in described["Shards"][0]["SequenceNumberRange"]
    page = streams.get_records(ShardIterator=iterator(streams, arn))
    assert [r["eventName"] for r in page["Records"]] == ["INSERT"]
    assert "NextShardIterator" not in page
    assert [s["StreamArn"] for s in streams.list_streams()["Streams"]] == [arn]
    aws.advance(24 * HOUR)
    assert streams.list_streams()["Streams"] == []
    with pytest.raises(streams.exceptions.ResourceNotFoundException):
        streams.describe_stream(StreamArn=arn)


def test_enabled_again_it_is_another_stream(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables", streams: Streams
) -> None:
    first = make(tables, ddb)
    ddb.update_table(TableName="orders", StreamSpecification={"StreamEnabled": False})
    table = ddb.describe_table(TableName="orders")["Table"]
    assert "StreamSpecification" not in table
    assert table["LatestStreamArn"] == first
    aws.advance(60)
    again: Any = {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}
    ddb.update_table(TableName="orders", StreamSpecification=again)
    second = ddb.describe_table(TableName="orders")["Table"]["LatestStreamArn"]
    assert second != first
    page = streams.list_streams(TableName="orders", Limit=1)
    rest = streams.list_streams(ExclusiveStartStreamArn=page["LastEvaluatedStreamArn"])
    assert [s["StreamArn"] for s in page["Streams"] + rest["Streams"]] == [first, second]
    assert streams.list_streams(TableName="carts")["Streams"] == []


def test_no_more_than_a_thousand_at_a_time(
    ddb: "DynamoDBClient", tables: "Tables", streams: Streams
) -> None:
    start = iterator(streams, make(tables, ddb))
    with pytest.raises(streams.exceptions.LimitExceededException):
        records(streams, start, Limit=1001)


def test_a_restore_tells_no_stream(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables", streams: Streams
) -> None:
    make(tables, ddb)
    tables.put("a", 1)
    arn = ddb.create_backup(TableName="orders", BackupName="one")["BackupDetails"]["BackupArn"]
    aws.advance(30)
    ddb.restore_table_from_backup(TargetTableName="back", BackupArn=arn)
    aws.advance(1200)
    assert "LatestStreamArn" not in ddb.describe_table(TableName="back")["Table"]
    assert streams.list_streams(TableName="back")["Streams"] == []


def test_a_stream_is_not_enabled_twice(ddb: "DynamoDBClient", tables: "Tables") -> None:
    first = make(tables, ddb)
    again: Any = {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}
    with pytest.raises(ClientError, match="already has an enabled stream"):
        ddb.update_table(TableName="orders", StreamSpecification=again)
    assert ddb.describe_table(TableName="orders")["Table"]["LatestStreamArn"] == first


def test_reading_on_at_what_is_trimmed_meanwhile_is_refused(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables", streams: Streams
) -> None:
    arn = make(tables, ddb)
    tables.put("a", 1)
    aws.advance(24 * HOUR - 60)
    tables.put("a", 2)
    start = iterator(streams, arn)
    aws.advance(120)
    with pytest.raises(streams.exceptions.TrimmedDataAccessException):
        records(streams, start)
