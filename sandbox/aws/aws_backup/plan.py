"""A backup plan's record: its versions, and what it is assigned to."""

import base64
import uuid
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.aws.aws_backup.scene import Scene, invalid_value, not_found
from sandbox.aws.aws_backup.selection import Selection
from sandbox.aws.call import Json
from sandbox.aws.table import partition


@dataclass(frozen=True)
class Version:
    """A plan's document as it stood from an instant on; `rules` as GetBackupPlan tells them."""

    version_id: str
    created_at: datetime
    given: Json
    rules: list[Json]

    @property
    def name(self) -> str:
        """BackupPlanName."""
        name: str = self.given["BackupPlanName"]
        return name

    @property
    def advanced(self) -> Json:
        """AdvancedBackupSettings, where it was given any: kept, and of no use to tables."""
        told = "AdvancedBackupSettings"
        return {told: self.given[told]} if told in self.given else {}


@dataclass
class Plan:
    """What CreateBackupPlan makes; a deleted one is kept, and never runs."""

    plan_id: str
    account: str
    region: str
    creator_request_id: str | None
    tags: dict[str, str]
    versions: list[Version]
    selections: dict[str, Selection] = field(default_factory=dict)
    deleted_at: datetime | None = None
    ran_at: datetime | None = None

    @property
    def arn(self) -> str:
        """`arn:aws:backup:REGION:ACCOUNT:backup-plan:ID`."""
        where = f"{partition(self.region)}:backup:{self.region}:{self.account}"
        return f"arn:{where}:backup-plan:{self.plan_id}"

    @property
    def current(self) -> Version:
        """The newest version, by which it runs."""
        return self.versions[-1]


def new_version(given: Json, rules: list[Json], now: datetime) -> Version:
    """A version with an id of its own, of the form AWS's have."""
    if "ScanSettings" in given:
        raise invalid_value("The sandbox does not play ScanSettings")
    version_id = base64.b64encode(str(uuid.uuid4()).encode()).decode()
    return Version(version_id, now, given, rules)


def find_plan(scene: Scene, plan_id: str) -> Plan:
    """The plan, deleted or not."""
    plan: Plan | None = scene.holding.plans.get(plan_id)
    if plan is None:
        raise not_found("Failed reading Backup plan with provided version")
    return plan


def require_plan(scene: Scene, plan_id: str) -> Plan:
    """The plan, not deleted, in the words of the actions on selections."""
    plan: Plan | None = scene.holding.plans.get(plan_id)
    if plan is None or plan.deleted_at is not None:
        raise invalid_value(f"Cannot find Backup plan with ID {plan_id}")
    return plan
