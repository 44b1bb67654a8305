"""AWS's published request rates as buckets, per account and region."""

from dataclasses import dataclass

# DynamoDB API reference, calls a second; for everything else the control plane's
# (developer guide, "bp-control-plane").
_DYNAMODB = {
    "CreateBackup": 50.0,
    "RestoreTableFromBackup": 10.0,
    "DescribeBackup": 10.0,
    "DeleteBackup": 10.0,
    "ListBackups": 5.0,
    "DescribeContinuousBackups": 10.0,
    "ListTagsOfResource": 10.0,
    "TagResource": 5.0,
    "UntagResource": 5.0,
}
_CONTROL_PLANE = 2500.0

# General reference, "AWS Backup endpoints and quotas": calls a second of each operation, and of
# all together. What it does not name gets the least it gives to any.
_BACKUP = {
    "DeleteRecoveryPoint": 10.0,
    "DescribeBackupJob": 15.0,
    "DescribeRecoveryPoint": 15.0,
    "GetBackupPlan": 15.0,
    "GetBackupSelection": 15.0,
    "GetBackupVaultAccessPolicy": 15.0,
    "ListBackupJobs": 20.0,
    "ListBackupPlans": 20.0,
    "ListBackupSelections": 20.0,
    "ListBackupVaults": 20.0,
    "ListRecoveryPointsByBackupVault": 20.0,
}
_BACKUP_LEAST = 5.0
_BACKUP_ALL = 50.0

# EventBridge's quotas name 50 a second for all operations but PutEvents; the Scheduler's name 250
# and more for each that works on one schedule. Organizations publishes none: the least is taken.
_WHOLE_SERVICES = {"events": 50.0, "scheduler": 50.0, "organizations": 1.0}


@dataclass(frozen=True)
class Limit:
    """A bucket's name within its account and region, and its calls a second."""

    bucket: str
    per_second: float


def limits(service: str, operation: str) -> tuple[Limit, ...]:
    """Every bucket a call takes a token of; `service` is boto3's name of it."""
    if service == "backup":
        own = Limit(f"backup/{operation}", _BACKUP.get(operation, _BACKUP_LEAST))
        return own, Limit("backup", _BACKUP_ALL)
    if service in _WHOLE_SERVICES:
        return (Limit(service, _WHOLE_SERVICES[service]),)
    if operation in _DYNAMODB:
        return (Limit(operation, _DYNAMODB[operation]),)
    return (Limit("control-plane", _CONTROL_PLANE),)
