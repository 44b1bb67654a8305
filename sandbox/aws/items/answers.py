"""Answers put together from prepared bytes, and errors that say more than code and message."""

import zlib
from collections.abc import Iterable

from sandbox.aws.call import Answer, AwsError, Json, json_answer, request_id
from sandbox.aws.items.values import canonical

TYPE = "com.amazonaws.dynamodb.v20120810#"


class Refusal(AwsError):  # noqa: N818 - what AWS calls it is its code
    """An error with more members: the item that failed a condition, reasons of a transaction."""

    def __init__(self, code: str, message: str, more: Json) -> None:
        super().__init__(code, message)
        self.more = more

    def answer(self) -> Answer:
        """As DynamoDB sends it."""
        body = {"__type": TYPE + self.code, "message": self.message, **self.more}
        return json_answer(body, self.status, self.code)


def members(**parts: bytes | None) -> bytes:
    """A JSON object of members that are JSON already; None leaves a member out."""
    return joined_object((name, part) for name, part in parts.items() if part is not None)


def joined_object(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """A JSON object of names and JSON values."""
    return b"{" + b",".join(canonical(name) + b":" + part for name, part in parts) + b"}"


def joined_list(parts: Iterable[bytes]) -> bytes:
    """A JSON list of JSON values."""
    return b"[" + b",".join(parts) + b"]"


def raw_answer(body: bytes) -> Answer:
    """A successful answer, with request id and checksum."""
    headers = {
        "Content-Type": "application/x-amz-json-1.0",
        "x-amzn-RequestId": request_id(),
        "x-amz-crc32": str(zlib.crc32(body)),
    }
    return Answer(200, body, headers)
