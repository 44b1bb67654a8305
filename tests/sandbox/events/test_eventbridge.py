"""Rules and targets of the default bus, and events of one's own."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.aws.accounts import DR, PROD
from sandbox.aws.running import RunningAws
from tests.sandbox.aws_clients import Clients
from tests.sandbox.events.wires import BACKUPS, Wires, happening, queue_arn, refused, rule_arn

PATTERN = json.dumps(BACKUPS)


@pytest.fixture
def events(clients: Clients) -> Any:  # noqa: ANN401 - boto3's clients have no common type
    return clients("events")


def test_a_rule_is_put_shown_and_replaced(events: Any) -> None:  # noqa: ANN401
    arn = events.put_rule(Name="ddbdr", EventPattern=PATTERN, Description="ours")["RuleArn"]
    assert arn == rule_arn("ddbdr")
    assert events.describe_rule(Name="ddbdr")["Description"] == "ours"
    events.put_rule(Name="ddbdr", EventPattern='{"source": ["aws.dynamodb"]}', State="DISABLED")
    shown = events.describe_rule(Name="ddbdr", EventBusName="default")
    shown.pop("ResponseMetadata")
    assert shown == {
        "Name": "ddbdr",
        "Arn": arn,
        "EventPattern": '{"source": ["aws.dynamodb"]}',
        "State": "DISABLED",
        "EventBusName": "default",
        "CreatedBy": "123456789012",
    }
    assert [rule["Name"] for rule in events.list_rules(NamePrefix="dd")["Rules"]] == ["ddbdr"]
    assert events.list_rules(NamePrefix="x")["Rules"] == []


def test_rules_come_in_pages(events: Any) -> None:  # noqa: ANN401
    for number in range(3):
        events.put_rule(Name=f"r{number}", EventPattern=PATTERN)
    pages = events.get_paginator("list_rules").paginate(PaginationConfig={"PageSize": 2})
    assert [len(page["Rules"]) for page in pages] == [2, 1]


def test_a_rule_ends_after_its_targets(wires: Wires, events: Any) -> None:  # noqa: ANN401
    wires.queue()
    wires.rule(BACKUPS, queue_arn("ddbdr"))
    assert refused(lambda: events.delete_rule(Name="all")) == "ValidationException"
    target = {"Id": "1", "Arn": queue_arn("ddbdr")}
    assert events.list_targets_by_rule(Rule="all")["Targets"] == [target]
    assert events.list_rule_names_by_target(TargetArn=queue_arn("ddbdr"))["RuleNames"] == ["all"]
    events.remove_targets(Rule="all", Ids=["1"])
    events.delete_rule(Name="all")
    events.delete_rule(Name="all")
    assert refused(lambda: events.describe_rule(Name="all")) == "ResourceNotFoundException"


def test_a_disabled_rule_sends_nothing(aws: RunningAws, wires: Wires, events: Any) -> None:  # noqa: ANN401
    url = wires.queue()
    wires.rule(BACKUPS, queue_arn("ddbdr"))
    events.disable_rule(Name="all")
    aws.tell(happening(1))
    assert wires.events(url) == []
    events.enable_rule(Name="all")
    aws.tell(happening(2))
    assert [event["detail"]["backupJobId"] for event in wires.events(url)] == ["job-2"]


def test_what_eventbridge_refuses(events: Any) -> None:  # noqa: ANN401
    events.put_rule(Name="ddbdr", EventPattern=PATTERN)

    def put(**target: Any) -> Callable[[], object]:  # noqa: ANN401
        return lambda: events.put_targets(Rule="ddbdr", Targets=[{"Id": "1", **target}])

    here = queue_arn("ddbdr")
    for act, code in (
        (
            lambda: events.put_rule(Name="x", EventPattern='{"source": "x"}'),
            "InvalidEventPatternException",
        ),
        (lambda: events.put_rule(Name="x"), "ValidationException"),
        (
            lambda: events.put_rule(Name="x", ScheduleExpression="rate(1 hour)"),
            "ValidationException",
        ),
        (
            lambda: events.put_rule(Name="x", EventPattern=PATTERN, EventBusName="another"),
            "ResourceNotFoundException",
        ),
        (put(Arn="nonsense"), "ValidationException"),
        (put(Arn=queue_arn("ddbdr", "us-west-1")), "ValidationException"),
        (put(Arn=queue_arn("ddbdr", account=DR)), "ValidationException"),
        (put(Arn=here, InputPath="$.detail"), "ValidationException"),
        (
            put(Arn=here, DeadLetterConfig={"Arn": "arn:aws:sns:us-east-2:1:x"}),
            "ValidationException",
        ),
        (
            lambda: events.put_targets(Rule="none", Targets=[{"Id": "1", "Arn": here}]),
            "ResourceNotFoundException",
        ),
        (
            lambda: events.put_targets(
                Rule="ddbdr", Targets=[{"Id": str(n), "Arn": here} for n in range(6)]
            ),
            "LimitExceededException",
        ),
    ):
        assert refused(act) == code
    assert events.list_targets_by_rule(Rule="ddbdr")["Targets"] == []


def test_events_of_ones_own(wires: Wires, events: Any) -> None:  # noqa: ANN401
    url = wires.queue()
    wires.rule({"source": ["ddbdr"]}, queue_arn("ddbdr"))
    good = {"Source": "ddbdr", "DetailType": "Drill", "Detail": '{"table": "orders"}'}
    answer = events.put_events(
        Entries=[
            good,
            good | {"Source": "aws.backup"},
            good | {"Detail": "{"},
            {"Source": "ddbdr", "DetailType": "Drill"},
        ]
    )
    assert answer["FailedEntryCount"] == 3
    assert [entry.get("ErrorCode") for entry in answer["Entries"]] == [
        None,
        "NotAuthorizedForSourceException",
        "MalformedDetail",
        "InvalidArgument",
    ]
    (event,) = wires.events(url)
    assert event["id"] == answer["Entries"][0]["EventId"]
    assert event["detail"] == {"table": "orders"}
    assert event["account"] == PROD


def test_a_pattern_can_be_tried(events: Any) -> None:  # noqa: ANN401
    event = {
        "id": "1",
        "account": PROD,
        "source": "aws.backup",
        "time": "2026-11-02T08:00:00Z",
        "region": "us-east-2",
        "resources": [],
        "detail-type": "Backup Job State Change",
    }

    def tried(pattern: str, event: object) -> bool:
        answer = events.test_event_pattern(EventPattern=pattern, Event=json.dumps(event))
        return bool(answer["Result"])

    assert tried(PATTERN, event)
    assert not tried(PATTERN, event | {"source": "aws.ec2"})
    assert refused(lambda: tried("{}", event)) == "InvalidEventPatternException"
    assert refused(lambda: tried(PATTERN, {"source": "aws.backup"})) == "ValidationException"


def test_rules_have_tags(events: Any) -> None:  # noqa: ANN401
    tags = [{"Key": "made-by", "Value": "ddbdr"}, {"Key": "stage", "Value": "prod"}]
    arn = events.put_rule(Name="ddbdr", EventPattern=PATTERN, Tags=tags)["RuleArn"]
    events.untag_resource(ResourceARN=arn, TagKeys=["stage"])
    events.tag_resource(ResourceARN=arn, Tags=[{"Key": "team", "Value": "oncall"}])
    assert events.list_tags_for_resource(ResourceARN=arn)["Tags"] == [
        {"Key": "made-by", "Value": "ddbdr"},
        {"Key": "team", "Value": "oncall"},
    ]
