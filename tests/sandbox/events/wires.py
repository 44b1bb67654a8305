"""Queues and rules of the sandbox, the way most tests here need them."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.accounts import PROD
from sandbox.aws.happening import Happening
from sandbox.aws.running import RunningAws
from tests.sandbox.aws_clients import Clients, Json
from tests.sandbox.conftest import START

EVENTBRIDGE = "events.amazonaws.com"
BACKUPS = {"source": ["aws.backup"]}


def refused(act: Callable[[], object]) -> str:
    """The code of AWS's refusal."""
    with pytest.raises(ClientError) as refusal:
        act()
    return str(refusal.value.response["Error"]["Code"])


def happening(
    number: int = 0, *, region: str = "us-east-2", account: str = PROD, at: datetime = START
) -> Happening:
    """A backup job that ended."""
    return Happening(
        source="aws.backup",
        detail_type="Backup Job State Change",
        account=account,
        region=region,
        at=at,
        detail={"backupJobId": f"job-{number}", "state": "COMPLETED"},
        resources=[f"arn:aws:backup:{region}:{account}:recovery-point:{number}"],
    )


def let_pass(aws: RunningAws, seconds: float) -> None:
    """Let domain time pass, and return when all that was due in it has happened."""
    over = threading.Event()
    aws.plan(aws.now() + timedelta(seconds=seconds), lambda _: over.set())
    aws.advance(seconds)
    assert over.wait(20)


def queue_arn(name: str, region: str = "us-east-2", account: str = PROD) -> str:
    return f"arn:aws:sqs:{region}:{account}:{name}"


def rule_arn(name: str, region: str = "us-east-2", account: str = PROD) -> str:
    return f"arn:aws:events:{region}:{account}:rule/{name}"


def policy(arn: str, *, action: str = "sqs:SendMessage", **more: Any) -> str:  # noqa: ANN401 - JSON
    """One statement that lets EventBridge in, unless `more` says otherwise."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": EVENTBRIDGE},
        "Action": action,
        "Resource": arn,
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement | more]})


@dataclass
class Wires:
    """Makes queues and rules, and reads what arrives."""

    clients: Clients
    account: str = PROD

    def queue(self, name: str = "ddbdr", *, region: str = "us-east-2", **attributes: str) -> str:
        """A queue that EventBridge may send to; gives its URL."""
        sqs = self.clients("sqs", region)
        given = {"Policy": policy(queue_arn(name, region, self.account)), **attributes}
        url: str = sqs.create_queue(QueueName=name, Attributes=given)["QueueUrl"]
        return url

    def rule(
        self,
        pattern: Json,
        target: str,
        *,
        name: str = "all",
        region: str = "us-east-2",
        **more: Any,  # noqa: ANN401
    ) -> None:
        """A rule that sends to one target."""
        events = self.clients("events", region)
        events.put_rule(Name=name, EventPattern=json.dumps(pattern))
        events.put_targets(Rule=name, Targets=[{"Id": "1", "Arn": target, **more}])

    def received(self, url: str, *, region: str = "us-east-2", wait: int = 0) -> list[Json]:
        """Up to ten messages, deleted."""
        sqs = self.clients("sqs", region)
        got: list[Json] = sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=10,
            WaitTimeSeconds=wait,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
        ).get("Messages", [])
        for message in got:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return got

    def events(self, url: str, *, region: str = "us-east-2", wait: int = 0) -> list[Json]:
        """The events in up to ten messages, deleted."""
        return [json.loads(m["Body"]) for m in self.received(url, region=region, wait=wait)]
