"""Queues: what is received is hidden, what is not deleted comes back, and poison is set aside."""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import md5
from typing import Any

import pytest

from sandbox.aws.accounts import DR, PROD
from sandbox.aws.running import RunningAws, running
from tests.sandbox.aws.raw import authorization
from tests.sandbox.aws_clients import Clients, Json
from tests.sandbox.conftest import START
from tests.sandbox.events.wires import Wires, happening, queue_arn, refused


class Wall:
    """Wall time that a test moves."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def aws(wall: Wall) -> Iterator[RunningAws]:
    """A sandbox whose wall time is the test's, too."""
    with running(speed=0, start=START, rates=False, wall=wall) as server:
        yield server


@pytest.fixture
def sqs(clients: Clients) -> Any:  # noqa: ANN401 - boto3's clients have no common type
    return clients("sqs")


@pytest.fixture
def url(sqs: Any) -> str:  # noqa: ANN401
    made: str = sqs.create_queue(QueueName="ddbdr")["QueueUrl"]
    return made


def received(sqs: Any, url: str, **more: Any) -> list[Json]:  # noqa: ANN401
    got: list[Json] = sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"], **more
    ).get("Messages", [])
    return got


def test_what_is_sent_is_received_with_its_digests(sqs: Any, url: str) -> None:  # noqa: ANN401
    sent = sqs.send_message(
        QueueUrl=url,
        MessageBody="naïve 🙂",
        MessageAttributes={"kind": {"DataType": "String", "StringValue": "test"}},
    )
    (got,) = received(sqs, url, MessageAttributeNames=["k.*"])
    assert got["Body"] == "naïve 🙂"
    digest = md5("naïve 🙂".encode(), usedforsecurity=False).hexdigest()
    assert got["MD5OfBody"] == sent["MD5OfMessageBody"] == digest
    assert got["MessageId"] == sent["MessageId"]
    assert got["MessageAttributes"]["kind"]["StringValue"] == "test"
    # By hand: md5 of length and text of name, type, the transport type 1, length and text.
    parts = [len(x).to_bytes(4, "big") + x for x in (b"kind", b"String", b"test")]
    content = parts[0] + parts[1] + b"\x01" + parts[2]
    expected = md5(content, usedforsecurity=False).hexdigest()
    assert got["MD5OfMessageAttributes"] == sent["MD5OfMessageAttributes"] == expected


def test_what_is_not_deleted_comes_back_after_its_timeout(
    sqs: Any,  # noqa: ANN401
    url: str,
    wall: Wall,
) -> None:
    sqs.send_message(QueueUrl=url, MessageBody="once")
    (first,) = received(sqs, url, VisibilityTimeout=30)
    assert first["Attributes"]["ApproximateReceiveCount"] == "1"
    wall.pass_(29)
    assert received(sqs, url) == []
    wall.pass_(1)
    (second,) = received(sqs, url)
    assert second["Attributes"]["ApproximateReceiveCount"] == "2"
    assert second["ReceiptHandle"] != first["ReceiptHandle"]
    # "you must provide the most recently received receipt handle"
    sqs.delete_message(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"])
    wall.pass_(30)
    (third,) = received(sqs, url)
    wall.pass_(30)
    sqs.delete_message(QueueUrl=url, ReceiptHandle=third["ReceiptHandle"])
    assert received(sqs, url) == []


def test_a_timeout_can_be_changed(sqs: Any, url: str, wall: Wall) -> None:  # noqa: ANN401
    sqs.send_message(QueueUrl=url, MessageBody="once")
    (got,) = received(sqs, url)
    handle = got["ReceiptHandle"]
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=100)
    wall.pass_(99)
    assert received(sqs, url) == []
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=0)
    assert len(received(sqs, url)) == 1
    code = refused(
        lambda: sqs.change_message_visibility(
            QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=1
        )
    )
    assert code == "InvalidParameterValue"


