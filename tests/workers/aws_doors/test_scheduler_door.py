"""The door to EventBridge Scheduler."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.aws.call import AwsError
from tests.workers.aws_doors.strict_aws import StrictAws, door
from workers.aws.backup_door import Scheduler
from workers.aws.backup_models import Schedule
from workers.aws.errors import Busy, Limited, NotFound, Rejected

TARGET = "arn:aws:scheduler:::aws-sdk:dynamodb:createBackup"
ROLE = "arn:aws:iam::123456789012:role/ddbdr-scheduler"
ARN = "arn:aws:scheduler:us-east-2:123456789012:schedule/default/ddbdr-orders"
NIGHTLY = Schedule(
    name="ddbdr-orders",
    expression="cron(0 3 * * ? *)",
    zone="Europe/Berlin",
    target_arn=TARGET,
    role_arn=ROLE,
    input='{"TableName": "orders"}',
)
SENT = {
    "Name": "ddbdr-orders",
    "GroupName": "default",
    "ScheduleExpression": "cron(0 3 * * ? *)",
    "ScheduleExpressionTimezone": "Europe/Berlin",
    "FlexibleTimeWindow": {"Mode": "OFF"},
    "State": "ENABLED",
    "Target": {"Arn": TARGET, "RoleArn": ROLE, "Input": '{"TableName": "orders"}'},
    "ClientToken": "t",
}
KEPT = {name: value for name, value in SENT.items() if name != "ClientToken"}
KEY = "arn:aws:kms:us-east-2:123456789012:key/0a0a0a0a-0000-4000-8000-000000000000"
AT = datetime(2026, 12, 1, tzinfo=UTC)
THERE = AwsError("ConflictException", "Schedule ddbdr-orders already exists.", 409)


@pytest.fixture
def scheduler(aws: StrictAws) -> Scheduler:
    return door(aws).scheduler("prod", "us-east-2")


def test_a_schedule_is_made(aws: StrictAws, scheduler: Scheduler) -> None:
    scheduler.put_schedule(NIGHTLY, token="t")
    assert aws.sent == [("CreateSchedule", SENT)]


def test_a_schedule_of_that_name_is_replaced_and_keeps_its_description_and_key(
    aws: StrictAws, scheduler: Scheduler
) -> None:
    aws.tell("CreateSchedule", THERE)
    theirs = {"Description": "of the shop", "KmsKeyArn": KEY}
    aws.tell("GetSchedule", KEPT | theirs | {"EndDate": AT.timestamp()})
    scheduler.put_schedule(NIGHTLY.model_copy(update={"enabled": False}), token="t")
    assert [action for action, _ in aws.sent] == ["CreateSchedule", "GetSchedule", "UpdateSchedule"]
    assert aws.inputs("UpdateSchedule") == [SENT | theirs | {"State": "DISABLED"}]


def test_a_schedule_without_input_sends_none(aws: StrictAws, scheduler: Scheduler) -> None:
    scheduler.put_schedule(NIGHTLY.model_copy(update={"input": ""}), token="t")
    assert aws.inputs("CreateSchedule")[0]["Target"] == {"Arn": TARGET, "RoleArn": ROLE}


def test_a_schedule_is_read_as_it_was_made(aws: StrictAws, scheduler: Scheduler) -> None:
    aws.tell("GetSchedule", KEPT | {"Arn": ARN}, KEPT | {"State": "DISABLED"})
    assert scheduler.schedule("ddbdr-orders") == NIGHTLY.model_copy(update={"arn": ARN})
    assert not scheduler.schedule("ddbdr-orders", group="ours").enabled
    assert aws.inputs("GetSchedule") == [
        {"Name": "ddbdr-orders", "GroupName": "default"},
        {"Name": "ddbdr-orders", "GroupName": "ours"},
    ]


def test_what_no_schedule_of_ours_says_is_told_by_its_name(
    aws: StrictAws, scheduler: Scheduler
) -> None:
    target: dict[str, Any] = {"Arn": TARGET, "RoleArn": ROLE, "Input": NIGHTLY.input}
    queue = "arn:aws:sqs:us-east-2:123456789012:dead"
    theirs = {
        "StartDate": AT.timestamp(),
        "EndDate": AT.timestamp(),
        "FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15},
        "ActionAfterCompletion": "DELETE",
        "Target": target
        | {"RetryPolicy": {"MaximumRetryAttempts": 0}, "DeadLetterConfig": {"Arn": queue}},
    }
    retries = {"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 185}
    usual = {
        "ActionAfterCompletion": "NONE",
        "Description": "ours",
        "Target": target | {"RetryPolicy": retries},
    }
    aws.tell("GetSchedule", KEPT | theirs, KEPT | usual)
    assert scheduler.schedule("ddbdr-orders").further == {
        "StartDate": "2026-12-01T00:00:00+00:00",
        "EndDate": "2026-12-01T00:00:00+00:00",
        "FlexibleTimeWindow": "15 minutes",
        "ActionAfterCompletion": "DELETE",
        "RetryPolicy": '{"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 0}',
        "DeadLetterConfig": queue,
    }
    assert scheduler.schedule("ddbdr-orders") == NIGHTLY


def test_schedules_are_listed_by_prefix_page_by_page(aws: StrictAws, scheduler: Scheduler) -> None:
    listed = {"Name": "ddbdr-orders", "GroupName": "default", "State": "ENABLED", "Arn": ARN}
    aws.tell(
        "ListSchedules",
        {"Schedules": [listed | {"Target": {"Arn": TARGET}}], "NextToken": "2"},
        {"Schedules": []},
    )
    (first,), following = scheduler.schedules(prefix="ddbdr-")
    assert (first.name, first.target_arn, first.enabled) == ("ddbdr-orders", TARGET, True)
    assert scheduler.schedules(prefix="ddbdr-", start_after=following) == ((), "")
    asked = {"NamePrefix": "ddbdr-", "MaxResults": 100}
    assert aws.inputs("ListSchedules") == [asked, asked | {"NextToken": "2"}]


def test_a_schedule_is_deleted_with_its_token(aws: StrictAws, scheduler: Scheduler) -> None:
    scheduler.delete_schedule("ddbdr-orders", token="t")
    assert aws.sent == [
        ("DeleteSchedule", {"Name": "ddbdr-orders", "GroupName": "default", "ClientToken": "t"})
    ]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (AwsError("ResourceNotFoundException", "", 404), NotFound),
        (AwsError("ConflictException", "inconsistent", 409), Busy),
        (AwsError("ValidationException", ""), Rejected),
    ],
)
def test_refusals_to_delete(
    aws: StrictAws, scheduler: Scheduler, error: AwsError, kind: type[Exception]
) -> None:
    aws.tell("DeleteSchedule", error)
    with pytest.raises(kind) as caught:
        scheduler.delete_schedule("ddbdr-orders", token="t")
    assert type(caught.value) is kind


def test_a_full_account_is_limited(aws: StrictAws, scheduler: Scheduler) -> None:
    aws.tell("CreateSchedule", AwsError("ServiceQuotaExceededException", "full", 402))
    with pytest.raises(Limited):
        scheduler.put_schedule(NIGHTLY, token="t")


def test_one_that_is_changed_at_this_moment_is_busy(aws: StrictAws, scheduler: Scheduler) -> None:
    aws.tell("CreateSchedule", THERE)
    aws.tell("UpdateSchedule", AwsError("ConflictException", "inconsistent", 409))
    with pytest.raises(Busy):
        scheduler.put_schedule(NIGHTLY, token="t")
