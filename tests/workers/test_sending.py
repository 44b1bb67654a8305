"""How calls travel: retries, lost answers, odd endpoints, roles; over real sockets."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from recovery.config import load_config
from recovery.ledger.memory import MemoryLedger
from tests.workers.world import CONFIG
from workers.aws.boto import BotoAws, warm
from workers.aws.clients import OWN, Clients
from workers.aws.errors import (
    Denied,
    NotFound,
    NotSupported,
    Rejected,
    Throttled,
    Uncertain,
    Unreachable,
)

Answer = tuple[int, str, str]
"""Status, content type, body; status 0 closes the connection without a word."""
CREDENTIALS = """<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId>
<SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult>
</AssumeRoleResponse>"""


class Endpoint(ThreadingHTTPServer):
    """Answers every request as it is told, and remembers them."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.requests: list[dict[str, str]] = []
        self.answer: Callable[[dict[str, str]], Answer] = lambda _: (200, "", "{}")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Endpoint

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        request = dict(self.headers.items()) | {"body": body}
        self.server.requests.append(request)
        status, kind, text = self.server.answer(request)
        if status == 0:
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("Content-Type", kind or "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(text)))
        self.send_header("x-amzn-RequestId", "REQUEST1")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401
        """Say nothing."""


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    server = Endpoint()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def door(url: str, config: str = CONFIG) -> BotoAws:
    ledger = MemoryLedger()
    aws = BotoAws(
        clients=Clients(load_config(config), url),
        rates=ledger.rates,
        wall=lambda: 1.0,
        sandbox=True,
    )
    return aws.acting_for("J-7F3K2Q1", lambda _seconds: None)


def error(code: str) -> str:
    return json.dumps({"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "said"})


@contextmanager
def raising(kind: type[Exception]) -> Iterator[None]:
    with pytest.raises(kind) as caught:
        yield
    assert type(caught.value) is kind


@pytest.mark.parametrize("answer", [(500, "", "{}"), (0, "", ""), (503, "text/html", "<p>")])
def test_a_change_is_sent_once_and_its_lost_answer_is_uncertain(
    endpoint: Endpoint, answer: Answer
) -> None:
    endpoint.answer = lambda _: answer
    with raising(Uncertain):
        door(endpoint.url).dynamodb("prod", "us-east-2").create_backup("orders", "name")
    assert len(endpoint.requests) == 1


def test_a_change_says_for_which_job_it_is_made_also_without_a_role(endpoint: Endpoint) -> None:
    dynamodb = door(endpoint.url).dynamodb("prod", "us-east-2")
    dynamodb.switch_point_in_time("orders", on=True)
    with suppress(Rejected):
        dynamodb.describe_table("orders")
    change, *reads = (request["User-Agent"] for request in endpoint.requests)
    assert change.startswith("Boto3/")
    assert change.endswith(" ddbdr/J-7F3K2Q1")
    assert not [agent for agent in reads if "J-7F3K2Q1" in agent]


def test_a_read_is_sent_again_once(endpoint: Endpoint) -> None:
    endpoint.answer = lambda _: (500, "", "{}")
    with raising(Unreachable):
        door(endpoint.url).dynamodb("prod", "us-east-2").describe_table("orders")
    assert len(endpoint.requests) == 2


def test_nobody_listening_is_unreachable_for_changes_too() -> None:
    with raising(Unreachable):
        door("http://127.0.0.1:1").dynamodb("prod", "us-east-2").create_backup("orders", "name")


@pytest.mark.parametrize(
    ("status", "text", "kind"),
    [
        (400, error("ResourceNotFoundException"), NotFound),
        (400, error("AccessDeniedException"), Denied),
        (400, error("ThrottlingException"), Throttled),
        (400, error("UnknownOperationException"), NotSupported),
        (405, "<html>Method Not Allowed</html>", NotSupported),
        (501, "", NotSupported),
        (404, "not here", NotSupported),
    ],
)
def test_answers_become_our_errors(
    endpoint: Endpoint, status: int, text: str, kind: type[Exception]
) -> None:
    endpoint.answer = lambda _: (status, "", text)
    with raising(kind):
        door(endpoint.url).dynamodb("prod", "us-east-2").describe_ttl("orders")


def test_a_request_that_cannot_be_is_rejected_without_being_sent(endpoint: Endpoint) -> None:
    with raising(Rejected):
        door(endpoint.url).dynamodb("prod", "us-east-2").create_backup("orders", "")
    assert endpoint.requests == []


def test_an_error_keeps_code_message_request_id_and_place(endpoint: Endpoint) -> None:
    endpoint.answer = lambda _: (400, "", error("ResourceNotFoundException"))
    with pytest.raises(NotFound) as caught:
        door(endpoint.url).dynamodb("prod", "us-east-2").describe_table("orders")
    lost = caught.value
    assert (lost.operation, lost.code, lost.message, lost.request_id, lost.place) == (
        "DescribeTable",
        "ResourceNotFoundException",
        "said",
        "REQUEST1",
        "prod/us-east-2",
    )


def test_an_account_with_a_role_is_entered_under_the_jobs_name(endpoint: Endpoint) -> None:
    def answer(request: dict[str, str]) -> Answer:
        if "AssumeRole" in request["body"]:
            return (200, "text/xml", CREDENTIALS)
        return (200, "", "{}")

    endpoint.answer = answer
    role = "role: arn:aws:iam::123456789012:role/ddbdr, region: us-east-2"
    aws = door(endpoint.url, CONFIG.replace("region: us-east-2", role))
    dynamodb = aws.dynamodb("prod", "us-east-2")
    dynamodb.list_tags("arn:aws:dynamodb:us-east-2:123456789012:table/orders")
    dynamodb.delete_table("orders")
    entered = [one["body"] for one in endpoint.requests if "AssumeRole" in one["body"]]
    assert ["RoleSessionName=ddbdr&" in f"{body}&" for body in entered] == [True, False]
    assert "RoleSessionName=J-7F3K2Q1" in entered[1]
    signed = [one for one in endpoint.requests if "AssumeRole" not in one["body"]]
    assert all("Credential=ASIAROLE/" in one["Authorization"] for one in signed)


def test_a_role_that_may_not_be_entered_is_denied_before_a_change_is_sent(
    endpoint: Endpoint,
) -> None:
    denied = "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>"
    endpoint.answer = lambda _: (403, "text/xml", denied)
    role = "role: arn:aws:iam::123456789012:role/ddbdr, region: us-east-2"
    aws = door(endpoint.url, CONFIG.replace("region: us-east-2", role))
    with raising(Denied):
        aws.dynamodb("prod", "us-east-2").delete_table("orders")
    assert all("DeleteTable" not in one.get("X-Amz-Target", "") for one in endpoint.requests)


def test_all_sessions_have_the_same_service_models(endpoint: Endpoint) -> None:
    role = "role: arn:aws:iam::123456789012:role/ddbdr, region: us-east-2"
    clients = Clients(load_config(CONFIG.replace("region: us-east-2", role)), endpoint.url)
    named = [
        clients.client("dynamodb", account, "us-east-2", session=session, attempts=1)
        for account, session in ((OWN, "ddbdr"), ("prod", "ddbdr"), ("prod", "J-7F3K2Q1"))
    ]
    assert len({id(one) for one in named}) == 3
    assert len({id(one.meta.service_model.metadata) for one in named}) == 1


def test_reads_run_side_by_side(endpoint: Endpoint) -> None:
    together = threading.Barrier(3, timeout=10)

    def answer(_: dict[str, str]) -> Answer:
        together.wait()
        return (200, "", json.dumps({"Tags": []}))

    endpoint.answer = answer
    aws = door(endpoint.url)
    dynamodb = aws.dynamodb("prod", "us-east-2")
    arn = "arn:aws:dynamodb:us-east-2:123456789012:table/orders"
    assert aws.side_by_side([lambda: dynamodb.list_tags(arn)] * 3) == [(), (), ()]


def test_only_aws_endpoint_url_moves_aws_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:9")
    clients = Clients(load_config(CONFIG), None)
    dynamodb = clients.client("dynamodb", "prod", "us-east-2", attempts=1)
    assert dynamodb.meta.endpoint_url == "https://dynamodb.us-east-2.amazonaws.com"
    there = Clients(load_config(CONFIG), "http://127.0.0.1:8")
    dynamodb = there.client("dynamodb", "prod", "us-east-2", attempts=1)
    assert dynamodb.meta.endpoint_url == "http://127.0.0.1:8"


def test_warming_up_needs_no_network() -> None:
    warm(door("http://127.0.0.1:1"), load_config(CONFIG))
