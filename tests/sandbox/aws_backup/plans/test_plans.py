"""Plans through their API: versions, idempotence, limits, deletion, events, tags."""

import base64
import uuid
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from sandbox.aws.running import RunningAws
from tests.sandbox.aws_backup.plans.conftest import RULE
from tests.sandbox.aws_backup.steps import BackupClient, Json
from tests.sandbox.aws_clients import refused
from tests.sandbox.conftest import START

if TYPE_CHECKING:
    from tests.sandbox.aws_backup.plans.conftest import Plans
    from tests.sandbox.aws_clients import Clients

DOCUMENT: Json = {"BackupPlanName": "plan", "Rules": [RULE]}


def document(name: str = "plan", **rule: object) -> Json:
    return {"BackupPlanName": name, "Rules": [RULE | rule]}


def test_a_plan_is_told_with_aws_defaults(backup: BackupClient) -> None:
    made = backup.create_backup_plan(BackupPlan=DOCUMENT)
    arn = f"arn:aws:backup:us-east-2:123456789012:backup-plan:{made['BackupPlanId']}"
    assert made["BackupPlanArn"] == arn
    assert made["CreationDate"] == START
    told = backup.get_backup_plan(BackupPlanId=made["BackupPlanId"])
    (rule,) = told["BackupPlan"]["Rules"]
    assert told["BackupPlan"]["BackupPlanName"] == "plan"
    assert told["VersionId"] == made["VersionId"]
    assert uuid.UUID(rule.pop("RuleId"))
    assert uuid.UUID(base64.b64decode(made["VersionId"]).decode())
    assert rule == RULE | {
        "ScheduleExpressionTimezone": "Etc/UTC",
        "StartWindowMinutes": 480,
        "CompletionWindowMinutes": 10_080,
        "EnableContinuousBackup": False,
    }
    assert "LastExecutionDate" not in told


def test_an_update_makes_a_version_and_keeps_the_others(
    aws: RunningAws, backup: BackupClient
) -> None:
    made = backup.create_backup_plan(BackupPlan=DOCUMENT)
    plan_id = made["BackupPlanId"]
    aws.advance(60)
    updated = backup.update_backup_plan(BackupPlanId=plan_id, BackupPlan=document("renamed"))
    assert updated["VersionId"] != made["VersionId"]
    assert updated["BackupPlanArn"] == made["BackupPlanArn"]
    versions = backup.list_backup_plan_versions(BackupPlanId=plan_id)["BackupPlanVersionsList"]
    assert [(v["BackupPlanName"], v["VersionId"]) for v in versions] == [
        ("renamed", updated["VersionId"]),
        ("plan", made["VersionId"]),
    ]
    assert [v["CreationDate"] for v in versions] == [START + timedelta(seconds=60), START]
    now = backup.get_backup_plan(BackupPlanId=plan_id)
    before = backup.get_backup_plan(BackupPlanId=plan_id, VersionId=made["VersionId"])
    assert now["BackupPlan"]["BackupPlanName"] == "renamed"
    assert before["BackupPlan"]["BackupPlanName"] == "plan"


def test_settings_of_other_resource_types_stay_in_a_plan(backup: BackupClient) -> None:
    settings: Json = {"ResourceType": "EC2", "BackupOptions": {"WindowsVSS": "enabled"}}
    given = document() | {"AdvancedBackupSettings": [settings]}
    made = backup.create_backup_plan(BackupPlan=given)
    told = backup.get_backup_plan(BackupPlanId=made["BackupPlanId"])
    assert told["BackupPlan"]["AdvancedBackupSettings"] == [settings]
    assert made["AdvancedBackupSettings"] == told["AdvancedBackupSettings"] == [settings]
    backup.update_backup_plan(BackupPlanId=made["BackupPlanId"], BackupPlan=document("other"))
    assert "AdvancedBackupSettings" not in backup.get_backup_plan(BackupPlanId=made["BackupPlanId"])
    scanned = document() | {"ScanSettings": [{"MalwareScanner": "GUARDDUTY"}]}
    code, message = refused(lambda: backup.create_backup_plan(BackupPlan=scanned))
    assert code == "InvalidParameterValueException"
    assert "ScanSettings" in message


