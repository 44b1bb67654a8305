"""One call to AWS as it came over the wire, and the answers to it."""

import json
import uuid
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from sandbox.aws.accounts import PLAIN, Caller

Json = dict[str, Any]

_NAMES = (
    "TableName",
    "SourceTableName",
    "SourceTableArn",
    "TargetTableName",
    "BackupName",
    "BackupArn",
    "ResourceArn",
    "RecoveryPointArn",
    "DestinationBackupVaultArn",
)


class AwsError(Exception):
    """An error answer of AWS: its code, its message and the HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


@dataclass(frozen=True)
class HttpRequest:
    """A request as the listener read it; header names in lower case.

    `hung_up` tells whether the client is there no longer.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    hung_up: Callable[[], bool] = lambda: False


@dataclass(frozen=True)
class Answer:
    """What goes back over the wire; `error` is AWS's code where it is an error."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    error: str | None = None


@dataclass(frozen=True)
class Call:
    """Which service and action are asked for, where, and by whom.

    `service` is the signing name (`servicequotas`), `protocol` as botocore calls it.
    """

    service: str
    action: str
    region: str
    access_key: str
    request: HttpRequest
    protocol: str = "json"
    caller: Caller = PLAIN

    @property
    def account(self) -> str:
        """The caller's account, which is where everything happens."""
        return self.caller.account

    def payload(self) -> Json:
        """The JSON body; a body that is no JSON object is AWS's SerializationException."""
        try:
            payload = orjson.loads(self.request.body or b"{}")
        except (ValueError, RecursionError) as error:
            raise AwsError("SerializationException", "The body is not valid JSON") from error
        if not isinstance(payload, dict):
            raise AwsError("SerializationException", "The body is not a JSON object")
        return payload

    def names(self) -> dict[str, str]:
        """The tables and backups named in a JSON body, for the log of calls."""
        if self.protocol not in {"json", "rest-json"}:
            return {}
        try:
            payload = self.payload()
        except AwsError:
            return {}  # the answer says what is wrong with it
        return {name: payload[name] for name in _NAMES if isinstance(payload.get(name), str)}


def json_answer(body: Json, status: int = 200, error: str | None = None) -> Answer:
    """A JSON answer as DynamoDB sends it, with request id and checksum."""
    encoded = json.dumps(body).encode()
    headers = {
        "Content-Type": "application/x-amz-json-1.0",
        "x-amzn-RequestId": request_id(),
        "x-amz-crc32": str(zlib.crc32(encoded)),
    }
    return Answer(status, encoded, headers, error)


def request_id() -> str:
    """A fresh request id."""
    return str(uuid.uuid4())
