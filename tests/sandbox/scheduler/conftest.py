"""A table, a role for Scheduler and a queue for the dead."""

import json
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import pytest

from sandbox.aws.running import RunningAws
from tests.sandbox.aws_clients import Checked, Client, Clients, Json

CREATE_BACKUP = "arn:aws:scheduler:::aws-sdk:dynamodb:createBackup"
DEAD = "arn:aws:sqs:us-east-2:123456789012:dead"


@pytest.fixture(scope="session")
def checked() -> Checked:
    return {"scheduler": frozenset()}


@pytest.fixture
def scheduler(clients: Clients) -> Client:
    return clients("scheduler")


@dataclass
class Night:
    """A table, a role, and what became of them."""

    aws: RunningAws
    clients: Clients

    def role(
        self,
        name: str = "nightly",
        service: str = "scheduler.amazonaws.com",
        **more: Any,  # noqa: ANN401 - JSON
    ) -> str:
        """A role that a service may take on; gives its ARN."""
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sts:AssumeRole",
            **more,
        }
        document = {"Version": "2012-10-17", "Statement": [statement]}
        made = self.clients("iam").create_role(
            RoleName=name, AssumeRolePolicyDocument=json.dumps(document)
        )
        arn: str = made["Role"]["Arn"]
        return arn

    def allow(self, *actions: str, role: str = "nightly", resource: str = "*") -> None:
        """The role's inline policy."""
        statement = {"Effect": "Allow", "Action": list(actions), "Resource": resource}
        self.clients("iam").put_role_policy(
            RoleName=role,
            PolicyName="does",
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
        )

    def table(self, name: str = "orders", region: str = "us-east-2") -> None:
        """An ACTIVE table."""
        self.clients("dynamodb", region).create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )

    def make(
        self,
        expression: str = "cron(15 * * * ? *)",
        *,
        name: str = "hourly",
        backup: str = "orders-<aws.scheduler.execution-id>",
        region: str = "us-east-2",
        target: Json | None = None,
        **more: Any,  # noqa: ANN401
    ) -> str:
        """A schedule that backs the table up; gives its ARN."""
        asked: Json = {
            "Name": name,
            "ScheduleExpression": expression,
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "Target": {
                "Arn": CREATE_BACKUP,
                "RoleArn": "arn:aws:iam::123456789012:role/nightly",
                "Input": json.dumps({"TableName": "orders", "BackupName": backup}),
            }
            | (target or {}),
        }
        arn: str = self.clients("scheduler", region).create_schedule(**(asked | more))[
            "ScheduleArn"
        ]
        return arn

    def backups(self, region: str = "us-east-2") -> list[str]:
        """`08:15` of every backup, oldest first."""
        found = self.clients("dynamodb", region).list_backups()["BackupSummaries"]
        return sorted(f"{b['BackupCreationDateTime'].astimezone(UTC):%H:%M}" for b in found)

    def names(self) -> list[str]:
        """The backups' names, oldest first."""
        found = self.clients("dynamodb").list_backups()["BackupSummaries"]
        return [b["BackupName"] for b in sorted(found, key=lambda b: b["BackupCreationDateTime"])]

    def attempts(self) -> list[str]:
        """`08:15:00` of every CreateBackup, refused or not."""
        self.backups()  # what is due is done at the next call
        return [call.domain[11:19] for call in self.aws.calls("CreateBackup")]

    def dead(self) -> list[Json]:
        """Up to ten dead letters: their attributes, and `body`."""
        url = self.clients("sqs").get_queue_url(QueueName="dead")["QueueUrl"]
        got = self.clients("sqs").receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        )
        return [
            {n: v["StringValue"] for n, v in m["MessageAttributes"].items()}
            | {"body": json.loads(m["Body"])}
            for m in got.get("Messages", [])
        ]


@pytest.fixture
def night(aws: RunningAws, clients: Clients) -> Night:
    """With a table `orders`, the role `nightly`, and an SQS queue `dead`."""
    made = Night(aws, clients)
    made.table()
    made.role()
    clients("sqs").create_queue(QueueName="dead")
    return made
