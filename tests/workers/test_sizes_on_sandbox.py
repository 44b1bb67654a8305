"""AWS counts items and bytes every six hours, and says 0 before: what the product makes of it."""

from typing import TYPE_CHECKING

import pytest

from sandbox.aws.running import RunningAws
from tests.workers.sandbox_world import SandboxWorld, restored

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


COUNTED_SECONDS = 7 * 3600
"""AWS counts a table's items about every six hours."""


def figures(dynamodb: "DynamoDBClient", name: str) -> tuple[int, int]:
    table = dynamodb.describe_table(TableName=name)["Table"]
    return table["TableSizeBytes"], table["ItemCount"]


def test_a_restored_table_is_as_large_as_its_source_though_aws_says_nothing_yet(
    sandbox: RunningAws, orders: "DynamoDBClient"
) -> None:
    sandbox.advance(COUNTED_SECONDS)
    world = SandboxWorld(sandbox)
    plan, facts = restored(world, latest=True)
    assert figures(orders, str(facts["table"])) == (0, 0)
    size, items = figures(orders, "orders")
    assert (facts["size_bytes"], facts["items"], facts["is_about"]) == (size, items, True)
    assert size > 0
    assert dict(plan.stated)["Size"] == f"about {size} bytes (AWS counts every six hours)"


def test_a_restored_backup_is_as_large_as_the_backup(
    sandbox: RunningAws, orders: "DynamoDBClient"
) -> None:
    orders.create_backup(TableName="orders", BackupName="nightly")
    sandbox.advance(60)
    (summary,) = orders.list_backups()["BackupSummaries"]
    assert figures(orders, "orders") == (0, 0), "AWS has not counted the table"
    world = SandboxWorld(sandbox)
    plan, facts = restored(world, backup="latest")
    size = summary["BackupSizeBytes"]
    assert (facts["size_bytes"], facts["items"], facts["is_about"]) == (size, 1, False)
    assert dict(plan.stated)["Size"] == f"{size} bytes"
    (seen,) = world.observations("restore-backup")
    assert seen.size_bytes == size


@pytest.mark.usefixtures("orders")
def test_three_restores_are_the_estimate_of_the_fourth(sandbox: RunningAws) -> None:
    sandbox.advance(COUNTED_SECONDS)
    world = SandboxWorld(sandbox)
    for number in range(3):
        plan, _ = restored(world, latest=True, **{"as": f"copy-{number}"})
        assert plan.time.basis == "AWS, whatever the size"
    plan, _ = restored(world, latest=True, **{"as": "copy-3"})
    assert plan.time.basis.startswith("3 restores of ")


@pytest.mark.usefixtures("orders")
def test_what_aws_has_not_counted_is_never_told_as_nothing(sandbox: RunningAws) -> None:
    world = SandboxWorld(sandbox)
    plan, facts = restored(world, latest=True)
    assert dict(plan.stated)["Size"] == "unknown so far (AWS counts every six hours)"
    assert {line.unknown for line in plan.cost} == {"size unknown"}
    assert (facts["size_bytes"], facts["items"]) == (None, None)
    job_id = world.ask("backup", "orders")
    world.run_to_end(job_id)
    assert dict(world.plan(job_id).stated)["Size"] == dict(plan.stated)["Size"]
    (notice,) = world.notices()
    assert dict(notice.detail)["items"] == "about 1 item", (
        "the backup was counted, its table was not"
    )


def test_indexes_of_a_backup_cost_what_those_of_the_table_would(
    sandbox: RunningAws, indexed: "DynamoDBClient"
) -> None:
    indexed.put_item(TableName="orders", Item={"id": {"S": "1"}, "day": {"S": "mon"}})
    indexed.create_backup(TableName="orders", BackupName="nightly")
    sandbox.advance(60)
    (summary,) = indexed.list_backups()["BackupSummaries"]
    size = summary["BackupSizeBytes"]
    world = SandboxWorld(sandbox)
    plan, _ = restored(world, backup="latest", **{"as": "early"})
    assert dict(plan.stated)["Size"] == f"{size} bytes, and 1 index AWS tells no size of"
    sandbox.advance(COUNTED_SECONDS)
    (index,) = indexed.describe_table(TableName="orders")["Table"]["GlobalSecondaryIndexes"]
    plan, _ = restored(world, backup="latest", **{"as": "late"})
    charged = size + index["IndexSizeBytes"]
    assert dict(plan.stated)["Size"] == f"{size} bytes, with its indexes up to {charged} bytes"
    assert plan.extent.charged_bytes == charged
    plan, _ = restored(world, backup="latest", without_indexes=True, **{"as": "bare"})
    assert dict(plan.stated)["Size"] == f"{size} bytes"
