"""Inventory, schedules and watch through boto3, on the sandbox's AWS."""

from itertools import count
from typing import Any

import boto3
import pytest

from recovery.config import load_config
from recovery.outcome import Notice
from sandbox.aws.running import RunningAws
from sandbox.foundation import lay_foundation
from tests.workers.sandbox_world import SandboxWorld, client
from tests.workers.world import CONFIG
from workers.aws.boto import BotoAws
from workers.aws.clients import Clients
from workers.aws.door import Aws
from workers.chores.names import all_chores
from workers.recovery_points import newest_in
from workers.tick import advance_all

VAULT = "ddbdr"
ROLE = "arn:aws:iam::123456789012:role/service-role/AWSBackupDefaultServiceRole"
DR_VAULT = f"arn:aws:backup:us-west-1:123456789012:backup-vault:{VAULT}"
ORDERS = "arn:aws:dynamodb:us-east-2:123456789012:table/orders"
OTHERS = ("chore:directory", "chore:retention:")
WANTED = """
tables:
  - {match: "orders*", rpo: 2h}
"""


class WatchedWorld(SandboxWorld):
    """`orders` with a plan that backs it up and copies it every hour."""

    def __init__(self, sandbox: RunningAws) -> None:
        super().__init__(sandbox)
        lay_foundation(sandbox.endpoint)
        self.config = load_config(CONFIG.replace("us-west-1}", "us-west-1, vault: ddbdr}") + WANTED)
        self.aws: Aws = BotoAws(
            clients=Clients(self.config, sandbox.endpoint),
            rates=self.ledger.rates,
            wall=count(1.0).__next__,  # so far apart that no rate is ever used up
            sandbox=True,
        )

    def look(self) -> None:
        """Run every chore of inventory and watch once."""
        for chore in all_chores(self.config):
            if chore.startswith(OTHERS):
                continue
            self.ledger.due.wake(chore, now=self.time.now())
            claimed = self.ledger.due.claim(
                now=self.time.now(), wall=self.time.wall(), limit=99, lease_seconds=30
            )
            advance_all(self.engine(), claimed)

    def hours(self, number: int) -> None:
        """Let hours pass, looking every twenty minutes."""
        for _ in range(number * 3):
            self.time.pass_by(1200)
            self.look()

    def told(self) -> list[Notice]:
        """What was told and not taken yet."""
        return [
            Notice.model_validate(one.body)
            for lane in ("alarms", "news")
            for one in self.ledger.outbox.ready(lane, wall=self.time.wall(), limit=100)
        ]


@pytest.fixture
def world(sandbox: RunningAws) -> WatchedWorld:
    world = WatchedWorld(sandbox)
    client(sandbox).create_table(
        TableName="orders",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        Tags=[{"Key": "ddbdr:policy", "Value": "1h"}],
    )
    sandbox.advance(60)
    for region in ("us-east-2", "us-west-1"):
        backup(sandbox, region).create_backup_vault(BackupVaultName=VAULT)
    return world


def backup(sandbox: RunningAws, region: str = "us-east-2") -> Any:  # noqa: ANN401  untyped clients
    return boto3.client("backup", region_name=region, endpoint_url=sandbox.endpoint)


def add_plan(sandbox: RunningAws) -> tuple[str, str]:
    """Ids of a plan that backs up and copies every hour, and of its selection."""
    aws = backup(sandbox)
    rule = {
        "RuleName": "hourly",
        "TargetBackupVaultName": VAULT,
        "ScheduleExpression": "cron(0 * * * ? *)",
        "StartWindowMinutes": 60,
        "Lifecycle": {"DeleteAfterDays": 35},
        "CopyActions": [
            {"DestinationBackupVaultArn": DR_VAULT, "Lifecycle": {"DeleteAfterDays": 90}}
        ],
    }
    plan = aws.create_backup_plan(BackupPlan={"BackupPlanName": "ddbdr-1h", "Rules": [rule]})
    tag = {"ConditionType": "STRINGEQUALS", "ConditionKey": "ddbdr:policy", "ConditionValue": "1h"}
    chosen = aws.create_backup_selection(
        BackupPlanId=plan["BackupPlanId"],
        BackupSelection={"SelectionName": "ours", "IamRoleArn": ROLE, "ListOfTags": [tag]},
    )
    return plan["BackupPlanId"], chosen["SelectionId"]


def test_what_a_plan_makes_is_known_judged_and_missed_when_it_stops(
    world: WatchedWorld, sandbox: RunningAws
) -> None:
    plan_id, selection_id = add_plan(sandbox)
    client(sandbox).create_backup(TableName="orders", BackupName="by-hand")
    world.hours(3)
    assert world.told() == []
    entries = world.ledger.sightings.backups(table="orders")
    regions = [(entry.region, entry.is_copy) for entry in entries if entry.vault]
    assert regions.count(("us-east-2", False)) == 3
    assert regions.count(("us-west-1", True)) == 3
    assert [entry.name for entry in entries if not entry.vault] == ["by-hand"]
    assert all(entry.expires and entry.key_arn for entry in entries if entry.vault)
    (rule,) = world.ledger.sightings.schedules()
    assert (rule.tables, rule.states) == (("orders",), (("COMPLETED", 1),))
    assert [copy.region for copy in rule.copies] == ["us-west-1"]
    newest = newest_in(world.aws, world.config, "prod", "us-west-1", ORDERS)
    copies = [entry.created for entry in entries if entry.is_copy]
    assert newest is not None
    assert newest.created == max(copies)

    backup(sandbox).delete_backup_selection(BackupPlanId=plan_id, SelectionId=selection_id)
    world.hours(4)
    told = {(notice.name, notice.region) for notice in world.told()}
    assert told == {("RpoMissed", "us-east-2"), ("RpoMissed", "us-west-1")}


def test_a_region_that_is_out_keeps_what_was_known_and_is_told(
    world: WatchedWorld, sandbox: RunningAws
) -> None:
    add_plan(sandbox)
    world.hours(2)
    sandbox.outage("us-west-1", "refused")
    world.hours(2)
    entries = world.ledger.sightings.backups(table="orders")
    assert any(entry.is_copy for entry in entries)
    notices = world.told()
    assert [(one.name, one.region) for one in notices] == [("RpoUnknown", "us-west-1")]