def test_a_delay_is_waited_for(sqs: Any, url: str, wall: Wall) -> None:  # noqa: ANN401
    sqs.send_message(QueueUrl=url, MessageBody="later", DelaySeconds=60)
    shown = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert shown["ApproximateNumberOfMessagesDelayed"] == "1"
    wall.pass_(59)
    assert received(sqs, url) == []
    wall.pass_(1)
    assert len(received(sqs, url)) == 1


def test_poison_goes_to_the_dead_letter_queue(
    sqs: Any,  # noqa: ANN401
    url: str,
    wall: Wall,
) -> None:
    dead = sqs.create_queue(QueueName="dead")["QueueUrl"]
    policy = {"deadLetterTargetArn": queue_arn("dead"), "maxReceiveCount": "2"}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedrivePolicy": json.dumps(policy)})
    assert sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"] == [url]
    sqs.send_message(QueueUrl=url, MessageBody="poison")
    for _ in range(2):
        assert len(received(sqs, url)) == 1
        wall.pass_(30)
    assert received(sqs, url) == []
    (letter,) = received(sqs, dead)
    assert letter["Body"] == "poison"
    assert letter["Attributes"]["ApproximateReceiveCount"] == "3"
    assert letter["Attributes"]["DeadLetterQueueSourceArn"] == queue_arn("ddbdr")


def test_messages_are_kept_for_the_retention_period(
    aws: RunningAws,
    sqs: Any,  # noqa: ANN401
    url: str,
) -> None:
    sqs.send_message(QueueUrl=url, MessageBody="old")
    aws.advance(4 * 86_400)
    sqs.send_message(QueueUrl=url, MessageBody="new")
    aws.advance(1)
    assert [message["Body"] for message in received(sqs, url)] == ["new"]


def test_who_waits_gets_a_message_at_once_and_keeps_nobody_waiting(
    aws: RunningAws,
    wires: Wires,
    sqs: Any,  # noqa: ANN401
) -> None:
    aws.profile(event_delay_seconds=60, backup_event_seconds=0, event_duplicates_every=0)
    url = wires.queue("awaited")
    wires.rule({"source": ["aws.backup"]}, queue_arn("awaited"))
    got: list[Json] = []
    waiting = threading.Thread(target=lambda: got.extend(received(sqs, url, WaitTimeSeconds=20)))
    waiting.start()
    for _ in range(50):
        sqs.list_queues()  # served while somebody waits
    aws.tell(happening(1))
    assert got == []
    aws.advance(60)
    waiting.join(15)  # woken by the event, not by the end of its patience
    assert [json.loads(message["Body"])["detail"]["backupJobId"] for message in got] == ["job-1"]


def test_who_hung_up_while_waiting_gets_no_message(
    aws: RunningAws,
    wires: Wires,
    sqs: Any,  # noqa: ANN401
) -> None:
    url = wires.queue("awaited")
    payload = json.dumps({"QueueUrl": url, "WaitTimeSeconds": 20, "VisibilityTimeout": 60})
    client = http.client.HTTPConnection(aws.endpoint.removeprefix("http://"))
    headers = {"Authorization": authorization("sqs"), "X-Amz-Target": "AmazonSQS.ReceiveMessage"}
    client.request("POST", "/", payload, headers)
    for _ in range(20):
        sqs.list_queues()  # by then it waits
    client.close()
    sqs.send_message(QueueUrl=url, MessageBody="for who is there")
    (got,) = received(sqs, url, WaitTimeSeconds=5)
    assert got["Attributes"]["ApproximateReceiveCount"] == "1"


def test_waiting_in_vain_ends_and_a_queue_may_wait_by_itself(
    sqs: Any,  # noqa: ANN401
    url: str,
) -> None:
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"ReceiveMessageWaitTimeSeconds": "1"})
    began = time.monotonic()
    assert received(sqs, url) == []
    assert time.monotonic() - began >= 1


