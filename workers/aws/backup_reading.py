"""AWS Backup's answers as our models. Pure.

Endpoints leave out what they do not keep, so every field but ids, names and states is
read as if it may be absent.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from workers.aws.backup_models import (
    BackupJob,
    BackupPlan,
    BackupRule,
    CopyAction,
    CopyJob,
    Lifecycle,
    RecoveryPoint,
    RegionSettings,
    Selection,
    Vault,
)
from workers.aws.line import Answer
from workers.aws.reading import in_utc, utc

DYNAMODB = "DynamoDB"
"""What AWS Backup calls tables among its resource types."""
EVERYTHING = "*"
TAG = "aws:ResourceTag/"
"""What a condition on a tag's key begins with."""

_RULE_FURTHER = (
    "EnableContinuousBackup",
    "IndexActions",
    "ScanActions",
    "TargetLogicallyAirGappedBackupVaultArn",
)
_LIFECYCLE_FURTHER = ("DeleteAfterEvent", "OptInToArchiveForSupportedResources")


def read_region_settings(answer: Answer) -> RegionSettings:
    """What DescribeRegionSettings answers."""
    return RegionSettings(
        opt_in=(answer.get("ResourceTypeOptInPreference") or {}).get(DYNAMODB),
        management=(answer.get("ResourceTypeManagementPreference") or {}).get(DYNAMODB),
    )


def read_cross_account(answer: Answer) -> bool:
    """What DescribeGlobalSettings answers; its values are texts."""
    return str(answer["GlobalSettings"].get("isCrossAccountBackupEnabled", "")).lower() == "true"


def read_vault(answer: Answer) -> Vault:
    """A vault, described or listed."""
    return Vault(
        name=answer["BackupVaultName"],
        arn=answer["BackupVaultArn"],
        type=answer.get("VaultType") or "",
        state=answer.get("VaultState") or "",
        key_arn=answer.get("EncryptionKeyArn") or "",
        locked=bool(answer.get("Locked")),
        lock_date=utc(answer.get("LockDate")),
        min_retention_days=answer.get("MinRetentionDays"),
        max_retention_days=answer.get("MaxRetentionDays"),
        recovery_points=answer.get("NumberOfRecoveryPoints"),
    )


def read_vaults(answer: Answer) -> tuple[Vault, ...]:
    """What ListBackupVaults answers."""
    return tuple(read_vault(one) for one in answer["BackupVaultList"])


def read_backup_job(answer: Answer) -> BackupJob:
    """A backup job, described or listed."""
    creator = answer.get("CreatedBy") or {}
    return BackupJob(
        id=answer["BackupJobId"],
        state=answer["State"],
        resource_arn=answer.get("ResourceArn") or "",
        vault=answer.get("BackupVaultName") or "",
        recovery_point_arn=answer.get("RecoveryPointArn") or "",
        created=utc(answer.get("CreationDate")),
        initiated=utc(answer.get("InitiationDate")),
        start_by=utc(answer.get("StartBy")),
        completed=utc(answer.get("CompletionDate")),
        size_bytes=answer.get("BackupSizeInBytes"),
        percent=answer.get("PercentDone") or "",
        message=answer.get("StatusMessage") or "",
        plan_id=creator.get("BackupPlanId") or "",
        rule_id=creator.get("BackupRuleId") or "",
    )


def read_backup_jobs(answer: Answer) -> tuple[BackupJob, ...]:
    """What ListBackupJobs answers, of tables."""
    return tuple(read_backup_job(one) for one in answer["BackupJobs"] if _is_of_a_table(one))


def read_copy_job(answer: Answer) -> CopyJob:
    """A copy job, described or listed."""
    return CopyJob(
        id=answer["CopyJobId"],
        state=answer["State"],
        resource_arn=answer.get("ResourceArn") or "",
        source_vault_arn=answer.get("SourceBackupVaultArn") or "",
        source_recovery_point_arn=answer.get("SourceRecoveryPointArn") or "",
        destination_vault_arn=answer.get("DestinationBackupVaultArn") or "",
        recovery_point_arn=answer.get("DestinationRecoveryPointArn") or "",
        created=utc(answer.get("CreationDate")),
        completed=utc(answer.get("CompletionDate")),
        size_bytes=answer.get("BackupSizeInBytes"),
        message=answer.get("StatusMessage") or "",
        plan_id=(answer.get("CreatedBy") or {}).get("BackupPlanId") or "",
        backup_job_id=answer.get("CreatedByBackupJobId") or "",
    )


def read_copy_jobs(answer: Answer) -> tuple[CopyJob, ...]:
    """What ListCopyJobs answers, of tables."""
    return tuple(read_copy_job(one) for one in answer["CopyJobs"] if _is_of_a_table(one))


def read_recovery_point(answer: Answer, *, vault: str) -> RecoveryPoint:
    """A recovery point, described or listed; a list does not tell its storage class.

    Where an endpoint does not tell the instant its data is of, that at which its backup began
    errs on the safe side.
    """
    return RecoveryPoint(
        arn=answer["RecoveryPointArn"],
        vault=answer.get("BackupVaultName") or vault,
        resource_arn=answer.get("ResourceArn") or "",
        status=answer["Status"],
        created=in_utc(answer.get("CreationDate") or answer["InitiationDate"]),
        completed=utc(answer.get("CompletionDate")),
        size_bytes=answer.get("BackupSizeInBytes"),
        key_arn=answer.get("EncryptionKeyArn") or "",
        source_vault_arn=answer.get("SourceBackupVaultArn") or "",
        storage=answer.get("StorageClass") or "",
        lifecycle=read_lifecycle(answer),
        delete_at=utc((answer.get("CalculatedLifecycle") or {}).get("DeleteAt")),
        is_encrypted=bool(answer.get("IsEncrypted")),
    )


