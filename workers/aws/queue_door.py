"""What SQS can do for the listener: protocols and data, beside `workers.aws.door`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from pydantic import Field

from recovery.outcome import Value


class QueueMessage(Value):
    """One message as it was received.

    Attributes:
        receipt: Deletes this message, for as long as nobody received it again.
        body: Text from outside, whatever it may be.
        attributes: Message attributes that are text: SNS's, where it delivers raw.
        receives: How often it was received, this time included; AWS calls it approximate.
        sent_at: When it was sent, UTC; None where the endpoint does not tell.
    """

    id: str
    receipt: str
    body: str
    attributes: dict[str, str] = Field(default_factory=dict)
    receives: int = 1
    sent_at: datetime | None = None


class Queue(Protocol):
    """One queue. Every verb may raise AwsError."""

    @property
    def url(self) -> str:
        """Its URL as AWS knows it."""

    @property
    def place(self) -> str:
        """`account/region`; without an account where none of the configuration owns it."""

    def receive(
        self, *, wait_seconds: int = 20, most: int = 10, visibility_seconds: int
    ) -> tuple[QueueMessage, ...]:
        """Up to `most` messages (1 to 10), hidden from others for `visibility_seconds`.

        Waits up to `wait_seconds` (0 to 20) for the first one.
        """

    def delete(self, receipts: Sequence[str]) -> tuple[str, ...]:
        """Delete messages, any number of them; the receipts that AWS did not delete."""

    def has_redrive(self) -> bool:
        """Whether SQS moves a message to another queue by itself after some receives."""

    def policy(self) -> str:
        """The queue's access policy as JSON text; empty where it has none."""


class Queues(Protocol):
    """Every queue the listener may read."""

    def open(self, url: str) -> Queue:
        """The queue at that URL, or a Refusal if its region cannot be told; calls nobody."""
