"""The server: loopback only, many at once, and clear words for what it does not play."""

import http.client
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, EndpointConnectionError

from sandbox.aws.clients import dynamodb, kms, session
from sandbox.aws.clock_client import RemoteClock
from sandbox.aws.running import RunningAws, running
from sandbox.aws.server import listener
from sandbox.isolation import NotLoopback

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws.conftest import Tables
    from tests.sandbox.aws_clients import Clients


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::"])  # noqa: S104 - what is refused
def test_nothing_but_loopback_is_bound(host: str) -> None:
    with pytest.raises(NotLoopback, match="loopback only"):
        listener(0, speed=1, host=host)


@pytest.mark.parametrize("client", [dynamodb, kms])
def test_a_client_for_an_endpoint_elsewhere_is_not_made(client: Callable[[str, str], Any]) -> None:
    with pytest.raises(NotLoopback):
        client("https://dynamodb.us-east-2.amazonaws.com", "us-east-2")


def test_a_client_inherits_nothing(monkeypatch: pytest.MonkeyPatch, aws: RunningAws) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    for name in ("HTTP_PROXY", "http_proxy", "AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL"):
        monkeypatch.setenv(name, "http://192.0.2.1:3128")
    monkeypatch.setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAREALREALREALREAL")
    credentials = session().get_credentials()
    assert credentials is not None
    assert credentials.access_key == "sandbox"
    client = dynamodb(aws.endpoint, "us-east-2")
    assert client.list_tables()["TableNames"] == []
    client.close()
    assert RemoteClock(aws.endpoint).read() == (aws.now(), 0)


def test_fifty_at_once_lose_no_write(aws: RunningAws, tables: "Tables", clients: "Clients") -> None:
    tables.make(pitr=True)
    others = [clients(checks_input=False) for _ in range(5)]

    def add(number: int) -> None:
        others[number % 5].update_item(
            TableName="orders",
            Key={"id": {"S": "counter"}},
            UpdateExpression="ADD #t :one",
            ExpressionAttributeNames={"#t": "total"},
            ExpressionAttributeValues={":one": {"N": "1"}},
        )

    with ThreadPoolExecutor(50) as pool:
        list(pool.map(add, range(300)))
    assert tables.totals("orders") == {"counter": 300}
    assert len(aws.calls("UpdateItem")) == 300


def test_two_sandboxes_in_one_process_have_their_own_tables(
    ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    with running(speed=0) as other:
        assert dynamodb(other.endpoint, "us-east-2").list_tables()["TableNames"] == []
    assert ddb.list_tables()["TableNames"] == ["orders"]


def test_the_present_runs_with_the_wall() -> None:
    with running(speed=3600) as other:
        begun = other.now()
        time.sleep(0.02)
        assert (other.now() - begun).total_seconds() >= 72


def test_away_means_away_for_kept_alive_connections_too() -> None:
    with running(speed=0) as other:
        client = dynamodb(other.endpoint, "us-east-2")
        client.list_tables()
    with pytest.raises((EndpointConnectionError, ConnectionClosedError)):
        client.list_tables()
    client.close()


def raw(aws: RunningAws, body: bytes, **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(aws.endpoint.removeprefix("http://"), timeout=5)
    try:
        connection.request("POST", "/", body, {n.replace("_", "-"): v for n, v in headers.items()})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


SIGNED: dict[str, Any] = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=x/20261102/us-east-2/dynamodb/aws4_request, y",
    "X_Amz_Target": "DynamoDB_20120810.ListTables",
}


def test_unsigned_and_unreadable_requests_are_refused(aws: RunningAws) -> None:
    status, body = raw(aws, b"{}")
    assert (status, json.loads(body)["__type"].rpartition("#")[2]) == (
        400, "MissingAuthenticationTokenException",
    )  # fmt: skip
    for wrong in (b"{", b"[]", b"\xff"):
        status, body = raw(aws, wrong, **SIGNED)
        assert (status, json.loads(body)["__type"].rpartition("#")[2]) == (
            400, "SerializationException",
        )  # fmt: skip
    assert raw(aws, b'{"Limit":"many"}', **SIGNED)[0] == 400
    assert raw(aws, b"{}", **(SIGNED | {"X_Amz_Target": "DynamoDB_20120810.NoSuch"}))[0] == 400
    assert raw(aws, b"{}", **SIGNED)[0] == 200


def test_what_is_not_played_is_said_so(clients: "Clients", ddb: "DynamoDBClient") -> None:
    with pytest.raises(ClientError, match="does not play"):
        ddb.list_exports()
    with pytest.raises(ClientError) as caught:
        clients("service-quotas").list_services()
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_a_port_is_given_back_when_the_server_ends() -> None:
    with running(speed=0) as first:
        port = int(first.endpoint.rpartition(":")[2])
    with listener(port, speed=0) as again:
        assert again.endpoint.endswith(f":{port}")
