"""A world in which tables are protected: a vault by name, a queue in each region, approvals."""

from dataclasses import dataclass, field, replace

from recovery.config import Config, load_config
from recovery.decisions import Reception
from recovery.record import State
from recovery.strategies import POLICY_TAG
from sandbox.fakes.holding import Holding
from tests.workers.crashing import CrashingWorld
from tests.workers.world import BOB, EVE
from workers.aws.backup_models import BackupPlan, RegionSettings, Selection
from workers.engine import Engine

CONFIG = """
slack: {team: T01TEST, channels: {operations: C01OPS, alerts: C02ALERTS}, default_zone: UTC}
accounts:
  - {name: prod, id: "123456789012", region: us-east-2, dr_region: us-west-1, vault: ddbdr}
tables:
  - {match: "invoices", rpo: 8h, rto: 4h, keep: 14d}
operators: [U01ALICE, U02BOB]
approvals:
  - {actions: [backup, pitr-on], quorum: 0}
  - {actions: [protect, pitr-off], approvers: [U02BOB, U03EVE], quorum: 2, expires: 60m}
"""
QUEUES = {
    region: f"arn:aws:sqs:{region}:123456789012:ddbdr-events"
    for region in ("us-east-2", "us-west-1")
}
PLAIN = RegionSettings(opt_in=True, management=False)


@dataclass
class ProtectWorld(CrashingWorld):
    """Nothing is set up; the table orders is there, without PITR."""

    config: Config = field(default_factory=lambda: load_config(CONFIG))
    queues: dict[str, str] = field(default_factory=lambda: dict(QUEUES))

    def __post_init__(self) -> None:
        super().__post_init__()
        for region in ("us-east-2", "us-west-1"):
            self.cloud.region(region=region).holding.settings = PLAIN
        self.cloud.add_table("orders", pitr_since=None)

    def engine(self) -> Engine:
        return replace(super().engine(), queues=self.queues)

    def approved_by_two(self, job_id: str) -> None:
        """Run to the plan, and approve it as Bob and Eve."""
        job = self.run_to_state(job_id, State.AWAITING_APPROVAL, State.REFUSED, State.FAILED)
        assert job.state is State.AWAITING_APPROVAL, job.outcome
        for person in (BOB, EVE):
            assert self.say(job_id, "approve", person) is Reception.RECORDED

    def protected(self, table: str = "orders", **params: str | bool) -> str:
        """Protect it (or stop that), approved, to the end; the job's id."""
        job_id = self.ask("protect", table, **params)
        self.approved_by_two(job_id)
        job = self.run_to_end(job_id)
        assert job.state is State.SUCCEEDED, job.outcome
        return job_id

    def holding(self, region: str = "us-east-2") -> Holding:
        """What AWS Backup holds there."""
        return self.cloud.region(region=region).holding

    def plans(self) -> dict[str, BackupPlan]:
        """Backup plans at home by name."""
        found = self.cloud.region().arrangements.plans.values()
        return {plan.name: plan for plan in found}

    def selections(self, plan: BackupPlan) -> list[Selection]:
        """What a plan selects."""
        return list(self.cloud.region().arrangements.selections[plan.id].values())

    def policy_tag(self, table: str = "orders") -> str | None:
        """The class a table carries."""
        stored = self.cloud.region().tables[table]
        return dict(stored.attached.tags).get(POLICY_TAG)

    def rules(self, region: str) -> list[str]:
        """Event rules there, by name."""
        return sorted(self.cloud.region(region=region).arrangements.rules)
