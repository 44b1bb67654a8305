"""AWS Backup's jobs in memory: backup and copy jobs, each on a course that is known beforehand.

AWS is read strictly: one job at a time works on a resource, only recovery points made with
advanced features are copied, and one copy job changes the region or the account, never both.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sandbox.fakes.cloud import Cloud
from sandbox.fakes.holding import (
    Course,
    Holding,
    StoredBackupJob,
    StoredCopyJob,
    StoredPoint,
    StoredVault,
)
from sandbox.fakes.plans import FakePlans
from workers.aws.backup_models import (
    BackupJob,
    BackupJobOrder,
    CopyJob,
    CopyJobOrder,
    Lifecycle,
    RecoveryPoint,
)

if TYPE_CHECKING:
    from sandbox.fakes.aws import Line

SHORTEST_WINDOW_MINUTES = 60
USUAL_WINDOW_MINUTES = 480
COLD_DAYS = 90
MOST_COPIES = 100
ENDED = {"COMPLETED", "FAILED", "ABORTED", "EXPIRED", "PARTIAL"}


class FakeBackupJobs(FakePlans):
    """The part of AWS Backup that is about jobs."""

    def __init__(self, cloud: Cloud, account: str, region: str, line: "Line") -> None:
        super().__init__(cloud, account, region, line)
        self._held = self._here.holding

    def start_backup(self, order: BackupJobOrder) -> BackupJob:
        """A backup job, or the one this token started."""
        operation = "StartBackupJob"

        def start() -> BackupJob:
            known = self._held.backup_jobs.get(self._held.tokens.get(order.token, ""))
            if known is not None:
                return known.as_is(self._cloud.now())
            self._vault(order.vault, operation)
            window = order.start_window_minutes or USUAL_WINDOW_MINUTES
            if window < SHORTEST_WINDOW_MINUTES or not _is_legal(order.lifecycle):
                raise self._line.error("InvalidParameterValueException", operation)
            if not order.role_arn or not order.token:
                raise self._line.error("MissingParameterValueException", operation)
            if not self._held.settings.opt_in:
                raise self._line.error("InvalidRequestException", operation, "not opted in")
            return self._started(order, window).as_is(self._cloud.now())

        return self._line.change(operation, order.resource_arn, start)

    def describe_backup_job(self, job_id: str) -> BackupJob:
        """The job as it is at this moment."""
        operation = "DescribeBackupJob"
        return self._line.read(
            operation, job_id, lambda: self._backup_job(job_id, operation).as_is(self._cloud.now())
        )

    def backup_jobs(
        self,
        *,
        table_arn: str = "",
        state: str = "",
        since: datetime | None = None,
        start_after: str = "",
    ) -> tuple[tuple[BackupJob, ...], str]:
        """A page of them."""

        def page() -> tuple[tuple[BackupJob, ...], str]:
            now = self._cloud.now()
            jobs = (stored.as_is(now) for stored in self._held.backup_jobs.values())
            found = {job.id: job for job in jobs if _fits(job, table_arn, state, since)}
            return self._page(found, start_after)

        return self._line.read("ListBackupJobs", table_arn, page)

    def stop_backup(self, job_id: str) -> None:
        """ABORTED at once; refused once it has ended."""

        def stop() -> None:
            stored = self._backup_job(job_id, "StopBackupJob")
            now = self._cloud.now()
            if stored.as_is(now).state in ENDED:
                raise self._line.error("InvalidRequestException", "StopBackupJob", "it has ended")
            stored.stopped_at = now
            self._held.busy_until[stored.job.resource_arn] = now

        self._line.change("StopBackupJob", job_id, stop)

    def start_copy(self, order: CopyJobOrder) -> CopyJob:
        """A copy job, or the one this token started."""
        operation = "StartCopyJob"

        def start() -> CopyJob:
            known = self._held.copy_jobs.get(self._held.tokens.get(order.token, ""))
            if known is not None:
                return known.as_is(self._cloud.now())
            self._vault(order.source_vault, operation)
            point = self._point(order.source_vault, order.recovery_point_arn, operation)
            if not order.role_arn or not order.token or not _is_legal(order.lifecycle):
                raise self._line.error("InvalidParameterValueException", operation)
            there = self._destination(order.destination_vault_arn, operation)
            self._check_copy(point, there, operation)
            return self._copying(order, point, there).as_is(self._cloud.now())

        return self._line.change(operation, order.recovery_point_arn, start)

    def describe_copy_job(self, job_id: str) -> CopyJob:
        """The job as it is at this moment."""

        def look() -> CopyJob:
            if job_id not in self._held.copy_jobs:
                raise self._line.error("ResourceNotFoundException", "DescribeCopyJob")
            return self._held.copy_jobs[job_id].as_is(self._cloud.now())

        return self._line.read("DescribeCopyJob", job_id, look)

    def copy_jobs(
        self,
        *,
        table_arn: str = "",
        state: str = "",
        since: datetime | None = None,
        start_after: str = "",
    ) -> tuple[tuple[CopyJob, ...], str]:
        """A page of them."""

        def page() -> tuple[tuple[CopyJob, ...], str]:
            now = self._cloud.now()
            jobs = (stored.as_is(now) for stored in self._held.copy_jobs.values())
            found = {job.id: job for job in jobs if _fits(job, table_arn, state, since)}
            return self._page(found, start_after)

        return self._line.read("ListCopyJobs", table_arn, page)

    def _started(self, order: BackupJobOrder, window: int) -> StoredBackupJob:
        now, number = self._cloud.instant(), self._cloud.number()
        table = order.resource_arn.rpartition("/")[2]
        where = f"{self._region}:{self._cloud.accounts[self._account]}"
        course = self._course(
            f"backup {table}",
            order.resource_arn,
            self._cloud.profile.backup_job_seconds,
            start_by=now + timedelta(minutes=window),
        )
        if table not in self._here.tables:
            course = Course(
                begins=course.begins, ends=course.begins, ends_as="FAILED", message="No table."
            )
        arn = (
            f"arn:aws:backup:{where}:recovery-point:{number:08d}"
            if self._held.settings.management
            else f"{order.resource_arn}/backup/{number:014d}-0000abcd"
        )
        stored_table = self._here.tables.get(table)
        job = BackupJob(
            id=f"BACKUP-{number}",
            state="CREATED",
            resource_arn=order.resource_arn,
            vault=order.vault,
            recovery_point_arn=arn,
            created=now,
            initiated=course.begins,
            start_by=course.start_by,
            size_bytes=stored_table.table.size_bytes if stored_table else None,
        )
        stored = StoredBackupJob(job=job, course=course)
        self._held.backup_jobs[job.id] = stored
        self._held.tokens[order.token] = job.id
        self._held.points[order.vault, arn] = StoredPoint(
            maker=stored,
            point=RecoveryPoint(
                arn=arn,
                vault=order.vault,
                resource_arn=order.resource_arn,
                status="CREATING",
                created=course.begins,
                size_bytes=job.size_bytes,
                storage="WARM",
                lifecycle=order.lifecycle,
            ),
        )
        return stored

    def _course(
        self, what: str, resource: str, seconds: float, *, start_by: datetime | None = None
    ) -> Course:
        """Begins when nothing else is at work on the resource, and ends as its fate has it."""
        soon = self._cloud.now() + timedelta(seconds=self._cloud.profile.job_start_seconds)
        begins = max(soon, self._held.busy_until.get(resource, soon))
        ends = begins + timedelta(seconds=seconds)
        state, message = self._cloud.fates.pop(what, ("COMPLETED", ""))
        course = Course(
            begins=begins,
            ends=ends,
            is_queued=begins > soon,
            start_by=start_by,
            ends_as=state,
            message=message,
        )
        if course.end[1] != "EXPIRED":
            self._held.busy_until[resource] = ends
        return course

    def _destination(self, vault_arn: str, operation: str) -> tuple[str, str, StoredVault, Holding]:
        """Account, region, vault and holding that an ARN means."""
        region, account_id, name = vault_arn.split(":")[3], vault_arn.split(":")[4], vault_arn
        name = vault_arn.rpartition(":")[2]
        account = next((n for n, id_ in self._cloud.accounts.items() if id_ == account_id), "")
        held = self._cloud.region(account, region).holding if account else None
        if held is None or name not in held.vaults:
            raise self._line.error("ResourceNotFoundException", operation, f"no vault {vault_arn}")
        return account, region, held.vaults[name], held

    def _check_copy(
        self, point: RecoveryPoint, there: tuple[str, str, StoredVault, Holding], operation: str
    ) -> None:
        account, region, _, _ = there
        refused = ""
        if ":backup:" not in point.arn or not self._held.settings.management:
            refused = "it was made without advanced features"
        elif point.storage == "COLD":
            refused = "it is in cold storage"
        elif account != self._account and region != self._region:
            refused = "another region and another account at once"
        elif (account, region) == (self._account, self._region):
            refused = "the vault is in the same region and account"
        elif point.status != "COMPLETED":
            refused = f"it is {point.status}"
        if refused:
            raise self._line.error("InvalidRequestException", operation, refused)

    def _copying(
        self,
        order: CopyJobOrder,
        point: RecoveryPoint,
        there: tuple[str, str, StoredVault, Holding],
    ) -> StoredCopyJob:
        account, region, vault, held = there
        now, number = self._cloud.instant(), self._cloud.number()
        running = [
            one
            for one in self._held.copy_jobs.values()
            if one.as_is(now).state not in ENDED
            and one.job.destination_vault_arn.split(":")[3:5]
            == order.destination_vault_arn.split(":")[3:5]
        ]
        if len(running) >= MOST_COPIES:
            raise self._line.error("LimitExceededException", "StartCopyJob", "100 copy jobs")
        table = point.resource_arn.rpartition("/")[2]
        course = self._course(f"copy {table}", point.resource_arn, self._cloud.profile.copy_seconds)
        where = f"{region}:{self._cloud.accounts[account]}"
        arn = f"arn:aws:backup:{where}:recovery-point:{number:08d}"
        job = CopyJob(
            id=f"COPY-{number}",
            state="CREATED",
            resource_arn=point.resource_arn,
            source_vault_arn=self._vault(order.source_vault, "StartCopyJob").vault.arn,
            source_recovery_point_arn=point.arn,
            destination_vault_arn=order.destination_vault_arn,
            recovery_point_arn=arn,
            created=now,
            size_bytes=point.size_bytes,
        )
        stored = StoredCopyJob(job=job, course=course)
        self._held.copy_jobs[job.id] = stored
        self._held.tokens[order.token] = job.id
        copied = point.model_copy(
            update={
                "arn": arn,
                "vault": vault.vault.name,
                "completed": None,
                "source_vault_arn": job.source_vault_arn,
                "lifecycle": order.lifecycle,
            }
        )
        held.points[vault.vault.name, arn] = StoredPoint(point=copied, maker=stored)
        return stored

    def _backup_job(self, job_id: str, operation: str) -> StoredBackupJob:
        if job_id not in self._held.backup_jobs:
            raise self._line.error("ResourceNotFoundException", operation)
        return self._held.backup_jobs[job_id]

    def _vault(self, name: str, operation: str) -> StoredVault:
        if name not in self._held.vaults:
            raise self._line.error("ResourceNotFoundException", operation, f"no vault {name}")
        return self._held.vaults[name]

    def _points(self, vault: str) -> list[RecoveryPoint]:
        now = self._cloud.now()
        shown = [one.as_is(now) for (name, _), one in self._held.points.items() if name == vault]
        return [one for one in shown if one is not None]

    def _point(self, vault: str, arn: str, operation: str) -> RecoveryPoint:
        stored = self._held.points.get((vault, arn))
        point = stored.as_is(self._cloud.now()) if stored else None
        if point is None:
            raise self._line.error("ResourceNotFoundException", operation)
        return point


def _fits(job: BackupJob | CopyJob, table_arn: str, state: str, since: datetime | None) -> bool:
    return (
        table_arn in {"", job.resource_arn}
        and state in {"", job.state}
        and (since is None or (job.created is not None and job.created >= since))
    )


def _is_legal(lifecycle: Lifecycle) -> bool:
    cold, kept = lifecycle.cold_after_days, lifecycle.delete_after_days
    if kept is not None and kept < 1:
        return False
    return cold is None or kept is None or kept - cold >= COLD_DAYS
