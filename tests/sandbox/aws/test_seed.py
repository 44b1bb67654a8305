"""The story holds: what was, what the batch job did to it, and what can be had back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.error import HTTPError

import pytest

from sandbox import seed
from sandbox.aws.clients import dynamodb
from sandbox.aws.running import RunningAws, running

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def seeded() -> Iterator[tuple[RunningAws, seed.Story]]:
    """One shop for all tests here; each restores under a name of its own, and at once."""
    with running(speed=0, start=NOW) as aws:
        story = seed.seed(aws.endpoint)
        aws.profile(restore_seconds=0, backup_restore_seconds=0)
        yield aws, story


@pytest.fixture
def told(seeded: tuple[RunningAws, seed.Story]) -> seed.Story:
    return seeded[1]


@pytest.fixture
def shop(seeded: tuple[RunningAws, seed.Story]) -> "Iterator[DynamoDBClient]":
    client = dynamodb(seeded[0].endpoint, seed.REGION)
    yield client
    client.close()


def totals(client: "DynamoDBClient", table: str) -> list[int]:
    pages = client.get_paginator("scan").paginate(TableName=table)
    return [int(item["total"]["N"]) for page in pages for item in page["Items"]]


def test_the_present_is_damaged(shop: "DynamoDBClient", told: seed.Story) -> None:
    assert told.now == NOW
    assert told.orders >= 300
    assert totals(shop, "orders") == [0] * told.orders
    assert told.total_before_damage > 1_000_000
    assert shop.list_tables()["TableNames"] == ["customers", "orders", "sessions"]


def test_ten_minutes_ago_it_was_not(shop: "DynamoDBClient", told: seed.Story) -> None:
    shop.restore_table_to_point_in_time(
        SourceTableName="orders",
        TargetTableName="back",
        RestoreDateTime=told.now - timedelta(minutes=10),
    )
    restored = totals(shop, "back")
    assert (len(restored), sum(restored)) == (told.orders, told.total_before_damage)
    assert min(restored) > 0


def test_the_damage_is_one_instant(shop: "DynamoDBClient", told: seed.Story) -> None:
    for name, second, expected in (
        ("before", told.damaged_at - timedelta(seconds=1), told.total_before_damage),
        ("after", told.damaged_at, 0),
    ):
        shop.restore_table_to_point_in_time(
            SourceTableName="orders", TargetTableName=name, RestoreDateTime=second
        )
        assert sum(totals(shop, name)) == expected


def test_orders_have_all_that_a_restore_drops(shop: "DynamoDBClient", told: seed.Story) -> None:
    table = shop.describe_table(TableName="orders")["Table"]
    assert {i["IndexName"] for i in table["GlobalSecondaryIndexes"]} == {"by_customer", "by_status"}
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert shop.list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"]
    ttl = shop.describe_time_to_live(TableName="orders")["TimeToLiveDescription"]
    assert ttl == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires_at"}
    assert recovery(shop, "orders") == "ENABLED"
    assert recovery(shop, "sessions") == "DISABLED"
    assert told.orders <= table["ItemCount"] < told.orders * 1.1  # as it was up to six hours ago
    assert told.sessions == shop.describe_table(TableName="sessions")["Table"]["ItemCount"]


def recovery(shop: "DynamoDBClient", table: str) -> str:
    described = shop.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    return described["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"]


def test_the_older_backup_and_the_deleted_invoices_can_be_had_back(
    shop: "DynamoDBClient", told: seed.Story
) -> None:
    (kept,) = shop.list_backups(BackupType="SYSTEM")["BackupSummaries"]
    assert kept["BackupArn"] == told.deleted_invoices_backup_arn
    assert kept["BackupName"] == "invoices$DeletedTableBackup"
    (made,) = shop.list_backups(TableName="orders")["BackupSummaries"]
    assert (made["BackupName"], made["BackupArn"]) == (told.backup_name, told.backup_arn)
    shop.restore_table_from_backup(TargetTableName="invoices", BackupArn=kept["BackupArn"])
    shop.restore_table_from_backup(TargetTableName="older", BackupArn=told.backup_arn)
    assert len(shop.scan(TableName="invoices")["Items"]) == told.invoices
    older = totals(shop, "older")
    assert (len(older), sum(older)) == (told.orders_at_backup, told.total_at_backup)


def test_the_same_present_makes_the_same_story(told: seed.Story) -> None:
    with running(speed=0, start=NOW) as other:
        again = seed.seed(other.endpoint)
    assert (again.orders, again.total_before_damage) == (told.orders, told.total_before_damage)
    assert (again.backup_name, again.damaged_at) == (told.backup_name, told.damaged_at)


def test_the_clock_goes_on_at_its_speed() -> None:
    with running(speed=60) as other:
        story = seed.seed(other.endpoint)
        assert other.now() >= story.now
        assert other.set_clock(speed=0) < story.now + timedelta(minutes=30)


def test_a_sandbox_in_use_is_left_alone(seeded: tuple[RunningAws, seed.Story]) -> None:
    aws, story = seeded
    with pytest.raises(HTTPError, match="409"):
        seed.seed(aws.endpoint)
    assert aws.now() == story.now


def test_the_batch_job_can_run_again(aws: RunningAws, ddb: "DynamoDBClient") -> None:
    story = seed.seed(aws.endpoint)
    aws.advance(60)
    ddb.put_item(TableName="orders", Item={"order_id": {"S": "new"}, "total": {"N": "5"}})
    assert seed.damage_orders(aws.endpoint) == story.orders + 1
    assert sum(totals(ddb, "orders")) == 0
