"""Calls of AWS's APIs that CloudTrail tells EventBridge: what was asked for, and by whom.

They tell the request, not its end: a backup that was asked for is not there yet.
Parameters are camelCase there (DynamoDB developer guide, "Understanding DynamoDB log
file entries"). AWS shows no record of CreateBackup; its answer's shape is taken from
the API's own.
"""

import re
from typing import Any

from recovery.aws_events.event import (
    AwsEvent,
    Fields,
    account_of,
    region_of,
    service_of,
    table_arn,
)
from recovery.aws_events.keys import digest_of
from recovery.names import is_table_name, partition_of

DETAIL_TYPES = frozenset({"AWS API Call via CloudTrail", "AWS Service Event via CloudTrail"})


AGENT = "ddbdr"
"""Before a slash and a job's id, in the user agent of the calls that job makes."""
_AGENT = re.compile(rf"(?:^|[\s\[]){AGENT}/([^\s\]]{{1,64}})")
_SOURCES = frozenset({"", "dynamodb.amazonaws.com", "backup.amazonaws.com"})


def read_api_call(event: dict[str, Any]) -> AwsEvent:
    """Read an event whose detail-type is one of DETAIL_TYPES."""
    outer, detail = Fields(event), Fields(event.get("detail"))
    asked, answered = detail.part("requestParameters"), detail.part("responseElements")
    who = detail.part("userIdentity")
    account_id = detail.text("recipientAccountId") or outer.text("account")
    region = detail.text("awsRegion") or outer.text("region")
    made = answered.part("backupDetails").text("backupArn")
    point = made or asked.text("backupArn", "recoveryPointArn")
    new = answered.part("tableDescription").text("tableArn")
    table = _table(asked, point, new, where=(region, account_id or who.text("accountId")))
    is_restore = detail.text("eventName").startswith("RestoreTable")
    return AwsEvent(
        kind="api-call",
        name=detail.text("eventName"),
        key=_key(detail, account_id, event),
        account_id=account_id or account_of(table),
        region=region or region_of(table),
        at=detail.instant("eventTime") or outer.instant("time"),
        state="REFUSED" if detail.text("errorCode") else "TAKEN",
        job_id=answered.text("backupJobId", "copyJobId", "restoreJobId")
        or asked.text("backupJobId"),
        table=table,
        is_foreign=_is_foreign(detail.text("eventSource"), point),
        recovery_point=point,
        created=new if is_restore else "",
        vault=asked.text("backupVaultName"),
        by=who.text("arn", "invokedBy", "principalId", "type"),
        agent=_agent(detail.text("userAgent")),
        refusal=detail.text("errorCode"),
        settings=_settings(asked),
    )


def _is_foreign(source: str, point: str) -> bool:
    """Other services have calls of these names too, and AWS Backup guards more than tables."""
    return source not in _SOURCES or service_of(point) not in {"", "backup", "dynamodb"}


def _key(detail: Fields, account_id: str, event: dict[str, Any]) -> str:
    """CloudTrail names each call by an id of its own."""
    id_ = detail.text("eventID") or digest_of(event.get("detail"))
    return f"api-call:{account_id}:{id_}"


def _table(asked: Fields, point: str, new: str, *, where: tuple[str, str]) -> str:
    """The table meant: by name or ARN, by a backup's ARN, or the new one."""
    named = asked.text("tableName", "sourceTableArn", "sourceTableName", "resourceArn")
    arn = table_arn(named) or table_arn(point)
    if arn or not is_table_name(named):
        return arn or table_arn(new)
    region, account_id = where
    return f"arn:{partition_of(region)}:dynamodb:{region}:{account_id}:table/{named}"


def _agent(user_agent: str) -> str:
    """For whom a caller says that it calls."""
    found = _AGENT.search(user_agent)
    return found[1] if found else ""


def _settings(asked: Fields) -> tuple[tuple[str, str], ...]:
    """What the call sets, small names for what is told of it."""
    pitr = asked.part("pointInTimeRecoverySpecification").text("pointInTimeRecoveryEnabled")
    opt_in = asked.part("resourceTypeOptInPreference").text("DynamoDB")
    managed = asked.part("resourceTypeManagementPreference").text("DynamoDB")
    found = {
        "pitr": pitr,
        "deletion-protection": asked.text("deletionProtectionEnabled"),
        "target": asked.text("targetTableName"),
        "plan": asked.text("backupPlanId"),
        "vault": asked.text("backupVaultName"),
        "job": asked.text("backupJobId"),
        "backup-name": asked.text("backupName"),
        "ResourceTypeOptInPreference": opt_in,
        "ResourceTypeManagementPreference": managed,
    }
    return tuple((name, value) for name, value in found.items() if value)
