"""The door to SQS: where a queue is, what is sent to it, what comes back."""

from datetime import UTC, datetime
from typing import Any

import pytest

from recovery.config import load_config
from recovery.errors import Refusal
from sandbox.aws.call import Answer, AwsError
from tests.workers.aws_doors.strict_aws import StrictAws
from tests.workers.world import CONFIG
from workers.aws.clients import Clients
from workers.aws.errors import (
    AwsError as OurAwsError,
)
from workers.aws.errors import (
    Denied,
    Limited,
    NotFound,
    NotSupported,
    Throttled,
    Unreachable,
)
from workers.aws.queue_door import Queue, QueueMessage
from workers.aws.queue_urls import read_queue_url
from workers.aws.sqs import LONGEST_POLL_SECONDS, BotoQueues

URL = "https://sqs.us-east-2.amazonaws.com/123456789012/ddbdr-events"
TWO_ACCOUNTS = CONFIG.replace(
    "operators:",
    '  - {name: test, id: "210987654321", region: eu-west-1, dr_region: us-west-1}\noperators:',
)
SENT_AT = datetime(2026, 11, 12, 2, 4, 0, 500_000, tzinfo=UTC)
TOLD = {
    "MessageId": "m-1",
    "ReceiptHandle": "r-1",
    "Body": '{"source": "aws.backup"}',
    "Attributes": {"ApproximateReceiveCount": "3", "SentTimestamp": "1794449040500"},
    "MessageAttributes": {
        "EventType": {"DataType": "String", "StringValue": "COPY_JOB"},
        "Seal": {"DataType": "Binary", "BinaryValue": "eA=="},
    },
}


@pytest.fixture
def queue(aws: StrictAws) -> Queue:
    return BotoQueues(aws.clients).open(URL)


def test_messages_are_received_with_what_the_listener_asks(aws: StrictAws, queue: Queue) -> None:
    aws.tell("ReceiveMessage", {"Messages": [TOLD]})
    received = queue.receive(wait_seconds=5, most=4, visibility_seconds=60)
    assert received == (
        QueueMessage(
            id="m-1",
            receipt="r-1",
            body='{"source": "aws.backup"}',
            attributes={"EventType": "COPY_JOB"},
            receives=3,
            sent_at=SENT_AT,
        ),
    )
    assert aws.inputs("ReceiveMessage") == [
        {
            "QueueUrl": URL,
            "WaitTimeSeconds": 5,
            "MaxNumberOfMessages": 4,
            "VisibilityTimeout": 60,
            "AttributeNames": ["All"],
            "MessageAttributeNames": ["All"],
        }
    ]


def test_an_empty_poll_and_a_bare_message_are_read(aws: StrictAws, queue: Queue) -> None:
    aws.tell("ReceiveMessage", {}, {"Messages": [{"MessageId": "m", "ReceiptHandle": "r"}]})
    assert queue.receive(visibility_seconds=60) == ()
    (bare,) = queue.receive(visibility_seconds=60)
    assert bare == QueueMessage(id="m", receipt="r", body="", receives=1, sent_at=None)


def test_messages_are_deleted_ten_at_once_and_those_that_were_not_are_told(
    aws: StrictAws, queue: Queue
) -> None:
    receipts = [f"r-{number}" for number in range(23)]
    failed = {"Id": "1", "SenderFault": True, "Code": "ReceiptHandleIsInvalid"}
    aws.tell(
        "DeleteMessageBatch",
        {"Successful": [], "Failed": []},
        {"Successful": [], "Failed": [failed]},
        {"Successful": []},
    )
    assert queue.delete(receipts) == ("r-11",)
    batches = [
        [entry["ReceiptHandle"] for entry in sent["Entries"]]
        for sent in aws.inputs("DeleteMessageBatch")
    ]
    assert batches == [receipts[:10], receipts[10:20], receipts[20:]]


def test_nothing_to_delete_asks_nobody(aws: StrictAws, queue: Queue) -> None:
    assert queue.delete(()) == ()
    assert aws.sent == []


@pytest.mark.parametrize(
    ("told", "has_redrive"),
    [
        ({"Attributes": {"RedrivePolicy": '{"maxReceiveCount": 5}'}}, True),
        ({"Attributes": {}}, False),
        ({}, False),
    ],
)
def test_whether_a_queue_has_a_redrive(
    aws: StrictAws, queue: Queue, told: dict[str, Any], *, has_redrive: bool
) -> None:
    aws.tell("GetQueueAttributes", told)
    assert queue.has_redrive() is has_redrive
    assert aws.inputs("GetQueueAttributes")[0]["AttributeNames"] == ["RedrivePolicy"]


def test_a_queues_policy_is_its_text(aws: StrictAws, queue: Queue) -> None:
    aws.tell("GetQueueAttributes", {"Attributes": {"Policy": "{}"}}, {})
    assert queue.policy() == "{}"
    assert queue.policy() == ""


def not_found(code: str) -> Answer:
    """An error as SQS has it for clients of its former protocol: another code in a header."""
    return Answer(
        400,
        b'{"__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "gone"}',
        {"Content-Type": "application/x-amz-json-1.0", "x-amzn-query-error": f"{code};Sender"},
    )


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (AwsError("QueueDoesNotExist", "gone"), NotFound),
        (not_found("AWS.SimpleQueueService.NonExistentQueue"), NotFound),
        (AwsError("AccessDeniedException", "no", 403), Denied),
        (AwsError("KmsAccessDenied", "no"), Denied),
        (AwsError("RequestThrottled", "slow down"), Throttled),
        (AwsError("OverLimit", "120,000 in flight"), Limited),
        (Answer(405, b"Method Not Allowed"), NotSupported),
        (None, Unreachable),
    ],
)
def test_refusals_become_our_errors(
    aws: StrictAws, queue: Queue, told: AwsError | Answer | None, kind: type[OurAwsError]
) -> None:
    aws.tell("ReceiveMessage", told)
    with pytest.raises(kind) as caught:
        queue.receive(visibility_seconds=60)
    assert type(caught.value) is kind
    assert (caught.value.operation, caught.value.place) == ("ReceiveMessage", "prod/us-east-2")


