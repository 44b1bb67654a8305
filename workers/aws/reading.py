"""AWS's answers as our models, and our overrides as AWS's parameters. Pure.

Endpoints leave out what they do not keep, so every field but names and states is
read as if it may be absent.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from workers.aws.models import (
    AWS_MANAGED,
    AWS_OWNED,
    Backup,
    BackupDetail,
    BackupPage,
    Capacity,
    Encryption,
    GlobalIndex,
    PointInTime,
    RestoreOverrides,
    RestoreSummary,
    Table,
    Throughput,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import SSESpecificationTypeDef

Answer = Mapping[str, Any]


def read_table(answer: Answer) -> Table:
    """A TableDescription."""
    throughput = _throughput(answer)
    stream = answer.get("StreamSpecification") or {}
    indexes = answer.get("GlobalSecondaryIndexes") or []
    return Table(
        name=answer["TableName"],
        arn=answer.get("TableArn", ""),
        id=answer.get("TableId", ""),
        status=answer["TableStatus"],
        size_bytes=_counted(answer, "TableSizeBytes"),
        item_count=_counted(answer, "ItemCount"),
        billing_mode=_billing_mode(answer.get("BillingModeSummary"), throughput.reads),
        throughput=throughput,
        global_indexes=tuple(_global_index(index) for index in indexes),
        local_indexes=_names(answer.get("LocalSecondaryIndexes")),
        capacities=(_capacity(answer), *(_capacity(index) for index in indexes)),
        index_bytes=sum(index.get("IndexSizeBytes", 0) for index in indexes) or None,
        stream=stream.get("StreamViewType", "") if stream.get("StreamEnabled") else "",
        table_class=(answer.get("TableClassSummary") or {}).get("TableClass", ""),
        deletion_protection=bool(answer.get("DeletionProtectionEnabled")),
        replicas=tuple(one["RegionName"] for one in answer.get("Replicas") or []),
        encryption=_encryption(answer.get("SSEDescription")),
        restore=_restore(answer.get("RestoreSummary")),
        created=utc(answer.get("CreationDateTime")),
    )


def read_point_in_time(answer: Answer) -> PointInTime:
    """A ContinuousBackupsDescription; its own status is always ENABLED and says nothing."""
    described = answer.get("PointInTimeRecoveryDescription") or {}
    return PointInTime(
        is_on=described.get("PointInTimeRecoveryStatus") == "ENABLED",
        earliest=utc(described.get("EarliestRestorableDateTime")),
        latest=utc(described.get("LatestRestorableDateTime")),
        days=described.get("RecoveryPeriodInDays"),
    )


def read_ttl(answer: Answer | None) -> str:
    """A TimeToLiveDescription: the attribute, if items expire by it."""
    described = answer or {}
    is_on = described.get("TimeToLiveStatus") in {"ENABLED", "ENABLING"}
    return described.get("AttributeName", "") if is_on else ""


def read_contributor_insights(answer: Answer) -> tuple[str, ...]:
    """What ListContributorInsights answers: where it is on, an index or (empty) the table."""
    return tuple(
        one.get("IndexName", "")
        for one in answer["ContributorInsightsSummaries"]
        if one.get("ContributorInsightsStatus") in {"ENABLED", "ENABLING"}
    )


def read_kinesis_streams(answer: Answer) -> tuple[str, ...]:
    """What DescribeKinesisStreamingDestination answers: the streams that get changes."""
    return tuple(
        one["StreamArn"]
        for one in answer["KinesisDataStreamDestinations"]
        if one.get("DestinationStatus") in {"ACTIVE", "ENABLING", "UPDATING"}
    )


def read_tags(answer: Answer) -> tuple[tuple[str, str], ...]:
    """What ListTagsOfResource answers."""
    return tuple((tag["Key"], tag["Value"]) for tag in answer.get("Tags") or [])


def read_names(answer: Answer) -> tuple[tuple[str, ...], str]:
    """What ListTables answers: a page, and where the next one starts."""
    return tuple(answer["TableNames"]), answer.get("LastEvaluatedTableName") or ""


def read_backups(answer: Answer) -> BackupPage:
    """What ListBackups answers."""
    return BackupPage(
        backups=tuple(
            read_backup(summary, table=_table_of(summary["BackupArn"]))
            for summary in answer["BackupSummaries"]
        ),
        next_arn=answer.get("LastEvaluatedBackupArn") or "",
    )


def _table_of(arn: str) -> str:
    """`orders` of `arn:aws:dynamodb:REGION:ACCOUNT:table/orders/backup/ID`, else nothing."""
    kind, _, rest = arn.rpartition(":")[2].partition("/")
    return rest.partition("/")[0] if kind == "table" else ""


def read_backup(answer: Answer, *, table: str) -> Backup:
    """A BackupSummary or BackupDetails; only the former names its table."""
    return Backup(
        arn=answer["BackupArn"],
        name=answer["BackupName"],
        table=answer.get("TableName", table),
        table_arn=answer.get("TableArn", ""),
        table_id=answer.get("TableId", ""),
        kind=answer.get("BackupType", ""),
        status=answer["BackupStatus"],
        size_bytes=_counted(answer, "BackupSizeBytes"),
        created=in_utc(answer["BackupCreationDateTime"]),
        expires=utc(answer.get("BackupExpiryDateTime")),
    )


def read_backup_detail(answer: Answer) -> BackupDetail:
    """A BackupDescription, with the table as it was when the backup was made."""
    source = answer.get("SourceTableDetails") or {}
    features = answer.get("SourceTableFeatureDetails") or {}
    details = answer["BackupDetails"]
    named = source.get("TableName") or _table_of(details["BackupArn"])
    backup = read_backup(details, table=named)
    return BackupDetail(
        backup=backup.model_copy(update={"table_arn": source.get("TableArn", "")}),
        table=_source_table(source, features) if source else None,
        ttl_attribute=read_ttl(features.get("TimeToLiveDescription")),
    )


def _source_table(source: Answer, features: Answer) -> Table:
    billing = {"BillingMode": source["BillingMode"]} if "BillingMode" in source else None
    return read_table(
        {
            **source,
            "TableName": source.get("TableName", ""),
            "TableStatus": "",
            "BillingModeSummary": billing,
            "GlobalSecondaryIndexes": features.get("GlobalSecondaryIndexes"),
            "LocalSecondaryIndexes": features.get("LocalSecondaryIndexes"),
            "StreamSpecification": features.get("StreamDescription"),
            "SSEDescription": features.get("SSEDescription"),
            "CreationDateTime": source.get("TableCreationDateTime"),
        }
    )


def restore_settings(overrides: RestoreOverrides) -> dict[str, Any]:
    """The *Override parameters that both restores take."""
    settings: dict[str, Any] = {}
    if overrides.billing_mode:
        settings["BillingModeOverride"] = overrides.billing_mode
    if overrides.throughput:
        settings["ProvisionedThroughputOverride"] = _units(overrides.throughput)
    if overrides.global_indexes:
        indexes = [_index_override(index) for index in overrides.global_indexes]
        settings["GlobalSecondaryIndexOverride"] = indexes
    if overrides.without_indexes:
        settings["GlobalSecondaryIndexOverride"] = []
        settings["LocalSecondaryIndexOverride"] = []
    if overrides.encryption:
        settings["SSESpecificationOverride"] = _sse(overrides.encryption)
    return settings


def _index_override(index: GlobalIndex) -> dict[str, Any]:
    """AWS takes the index only if name, keys and projection are those of the source's."""
    projection: dict[str, Any] = {"ProjectionType": index.projection}
    if index.included:
        projection["NonKeyAttributes"] = list(index.included)
    return {
        "IndexName": index.name,
        "KeySchema": [{"AttributeName": name, "KeyType": kind} for name, kind in index.keys],
        "Projection": projection,
        "ProvisionedThroughput": _units(index.throughput),
    }


