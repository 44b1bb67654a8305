"""What a table really has and a restore leaves out, read from AWS's answers."""

import json
from typing import TYPE_CHECKING

import pytest

from recovery.plan import Plan
from recovery.record import State
from sandbox.aws.running import RunningAws
from tests.workers.sandbox_world import SandboxWorld

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import WarmThroughputTypeDef

BY_NAME = "CloudWatch alarms and IAM policies on its name, if there are any"


@pytest.fixture
def laden(sandbox: RunningAws, indexed: "DynamoDBClient") -> "DynamoDBClient":
    """`orders` with all that a restore leaves out, streams and TTL aside."""
    arn = indexed.describe_table(TableName="orders")["Table"]["TableArn"]
    indexed.update_table(
        TableName="orders",
        OnDemandThroughput={"MaxReadRequestUnits": 1000, "MaxWriteRequestUnits": 500},
    )
    sandbox.advance(600)
    warm: WarmThroughputTypeDef = {"ReadUnitsPerSecond": 30_000, "WriteUnitsPerSecond": 10_000}
    indexed.update_table(
        TableName="orders",
        GlobalSecondaryIndexUpdates=[{"Update": {"IndexName": "by-day", "WarmThroughput": warm}}],
    )
    sandbox.advance(600)
    allow = {"Effect": "Allow", "Principal": "*", "Action": "dynamodb:GetItem", "Resource": arn}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    indexed.put_resource_policy(ResourceArn=arn, Policy=policy)
    account = arn.split(":")[4]
    indexed.enable_kinesis_streaming_destination(
        TableName="orders", StreamArn=f"arn:aws:kinesis:us-east-2:{account}:stream/changes"
    )
    indexed.update_contributor_insights(
        TableName="orders", IndexName="by-day", ContributorInsightsAction="ENABLE"
    )
    sandbox.advance(600)
    return indexed


def planned(world: SandboxWorld, **params: str | bool) -> Plan:
    job_id = world.ask("restore", "orders", **params)
    job = world.run_to_state(job_id, State.AWAITING_APPROVAL, State.REFUSED)
    assert job.state is State.AWAITING_APPROVAL, job.outcome
    return world.plan(job_id)


def test_all_that_it_has_is_named(sandbox: RunningAws, laden: "DynamoDBClient") -> None:
    assert laden.describe_table(TableName="orders")["Table"]["TableStatus"] == "ACTIVE"
    assert planned(SandboxWorld(sandbox), latest=True).stays_away == (
        "maximum on demand (1,000 reads and 500 writes a second)",
        "warm throughput of index by-day (30,000 reads and 10,000 writes a second)",
        "point-in-time recovery",
        "resource policy",
        "Kinesis streaming (changes)",
        "Contributor Insights (by-day)",
        BY_NAME,
    )


def test_what_is_off_by_now_is_not_named(sandbox: RunningAws, laden: "DynamoDBClient") -> None:
    arn = laden.describe_table(TableName="orders")["Table"]["TableArn"]
    laden.delete_resource_policy(ResourceArn=arn)
    stream = arn.replace(":dynamodb:", ":kinesis:").replace(":table/orders", ":stream/changes")
    laden.disable_kinesis_streaming_destination(TableName="orders", StreamArn=stream)
    laden.update_contributor_insights(
        TableName="orders", IndexName="by-day", ContributorInsightsAction="DISABLE"
    )
    sandbox.advance(600)
    said = planned(SandboxWorld(sandbox), latest=True).stays_away
    assert said[2:] == ("point-in-time recovery", BY_NAME)


def test_a_backup_remembers_the_maximum_of_a_table_that_is_gone(
    sandbox: RunningAws, laden: "DynamoDBClient"
) -> None:
    laden.create_backup(TableName="orders", BackupName="nightly")
    sandbox.advance(600)
    laden.delete_table(TableName="orders")
    sandbox.advance(600)
    said = planned(SandboxWorld(sandbox), backup="nightly").stays_away
    assert "maximum on demand (1,000 reads and 500 writes a second)" in said
    assert "resource policy, if it had any" in said
    assert "deletion protection, table class, replicas and warm throughput, if it had any" in said
