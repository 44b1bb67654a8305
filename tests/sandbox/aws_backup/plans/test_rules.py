"""What may stand in a rule, and in which words AWS refuses the rest."""

from typing import TYPE_CHECKING

import pytest

from tests.sandbox.aws_backup.steps import BackupClient, Json
from tests.sandbox.aws_clients import refused

if TYPE_CHECKING:
    from tests.sandbox.aws_backup.plans.conftest import Plans

NEAR = "runs are less than 60 minutes apart"
COLD = (
    "Invalid lifecycle. DeleteAfterDays cannot be less than 90 days apart from "
    "MoveToColdStorageAfterDays"
)
WEST = "arn:aws:backup:us-west-1:123456789012:backup-vault:dr"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"ScheduleExpression": "cron(0/30 * ? * * *)"}, NEAR),
        ({"ScheduleExpression": "cron(0,59 5 ? * * *)"}, NEAR),
        ({"ScheduleExpression": "cron(0/45 0/23 ? * * *)"}, NEAR),
        ({"ScheduleExpression": "rate(1 hour)"}, "not a cron expression"),
        ({"ScheduleExpression": "at(2026-12-01T00:00:00)"}, "not a cron expression"),
        ({"ScheduleExpression": "cron(0 5 * * *)"}, "cron has 6 fields, not 5"),
        ({"ScheduleExpressionTimezone": "Mars/Base"}, "Mars/Base"),
        ({"StartWindowMinutes": 59}, "Invalid start window"),
        ({"StartWindowMinutes": 60, "CompletionWindowMinutes": 119}, "Invalid completion window"),
        ({"StartWindowMinutes": 10**15}, "Invalid start window"),
        ({"CompletionWindowMinutes": 10**15}, "Invalid completion window"),
        (
            {"Lifecycle": {"DeleteAfterDays": 0}},
            "Invalid lifecycle. DeleteAfterDays cannot be less than 1 or more than 36500 days",
        ),
        ({"Lifecycle": {"DeleteAfterDays": 36_501}}, "more than 36500 days"),
        ({"Lifecycle": {"MoveToColdStorageAfterDays": 30, "DeleteAfterDays": 119}}, COLD),
        (
            {"EnableContinuousBackup": True, "Lifecycle": {"DeleteAfterDays": 36}},
            "Invalid lifecycle. DeleteAfterDays cannot be less than 1 or more than 35 days",
        ),
        (
            {"EnableContinuousBackup": True, "Lifecycle": {"MoveToColdStorageAfterDays": 30}},
            "Invalid lifecycle. MoveToColdStorageAfterDays is unavailable",
        ),
        ({"CopyActions": [{"DestinationBackupVaultArn": "dr"}]}, "destination backup vault ARN dr"),
        (
            {
                "CopyActions": [
                    {
                        "DestinationBackupVaultArn": WEST,
                        "Lifecycle": {"MoveToColdStorageAfterDays": 30, "DeleteAfterDays": 31},
                    }
                ]
            },
            COLD,
        ),
        ({"TargetBackupVaultName": "nowhere"}, "Backup vault nowhere does not exist"),
        ({"IndexActions": [{"ResourceTypes": ["EBS"]}]}, "does not play IndexActions"),
    ],
)
def test_what_is_refused(plans: "Plans", rule: Json, words: str) -> None:
    code, message = refused(lambda: plans.make(rule))
    assert code == "InvalidParameterValueException"
    assert message.startswith("Error in some rules due to : ")
    assert words in message


@pytest.mark.parametrize(
    "rule",
    [
        {"ScheduleExpression": "cron(59 * ? * * *)"},
        {"ScheduleExpression": "cron(0 0/1 ? * MON-FRI *)"},
        {"ScheduleExpression": "cron(0 5 L * ? *)", "ScheduleExpressionTimezone": "Asia/Tokyo"},
        {"StartWindowMinutes": 60, "CompletionWindowMinutes": 120},
        {"Lifecycle": {"DeleteAfterDays": 1}},
        {"Lifecycle": {"MoveToColdStorageAfterDays": 30, "DeleteAfterDays": 120}},
        {
            "Lifecycle": {
                "MoveToColdStorageAfterDays": 30,
                "OptInToArchiveForSupportedResources": True,
            }
        },
        {"EnableContinuousBackup": True, "Lifecycle": {"DeleteAfterDays": 35}},
        {
            "CopyActions": [
                {"DestinationBackupVaultArn": WEST, "Lifecycle": {"DeleteAfterDays": 14}}
            ],
            "RecoveryPointTags": {"by": "plan"},
        },
    ],
)
def test_what_is_taken_is_told_again(backup: BackupClient, plans: "Plans", rule: Json) -> None:
    told = backup.get_backup_plan(BackupPlanId=plans.make(rule))
    assert rule.items() <= told["BackupPlan"]["Rules"][0].items()


def test_a_plan_needs_a_rule(backup: BackupClient) -> None:
    code, _ = refused(
        lambda: backup.create_backup_plan(BackupPlan={"BackupPlanName": "none", "Rules": []})
    )
    assert code == "InvalidParameterValueException"


def test_an_update_is_held_to_the_same(backup: BackupClient, plans: "Plans") -> None:
    plan_id = plans.make()
    rule = {"RuleName": "r", "TargetBackupVaultName": "Default", "StartWindowMinutes": 1}
    code, words = refused(
        lambda: backup.update_backup_plan(
            BackupPlanId=plan_id, BackupPlan={"BackupPlanName": "plan", "Rules": [rule]}
        )
    )
    assert code == "InvalidParameterValueException"
    assert "Invalid start window" in words
    assert (
        len(backup.list_backup_plan_versions(BackupPlanId=plan_id)["BackupPlanVersionsList"]) == 1
    )
