"""The quotas of AWS that hold without a word of ours, and what each is counted over."""

import json
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.running import RunningAws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws.conftest import Tables


def test_the_quotas_are_those_that_aws_publishes(aws: RunningAws) -> None:
    """Developer guide, "Service, account, and table quotas"; LimitExceededException."""
    with urllib.request.urlopen(f"{aws.endpoint}/_sandbox/profile", timeout=5) as answer:  # noqa: S310
        profile = json.load(answer)
    published = {
        "concurrent_restores": 50,
        "concurrent_restore_bytes": 50 * 10**12,
        "table_operations": 500,
        "indexed_table_creations": 250,
        "table_quota": 2500,
    }
    assert {name: profile[name] for name in published} == published


def test_each_region_has_room_for_so_many_tables(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables", west_tables: "Tables"
) -> None:
    aws.profile(table_quota=1)
    tables.make()
    west_tables.make()
    with pytest.raises(ddb.exceptions.LimitExceededException):
        tables.make("carts")


@pytest.mark.parametrize(("kind", "most"), [("Local", 5), ("Global", 20)])
def test_a_table_has_so_many_indexes(
    ddb: "DynamoDBClient", tables: "Tables", kind: str, most: int
) -> None:
    names = [f"a{number:02d}" for number in range(most + 1)]
    hash_key = {"AttributeName": "id", "KeyType": "HASH"}
    definition: dict[str, Any] = {
        "KeySchema": [hash_key, {"AttributeName": "day", "KeyType": "RANGE"}],
        "AttributeDefinitions": [
            {"AttributeName": name, "AttributeType": "S"} for name in ("id", "day", *names)
        ],
        f"{kind}SecondaryIndexes": [
            {
                "IndexName": f"by_{name}",
                "KeySchema": [hash_key, {"AttributeName": name, "KeyType": "RANGE"}],
                "Projection": {"ProjectionType": "ALL"},
            }
            for name in names
        ],
    }
    with pytest.raises(ClientError, match=f"per-table limit of {most}") as caught:
        tables.make(**definition)
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    definition["AttributeDefinitions"].pop()
    definition[f"{kind}SecondaryIndexes"].pop()
    tables.make(**definition)
    table: Any = ddb.describe_table(TableName="orders")["Table"]
    assert len(table[f"{kind}SecondaryIndexes"]) == most


def test_time_to_live_that_settles_is_one_of_the_operations_at_a_time(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    aws.profile(table_operations=1)
    ddb.update_time_to_live(
        TableName="orders",
        TimeToLiveSpecification={"Enabled": True, "AttributeName": "ends"},
    )
    with pytest.raises(ddb.exceptions.LimitExceededException):
        tables.make("carts")
    aws.advance(5)
    tables.make("carts")
