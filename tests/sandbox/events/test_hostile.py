"""What no client should send to queues, rules and topics: refused, and never a 5xx."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from sandbox.aws.accounts import PROD
from sandbox.aws.running import RunningAws
from tests.sandbox.aws.raw import authorization, send
from tests.sandbox.aws_clients import Clients
from tests.sandbox.events.wires import Wires, queue_arn

URL = f"http://127.0.0.1/queue/us-east-2/{PROD}/ddbdr"
TOPIC = f"arn:aws:sns:us-east-2:{PROD}:alerts"
MANY = "9" * 5000
TARGETS = {"sqs": "AmazonSQS", "events": "AWSEvents"}
BODY = {"QueueUrl": URL, "MessageBody": "x"}
ENTRY = {"Source": "a", "DetailType": "b", "Detail": "{}"}
REDRIVE = '{"deadLetterTargetArn": "arn:x", "maxReceiveCount": %s}'


def attributes(**value: str) -> dict[str, Any]:
    return BODY | {"MessageAttributes": {"a": value}}


def ask(aws: RunningAws, service: str, action: str, payload: bytes) -> tuple[int, bytes]:
    headers = {
        "Authorization": authorization(service),
        "Content-Type": "application/x-amz-json-1.0",
        "X-Amz-Target": f"{TARGETS[service]}.{action}",
    }
    return send(aws.endpoint, payload, headers)


@pytest.mark.parametrize(
    ("service", "action", "payload"),
    [
        ("sqs", "SendMessage", {"QueueUrl": "http://[", "MessageBody": "x"}),
        ("sqs", "SendMessage", {"QueueUrl": "", "MessageBody": "x"}),
        ("sqs", "SendMessage", {"QueueUrl": URL}),
        ("sqs", "SendMessage", {"QueueUrl": URL, "MessageBody": ""}),
        ("sqs", "SendMessage", attributes(DataType="Binary", BinaryValue="?")),
        ("sqs", "SendMessage", attributes(DataType="String")),
        ("sqs", "SendMessage", attributes(StringValue="x")),
        ("sqs", "SendMessage", BODY | {"DelaySeconds": -1}),
        ("sqs", "SendMessageBatch", {"QueueUrl": URL, "Entries": [{"Id": "1"}]}),
        ("sqs", "ReceiveMessage", {"QueueUrl": URL, "AttributeNames": [{}]}),
        ("sqs", "ReceiveMessage", {"QueueUrl": URL, "WaitTimeSeconds": 21}),
        ("sqs", "DeleteMessage", {"QueueUrl": URL, "ReceiptHandle": "é"}),
        ("sqs", "SetQueueAttributes", {"QueueUrl": URL, "Attributes": {"DelaySeconds": MANY}}),
        ("sqs", "SetQueueAttributes", {"QueueUrl": URL, "Attributes": {"DelaySeconds": "²"}}),
        (
            "sqs",
            "SetQueueAttributes",
            {"QueueUrl": URL, "Attributes": {"RedrivePolicy": REDRIVE % "Infinity"}},
        ),
        ("sqs", "SetQueueAttributes", {"QueueUrl": URL, "Attributes": {"Policy": "[" * 9999}}),
        ("sqs", "SetQueueAttributes", {"QueueUrl": URL, "Attributes": {"Policy": "null"}}),
        ("sqs", "ListQueues", {"NextToken": MANY}),
        ("sqs", "ListQueues", {"MaxResults": 0}),
        ("events", "PutRule", {"Name": "x", "EventPattern": '{"a":' * 600 + "[1]" + "}" * 600}),
        ("events", "PutRule", {"Name": "x", "EventPattern": "[" * 4000}),
        ("events", "PutRule", {"Name": "x", "EventPattern": '{"a": [{"prefix": {}}]}'}),
        ("events", "PutRule", {"Name": "é x", "EventPattern": '{"a": [1]}'}),
        ("events", "ListRules", {"NextToken": MANY}),
        ("events", "PutTargets", {"Rule": "all", "Targets": []}),
        ("events", "PutTargets", {"Rule": "all", "Targets": [{"Id": "1", "Arn": ":::::"}]}),
    ],
)
def test_refused(
    aws: RunningAws, wires: Wires, service: str, action: str, payload: dict[str, Any]
) -> None:
    wires.queue()
    wires.rule({"source": ["a"]}, queue_arn("ddbdr"))
    status, body = ask(aws, service, action, json.dumps(payload).encode())
    assert (status // 100, bool(json.loads(body)["__type"])) == (4, True)


@pytest.mark.parametrize(
    "entry",
    [ENTRY | {"Time": 1e300}, ENTRY | {"Detail": '{"a": "\\ud800"}'}, ENTRY | {"Detail": "[1]"}],
)
def test_an_event_that_no_bus_takes(aws: RunningAws, entry: dict[str, Any]) -> None:
    payload = json.dumps({"Entries": [entry]}).encode()
    status, body = ask(aws, "events", "PutEvents", payload)
    assert (status, json.loads(body)["FailedEntryCount"]) == (200, 1)


@pytest.mark.parametrize(
    "payload", [{"QueueUrl": URL, "MaxNumberOfMessages": None, "Unknown": 1}, {"QueueUrl": URL}]
)
def test_unknown_members_and_nulls_are_passed_over(
    aws: RunningAws, wires: Wires, payload: dict[str, Any]
) -> None:
    wires.queue()
    assert ask(aws, "sqs", "ReceiveMessage", json.dumps(payload).encode())[0] == 200


@pytest.mark.parametrize(
    "form",
    [
        {"Action": "CreateTopic"},
        {"Action": "CreateTopic", "Name": ""},
        {"Action": "CreateTopic", "Name": "x", "Attributes.entry.1.key": "Nonsense"}
        | {"Attributes.entry.1.value": "x"},
        {"Action": "Subscribe", "TopicArn": TOPIC, "Protocol": "sqs"},
        {"Action": "Subscribe", "TopicArn": TOPIC, "Protocol": "sqs", "Endpoint": "é"},
        {"Action": "Subscribe", "TopicArn": TOPIC, "Protocol": "sqs", "ReturnSubscriptionArn": "?"},
        {"Action": "Publish", "TopicArn": TOPIC},
        {"Action": "Publish", "Message": "x"},
        {"Action": "SetTopicAttributes", "TopicArn": TOPIC, "AttributeName": "Policy"}
        | {"AttributeValue": "[" * 9999},
        {"Action": "TagResource", "ResourceArn": TOPIC, f"Tags.member.{MANY}.Key": "x"},
        {"Action": "ListTopics", "NextToken": MANY},
        {"Action": "Nonsense"},
    ],
)
def test_a_form_that_sns_refuses(aws: RunningAws, clients: Clients, form: dict[str, str]) -> None:
    clients("sns").create_topic(Name="alerts")
    headers = {
        "Authorization": authorization("sns"),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    status, body = send(aws.endpoint, urlencode(form).encode(), headers)
    assert (status // 100, b"<Code>" in body) == (4, True)
