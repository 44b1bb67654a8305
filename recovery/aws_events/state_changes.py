"""State changes that AWS Backup tells EventBridge.

Source: AWS Backup developer guide, "Monitoring AWS Backup events using Amazon
EventBridge", with its samples.
"""

from typing import Any, NamedTuple

from recovery.aws_events.event import (
    AwsEvent,
    Fields,
    Kind,
    account_of,
    service_of,
    table_arn,
)
from recovery.aws_events.keys import digest_of, key_of


class _Shape(NamedTuple):
    """Where a kind of event keeps its own id and state."""

    kind: Kind
    id: str = ""
    state: str = ""


SHAPES = {
    "Backup Job State Change": _Shape("backup-job", "backupJobId"),
    "Copy Job State Change": _Shape("copy-job", "copyJobId"),
    "Restore Job State Change": _Shape("restore-job", "restoreJobId"),
    "Recovery Point State Change": _Shape("recovery-point"),
    "Recovery Point Change": _Shape("recovery-point"),
    "Recovery Point Index State Change": _Shape("index", state="indexStatus"),
    "Scan Job State Change": _Shape("scan-job", "scanJobId"),
    "Backup Plan State Change": _Shape("backup-plan"),
    "Backup Vault State Change": _Shape("backup-vault"),
    "Region Setting State Change": _Shape("region-setting"),
}
_OF_RESOURCES = frozenset({"backup-job", "copy-job", "restore-job", "recovery-point"})


def read_state_change(event: dict[str, Any]) -> AwsEvent:
    """Read an event whose detail-type is one of SHAPES."""
    outer, detail = Fields(event), Fields(event.get("detail"))
    name = outer.text("detail-type")
    shape = SHAPES[name]
    resources = outer.texts("resources")
    point = _recovery_point(shape.kind, detail, resources)
    table = _table(detail, resources)
    state = detail.text(shape.state, "state", "status").upper()
    job_id = detail.text(shape.id) if shape.id else ""
    account_id = outer.text("account") or account_of(point) or account_of(table)
    id_ = job_id or (point if shape.kind == "recovery-point" else "")
    return AwsEvent(
        kind=shape.kind,
        name=name,
        key=_key(shape.kind, account_id, id_, state, event),
        account_id=account_id,
        region=outer.text("region"),
        at=outer.instant("time"),
        state=state,
        job_id=job_id,
        table=table,
        is_foreign=shape.kind in _OF_RESOURCES and _is_foreign(detail, table, resources),
        recovery_point=point,
        created=table_arn(detail.text("createdResourceArn")),
        source_vault=detail.text("sourceBackupVaultArn"),
        vault=detail.text("destinationBackupVaultArn", "backupVaultArn", "backupVaultName"),
        size_bytes=detail.number("backupSizeInBytes"),
        message=detail.text("statusMessage", "message").strip(' "'),
        expires=detail.part("calculatedLifeCycle").instant("deleteAt"),
        as_of=detail.instant("creationDate") if shape.kind == "recovery-point" else None,
        is_copied_on=bool(detail.part("createdBy").text("backupPlanId")),
        settings=_settings(shape.kind, detail),
    )


def _key(kind: str, account_id: str, id_: str, state: str, event: dict[str, Any]) -> str:
    """AWS's event ids are no help: four of its own samples share one."""
    if id_:
        return key_of(kind, account_id, id_, state)
    told = {name: event.get(name) for name in ("region", "time", "resources", "detail")}
    return key_of(kind, account_id, digest_of(told), state)


def _recovery_point(kind: Kind, detail: Fields, resources: tuple[str, ...]) -> str:
    """What the event says was made, changed or restored from."""
    if kind == "copy-job":
        return detail.text("destinationRecoveryPointArn")
    named = detail.text("recoveryPointArn")
    if named:
        return named
    looks = (one for one in resources if ":recovery-point:" in one or "/backup/" in one)
    return next(looks, resources[0] if kind == "recovery-point" and resources else "")


def _table(detail: Fields, resources: tuple[str, ...]) -> str:
    """The table meant, from whichever field names one."""
    named = ("resourceArn", "sourceResourceArn", "createdResourceArn")
    found = (table_arn(arn) for arn in (*(detail.text(name) for name in named), *resources))
    return next((arn for arn in found if arn), "")


def _is_foreign(detail: Fields, table: str, resources: tuple[str, ...]) -> bool:
    """Whether it surely concerns something that is no table."""
    if table:
        return False
    told = detail.text("resourceType").lower()
    if told:
        return told != "dynamodb"
    services = {service_of(arn) for arn in (detail.text("resourceArn"), *resources)}
    return bool(services - {"", "backup", "dynamodb"})


def _settings(kind: Kind, detail: Fields) -> tuple[tuple[str, str], ...]:
    """What else a person wants to know of plans, vaults and settings."""
    if kind == "region-setting":
        preferences = ("ResourceTypeOptInPreference", "ResourceTypeManagementPreference")
        found = ((name, detail.part(name).text("DynamoDB")) for name in preferences)
        return tuple((name, value) for name, value in found if value)
    if kind in {"backup-plan", "backup-vault"}:
        names = ("backupPlanId", "backupPlanName", "backupVaultName", "isLocked")
        return tuple((name, detail.text(name)) for name in names if detail.text(name))
    return ()