def _units(throughput: Throughput) -> dict[str, int]:
    return {"ReadCapacityUnits": throughput.reads, "WriteCapacityUnits": throughput.writes}


def _sse(encryption: str) -> "SSESpecificationTypeDef":
    """`Enabled: False` means a key AWS owns, `True` alone `alias/aws/dynamodb`."""
    if encryption == AWS_OWNED:
        return {"Enabled": False}
    if encryption == AWS_MANAGED:
        return {"Enabled": True, "SSEType": "KMS"}
    return {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": encryption}


def _counted(answer: Answer, member: str) -> int | None:
    """A figure AWS refreshes about every six hours; until the first time it is 0."""
    return answer.get(member) or None


def _throughput(answer: Answer) -> Throughput:
    units = answer.get("ProvisionedThroughput") or {}
    return Throughput(
        reads=units.get("ReadCapacityUnits", 0), writes=units.get("WriteCapacityUnits", 0)
    )


def _capacity(answer: Answer) -> Capacity:
    """A table's or an index's; AWS writes a maximum that is not set as -1 or not at all."""
    maximum, warm = answer.get("OnDemandThroughput") or {}, answer.get("WarmThroughput") or {}
    return Capacity(
        index=answer.get("IndexName", ""),
        maximum=Throughput(
            reads=max(0, maximum.get("MaxReadRequestUnits", 0)),
            writes=max(0, maximum.get("MaxWriteRequestUnits", 0)),
        ),
        warm=Throughput(
            reads=warm.get("ReadUnitsPerSecond", 0), writes=warm.get("WriteUnitsPerSecond", 0)
        ),
    )


def _global_index(index: Answer) -> GlobalIndex:
    projection = index.get("Projection") or {}
    return GlobalIndex(
        name=index["IndexName"],
        keys=tuple((key["AttributeName"], key["KeyType"]) for key in index.get("KeySchema") or []),
        projection=projection.get("ProjectionType", ""),
        included=tuple(projection.get("NonKeyAttributes") or []),
        throughput=_throughput(index),
    )


def _billing_mode(summary: Answer | None, reads: int) -> str:
    """AWS leaves the summary out for tables that were always provisioned."""
    if summary and "BillingMode" in summary:
        return str(summary["BillingMode"])
    return "PROVISIONED" if reads else "PAY_PER_REQUEST"


def _encryption(described: Answer | None) -> Encryption:
    if not described:
        return Encryption()
    return Encryption(
        type=described.get("SSEType", ""),
        key_arn=described.get("KMSMasterKeyArn", ""),
        status=described.get("Status", ""),
    )


def _restore(summary: Answer | None) -> RestoreSummary | None:
    if not summary:
        return None
    return RestoreSummary(
        source_backup_arn=summary.get("SourceBackupArn", ""),
        source_table_arn=summary.get("SourceTableArn", ""),
        restore_at=utc(summary.get("RestoreDateTime")),
        in_progress=bool(summary.get("RestoreInProgress")),
    )


def _names(indexes: list[Answer] | None) -> tuple[str, ...]:
    return tuple(index["IndexName"] for index in indexes or [])


def utc(instant: datetime | None) -> datetime | None:
    """An instant that may be absent, in UTC."""
    return None if instant is None else in_utc(instant)


def in_utc(instant: datetime) -> datetime:
    """AWS says its zone; an endpoint that writes a text without one means UTC."""
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
