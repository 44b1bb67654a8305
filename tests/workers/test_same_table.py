"""A table that is deleted and made again has its name and ARN, and is not the one approved."""

from typing import TYPE_CHECKING

import boto3
import pytest

from recovery.config import load_config
from recovery.record import State
from sandbox.aws.running import RunningAws
from tests.workers.sandbox_world import SandboxWorld, client
from tests.workers.world import BOB, World
from workers.aws.boto import BotoAws
from workers.aws.clients import Clients

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

CONFIG = """
slack: {team: T01TEST, channels: {operations: C01OPS, alerts: C02ALERTS}, default_zone: UTC}
accounts:
  - {name: prod, id: "123456789012", region: us-east-2, dr_region: us-west-1, vault: ddbdr}
operators: [U01ALICE]
approvals:
  - {actions: [backup, restore, copy, protect, pitr-on, pitr-off], approvers: [U02BOB], quorum: 1}
"""
ORDERED: dict[str, dict[str, str | bool]] = {
    "backup": {},
    "restore": {"latest": True},
    "copy": {},
    "protect": {"rpo": "4h"},
    "pitr-on": {"days": "7d"},
    "pitr-off": {},
}
READING = ("Describe", "List", "Get")
AGAIN = "orders is another table now: it was deleted and made again since the plan."


@pytest.fixture
def world(sandbox: RunningAws, orders: "DynamoDBClient") -> SandboxWorld:  # noqa: ARG001
    """One person agrees to everything; the vaults that a copy goes to are there."""
    for region in ("us-east-2", "us-west-1"):
        backup = boto3.client("backup", region_name=region, endpoint_url=sandbox.endpoint)
        backup.create_backup_vault(BackupVaultName="ddbdr")
        backup.update_region_settings(
            ResourceTypeOptInPreference={"DynamoDB": True},
            ResourceTypeManagementPreference={"DynamoDB": True},
        )
    world = SandboxWorld(sandbox)
    world.config = load_config(CONFIG)
    clients = Clients(world.config, sandbox.endpoint)
    rates, wall = world.ledger.rates, world.time.wall
    world.aws = BotoAws(clients=clients, rates=rates, wall=wall, sandbox=True)
    return world


def make_again(sandbox: RunningAws) -> None:
    """Delete `orders`, and make another table of that name, with PITR on as it was."""
    dynamodb = client(sandbox)
    dynamodb.delete_table(TableName="orders")
    sandbox.advance(60)
    dynamodb.create_table(
        TableName="orders",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    sandbox.advance(60)
    dynamodb.update_continuous_backups(
        TableName="orders", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    sandbox.advance(600)


@pytest.mark.parametrize("kind", ORDERED)
def test_nothing_is_written_to_a_table_made_again_since_somebody_was_asked(
    sandbox: RunningAws, world: SandboxWorld, kind: str
) -> None:
    job_id = world.ask(kind, "orders", **ORDERED[kind])
    asked = world.run_to_state(job_id, State.AWAITING_APPROVAL, State.REFUSED, State.FAILED)
    assert asked.state is State.AWAITING_APPROVAL, asked.outcome
    make_again(sandbox)
    sandbox.clear_calls()
    world.say(job_id, "approve", BOB)
    job = world.run_to_end(job_id)
    assert (job.state, job.outcome) == (State.FAILED, AGAIN)
    assert job.advice == "Ask again for a new plan."
    assert [call.action for call in sandbox.calls() if not call.action.startswith(READING)] == []


@pytest.mark.parametrize("tells", ["TableId", "CreationDateTime", "neither"])
def test_where_an_endpoint_keeps_no_id_the_time_it_was_made_tells(tells: str) -> None:
    world = World()
    world.config = load_config(CONFIG)
    kept: dict[str, dict[str, str | None]] = {
        "TableId": {},
        "CreationDateTime": {"id": ""},
        "neither": {"id": "", "created": None},
    }

    def stand_in() -> None:
        world.cloud.add_table("orders")
        stored = world.cloud.region().tables["orders"]
        stored.table = stored.table.model_copy(update=kept[tells])

    stand_in()
    job_id = world.ask("backup", "orders")
    world.run_to_state(job_id, State.AWAITING_APPROVAL)
    world.time.pass_by(60)
    stand_in()
    world.say(job_id, "approve", BOB)
    outcome = world.run_to_end(job_id).outcome
    assert (outcome == AGAIN) is (tells != "neither"), outcome
