"""What happens in AWS arrives where a rule sends it: late, perhaps twice, and only where let in."""

import json
from datetime import timedelta

import pytest

from sandbox.aws.accounts import DR, PROD
from sandbox.aws.running import RunningAws
from tests.sandbox.aws_clients import Clients, Json
from tests.sandbox.conftest import START
from tests.sandbox.events.wires import (
    BACKUPS,
    Wires,
    happening,
    let_pass,
    policy,
    queue_arn,
    rule_arn,
)


def test_a_happening_becomes_an_event_in_the_queue_of_a_rule(aws: RunningAws, wires: Wires) -> None:
    url = wires.queue()
    wires.rule(BACKUPS, queue_arn("ddbdr"))
    aws.tell(happening(7))
    (event,) = wires.events(url, wait=5)
    assert len(event.pop("id")) == 36
    assert event == {
        "version": "0",
        "detail-type": "Backup Job State Change",
        "source": "aws.backup",
        "account": PROD,
        "time": "2026-11-02T08:00:00Z",
        "region": "us-east-2",
        "resources": [f"arn:aws:backup:us-east-2:{PROD}:recovery-point:7"],
        "detail": {"backupJobId": "job-7", "state": "COMPLETED"},
    }


def test_only_what_the_pattern_wants_of_that_account_and_region(
    aws: RunningAws, wires: Wires
) -> None:
    url = wires.queue()
    wires.rule({"detail": {"backupJobId": ["job-1"]}}, queue_arn("ddbdr"))
    aws.tell(happening(1, region="us-west-1"))
    aws.tell(happening(1, account=DR))
    aws.tell(happening(2))
    aws.tell(happening(1))
    assert [event["detail"]["backupJobId"] for event in wires.events(url, wait=5)] == ["job-1"]
    assert wires.events(url) == []


def test_an_event_is_late(aws: RunningAws, wires: Wires) -> None:
    aws.profile(event_delay_seconds=2)
    url = wires.queue()
    wires.rule(BACKUPS, queue_arn("ddbdr"))
    aws.tell(happening())
    aws.advance(1.9)
    assert wires.received(url) == []
    aws.advance(0.2)
    (message,) = wires.received(url)
    assert message["Attributes"]["SentTimestamp"] == str(int(START.timestamp() * 1000) + 2000)


def test_aws_backup_tells_its_state_changes_every_five_minutes(
    aws: RunningAws, wires: Wires
) -> None:
    aws.profile(backup_event_seconds=300)
    url = wires.queue()
    wires.rule(BACKUPS, queue_arn("ddbdr"))
    for minute in (1, 4):
        aws.tell(happening(minute, at=START + timedelta(minutes=minute)))
    aws.advance(299)
    assert wires.events(url) == []
    aws.advance(1)
    assert len(wires.events(url)) == 2


def test_now_and_then_an_event_arrives_twice(aws: RunningAws, wires: Wires) -> None:
    aws.profile(event_duplicates_every=3)
    url = wires.queue()
    wires.rule(BACKUPS, queue_arn("ddbdr"))
    for number in range(6):
        aws.tell(happening(number))
    aws.advance(1)
    events = wires.events(url)
    assert [event["detail"]["backupJobId"] for event in events] == [
        *(f"job-{number}" for number in range(6)),
        "job-2",
        "job-5",
    ]
    assert len({event["id"] for event in events}) == 6


@pytest.mark.parametrize(
    "statement",
    [
        {"Principal": {"Service": "sns.amazonaws.com"}},
        {"Action": "sqs:ReceiveMessage"},
        {"Resource": queue_arn("another")},
        {"Condition": {"ArnEquals": {"aws:SourceArn": rule_arn("another")}}},
        {"Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:events:*"}}},
        {"Condition": {"StringEquals": {"aws:SourceAccount": DR}}},
        {"Condition": {"Bool": {"aws:SecureTransport": "false"}}},
        {"Condition": {"NumericLessThan": {"aws:SourceArn": "1"}}},
    ],
)
def test_a_queue_that_does_not_let_eventbridge_in_gets_nothing(
    aws: RunningAws, wires: Wires, clients: Clients, statement: Json
) -> None:
    url = wires.queue(Policy=policy(queue_arn("ddbdr"), **statement))
    wires.rule(BACKUPS, queue_arn("ddbdr"))
    aws.tell(happening())
    assert wires.received(url) == []
    clients("sqs").set_queue_attributes(
        QueueUrl=url, Attributes={"Policy": policy(queue_arn("ddbdr"))}
    )
    aws.tell(happening())
    assert len(wires.received(url)) == 1


