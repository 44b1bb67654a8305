"""One call to AWS as it came over the wire, and the answers to it."""

import json
import re
import uuid
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

Json = dict[str, Any]

_CREDENTIAL = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/,\s]+)/\d{8}/"
    r"(?P<region>[^/,\s]+)/(?P<service>[^/,\s]+)/"
)
_NAMES = (
    "TableName",
    "SourceTableName",
    "SourceTableArn",
    "TargetTableName",
    "BackupName",
    "BackupArn",
    "ResourceArn",
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
    """A request as the listener read it; header names in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What goes back over the wire; `error` is AWS's code where it is an error."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    error: str | None = None


@dataclass(frozen=True)
class Call:
    """Which service and action are asked for, where, and by which access key."""

    service: str
    action: str
    region: str
    access_key: str
    request: HttpRequest

    @property
    def xml(self) -> bool:
        """Does this service speak the query protocol (STS does)?"""
        return self.request.headers.get("content-type", "").startswith(
            "application/x-www-form-urlencoded"
        )

    def payload(self) -> Json:
        """The JSON body; a body that is no JSON object is AWS's SerializationException."""
        try:
            payload = json.loads(self.request.body or b"{}")
        except (ValueError, RecursionError) as error:
            raise AwsError("SerializationException", "The body is not valid JSON") from error
        if not isinstance(payload, dict):
            raise AwsError("SerializationException", "The body is not a JSON object")
        return payload

    def names(self) -> dict[str, str]:
        """The tables and backups named in a JSON body, for the log of calls."""
        if self.xml:
            return {}
        try:
            payload = self.payload()
        except AwsError:
            return {}  # the answer says what is wrong with it
        return {name: payload[name] for name in _NAMES if isinstance(payload.get(name), str)}


def read_call(request: HttpRequest) -> Call:
    """Read service, region and access key from the signature, and the action.

    The signature itself is not verified: the sandbox takes any keys.
    """
    match = _CREDENTIAL.match(request.headers.get("authorization", ""))
    if match is None:
        raise AwsError("MissingAuthenticationTokenException", "Request is not signed", 403)
    return Call(
        service=match["service"],
        action=_action(request),
        region=match["region"],
        access_key=match["key"],
        request=request,
    )


def _action(request: HttpRequest) -> str:
    target = request.headers.get("x-amz-target")
    if target:
        return target.rpartition(".")[2]
    if b"Action=" in request.body:
        return parse_qs(request.body.decode("utf-8", "replace")).get("Action", [""])[0]
    return f"{request.method} {request.path}"


def json_answer(body: Json, status: int = 200, error: str | None = None) -> Answer:
    """A JSON answer as DynamoDB sends it, with request id and checksum."""
    encoded = json.dumps(body).encode()
    headers = {
        "Content-Type": "application/x-amz-json-1.0",
        "x-amzn-RequestId": request_id(),
        "x-amz-crc32": str(zlib.crc32(encoded)),
    }
    return Answer(status, encoded, headers, error)


def error_answer(error: AwsError, *, xml: bool) -> Answer:
    """The error in the protocol of the service that was called."""
    if not xml:
        body = {
            "__type": f"com.amazonaws.dynamodb.v20120810#{error.code}",
            "message": error.message,
        }
        return json_answer(body, error.status, error.code)
    kind = "Receiver" if error.status >= 500 else "Sender"  # noqa: PLR2004 - HTTP's own border
    text = (
        f"<ErrorResponse><Error><Type>{kind}</Type><Code>{escape(error.code)}</Code>"
        f"<Message>{escape(error.message)}</Message></Error>"
        f"<RequestId>{request_id()}</RequestId></ErrorResponse>"
    )
    return Answer(error.status, text.encode(), {"Content-Type": "text/xml"}, error.code)


def request_id() -> str:
    """A fresh request id."""
    return str(uuid.uuid4())
