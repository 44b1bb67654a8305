"""AWS's other partitions: what is made up of ARNs begins as theirs do."""

import pytest

from recovery.config import load_config
from recovery.record import State
from sandbox.fakes.backup import add_vault
from tests.workers.world import World

CONFIG = """
slack: {team: T01TEST, channels: {operations: C01OPS, alerts: C02ALERTS}, default_zone: UTC}
accounts:
  - {name: prod, id: "123456789012", region: REGION, dr_region: OTHER, vault: ddbdr}
  - {name: dr, id: "210987654321", region: OTHER, dr_region: REGION, vault: safe}
operators: [U01ALICE]
approvals:
  - {actions: [restore, copy, protect], approvers: [U02BOB], quorum: 1}
"""
PLACES = {
    "aws-cn": ("cn-north-1", "cn-northwest-1"),
    "aws-us-gov": ("us-gov-west-1", "us-gov-east-1"),
}


@pytest.fixture(params=PLACES)
def partition(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def world(partition: str) -> World:
    """The table orders there, and vaults whose policies let nobody in."""
    region, other = PLACES[partition]
    world = World(sandbox=True)
    world.config = load_config(CONFIG.replace("REGION", region).replace("OTHER", other))
    world.cloud.accounts["dr"] = "210987654321"
    world.cloud.organizations |= {"prod": "o-1", "dr": "o-1"}
    world.cloud.add_table("orders", region=region)
    for place in PLACES[partition]:
        add_vault(world.cloud, region=place)
        add_vault(world.cloud, "safe", account="dr", region=place)
    return world


ASKED: list[tuple[str, dict[str, str | bool]]] = [
    ("restore", {"latest": True}),
    ("protect", {"rpo": "1d"}),
    ("protect", {"rpo": "1d", "strategy": "backups"}),
    ("copy", {}),
    ("copy", {"account": "dr"}),
]


@pytest.mark.parametrize(("kind", "params"), ASKED)
def test_nothing_that_is_planned_names_another_partition(
    world: World, partition: str, kind: str, params: dict[str, str | bool]
) -> None:
    job_id = world.ask(kind, f"prod/{PLACES[partition][0]}/orders", **params)
    job = world.run_to_state(job_id, State.AWAITING_APPROVAL, State.REFUSED, State.FAILED)
    said = f"{job.outcome} {job.advice} {world.plan(job_id).model_dump_json()}"
    assert f"arn:{partition}:" in said
    assert "arn:aws:" not in said


def test_a_table_whose_endpoint_tells_no_arn_gets_that_of_its_partition(
    world: World, partition: str
) -> None:
    region, _ = PLACES[partition]
    stored = world.cloud.region(region=region).tables["orders"]
    stored.table = stored.table.model_copy(update={"arn": ""})
    job_id = world.ask("restore", f"{region}/orders", latest=True)
    world.run_to_state(job_id, State.AWAITING_APPROVAL)
    arn = f"arn:{partition}:dynamodb:{region}:123456789012:table/orders"
    assert world.plan(job_id).source["table_arn"] == arn
