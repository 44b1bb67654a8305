"""A copy from its approval to its end: what AWS is asked for, what people hear, what stays."""

from dataclasses import dataclass

import pytest

from recovery.config import load_config
from recovery.record import State
from sandbox.fakes.backup import add_recovery_point, add_vault
from sandbox.fakes.errors import coded
from tests.workers.world import ALICE, World
from workers.aws.backup_models import RegionSettings

CONFIG = """
slack: {team: T01TEST, channels: {operations: C01OPS, alerts: C02ALERTS}, default_zone: UTC}
accounts:
  - {name: prod, id: "123456789012", region: us-east-2, dr_region: us-west-1, vault: ddbdr}
  - {name: dr, id: "210987654321", region: us-west-2, dr_region: us-east-1, vault: safe}
operators: [U01ALICE, U02BOB]
approvals:
  - {actions: [copy], approvers: [U02BOB, U03EVE], quorum: 1, expires: 60m}
"""


@dataclass
class CopyWorld(World):
    """Two accounts with vaults; a table in the first."""

    def __post_init__(self) -> None:
        self.config = load_config(CONFIG)
        self.accounts = {"prod": "123456789012", "dr": "210987654321"}
        super().__post_init__()
        self.cloud.add_table("orders")
        for region in ("us-east-2", "us-west-1"):
            add_vault(self.cloud, region=region)

    def points(self, region: str, account: str = "prod") -> list[str]:
        """Recovery points that are whole there, by ARN."""
        held = self.cloud.region(account, region).holding
        found = (stored.as_is(self.time.now()) for stored in held.points.values())
        return [point.arn for point in found if point and point.status == "COMPLETED"]


@pytest.fixture
def world() -> CopyWorld:
    return CopyWorld()


def copied(world: CopyWorld, **params: str | bool) -> str:
    """A copy that was asked for and approved."""
    job_id = world.ask("copy", "prod/us-east-2/orders", **params)
    world.approved(job_id)
    return job_id


def test_a_table_is_backed_up_and_copied_to_the_other_region(world: CopyWorld) -> None:
    job = world.run_to_end(copied(world, keep="35d"))
    assert job.state is State.SUCCEEDED, job.outcome
    [home] = world.points("us-east-2")
    [away] = world.points("us-west-1")
    assert job.facts_of("await-backup-job")["recovery_point_arn"] == home
    assert job.facts_of("await-copy-job")["recovery_point_arn"] == away
    stored = world.cloud.region("prod", "us-west-1").holding.points["ddbdr", away]
    assert stored.point.lifecycle.delete_after_days == 35
