"""CreateBackupSelection, GetBackupSelection, ListBackupSelections, DeleteBackupSelection."""

from sandbox.aws.aws_backup.pages import page
from sandbox.aws.aws_backup.plan import Plan, require_plan
from sandbox.aws.aws_backup.roles import checked_role
from sandbox.aws.aws_backup.scene import Scene, not_found
from sandbox.aws.aws_backup.selection import Selection, new_selection
from sandbox.aws.call import AwsError, Json

MOST_SELECTIONS = 100


def create_backup_selection(scene: Scene, payload: Json) -> Json:
    """Assign tables to a plan, from its next run on; the same CreatorRequestId gives the same."""
    plan = require_plan(scene, payload["BackupPlanId"])
    token = payload.get("CreatorRequestId")
    for selection in plan.selections.values():
        if token is not None and selection.creator_request_id == token:
            return _made(scene, plan, selection)
    given = payload["BackupSelection"]
    if given["SelectionName"] in {s.given["SelectionName"] for s in plan.selections.values()}:
        raise AwsError(
            "AlreadyExistsException",
            f"Backup selection with the name {given['SelectionName']} already exists",
        )
    if len(plan.selections) >= MOST_SELECTIONS:
        raise AwsError(
            "LimitExceededException",
            f"A backup plan can have {MOST_SELECTIONS} backup selections at most",
        )
    checked_role(scene.account, given["IamRoleArn"])
    selection = new_selection(given, token, scene.now)
    plan.selections[selection.selection_id] = selection
    return _made(scene, plan, selection)


def get_backup_selection(scene: Scene, payload: Json) -> Json:
    """One of a plan's selections."""
    plan = require_plan(scene, payload["BackupPlanId"])
    selection = _find(plan, payload["SelectionId"])
    told = _made(scene, plan, selection) | {"BackupSelection": selection.given}
    return told | _creator(selection)


def list_backup_selections(scene: Scene, payload: Json) -> Json:
    """A page of a plan's selections, as they were made."""
    plan = require_plan(scene, payload["BackupPlanId"])
    return page(
        plan.selections.values(),
        lambda selection: (selection.created_at.isoformat(), selection.selection_id),
        payload,
        "BackupSelectionsList",
        lambda selection: _listed(scene, plan, selection),
    )


def delete_backup_selection(scene: Scene, payload: Json) -> Json:
    """The plan backs up nothing by it any more; what it has backed up stays."""
    plan = require_plan(scene, payload["BackupPlanId"])
    del plan.selections[_find(plan, payload["SelectionId"]).selection_id]
    return {}


def _find(plan: Plan, selection_id: str) -> Selection:
    selection = plan.selections.get(selection_id)
    if selection is None:
        raise not_found(f"Cannot find Backup selection with ID {selection_id}")
    return selection


def _made(scene: Scene, plan: Plan, selection: Selection) -> Json:
    return {
        "SelectionId": selection.selection_id,
        "BackupPlanId": plan.plan_id,
        "CreationDate": scene.world.stamp(selection.created_at),
    }


def _listed(scene: Scene, plan: Plan, selection: Selection) -> Json:
    named = {"SelectionName": selection.given["SelectionName"], "IamRoleArn": selection.role_arn}
    return _made(scene, plan, selection) | named | _creator(selection)


def _creator(selection: Selection) -> Json:
    token = selection.creator_request_id
    return {"CreatorRequestId": token} if token else {}
