"""Look at a table of another account in a role of its own."""
# ruff: noqa: T201 - a script prints

import boto3
from botocore.exceptions import ClientError

sts = boto3.client("sts")
print("mine", sts.get_caller_identity()["Account"])
credentials = sts.assume_role(
    RoleArn="arn:aws:iam::210987654321:role/ddbdr", RoleSessionName="newcomer"
)["Credentials"]
session = boto3.Session(
    aws_access_key_id=credentials["AccessKeyId"],
    aws_secret_access_key=credentials["SecretAccessKey"],
    aws_session_token=credentials["SessionToken"],
)
print("theirs", session.client("sts").get_caller_identity()["Account"])

theirs = session.client("dynamodb")
theirs.create_table(
    TableName="ledger",
    KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    BillingMode="PAY_PER_REQUEST",
)
theirs.get_waiter("table_exists").wait(TableName="ledger", WaiterConfig={"Delay": 1})
print(theirs.describe_table(TableName="ledger")["Table"]["TableArn"])
try:
    boto3.client("dynamodb").describe_table(TableName="ledger")
except ClientError as error:
    print(error.response["Error"]["Code"])
