"""Tables with tags, plans that back them up, and the jobs that came of it."""

import json
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import pytest

from sandbox.aws.running import RunningAws
from tests.sandbox.aws_clients import Clients, Json

ROLE = "arn:aws:iam::123456789012:role/backup"
RULE = {
    "RuleName": "hourly",
    "TargetBackupVaultName": "Default",
    "ScheduleExpression": "cron(15 * ? * * *)",
}
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "backup.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)


@dataclass
class Plans:
    """Makes tables, plans and selections, and reads the jobs that came of them."""

    aws: RunningAws
    clients: Clients

    def table(self, name: str, *, region: str = "us-east-2", **tags: str) -> str:
        """A table with these tags, ACTIVE in five seconds; gives its ARN."""
        arn: str = self.clients("dynamodb", region).create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
        )["TableDescription"]["TableArn"]
        return arn

    def make(self, *rules: Json, name: str = "plan", region: str = "us-east-2") -> str:
        """A plan; gives its id."""
        document = {"BackupPlanName": name, "Rules": [RULE | rule for rule in rules or ({},)]}
        made = self.clients("backup", region).create_backup_plan(BackupPlan=document)
        plan_id: str = made["BackupPlanId"]
        return plan_id

    def select(self, plan_id: str, *, region: str = "us-east-2", **given: Any) -> str:  # noqa: ANN401
        """A selection of a plan; gives its id."""
        selection = {"SelectionName": "tables", "IamRoleArn": ROLE} | given
        made = self.clients("backup", region).create_backup_selection(
            BackupPlanId=plan_id, BackupSelection=selection
        )
        selection_id: str = made["SelectionId"]
        return selection_id

    def jobs(self, region: str = "us-east-2") -> list[Json]:
        """Every backup job, oldest first."""
        pages = self.clients("backup", region).get_paginator("list_backup_jobs").paginate()
        found = [job for page in pages for job in page["BackupJobs"]]
        return sorted(found, key=lambda job: (job["CreationDate"], job["ResourceArn"]))

    def started(self, region: str = "us-east-2") -> list[tuple[str, str]]:
        """(table, `08:15`) of every backup job, oldest first."""
        return [
            (
                job["ResourceArn"].rpartition("/")[2],
                f"{job['CreationDate'].astimezone(UTC):%H:%M}",
            )
            for job in self.jobs(region)
        ]


@pytest.fixture
def plans(aws: RunningAws, clients: Clients) -> Plans:
    """With the roles that selections here name, which trust AWS Backup."""
    iam = clients("iam")
    for name in ("backup", "nightly", "other"):
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)
    return Plans(aws, clients)
