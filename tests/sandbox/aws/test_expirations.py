"""Time to live: expired items go by themselves, later, and the stream says who did it."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.running import RunningAws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws.conftest import Tables
    from tests.sandbox.aws_clients import Clients

HOUR = 3600


def switch(ddb: "DynamoDBClient", *, on: bool = True, attribute: str = "ends") -> None:
    specification: Any = {"Enabled": on, "AttributeName": attribute}
    ddb.update_time_to_live(TableName="orders", TimeToLiveSpecification=specification)


def put(ddb: "DynamoDBClient", item_id: str, ends: Any) -> None:  # noqa: ANN401
    """An item whose `ends` is an instant, or a DynamoDB value as it is."""
    value = {"N": str(int(ends.timestamp()))} if isinstance(ends, datetime) else ends
    ddb.put_item(TableName="orders", Item={"id": {"S": item_id}, "ends": value})


def ids(ddb: "DynamoDBClient", table: str = "orders") -> set[str]:
    return {item["id"]["S"] for item in ddb.scan(TableName=table)["Items"]}


@pytest.fixture
def living(aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables") -> RunningAws:
    """`orders` with recovery, a stream, and TTL on `ends`."""
    tables.make(
        pitr=True,
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "OLD_IMAGE"},
    )
    switch(ddb)
    aws.advance(60)
    return aws


def test_an_expired_item_is_seen_for_a_while_and_then_gone(
    living: RunningAws, ddb: "DynamoDBClient"
) -> None:
    put(ddb, "soon", living.now() + timedelta(hours=1))
    put(ddb, "later", living.now() + timedelta(hours=9))
    living.advance(2 * HOUR - 1)
    assert ids(ddb) == {"soon", "later"}
    living.advance(2)
    assert ids(ddb) == {"later"}


def test_only_a_number_of_the_last_five_years_expires(
    living: RunningAws, ddb: "DynamoDBClient"
) -> None:
    put(ddb, "text", {"S": str(int(living.now().timestamp()))})
    put(ddb, "ancient", living.now() - timedelta(days=6 * 365))
    put(ddb, "milliseconds", {"N": str(int(living.now().timestamp()) * 1000)})
    put(ddb, "recent", living.now() - timedelta(days=4 * 365))
    living.advance(2 * HOUR)
    assert ids(ddb) == {"text", "ancient", "milliseconds"}


def test_the_past_knows_when_it_went(living: RunningAws, ddb: "DynamoDBClient") -> None:
    expired = living.now() + timedelta(hours=1)
    put(ddb, "soon", expired)
    living.advance(24 * HOUR)
    assert ids(ddb) == set()
    for name, instant in (("before", -60), ("after", 60)):
        ddb.restore_table_to_point_in_time(
            SourceTableName="orders",
            TargetTableName=name,
            RestoreDateTime=expired + timedelta(seconds=HOUR + instant),
        )
    living.advance(1200)
    assert (ids(ddb, "before"), ids(ddb, "after")) == ({"soon"}, set())


def test_the_stream_tells_the_service_from_people(
    living: RunningAws, ddb: "DynamoDBClient", clients: "Clients"
) -> None:
    put(ddb, "soon", living.now())
    put(ddb, "mine", living.now() + timedelta(days=9))
    ddb.delete_item(TableName="orders", Key={"id": {"S": "mine"}})
    living.advance(2 * HOUR)
    assert ids(ddb) == set()
    streams = clients("dynamodbstreams")
    arn = ddb.describe_table(TableName="orders")["Table"]["LatestStreamArn"]
    (shard,) = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    start = streams.get_shard_iterator(
        StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    removed = {
        record["dynamodb"]["Keys"]["id"]["S"]: record.get("userIdentity")
        for record in streams.get_records(ShardIterator=start)["Records"]
        if record["eventName"] == "REMOVE"
    }
    assert removed == {
        "mine": None,
        "soon": {"Type": "Service", "PrincipalId": "dynamodb.amazonaws.com"},
    }


def test_without_time_to_live_nothing_goes(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    put(ddb, "soon", aws.now())
    aws.advance(24 * HOUR)
    assert ids(ddb) == {"soon"}
    switch(ddb)
    aws.advance(30)
    assert ids(ddb) == {"soon"}
    aws.advance(HOUR)
    assert ids(ddb) == set()


def test_it_is_changed_once_an_hour(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    with pytest.raises(ClientError, match="already disabled"):
        switch(ddb, on=False)
    switch(ddb)
    with pytest.raises(ClientError, match="different AttributeName"):
        switch(ddb, attribute="other")
    aws.advance(HOUR - 1)
    with pytest.raises(ClientError, match="multiple times within a fixed interval"):
        switch(ddb, on=False)
    aws.advance(1)
    switch(ddb, on=False)
    described = ddb.describe_time_to_live(TableName="orders")["TimeToLiveDescription"]
    assert described == {"TimeToLiveStatus": "DISABLING", "AttributeName": "ends"}
    aws.advance(5)
    described = ddb.describe_time_to_live(TableName="orders")["TimeToLiveDescription"]
    assert described == {"TimeToLiveStatus": "DISABLED"}


def test_figures_count_what_was_there_at_their_moment(
    living: RunningAws, ddb: "DynamoDBClient"
) -> None:
    put(ddb, "early", living.now() + timedelta(hours=1))
    put(ddb, "late", living.now() + timedelta(hours=5, minutes=30))
    living.advance(7 * HOUR)
    assert ids(ddb) == set()
    assert ddb.describe_table(TableName="orders")["Table"]["ItemCount"] == 1


def test_once_it_is_off_again_nothing_more_goes(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    switch(ddb)
    aws.advance(HOUR)
    switch(ddb, on=False)
    put(ddb, "soon", aws.now())
    aws.advance(24 * HOUR)
    assert ids(ddb) == {"soon"}
