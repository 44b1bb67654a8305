"""What AWS Backup tells SNS: a sentence for people, its data in attributes.

Source: AWS Backup developer guide, "Notification options with AWS Backup". The
attributes have no region and no table, so these come from the sentence's ARNs.
"""

import re
from collections.abc import Mapping

from recovery.aws_events.event import AwsEvent, Fields, account_of, region_of, service_of, table_arn
from recovery.aws_events.keys import key_of

_BEGINS = re.compile(r"An? (?:AWS|Amazon) Backup\b|An Amazon Web Services Backup\b")
_POINT = re.compile(r"recovery point ARN\s*:\s*(arn:[^\s]+?)\.?(?=\s|$)", re.IGNORECASE)
_RESOURCE = re.compile(r"resource ARN\s*:\s*(arn:[^\s]+?)\.?(?=\s|$)", re.IGNORECASE)
_JOB = re.compile(r"job\s*id\s*:\s*([0-9A-Fa-f-]{8,64})", re.IGNORECASE)
_KINDS = {"BACKUP_JOB": "backup-job", "COPY_JOB": "copy-job", "RESTORE_JOB": "restore-job"}
_SAID = (
    ("completed successfully", "COMPLETED"),
    ("failed to complete in time", "EXPIRED"),
    ("failed", "FAILED"),
    ("stopped", "ABORTED"),
    ("started", "RUNNING"),
)
"""What the sentence says, where no attribute does; the first that is in it."""


def is_notification(text: str, attributes: Mapping[str, str]) -> bool:
    """Whether this is AWS Backup's sentence, not an event."""
    is_event = text.lstrip().startswith("{")
    return not is_event and ("EventType" in attributes or _BEGINS.match(text) is not None)


def read_notification(text: str, attributes: Mapping[str, str]) -> AwsEvent:
    """The same event that EventBridge tells of the job, as far as the sentence goes."""
    told = Fields(attributes)
    point, resource, job = _found(_POINT, text), _found(_RESOURCE, text), _found(_JOB, text)
    arn = table_arn(resource) or table_arn(point)
    kind = _kind(told.text("EventType"), text)
    state = told.text("State", "IndexStatus").upper() or _said(text)
    account_id = told.text("AccountId") or account_of(resource or point)
    id_ = told.text("Id") or job or point
    return AwsEvent.model_validate(
        {
            "kind": kind,
            "name": told.text("EventType") or "AWS Backup notification",
            "key": key_of(kind, account_id, id_ or text[:200], state),
            "account_id": account_id,
            "region": region_of(resource) or region_of(point),
            "at": told.instant("StartTime"),
            "state": state,
            "job_id": told.text("Id") or job,
            "table": arn,
            "is_foreign": not arn and service_of(resource) not in {"", "dynamodb"},
            "recovery_point": point,
            "message": "" if state == "COMPLETED" else text.partition(". ")[0],
        }
    )


def _kind(event_type: str, text: str) -> str:
    for name, kind in _KINDS.items():
        if event_type.startswith(name):
            return kind
    if event_type:
        return "other"
    lower = text[:60].lower()
    return next(
        (
            kind
            for word, kind in (("copy", "copy-job"), ("restore", "restore-job"))
            if word in lower
        ),
        "backup-job",
    )


def _said(text: str) -> str:
    return next((state for words, state in _SAID if words in text), "")


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""
