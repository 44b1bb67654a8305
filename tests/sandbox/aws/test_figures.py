"""ItemCount and sizes are as old as AWS's: up to six hours."""

from typing import TYPE_CHECKING, Any

from sandbox.aws.running import RunningAws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws.conftest import Tables

HOURS = 3600
BY_TOTAL: dict[str, Any] = {
    "AttributeDefinitions": [
        {"AttributeName": "id", "AttributeType": "S"},
        {"AttributeName": "total", "AttributeType": "N"},
    ],
    "GlobalSecondaryIndexes": [
        {
            "IndexName": "by_total",
            "KeySchema": [{"AttributeName": "total", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "KEYS_ONLY"},
        }
    ],
}


def figures(ddb: "DynamoDBClient", name: str = "orders") -> tuple[int, int]:
    table = ddb.describe_table(TableName=name)["Table"]
    return table["ItemCount"], table["TableSizeBytes"]


def index_figures(ddb: "DynamoDBClient") -> tuple[int, int]:
    (index,) = ddb.describe_table(TableName="orders")["Table"]["GlobalSecondaryIndexes"]
    return index["ItemCount"], index["IndexSizeBytes"]


def test_a_new_table_has_no_figures_for_six_hours(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    for number in range(10):
        tables.put(f"o-{number}", 100)
    tables.put("o-1", 200)
    ddb.delete_item(TableName="orders", Key={"id": {"S": "o-0"}})
    aws.advance(6 * HOURS - 1)
    assert figures(ddb) == (0, 0)
    aws.advance(1)
    count, size = figures(ddb)
    assert count == 9
    # "id" and "total" are 7 bytes, the key 3, a small number a few.
    assert 9 * 11 <= size <= 9 * 20


def test_they_stay_until_the_next_refresh_whoever_looks(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(**BY_TOTAL)
    tables.put("a", 1)
    aws.advance(7 * HOURS)
    tables.put("b", 2)
    (count, size), (indexed, index_size) = figures(ddb), index_figures(ddb)
    assert (count, indexed) == (1, 1)
    assert 0 < index_size <= size
    aws.advance(4 * HOURS)
    assert (figures(ddb)[0], index_figures(ddb)[0]) == (1, 1)
    aws.advance(1 * HOURS)
    assert (figures(ddb)[0], index_figures(ddb)[0]) == (2, 2)


def test_a_restored_table_begins_anew_but_its_backup_is_exact(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(pitr=True)
    tables.put("a", 1)
    backup = ddb.create_backup(TableName="orders", BackupName="now")["BackupDetails"]
    assert backup["BackupSizeBytes"] > 0
    aws.advance(600)
    ddb.restore_table_to_point_in_time(
        SourceTableName="orders", TargetTableName="back", UseLatestRestorableTime=True
    )
    aws.advance(1200)
    assert tables.totals("back") == {"a": 1}
    assert figures(ddb, "back") == (0, 0)
    aws.advance(6 * HOURS)
    assert figures(ddb, "back") == (1, backup["BackupSizeBytes"])


def test_a_profile_may_ask_for_exact_figures(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    aws.profile(figures_seconds=0)
    tables.make(**BY_TOTAL)
    for number in range(3):
        tables.put(f"o-{number}", number)
        assert figures(ddb)[0] == index_figures(ddb)[0] == number + 1