def test_batches_tell_what_became_of_each_entry(sqs: Any, url: str) -> None:  # noqa: ANN401
    sent = sqs.send_message_batch(
        QueueUrl=url,
        Entries=[
            {"Id": "good", "MessageBody": "good"},
            {"Id": "bad", "MessageBody": "bad \x00"},
        ],
    )
    assert [entry["Id"] for entry in sent["Successful"]] == ["good"]
    assert [(e["Id"], e["Code"]) for e in sent["Failed"]] == [("bad", "InvalidMessageContents")]
    (got,) = received(sqs, url)
    entries = [
        {"Id": "1", "ReceiptHandle": got["ReceiptHandle"]},
        {"Id": "2", "ReceiptHandle": "nonsense"},
    ]
    hidden = sqs.change_message_visibility_batch(
        QueueUrl=url, Entries=[entry | {"VisibilityTimeout": 60} for entry in entries]
    )
    deleted = sqs.delete_message_batch(QueueUrl=url, Entries=entries)
    for answer in (hidden, deleted):
        assert [entry["Id"] for entry in answer["Successful"]] == ["1"]
        assert [(e["Id"], e["Code"]) for e in answer["Failed"]] == [("2", "ReceiptHandleIsInvalid")]


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ([], "AWS.SimpleQueueService.EmptyBatchRequest"),
        (range(11), "AWS.SimpleQueueService.TooManyEntriesInBatchRequest"),
        ([1, 1], "AWS.SimpleQueueService.BatchEntryIdsNotDistinct"),
        (["a b"], "AWS.SimpleQueueService.InvalidBatchEntryId"),
    ],
)
def test_a_batch_that_sqs_refuses(sqs: Any, url: str, entries: list[Any], code: str) -> None:  # noqa: ANN401
    given = [{"Id": str(each), "MessageBody": "x"} for each in entries]
    assert refused(lambda: sqs.send_message_batch(QueueUrl=url, Entries=given)) == code


def test_what_sqs_refuses(sqs: Any, url: str) -> None:  # noqa: ANN401
    missing = url.replace("ddbdr", "missing")
    long = "x" * (1_048_576 + 1)
    for act, code in (
        (
            lambda: sqs.receive_message(QueueUrl=missing),
            "AWS.SimpleQueueService.NonExistentQueue",
        ),
        (
            lambda: sqs.get_queue_url(QueueName="missing"),
            "AWS.SimpleQueueService.NonExistentQueue",
        ),
        (lambda: sqs.create_queue(QueueName="a b"), "InvalidParameterValue"),
        (
            lambda: sqs.create_queue(QueueName="ddbdr", Attributes={"DelaySeconds": "1"}),
            "QueueAlreadyExists",
        ),
        (
            lambda: sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": "{"}),
            "InvalidAttributeValue",
        ),
        (
            lambda: sqs.set_queue_attributes(QueueUrl=url, Attributes={"FifoQueue": "true"}),
            "InvalidAttributeName",
        ),
        (lambda: sqs.send_message(QueueUrl=url, MessageBody=long), "InvalidParameterValue"),
        (
            lambda: sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=11),
            "InvalidParameterValue",
        ),
        (lambda: sqs.delete_message(QueueUrl=url, ReceiptHandle="x"), "ReceiptHandleIsInvalid"),
    ):
        assert refused(act) == code
    with pytest.raises(sqs.exceptions.QueueDoesNotExist):
        sqs.receive_message(QueueUrl=missing)


@pytest.mark.parametrize(
    "target",
    [queue_arn("none"), queue_arn("ddbdr"), queue_arn("west", "us-west-1"), "arn:aws:sns:x:1:y"],
)
def test_a_dead_letter_queue_is_another_one_beside_its_queue(
    clients: Clients,
    sqs: Any,  # noqa: ANN401
    url: str,
    target: str,
) -> None:
    clients("sqs", "us-west-1").create_queue(QueueName="west")
    policy = json.dumps({"deadLetterTargetArn": target, "maxReceiveCount": 1})
    code = refused(
        lambda: sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedrivePolicy": policy})
    )
    assert code == "InvalidParameterValue"


