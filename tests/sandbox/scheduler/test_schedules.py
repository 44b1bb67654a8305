"""Scheduler's API: what a schedule and a group are, and what AWS does not take."""

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.faults import Kind
from sandbox.aws.running import RunningAws
from tests.sandbox.aws.raw import authorization, send
from tests.sandbox.aws_clients import Client, refused
from tests.sandbox.conftest import START
from tests.sandbox.scheduler.conftest import CREATE_BACKUP

if TYPE_CHECKING:
    from tests.sandbox.aws_clients import Clients
    from tests.sandbox.scheduler.conftest import Night

OFF = {"Mode": "OFF"}


def test_what_was_made_is_told_with_aws_defaults(scheduler: Client, night: "Night") -> None:
    arn = night.make(Description="each hour", EndDate=START + timedelta(days=9))
    told = scheduler.get_schedule(Name="hourly")
    assert told["Arn"] == arn == "arn:aws:scheduler:us-east-2:123456789012:schedule/default/hourly"
    assert told["GroupName"] == "default"
    assert told["State"] == "ENABLED"
    assert told["ScheduleExpressionTimezone"] == "UTC"
    assert told["ActionAfterCompletion"] == "NONE"
    assert told["FlexibleTimeWindow"] == OFF
    assert told["Description"] == "each hour"
    assert told["CreationDate"] == told["LastModificationDate"] == START
    assert told["EndDate"] == START + timedelta(days=9)
    assert told["Target"]["RetryPolicy"] == {
        "MaximumEventAgeInSeconds": 86_400,
        "MaximumRetryAttempts": 185,
    }


def test_an_update_replaces_all_of_it(aws: RunningAws, scheduler: Client, night: "Night") -> None:
    night.make(Description="each hour", ScheduleExpressionTimezone="Asia/Kolkata")
    aws.advance(60)
    target = scheduler.get_schedule(Name="hourly")["Target"]
    scheduler.update_schedule(
        Name="hourly", ScheduleExpression="rate(2 hours)", FlexibleTimeWindow=OFF, Target=target
    )
    told = scheduler.get_schedule(Name="hourly")
    assert "Description" not in told
    assert told["ScheduleExpressionTimezone"] == "UTC"
    assert told["CreationDate"] == START
    assert told["LastModificationDate"] == START + timedelta(seconds=60)


def test_the_same_token_and_input_give_the_same_schedule(scheduler: Client, night: "Night") -> None:
    first = night.make(ClientToken="once")
    assert night.make(ClientToken="once") == first
    for more in ({"ClientToken": "twice"}, {"ClientToken": "once", "Description": "other"}):
        code, words = refused(lambda more=more: night.make(**more))  # type: ignore[misc]
        assert (code, words) == ("ConflictException", "Schedule hourly already exists.")
    assert len(scheduler.list_schedules()["Schedules"]) == 1


def test_lists_by_group_state_and_prefix_in_pages(scheduler: Client, night: "Night") -> None:
    scheduler.create_schedule_group(Name="nights")
    for name, group, state in (
        ("a-1", "default", "ENABLED"),
        ("a-2", "default", "DISABLED"),
        ("b-1", "default", "ENABLED"),
        ("a-3", "nights", "ENABLED"),
    ):
        night.make(name=name, GroupName=group, State=state)

    def names(**asked: Any) -> list[str]:  # noqa: ANN401
        pages = scheduler.get_paginator("list_schedules").paginate(
            **asked, PaginationConfig={"PageSize": 2}
        )
        return [each["Name"] for page in pages for each in page["Schedules"]]

    assert names() == ["a-1", "a-2", "b-1", "a-3"]
    assert names(GroupName="default") == ["a-1", "a-2", "b-1"]
    assert names(NamePrefix="a-") == ["a-1", "a-2", "a-3"]
    assert names(State="DISABLED") == ["a-2"]
    assert scheduler.list_schedules()["Schedules"][0]["Target"] == {"Arn": CREATE_BACKUP}
    assert refused(lambda: scheduler.list_schedules(NextToken="?"))[0] == "ValidationException"


