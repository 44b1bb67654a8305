"""What most tests of AWS Backup do: a table, a job, a copy, and time in between."""

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from sandbox.aws.running import RunningAws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ROLE = "arn:aws:iam::123456789012:role/service-role/AWSBackupDefaultServiceRole"
TABLE = "arn:aws:dynamodb:us-east-2:123456789012:table/orders"
WEST = "arn:aws:backup:us-west-1:123456789012:backup-vault:ddbdr"
HOUR, DAY = 3600, 86_400
Json = dict[str, Any]
BackupClient = Any
"""Boto3's, for whose stubs of AWS Backup nobody asks."""


def make_table(aws: RunningAws, ddb: "DynamoDBClient", name: str = "orders", **more: Any) -> str:  # noqa: ANN401
    """An ACTIVE table with the key `id`; gives its ARN."""
    definition: Json = {
        "TableName": name,
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "BillingMode": "PAY_PER_REQUEST",
    }
    arn = ddb.create_table(**(definition | more))["TableDescription"]["TableArn"]
    aws.advance(5)
    return arn


def put(ddb: "DynamoDBClient", item_id: str, table: str = "orders") -> None:
    """Write one item."""
    ddb.put_item(TableName=table, Item={"id": {"S": item_id}})


def ids(ddb: "DynamoDBClient", table: str) -> set[str]:
    """Every item's id."""
    return {item["id"]["S"] for item in ddb.scan(TableName=table)["Items"]}


def start(backup: BackupClient, table: str = "orders", **more: Any) -> str:  # noqa: ANN401
    """A backup job on demand; gives its id."""
    arn = TABLE.replace("orders", table)
    wanted: Json = {"BackupVaultName": "ddbdr", "ResourceArn": arn, "IamRoleArn": ROLE}
    return str(backup.start_backup_job(**(wanted | more))["BackupJobId"])


def back_up(aws: RunningAws, backup: BackupClient, table: str = "orders", **more: Any) -> str:  # noqa: ANN401
    """A job that has COMPLETED; gives its recovery point's ARN."""
    job_id = start(backup, table, **more)
    aws.advance(HOUR)
    job = backup.describe_backup_job(BackupJobId=job_id)
    assert job["State"] == "COMPLETED", job.get("StatusMessage")
    return str(job["RecoveryPointArn"])


def state(backup: BackupClient, job_id: str) -> str:
    """A backup job's."""
    return str(backup.describe_backup_job(BackupJobId=job_id)["State"])


def start_copy(backup: BackupClient, point: str, **more: Any) -> str:  # noqa: ANN401
    """A copy job to us-west-1 on demand; gives its id."""
    wanted: Json = {
        "RecoveryPointArn": point,
        "SourceBackupVaultName": "ddbdr",
        "DestinationBackupVaultArn": WEST,
        "IamRoleArn": ROLE,
    }
    return str(backup.start_copy_job(**(wanted | more))["CopyJobId"])


def copied(backup: BackupClient, job_id: str) -> Json:
    """The copy job as it is."""
    job: Any = backup.describe_copy_job(CopyJobId=job_id)["CopyJob"]
    found: Json = job
    return found


def refusal(error: ClientError) -> tuple[str, str]:
    """(code, message)."""
    answer: Any = error.response["Error"]
    return answer["Code"], answer["Message"]
