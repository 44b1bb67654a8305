"""Events as AWS documents them, of tables: the developer guide has none of DynamoDB's own.

Their shapes, types, ids and 13-digit accounts are AWS's ("Monitoring AWS Backup events
using Amazon EventBridge"); ARNs are those of a table.
"""

import json
from typing import Any

Json = dict[str, Any]

ACCOUNT = "123456789012"
TABLE = f"arn:aws:dynamodb:us-east-2:{ACCOUNT}:table/orders"
POINT = f"arn:aws:backup:us-east-2:{ACCOUNT}:recovery-point:f1d966fe-a3bd-410b-b292-99f442d13b56"
COPY = f"arn:aws:backup:us-west-1:{ACCOUNT}:recovery-point:42bb8260-92cd-46a2-ab8d-b29f4edb47b1"
VAULT = f"arn:aws:backup:us-east-2:{ACCOUNT}:backup-vault:ddbdr"
DR_VAULT = f"arn:aws:backup:us-west-1:{ACCOUNT}:backup-vault:ddbdr"
BACKUP_JOB = "a827233a-d405-4a86-a440-759fa94f34dd"
COPY_JOB = "47C8EF56-74D8-059D-1301-C5BE1D5C926E"
NATIVE = f"{TABLE}/backup/01763345640000-b4e58d3a"
ROLE = f"arn:aws:sts::{ACCOUNT}:assumed-role/admin/eve"
SHARED_ID = "ab32977c-378d-2122-e985-fgh4596f0709"
"""Four of AWS's samples have this id."""


def event(detail_type: str, detail: Json, resources: tuple[str, ...] = (), **outer: Any) -> Json:  # noqa: ANN401  members of the envelope
    """An event in EventBridge's envelope."""
    given = {
        "version": "0",
        "id": SHARED_ID,
        "detail-type": detail_type,
        "source": "aws.backup",
        "account": ACCOUNT,
        "time": "2026-11-14T02:14:17Z",
        "region": "us-east-2",
        "resources": list(resources),
        "detail": detail,
    }
    return given | outer


def backup(state: str, **more: Any) -> Json:  # noqa: ANN401  same
    """A backup job's; numbers are text, COMPLETED alone has a size."""
    detail = {
        "backupJobId": BACKUP_JOB,
        "backupVaultArn": VAULT,
        "backupVaultName": "ddbdr",
        "bytesTransferred": "0",
        "creationDate": "2026-11-14T02:10:31.207Z",
        "resourceArn": TABLE,
        "resourceType": "DynamoDB",
        "state": state,
        "startBy": "2026-11-14T10:10:31.207Z",
        "percentDone": 0,
        "retryCount": 3,
    }
    done = {"backupSizeInBytes": "12992276889"} if state == "COMPLETED" else {}
    resources = (POINT,) if state == "COMPLETED" else ()
    return event("Backup Job State Change", detail | done | more, resources)


def created() -> Json:
    """A backup job's first: three fields, no resource anywhere."""
    detail = {"backupJobId": BACKUP_JOB, "state": "CREATED", "creationDate": "2026-11-14T02:10:31Z"}
    return event("Backup Job State Change", detail)


def copy(state: str, **more: Any) -> Json:  # noqa: ANN401  same
    """A copy job's; the size is a number, and what is not there yet is an empty object."""
    detail = {
        "copyJobId": COPY_JOB,
        "backupSizeInBytes": 12992276889,
        "creationDate": "2026-11-14T02:14:00.239Z",
        "resourceArn": TABLE,
        "resourceType": "DynamoDB",
        "sourceBackupVaultArn": VAULT,
        "state": state,
        "destinationBackupVaultArn": DR_VAULT,
        "destinationRecoveryPointArn": COPY if state == "COMPLETED" else {},
    }
    return event("Copy Job State Change", detail | more, (POINT,))


def copy_created() -> Json:
    """A copy job's first: without an id, a state and two vaults."""
    detail = {
        "creationDate": "2026-11-14T02:14:00.754Z",
        "state": "CREATED",
        "sourceBackupVaultArn": VAULT,
        "destinationBackupVaultArn": DR_VAULT,
    }
    return event("Copy Job State Change", detail, (POINT,))


def restore(status: str, **more: Any) -> Json:  # noqa: ANN401  same
    """A restore job's; says `status`, and names tables only when it is over."""
    detail = {
        "restoreJobId": "1B234A56-789B-01CD-2A34-4567A08901FD",
        "backupSizeInBytes": "0",
        "creationDate": "2026-11-14T02:19:07.303Z",
        "percentDone": 0,
        "resourceType": "DynamoDB",
        "status": status,
    }
    return event("Restore Job State Change", detail | more, (POINT,))


def point(status: str, arn: str = POINT, **more: Any) -> Json:  # noqa: ANN401  same
    """A recovery point's; its ARN stands in `resources` alone."""
    detail = {
        "backupVaultName": "ddbdr",
        "backupVaultArn": VAULT,
        "resourceType": "DynamoDB",
        "resourceArn": TABLE,
        "status": status,
        "isEncrypted": "false",
        "storageClass": "WARM",
        "lifecycle": {"deleteAfterDays": 100},
        "calculatedLifeCycle": {"deleteAt": "2026-12-30T02:14:31.152Z"},
    }
    region = arn.split(":")[3]
    return event("Recovery Point State Change", detail | more, (arn,), region=region)


def api_call(name: str, asked: Json, answered: Json | None = None, **more: Any) -> Json:  # noqa: ANN401  same
    """A call that CloudTrail tells."""
    detail = {
        "eventVersion": "1.10",
        "userIdentity": {"type": "AssumedRole", "arn": ROLE, "accountId": ACCOUNT},
        "eventTime": "2026-11-14T02:14:00Z",
        "eventSource": "dynamodb.amazonaws.com",
        "eventName": name,
        "awsRegion": "us-east-2",
        "requestParameters": asked,
        "responseElements": answered,
        "eventID": f"d1a4a2c0-{name}",
        "recipientAccountId": ACCOUNT,
    }
    return event("AWS API Call via CloudTrail", detail | more, id="90e9", source="aws.dynamodb")


def notification(sentence: str, **attributes: str) -> Json:
    """AWS Backup's sentence as SNS wraps it."""
    return {
        "Type": "Notification",
        "MessageId": "12345678-abcd-123a-def0-abcd1a234567",
        "TopicArn": f"arn:aws:sns:us-east-2:{ACCOUNT}:backups",
        "Subject": "Notification from AWS Backup",
        "Message": sentence,
        "MessageAttributes": {
            name: {"Type": "String", "Value": value} for name, value in attributes.items()
        },
    }


def text(message: Json) -> str:
    """As a queue holds it."""
    return json.dumps(message)
