"""What a copy was asked for, and what exactly is ordered from AWS Backup.

A copy job changes the region or the account of a recovery point. AWS's feature table
names the resource types for which one job may change both, and DynamoDB is not among
them: from one account's region to another region of another account it is two hops.
"""

from datetime import datetime
from typing import Any

from recovery.durations import parse_duration
from recovery.grammar import command_text
from recovery.job import Job
from recovery.outcome import Value
from recovery.plan import Plan
from recovery.references import TableReference, parse_reference
from workers.aws.backup_door import AwsBackup
from workers.aws.backup_models import BackupJobOrder, CopyJobOrder, Lifecycle
from workers.aws.door import Aws
from workers.kinds.sources import Place

CHECK_AGAIN = "check-again"
ENABLE_ADVANCED = "enable-advanced"
START_BACKUP_JOB = "start-backup-job"
AWAIT_BACKUP_JOB = "await-backup-job"
START_COPY_JOB = "start-copy-job"
AWAIT_COPY_JOB = "await-copy-job"
START_SECOND_COPY_JOB = "start-second-copy-job"
AWAIT_SECOND_COPY_JOB = "await-second-copy-job"

START_WINDOW_MINUTES = 60
"""AWS begins a backup job some time within its start window; 60 is the shortest it takes."""
JOB_TAG = "ddbdr:job"
"""On a recovery point: the id of the job of ours that made it."""
_DAY = 86400


class CopyRequest(Value):
    """What was asked for.

    Attributes:
        region: Where the copy goes; None is the account's other region.
        account: The account it goes to; None is the table's own.
        backup: `latest` or a recovery point; None makes a new backup first.
        keep_days: How long backup and copy are kept; None where nothing was said.
        switch_on: Whether AWS Backup's advanced features may be switched on for it.
        params: Everything above as the command has it.
    """

    table: TableReference
    region: str | None = None
    account: str | None = None
    backup: str | None = None
    keep_days: int | None = None
    switch_on: bool = False
    params: dict[str, Any]

    @classmethod
    def of(cls, job: Job) -> "CopyRequest":
        """Read a job's parameters, as `recovery.grammar` names them."""
        given = dict(job.params)
        keep = given.get("keep")
        return cls(
            table=parse_reference(str(given.pop("table", job.table))),
            region=given.get("region"),
            account=given.get("account"),
            backup=given.get("backup"),
            keep_days=whole_days(str(keep)) if keep else None,
            switch_on=bool(given.get("switch_on")),
            params=given,
        )

    def command(self, table: TableReference, **changed: str | bool | None) -> str:
        """The same request about a table named in full, some of it changed; None leaves out."""
        params = {name: value for name, value in (self.params | changed).items() if value}
        return command_text("copy", table=table, params=params)


class BackupLeg(Value):
    """The parameters of start-backup-job."""

    account: str
    region: str
    table: str
    table_arn: str
    vault: str
    role_arn: str
    keep_days: int | None

    @property
    def place(self) -> Place:
        """Where the table is and its backup is made."""
        return Place(account=self.account, region=self.region)

    def door(self, aws: Aws) -> AwsBackup:
        """AWS Backup there."""
        return aws.backup(self.account, self.region)

    def order(self, job_id: str) -> BackupJobOrder:
        """StartBackupJob's input; its token is the job's own, so that asking twice makes one."""
        return BackupJobOrder(
            vault=self.vault,
            resource_arn=self.table_arn,
            role_arn=self.role_arn,
            token=f"ddbdr-{job_id}-{START_BACKUP_JOB}",
            lifecycle=Lifecycle(delete_after_days=self.keep_days),
            start_window_minutes=START_WINDOW_MINUTES,
            tags={JOB_TAG: job_id},
        )


class Hop(Value):
    """The parameters of start-copy-job: one copy, asked for where it comes from.

    Attributes:
        recovery_point_arn: What is copied; empty where a step before makes it.
        data_of: The instant its data is of, ISO 8601; empty likewise.
    """

    account: str
    region: str
    vault: str
    to_account: str
    to_region: str
    to_vault: str
    to_vault_arn: str
    role_arn: str
    keep_days: int | None
    recovery_point_arn: str = ""
    data_of: str = ""

    @property
    def source(self) -> Place:
        """Where the copy comes from."""
        return Place(account=self.account, region=self.region)

    @property
    def target(self) -> Place:
        """Where it goes."""
        return Place(account=self.to_account, region=self.to_region)

    @property
    def is_between_accounts(self) -> bool:
        """Whether it leaves the account, rather than the region."""
        return self.account != self.to_account

    def door(self, aws: Aws) -> AwsBackup:
        """AWS Backup where the copy is asked for."""
        return aws.backup(self.account, self.region)

    def order(self, job_id: str, step: str, recovery_point_arn: str) -> CopyJobOrder:
        """StartCopyJob's input; its token is of job and step, so that asking twice makes one."""
        return CopyJobOrder(
            recovery_point_arn=recovery_point_arn,
            source_vault=self.vault,
            destination_vault_arn=self.to_vault_arn,
            role_arn=self.role_arn,
            token=f"ddbdr-{job_id}-{step}",
            lifecycle=Lifecycle(delete_after_days=self.keep_days),
        )


class CopyOrder(Value):
    """A whole copy: a new backup or one there is, and the hops it takes."""

    table: str
    backup: BackupLeg | None
    hops: tuple[Hop, ...]
    enable: tuple[Place, ...] = ()

    @classmethod
    def of(cls, plan: Plan) -> "CopyOrder":
        """Read it from the parameters of the plan's steps."""
        params = {step.name: step.params for step in plan.steps}
        hops = (START_COPY_JOB, START_SECOND_COPY_JOB)
        return cls(
            table=plan.source["table"],
            backup=BackupLeg.model_validate(params[START_BACKUP_JOB])
            if START_BACKUP_JOB in params
            else None,
            hops=tuple(Hop.model_validate(params[name]) for name in hops if name in params),
            enable=tuple(
                Place.model_validate(one)
                for one in params.get(ENABLE_ADVANCED, {}).get("places", ())
            ),
        )

    @property
    def source(self) -> Place:
        """Where it begins."""
        return self.hops[0].source

    @property
    def lock(self) -> str:
        """The name of what is worked on: AWS lets one job at a time do so."""
        return f"aws-backup:{self.source}/{self.table}"


def whole_days(keep: str) -> int:
    """AWS counts days: 36 hours are kept for two."""
    return -(-int(parse_duration(keep).total_seconds()) // _DAY)


def data_instant(hop: Hop, facts: dict[str, Any]) -> datetime:
    """The instant the copied data is of: planned, or as the backup job's facts have it."""
    return datetime.fromisoformat(hop.data_of or facts["created_at"])
