"""The door to AWS Backup: what it sends, what it reads, what AWS's refusals become."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox.aws.call import Answer, AwsError
from tests.workers.aws_doors.strict_aws import StrictAws, door
from workers.aws.backup_door import AwsBackup
from workers.aws.backup_models import (
    AIR_GAPPED,
    BackupJob,
    BackupJobOrder,
    BackupPlan,
    BackupRule,
    CopyAction,
    CopyJob,
    CopyJobOrder,
    Lifecycle,
    RecoveryPoint,
    RegionSettings,
    Selection,
    Vault,
)
from workers.aws.calls import CHANGE_SECONDS
from workers.aws.errors import (
    AlreadyExists,
    Busy,
    Denied,
    Faulty,
    Limited,
    NotFound,
    NotSupported,
    Rejected,
    Throttled,
    Uncertain,
    Unreachable,
)

TABLE = "arn:aws:dynamodb:us-east-2:123456789012:table/orders"
POINT = "arn:aws:backup:us-east-2:123456789012:recovery-point:1EB3B5E7-9EB0-435A-A80B-108B488B0D45"
COPY = "arn:aws:backup:us-west-1:123456789012:recovery-point:2EB3B5E7-9EB0-435A-A80B-108B488B0D45"
HOME = "arn:aws:backup:us-east-2:123456789012:backup-vault:ddbdr"
AWAY = "arn:aws:backup:us-west-1:123456789012:backup-vault:ddbdr"
ROLE = "arn:aws:iam::123456789012:role/service-role/AWSBackupDefaultServiceRole"
KEY = "arn:aws:kms:us-east-2:123456789012:key/0a"
AT = datetime(2026, 11, 12, 2, 4, tzinfo=UTC)
DENIED = AwsError("AccessDeniedException", "Insufficient privileges to perform this action.", 403)
ABSENT = AwsError("ResourceNotFoundException", "not there")
BACKUP_ORDER = BackupJobOrder(vault="ddbdr", resource_arn=TABLE, role_arn=ROLE, token="t")
COPY_ORDER = CopyJobOrder(
    recovery_point_arn=POINT,
    source_vault="ddbdr",
    destination_vault_arn=AWAY,
    role_arn=ROLE,
    token="t",
)
HOURLY = BackupRule(
    name="hourly",
    vault="ddbdr",
    schedule="cron(0 * * * ? *)",
    start_window_minutes=60,
    completion_window_minutes=180,
    lifecycle=Lifecycle(delete_after_days=35),
    copies=(CopyAction(vault_arn=AWAY, lifecycle=Lifecycle(delete_after_days=90)),),
    recovery_point_tags={"ddbdr": "hourly"},
)
SENT_RULE = {
    "RuleName": "hourly",
    "TargetBackupVaultName": "ddbdr",
    "ScheduleExpression": "cron(0 * * * ? *)",
    "ScheduleExpressionTimezone": "Etc/UTC",
    "StartWindowMinutes": 60,
    "CompletionWindowMinutes": 180,
    "Lifecycle": {"DeleteAfterDays": 35},
    "CopyActions": [{"DestinationBackupVaultArn": AWAY, "Lifecycle": {"DeleteAfterDays": 90}}],
    "RecoveryPointTags": {"ddbdr": "hourly"},
}


@pytest.fixture
def backup(aws: StrictAws) -> AwsBackup:
    return door(aws).backup("prod", "us-east-2")


def test_a_backup_job_is_started_with_all_that_was_ordered(
    aws: StrictAws, backup: AwsBackup
) -> None:
    aws.tell("StartBackupJob", {"BackupJobId": "B-1", "CreationDate": AT.timestamp()})
    order = BackupJobOrder(
        vault="ddbdr",
        resource_arn=TABLE,
        role_arn=ROLE,
        token="J-7F3K2Q1-start",
        lifecycle=Lifecycle(cold_after_days=30, delete_after_days=120),
        start_window_minutes=60,
        tags={"job": "J-7F3K2Q1"},
    )
    begun = backup.start_backup(order)
    assert begun == BackupJob(
        id="B-1", state="CREATED", resource_arn=TABLE, vault="ddbdr", created=AT
    )
    assert aws.inputs("StartBackupJob") == [
        {
            "BackupVaultName": "ddbdr",
            "ResourceArn": TABLE,
            "IamRoleArn": ROLE,
            "IdempotencyToken": "J-7F3K2Q1-start",
            "StartWindowMinutes": 60,
            "Lifecycle": {"MoveToColdStorageAfterDays": 30, "DeleteAfterDays": 120},
            "RecoveryPointTags": {"job": "J-7F3K2Q1"},
        }
    ]


def test_what_an_order_leaves_open_is_not_sent(aws: StrictAws, backup: AwsBackup) -> None:
    aws.tell("StartBackupJob", {"BackupJobId": "B-1"})
    backup.start_backup(BACKUP_ORDER)
    assert set(aws.inputs("StartBackupJob")[0]) == {
        "BackupVaultName",
        "ResourceArn",
        "IamRoleArn",
        "IdempotencyToken",
    }


def test_a_copy_job_is_started_with_its_token(aws: StrictAws, backup: AwsBackup) -> None:
    aws.tell("StartCopyJob", {"CopyJobId": "C-1", "CreationDate": AT.timestamp()})
    order = CopyJobOrder(
        recovery_point_arn=POINT,
        source_vault="ddbdr",
        destination_vault_arn=AWAY,
        role_arn=ROLE,
        token="J-7F3K2Q1-copy",
        lifecycle=Lifecycle(delete_after_days=90),
    )
    begun = backup.start_copy(order)
    assert (begun.id, begun.state, begun.created) == ("C-1", "CREATED", AT)
    assert (begun.source_recovery_point_arn, begun.destination_vault_arn) == (POINT, AWAY)
    assert aws.inputs("StartCopyJob") == [
        {
            "RecoveryPointArn": POINT,
            "SourceBackupVaultName": "ddbdr",
            "DestinationBackupVaultArn": AWAY,
            "IamRoleArn": ROLE,
            "IdempotencyToken": "J-7F3K2Q1-copy",
            "Lifecycle": {"DeleteAfterDays": 90},
        }
    ]


def test_jobs_are_read_with_all_that_is_told(aws: StrictAws, backup: AwsBackup) -> None:
    told = {
        "State": "COMPLETED",
        "ResourceArn": TABLE,
        "CreationDate": AT.timestamp(),
        "CompletionDate": AT.timestamp() + 60,
        "BackupSizeInBytes": 42,
        "StatusMessage": "done",
        "CreatedBy": {"BackupPlanId": "p-1", "BackupRuleId": "r-1"},
    }
    aws.tell(
        "DescribeBackupJob",
        told
        | {
            "BackupJobId": "B-1",
            "BackupVaultName": "ddbdr",
            "RecoveryPointArn": POINT,
            "InitiationDate": AT.timestamp() + 30,
            "StartBy": AT.timestamp() + 3600,
            "PercentDone": "100.0",
        },
    )
    aws.tell(
        "DescribeCopyJob",
        {
            "CopyJob": told
            | {
                "CopyJobId": "C-1",
                "SourceBackupVaultArn": HOME,
                "SourceRecoveryPointArn": POINT,
                "DestinationBackupVaultArn": AWAY,
                "DestinationRecoveryPointArn": COPY,
                "CreatedByBackupJobId": "B-1",
            }
        },
    )
    later = datetime(2026, 11, 12, 2, 5, tzinfo=UTC)
    assert backup.describe_backup_job("B-1") == BackupJob(
        id="B-1",
        state="COMPLETED",
        resource_arn=TABLE,
        vault="ddbdr",
        recovery_point_arn=POINT,
        created=AT,
        initiated=AT + timedelta(seconds=30),
        start_by=AT + timedelta(hours=1),
        completed=later,
        size_bytes=42,
        percent="100.0",
        message="done",
        plan_id="p-1",
        rule_id="r-1",
    )
    assert backup.describe_copy_job("C-1") == CopyJob(
        id="C-1",
        state="COMPLETED",
        resource_arn=TABLE,
        source_vault_arn=HOME,
        source_recovery_point_arn=POINT,
        destination_vault_arn=AWAY,
        recovery_point_arn=COPY,
        created=AT,
        completed=later,
        size_bytes=42,
        message="done",
        plan_id="p-1",
        backup_job_id="B-1",
    )


def test_jobs_are_listed_by_what_is_asked_and_page_by_page(
    aws: StrictAws, backup: AwsBackup
) -> None:
    aws.tell(
        "ListBackupJobs",
        {"BackupJobs": [{"BackupJobId": "B-1", "State": "RUNNING"}], "NextToken": "2"},
        {"BackupJobs": [{"BackupJobId": "B-2", "State": "RUNNING"}]},
    )
    first, following = backup.backup_jobs(table_arn=TABLE, state="RUNNING", since=AT)
    second, end = backup.backup_jobs(
        table_arn=TABLE, state="RUNNING", since=AT, start_after=following
    )
    assert [job.id for job in first + second] == ["B-1", "B-2"]
    assert (following, end) == ("2", "")
    asked = {
        "ByResourceArn": TABLE,
        "ByResourceType": "DynamoDB",
        "ByState": "RUNNING",
        "ByCreatedAfter": AT.timestamp(),
        "MaxResults": 1000,
    }
    assert aws.inputs("ListBackupJobs") == [asked, asked | {"NextToken": "2"}]


def test_an_unfiltered_listing_names_no_filter_but_tables(
    aws: StrictAws, backup: AwsBackup
) -> None:
    aws.tell("ListCopyJobs", {"CopyJobs": []})
    assert backup.copy_jobs() == ((), "")
    assert aws.inputs("ListCopyJobs") == [{"ByResourceType": "DynamoDB", "MaxResults": 1000}]


def test_what_is_of_no_table_is_left_out_where_the_endpoint_does_not(
    aws: StrictAws, backup: AwsBackup
) -> None:
    jobs = [
        {"BackupJobId": "B-1", "State": "RUNNING", "ResourceType": "EBS"},
        {"BackupJobId": "B-2", "State": "RUNNING", "ResourceType": "DynamoDB"},
    ]
    aws.tell("ListBackupJobs", {"BackupJobs": jobs})
    assert [job.id for job in backup.backup_jobs()[0]] == ["B-2"]


def test_a_listing_that_answers_the_same_page_for_ever_ends(
    aws: StrictAws, backup: AwsBackup
) -> None:
    aws.tell("ListBackupVaults", {"BackupVaultList": [], "NextToken": "same"})
    assert backup.vaults()[1] == "same"
    assert backup.vaults(start_after="same")[1] == ""


def test_recovery_points_are_read_listed_and_described(aws: StrictAws, backup: AwsBackup) -> None:
    point = {
        "RecoveryPointArn": COPY,
        "BackupVaultName": "ddbdr",
        "ResourceArn": TABLE,
        "ResourceType": "DynamoDB",
        "Status": "COMPLETED",
        "CreationDate": AT.timestamp(),
        "CompletionDate": AT.timestamp(),
        "BackupSizeInBytes": 42,
        "EncryptionKeyArn": KEY,
        "IsEncrypted": True,
        "SourceBackupVaultArn": HOME,
        "Lifecycle": {"MoveToColdStorageAfterDays": -1, "DeleteAfterDays": 35},
        "CalculatedLifecycle": {"DeleteAt": AT.timestamp()},
    }
    aws.tell("ListRecoveryPointsByBackupVault", {"RecoveryPoints": [point], "NextToken": "2"})
    aws.tell("DescribeRecoveryPoint", point | {"StorageClass": "WARM"})
    read = RecoveryPoint(
        arn=COPY,
        vault="ddbdr",
        resource_arn=TABLE,
        status="COMPLETED",
        created=AT,
        completed=AT,
        size_bytes=42,
        key_arn=KEY,
        source_vault_arn=HOME,
        lifecycle=Lifecycle(delete_after_days=35),
        delete_at=AT,
        is_encrypted=True,
    )
    assert backup.recovery_points(vault="ddbdr", table_arn=TABLE, since=AT) == ((read,), "2")
    assert aws.inputs("ListRecoveryPointsByBackupVault") == [
        {
            "BackupVaultName": "ddbdr",
            "ByResourceArn": TABLE,
            "ByResourceType": "DynamoDB",
            "ByCreatedAfter": AT.timestamp(),
            "MaxResults": 1000,
        }
    ]
    warm = read.model_copy(update={"storage": "WARM"})
    assert backup.describe_recovery_point("ddbdr", COPY) == warm
    assert aws.inputs("DescribeRecoveryPoint") == [
        {"BackupVaultName": "ddbdr", "RecoveryPointArn": COPY}
    ]


def test_answers_with_little_in_them_are_read(aws: StrictAws, backup: AwsBackup) -> None:
    aws.tell("DescribeBackupJob", {"BackupJobId": "B-1", "State": "CREATED"})
    aws.tell("DescribeBackupVault", {"BackupVaultName": "ddbdr", "BackupVaultArn": HOME})
    aws.tell(
        "DescribeRecoveryPoint",
        {"RecoveryPointArn": POINT, "Status": "AVAILABLE", "CreationDate": AT.timestamp()},
    )
    assert backup.describe_backup_job("B-1") == BackupJob(id="B-1", state="CREATED")
    assert backup.describe_vault("ddbdr") == Vault(name="ddbdr", arn=HOME)
    assert backup.describe_recovery_point("ddbdr", POINT) == RecoveryPoint(
        arn=POINT, vault="ddbdr", status="AVAILABLE", created=AT
    )


def test_a_locked_vault_tells_its_lock(aws: StrictAws, backup: AwsBackup) -> None:
    told = {
        "BackupVaultName": "ddbdr",
        "BackupVaultArn": HOME,
        "VaultType": "LOGICALLY_AIR_GAPPED_BACKUP_VAULT",
        "VaultState": "AVAILABLE",
        "EncryptionKeyArn": KEY,
        "Locked": True,
        "LockDate": AT.timestamp(),
        "MinRetentionDays": 7,
        "MaxRetentionDays": 365,
        "NumberOfRecoveryPoints": 3,
    }
    aws.tell("ListBackupVaults", {"BackupVaultList": [told]})
    assert backup.vaults()[0] == (
        Vault(
            name="ddbdr",
            arn=HOME,
            type=AIR_GAPPED,
            state="AVAILABLE",
            key_arn=KEY,
            locked=True,
            lock_date=AT,
            min_retention_days=7,
            max_retention_days=365,
            recovery_points=3,
        ),
    )


IN_A_VAULT: list[tuple[str, Callable[[AwsBackup], object]]] = [
    ("DescribeBackupVault", lambda it: it.describe_vault("ddbdr")),
    ("GetBackupVaultAccessPolicy", lambda it: it.vault_policy("ddbdr")),
    ("ListRecoveryPointsByBackupVault", lambda it: it.recovery_points(vault="ddbdr")),
    ("DescribeRecoveryPoint", lambda it: it.describe_recovery_point("ddbdr", POINT)),
    ("DeleteRecoveryPoint", lambda it: it.delete_recovery_point("ddbdr", POINT)),
    ("StartBackupJob", lambda it: it.start_backup(BACKUP_ORDER)),
    ("StartCopyJob", lambda it: it.start_copy(COPY_ORDER)),
]


@pytest.mark.parametrize(("operation", "read"), IN_A_VAULT)
def test_a_vault_that_is_not_there_is_not_found_though_aws_denies(
    aws: StrictAws, backup: AwsBackup, operation: str, read: Callable[[AwsBackup], object]
) -> None:
    aws.tell(operation, DENIED)
    another = {"BackupVaultName": "Default", "BackupVaultArn": HOME}
    aws.tell("ListBackupVaults", {"BackupVaultList": [another]})
    with pytest.raises(NotFound, match="no backup vault named ddbdr") as caught:
        read(backup)
    assert caught.value.operation == operation


@pytest.mark.parametrize(("operation", "read"), IN_A_VAULT)
@pytest.mark.parametrize(
    "listed",
    [
        {"BackupVaultList": [{"BackupVaultName": "ddbdr", "BackupVaultArn": HOME}]},
        DENIED,
        AwsError("ServiceUnavailableException", "", 500),
    ],
)
def test_a_vault_that_is_or_may_be_there_is_denied(
    aws: StrictAws,
    backup: AwsBackup,
    operation: str,
    read: Callable[[AwsBackup], object],
    listed: dict[str, Any] | AwsError,
) -> None:
    aws.tell(operation, DENIED)
    aws.tell("ListBackupVaults", listed)
    with pytest.raises(Denied) as caught:
        read(backup)
    assert caught.value.operation == operation


def test_a_vault_is_looked_for_on_every_page(aws: StrictAws, backup: AwsBackup) -> None:
    aws.tell("DescribeBackupVault", DENIED)
    aws.tell(
        "ListBackupVaults",
        {"BackupVaultList": [], "NextToken": "2"},
        {"BackupVaultList": [{"BackupVaultName": "ddbdr", "BackupVaultArn": HOME}]},
    )
    with pytest.raises(Denied):
        backup.describe_vault("ddbdr")


def test_a_vault_without_a_policy_has_an_empty_one(aws: StrictAws, backup: AwsBackup) -> None:
    aws.tell("GetBackupVaultAccessPolicy", ABSENT, {"Policy": '{"Statement": []}'})
    assert backup.vault_policy("ddbdr") == ""
    assert backup.vault_policy("ddbdr") == '{"Statement": []}'


@pytest.mark.parametrize(("key", "sent"), [("", {}), (KEY, {"EncryptionKeyArn": KEY})])
def test_a_vault_is_made_with_the_key_that_is_named(
    aws: StrictAws, backup: AwsBackup, key: str, sent: dict[str, str]
) -> None:
    backup.create_vault("ddbdr", key_arn=key, token="t")
    assert aws.inputs("CreateBackupVault") == [
        {"BackupVaultName": "ddbdr", "CreatorRequestId": "t"} | sent
    ]


def test_a_vault_that_is_there_is_no_error(aws: StrictAws, backup: AwsBackup) -> None:
    aws.tell("CreateBackupVault", AwsError("AlreadyExistsException", "there"))
    backup.create_vault("ddbdr", key_arn="", token="t")
    assert len(aws.sent) == 1


def test_only_tables_are_switched_on_and_other_types_are_not_sent(
    aws: StrictAws, backup: AwsBackup
) -> None:
    backup.enable_dynamodb()
    assert aws.sent == [
        (
            "UpdateRegionSettings",
            {
                "ResourceTypeOptInPreference": {"DynamoDB": True},
                "ResourceTypeManagementPreference": {"DynamoDB": True},
            },
        )
    ]


@pytest.mark.parametrize(
    ("told", "read"),
    [
        (
            {
                "ResourceTypeOptInPreference": {"DynamoDB": True, "EBS": False},
                "ResourceTypeManagementPreference": {"DynamoDB": False, "EFS": True},
            },
            RegionSettings(opt_in=True, management=False),
        ),
        ({"ResourceTypeOptInPreference": {"EBS": True}}, RegionSettings()),
        ({}, RegionSettings()),
    ],
)
def test_what_a_region_does_not_say_is_unknown(
    aws: StrictAws, backup: AwsBackup, told: dict[str, Any], read: RegionSettings
) -> None:
    aws.tell("DescribeRegionSettings", told)
    assert backup.region_settings() == read


@pytest.mark.parametrize(
    ("settings", "is_on"),
    [
        ({"isCrossAccountBackupEnabled": "true"}, True),
        ({"isCrossAccountBackupEnabled": "false"}, False),
        ({}, False),
    ],
)
def test_cross_account_backup_is_on_if_it_says_so(
    aws: StrictAws, backup: AwsBackup, settings: dict[str, str], *, is_on: bool
) -> None:
    aws.tell("DescribeGlobalSettings", {"GlobalSettings": settings})
    assert backup.cross_account_is_on() is is_on


def test_a_plan_is_made_and_read_with_the_same_rules(aws: StrictAws, backup: AwsBackup) -> None:
    ids = {"BackupPlanId": "p-1", "BackupPlanArn": "arn:p-1", "VersionId": "v-1"}
    aws.tell("CreateBackupPlan", ids)
    kept = {"BackupPlanName": "ddbdr-hourly", "Rules": [SENT_RULE | {"RuleId": "r-1"}]}
    aws.tell("GetBackupPlan", ids | {"BackupPlan": kept})
    made = backup.create_plan("ddbdr-hourly", (HOURLY,), token="t")
    assert made == BackupPlan(
        id="p-1", arn="arn:p-1", name="ddbdr-hourly", version="v-1", rules=(HOURLY,)
    )
    (rule,) = backup.plan("p-1").rules
    assert rule == HOURLY.model_copy(update={"id": "r-1"})
    wanted = {"BackupPlanName": "ddbdr-hourly", "Rules": [SENT_RULE]}
    assert aws.inputs("CreateBackupPlan") == [{"BackupPlan": wanted, "CreatorRequestId": "t"}]


def test_a_rule_is_replaced_and_all_else_in_the_plan_stays_as_it_was_told(
    aws: StrictAws, backup: AwsBackup
) -> None:
    theirs = {
        "RuleName": "theirs",
        "TargetBackupVaultName": "other",
        "EnableContinuousBackup": True,
        "IndexActions": [{"ResourceTypes": ["S3"]}],
    }
    slower = SENT_RULE | {"ScheduleExpression": "cron(0 5 * * ? *)", "EnableContinuousBackup": True}
    rules = [theirs | {"RuleId": "r-2"}, slower | {"RuleId": "r-1"}]
    settings = {"ResourceType": "EC2", "BackupOptions": {"WindowsVSS": "enabled"}}
    plan = {"BackupPlanName": "ddbdr-hourly", "AdvancedBackupSettings": [settings]}
    aws.tell("GetBackupPlan", {"BackupPlanId": "p-1", "BackupPlan": plan | {"Rules": rules}})
    aws.tell("UpdateBackupPlan", {"BackupPlanId": "p-1", "VersionId": "v-2"})
    backup.put_rule("p-1", HOURLY)
    wanted = plan | {"Rules": [SENT_RULE, theirs]}
    assert aws.inputs("UpdateBackupPlan") == [{"BackupPlan": wanted, "BackupPlanId": "p-1"}]


def test_what_no_rule_of_ours_says_is_told_by_its_name(aws: StrictAws, backup: AwsBackup) -> None:
    kept = {"DeleteAfterDays": 90, "OptInToArchiveForSupportedResources": True}
    told = {
        "EnableContinuousBackup": True,
        "IndexActions": [{"ResourceTypes": ["S3"]}],
        "ScanActions": [{"MalwareScanner": "GUARDDUTY", "ScanMode": "FULL_SCAN"}],
        "TargetLogicallyAirGappedBackupVaultArn": AWAY,
        "Lifecycle": {"DeleteAfterDays": 35, "DeleteAfterEvent": "DELETE_AFTER_COPY"},
        "CopyActions": [{"DestinationBackupVaultArn": AWAY, "Lifecycle": kept}],
    }
    usual = {"EnableContinuousBackup": False, "IndexActions": []}
    plans = [
        {"BackupPlanName": "ddbdr-hourly", "Rules": [SENT_RULE | changed]}
        for changed in (told, usual)
    ]
    answers = [{"BackupPlanId": "p-1", "BackupPlan": plan} for plan in plans]
    aws.tell("GetBackupPlan", *answers)
    assert backup.plan("p-1").rules[0].further == {
        "EnableContinuousBackup": "true",
        "IndexActions": '[{"ResourceTypes": ["S3"]}]',
        "ScanActions": '[{"MalwareScanner": "GUARDDUTY", "ScanMode": "FULL_SCAN"}]',
        "TargetLogicallyAirGappedBackupVaultArn": AWAY,
        "DeleteAfterEvent": "DELETE_AFTER_COPY",
        "OptInToArchiveForSupportedResources": "true",
    }
    assert backup.plan("p-1").rules == (HOURLY,)


def test_a_plan_that_was_deleted_is_not_found_though_aws_still_shows_it(
    aws: StrictAws, backup: AwsBackup
) -> None:
    shown = {"BackupPlanName": "ddbdr-hourly", "Rules": []}
    aws.tell(
        "GetBackupPlan",
        {"BackupPlanId": "p-1", "BackupPlan": shown, "DeletionDate": AT.timestamp()},
    )
    with pytest.raises(NotFound, match="p-1 was deleted"):
        backup.plan("p-1")


def test_plans_are_listed_without_rules(aws: StrictAws, backup: AwsBackup) -> None:
    aws.tell(
        "ListBackupPlans",
        {
            "BackupPlansList": [
                {"BackupPlanId": "p-1", "BackupPlanName": "n", "CreatorRequestId": "t"}
            ],
            "NextToken": "2",
        },
    )
    assert backup.plans() == ((BackupPlan(id="p-1", name="n", creator="t"),), "2")


def test_a_selection_asks_for_resources_and_their_tag_together(
    aws: StrictAws, backup: AwsBackup
) -> None:
    aws.tell("CreateBackupSelection", {"SelectionId": "s-1"})
    chosen = Selection(name="hourly", role_arn=ROLE, tag=("ddbdr", "hourly"))
    some = chosen.model_copy(update={"resources": (f"{TABLE}*",), "tag": None})
    assert backup.create_selection("p-1", chosen, token="t") == "s-1"
    backup.create_selection("p-1", some, token="t")
    tagged, named = (sent["BackupSelection"] for sent in aws.inputs("CreateBackupSelection"))
    condition = {"ConditionKey": "aws:ResourceTag/ddbdr", "ConditionValue": "hourly"}
    assert tagged == {
        "SelectionName": "hourly",
        "IamRoleArn": ROLE,
        "Resources": ["*"],
        "Conditions": {"StringEquals": [condition]},
    }
    assert named["Resources"] == [f"{TABLE}*"]
    assert "Conditions" not in named


def test_selections_are_read_as_they_were_made_on_all_pages(
    aws: StrictAws, backup: AwsBackup
) -> None:
    aws.tell(
        "ListBackupSelections",
        {"BackupSelectionsList": [{"SelectionId": "s-1"}], "NextToken": "2"},
        {"BackupSelectionsList": [{"SelectionId": "s-2"}, {"SelectionId": "s-3"}]},
    )
    role = {"IamRoleArn": ROLE, "Resources": ["*"]}
    condition = {"ConditionKey": "aws:ResourceTag/ddbdr", "ConditionValue": "hourly"}
    older = {
        "ConditionType": "STRINGEQUALS",
        "ConditionKey": "backup",
        "ConditionValue": "yes",
    }
    by_condition = role | {"SelectionName": "a", "Conditions": {"StringEquals": [condition]}}
    by_list = {"SelectionName": "c", "IamRoleArn": ROLE, "ListOfTags": [older]}
    aws.tell(
        "GetBackupSelection",
        {"SelectionId": "s-1", "BackupSelection": by_condition},
        ABSENT,  # deleted meanwhile
        {"SelectionId": "s-3", "BackupSelection": by_list},
    )
    assert backup.selections("p-1") == (
        Selection(id="s-1", name="a", role_arn=ROLE, tag=("ddbdr", "hourly")),
        Selection(id="s-3", name="c", role_arn=ROLE, tag=("backup", "yes")),
    )


@pytest.mark.parametrize(
    ("given", "further"),
    [
        ({"NotResources": [TABLE]}, ("NotResources",)),
        (
            {"Conditions": {"StringLike": [{"ConditionKey": "k", "ConditionValue": "v"}]}},
            ("Conditions",),
        ),
        (
            {
                "Conditions": {
                    "StringEquals": [{"ConditionKey": k, "ConditionValue": "v"} for k in "ab"]
                }
            },
            ("Conditions",),
        ),
        (
            {
                "ListOfTags": [
                    {"ConditionType": "STRINGEQUALS", "ConditionKey": "k", "ConditionValue": "v"}
                ]
            },
            ("ListOfTags",),
        ),
        ({"NotResources": [], "ListOfTags": [], "Conditions": {"StringLike": []}}, ()),
    ],
)
def test_what_else_a_selection_depends_on_is_told(
    aws: StrictAws, backup: AwsBackup, given: dict[str, object], further: tuple[str, ...]
) -> None:
    aws.tell("ListBackupSelections", {"BackupSelectionsList": [{"SelectionId": "s-1"}]})
    asked = {"SelectionName": "a", "IamRoleArn": ROLE, "Resources": [f"{TABLE}*"]} | given
    aws.tell("GetBackupSelection", {"SelectionId": "s-1", "BackupSelection": asked})
    (selection,) = backup.selections("p-1")
    assert selection.further == further


DELETE_PLAN: Callable[[AwsBackup], object] = lambda it: it.delete_plan("p-1")  # noqa: E731
CREATE_PLAN: Callable[[AwsBackup], object] = lambda it: it.create_plan(  # noqa: E731
    "ddbdr-hourly", (HOURLY,), token="t"
)
DELETE_POINT: Callable[[AwsBackup], object] = lambda it: it.delete_recovery_point(  # noqa: E731
    "ddbdr", POINT
)
STOP: Callable[[AwsBackup], object] = lambda it: it.stop_backup("B-1")  # noqa: E731
DESCRIBE: Callable[[AwsBackup], object] = lambda it: it.describe_backup_job("B-1")  # noqa: E731
STILL_SELECTED = "Related backup plan selections must be deleted prior to backup plan deletion"


@pytest.mark.parametrize(
    ("operation", "call", "code", "message", "kind"),
    [
        ("DescribeBackupJob", DESCRIBE, "ResourceNotFoundException", "", NotFound),
        ("DescribeBackupJob", DESCRIBE, "InvalidParameterValueException", "", Rejected),
        ("DescribeBackupJob", DESCRIBE, "MissingParameterValueException", "", Rejected),
        ("DescribeBackupJob", DESCRIBE, "ThrottlingException", "", Throttled),
        ("DescribeBackupJob", DESCRIBE, "ServiceUnavailableException", "", Unreachable),
        ("DescribeBackupJob", DESCRIBE, "DependencyFailureException", "", Unreachable),
        ("DescribeBackupJob", DESCRIBE, "AccessDeniedException", "", Denied),
        ("CreateBackupPlan", CREATE_PLAN, "AlreadyExistsException", "", AlreadyExists),
        ("CreateBackupPlan", CREATE_PLAN, "LimitExceededException", "", Limited),
        ("CreateBackupPlan", CREATE_PLAN, "ServiceUnavailableException", "", Uncertain),
        ("DeleteBackupPlan", DELETE_PLAN, "InvalidRequestException", STILL_SELECTED, Busy),
        ("DeleteRecoveryPoint", DELETE_POINT, "InvalidRequestException", "locked", Rejected),
        ("DeleteRecoveryPoint", DELETE_POINT, "InvalidResourceStateException", "", Busy),
        ("StopBackupJob", STOP, "InvalidRequestException", "It has ended.", Rejected),
        ("StopBackupJob", STOP, "ConflictException", "Try again later.", Busy),
    ],
)
def test_refusals_become_what_a_caller_can_do_about_them(
    aws: StrictAws,
    backup: AwsBackup,
    *,
    operation: str,
    call: Callable[[AwsBackup], object],
    code: str,
    message: str,
    kind: type[Exception],
) -> None:
    aws.tell(operation, AwsError(code, message))
    with pytest.raises(kind) as caught:
        call(backup)
    assert type(caught.value) is kind
    assert getattr(caught.value, "place", "") == "prod/us-east-2"


@pytest.mark.parametrize("status", [404, 405, 501])
def test_an_endpoint_without_aws_backup_does_not_support_it(
    aws: StrictAws, backup: AwsBackup, status: int
) -> None:
    page = Answer(status, b"<html>", {"Content-Type": "text/html"})
    aws.tell("DescribeBackupJob", page)
    aws.tell("StopBackupJob", page)
    with pytest.raises(NotSupported):
        backup.describe_backup_job("B-1")
    with pytest.raises(NotSupported):
        backup.stop_backup("B-1")


def test_a_page_of_html_is_no_message(aws: StrictAws, backup: AwsBackup) -> None:
    page = b"\n<!doctype html><title>500 Internal Server Error</title>"
    aws.tell("StopBackupJob", Answer(500, page, {"Content-Type": "text/html"}))
    with pytest.raises(Uncertain) as caught:
        backup.stop_backup("B-1")
    assert (caught.value.code, caught.value.message) == ("500", "")


def test_a_read_at_which_an_endpoint_breaks_is_no_region_that_is_away(
    aws: StrictAws, backup: AwsBackup
) -> None:
    page = Answer(500, b"<!doctype html><h1>Internal Server Error</h1>", {})
    aws.tell("DescribeBackupJob", page)
    with pytest.raises(Faulty):
        backup.describe_backup_job("B-1")
    aws.tell("DescribeBackupJob", Answer(500, b"", {}))
    with pytest.raises(Unreachable):
        backup.describe_backup_job("B-1")


@pytest.mark.parametrize("answer", [None, AwsError("ServiceUnavailableException", "", 500)])
def test_a_change_is_sent_once_though_its_answer_is_lost(
    aws: StrictAws, backup: AwsBackup, answer: AwsError | None
) -> None:
    aws.tell("StartCopyJob", answer)
    with pytest.raises(Uncertain):
        backup.start_copy(COPY_ORDER)
    assert len(aws.inputs("StartCopyJob")) == 1


def test_a_read_is_sent_again_once(aws: StrictAws, backup: AwsBackup) -> None:
    aws.tell("DescribeBackupJob", None, {"BackupJobId": "B-1", "State": "RUNNING"})
    assert backup.describe_backup_job("B-1").state == "RUNNING"
    assert len(aws.sent) == 2


def test_a_change_asks_for_the_claim_right_before_it_is_sent(aws: StrictAws) -> None:
    class Lost(Exception):  # noqa: N818
        pass

    asked: list[float] = []

    def guard(seconds: float) -> None:
        asked.append(seconds)
        raise Lost

    backup = door(aws, guard=guard).backup("prod", "us-east-2")
    for change in (STOP, DELETE_PLAN, DELETE_POINT, CREATE_PLAN):
        with pytest.raises(Lost):
            change(backup)
    assert asked == [CHANGE_SECONDS] * 4
    assert aws.sent == []


def test_each_region_is_asked_itself(aws: StrictAws) -> None:
    aws.tell("DescribeRegionSettings", {})
    everywhere = door(aws)
    for region in ("us-east-2", "us-west-1"):
        everywhere.backup("prod", region).region_settings()
    assert [call.region for call in aws.calls] == ["us-east-2", "us-west-1"]
