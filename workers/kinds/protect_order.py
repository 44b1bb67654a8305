"""What protecting a table sets up on AWS, as data that plan and steps share."""

import json
from collections.abc import Sequence
from hashlib import sha256

from pydantic import Field

from recovery.exposure import COMPLETION_WINDOW_MINUTES, START_WINDOW_MINUTES
from recovery.names import partition_of
from recovery.outcome import Value
from recovery.plan import Plan, PlannedStep
from recovery.strategies import POLICY_TAG, PREFIX, PolicyClass, Strategy, read_class
from workers.aws.backup_models import (
    BackupRule,
    CopyAction,
    EventRule,
    Lifecycle,
    Schedule,
    Selection,
)
from workers.aws.door import Aws
from workers.kinds.sources import FoundTable, Place
from workers.kinds.work import Known

CHECK_AGAIN = "check-again"
HOUR = 3600.0
CREATE_BACKUP = "arn:{partition}:scheduler:::aws-sdk:dynamodb:createBackup"
"""EventBridge Scheduler's universal target (its user guide, "managing-targets-universal")."""
EXECUTION = "<aws.scheduler.execution-id>"
"""Scheduler's own id of one run; the time it is due has a colon, which BackupName forbids."""
LONGEST_SCHEDULE_NAME = 64
DIGITS = 8
"""Of the digest that keeps the schedules of tables with long names apart."""
STATE_CHANGES = (
    "Backup Job State Change",
    "Copy Job State Change",
    "Restore Job State Change",
    "Recovery Point State Change",
    "Region Setting State Change",
    "Backup Plan State Change",
    "Backup Vault State Change",
)
API_CALLS = (
    "CreateBackup",
    "DeleteBackup",
    "DeleteTable",
    "RestoreTableFromBackup",
    "RestoreTableToPointInTime",
    "UpdateContinuousBackups",
    "UpdateTable",
)
BACKUP_CALLS = (
    "DeleteBackupSelection",
    "DeleteBackupVaultAccessPolicy",
    "DeleteBackupVaultLockConfiguration",
    "DeleteRecoveryPoint",
    "PutBackupVaultAccessPolicy",
    "StopBackupJob",
    "UpdateRegionSettings",
)
"""What loosens or takes away; the rest of AWS Backup is told by its own state changes."""
_PATTERNS = {
    "ddbdr-backup": {"source": ["aws.backup"], "detail-type": list(STATE_CHANGES)},
    "ddbdr-dynamodb": {
        "source": ["aws.dynamodb"],
        "detail-type": ["AWS API Call via CloudTrail"],
        "detail": {"eventSource": ["dynamodb.amazonaws.com"], "eventName": list(API_CALLS)},
    },
    "ddbdr-backup-calls": {
        "source": ["aws.backup"],
        "detail-type": ["AWS API Call via CloudTrail"],
        "detail": {"eventSource": ["backup.amazonaws.com"], "eventName": list(BACKUP_CALLS)},
    },
}
RULES = tuple(_PATTERNS)
"""Names of our event rules, the same in every region."""


