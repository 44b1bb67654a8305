"""What AWS Backup, EventBridge and its Scheduler told us, as frozen data.

Fields are named after AWS's own (botocore's models `backup`, `scheduler`, `events`); times are
UTC; an absent field is None or empty. ARNs of recovery points begin `arn:aws:backup` where
DynamoDB's advanced features are on, `arn:aws:dynamodb` where they are not.
"""

from datetime import datetime

from pydantic import Field

from recovery.outcome import Value

AIR_GAPPED = "LOGICALLY_AIR_GAPPED_BACKUP_VAULT"
"""VaultType of one that is locked from its making, and need not be under a key of ours."""


class RegionSettings(Value):
    """What AWS Backup does for DynamoDB in one account and region; None where it does not say.

    Attributes:
        opt_in: ResourceTypeOptInPreference: without it no job for a table starts.
        management: ResourceTypeManagementPreference: "advanced features"; without it nothing
            can be copied.
    """

    opt_in: bool | None = None
    management: bool | None = None


class Vault(Value):
    """A backup vault; a vault without a customer managed key has AWS's own (`key_arn` tells).

    Attributes:
        type: VaultType: BACKUP_VAULT, LOGICALLY_AIR_GAPPED_BACKUP_VAULT or
            RESTORE_ACCESS_BACKUP_VAULT; empty where AWS does not say.
        state: VaultState: CREATING, AVAILABLE or FAILED; likewise.
    """

    name: str
    arn: str
    type: str = ""
    state: str = ""
    key_arn: str = ""
    locked: bool = False
    lock_date: datetime | None = None
    min_retention_days: int | None = None
    max_retention_days: int | None = None
    recovery_points: int | None = None


class Lifecycle(Value):
    """How long a recovery point is kept, in days; None is for ever, or never cold."""

    cold_after_days: int | None = None
    delete_after_days: int | None = None


class BackupJobOrder(Value):
    """The input of StartBackupJob; `token` is its IdempotencyToken."""

    vault: str
    resource_arn: str
    role_arn: str
    token: str
    lifecycle: Lifecycle = Lifecycle()
    start_window_minutes: int | None = None
    tags: dict[str, str] = Field(default_factory=dict)


class BackupJob(Value):
    """One backup job; `percent` is AWS's PercentDone.

    Attributes:
        created: CreationDate.
        initiated: InitiationDate, "the date a backup job was initiated".
        start_by: StartBy: the instant it was scheduled for and its start window.
        plan_id: The plan that made it; empty where somebody asked for it.
    """

    id: str
    state: str
    resource_arn: str = ""
    vault: str = ""
    recovery_point_arn: str = ""
    created: datetime | None = None
    initiated: datetime | None = None
    start_by: datetime | None = None
    completed: datetime | None = None
    size_bytes: int | None = None
    percent: str = ""
    message: str = ""
    plan_id: str = ""
    rule_id: str = ""


class CopyJobOrder(Value):
    """The input of StartCopyJob, sent to the source's region; `token` is its IdempotencyToken."""

    recovery_point_arn: str
    source_vault: str
    destination_vault_arn: str
    role_arn: str
    token: str
    lifecycle: Lifecycle = Lifecycle()


class CopyJob(Value):
    """One copy job, as its source's region tells it.

    Attributes:
        plan_id: The plan that made it; empty where somebody asked for it.
        backup_job_id: CreatedByBackupJobId: the plan's job whose backup it copies.
    """

    id: str
    state: str
    resource_arn: str = ""
    source_vault_arn: str = ""
    source_recovery_point_arn: str = ""
    destination_vault_arn: str = ""
    recovery_point_arn: str = ""
    created: datetime | None = None
    completed: datetime | None = None
    size_bytes: int | None = None
    message: str = ""
    plan_id: str = ""
    backup_job_id: str = ""


class RecoveryPoint(Value):
    """One recovery point of a table.

    Attributes:
        status: COMPLETED, AVAILABLE, PARTIAL, CREATING, DELETING, EXPIRED or STOPPED.
        created: CreationDate: the instant the data is of.
        source_vault_arn: Of what it was copied from, where it is a copy.
        storage: WARM, COLD or DELETED; a cold one cannot be copied.
        delete_at: When its lifecycle ends; None is never.
    """

    arn: str
    vault: str
    resource_arn: str = ""
    status: str
    created: datetime
    completed: datetime | None = None
    size_bytes: int | None = None
    key_arn: str = ""
    source_vault_arn: str = ""
    storage: str = ""
    lifecycle: Lifecycle = Lifecycle()
    delete_at: datetime | None = None
    is_encrypted: bool = False


class CopyAction(Value):
    """Where a rule copies each recovery point, and how long the copy is kept."""

    vault_arn: str
    lifecycle: Lifecycle = Lifecycle()


class BackupRule(Value):
    """A rule of a backup plan; `schedule` is `cron(…)` in `zone`.

    Attributes:
        further: What else somebody set, by AWS's names: `EnableContinuousBackup`. Ours have none.
    """

    name: str
    vault: str
    schedule: str
    zone: str = "Etc/UTC"
    start_window_minutes: int | None = None
    completion_window_minutes: int | None = None
    lifecycle: Lifecycle = Lifecycle()
    copies: tuple[CopyAction, ...] = ()
    recovery_point_tags: dict[str, str] = Field(default_factory=dict)
    further: dict[str, str] = Field(default_factory=dict)
    id: str = ""


class BackupPlan(Value):
    """A backup plan with its rules; `version` changes with each update.

    Attributes:
        creator: CreatorRequestId: the token of the request that made it; names may repeat.
    """

    id: str
    arn: str = ""
    name: str
    version: str = ""
    creator: str = ""
    rules: tuple[BackupRule, ...] = ()


class Selection(Value):
    """What a plan backs up: resources with a tag, as the role named.

    Attributes:
        resources: ARNs with `*`; empty means all.
        tag: (key, value) a resource must have.
        further: What else somebody made it depend on, by AWS's names: `NotResources`. Ours
            have none.
    """

    name: str
    role_arn: str
    resources: tuple[str, ...] = ()
    tag: tuple[str, str] | None = None
    further: tuple[str, ...] = ()
    id: str = ""


class Schedule(Value):
    """An EventBridge Scheduler schedule of ours: `expression` in `zone`, `input` as JSON text.

    Attributes:
        further: What else somebody set, by AWS's names: `EndDate`. Ours have none.
    """

    name: str
    group: str = "default"
    expression: str
    zone: str = "UTC"
    target_arn: str
    role_arn: str
    input: str = ""
    enabled: bool = True
    further: dict[str, str] = Field(default_factory=dict)
    arn: str = ""


class EventRule(Value):
    """An EventBridge rule on the default bus and where it sends."""

    name: str
    pattern: str
    arn: str = ""
    enabled: bool = True
    targets: tuple[str, ...] = ()
