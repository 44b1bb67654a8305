"""Which function answers which action of AWS Backup.

An action takes a Scene and its input as one dictionary (members of path, query
and body by their names in the service model; times are seconds since 1970) and
gives the body of the answer in the members' names.
"""

from collections.abc import Callable
from dataclasses import replace

from sandbox.aws.aws_backup.backup_jobs import (
    describe_backup_job,
    list_backup_jobs,
    start_backup_job,
    stop_backup_job,
)
from sandbox.aws.aws_backup.copy_jobs import (
    describe_copy_job,
    list_copy_jobs,
    start_copy_job,
)
from sandbox.aws.aws_backup.plans import (
    create_backup_plan,
    delete_backup_plan,
    get_backup_plan,
    list_backup_plan_versions,
    list_backup_plans,
    update_backup_plan,
)
from sandbox.aws.aws_backup.protected import (
    describe_protected_resource,
    list_protected_resources,
    list_protected_resources_by_backup_vault,
)
from sandbox.aws.aws_backup.recovery_points import (
    delete_recovery_point,
    describe_recovery_point,
    get_recovery_point_restore_metadata,
    list_recovery_points_by_backup_vault,
    list_recovery_points_by_resource,
    update_recovery_point_lifecycle,
)
from sandbox.aws.aws_backup.restore_jobs import (
    describe_restore_job,
    list_restore_jobs,
    list_restore_jobs_by_protected_resource,
    start_restore_job,
)
from sandbox.aws.aws_backup.scene import Scene
from sandbox.aws.aws_backup.selections import (
    create_backup_selection,
    delete_backup_selection,
    get_backup_selection,
    list_backup_selections,
)
from sandbox.aws.aws_backup.settings import (
    describe_global_settings,
    describe_region_settings,
    get_supported_resource_types,
    update_global_settings,
    update_region_settings,
)
from sandbox.aws.aws_backup.tags import (
    list_tags,
    tag_resource,
    untag_resource,
)
from sandbox.aws.aws_backup.vault_locks import (
    delete_backup_vault_lock_configuration,
    put_backup_vault_lock_configuration,
)
from sandbox.aws.aws_backup.vaults import (
    create_backup_vault,
    delete_backup_vault,
    delete_backup_vault_access_policy,
    delete_backup_vault_notifications,
    describe_backup_vault,
    get_backup_vault_access_policy,
    get_backup_vault_notifications,
    list_backup_vaults,
    put_backup_vault_access_policy,
    put_backup_vault_notifications,
)
from sandbox.aws.call import Answer, AwsError, Call, Json, json_answer
from sandbox.aws.rest import rest_input
from sandbox.aws.world import World

Action = Callable[[Scene, Json], Json]

ACTIONS: dict[str, Action] = {
    "CreateBackupPlan": create_backup_plan,
    "CreateBackupSelection": create_backup_selection,
    "CreateBackupVault": create_backup_vault,
    "DeleteBackupPlan": delete_backup_plan,
    "DeleteBackupSelection": delete_backup_selection,
    "DeleteBackupVault": delete_backup_vault,
    "DeleteBackupVaultAccessPolicy": delete_backup_vault_access_policy,
    "DeleteBackupVaultLockConfiguration": delete_backup_vault_lock_configuration,
    "DeleteBackupVaultNotifications": delete_backup_vault_notifications,
    "DeleteRecoveryPoint": delete_recovery_point,
    "DescribeBackupJob": describe_backup_job,
    "DescribeBackupVault": describe_backup_vault,
    "DescribeCopyJob": describe_copy_job,
    "DescribeGlobalSettings": describe_global_settings,
    "DescribeProtectedResource": describe_protected_resource,
    "DescribeRecoveryPoint": describe_recovery_point,
    "DescribeRegionSettings": describe_region_settings,
    "DescribeRestoreJob": describe_restore_job,
    "GetBackupPlan": get_backup_plan,
    "GetBackupSelection": get_backup_selection,
    "GetBackupVaultAccessPolicy": get_backup_vault_access_policy,
    "GetBackupVaultNotifications": get_backup_vault_notifications,
    "GetRecoveryPointRestoreMetadata": get_recovery_point_restore_metadata,
    "GetSupportedResourceTypes": get_supported_resource_types,
    "ListBackupJobs": list_backup_jobs,
    "ListBackupPlanVersions": list_backup_plan_versions,
    "ListBackupPlans": list_backup_plans,
    "ListBackupSelections": list_backup_selections,
    "ListBackupVaults": list_backup_vaults,
    "ListCopyJobs": list_copy_jobs,
    "ListProtectedResources": list_protected_resources,
    "ListProtectedResourcesByBackupVault": list_protected_resources_by_backup_vault,
    "ListRecoveryPointsByBackupVault": list_recovery_points_by_backup_vault,
    "ListRecoveryPointsByResource": list_recovery_points_by_resource,
    "ListRestoreJobs": list_restore_jobs,
    "ListRestoreJobsByProtectedResource": list_restore_jobs_by_protected_resource,
    "ListTags": list_tags,
    "PutBackupVaultAccessPolicy": put_backup_vault_access_policy,
    "PutBackupVaultLockConfiguration": put_backup_vault_lock_configuration,
    "PutBackupVaultNotifications": put_backup_vault_notifications,
    "StartBackupJob": start_backup_job,
    "StartCopyJob": start_copy_job,
    "StartRestoreJob": start_restore_job,
    "StopBackupJob": stop_backup_job,
    "TagResource": tag_resource,
    "UntagResource": untag_resource,
    "UpdateBackupPlan": update_backup_plan,
    "UpdateGlobalSettings": update_global_settings,
    "UpdateRecoveryPointLifecycle": update_recovery_point_lifecycle,
    "UpdateRegionSettings": update_region_settings,
}


def run(world: World, call: Call) -> Answer:
    """Answer one call; AwsError where AWS would refuse it."""
    action = ACTIONS.get(call.action)
    if action is None:
        raise AwsError(
            "UnknownOperationException", f"The sandbox does not play AWS Backup's {call.action}"
        )
    scene = Scene(world, call.account, call.region, world.clock.now())
    answer = json_answer(action(scene, rest_input(call)))
    return replace(answer, headers={**answer.headers, "Content-Type": "application/json"})
