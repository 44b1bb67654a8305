"""Back up a table, lose it, and restore it from the backup."""
# ruff: noqa: T201 - a script prints

import time
from decimal import Decimal

import boto3

dynamodb = boto3.resource("dynamodb")
client = boto3.client("dynamodb")

table = dynamodb.create_table(
    TableName="orders",
    KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    BillingMode="PAY_PER_REQUEST",
    Tags=[{"Key": "team", "Value": "shop"}],
)
client.get_waiter("table_exists").wait(TableName="orders", WaiterConfig={"Delay": 1})
with table.batch_writer() as batch:
    for number in range(60):
        batch.put_item(Item={"id": f"o-{number}", "total": Decimal("9.90")})

details = client.create_backup(TableName="orders", BackupName="nightly")["BackupDetails"]
arn = details["BackupArn"]
while details["BackupStatus"] != "AVAILABLE":
    time.sleep(0.2)
    details = client.describe_backup(BackupArn=arn)["BackupDescription"]["BackupDetails"]
pages = client.get_paginator("list_backups").paginate(TableName="orders")
print("backups", [each["BackupName"] for page in pages for each in page["BackupSummaries"]])

table.delete()
client.get_waiter("table_not_exists").wait(TableName="orders", WaiterConfig={"Delay": 1})
client.restore_table_from_backup(TargetTableName="orders", BackupArn=arn)
client.get_waiter("table_exists").wait(TableName="orders", WaiterConfig={"Delay": 1})

restored = client.describe_table(TableName="orders")["Table"]
print("from", restored["RestoreSummary"]["SourceBackupArn"] == arn)
print("tags", client.list_tags_of_resource(ResourceArn=restored["TableArn"])["Tags"])
print("items", table.scan(Select="COUNT")["Count"])
print("item", table.get_item(Key={"id": "o-7"})["Item"])
