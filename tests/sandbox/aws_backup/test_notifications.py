"""A vault's topic hears of the jobs it wants to hear of, in the words of AWS."""

import json
from typing import TYPE_CHECKING, Any

from sandbox.aws.running import RunningAws
from tests.sandbox.aws_backup.steps import (
    HOUR,
    TABLE,
    BackupClient,
    back_up,
    make_table,
    start,
    start_copy,
)
from tests.sandbox.aws_clients import Clients

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def listen(clients: Clients, backup: BackupClient, *events: str) -> str:
    """A queue that the vault's topic tells of these events; gives its URL."""
    sns, sqs = clients("sns"), clients("sqs")
    topic = sns.create_topic(Name="backups")["TopicArn"]
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": {"Service": "backup.amazonaws.com"},
        "Action": "SNS:Publish",
        "Resource": topic,
    }
    sns.set_topic_attributes(
        TopicArn=topic,
        AttributeName="Policy",
        AttributeValue=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    )
    queue: str = sqs.create_queue(QueueName="backups")["QueueUrl"]
    arn = "arn:aws:sqs:us-east-2:123456789012:backups"
    into = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
    }
    sqs.set_queue_attributes(
        QueueUrl=queue,
        Attributes={"Policy": json.dumps({"Version": "2012-10-17", "Statement": [into]})},
    )
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    backup.put_backup_vault_notifications(
        BackupVaultName="ddbdr", SNSTopicArn=topic, BackupVaultEvents=list(events)
    )
    return queue


def heard(clients: Clients, queue: str) -> list[tuple[str, str, str]]:
    """(type, state, sentence) of each message."""
    messages = clients("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
    bodies = [json.loads(each["Body"]) for each in messages.get("Messages", [])]
    return [
        (
            body["MessageAttributes"]["EventType"]["Value"],
            body["MessageAttributes"]["State"]["Value"],
            body["Message"],
        )
        for body in bodies
    ]


def test_a_backup_that_completes_or_fails_is_a_job_that_is_completed(
    aws: RunningAws, clients: Clients, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb)
    queue = listen(clients, backup, "BACKUP_JOB_COMPLETED", "BACKUP_JOB_FAILED")
    point = back_up(aws, backup)
    job_id = start(backup)
    ddb.delete_table(TableName="orders")
    aws.advance(HOUR)
    backup.list_backup_jobs()
    completed, failed = heard(clients, queue)
    assert completed[:2] == ("BACKUP_JOB", "COMPLETED")
    assert f"Recovery point ARN: {point}. Resource ARN : {TABLE}." in completed[2]
    assert failed[:2] == ("BACKUP_JOB", "FAILED")
    assert failed[2].endswith(f"BackupJob ID : {job_id}")


def test_a_copy_is_told_of_at_its_source(
    aws: RunningAws,
    clients: Clients,
    ddb: "DynamoDBClient",
    backup: BackupClient,
    west: BackupClient,
) -> None:
    assert west
    make_table(aws, ddb)
    point = back_up(aws, backup)
    queue = listen(clients, backup, "COPY_JOB_STARTED", "COPY_JOB_SUCCESSFUL")
    start_copy(backup, point)
    aws.advance(HOUR)
    backup.list_copy_jobs()
    told = [each[:2] for each in heard(clients, queue)]
    assert told == [("COPY_JOB", "RUNNING"), ("COPY_JOB", "COMPLETED")]
