"""A message of SQS, and the digests a client may check it by."""

import base64
import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.aws.call import AwsError, Json, request_id

MAXIMUM_BYTES = 1_048_576
"""Of body and attributes together, and of all messages of a batch (1 MiB since August 2025)."""

_ALLOWED = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")


@dataclass(eq=False)
class Message:
    """One message.

    Attributes:
        body: The text, not empty.
        sent: The domain instant it was sent at.
        sender: The id of who sent it, as `SenderId` tells it.
        attributes: MessageAttributes as a client gives them.
        receives: How often it was received so far.
        first_received: The domain instant of the first time.
        visible_at: Wall seconds until which nobody else gets it; only while it is hidden.
        source: The queue it came from by redrive, as an ARN.
    """

    body: str
    sent: datetime
    sender: str
    attributes: Json = field(default_factory=dict)
    id: str = field(default_factory=request_id)
    receives: int = 0
    first_received: datetime | None = None
    visible_at: float = 0
    source: str | None = None

    @property
    def receipt(self) -> str:
        """The handle of the latest receive; earlier ones are good for nothing."""
        return base64.b64encode(f"{self.id}#{self.receives}".encode()).decode()

    def system(self) -> dict[str, str]:
        """What SQS itself knows of it; instants in milliseconds since 1970."""
        told = {
            "SenderId": self.sender,
            "SentTimestamp": _milliseconds(self.sent),
            "ApproximateReceiveCount": str(self.receives),
        }
        if self.first_received is not None:
            told["ApproximateFirstReceiveTimestamp"] = _milliseconds(self.first_received)
        if self.source is not None:
            told["DeadLetterQueueSourceArn"] = self.source
        return told

    def only(self, names: list[str]) -> Json:
        """The attributes asked for: by name, `All`, `.*` or a beginning and `.*`."""
        return {
            name: value
            for name, value in self.attributes.items()
            if any(
                wanted in {name, "All"} or (wanted[-2:] == ".*" and name.startswith(wanted[:-2]))
                for wanted in names
            )
        }

    def digests(self) -> Json:
        """The members by which SendMessage's answer tells the digests."""
        told = {"MD5OfMessageBody": md5(self.body.encode())}
        if self.attributes:
            told["MD5OfMessageAttributes"] = attributes_digest(self.attributes)
        return told


def _milliseconds(instant: datetime) -> str:
    return str(int(instant.timestamp() * 1000))


def message_of(receipt: str) -> str:
    """The message's id in a handle; ReceiptHandleIsInvalid where there is none."""
    try:
        message, _, number = base64.b64decode(receipt, validate=True).decode().partition("#")
    except ValueError:
        number = ""
    if not number.isdecimal():
        raise AwsError("ReceiptHandleIsInvalid", f'The input receipt handle "{receipt}" is invalid')
    return message


def require_text(body: str) -> None:
    """Refuse a body that no queue takes."""
    if not body:
        raise AwsError("MissingParameter", "The request must contain the parameter MessageBody.")
    if not _ALLOWED.fullmatch(body):
        raise AwsError(
            "InvalidMessageContents",
            "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to "
            "#xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
        )


def require_attributes(attributes: Json) -> None:
    """Refuse message attributes without a value, or with one that is none."""
    for name, value in attributes.items():
        try:
            *_, content = _parts(name, value)
        except ValueError:
            content = b""
        if not content:
            raise AwsError(
                "InvalidParameterValue",
                f"The message attribute '{name}' must contain a non-empty value of its type.",
            )


def size(body: str, attributes: Json) -> int:
    """Bytes that count towards the limit: names, types and values of attributes do."""
    return len(body.encode()) + sum(
        len(part) for name, value in attributes.items() for part in _parts(name, value)
    )


def md5(content: bytes) -> str:
    """As SQS tells it."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def attributes_digest(attributes: Json) -> str:
    """SQS developer guide, "Calculating the MD5 message digest for message attributes"."""
    content = b""
    for name in sorted(attributes):
        named, kind, value = _parts(name, attributes[name])
        transport = b"\x02" if "BinaryValue" in attributes[name] else b"\x01"
        content += _sized(named) + _sized(kind) + transport + _sized(value)
    return md5(content)


def _parts(name: str, value: Json) -> tuple[bytes, bytes, bytes]:
    if "BinaryValue" in value:
        content = base64.b64decode(value["BinaryValue"], validate=True)
    else:
        content = str(value.get("StringValue", "")).encode()
    return name.encode(), value["DataType"].encode(), content


def _sized(content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + content
