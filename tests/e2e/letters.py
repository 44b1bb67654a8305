"""What may lie in the queue for events, and the name of the notice each is told by.

`published_events.jsonl` has AWS Backup's samples as its developer guide publishes them, one a
line, with every oddity: accounts of 13 digits, numbers as text, `{}`, ids that four events
share, jobs without an id, resources that are no tables. `tests.aws_samples` has the same of
tables.
"""

import json
from pathlib import Path
from typing import Any, NamedTuple

from tests import aws_samples as samples

PUBLISHED = Path(__file__).with_name("published_events.jsonl").read_text().splitlines()
"""None of them is of a table."""
PLAN = "bde0f455-4e24-4668-aeaa-4932a97f5cc5"
RESTORED = f"{samples.TABLE}-again"
_POINTS = f"arn:aws:backup:us-east-2:{samples.ACCOUNT}:recovery-point"
_OFF = {"ResourceTypeOptInPreference": {"DynamoDB": False, "EBS": True}}
_NO_PITR = {"pointInTimeRecoverySpecification": {"pointInTimeRecoveryEnabled": False}}
Json = dict[str, Any]


class Told(NamedTuple):
    """A letter and the notice that comes of it; empty where nobody has to hear of it."""

    notice: str
    letter: Json


def _point(number: int, status: str, **more: object) -> Json:
    return samples.point(status, f"{_POINTS}:{number:08d}-a3bd-410b-b292-99f442d13b56", **more)


def _call(name: str, asked: Json, **more: Any) -> Json:  # noqa: ANN401  samples'
    source = "dynamodb" if "ableName" in str(asked) else "backup"
    return samples.api_call(name, asked, eventSource=f"{source}.amazonaws.com", **more)


STATES = (
    Told("", samples.created()),
    Told("", samples.backup("PENDING", statusMessage="")),
    Told("", samples.backup("RUNNING", percentDone=99)),
    Told("BackupCompleted", samples.backup("COMPLETED")),
    Told("BackupFailed", samples.backup("FAILED", statusMessage='"The vault does not exist."')),
    Told("BackupAborted", samples.backup("ABORTED")),
    Told("BackupExpired", samples.backup("EXPIRED")),
    Told("", samples.copy_created()),
    Told("", samples.copy("RUNNING")),
    Told("CopyCompleted", samples.copy("COMPLETED")),
    Told("CopyFailed", samples.copy("FAILED", statusMessage="Access denied")),
    Told("", samples.event("Restore Job State Change", {"restoreJobId": "1", "state": "CREATED"})),
    Told("", samples.restore("PENDING")),
    Told("", samples.restore("RUNNING")),
    Told(
        "RestoreCompleted",
        samples.restore("COMPLETED", sourceResourceArn=samples.TABLE, createdResourceArn=RESTORED),
    ),
    Told("RestoreFailed", samples.restore("FAILED", statusMessage="No such key")),
    Told("", samples.point("COMPLETED")),  # the backup's own event told it
    Told("", samples.point("AVAILABLE", samples.COPY)),  # and the copy's
    Told("", _point(1, "CREATING")),
    Told("RecoveryPointPartial", _point(2, "PARTIAL")),
    Told("RecoveryPointExpired", _point(3, "EXPIRED")),
    Told("BackupDeleted", _point(4, "DELETING")),
    Told("", _point(4, "DELETED")),
    Told(
        "BackupPlanDeleted",
        samples.event("Backup Plan State Change", {"backupPlanId": PLAN, "state": "DELETED"}),
    ),
    Told(
        "BackupVaultModified",
        samples.event("Backup Vault State Change", {"backupVaultName": "v", "state": "MODIFIED"}),
    ),
    Told("AWS Backup off", samples.event("Region Setting State Change", _OFF)),
    Told("", samples.event("Recovery Point Index State Change", {"indexStatus": "ACTIVE"})),
    Told("", samples.event("Scan Job State Change", {"scanJobId": "1", "state": "COMPLETED"})),
    Told("", samples.event("Something New State Change", {"state": "COMPLETED"})),
)
"""State changes of AWS Backup."""

CALLS = (
    Told("PITR off", _call("UpdateContinuousBackups", {"tableName": "orders"} | _NO_PITR)),
    Told("TableDeleted", _call("DeleteTable", {"tableName": "orders"})),
    Told(
        "DeletionProtectionOff",
        _call("UpdateTable", {"tableName": "orders", "deletionProtectionEnabled": False}),
    ),
    Told("", _call("UpdateTable", {"tableName": "orders", "billingMode": "PROVISIONED"})),
    Told("BackupDeleted", samples.api_call("DeleteBackup", {"backupArn": samples.NATIVE})),
    Told("VaultPolicyDeleted", _call("DeleteBackupVaultAccessPolicy", {"backupVaultName": "v"})),
    Told("", _call("DeleteTable", {"tableName": "users"}, errorCode="AccessDenied", eventID="2")),
    Told("", _call("ListTables", {})),
)
"""What CloudTrail tells."""

_SENTENCE = (
    "An AWS Backup job failed. "
    f"Resource ARN : {samples.TABLE}. BackupJob ID : 7b234567-0000-4a86-a440-759fa94f34dd"
)
_FAILED = {"State": "FAILED", "EventType": "BACKUP_JOB", "AccountId": samples.ACCOUNT}
WRAPPED = (
    Told(
        "BackupFailed",
        samples.notification(_SENTENCE, **_FAILED, Id="7b234567-0000-4a86-a440-759fa94f34dd"),
    ),
    # What EventBridge told already, by way of a topic.
    Told("", samples.notification(samples.text(samples.copy("FAILED")))),
)
"""What SNS carries."""

MALFORMED = {
    "no JSON": "backup failed",
    "HTML": "<html><body><h1>502 Bad Gateway</h1></body></html>",
    "cut off": samples.text(samples.backup("FAILED"))[:-40],
    "a list": json.dumps([samples.backup("FAILED")]),
    "300 kB": "x" * 300_000,
    "deep": '{"detail":' * 50_000,
}
"""What is no event, by what is wrong with it."""
