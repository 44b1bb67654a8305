"""SQS through boto3: `BotoQueues(clients).open(url)` is a `workers.aws.queue_door.Queue`.

botocore posts to the endpoint, AWS_ENDPOINT_URL's or that of the queue's region, and sends the
queue's URL along as a parameter; the URL's own host only names the region. A queue is
read with the credentials of the account that owns it, where the configuration has that
account, else with the worker's own.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any, TypeVar

from workers.aws.calls import READ_SECONDS, sent
from workers.aws.clients import OWN, READ_ATTEMPTS, Clients
from workers.aws.line import Answer
from workers.aws.queue_door import Queue, QueueMessage, Queues
from workers.aws.queue_urls import QueueAddress, read_queue_url

__all__ = ["BotoQueue", "BotoQueues", "Queue", "QueueMessage", "Queues"]

LONGEST_POLL_SECONDS = 20
"""As long as SQS lets a receiver wait."""
AT_ONCE = 10
"""Messages that one call may receive or delete."""

Meaning = TypeVar("Meaning")


class BotoQueues:
    """Keeps `Queues`."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def open(self, url: str) -> "BotoQueue":
        """The queue at that URL, or a Refusal if its region cannot be told; calls nobody."""
        address = read_queue_url(url, self._clients.config)

        def client(read_seconds: float) -> Any:  # noqa: ANN401  boto3-stubs has no types for it
            return self._clients.client(
                "sqs",
                address.account or OWN,
                address.region,
                attempts=READ_ATTEMPTS,
                read_seconds=read_seconds,
            )

        return BotoQueue(
            address,
            client=client(READ_SECONDS),
            # A poll that finds nothing is silent until it ends.
            polling=client(LONGEST_POLL_SECONDS + READ_SECONDS),
        )


class BotoQueue:
    """Keeps `Queue`; all its calls may be repeated, so botocore may do so."""

    def __init__(
        self,
        address: QueueAddress,
        *,
        client: Any,  # noqa: ANN401
        polling: Any,  # noqa: ANN401
    ) -> None:
        self.url = address.url
        self.place = f"{address.account}/{address.region}".lstrip("/")
        self._client = client
        self._polling = polling

    def receive(
        self,
        *,
        wait_seconds: int = LONGEST_POLL_SECONDS,
        most: int = AT_ONCE,
        visibility_seconds: int,
    ) -> tuple[QueueMessage, ...]:
        """ReceiveMessage."""
        return self._sent(
            "ReceiveMessage",
            lambda: tuple(
                read_message(one)
                for one in self._polling.receive_message(
                    QueueUrl=self.url,
                    WaitTimeSeconds=wait_seconds,
                    MaxNumberOfMessages=most,
                    VisibilityTimeout=visibility_seconds,
                    # The older name, and the one value of it, that everything knows: not every
                    # stand-in has MessageSystemAttributeNames, and AWS takes both.
                    AttributeNames=["All"],
                    MessageAttributeNames=["All"],
                ).get("Messages")
                or []
            ),
        )

    def delete(self, receipts: Sequence[str]) -> tuple[str, ...]:
        """DeleteMessageBatch, ten at once."""
        return tuple(failed for some in _by(AT_ONCE, receipts) for failed in self._delete(some))

    def has_redrive(self) -> bool:
        """GetQueueAttributes: is there a RedrivePolicy?"""
        return bool(self._attribute("RedrivePolicy"))

    def policy(self) -> str:
        """GetQueueAttributes: the Policy."""
        return self._attribute("Policy")

    def _delete(self, receipts: tuple[str, ...]) -> tuple[str, ...]:
        entries = [
            {"Id": str(number), "ReceiptHandle": receipt} for number, receipt in enumerate(receipts)
        ]
        return self._sent(
            "DeleteMessageBatch",
            lambda: tuple(
                receipts[int(failed["Id"])]
                for failed in self._client.delete_message_batch(
                    QueueUrl=self.url, Entries=entries
                ).get("Failed")
                or []
            ),
        )

    def _attribute(self, name: str) -> str:
        return self._sent(
            "GetQueueAttributes",
            lambda: str(
                (
                    self._client.get_queue_attributes(QueueUrl=self.url, AttributeNames=[name]).get(
                        "Attributes"
                    )
                    or {}
                ).get(name, "")
            ),
        )

    def _sent(self, operation: str, send: Callable[[], Meaning]) -> Meaning:
        return sent(operation, send, place=self.place, changes=False)


def read_message(answer: Answer) -> QueueMessage:
    """One of the Messages that ReceiveMessage answers; SentTimestamp is in milliseconds."""
    attributes = answer.get("Attributes") or {}
    since = attributes.get("SentTimestamp")
    given = answer.get("MessageAttributes") or {}
    return QueueMessage(
        id=answer["MessageId"],
        receipt=answer["ReceiptHandle"],
        body=answer.get("Body") or "",
        attributes={
            name: one["StringValue"] for name, one in given.items() if one.get("StringValue")
        },
        receives=int(attributes.get("ApproximateReceiveCount") or 1),
        sent_at=datetime.fromtimestamp(int(since) / 1000, UTC) if since else None,
    )


def _by(size: int, receipts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    rest = iter(receipts)
    while some := tuple(islice(rest, size)):
        yield some
