"""IAM's name of what a call needs: `backup:StartCopyJob`."""

_SERVICES = {
    "backup": (
        "CreateBackupPlan",
        "CreateBackupSelection",
        "CreateBackupVault",
        "DeleteBackupPlan",
        "DeleteBackupSelection",
        "DeleteRecoveryPoint",
        "DescribeBackupJob",
        "DescribeBackupVault",
        "DescribeCopyJob",
        "DescribeGlobalSettings",
        "DescribeRecoveryPoint",
        "DescribeRegionSettings",
        "GetBackupPlan",
        "GetBackupSelection",
        "GetBackupVaultAccessPolicy",
        "ListBackupJobs",
        "ListBackupPlans",
        "ListBackupSelections",
        "ListBackupVaults",
        "ListCopyJobs",
        "ListRecoveryPointsByBackupVault",
        "StartBackupJob",
        "StartCopyJob",
        "StopBackupJob",
        "UpdateBackupPlan",
        "UpdateRegionSettings",
    ),
    "events": (
        "DeleteRule",
        "DescribeRule",
        "ListTargetsByRule",
        "PutRule",
        "PutTargets",
        "RemoveTargets",
    ),
    "kms": ("DescribeKey", "GetKeyPolicy"),
    "organizations": ("DescribeOrganization",),
    "scheduler": (
        "CreateSchedule",
        "DeleteSchedule",
        "GetSchedule",
        "ListSchedules",
        "UpdateSchedule",
    ),
    "servicequotas": ("GetServiceQuota",),
    "sqs": ("GetQueueAttributes", "ReceiveMessage"),
    "sts": ("AssumeRole",),
}
_ACTIONS = {
    operation: f"{service}:{operation}"
    for service, operations in _SERVICES.items()
    for operation in operations
} | {"DeleteMessageBatch": "sqs:DeleteMessage"}


def iam_action(operation: str) -> str:
    """The action that allows a call; what is of no other service is DynamoDB's."""
    return _ACTIONS.get(operation, f"dynamodb:{operation}")