def test_groups(scheduler: Client, night: "Night") -> None:
    arn = scheduler.create_schedule_group(
        Name="nights", Tags=[{"Key": "by", "Value": "ddbdr"}], ClientToken="once"
    )["ScheduleGroupArn"]
    assert arn == "arn:aws:scheduler:us-east-2:123456789012:schedule-group/nights"
    again = scheduler.create_schedule_group(Name="nights", ClientToken="once")
    assert again["ScheduleGroupArn"] == arn
    assert refused(lambda: scheduler.create_schedule_group(Name="nights"))[0] == (
        "ConflictException"
    )
    assert [g["Name"] for g in scheduler.list_schedule_groups()["ScheduleGroups"]] == [
        "default",
        "nights",
    ]
    assert scheduler.get_schedule_group(Name="nights")["State"] == "ACTIVE"
    scheduler.tag_resource(ResourceArn=arn, Tags=[{"Key": "tier", "Value": "1"}])
    scheduler.untag_resource(ResourceArn=arn, TagKeys=["by"])
    assert scheduler.list_tags_for_resource(ResourceArn=arn)["Tags"] == [
        {"Key": "tier", "Value": "1"}
    ]
    night.make(GroupName="nights")
    night.make()  # the same name, in the default group
    scheduler.delete_schedule_group(Name="nights")
    assert [s["GroupName"] for s in scheduler.list_schedules()["Schedules"]] == ["default"]
    assert refused(lambda: scheduler.delete_schedule_group(Name="default"))[0] == (
        "ValidationException"
    )


def test_what_is_not_there(scheduler: Client, night: "Night") -> None:
    for call in (
        lambda: scheduler.get_schedule(Name="none"),
        lambda: scheduler.delete_schedule(Name="none"),
        lambda: scheduler.get_schedule(Name="none", GroupName="none"),
        lambda: scheduler.get_schedule_group(Name="none"),
        lambda: scheduler.list_schedules(GroupName="none"),
        lambda: night.make(GroupName="none"),
    ):
        code, words = refused(call)
        assert code == "ResourceNotFoundException"
        assert "does not exist." in words


def test_accounts_and_regions_are_apart(
    clients: "Clients", scheduler: Client, night: "Night"
) -> None:
    night.make()
    assert clients("scheduler", "us-west-1").list_schedules()["Schedules"] == []
    role = clients("sts").assume_role(
        RoleArn="arn:aws:iam::210987654321:role/admin", RoleSessionName="dr"
    )["Credentials"]
    there = clients("scheduler", access_key=role["AccessKeyId"], token=role["SessionToken"])
    assert there.list_schedules()["Schedules"] == []
    assert len(scheduler.list_schedules()["Schedules"]) == 1


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (
            {"ScheduleExpression": "cron(0 10 * * *)"},
            "Invalid Schedule Expression cron(0 10 * * *).",
        ),
        ({"ScheduleExpression": "rate(0 minutes)"}, "Invalid Schedule Expression rate(0 minutes)."),
        ({"ScheduleExpression": "every hour"}, "Invalid Schedule Expression every hour."),
        ({"ScheduleExpressionTimezone": "Mars/Base"}, "Timezone Mars/Base"),
        ({"FlexibleTimeWindow": {"Mode": "FLEXIBLE"}}, "MaximumWindowInMinutes"),
        (
            {"FlexibleTimeWindow": {"Mode": "OFF", "MaximumWindowInMinutes": 5}},
            "MaximumWindowInMinutes",
        ),
        (
            {"FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 1441}},
            "Value '1441' at 'flexibleTimeWindow.maximumWindowInMinutes'",
        ),
        (
            {"StartDate": START - timedelta(minutes=6)},
            "The StartDate you specify cannot be earlier than 5 minutes ago.",
        ),
        ({"EndDate": START - timedelta(minutes=1)}, "EndDate"),
        ({"StartDate": START + timedelta(days=2), "EndDate": START + timedelta(days=1)}, "EndDate"),
        ({"EndDate": datetime(9999, 12, 31, tzinfo=UTC)}, "beyond the year 9999"),
        ({"Name": "no spaces"}, "regular expression pattern"),
        ({"State": "PAUSED"}, "enum value set: [ENABLED, DISABLED]"),
    ],
)
def test_what_a_schedule_cannot_be(night: "Night", asked: dict[str, Any], words: str) -> None:
    code, message = refused(lambda: night.make(**asked))
    assert code == "ValidationException"
    assert words in message


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (
            {"Arn": "arn:aws:scheduler:::aws-sdk:backup:startReportJob"},
            "does not play the target arn:aws:scheduler:::aws-sdk:backup:startReportJob",
        ),
        (
            {"Arn": "arn:aws:scheduler:::aws-sdk:dynamodb:deleteTable"},
            "The sandbox does not play the target arn:aws:scheduler:::aws-sdk:dynamodb:deleteTable",
        ),
        (
            {"Arn": "arn:aws:lambda:us-east-2:123456789012:function:f"},
            "does not play the target arn:aws:lambda",
        ),
        (
            {"Arn": "arn:aws:scheduler:::aws-sdk:dynamodb:describeTable"},
            "describeTable API is not supported",
        ),
        (
            {"Arn": "arn:aws:scheduler:::aws-sdk:dynamodb:copyBackupToRegion"},
            "copyBackupToRegion API is not supported",
        ),
        (
            {"Arn": "arn:aws:scheduler:us-east-2:123456789012:createBackup"},
            "scheduler is not a supported service for a target.",
        ),
        ({"Input": "orders"}, "Invalid RequestJson provided. Reason A JSON object is expected"),
        ({"Input": '{"TableName": "orders"}'}, "'BackupName' is required"),
        ({"Input": '{"tableName": "orders", "backupName": "a"}'}, "'backupName' is not supported"),
        ({"SqsParameters": {"MessageGroupId": "g"}}, "SqsParameters"),
        (
            {"RoleArn": "arn:aws:iam::123456789012:role/nobody"},
            "must allow AWS EventBridge Scheduler",
        ),
        (
            {"RoleArn": "arn:aws:iam::210987654321:role/nightly"},
            "must allow AWS EventBridge Scheduler",
        ),
        ({"RetryPolicy": {"MaximumRetryAttempts": 186}}, "less than or equal to 185"),
        ({"DeadLetterConfig": {"Arn": "arn:aws:sqs:us-east-2:123456789012:dead.fifo"}}, "pattern"),
    ],
)
def test_what_a_target_cannot_be(night: "Night", target: dict[str, Any], words: str) -> None:
    code, message = refused(lambda: night.make(target=target))
    assert code == "ValidationException"
    assert words in message


