"""DynamoDB's control plane through boto3."""

from datetime import datetime
from typing import TYPE_CHECKING

from workers.aws.calls import Calls
from workers.aws.errors import NotFound, NotSupported, Rejected
from workers.aws.line import onward
from workers.aws.models import (
    Backup,
    BackupDetail,
    BackupPage,
    PointInTime,
    RestoreOverrides,
    Table,
)
from workers.aws.reading import (
    read_backup,
    read_backup_detail,
    read_backups,
    read_contributor_insights,
    read_kinesis_streams,
    read_names,
    read_point_in_time,
    read_table,
    read_tags,
    read_ttl,
    restore_settings,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import (
        ListBackupsInputTypeDef,
        PointInTimeRecoverySpecificationTypeDef,
        TagTypeDef,
    )

PAGE = 100


class BotoDynamoDb:
    """Keeps `workers.aws.door.DynamoDb`.

    Args:
        calls: How calls are made there.
        reading: A client that retries.
        changing: A client that sends once.
    """

    def __init__(
        self, calls: Calls, *, reading: "DynamoDBClient", changing: "DynamoDBClient"
    ) -> None:
        self._calls = calls
        self._reading = reading
        self._changing = changing

    def describe_table(self, name: str) -> Table:
        """DescribeTable."""
        return self._calls.read(
            "DescribeTable",
            lambda: read_table(self._reading.describe_table(TableName=name)["Table"]),
        )

    def describe_point_in_time(self, name: str, *, patient: bool = True) -> PointInTime:
        """DescribeContinuousBackups."""
        return self._calls.read(
            "DescribeContinuousBackups",
            lambda: read_point_in_time(
                self._reading.describe_continuous_backups(TableName=name)[
                    "ContinuousBackupsDescription"
                ]
            ),
            patient=patient,
        )

    def describe_ttl(self, name: str) -> str:
        """DescribeTimeToLive."""
        return self._calls.read(
            "DescribeTimeToLive",
            lambda: read_ttl(
                self._reading.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
            ),
        )

    def list_tags(self, arn: str, *, patient: bool = True) -> tuple[tuple[str, str], ...]:
        """ListTagsOfResource; a table has at most 50 tags, which fit one page."""
        return self._calls.read(
            "ListTagsOfResource",
            lambda: read_tags(self._reading.list_tags_of_resource(ResourceArn=arn)),
            patient=patient,
        )

    def has_resource_policy(self, arn: str) -> bool:
        """GetResourcePolicy."""
        try:
            return self._calls.read(
                "GetResourcePolicy",
                lambda: bool(self._reading.get_resource_policy(ResourceArn=arn)["Policy"]),
            )
        except NotFound as error:
            if error.code == "PolicyNotFoundException":
                return False
            raise

    def kinesis_streams(self, name: str) -> tuple[str, ...]:
        """DescribeKinesisStreamingDestination."""
        return self._calls.read(
            "DescribeKinesisStreamingDestination",
            lambda: read_kinesis_streams(
                self._reading.describe_kinesis_streaming_destination(TableName=name)
            ),
        )

    def contributor_insights(self, name: str) -> tuple[str, ...]:
        """ListContributorInsights; a table and its 20 indexes fit one page."""
        return self._calls.read(
            "ListContributorInsights",
            lambda: read_contributor_insights(
                self._reading.list_contributor_insights(TableName=name, MaxResults=PAGE)
            ),
        )

    def list_tables(self, *, start_after: str = "") -> tuple[tuple[str, ...], str]:
        """ListTables."""
        names, following = self._calls.read(
            "ListTables",
            lambda: read_names(
                self._reading.list_tables(Limit=PAGE, ExclusiveStartTableName=start_after)
                if start_after
                else self._reading.list_tables(Limit=PAGE)
            ),
        )
        return names, onward(following, start_after)

    def list_backups(
        self,
        *,
        table: str = "",
        since: datetime | None = None,
        start_after: str = "",
        patient: bool = True,
    ) -> BackupPage:
        """ListBackups of every type; without the filter where an endpoint refuses it."""
        request: ListBackupsInputTypeDef = {"Limit": PAGE, "BackupType": "ALL"}
        if table:
            request["TableName"] = table
        if since is not None:
            request["TimeRangeLowerBound"] = since
        if start_after:
            request["ExclusiveStartBackupArn"] = start_after
        try:
            return self._list_backups(request, patient=patient)
        except (Rejected, NotSupported):
            del request["BackupType"]
            return self._list_backups(request, patient=patient)

    def describe_backup(self, arn: str) -> BackupDetail:
        """DescribeBackup."""
        return self._calls.read(
            "DescribeBackup",
            lambda: read_backup_detail(
                self._reading.describe_backup(BackupArn=arn)["BackupDescription"]
            ),
        )

    def create_backup(self, table: str, name: str) -> Backup:
        """CreateBackup, once."""
        return self._calls.change(
            "CreateBackup",
            lambda: read_backup(
                self._changing.create_backup(TableName=table, BackupName=name)["BackupDetails"],
                table=table,
            ),
        )

    def restore_to_point_in_time(
        self, source_arn: str, target: str, at: datetime | None, overrides: RestoreOverrides
    ) -> Table:
        """RestoreTableToPointInTime, once."""
        settings = self._source(source_arn) | restore_settings(overrides)
        point = {"UseLatestRestorableTime": True} if at is None else {"RestoreDateTime": at}
        return self._calls.change(
            "RestoreTableToPointInTime",
            lambda: read_table(
                self._changing.restore_table_to_point_in_time(
                    TargetTableName=target, **point, **settings
                )["TableDescription"]
            ),
        )

    def restore_from_backup(
        self, backup_arn: str, target: str, overrides: RestoreOverrides
    ) -> Table:
        """RestoreTableFromBackup, once."""
        settings = restore_settings(overrides)
        return self._calls.change(
            "RestoreTableFromBackup",
            lambda: read_table(
                self._changing.restore_table_from_backup(
                    BackupArn=backup_arn, TargetTableName=target, **settings
                )["TableDescription"]
            ),
        )

    def delete_table(self, name: str) -> None:
        """DeleteTable."""
        self._calls.change("DeleteTable", lambda: self._changing.delete_table(TableName=name))

    def delete_backup(self, arn: str) -> None:
        """DeleteBackup."""
        self._calls.change("DeleteBackup", lambda: self._changing.delete_backup(BackupArn=arn))

    def switch_point_in_time(self, name: str, *, on: bool, days: int | None = None) -> None:
        """UpdateContinuousBackups."""
        wanted: PointInTimeRecoverySpecificationTypeDef = {"PointInTimeRecoveryEnabled": on}
        if on and days is not None:
            wanted["RecoveryPeriodInDays"] = days
        self._calls.change(
            "UpdateContinuousBackups",
            lambda: self._changing.update_continuous_backups(
                TableName=name, PointInTimeRecoverySpecification=wanted
            ),
        )

    def protect_from_deletion(self, name: str, *, on: bool) -> None:
        """UpdateTable of deletion protection alone."""
        self._calls.change(
            "UpdateTable",
            lambda: self._changing.update_table(TableName=name, DeletionProtectionEnabled=on),
        )

    def tag(self, arn: str, tags: dict[str, str]) -> None:
        """TagResource; `list_tags` may show it only seconds later."""
        wanted: list[TagTypeDef] = [{"Key": key, "Value": value} for key, value in tags.items()]
        self._calls.change(
            "TagResource", lambda: self._changing.tag_resource(ResourceArn=arn, Tags=wanted)
        )

    def untag(self, arn: str, keys: tuple[str, ...]) -> None:
        """UntagResource; `list_tags` may show it only seconds later."""
        self._calls.change(
            "UntagResource",
            lambda: self._changing.untag_resource(ResourceArn=arn, TagKeys=list(keys)),
        )

    def _source(self, arn: str) -> dict[str, str]:
        """By ARN from another region; by name at home, where some endpoints know no ARN."""
        region, name = arn.split(":")[3], arn.rpartition("/")[2]
        if region == self._changing.meta.region_name:
            return {"SourceTableName": name}
        return {"SourceTableArn": arn}

    def _list_backups(self, request: "ListBackupsInputTypeDef", *, patient: bool) -> BackupPage:
        page = self._calls.read(
            "ListBackups",
            lambda: read_backups(self._reading.list_backups(**request)),
            patient=patient,
        )
        following = onward(page.next_arn, request.get("ExclusiveStartBackupArn", ""))
        return page.model_copy(update={"next_arn": following})
