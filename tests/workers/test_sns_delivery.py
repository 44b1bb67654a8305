"""What SNS carries is heard alike, raw or in its envelope: on the sandbox's SNS and SQS."""

import json
from typing import Any

import boto3
import pytest

from recovery.aws_events import AwsEvent, read_event
from recovery.config import load_config
from sandbox.aws.running import RunningAws
from tests import aws_samples as samples
from tests.workers.world import CONFIG
from workers.aws.clients import Clients
from workers.aws.sqs import BotoQueues

REGION = "us-east-2"
SENTENCE = "An AWS Backup copy job failed."
"""It names nothing: the data is in the attributes alone."""
ATTRIBUTES = {
    "EventType": "COPY_JOB",
    "State": "FAILED",
    "AccountId": samples.ACCOUNT,
    "Id": samples.COPY_JOB,
}
QUEUE = f"arn:aws:sqs:{REGION}:123456789012:ddbdr-events"


def heard(sandbox: RunningAws, *, raw: bool, text: str, **attributes: str) -> AwsEvent:
    """Publish it, and read it as the listener does."""

    def client(service: str) -> Any:  # noqa: ANN401  boto3's clients have no common type
        return boto3.client(service, region_name=REGION, endpoint_url=sandbox.endpoint)  # type: ignore[call-overload]

    topic = client("sns").create_topic(Name="vault")["TopicArn"]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": QUEUE,
        "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    url = client("sqs").create_queue(QueueName="ddbdr-events", Attributes={"Policy": policy})
    raws = {"RawMessageDelivery": "true"} if raw else {}
    client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=QUEUE, Attributes=raws)
    given = {name: {"DataType": "String", "StringValue": v} for name, v in attributes.items()}
    client("sns").publish(TopicArn=topic, Message=text, MessageAttributes=given)
    queues = BotoQueues(Clients(load_config(CONFIG), sandbox.endpoint))
    (message,) = queues.open(url["QueueUrl"]).receive(wait_seconds=0, visibility_seconds=30)
    event = read_event(message.body, message.attributes)
    assert isinstance(event, AwsEvent), event
    return event


@pytest.mark.parametrize("raw", [True, False])
def test_aws_backups_sentence_tells_by_its_attributes(sandbox: RunningAws, *, raw: bool) -> None:
    event = heard(sandbox, raw=raw, text=SENTENCE, **ATTRIBUTES)
    known = read_event(samples.text(samples.copy("FAILED")))
    assert isinstance(known, AwsEvent)
    assert (event.kind, event.state, event.key) == ("copy-job", "FAILED", known.key)


@pytest.mark.parametrize("attributes", [{}, {"EventType": "COPY_JOB"}])
@pytest.mark.parametrize("raw", [True, False])
def test_an_event_of_eventbridge_is_read_whatever_it_came_in(
    sandbox: RunningAws, attributes: dict[str, str], *, raw: bool
) -> None:
    text = samples.text(samples.backup("COMPLETED"))
    assert heard(sandbox, raw=raw, text=text, **attributes) == read_event(text)
