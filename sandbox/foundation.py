"""What an account has before the product comes: queues for events, roles that AWS works with.

deploy/ has the same as templates for a real account; this makes it with plain boto3.
"""

import json
from collections.abc import Sequence
from typing import Any

from botocore.exceptions import ClientError

from sandbox.aws.accounts import PROD
from sandbox.aws.clients import client

REGIONS = ("us-east-2", "us-west-1")
QUEUE = "ddbdr-events"
RECEIVES = 10
"""After that many receives a message that nobody deletes goes to the dead letters."""
SCHEDULER = "ddbdr-scheduler"
ROLES = (
    ("/service-role/", "AWSBackupDefaultServiceRole", "backup.amazonaws.com"),
    ("/", SCHEDULER, "scheduler.amazonaws.com"),
)
"""Path, name, and the service that may take the role on."""


def lay_foundation(endpoint: str, regions: Sequence[str] = REGIONS) -> tuple[str, ...]:
    """Make roles and queues; the queues' URLs, a region each.

    Raises:
        NotLoopback: The endpoint is not on this machine.
    """
    iam = client("iam", endpoint, regions[0])
    for path, name, service in ROLES:
        _make_role(iam, path, name, service)
    take_backups = {
        "Action": "dynamodb:CreateBackup",
        "Resource": f"arn:aws:dynamodb:*:{PROD}:table/*",
    }
    iam.put_role_policy(
        RoleName=SCHEDULER, PolicyName="take-backups", PolicyDocument=_policy(take_backups)
    )
    return tuple(_make_queue(client("sqs", endpoint, region), region) for region in regions)


def _make_role(iam: Any, path: str, name: str, service: str) -> None:  # noqa: ANN401  a client
    trust = _policy({"Principal": {"Service": service}, "Action": "sts:AssumeRole"})
    try:
        iam.create_role(Path=path, RoleName=name, AssumeRolePolicyDocument=trust)
    except ClientError as error:
        if error.response["Error"]["Code"] != "EntityAlreadyExists":
            raise


def _make_queue(sqs: Any, region: str) -> str:  # noqa: ANN401  a client
    """A queue that only rules of the product may send to, with its dead letters."""
    dead = sqs.create_queue(QueueName=f"{QUEUE}-dead")["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])
    redrive = {
        "deadLetterTargetArn": attributes["Attributes"]["QueueArn"],
        "maxReceiveCount": RECEIVES,
    }
    senders = _policy(
        {
            "Sid": "RulesOfOurs",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": f"arn:aws:sqs:{region}:{PROD}:{QUEUE}",
            "Condition": {
                "ArnLike": {"aws:SourceArn": f"arn:aws:events:{region}:{PROD}:rule/ddbdr-*"},
                "StringEquals": {"aws:SourceAccount": PROD},
            },
        }
    )
    made = sqs.create_queue(
        QueueName=QUEUE,
        Attributes={
            "Policy": senders,
            "RedrivePolicy": json.dumps(redrive),
            "MessageRetentionPeriod": "1209600",  # 14 days, the most there is
        },
    )
    return str(made["QueueUrl"])


def _policy(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})