class Timed(Clients):
    """Clients that note how long each of their calls may be silent, and ask nobody."""

    def __init__(self) -> None:
        super().__init__(load_config(CONFIG), None)
        self.silent: dict[str, float] = {}

    def client(self, *args: Any, **named: Any) -> Any:  # noqa: ANN401  as the original
        client = super().client(*args, **named)

        def note(model: Any, **_: object) -> tuple[Any, dict[str, Any]]:  # noqa: ANN401
            class Http:
                status_code = 200

            self.silent[model.name] = client.meta.config.read_timeout
            return Http(), {}

        client.meta.events.register("before-call.sqs", note)
        return client


@pytest.mark.usefixtures("aws")
def test_a_long_poll_may_be_silent_for_longer_than_it_waits_and_others_may_not() -> None:
    clients = Timed()
    queue = BotoQueues(clients).open(URL)
    queue.receive(visibility_seconds=60)
    queue.delete(["r"])
    queue.policy()
    assert clients.silent["ReceiveMessage"] > LONGEST_POLL_SECONDS + 5
    assert clients.silent["DeleteMessageBatch"] < 10
    assert clients.silent["GetQueueAttributes"] < 10


PROD, TEST, NOBODY = "123456789012", "210987654321", "000000000000"


@pytest.mark.parametrize(
    ("url", "region", "account"),
    [
        (f"https://sqs.us-east-2.amazonaws.com/{PROD}/q", "us-east-2", "prod"),
        (f"https://sqs-fips.us-west-1.amazonaws.com/{PROD}/q", "us-west-1", "prod"),
        (f"https://eu-west-1.queue.amazonaws.com/{TEST}/q", "eu-west-1", "test"),
        (f"https://queue.amazonaws.com/{PROD}/q", "us-east-1", "prod"),
        (f"https://sqs.cn-north-1.amazonaws.com.cn/{NOBODY}/q", "cn-north-1", ""),
        (f"https://vpce-0a.sqs.us-west-1.vpce.amazonaws.com/{PROD}/q", "us-west-1", "prod"),
        (
            f"http://sqs.us-west-1.localhost.localstack.cloud:4566/{NOBODY}/q",
            "us-west-1",
            "",
        ),
        (f"http://127.0.0.1:4566/queue/us-west-1/{PROD}/q", "us-west-1", "prod"),
        (f"http://127.0.0.1:4566/{PROD}/q?region=us-west-1", "us-west-1", "prod"),
        (f"https://sqs.us-east-2.amazonaws.com/{PROD}/q?region=us-west-1", "us-west-1", "prod"),
        (f"http://127.0.0.1:4566/{TEST}/q", "eu-west-1", "test"),
        (f"http://aws:4566/{NOBODY}/q", "us-east-2", ""),
        ("http://localhost:9324/q", "us-east-2", ""),
        (f"http://127.0.0.1:4566/{PROD}/eu-west-1", "us-east-2", "prod"),
    ],
)
def test_a_queues_region_and_account_are_read_from_its_url(
    url: str, region: str, account: str
) -> None:
    address = read_queue_url(url, load_config(TWO_ACCOUNTS))
    assert (address.region, address.account) == (region, account)
    assert address.url == url.partition("?")[0]


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ddbdr-events", "no queue's URL"),
        ("arn:aws:sqs:us-east-2:123456789012:ddbdr-events", "no queue's URL"),
        ("https://sqs.us-east-2.amazonaws.com", "no queue's URL"),
        ("https://[nonsense/q", "no queue's URL"),
        (f"https://sqs.amazonaws.com/{PROD}/q", "cannot be told"),
        (f"http://127.0.0.1:4566/{PROD}/q?region=nowhere-1", "cannot be told"),
    ],
)
def test_a_url_without_a_region_is_refused_with_what_would_do(url: str, why: str) -> None:
    with pytest.raises(Refusal, match=why) as caught:
        read_queue_url(url, load_config(TWO_ACCOUNTS))
    assert caught.value.advice


def test_a_queue_is_asked_at_the_endpoint_in_its_own_region(aws: StrictAws) -> None:
    queues = BotoQueues(aws.clients)
    west = queues.open(f"https://sqs.us-west-1.amazonaws.com/{NOBODY}/others")
    west.receive(visibility_seconds=60)
    assert west.place == "us-west-1"
    assert [(call.service, call.region) for call in aws.calls] == [("sqs", "us-west-1")]
    assert aws.inputs("ReceiveMessage")[0]["QueueUrl"] == west.url


CREDENTIALS = b"""<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId>
<SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult>
</AssumeRoleResponse>"""


@pytest.mark.parametrize(("owner", "key"), [(PROD, "ASIAROLE"), (NOBODY, "test")])
def test_a_queue_is_read_as_the_account_that_owns_it_else_as_the_worker(
    aws: StrictAws, owner: str, key: str
) -> None:
    aws.tell("AssumeRole", Answer(200, CREDENTIALS, {"Content-Type": "text/xml"}))
    role = "role: arn:aws:iam::123456789012:role/ddbdr, region: us-east-2"
    config = load_config(CONFIG.replace("region: us-east-2", role))
    clients = Clients(config, aws.url)
    BotoQueues(clients).open(f"{aws.url}/{owner}/q").receive(visibility_seconds=60)
    assert aws.calls[-1].access_key == key