def read_recovery_points(answer: Answer, *, vault: str) -> tuple[RecoveryPoint, ...]:
    """What ListRecoveryPointsByBackupVault answers, of tables; those of no known age are no use."""
    return tuple(
        read_recovery_point(one, vault=vault)
        for one in answer["RecoveryPoints"]
        if _is_of_a_table(one) and (one.get("CreationDate") or one.get("InitiationDate"))
    )


def read_lifecycle(answer: Answer) -> Lifecycle:
    """The lifecycle something has; AWS writes "never" as -1 or leaves it out."""
    described = answer.get("Lifecycle") or {}
    return Lifecycle(
        cold_after_days=_days(described.get("MoveToColdStorageAfterDays")),
        delete_after_days=_days(described.get("DeleteAfterDays")),
    )


def read_plans(answer: Answer) -> tuple[BackupPlan, ...]:
    """What ListBackupPlans answers: no rules."""
    return tuple(
        _plan(one, name=one["BackupPlanName"], rules=()) for one in answer["BackupPlansList"]
    )


def read_plan(answer: Answer) -> BackupPlan | None:
    """What GetBackupPlan answers; None if the plan was deleted."""
    if answer.get("DeletionDate"):
        return None
    plan = answer["BackupPlan"]
    rules = tuple(_rule(rule) for rule in plan.get("Rules") or [])
    return _plan(answer, name=plan["BackupPlanName"], rules=rules)


def read_saved_plan(answer: Answer, *, name: str, rules: tuple[BackupRule, ...]) -> BackupPlan:
    """What CreateBackupPlan and UpdateBackupPlan answer: ids only."""
    return _plan(answer, name=name, rules=rules)


def read_selection_ids(answer: Answer) -> tuple[str, ...]:
    """What ListBackupSelections answers; it does not tell what they select."""
    return tuple(one["SelectionId"] for one in answer["BackupSelectionsList"])


def read_selection(answer: Answer) -> Selection:
    """What GetBackupSelection answers."""
    chosen = answer["BackupSelection"]
    resources = tuple(chosen.get("Resources") or [])
    return Selection(
        name=chosen["SelectionName"],
        role_arn=chosen["IamRoleArn"],
        resources=() if resources == (EVERYTHING,) else resources,
        tag=_tag(chosen),
        further=tuple(_further(chosen)),
        id=answer.get("SelectionId") or "",
    )


def _plan(answer: Answer, *, name: str, rules: tuple[BackupRule, ...]) -> BackupPlan:
    return BackupPlan(
        id=answer["BackupPlanId"],
        arn=answer.get("BackupPlanArn") or "",
        name=name,
        version=answer.get("VersionId") or "",
        creator=answer.get("CreatorRequestId") or "",
        rules=rules,
    )


def _rule(answer: Answer) -> BackupRule:
    return BackupRule(
        name=answer["RuleName"],
        vault=answer["TargetBackupVaultName"],
        schedule=answer.get("ScheduleExpression") or "",
        zone=answer.get("ScheduleExpressionTimezone") or "Etc/UTC",
        start_window_minutes=answer.get("StartWindowMinutes"),
        completion_window_minutes=answer.get("CompletionWindowMinutes"),
        lifecycle=read_lifecycle(answer),
        copies=tuple(
            CopyAction(vault_arn=one["DestinationBackupVaultArn"], lifecycle=read_lifecycle(one))
            for one in answer.get("CopyActions") or []
        ),
        recovery_point_tags=dict(answer.get("RecoveryPointTags") or {}),
        further=dict(_beyond(answer)),
        id=answer.get("RuleId") or "",
    )


def _beyond(rule: Answer) -> Iterator[tuple[str, str]]:
    """What a rule does that no rule of ours does; AWS tells a false one, too."""
    for name in _RULE_FURTHER:
        if rule.get(name):
            yield name, as_text(rule[name])
    for kept in (rule, *(rule.get("CopyActions") or [])):
        for name in _LIFECYCLE_FURTHER:
            if value := (kept.get("Lifecycle") or {}).get(name):
                yield name, as_text(value)


def as_text(value: Any) -> str:  # noqa: ANN401  whatever AWS says
    """A setting as people read it in AWS's own documents."""
    if isinstance(value, datetime):
        return in_utc(value).isoformat()
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def _tag(chosen: Answer) -> tuple[str, str] | None:
    """The tag that is asked for, by a condition or in the older list of tags."""
    conditions = (chosen.get("Conditions") or {}).get("StringEquals") or []
    for one in [*conditions, *(chosen.get("ListOfTags") or [])]:
        return one["ConditionKey"].removeprefix(TAG), one["ConditionValue"]
    return None


def _further(chosen: Answer) -> Iterator[str]:
    """What a selection says beyond resources and one tag that both have to hold.

    Its older list of tags adds to the resources it names, so with these it is another wish.
    """
    conditions = chosen.get("Conditions") or {}
    equal, listed = conditions.get("StringEquals") or [], chosen.get("ListOfTags") or []
    if chosen.get("NotResources"):
        yield "NotResources"
    if len(equal) > 1 or any(conditions.get(name) for name in conditions.keys() - {"StringEquals"}):
        yield "Conditions"
    if len(listed) > 1 or (listed and (equal or chosen.get("Resources"))):
        yield "ListOfTags"


def _days(number: Any) -> int | None:  # noqa: ANN401  whatever the endpoint says
    return number if number is not None and number > 0 else None


def _is_of_a_table(answer: Answer) -> bool:
    """An endpoint may not know the filter by resource type; one that says no type is believed."""
    return answer.get("ResourceType") in {DYNAMODB, "", None}