class ProtectOrder(Value):
    """The parameters of all steps of `protect`; they stand at the first one.

    Attributes:
        other_region: Where copies go, and where events of them come from.
        policy: The class the table is to belong to; None with `--off`.
        earlier: The class it belonged to before; None is none of ours.
        tag_before: What its tag said before, which may be somebody else's word.
        vault: Name of the vault in both regions.
        keys: KMS key of a vault that has to be made, by region; none is AWS's own key.
        queues: ARN of the queue for events, by region.
    """

    account: str
    account_id: str
    region: str
    other_region: str
    table: str
    table_arn: str
    policy: PolicyClass | None = None
    earlier: PolicyClass | None = None
    tag_before: str = ""
    vault: str = ""
    keys: dict[str, str] = Field(default_factory=dict)
    backup_role_arn: str = ""
    scheduler_role_arn: str = ""
    queues: dict[str, str] = Field(default_factory=dict)

    @classmethod
    def of(cls, plan: Plan) -> "ProtectOrder":
        """Read it from the plan."""
        params = next(step.params for step in plan.steps if step.name == CHECK_AGAIN)
        return cls.model_validate(params)

    @classmethod
    def about(cls, aws: Aws, known: Known, found: FoundTable) -> "ProtectOrder":
        """What is known of the table before it is said what becomes of it."""
        place, account = found.place, known.config.account(found.place.account)
        is_there = found.place.region == account.dr_region
        other = account.region if is_there else account.dr_region
        tags = dict(aws.dynamodb(place.account, place.region).list_tags(found.table.arn))
        tag = tags.get(POLICY_TAG, "")
        regions = (place.region, other)
        return cls(
            account=place.account,
            account_id=account.id,
            region=place.region,
            other_region=other,
            table=found.table.name,
            table_arn=found.table.arn,
            earlier=read_class(tag),
            tag_before=tag,
            vault=account.vault or "",
            backup_role_arn=account.backup_role_arn,
            scheduler_role_arn=account.scheduler_role_arn,
            queues={
                region: queue for region in regions if (queue := known.queue(place.account, region))
            },
        )

    def steps(self, names: Sequence[str]) -> tuple[PlannedStep, ...]:
        """Looking again, then these; approvals are counted again before each of them."""
        return (
            PlannedStep(
                name=CHECK_AGAIN, deadline_seconds=HOUR, params=self.model_dump(mode="json")
            ),
            *(
                PlannedStep(name=name, deadline_seconds=6 * HOUR, point_of_no_return=True)
                for name in names
            ),
        )

    @property
    def place(self) -> Place:
        """Account and region of the table."""
        return Place(account=self.account, region=self.region)

    @property
    def regions(self) -> tuple[str, ...]:
        """The table's own, and the other one."""
        return (self.region, self.other_region)

    @property
    def tag(self) -> dict[str, str]:
        """The tag by which the plan chooses the table."""
        return {POLICY_TAG: self.policy.name} if self.policy else {}

    @property
    def rule(self) -> BackupRule:
        """The one rule of the class's backup plan."""
        policy = self._policy
        return BackupRule(
            name=policy.plan_name,
            vault=self.vault,
            schedule=policy.cron,
            start_window_minutes=START_WINDOW_MINUTES,
            completion_window_minutes=COMPLETION_WINDOW_MINUTES,
            lifecycle=_lifecycle(policy, policy.keep_days),
            copies=(
                CopyAction(
                    vault_arn=self.vault_arn(policy.dr_region),
                    lifecycle=_lifecycle(policy, policy.dr_keep_days),
                ),
            ),
        )

    @property
    def selection(self) -> Selection:
        """The tables with the class's tag; an ARN may have its `*` only at its end."""
        tables = f"{self.table_arn.rpartition('/')[0]}/*"
        return Selection(
            name=self._policy.plan_name,
            role_arn=self.backup_role_arn,
            resources=(tables,),
            tag=(POLICY_TAG, self._policy.name),
        )

    @property
    def schedule(self) -> Schedule:
        """The table's own schedule, which calls DynamoDB directly."""
        policy = self._policy
        backup = {"TableName": self.table, "BackupName": f"{PREFIX}{policy.keep_days}d-{EXECUTION}"}
        return Schedule(
            name=schedule_name(self.table),
            expression=policy.cron,
            target_arn=CREATE_BACKUP.format(partition=partition_of(self.region)),
            role_arn=self.scheduler_role_arn,
            input=json.dumps(backup, separators=(",", ":")),
        )

    def event_rules(self, region: str) -> tuple[EventRule, ...]:
        """What tells the queue of a region; none where there is no queue."""
        if region not in self.queues:
            return ()
        return tuple(
            EventRule(name=name, pattern=json.dumps(pattern), targets=(self.queues[region],))
            for name, pattern in _PATTERNS.items()
        )

    def vault_arn(self, region: str) -> str:
        """The ARN our vault has in a region."""
        partition = partition_of(region)
        return f"arn:{partition}:backup:{region}:{self.account_id}:backup-vault:{self.vault}"

    def leaving(self) -> "ProtectOrder":
        """The same about the class that the table leaves."""
        return self.model_copy(update={"policy": self.earlier, "earlier": None})

    @property
    def _policy(self) -> PolicyClass:
        if self.policy is None:
            raise ValueError("there is no class to set up")
        return self.policy

    def follows(self, strategy: Strategy) -> bool:
        """Whether the class is of that strategy."""
        return self.policy is not None and self.policy.strategy is strategy


def schedule_name(table: str) -> str:
    """`ddbdr-orders`; a long name is cut and told apart by a digest."""
    name = PREFIX + table
    if len(name) <= LONGEST_SCHEDULE_NAME:
        return name
    digest = sha256(table.encode()).hexdigest()[:DIGITS]
    return f"{name[: LONGEST_SCHEDULE_NAME - DIGITS - 1]}-{digest}"


def _lifecycle(policy: PolicyClass, keep_days: int) -> Lifecycle:
    return Lifecycle(cold_after_days=policy.cold_for(keep_days), delete_after_days=keep_days)
