"""A restore to provisioned capacity: AWS wants units for the table and for every index."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from recovery.record import State
from sandbox.aws.running import RunningAws
from tests.workers.sandbox_world import SandboxWorld, restored

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import ProvisionedThroughputTypeDef


def units(reads: int, writes: int) -> "ProvisionedThroughputTypeDef":
    return {"ReadCapacityUnits": reads, "WriteCapacityUnits": writes}


def provision(sandbox: RunningAws, dynamodb: "DynamoDBClient") -> None:
    dynamodb.update_table(
        TableName="orders",
        BillingMode="PROVISIONED",
        ProvisionedThroughput=units(5, 6),
        GlobalSecondaryIndexUpdates=[
            {"Update": {"IndexName": "by-day", "ProvisionedThroughput": units(7, 8)}}
        ],
    )
    sandbox.advance(600)


def units_of(described: Mapping[str, Any]) -> tuple[int, int]:
    throughput = described["ProvisionedThroughput"]
    return throughput["ReadCapacityUnits"], throughput["WriteCapacityUnits"]


def assert_provisioned(dynamodb: "DynamoDBClient", name: str) -> None:
    table = dynamodb.describe_table(TableName=name)["Table"]
    assert units_of(table) == (5, 6)
    (index,) = table["GlobalSecondaryIndexes"]
    assert (index["IndexName"], units_of(index)) == ("by-day", (7, 8))


def test_a_backup_billed_by_request_comes_back_with_the_units_its_table_has_now(
    sandbox: RunningAws, indexed: "DynamoDBClient"
) -> None:
    indexed.create_backup(TableName="orders", BackupName="nightly")
    provision(sandbox, indexed)
    world = SandboxWorld(sandbox)
    plan, facts = restored(world, backup="latest", billing="PROVISIONED")
    assert_provisioned(indexed, str(facts["table"]))
    assert "--global-secondary-index-override" in plan.commands[0]


def test_a_table_billed_by_request_since_its_plan_gets_the_units_that_were_approved(
    sandbox: RunningAws, indexed: "DynamoDBClient"
) -> None:
    provision(sandbox, indexed)
    world = SandboxWorld(sandbox)
    job_id = world.ask("restore", "orders", latest=True)
    world.approved(job_id)
    indexed.update_table(TableName="orders", BillingMode="PAY_PER_REQUEST")
    job = world.run_to_end(job_id)
    assert job.state is State.SUCCEEDED, job.outcome
    assert_provisioned(indexed, "orders-ddbdr-7F3K2Q1")


def test_an_index_nobody_knows_the_units_of_is_refused_or_left_out(
    sandbox: RunningAws, indexed: "DynamoDBClient"
) -> None:
    indexed.create_backup(TableName="orders", BackupName="nightly")
    provision(sandbox, indexed)
    indexed.update_table(
        TableName="orders", GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "by-day"}}]
    )
    sandbox.advance(600)
    world = SandboxWorld(sandbox)
    job = world.run_to_end(world.ask("restore", "orders", backup="latest", billing="PROVISIONED"))
    assert job.state is State.REFUSED
    assert "a capacity for each index" in job.outcome
    _, facts = restored(world, backup="latest", billing="PROVISIONED", without_indexes=True)
    table = indexed.describe_table(TableName=str(facts["table"]))["Table"]
    assert units_of(table) == (5, 6)
    assert "GlobalSecondaryIndexes" not in table
