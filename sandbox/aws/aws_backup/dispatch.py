"""Which function answers which action of AWS Backup.

An action takes a Scene and its input as one dictionary (members of path, query
and body by their names in the service model; times are seconds since 1970) and
gives the body of the answer in the members' names.
"""

from collections.abc import Callable

from sandbox.aws.aws_backup.plans import (
    create_backup_plan,
    delete_backup_plan,
    get_backup_plan,
    list_backup_plan_versions,
    list_backup_plans,
    update_backup_plan,
)
from sandbox.aws.aws_backup.scene import Scene
from sandbox.aws.aws_backup.selections import (
    create_backup_selection,
    delete_backup_selection,
    get_backup_selection,
    list_backup_selections,
)
from sandbox.aws.call import Answer, AwsError, Call, Json, json_answer
from sandbox.aws.rest import rest_input
from sandbox.aws.world import World

Action = Callable[[Scene, Json], Json]

ACTIONS: dict[str, Action] = {
    "CreateBackupPlan": create_backup_plan,
    "CreateBackupSelection": create_backup_selection,
    "DeleteBackupPlan": delete_backup_plan,
    "DeleteBackupSelection": delete_backup_selection,
    "GetBackupPlan": get_backup_plan,
    "GetBackupSelection": get_backup_selection,
    "ListBackupPlanVersions": list_backup_plan_versions,
    "ListBackupPlans": list_backup_plans,
    "ListBackupSelections": list_backup_selections,
    "UpdateBackupPlan": update_backup_plan,
}


def run(world: World, call: Call) -> Answer:
    """Answer one call; AwsError where AWS would refuse it."""
    action = ACTIONS.get(call.action)
    if action is None:
        raise AwsError(
            "UnknownOperationException", f"The sandbox does not play AWS Backup's {call.action}"
        )
    scene = Scene(world, call.account, call.region, world.clock.now())
    return json_answer(action(scene, rest_input(call)))
