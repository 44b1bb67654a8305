"""AWS Backup through boto3."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import TypeVar

from workers.aws import backup_requests as requests
from workers.aws.backup_models import (
    BackupJob,
    BackupJobOrder,
    CopyJob,
    CopyJobOrder,
    RecoveryPoint,
    RegionSettings,
    Vault,
)
from workers.aws.backup_plans import PAGE, BotoBackupPlans
from workers.aws.backup_reading import (
    DYNAMODB,
    read_backup_job,
    read_backup_jobs,
    read_copy_job,
    read_copy_jobs,
    read_cross_account,
    read_recovery_point,
    read_recovery_points,
    read_region_settings,
    read_vault,
    read_vaults,
)
from workers.aws.errors import AlreadyExists, AwsError, Denied, NotFound
from workers.aws.line import Answer, nothing

CREATED = "CREATED"
"""The state in which a job begins."""

Found = TypeVar("Found")
Listed = TypeVar("Listed", BackupJob, CopyJob, RecoveryPoint)


class BotoAwsBackup(BotoBackupPlans):
    """Keeps `workers.aws.backup_door.AwsBackup`."""

    def region_settings(self) -> RegionSettings:
        """DescribeRegionSettings."""
        return self._line.read("DescribeRegionSettings", read_region_settings)

    def enable_dynamodb(self) -> None:
        """UpdateRegionSettings with DynamoDB alone, as AWS's own procedure sends it.

        Developer guide, "advanced-ddb-backup". To send the other types along would undo what
        somebody changes meanwhile, and AWS refuses some of those that it lists.
        """
        self._line.change(
            "UpdateRegionSettings",
            nothing,
            ResourceTypeOptInPreference={DYNAMODB: True},
            ResourceTypeManagementPreference={DYNAMODB: True},
        )

    def cross_account_is_on(self) -> bool:
        """DescribeGlobalSettings."""
        return self._line.read("DescribeGlobalSettings", read_cross_account)

    def describe_vault(self, name: str) -> Vault:
        """DescribeBackupVault."""
        return self._in_vault(
            name,
            lambda: self._line.read("DescribeBackupVault", read_vault, BackupVaultName=name),
        )

    def create_vault(self, name: str, *, key_arn: str, token: str) -> None:
        """CreateBackupVault."""
        key = {"EncryptionKeyArn": key_arn} if key_arn else {}
        with suppress(AlreadyExists):
            self._line.change(
                "CreateBackupVault", nothing, BackupVaultName=name, CreatorRequestId=token, **key
            )

    def vault_policy(self, name: str) -> str:
        """GetBackupVaultAccessPolicy, which finds nothing where there is no policy."""

        def policy() -> str:
            with suppress(NotFound):
                return self._line.read(
                    "GetBackupVaultAccessPolicy",
                    lambda answer: str(answer.get("Policy") or ""),
                    BackupVaultName=name,
                )
            return ""

        return self._in_vault(name, policy)

    def vaults(self, *, start_after: str = "") -> tuple[tuple[Vault, ...], str]:
        """ListBackupVaults."""
        return self._line.page("ListBackupVaults", read_vaults, start_after, MaxResults=PAGE)

    def start_backup(self, order: BackupJobOrder) -> BackupJob:
        """StartBackupJob."""
        begun = {
            "State": CREATED,
            "ResourceArn": order.resource_arn,
            "BackupVaultName": order.vault,
        }
        return self._in_vault(
            order.vault,
            lambda: self._line.change(
                "StartBackupJob",
                lambda answer: read_backup_job(begun | dict(answer)),
                **requests.backup_job(order),
            ),
        )

    def describe_backup_job(self, job_id: str) -> BackupJob:
        """DescribeBackupJob."""
        return self._line.read("DescribeBackupJob", read_backup_job, BackupJobId=job_id)

    def backup_jobs(
        self,
        *,
        table_arn: str = "",
        state: str = "",
        since: datetime | None = None,
        start_after: str = "",
    ) -> tuple[tuple[BackupJob, ...], str]:
        """ListBackupJobs; AWS keeps them for 30 days."""
        jobs, following = self._of_tables(
            "ListBackupJobs",
            read_backup_jobs,
            start_after,
            ByResourceArn=table_arn,
            ByState=state,
            ByCreatedAfter=since,
        )
        return tuple(_wanted(jobs, table_arn, since, state)), following

    def stop_backup(self, job_id: str) -> None:
        """StopBackupJob."""
        self._line.change("StopBackupJob", nothing, BackupJobId=job_id)

    def start_copy(self, order: CopyJobOrder) -> CopyJob:
        """StartCopyJob."""
        begun = {
            "State": CREATED,
            "SourceRecoveryPointArn": order.recovery_point_arn,
            "DestinationBackupVaultArn": order.destination_vault_arn,
        }
        return self._in_vault(
            order.source_vault,
            lambda: self._line.change(
                "StartCopyJob",
                lambda answer: read_copy_job(begun | dict(answer)),
                **requests.copy_job(order),
            ),
        )

    def describe_copy_job(self, job_id: str) -> CopyJob:
        """DescribeCopyJob."""
        return self._line.read(
            "DescribeCopyJob", lambda answer: read_copy_job(answer["CopyJob"]), CopyJobId=job_id
        )

    def copy_jobs(
        self,
        *,
        table_arn: str = "",
        state: str = "",
        since: datetime | None = None,
        start_after: str = "",
    ) -> tuple[tuple[CopyJob, ...], str]:
        """ListCopyJobs."""
        jobs, following = self._of_tables(
            "ListCopyJobs",
            read_copy_jobs,
            start_after,
            ByResourceArn=table_arn,
            ByState=state,
            ByCreatedAfter=since,
        )
        return tuple(_wanted(jobs, table_arn, since, state)), following

    def recovery_points(
        self,
        *,
        vault: str,
        table_arn: str = "",
        since: datetime | None = None,
        start_after: str = "",
    ) -> tuple[tuple[RecoveryPoint, ...], str]:
        """ListRecoveryPointsByBackupVault."""
        points, following = self._in_vault(
            vault,
            lambda: self._of_tables(
                "ListRecoveryPointsByBackupVault",
                partial(read_recovery_points, vault=vault),
                start_after,
                BackupVaultName=vault,
                ByResourceArn=table_arn,
                ByCreatedAfter=since,
            ),
        )
        return tuple(_wanted(points, table_arn, since)), following

    def describe_recovery_point(self, vault: str, arn: str) -> RecoveryPoint:
        """DescribeRecoveryPoint."""
        return self._in_vault(
            vault,
            lambda: self._line.read(
                "DescribeRecoveryPoint",
                partial(read_recovery_point, vault=vault),
                BackupVaultName=vault,
                RecoveryPointArn=arn,
            ),
        )

    def delete_recovery_point(self, vault: str, arn: str) -> None:
        """DeleteRecoveryPoint.

        AWS answers as if it had deleted it also where the caller's permissions do not suffice,
        and lets it become EXPIRED: look again (API reference, "DeleteRecoveryPoint").
        """
        self._in_vault(
            vault,
            lambda: self._line.change(
                "DeleteRecoveryPoint", nothing, BackupVaultName=vault, RecoveryPointArn=arn
            ),
        )

    def _of_tables(
        self,
        operation: str,
        understand: Callable[[Answer], Found],
        start_after: str,
        **wanted: object,
    ) -> tuple[Found, str]:
        """A page of what belongs to tables."""
        return self._line.page(
            operation,
            understand,
            start_after,
            MaxResults=PAGE,
            ByResourceType=DYNAMODB,
            **wanted,
        )

    def _in_vault(self, name: str, work: Callable[[], Found]) -> Found:
        """Work in a vault; AWS denies whatever is asked of a vault that is not there."""
        try:
            return work()
        except Denied as denied:
            if self._has_vault(name):
                raise
            raise NotFound(
                denied.operation,
                code=denied.code,
                message=f"there is no backup vault named {name}",
                request_id=denied.request_id,
                place=denied.place,
            ) from denied

    def _has_vault(self, name: str) -> bool:
        """Whether a vault of that name is listed; it counts as there if nobody can tell."""
        following = ""
        while True:
            try:
                page, following = self.vaults(start_after=following)
            except AwsError:
                return True
            if any(vault.name == name for vault in page):
                return True
            if not following:
                return False


def _wanted(
    found: Iterable[Listed], table_arn: str, since: datetime | None, state: str = ""
) -> Iterator[Listed]:
    """What was asked for: an endpoint may pass over filters that it does not know.

    What one does not tell is believed to be as asked for.
    """
    for one in found:
        is_of_table = not table_arn or one.resource_arn in {"", table_arn}
        is_young = since is None or one.created is None or one.created >= since
        is_in_state = not state or getattr(one, "state", state) == state
        if is_of_table and is_young and is_in_state:
            yield one