def test_a_target_needs_an_input(scheduler: Client, night: "Night") -> None:
    target = {"Arn": CREATE_BACKUP, "RoleArn": night.role("another")}
    code, message = refused(
        lambda: scheduler.create_schedule(
            Name="x", ScheduleExpression="rate(1 hours)", FlexibleTimeWindow=OFF, Target=target
        )
    )
    assert code == "ValidationException"
    assert message == "You must provide an input to set this target for your schedule"


def test_a_role_must_let_scheduler_in(night: "Night") -> None:
    def made_with(role: str) -> object:
        return night.make(name="x", target={"RoleArn": role})

    for_events = night.role("for-events", service="events.amazonaws.com")
    assert refused(lambda: made_with(for_events)) == (
        "ValidationException",
        "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
    )
    of_others = {"StringEquals": {"aws:SourceAccount": "210987654321"}}
    assert refused(lambda: made_with(night.role("of-others", Condition=of_others)))[0] == (
        "ValidationException"
    )
    ours = {
        "StringEquals": {"aws:SourceAccount": "123456789012"},
        "ArnLike": {
            "aws:SourceArn": "arn:aws:scheduler:us-east-2:123456789012:schedule-group/default"
        },
    }
    made_with(night.role("ours", Condition=ours))


def test_a_role_must_be_of_the_schedules_account(clients: "Clients", night: "Night") -> None:
    keys = clients("sts").assume_role(
        RoleArn="arn:aws:iam::210987654321:role/admin", RoleSessionName="dr"
    )["Credentials"]
    iam = clients("iam", access_key=keys["AccessKeyId"], token=keys["SessionToken"])
    trust = clients("iam").get_role(RoleName="nightly")["Role"]["AssumeRolePolicyDocument"]
    made = iam.create_role(RoleName="nightly", AssumeRolePolicyDocument=json.dumps(trust))
    code, _ = refused(lambda: night.make(target={"RoleArn": made["Role"]["Arn"]}))
    assert code == "ValidationException"


def test_updates_are_held_to_the_same(scheduler: Client, night: "Night") -> None:
    night.make()
    told = scheduler.get_schedule(Name="hourly")
    code, _ = refused(
        lambda: scheduler.update_schedule(
            Name="hourly",
            ScheduleExpression="cron(0 10 * * *)",
            FlexibleTimeWindow=OFF,
            Target=told["Target"],
        )
    )
    assert code == "ValidationException"
    assert scheduler.get_schedule(Name="hourly")["ScheduleExpression"] == "cron(15 * * * ? *)"


@pytest.mark.parametrize(
    ("kind", "code", "status"),
    [("throttle", "ThrottlingException", 429), ("error", "InternalServerException", 500)],
)
def test_faults_speak_schedulers_words(
    aws: RunningAws, scheduler: Client, kind: Kind, code: str, status: int
) -> None:
    aws.fault("ListSchedules", kind, service="scheduler", count=1)
    with pytest.raises(ClientError) as caught:
        scheduler.list_schedules()
    assert caught.value.response["Error"]["Code"] == code
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert scheduler.list_schedules()["Schedules"] == []


def test_an_error_is_spelled_as_in_the_model(aws: RunningAws) -> None:
    signed = {"Authorization": authorization("scheduler")}
    status, body = send(aws.endpoint, b"", signed, method="GET", path="/schedules/none")
    assert status == 404
    assert json.loads(body) == {"Message": "Schedule none does not exist."}