@pytest.mark.parametrize(
    "condition",
    [
        {"ArnEquals": {"aws:SourceArn": rule_arn("all")}},
        {"ArnLike": {"AWS:SourceArn": rule_arn("*")}},
        {"StringEquals": {"aws:SourceAccount": [DR, PROD]}},
    ],
)
def test_a_queue_may_pin_the_rule_or_its_account(
    aws: RunningAws, wires: Wires, condition: Json
) -> None:
    url = wires.queue(Policy=policy(queue_arn("ddbdr"), Condition=condition))
    wires.rule(BACKUPS, queue_arn("ddbdr"))
    aws.tell(happening())
    assert len(wires.received(url)) == 1


def test_a_deny_wins(aws: RunningAws, wires: Wires) -> None:
    document = json.loads(policy(queue_arn("ddbdr")))
    insecure = {"Bool": {"aws:SecureTransport": "false"}}
    another = {"ArnNotEquals": {"aws:SourceArn": rule_arn("all")}}
    for condition, arrived in ((insecure, 1), (another, 1), ({}, 0)):
        statement = {"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*"}
        statements = [*document["Statement"], statement | {"Condition": condition}]
        url = wires.queue(f"q{arrived}{len(condition)}{id(condition)}")
        wires.clients("sqs").set_queue_attributes(
            QueueUrl=url,
            Attributes={
                "Policy": json.dumps(document | {"Statement": statements}).replace(
                    queue_arn("ddbdr"), "*"
                )
            },
        )
        wires.rule(BACKUPS, queue_arn(url.rpartition("/")[2]))
        aws.tell(happening())
        assert len(wires.received(url)) == arrived, condition


@pytest.mark.parametrize("let_in", [True, False])
def test_what_is_not_let_in_goes_to_the_dead_letter_queue_of_the_target(
    aws: RunningAws, wires: Wires, *, let_in: bool
) -> None:
    url = wires.queue(Policy="")
    dead = wires.queue("dead", **({} if let_in else {"Policy": ""}))
    wires.rule(BACKUPS, queue_arn("ddbdr"), DeadLetterConfig={"Arn": queue_arn("dead")})
    aws.tell(happening(3))
    assert wires.received(url) == []
    found = wires.received(dead)
    assert len(found) == let_in
    for letter in found:
        assert json.loads(letter["Body"])["detail"]["backupJobId"] == "job-3"
        told = {name: value["StringValue"] for name, value in letter["MessageAttributes"].items()}
        assert told.pop("ERROR_MESSAGE")
        assert told == {
            "RULE_ARN": rule_arn("all"),
            "TARGET_ARN": queue_arn("ddbdr"),
            "ERROR_CODE": "NO_PERMISSIONS",
        }


def test_a_queue_that_is_gone_is_told_as_such(aws: RunningAws, wires: Wires) -> None:
    dead = wires.queue("dead")
    wires.rule(BACKUPS, queue_arn("ddbdr"), DeadLetterConfig={"Arn": queue_arn("dead")})
    aws.tell(happening())
    (letter,) = wires.received(dead)
    assert letter["MessageAttributes"]["ERROR_CODE"]["StringValue"] == "NO_RESOURCE"


def test_a_region_that_is_out_delivers_when_it_is_back(aws: RunningAws, wires: Wires) -> None:
    url = wires.queue()
    wires.rule(BACKUPS, queue_arn("ddbdr"))
    aws.outage("us-east-2", "error")
    aws.tell(happening(1))
    aws.tell(happening(2))
    let_pass(aws, 3600)
    aws.end_outage("us-east-2")
    assert wires.received(url) == []
    let_pass(aws, 60)
    events = wires.events(url)
    assert [event["detail"]["backupJobId"] for event in events] == ["job-1", "job-2"]
    assert events[0]["time"] == "2026-11-02T08:00:00Z"
