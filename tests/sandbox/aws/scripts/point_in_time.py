"""Switch point-in-time recovery on, damage an item, and restore the moment before."""
# ruff: noqa: T201 - a script prints

import time
from typing import Any

import boto3

client = boto3.client("dynamodb")


def recovery() -> Any:  # noqa: ANN401 - boto3's shape
    """Return how far back the table reaches."""
    described = client.describe_continuous_backups(TableName="orders")
    return described["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]


client.create_table(
    TableName="orders",
    KeySchema=[
        {"AttributeName": "customer", "KeyType": "HASH"},
        {"AttributeName": "day", "KeyType": "RANGE"},
    ],
    AttributeDefinitions=[
        {"AttributeName": "customer", "AttributeType": "S"},
        {"AttributeName": "day", "AttributeType": "S"},
    ],
    ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
)
client.get_waiter("table_exists").wait(TableName="orders", WaiterConfig={"Delay": 1})
client.update_continuous_backups(
    TableName="orders",
    PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
)
while recovery()["PointInTimeRecoveryStatus"] != "ENABLED":
    time.sleep(0.2)

key = {"customer": {"S": "c-1"}, "day": {"S": "2026-11-23"}}
client.put_item(TableName="orders", Item={**key, "total": {"N": "12"}})
written = None
while written is None:
    time.sleep(0.2)
    reach = recovery()
    # Five minutes behind the present: once it has moved on by as much, the write is in reach.
    if (reach["LatestRestorableDateTime"] - reach["EarliestRestorableDateTime"]).seconds > 330:
        written = reach["LatestRestorableDateTime"]
client.update_item(
    TableName="orders",
    Key=key,
    UpdateExpression="SET #t = :none",
    ExpressionAttributeNames={"#t": "total"},
    ExpressionAttributeValues={":none": {"N": "0"}},
)

client.restore_table_to_point_in_time(
    SourceTableName="orders", TargetTableName="orders-before", RestoreDateTime=written
)
client.get_waiter("table_exists").wait(TableName="orders-before", WaiterConfig={"Delay": 1})
for name in ("orders", "orders-before"):
    item = client.get_item(TableName=name, Key=key, ConsistentRead=True)["Item"]
    print(name, item["total"]["N"])
try:
    client.restore_table_to_point_in_time(
        SourceTableName="orders", TargetTableName="orders", UseLatestRestorableTime=True
    )
except client.exceptions.TableAlreadyExistsException as error:
    print(type(error).__name__)
print("mode", client.describe_table(TableName="orders-before")["Table"]["TableStatus"])
