"""Every action that the sandbox's DynamoDB plays, its answer held against botocore's shape.

The `clients` fixture reads each answer as it came over the wire and finds what
botocore's parser passes over: unknown members, other types, missing ones.
"""

import json
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.aws.dynamodb import OURS
from sandbox.aws.items.actions import ACTIONS
from sandbox.aws.running import RunningAws
from sandbox.aws.streams import STREAMS

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws_clients import Clients

KEY = {"id": {"S": "o-1"}}
ITEM: dict[str, Any] = {**KEY, "total": {"N": "9"}, "lines": {"L": [{"M": {"sku": {"B": b"x"}}}]}}
STREAM = "arn:aws:kinesis:us-east-2:123456789012:stream/orders"
KINESIS: Any = {"TableName": "orders", "StreamArn": STREAM}
DAY = 86_400


@pytest.fixture
def arn(aws: RunningAws, ddb: "DynamoDBClient") -> str:
    """`orders` with all that a description can show."""
    made = ddb.create_table(
        TableName="orders",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[
            {"AttributeName": "id", "AttributeType": "S"},
            {"AttributeName": "day", "AttributeType": "S"},
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by-day",
                "KeySchema": [{"AttributeName": "day", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
                "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
            }
        ],
        ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        SSESpecification={"Enabled": True},
        Tags=[{"Key": "team", "Value": "shop"}],
    )
    aws.advance(DAY)
    return made["TableDescription"]["TableArn"]


def items(ddb: "DynamoDBClient") -> None:
    """All actions on items."""
    consumed: Any = {"ReturnConsumedCapacity": "INDEXES"}
    ddb.put_item(TableName="orders", Item=ITEM, ReturnItemCollectionMetrics="SIZE", **consumed)
    ddb.update_item(
        TableName="orders",
        Key=KEY,
        UpdateExpression="SET #d = :d",
        ExpressionAttributeNames={"#d": "day"},
        ExpressionAttributeValues={":d": {"S": "monday"}},
        ReturnValues="ALL_NEW",
        **consumed,
    )
    ddb.get_item(TableName="orders", Key=KEY, **consumed)
    ddb.batch_get_item(RequestItems={"orders": {"Keys": [KEY]}}, **consumed)
    put: Any = {"PutRequest": {"Item": ITEM | {"id": {"S": "o-2"}}}}
    ddb.batch_write_item(RequestItems={"orders": [put]}, **consumed)
    ddb.transact_get_items(TransactItems=[{"Get": {"TableName": "orders", "Key": KEY}}], **consumed)
    put = {"Put": {"TableName": "orders", "Item": ITEM | {"id": {"S": "o-3"}}}}
    ddb.transact_write_items(TransactItems=[put], **consumed)
    ddb.query(
        TableName="orders",
        KeyConditionExpression="id = :id",
        ExpressionAttributeValues={":id": KEY["id"]},
        **consumed,
    )
    ddb.scan(TableName="orders", Limit=1, **consumed)
    select = "SELECT * FROM orders WHERE id = 'o-1'"
    ddb.execute_statement(Statement=select, **consumed)
    ddb.batch_execute_statement(Statements=[{"Statement": select}], **consumed)
    ddb.execute_transaction(TransactStatements=[{"Statement": select}], **consumed)
    ddb.delete_item(TableName="orders", Key=KEY, ReturnValues="ALL_OLD", **consumed)


def settings(aws: RunningAws, ddb: "DynamoDBClient", arn: str) -> None:
    """What can be set on a table, and read of it."""
    ddb.tag_resource(ResourceArn=arn, Tags=[{"Key": "tier", "Value": "1"}])
    ddb.list_tags_of_resource(ResourceArn=arn)
    ddb.untag_resource(ResourceArn=arn, TagKeys=["tier"])
    ttl: Any = {"Enabled": True, "AttributeName": "expires"}
    ddb.update_time_to_live(TableName="orders", TimeToLiveSpecification=ttl)
    ddb.describe_time_to_live(TableName="orders")
    pitr: Any = {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 7}
    ddb.update_continuous_backups(TableName="orders", PointInTimeRecoverySpecification=pitr)
    ddb.describe_continuous_backups(TableName="orders")
    ddb.update_contributor_insights(TableName="orders", ContributorInsightsAction="ENABLE")
    aws.advance(DAY)
    ddb.describe_contributor_insights(TableName="orders")
    ddb.list_contributor_insights()
    ddb.enable_kinesis_streaming_destination(**KINESIS)
    aws.advance(DAY)
    precise: Any = {"ApproximateCreationDateTimePrecision": "MICROSECOND"}
    ddb.update_kinesis_streaming_destination(**KINESIS, UpdateKinesisStreamingConfiguration=precise)
    aws.advance(DAY)
    ddb.describe_kinesis_streaming_destination(TableName="orders")
    ddb.disable_kinesis_streaming_destination(**KINESIS)
    role = "arn:aws:iam::123456789012:role/shop"
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": role},
        "Action": "dynamodb:GetItem",
        "Resource": arn,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    ddb.put_resource_policy(ResourceArn=arn, Policy=policy)
    aws.advance(DAY)
    ddb.get_resource_policy(ResourceArn=arn)
    ddb.delete_resource_policy(ResourceArn=arn)
    ddb.describe_limits()
    ddb.describe_endpoints()


def streams(clients: "Clients", arn: str) -> None:
    """The table's stream, from its first record."""
    client = clients("dynamodbstreams")
    (stream,) = client.list_streams(TableName="orders")["Streams"]
    assert stream["StreamArn"].startswith(arn)
    described = client.describe_stream(StreamArn=stream["StreamArn"])["StreamDescription"]
    for shard in described["Shards"]:
        iterator = client.get_shard_iterator(
            StreamArn=stream["StreamArn"],
            ShardId=shard["ShardId"],
            ShardIteratorType="TRIM_HORIZON",
        )
        client.get_records(ShardIterator=iterator["ShardIterator"])


def lives(aws: RunningAws, ddb: "DynamoDBClient", arn: str) -> None:
    """Tables, backups and restores."""
    made = ddb.create_backup(TableName="orders", BackupName="nightly")["BackupDetails"]
    aws.advance(DAY)
    ddb.describe_backup(BackupArn=made["BackupArn"])
    ddb.list_backups(BackupType="ALL")
    ddb.restore_table_from_backup(BackupArn=made["BackupArn"], TargetTableName="from-backup")
    ddb.restore_table_to_point_in_time(
        SourceTableArn=arn, TargetTableName="from-past", UseLatestRestorableTime=True
    )
    ddb.describe_table(TableName="from-past")
    aws.advance(DAY)
    ddb.delete_backup(BackupArn=made["BackupArn"])
    ddb.list_tables()
    ddb.update_table(TableName="orders", BillingMode="PAY_PER_REQUEST")
    aws.advance(DAY)
    ddb.delete_table(TableName="orders")


def test_every_answer_has_the_shape_aws_has(
    aws: RunningAws, clients: "Clients", ddb: "DynamoDBClient", arn: str
) -> None:
    items(ddb)
    streams(clients, arn)
    settings(aws, ddb, arn)
    lives(aws, ddb, arn)
    done = {call.action for call in aws.calls() if call.status == 200}
    assert done == OURS.keys() | ACTIONS.keys() | STREAMS.keys() | {"DescribeEndpoints"}
