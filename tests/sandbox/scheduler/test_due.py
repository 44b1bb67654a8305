"""Schedules that are due: they call DynamoDB in their role's name, at their minutes."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sandbox.aws.running import RunningAws
from tests.sandbox.aws_clients import Client
from tests.sandbox.conftest import START

if TYPE_CHECKING:
    from tests.sandbox.aws_clients import Clients
    from tests.sandbox.scheduler.conftest import Night

HOUR = 3600


def test_three_hours_are_three_backups(aws: RunningAws, night: "Night") -> None:
    night.make()
    aws.advance(3 * HOUR)
    assert night.backups() == ["08:15", "09:15", "10:15"]


def test_a_backup_holds_the_table_of_its_own_minute(
    aws: RunningAws, clients: "Clients", night: "Night"
) -> None:
    ddb = clients("dynamodb")
    aws.advance(60)
    ddb.put_item(TableName="orders", Item={"id": {"S": "early"}})
    night.make()
    aws.advance(HOUR)
    ddb.put_item(TableName="orders", Item={"id": {"S": "late"}})
    (backup,) = ddb.list_backups()["BackupSummaries"]
    ddb.restore_table_from_backup(TargetTableName="back", BackupArn=backup["BackupArn"])
    aws.advance(HOUR)
    items = ddb.scan(TableName="back")["Items"]
    assert [item["id"]["S"] for item in items] == ["early"]


def test_a_zone(aws: RunningAws, night: "Night") -> None:
    night.make("cron(0 15 * * ? *)", ScheduleExpressionTimezone="Asia/Kolkata")
    aws.advance(48 * HOUR)
    assert night.backups() == ["09:30", "09:30"]


def test_a_clock_change_leaves_local_time_as_it_was(aws: RunningAws, night: "Night") -> None:
    aws.set_clock(datetime(2027, 3, 27, 0, 0, tzinfo=UTC))
    night.make("cron(0 5 * * ? *)", ScheduleExpressionTimezone="Europe/Berlin")
    aws.advance(48 * HOUR)
    assert night.backups() == ["03:00", "04:00"]


def test_a_rate_begins_at_once(aws: RunningAws, night: "Night") -> None:
    aws.advance(600)
    night.make("rate(2 hours)")
    aws.advance(3 * HOUR)
    assert night.backups() == ["08:10", "10:10"]


def test_a_rate_begins_at_its_start_and_ends_at_its_end(aws: RunningAws, night: "Night") -> None:
    night.make(
        "rate(30 minutes)",
        StartDate=START + timedelta(hours=1),
        EndDate=START + timedelta(hours=2),
    )
    aws.advance(5 * HOUR)
    assert night.backups() == ["09:00", "09:30", "10:00"]


def test_cron_between_start_and_end(aws: RunningAws, night: "Night") -> None:
    night.make(StartDate=START + timedelta(hours=1), EndDate=START + timedelta(hours=3))
    aws.advance(5 * HOUR)
    assert night.backups() == ["09:15", "10:15"]


def test_once(aws: RunningAws, scheduler: Client, night: "Night") -> None:
    night.make("at(2026-11-02T09:30:00)")
    night.make("at(2026-11-02T09:40:00)", name="and-away", ActionAfterCompletion="DELETE")
    aws.advance(24 * HOUR)
    assert night.backups() == ["09:30", "09:40"]
    assert [s["Name"] for s in scheduler.list_schedules()["Schedules"]] == ["hourly"]


def test_start_and_end_mean_nothing_to_what_is_due_once(aws: RunningAws, night: "Night") -> None:
    night.make(
        "at(2026-11-02T09:30:00)",
        StartDate=START + timedelta(days=1),
        EndDate=START + timedelta(days=2),
    )
    night.make("at(2026-11-02T09:40:00)", name="ended", EndDate=START + timedelta(hours=1))
    aws.advance(24 * HOUR)
    assert night.backups() == ["09:30", "09:40"]


def test_a_recurring_schedule_is_deleted_after_its_end(
    aws: RunningAws,
    scheduler: Client,
    night: "Night",
) -> None:
    night.make(EndDate=START + timedelta(hours=2), ActionAfterCompletion="DELETE")
    aws.advance(HOUR)
    assert len(scheduler.list_schedules()["Schedules"]) == 1
    aws.advance(HOUR)
    assert scheduler.list_schedules()["Schedules"] == []
    assert night.backups() == ["08:15", "09:15"]


def test_a_flexible_window(aws: RunningAws, night: "Night") -> None:
    night.make(
        "rate(1 hours)",
        StartDate=START + timedelta(hours=1),
        FlexibleTimeWindow={"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 30},
    )
    aws.advance(9.5 * HOUR)
    attempts = night.attempts()
    assert [each[:2] for each in attempts] == [f"{hour:02}" for hour in range(9, 18)]
    assert all(each[3:] < "30:00" for each in attempts)
    assert len({each[3:] for each in attempts}) > 1


def test_context_attributes(aws: RunningAws, night: "Night") -> None:
    night.make(backup="a.<aws.scheduler.attempt-number>.<aws.scheduler.execution-id>")
    aws.advance(2 * HOUR)
    first, second = night.names()
    assert first.startswith("a.1.")
    assert len(first) == len("a.1.") + 16
    assert first != second


def test_what_is_called_is_called_as_the_role(aws: RunningAws, night: "Night") -> None:
    heard = aws.heard()
    night.make()
    aws.advance(HOUR)
    night.backups()
    (told,) = [
        h
        for h in heard
        if h.detail_type == "AWS API Call via CloudTrail"
        and h.detail["eventName"] == "CreateBackup"
    ]
    identity = told.detail["userIdentity"]
    assert told.at == START + timedelta(minutes=15)
    assert told.detail["eventTime"] == "2026-11-02T08:15:00Z"
    assert told.detail["requestParameters"]["tableName"] == "orders"
    assert told.detail["responseElements"]["backupDetails"]["backupStatus"] == "CREATING"
    assert told.detail["sourceIPAddress"] == "scheduler.amazonaws.com"
    assert identity["arn"].startswith("arn:aws:sts::123456789012:assumed-role/nightly/")


def test_a_disabled_schedule_rests(aws: RunningAws, scheduler: Client, night: "Night") -> None:
    night.make(State="DISABLED")
    aws.advance(HOUR)
    assert night.backups() == []
    asked = scheduler.get_schedule(Name="hourly")
    kept = {
        name: asked[name] for name in ("Name", "ScheduleExpression", "FlexibleTimeWindow", "Target")
    }
    scheduler.update_schedule(**kept, State="ENABLED")
    aws.advance(HOUR)
    assert night.backups() == ["09:15"]


def test_a_changed_schedule_is_due_by_its_new_expression_alone(
    aws: RunningAws,
    scheduler: Client,
    night: "Night",
) -> None:
    night.make()
    aws.advance(HOUR)
    night.backups()
    asked = scheduler.get_schedule(Name="hourly")
    kept = {name: asked[name] for name in ("Name", "FlexibleTimeWindow", "Target")}
    scheduler.update_schedule(**kept, ScheduleExpression="cron(40 * * * ? *)")
    aws.advance(HOUR)
    assert night.backups() == ["08:15", "09:40"]


def test_a_deleted_schedule_is_due_no_more(
    aws: RunningAws,
    scheduler: Client,
    night: "Night",
) -> None:
    night.make()
    aws.advance(HOUR)
    scheduler.delete_schedule(Name="hourly")
    aws.advance(HOUR)
    assert night.backups() == ["08:15"]


def test_so_are_those_of_a_deleted_group(
    aws: RunningAws,
    scheduler: Client,
    night: "Night",
) -> None:
    scheduler.create_schedule_group(Name="nights")
    night.make(GroupName="nights")
    aws.advance(HOUR)
    scheduler.delete_schedule_group(Name="nights")
    aws.advance(HOUR)
    assert night.backups() == ["08:15"]
    assert scheduler.list_schedules()["Schedules"] == []


def test_a_region_that_is_out_calls_nothing_and_makes_up_for_nothing(
    aws: RunningAws, night: "Night"
) -> None:
    night.make()
    aws.advance(HOUR)
    aws.outage("us-east-2", "refused")
    aws.advance(HOUR)
    aws.end_outage()
    aws.advance(HOUR)
    assert night.backups() == ["08:15", "10:15"]


def test_a_schedule_backs_up_in_its_own_region(aws: RunningAws, night: "Night") -> None:
    night.table(region="us-west-1")
    night.make(region="us-west-1")
    aws.advance(HOUR)
    assert night.backups() == []
    assert night.backups("us-west-1") == ["08:15"]
