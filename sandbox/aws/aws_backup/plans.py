"""CreateBackupPlan, GetBackupPlan, UpdateBackupPlan, DeleteBackupPlan and their lists."""

import heapq
import uuid
from datetime import datetime

from sandbox.aws.aws_backup.firing import schedule
from sandbox.aws.aws_backup.pages import page
from sandbox.aws.aws_backup.plan import Plan, Version, find_plan, new_version
from sandbox.aws.aws_backup.rules import checked_rules, next_run
from sandbox.aws.aws_backup.scene import Scene, invalid_request, invalid_value
from sandbox.aws.aws_backup.tags import checked_tags
from sandbox.aws.aws_backup.told import text
from sandbox.aws.call import AwsError, Json
from sandbox.aws.happening import Happening

_TOLD_AS = {"CREATED": "creationDate", "MODIFIED": "modifiedAt", "DELETED": "deletionDate"}


def create_backup_plan(scene: Scene, payload: Json) -> Json:
    """A plan that runs from now on; the same CreatorRequestId gives the same plan.

    Names may repeat; the same document may not ("already exists" is what people met).
    """
    plans: list[Plan] = list(scene.holding.plans.values())
    token = payload.get("CreatorRequestId")
    for plan in plans:
        if token is not None and plan.creator_request_id == token and plan.deleted_at is None:
            return _made(scene, plan)
    given = payload["BackupPlan"]
    living = [plan for plan in plans if plan.deleted_at is None]
    rules = checked_rules(given["Rules"], scene.holding)
    if any(plan.current.given == given for plan in living):
        raise AwsError(
            "AlreadyExistsException", "Backup plan with the same plan document already exists"
        )
    most = scene.world.profile.backup_plan_quota
    if len(living) >= most:
        raise AwsError("LimitExceededException", f"An account can have {most} backup plans at most")
    plan = Plan(
        plan_id=str(uuid.uuid4()),
        account=scene.account,
        region=scene.region,
        creator_request_id=token,
        tags=checked_tags(payload.get("BackupPlanTags", {})),
        versions=[new_version(given, rules, scene.now)],
    )
    scene.holding.plans[plan.plan_id] = plan
    schedule(scene.world, plan, scene.now)
    _tell(scene, plan, "CREATED")
    return _made(scene, plan)


def update_backup_plan(scene: Scene, payload: Json) -> Json:
    """A new version, by which alone the plan runs from now on."""
    plan = _living(scene, payload["BackupPlanId"])
    rules = checked_rules(payload["BackupPlan"]["Rules"], scene.holding)
    plan.versions.append(new_version(payload["BackupPlan"], rules, scene.now))
    schedule(scene.world, plan, scene.now)
    _tell(scene, plan, "MODIFIED")
    return _made(scene, plan)


def get_backup_plan(scene: Scene, payload: Json) -> Json:
    """A plan, also a deleted one, in its newest version or the one that is asked for."""
    plan = find_plan(scene, payload["BackupPlanId"])
    wanted = payload.get("VersionId", plan.current.version_id)
    for version in plan.versions:
        if version.version_id == wanted:
            document = {"BackupPlanName": version.name, "Rules": version.rules, **version.advanced}
            told = {"BackupPlan": document, **_described(scene, plan, version)}
            told.pop("BackupPlanName")
            return told | _preview(scene, version, payload.get("MaxScheduledRunsPreview", 0))
    raise invalid_value(f"Invalid version {wanted} of backup plan {plan.plan_id}")


def delete_backup_plan(scene: Scene, payload: Json) -> Json:
    """It runs no more; what it has backed up stays. Refused while anything is assigned to it."""
    plan = _living(scene, payload["BackupPlanId"])
    if plan.selections:
        raise invalid_request(
            "Related backup plan selections must be deleted prior to backup plan deletion"
        )
    plan.deleted_at = scene.now
    _tell(scene, plan, "DELETED")
    return {
        "BackupPlanId": plan.plan_id,
        "BackupPlanArn": plan.arn,
        "DeletionDate": scene.world.stamp(scene.now),
        "VersionId": plan.current.version_id,
    }


def list_backup_plans(scene: Scene, payload: Json) -> Json:
    """A page of plans, as they were made; deleted ones where they are asked for."""
    deleted = payload.get("IncludeDeleted", False)
    plans: list[Plan] = list(scene.holding.plans.values())
    return page(
        [plan for plan in plans if deleted or plan.deleted_at is None],
        lambda plan: (plan.versions[0].created_at.isoformat(), plan.plan_id),
        payload,
        "BackupPlansList",
        lambda plan: _described(scene, plan, plan.current),
    )


def list_backup_plan_versions(scene: Scene, payload: Json) -> Json:
    """A page of a plan's versions, newest first."""
    plan = find_plan(scene, payload["BackupPlanId"])
    return page(
        plan.versions,
        lambda version: (-plan.versions.index(version),),
        payload,
        "BackupPlanVersionsList",
        lambda version: _described(scene, plan, version),
    )


def _living(scene: Scene, plan_id: str) -> Plan:
    plan = find_plan(scene, plan_id)
    if plan.deleted_at is not None:
        raise invalid_value(f"Cannot find Backup plan with ID {plan_id}")
    return plan


def _made(scene: Scene, plan: Plan) -> Json:
    return {
        "BackupPlanId": plan.plan_id,
        "BackupPlanArn": plan.arn,
        "CreationDate": scene.world.stamp(plan.current.created_at),
        "VersionId": plan.current.version_id,
        **plan.current.advanced,
    }


def _described(scene: Scene, plan: Plan, version: Version) -> Json:
    stamp = scene.world.stamp
    told: Json = {
        "BackupPlanArn": plan.arn,
        "BackupPlanId": plan.plan_id,
        "BackupPlanName": version.name,
        "CreationDate": stamp(version.created_at),
        "VersionId": version.version_id,
        **version.advanced,
    }
    if plan.creator_request_id is not None:
        told["CreatorRequestId"] = plan.creator_request_id
    if plan.deleted_at is not None:
        told["DeletionDate"] = stamp(plan.deleted_at)
    if plan.ran_at is not None:
        told["LastExecutionDate"] = stamp(plan.ran_at)
    return told


def _preview(scene: Scene, version: Version, most: int) -> Json:
    """The next runs of all rules together, if any are asked for."""
    if not most:
        return {}
    runs: list[tuple[datetime, str]] = []
    for rule in version.rules:
        after = scene.now
        for _ in range(most):
            run = next_run(rule, after)
            if run is None:
                break
            runs.append((run, rule["RuleId"]))
            after = run
    told = [
        {
            "ExecutionTime": scene.world.stamp(run),
            "RuleId": rule_id,
            "RuleExecutionType": "SNAPSHOTS",
        }
        for run, rule_id in heapq.nsmallest(most, runs)
    ]
    return {"ScheduledRunsPreview": told}


def _tell(scene: Scene, plan: Plan, state: str) -> None:
    detail = {
        "backupPlanId": plan.plan_id,
        "versionId": plan.current.version_id,
        _TOLD_AS[state]: text(scene.now),
        "state": state,
    }
    scene.world.tell(
        Happening(
            source="aws.backup",
            detail_type="Backup Plan State Change",
            account=plan.account,
            region=plan.region,
            at=scene.now,
            detail=detail,
            resources=[plan.arn],
        )
    )