def test_a_queue_can_be_purged_once_a_minute(sqs: Any, url: str, wall: Wall) -> None:  # noqa: ANN401
    sqs.send_message(QueueUrl=url, MessageBody="x")
    sqs.purge_queue(QueueUrl=url)
    assert received(sqs, url) == []
    with pytest.raises(sqs.exceptions.PurgeQueueInProgress):
        sqs.purge_queue(QueueUrl=url)
    wall.pass_(60)
    sqs.purge_queue(QueueUrl=url)


def test_a_queue_has_attributes_tags_and_an_end(sqs: Any, url: str) -> None:  # noqa: ANN401
    shown = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert shown["QueueArn"] == queue_arn("ddbdr")
    assert shown["VisibilityTimeout"] == "30"
    assert "Policy" not in shown
    sqs.tag_queue(QueueUrl=url, Tags={"team": "oncall", "stage": "prod"})
    sqs.untag_queue(QueueUrl=url, TagKeys=["stage"])
    assert sqs.list_queue_tags(QueueUrl=url)["Tags"] == {"team": "oncall"}
    for number in range(3):
        sqs.create_queue(QueueName=f"other-{number}")
    first = sqs.list_queues(QueueNamePrefix="other-", MaxResults=2)
    rest = sqs.list_queues(QueueNamePrefix="other-", MaxResults=2, NextToken=first["NextToken"])
    assert [len(first["QueueUrls"]), len(rest["QueueUrls"])] == [2, 1]
    sqs.delete_queue(QueueUrl=url)
    with pytest.raises(sqs.exceptions.QueueDoesNotExist):
        sqs.receive_message(QueueUrl=url)


def test_a_url_names_the_region_and_queues_of_others_are_closed(
    clients: Clients,
    sqs: Any,  # noqa: ANN401
    url: str,
) -> None:
    assert url.endswith(f"/queue/us-east-2/{PROD}/ddbdr")
    real = f"https://sqs.us-east-2.amazonaws.com/{PROD}/ddbdr"
    sqs.send_message(QueueUrl=real, MessageBody="by AWS's own address")
    assert len(received(sqs, url)) == 1
    west = clients("sqs", "us-west-1")
    with pytest.raises(west.exceptions.QueueDoesNotExist):
        west.receive_message(QueueUrl=url)
    role = f"arn:aws:iam::{DR}:role/ddbdr"
    keys = clients("sts").assume_role(RoleArn=role, RoleSessionName="other")["Credentials"]
    dr = clients("sqs", access_key=keys["AccessKeyId"], token=keys["SessionToken"])
    assert refused(lambda: dr.send_message(QueueUrl=url, MessageBody="x")) == "AccessDenied"
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": DR},
        "Action": "sqs:SendMessage",
        "Resource": queue_arn("ddbdr"),
    }
    sqs.set_queue_attributes(
        QueueUrl=url, Attributes={"Policy": json.dumps({"Statement": [statement]})}
    )
    dr.send_message(QueueUrl=url, MessageBody="x")
    assert refused(lambda: dr.receive_message(QueueUrl=url)) == "AccessDenied"


def test_a_burst_of_events_arrives_whole(aws: RunningAws, wires: Wires, sqs: Any) -> None:  # noqa: ANN401
    aws.profile(event_delay_seconds=1, backup_event_seconds=0, event_duplicates_every=10)
    url = wires.queue("burst")
    wires.rule({"source": ["aws.backup"]}, queue_arn("burst"))
    for number in range(500):
        aws.tell(happening(number))
    aws.advance(10)
    jobs: list[str] = []
    while messages := received(sqs, url, WaitTimeSeconds=1):
        jobs += [json.loads(message["Body"])["detail"]["backupJobId"] for message in messages]
        sqs.delete_message_batch(
            QueueUrl=url,
            Entries=[
                {"Id": str(n), "ReceiptHandle": message["ReceiptHandle"]}
                for n, message in enumerate(messages)
            ],
        )
    assert len(jobs) == 550
    assert set(jobs) == {f"job-{number}" for number in range(500)}
