"""What the sandbox's account has before the product comes: it works, and only as deploy/ has it."""

import json
from collections.abc import Iterator

import pytest

from sandbox.aws.clients import client, dynamodb
from sandbox.aws.running import RunningAws, running
from sandbox.foundation import lay_foundation

REGION = "us-east-2"
ROLE = "arn:aws:iam::123456789012:role/ddbdr-scheduler"


@pytest.fixture
def aws() -> Iterator[RunningAws]:
    with running(speed=0) as aws:
        yield aws


def make_orders(aws: RunningAws) -> None:
    dynamodb(aws.endpoint, REGION).create_table(
        TableName="orders",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "order_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "order_id", "AttributeType": "S"}],
    )
    aws.advance(60)


def test_laid_twice_it_is_the_same(aws: RunningAws) -> None:
    assert lay_foundation(aws.endpoint) == lay_foundation(aws.endpoint)


def test_schedules_may_take_backups_as_the_role_made_for_them(aws: RunningAws) -> None:
    lay_foundation(aws.endpoint)
    make_orders(aws)
    client("scheduler", aws.endpoint, REGION).create_schedule(
        Name="ddbdr-orders",
        ScheduleExpression="rate(1 hours)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={
            "Arn": "arn:aws:scheduler:::aws-sdk:dynamodb:createBackup",
            "RoleArn": ROLE,
            "Input": json.dumps(
                {"TableName": "orders", "BackupName": "ddbdr-35d-<aws.scheduler.execution-id>"}
            ),
        },
    )
    aws.advance(2 * 3600)
    assert len(dynamodb(aws.endpoint, REGION).list_backups()["BackupSummaries"]) > 1


@pytest.mark.parametrize(("rule", "arrives"), [("ddbdr-calls", True), ("somebody-else", False)])
def test_only_rules_of_the_product_reach_the_queue(
    aws: RunningAws, rule: str, *, arrives: bool
) -> None:
    queue, _ = lay_foundation(aws.endpoint)
    events, sqs = client("events", aws.endpoint, REGION), client("sqs", aws.endpoint, REGION)
    arn = f"arn:aws:sqs:{REGION}:123456789012:ddbdr-events"
    events.put_rule(Name=rule, EventPattern=json.dumps({"source": ["aws.dynamodb"]}))
    events.put_targets(Rule=rule, Targets=[{"Id": "queue", "Arn": arn}])
    make_orders(aws)
    aws.advance(60)
    received = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
    assert bool(received) is arrives