def test_one_request_id_is_one_plan(backup: BackupClient) -> None:
    first = backup.create_backup_plan(BackupPlan=DOCUMENT, CreatorRequestId="once")
    again = backup.create_backup_plan(BackupPlan=DOCUMENT, CreatorRequestId="once")
    assert (again["BackupPlanId"], again["VersionId"]) == (
        first["BackupPlanId"],
        first["VersionId"],
    )
    assert len(backup.list_backup_plans()["BackupPlansList"]) == 1
    backup.delete_backup_plan(BackupPlanId=first["BackupPlanId"])
    anew = backup.create_backup_plan(BackupPlan=DOCUMENT, CreatorRequestId="once")
    assert anew["BackupPlanId"] != first["BackupPlanId"]


def test_a_document_may_stand_once_and_a_name_often(backup: BackupClient) -> None:
    backup.create_backup_plan(BackupPlan=DOCUMENT)
    assert refused(lambda: backup.create_backup_plan(BackupPlan=DOCUMENT)) == (
        "AlreadyExistsException",
        "Backup plan with the same plan document already exists",
    )
    backup.create_backup_plan(BackupPlan=document(StartWindowMinutes=60))
    names = [p["BackupPlanName"] for p in backup.list_backup_plans()["BackupPlansList"]]
    assert names == ["plan", "plan"]


def test_a_plan_with_selections_stays(backup: BackupClient, plans: "Plans") -> None:
    plan_id = plans.make()
    selection_id = plans.select(plan_id)
    assert refused(lambda: backup.delete_backup_plan(BackupPlanId=plan_id)) == (
        "InvalidRequestException",
        "Related backup plan selections must be deleted prior to backup plan deletion",
    )
    backup.delete_backup_selection(BackupPlanId=plan_id, SelectionId=selection_id)
    gone = backup.delete_backup_plan(BackupPlanId=plan_id)
    assert gone["DeletionDate"] == START
    assert backup.list_backup_plans()["BackupPlansList"] == []
    (kept,) = backup.list_backup_plans(IncludeDeleted=True)["BackupPlansList"]
    assert kept["DeletionDate"] == START
    assert backup.get_backup_plan(BackupPlanId=plan_id)["DeletionDate"] == START


def test_nothing_is_done_with_a_deleted_plan(backup: BackupClient, plans: "Plans") -> None:
    plan_id = plans.make()
    backup.delete_backup_plan(BackupPlanId=plan_id)
    words = f"Cannot find Backup plan with ID {plan_id}"
    for call in (
        lambda: plans.select(plan_id),
        lambda: backup.update_backup_plan(BackupPlanId=plan_id, BackupPlan=DOCUMENT),
        lambda: backup.delete_backup_plan(BackupPlanId=plan_id),
        lambda: backup.list_backup_selections(BackupPlanId=plan_id),
    ):
        assert refused(call) == ("InvalidParameterValueException", words)
    plans.make()  # its document is free again


def test_plans_that_never_were(backup: BackupClient, plans: "Plans") -> None:
    for call in (
        lambda: backup.get_backup_plan(BackupPlanId="none"),
        lambda: backup.delete_backup_plan(BackupPlanId="none"),
        lambda: backup.list_backup_plan_versions(BackupPlanId="none"),
        lambda: backup.update_backup_plan(BackupPlanId="none", BackupPlan=DOCUMENT),
    ):
        assert refused(call)[0] == "ResourceNotFoundException"
    plan_id = plans.make()
    assert (
        refused(lambda: backup.get_backup_plan(BackupPlanId=plan_id, VersionId="none"))[0]
        == "InvalidParameterValueException"
    )


