"""Signed-looking requests by the standard library's client, for what boto3 would not send."""

import http.client
import json
from collections.abc import Iterable, Mapping

TARGETS = {
    "dynamodb": "DynamoDB_20120810",
    "kms": "TrentService",
    "servicequotas": "ServiceQuotasV20190624",
}


def authorization(
    service: str = "dynamodb",
    region: str = "us-east-2",
    *,
    key: str = "sandbox",
    date: str = "20261102",
) -> str:
    """The Authorization header of a signature that nobody verifies."""
    scope = f"{key}/{date}/{region}/{service}/aws4_request"
    return f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"


def ask_aws(
    endpoint: str,
    service: str,
    action: str,
    payload: object = None,
    *,
    form: str | None = None,
    key: str = "sandbox",
    token: str | None = None,
    region: str = "us-east-2",
) -> tuple[int, bytes]:
    """(status, body) of one call with a JSON payload, or with a form."""
    headers = {"Authorization": authorization(service, region, key=key)}
    if token:
        headers["X-Amz-Security-Token"] = token
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return send(endpoint, form.encode(), headers)
    headers["Content-Type"] = "application/x-amz-json-1.0"
    headers["X-Amz-Target"] = f"{TARGETS[service]}.{action}"
    return send(endpoint, json.dumps(payload or {}).encode(), headers)


def send(
    endpoint: str,
    body: bytes | Iterable[bytes],
    headers: Mapping[str, str],
    *,
    method: str = "POST",
    path: str = "/",
) -> tuple[int, bytes]:
    """(status, body); an iterable body goes in chunks."""
    connection = http.client.HTTPConnection(endpoint.removeprefix("http://"), timeout=10)
    try:
        chunked = not isinstance(body, bytes)
        connection.request(method, path, body, dict(headers), encode_chunked=chunked)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


JSON = {
    "Content-Type": "application/x-amz-json-1.0",
    "X-Amz-Target": "DynamoDB_20120810.ListTables",
}
SIGNED = JSON | {"Authorization": authorization()}
"""Headers of ListTables, in us-east-2."""


def code_of(answer: tuple[int, bytes]) -> str:
    """AWS's error code in a JSON answer."""
    return str(json.loads(answer[1])["__type"]).rpartition("#")[2]
