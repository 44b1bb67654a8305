"""DynamoDB's control plane in memory; keeps `workers.aws.door.DynamoDb`."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from sandbox.fakes.cloud import Cloud, StoredBackup, StoredTable
from workers.aws.models import (
    AWS_OWNED,
    Backup,
    BackupDetail,
    BackupPage,
    Encryption,
    PointInTime,
    RestoreOverrides,
    RestoreSummary,
    Table,
)

Answer = TypeVar("Answer")
NAME = re.compile(r"[A-Za-z0-9_.-]{3,255}")
WINDOW = timedelta(days=35)


class Wire(Protocol):
    """How calls reach the Cloud."""

    def read(self, operation: str, about: str, do: Callable[[], Answer]) -> Answer:
        """A call that changes nothing."""

    def change(self, operation: str, about: str, do: Callable[[], Answer]) -> Answer:
        """A call that changes something."""

    def error(self, code: str, operation: str, message: str = "") -> Exception:
        """The error AWS answers with."""


class FakeDynamoDb:
    """One account's DynamoDB in one region."""

    def __init__(self, cloud: Cloud, account: str, region: str, line: Wire) -> None:
        self._cloud = cloud
        self._here = cloud.region(account, region)
        self._account = account
        self._region = region
        self._line = line

    def describe_table(self, name: str) -> Table:
        """The table as it is at this moment."""
        return self._line.read(
            "DescribeTable", name, lambda: self._as_is(self._table(name, "DescribeTable"))
        )

    def describe_point_in_time(
        self,
        name: str,
        *,
        patient: bool = True,  # noqa: ARG002  nothing is paced here
    ) -> PointInTime:
        """Its window."""
        operation = "DescribeContinuousBackups"
        return self._line.read(operation, name, lambda: self._window(self._table(name, operation)))

    def describe_ttl(self, name: str) -> str:
        """Its TTL attribute."""
        operation = "DescribeTimeToLive"
        return self._line.read(operation, name, lambda: self._table(name, operation).attached.ttl)

    def list_tags(
        self,
        arn: str,
        *,
        patient: bool = True,  # noqa: ARG002  nothing is paced here
    ) -> tuple[tuple[str, str], ...]:
        """Its tags."""
        operation, name = "ListTagsOfResource", arn.rpartition("/")[2]
        return self._line.read(operation, arn, lambda: self._table(name, operation).attached.tags)

    def has_resource_policy(self, arn: str) -> bool:
        """Whether one is attached."""
        operation, name = "GetResourcePolicy", arn.rpartition("/")[2]
        return self._line.read(
            operation, arn, lambda: self._table(name, operation).attached.resource_policy
        )

    def kinesis_streams(self, name: str) -> tuple[str, ...]:
        """Those that are attached."""
        operation = "DescribeKinesisStreamingDestination"
        return self._line.read(
            operation, name, lambda: self._table(name, operation).attached.kinesis_streams
        )

    def contributor_insights(self, name: str) -> tuple[str, ...]:
        """Where it is on."""
        operation = "ListContributorInsights"
        return self._line.read(
            operation, name, lambda: self._table(name, operation).attached.contributor_insights
        )

    def list_tables(self, *, start_after: str = "") -> tuple[tuple[str, ...], str]:
        """A page of names."""

        def page() -> tuple[tuple[str, ...], str]:
            names = sorted(name for name in self._here.tables if self._alive(name))
            some = [name for name in names if name > start_after][: self._cloud.profile.page]
            more = bool(some) and some[-1] != names[-1]
            return tuple(some), some[-1] if more else ""

        return self._line.read("ListTables", "", page)

    def list_backups(
        self,
        *,
        table: str = "",
        since: datetime | None = None,
        start_after: str = "",
        patient: bool = True,  # noqa: ARG002  nothing is paced here
    ) -> BackupPage:
        """A page of what is listed by now."""

        def page() -> BackupPage:
            listed = [
                self._backup_as_is(stored)
                for stored in self._here.backups.values()
                if self._is_listed(stored, table, since)
            ]
            listed.sort(key=lambda one: one.arn)
            arns = [one.arn for one in listed]
            start = arns.index(start_after) + 1 if start_after in arns else 0
            some = listed[start : start + self._cloud.profile.page]
            more = start + len(some) < len(listed)
            return BackupPage(backups=tuple(some), next_arn=some[-1].arn if more else "")

        return self._line.read("ListBackups", table, page)

    def describe_backup(self, arn: str) -> BackupDetail:
        """The backup as it is at this moment."""

        def look() -> BackupDetail:
            stored = self._backup(arn, "DescribeBackup")
            return stored.detail.model_copy(update={"backup": self._backup_as_is(stored)})

        return self._line.read("DescribeBackup", arn, look)

    def create_backup(self, table: str, name: str) -> Backup:
        """A new backup, each time."""

        def create() -> Backup:
            if not NAME.fullmatch(name):
                raise self._line.error("ValidationException", "CreateBackup")
            source = self._as_is(self._table(table, "CreateBackup", "TableNotFoundException"))
            now = self._cloud.instant()
            return self._cloud.store_backup(
                self._account,
                self._region,
                source,
                name=name,
                kind="USER",
                created=now,
                ready_at=now + timedelta(seconds=self._cloud.profile.backup_seconds),
            )

        return self._line.change("CreateBackup", name, create)

    def restore_to_point_in_time(
        self, source_arn: str, target: str, at: datetime | None, overrides: RestoreOverrides
    ) -> Table:
        """A new table, CREATING."""
        operation = "RestoreTableToPointInTime"

        def restore() -> Table:
            source = self._source(source_arn, operation)
            window = self._window(source)
            if not window.is_on or window.earliest is None or window.latest is None:
                raise self._line.error("PointInTimeRecoveryUnavailableException", operation)
            is_hollow = window.earliest >= window.latest
            if at is not None and not is_hollow and not window.earliest <= at <= window.latest:
                raise self._line.error("InvalidRestoreTimeException", operation)
            summary = RestoreSummary(
                source_table_arn=source_arn, restore_at=at or window.latest, in_progress=True
            )
            return self._restored(source.table, target, summary, overrides, operation)

        return self._line.change(operation, target, restore)

    def restore_from_backup(
        self, backup_arn: str, target: str, overrides: RestoreOverrides
    ) -> Table:
        """A new table, CREATING."""
        operation = "RestoreTableFromBackup"

        def restore() -> Table:
            region = backup_arn.split(":")[3]
            backups = self._cloud.region(self._account, region).backups
            if backup_arn not in backups:
                raise self._line.error("BackupNotFoundException", operation)
            backup = self._backup_as_is(backups[backup_arn])
            if backup.status != "AVAILABLE":
                raise self._line.error("BackupInUseException", operation)
            table = backups[backup_arn].detail.table
            if table is None:
                raise AssertionError("every backup here remembers its table")
            summary = RestoreSummary(
                source_backup_arn=backup_arn,
                source_table_arn=backup.table_arn,
                restore_at=backup.created,
                in_progress=True,
            )
            return self._restored(table, target, summary, overrides, operation)

        return self._line.change(operation, target, restore)

    def delete_table(self, name: str) -> None:
        """DELETING, then gone."""

        def delete() -> None:
            stored = self._table(name, "DeleteTable")
            if self._as_is(stored).status != "ACTIVE":
                raise self._line.error("ResourceInUseException", "DeleteTable")
            if stored.table.deletion_protection:
                raise self._line.error("ValidationException", "DeleteTable", "protected")
            seconds = self._cloud.profile.delete_seconds
            stored.gone_at = self._cloud.now() + timedelta(seconds=seconds)

        self._line.change("DeleteTable", name, delete)

    def delete_backup(self, arn: str) -> None:
        """Gone at once."""

        def delete() -> None:
            stored = self._backup(arn, "DeleteBackup")
            if self._backup_as_is(stored).status == "CREATING":
                raise self._line.error("BackupInUseException", "DeleteBackup")
            del self._here.backups[arn]

        self._line.change("DeleteBackup", arn, delete)

    def switch_point_in_time(self, name: str, *, on: bool, days: int | None = None) -> None:
        """On from now, or off; only the period changes where it is on already."""
        operation = "UpdateContinuousBackups"

        def switch() -> None:
            stored = self._table(name, operation, "TableNotFoundException")
            if days is not None and not (on and 1 <= days <= WINDOW.days):
                raise self._line.error("ValidationException", operation)
            stored.pitr_since = (stored.pitr_since or self._cloud.instant()) if on else None
            stored.pitr_days = days or WINDOW.days

        self._line.change(operation, name, switch)

    def protect_from_deletion(self, name: str, *, on: bool) -> None:
        """At once; AWS shows the table as UPDATING for a moment."""

        def protect() -> None:
            stored = self._table(name, "UpdateTable")
            if self._as_is(stored).status != "ACTIVE":
                raise self._line.error("ResourceInUseException", "UpdateTable")
            stored.table = stored.table.model_copy(update={"deletion_protection": on})

        self._line.change("UpdateTable", name, protect)

    def tag(self, arn: str, tags: dict[str, str]) -> None:
        """Added or replaced."""
        operation, name = "TagResource", arn.rpartition("/")[2]

        def tag() -> None:
            stored = self._table(name, operation)
            self._set_tags(stored, dict(stored.attached.tags) | tags)

        self._line.change(operation, arn, tag)

    def untag(self, arn: str, keys: tuple[str, ...]) -> None:
        """Taken away."""
        operation, name = "UntagResource", arn.rpartition("/")[2]

        def untag() -> None:
            stored = self._table(name, operation)
            left = {key: value for key, value in stored.attached.tags if key not in keys}
            self._set_tags(stored, left)

        self._line.change(operation, arn, untag)

    def _set_tags(self, stored: StoredTable, tags: dict[str, str]) -> None:
        stored.attached = replace(stored.attached, tags=tuple(tags.items()))

    def _restored(
        self,
        source: Table,
        target: str,
        summary: RestoreSummary,
        overrides: RestoreOverrides,
        operation: str,
    ) -> Table:
        if not NAME.fullmatch(target):
            raise self._line.error("ValidationException", operation)
        if self._alive(target):
            raise self._line.error("TableAlreadyExistsException", operation)
        origin = summary.source_table_arn.split(":")[3]
        if origin != self._region and overrides.encryption is None:
            raise self._line.error("ValidationException", operation, "encryption is required")
        now = self._cloud.instant()
        key = overrides.encryption or ""
        table = source.model_copy(
            update={
                "name": target,
                "arn": self._cloud.table_arn(self._account, self._region, target),
                "id": self._cloud.table_id(),
                # AWS counts a new table hours later, and says 0 until then.
                "size_bytes": None,
                "item_count": None,
                "index_bytes": None,
                "global_indexes": () if overrides.without_indexes else source.global_indexes,
                "local_indexes": () if overrides.without_indexes else source.local_indexes,
                "billing_mode": overrides.billing_mode or source.billing_mode,
                "encryption": Encryption()
                if key == AWS_OWNED
                else (Encryption(type="KMS", key_arn=key) if key else source.encryption),
                "stream": "",
                "table_class": "",
                "deletion_protection": False,
                "replicas": (),
                "restore": summary if self._cloud.profile.restore_summary else None,
                "created": now,
            }
        )
        takes = timedelta(seconds=self._cloud.profile.restore_seconds)
        stored = StoredTable(
            table=table,
            ready_at=now + takes,
            broken_at=now + takes / 2 if target in self._cloud.doomed else None,
        )
        self._here.tables[target] = stored
        return self._as_is(stored)

    def _source(self, arn: str, operation: str) -> StoredTable:
        region, name = arn.split(":")[3], arn.rpartition("/")[2]
        there = FakeDynamoDb(self._cloud, self._account, region, self._line)
        return there._table(name, operation, "TableNotFoundException")

    def _alive(self, name: str) -> bool:
        stored = self._here.tables.get(name)
        if stored is None:
            return False
        now = self._cloud.now()
        return not any(end is not None and end <= now for end in (stored.gone_at, stored.broken_at))

    def _table(
        self, name: str, operation: str, code: str = "ResourceNotFoundException"
    ) -> StoredTable:
        if not self._alive(name):
            raise self._line.error(code, operation)
        return self._here.tables[name]

    def _as_is(self, stored: StoredTable) -> Table:
        now = self._cloud.now()
        if stored.gone_at is not None:
            return stored.table.model_copy(update={"status": "DELETING"})
        if now < stored.ready_at:
            return stored.table.model_copy(update={"status": "CREATING"})
        summary = stored.table.restore
        done = summary.model_copy(update={"in_progress": False}) if summary else None
        status = stored.table.status if stored.table.status not in {"", "CREATING"} else "ACTIVE"
        return stored.table.model_copy(update={"status": status, "restore": done})

    def _window(self, stored: StoredTable) -> PointInTime:
        if stored.pitr_since is None:
            return PointInTime(is_on=False)
        now = self._cloud.instant()
        if self._cloud.profile.hollow_window:
            return PointInTime(is_on=True, earliest=now, latest=now)
        lag = timedelta(seconds=self._cloud.profile.restorable_lag_seconds)
        period = timedelta(days=stored.pitr_days)
        return PointInTime(
            is_on=True,
            earliest=max(stored.pitr_since, now - period),
            latest=now - lag,
            days=stored.pitr_days,
        )

    def _backup(self, arn: str, operation: str) -> StoredBackup:
        if arn not in self._here.backups:
            raise self._line.error("BackupNotFoundException", operation)
        return self._here.backups[arn]

    def _backup_as_is(self, stored: StoredBackup) -> Backup:
        is_ready = self._cloud.now() >= stored.ready_at
        return stored.detail.backup.model_copy(
            update={"status": "AVAILABLE" if is_ready else "CREATING"}
        )

    def _is_listed(self, stored: StoredBackup, table: str, since: datetime | None) -> bool:
        backup = stored.detail.backup
        lag = timedelta(seconds=self._cloud.profile.listing_lag_seconds)
        return (
            table in {"", backup.table}
            and (since is None or backup.created >= since)
            and backup.created + lag <= self._cloud.now()
        )