def test_pages_of_plans(aws: RunningAws, backup: BackupClient, plans: "Plans") -> None:
    made = []
    for number in range(5):
        made.append(plans.make(name=f"plan-{number}"))
        aws.advance(1)
    pages = list(
        backup.get_paginator("list_backup_plans").paginate(PaginationConfig={"PageSize": 2})
    )
    assert [len(page["BackupPlansList"]) for page in pages] == [2, 2, 1]
    assert [p["BackupPlanId"] for page in pages for p in page["BackupPlansList"]] == made
    assert refused(lambda: backup.list_backup_plans(NextToken="elsewhere"))[0] == (
        "InvalidParameterValueException"
    )


def test_no_more_plans_than_the_quota(
    aws: RunningAws, backup: BackupClient, plans: "Plans"
) -> None:
    assert aws.profile().backup_plan_quota == 300
    aws.profile(backup_plan_quota=2)
    first = plans.make(name="plan-1")
    plans.make(name="plan-2")
    assert refused(lambda: plans.make(name="plan-3"))[0] == "LimitExceededException"
    backup.delete_backup_plan(BackupPlanId=first)
    plans.make(name="plan-3")


def test_the_next_runs_can_be_asked_for(backup: BackupClient, plans: "Plans") -> None:
    plan_id = plans.make(
        {"RuleName": "hourly"}, {"RuleName": "nine", "ScheduleExpression": "cron(0 9 * * ? *)"}
    )
    told = backup.get_backup_plan(BackupPlanId=plan_id, MaxScheduledRunsPreview=3)
    runs = told["ScheduledRunsPreview"]
    assert [f"{r['ExecutionTime'].astimezone(UTC):%H:%M}" for r in runs] == [
        "08:15",
        "09:00",
        "09:15",
    ]
    hourly, nine = (rule["RuleId"] for rule in told["BackupPlan"]["Rules"])
    assert [r["RuleId"] for r in runs] == [hourly, nine, hourly]
    assert "ScheduledRunsPreview" not in backup.get_backup_plan(BackupPlanId=plan_id)


def test_every_change_of_a_plan_is_told(aws: RunningAws, backup: BackupClient) -> None:
    heard = aws.heard()
    made = backup.create_backup_plan(BackupPlan=DOCUMENT)
    plan_id = made["BackupPlanId"]
    updated = backup.update_backup_plan(
        BackupPlanId=plan_id, BackupPlan=document(StartWindowMinutes=60)
    )
    backup.delete_backup_plan(BackupPlanId=plan_id)
    told = [h for h in heard if h.detail_type == "Backup Plan State Change"]
    date = "2026-11-02T08:00:00.000Z"
    version = {"backupPlanId": plan_id, "versionId": updated["VersionId"]}
    assert [h.detail for h in told] == [
        {
            "backupPlanId": plan_id,
            "versionId": made["VersionId"],
            "creationDate": date,
            "state": "CREATED",
        },
        version | {"modifiedAt": date, "state": "MODIFIED"},
        version | {"deletionDate": date, "state": "DELETED"},
    ]
    assert {(h.source, *h.resources) for h in told} == {("aws.backup", made["BackupPlanArn"])}


def test_a_plan_has_tags(backup: BackupClient) -> None:
    made = backup.create_backup_plan(BackupPlan=DOCUMENT, BackupPlanTags={"by": "ddbdr"})
    assert backup.list_tags(ResourceArn=made["BackupPlanArn"])["Tags"] == {"by": "ddbdr"}
    code, _ = refused(
        lambda: backup.create_backup_plan(
            BackupPlan=document("other"), BackupPlanTags={"aws:by": "ddbdr"}
        )
    )
    assert code == "InvalidParameterValueException"


def test_accounts_and_regions_are_apart(
    backup: BackupClient, clients: "Clients", plans: "Plans"
) -> None:
    plans.make()
    assert clients("backup", "us-west-1").list_backup_plans()["BackupPlansList"] == []
    there = clients("backup", account="210987654321")
    assert there.list_backup_plans()["BackupPlansList"] == []
    assert len(backup.list_backup_plans()["BackupPlansList"]) == 1
