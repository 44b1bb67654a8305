"""Plans run on the clock: at the right minutes, in their zone, for the right tables."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sandbox.aws.running import RunningAws
from tests.sandbox.aws_backup.steps import BackupClient, Json

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws_backup.plans.conftest import Plans

HOUR = 3600
TIER_ONE: Json = {
    "ListOfTags": [{"ConditionType": "STRINGEQUALS", "ConditionKey": "tier", "ConditionValue": "1"}]
}


def test_three_hours_are_three_jobs_for_each_table(aws: RunningAws, plans: "Plans") -> None:
    for name in ("carts", "orders"):
        plans.table(name, tier="1")
    plans.table("logs", tier="3")
    plans.select(plans.make(), **TIER_ONE)
    aws.advance(3 * HOUR)
    assert plans.started() == [
        (table, minute) for minute in ("08:15", "09:15", "10:15") for table in ("carts", "orders")
    ]
    assert {job["State"] for job in plans.jobs()} == {"COMPLETED"}


def test_one_leap_of_the_clock_or_many_steps_are_the_same(aws: RunningAws, plans: "Plans") -> None:
    plans.table("orders")
    plans.select(plans.make())
    for _ in range(12):
        aws.advance(HOUR / 4)
        plans.jobs()
    assert plans.started() == [("orders", "08:15"), ("orders", "09:15"), ("orders", "10:15")]


def test_a_zone_that_is_not_on_the_hour(aws: RunningAws, plans: "Plans") -> None:
    plans.table("orders")
    plans.select(
        plans.make(
            {
                "ScheduleExpression": "cron(0 14-16 ? * * *)",
                "ScheduleExpressionTimezone": "Asia/Kolkata",
            }
        )
    )
    aws.advance(24 * HOUR)
    assert plans.started() == [("orders", "08:30"), ("orders", "09:30"), ("orders", "10:30")]


def test_a_zone_keeps_its_local_time_through_a_clock_change(
    aws: RunningAws, plans: "Plans"
) -> None:
    aws.set_clock(datetime(2026, 10, 24, 0, 0, tzinfo=UTC))
    plans.table("orders")
    plans.select(
        plans.make(
            {
                "ScheduleExpression": "cron(0 5 ? * * *)",
                "ScheduleExpressionTimezone": "Europe/Berlin",
            }
        )
    )
    aws.advance(48 * HOUR)
    assert plans.started() == [("orders", "03:00"), ("orders", "04:00")]


def test_without_a_schedule_it_is_five_in_the_morning(
    aws: RunningAws, backup: BackupClient, plans: "Plans"
) -> None:
    plans.table("orders")
    rule = {"RuleName": "daily", "TargetBackupVaultName": "Default"}
    made = backup.create_backup_plan(BackupPlan={"BackupPlanName": "daily", "Rules": [rule]})
    plans.select(made["BackupPlanId"])
    aws.advance(48 * HOUR)
    assert plans.started() == [("orders", "05:00"), ("orders", "05:00")]


def test_the_job_knows_its_rule(aws: RunningAws, backup: BackupClient, plans: "Plans") -> None:
    plans.table("orders")
    plan_id = plans.make({"StartWindowMinutes": 90, "Lifecycle": {"DeleteAfterDays": 7}})
    plans.select(plan_id, IamRoleArn="arn:aws:iam::123456789012:role/nightly")
    aws.advance(HOUR)
    plan = backup.get_backup_plan(BackupPlanId=plan_id)
    (job,) = plans.jobs()
    assert job["CreatedBy"]["BackupPlanId"] == plan_id
    assert job["CreatedBy"]["BackupPlanArn"] == plan["BackupPlanArn"]
    assert job["CreatedBy"]["BackupPlanVersion"] == plan["VersionId"]
    assert job["CreatedBy"]["BackupRuleId"] == plan["BackupPlan"]["Rules"][0]["RuleId"]
    assert job["IamRoleArn"] == "arn:aws:iam::123456789012:role/nightly"
    assert job["StartBy"] - job["CreationDate"] == timedelta(minutes=90)
    point = backup.describe_recovery_point(
        BackupVaultName="Default", RecoveryPointArn=job["RecoveryPointArn"]
    )
    assert point["Lifecycle"]["DeleteAfterDays"] == 7
    assert plan["LastExecutionDate"] == job["CreationDate"]


def test_the_recovery_point_is_tagged_and_copied_as_the_rule_says(
    aws: RunningAws, backup: BackupClient, west: BackupClient, plans: "Plans"
) -> None:
    plans.table("orders")
    there = west.describe_backup_vault(BackupVaultName="ddbdr")["BackupVaultArn"]
    copy = {"DestinationBackupVaultArn": there, "Lifecycle": {"DeleteAfterDays": 3}}
    plans.select(plans.make({"RecoveryPointTags": {"by": "plan"}, "CopyActions": [copy]}))
    aws.advance(HOUR)
    (job,) = plans.jobs()
    assert backup.list_tags(ResourceArn=job["RecoveryPointArn"])["Tags"] == {"by": "plan"}
    (copied,) = backup.list_copy_jobs()["CopyJobs"]
    assert copied["State"] == "COMPLETED"
    assert copied["CreatedBy"]["BackupPlanId"] == job["CreatedBy"]["BackupPlanId"]
    point = west.describe_recovery_point(
        BackupVaultName="ddbdr", RecoveryPointArn=copied["DestinationRecoveryPointArn"]
    )
    assert point["Lifecycle"]["DeleteAfterDays"] == 3


def test_a_job_that_takes_longer_than_its_window_expires(aws: RunningAws, plans: "Plans") -> None:
    aws.profile(backup_job_seconds=3 * HOUR)
    plans.table("orders")
    plans.select(plans.make({"StartWindowMinutes": 60, "CompletionWindowMinutes": 120}))
    aws.advance(2 * HOUR)
    assert plans.jobs()[0]["State"] == "RUNNING"
    aws.advance(HOUR)
    assert plans.jobs()[0]["State"] == "EXPIRED"


def test_a_job_begins_some_minutes_after_it_is_due_and_each_time_the_same(
    aws: RunningAws, plans: "Plans"
) -> None:
    for name in ("carts", "orders"):
        plans.table(name)
    plans.select(plans.make({"StartWindowMinutes": 60}))
    aws.advance(HOUR / 4)
    assert not any("InitiationDate" in job for job in plans.jobs()), "all are CREATED"
    aws.advance(1.5 * HOUR)
    waits = [(job["InitiationDate"] - job["CreationDate"]).total_seconds() for job in plans.jobs()]
    assert waits == [54, 243, 215, 38], "carts and orders at 08:15, then at 09:15"
    assert {job["StartBy"] - job["CreationDate"] for job in plans.jobs()} == {timedelta(hours=1)}


def test_tags_are_read_when_it_runs(aws: RunningAws, ddb: "DynamoDBClient", plans: "Plans") -> None:
    arn = plans.table("orders")
    plans.select(plans.make(), **TIER_ONE)
    aws.advance(HOUR)
    assert plans.started() == []
    ddb.tag_resource(ResourceArn=arn, Tags=[{"Key": "tier", "Value": "1"}])
    aws.advance(HOUR)
    ddb.untag_resource(ResourceArn=arn, TagKeys=["tier"])
    aws.advance(HOUR)
    assert plans.started() == [("orders", "09:15")]


def test_a_table_that_is_being_deleted_is_backed_up_no_more(
    aws: RunningAws, ddb: "DynamoDBClient", plans: "Plans"
) -> None:
    plans.table("orders")
    plans.select(plans.make())
    aws.advance(HOUR)
    aws.profile(delete_seconds=HOUR)
    ddb.delete_table(TableName="orders")
    aws.advance(HOUR / 2)
    assert plans.started() == [("orders", "08:15")]


def test_a_table_that_two_selections_mean_is_backed_up_once(
    aws: RunningAws, plans: "Plans"
) -> None:
    plans.table("orders")
    plan_id = plans.make()
    plans.select(plan_id)
    plans.select(plan_id, SelectionName="again", IamRoleArn="arn:aws:iam::123456789012:role/other")
    aws.advance(HOUR)
    (job,) = plans.jobs()
    assert job["IamRoleArn"] == "arn:aws:iam::123456789012:role/backup"


def test_each_rule_runs(aws: RunningAws, plans: "Plans") -> None:
    plans.table("orders")
    plans.select(
        plans.make(
            {"RuleName": "hourly"},
            {"RuleName": "nine", "ScheduleExpression": "cron(30 9 * * ? *)"},
        )
    )
    aws.advance(2 * HOUR)
    assert plans.started() == [("orders", "08:15"), ("orders", "09:15"), ("orders", "09:30")]


def test_accounts_and_regions_are_apart(aws: RunningAws, plans: "Plans") -> None:
    plans.table("orders")
    plans.table("orders", region="us-west-1")
    plans.select(plans.make(region="us-west-1"), region="us-west-1")
    aws.advance(HOUR)
    assert plans.started() == []
    assert plans.started("us-west-1") == [("orders", "08:15")]


def test_a_region_that_is_out_runs_nothing_and_makes_up_for_nothing(
    aws: RunningAws, plans: "Plans"
) -> None:
    plans.table("orders")
    plans.table("carts", region="us-west-1")
    plans.select(plans.make())
    plans.select(plans.make(region="us-west-1"), region="us-west-1")
    aws.advance(HOUR)
    aws.outage("us-east-2", "refused")
    aws.advance(HOUR)
    assert plans.started("us-west-1") == [("carts", "08:15"), ("carts", "09:15")]
    aws.end_outage()
    assert plans.started() == [("orders", "08:15")]
    aws.advance(HOUR)
    assert plans.started() == [("orders", "08:15"), ("orders", "10:15")]


def test_a_deleted_plan_runs_no_more(aws: RunningAws, backup: BackupClient, plans: "Plans") -> None:
    plans.table("orders")
    plan_id = plans.make()
    selection_id = plans.select(plan_id)
    aws.advance(HOUR)
    backup.delete_backup_selection(BackupPlanId=plan_id, SelectionId=selection_id)
    backup.delete_backup_plan(BackupPlanId=plan_id)
    aws.advance(HOUR)
    assert plans.started() == [("orders", "08:15")]
    ran = backup.get_backup_plan(BackupPlanId=plan_id)["LastExecutionDate"]
    assert f"{ran.astimezone(UTC):%H:%M}" == "08:15"


def test_an_updated_plan_runs_by_its_new_rules_alone(
    aws: RunningAws,
    backup: BackupClient,
    plans: "Plans",
) -> None:
    plans.table("orders")
    plan_id = plans.make()
    plans.select(plan_id)
    aws.advance(HOUR)
    rule = {
        "RuleName": "hourly",
        "TargetBackupVaultName": "Default",
        "ScheduleExpression": "cron(40 * ? * * *)",
    }
    document = {"BackupPlanName": "plan", "Rules": [rule]}
    updated = backup.update_backup_plan(BackupPlanId=plan_id, BackupPlan=document)
    aws.advance(HOUR)
    assert plans.started() == [("orders", "08:15"), ("orders", "09:40")]
    assert plans.jobs()[-1]["CreatedBy"]["BackupPlanVersion"] == updated["VersionId"]


def test_a_selection_taken_away_backs_up_no_more(
    aws: RunningAws, backup: BackupClient, plans: "Plans"
) -> None:
    plans.table("orders")
    plan_id = plans.make()
    selection_id = plans.select(plan_id)
    aws.advance(HOUR)
    backup.delete_backup_selection(BackupPlanId=plan_id, SelectionId=selection_id)
    aws.advance(HOUR)
    assert plans.started() == [("orders", "08:15")]
