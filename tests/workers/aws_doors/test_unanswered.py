"""What people read of a region that does not answer: a sentence, and nothing of botocore's."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from botocore import exceptions as botocore_errors
from botocore.parsers import ResponseParserError

from recovery.config import load_config
from tests.workers.world import CONFIG
from workers.aws.calls import sent
from workers.aws.clients import Clients
from workers.aws.errors import AwsError, Uncertain
from workers.aws.translate import BotoError, translated, unreadable
from workers.kinds.checks import reason_for
from workers.kinds.failures import failed

URL = "https://dynamodb.us-west-1.amazonaws.com/"
PLACE = "prod/us-west-1"


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")


@contextmanager
def endpoint(answer: Callable[[socket.socket], object]) -> Iterator[str]:
    """An address where every connection is taken, and treated so."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    taken.append(server.accept()[0])
                except OSError:
                    return  # it is over
                answer(taken[-1])

        taken: list[socket.socket] = []
        Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        for connection in taken:
            connection.close()


def unanswered(address: str) -> AwsError:
    """The error of a read that is sent there."""
    clients = Clients(load_config(CONFIG), address)
    client = clients.client("dynamodb", "prod", "us-west-1", attempts=1, read_seconds=0.7)
    with pytest.raises(AwsError) as caught:
        sent("ListTables", client.list_tables, place=PLACE, changes=False)
    return caught.value


@pytest.mark.usefixtures("credentials")
def test_a_region_that_keeps_silent_is_told_with_how_long() -> None:
    with endpoint(lambda _connection: None) as address:
        error = unanswered(address)
    assert error.sentence == "prod/us-west-1 gave no answer within 1 s to ListTables"
    assert "ReadTimeoutError" in str(error), "the log has it"


@pytest.mark.usefixtures("credentials")
def test_a_connection_that_breaks_and_one_that_is_not_made_are_told() -> None:
    with endpoint(lambda connection: connection.close()) as address:
        broken = unanswered(address)
    assert broken.sentence == ("prod/us-west-1 gave no answer to ListTables: the connection broke")
    with socket.create_server(("127.0.0.1", 0)) as server:
        nobody = f"http://127.0.0.1:{server.getsockname()[1]}"
    assert unanswered(nobody).sentence == (
        "prod/us-west-1 gave no answer to ListTables: no connection could be made"
    )


UNANSWERED: list[BotoError] = [
    botocore_errors.ReadTimeoutError(endpoint_url=URL),
    botocore_errors.ConnectTimeoutError(endpoint_url=URL),
    botocore_errors.EndpointConnectionError(endpoint_url=URL),
    botocore_errors.ProxyConnectionError(proxy_url=URL),
    botocore_errors.SSLError(endpoint_url=URL, error=ValueError("self-signed")),
    botocore_errors.ConnectionClosedError(endpoint_url=URL),
    botocore_errors.HTTPClientError(error="IncompleteRead"),
    botocore_errors.NoCredentialsError(),
    botocore_errors.InvalidRegionError(region_name="nowhere at all"),
    ResponseParserError("Unable to parse response (not well-formed): b'<html>'"),
]


@pytest.mark.parametrize("raised", UNANSWERED, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("changes", [False, True])
def test_nothing_of_botocores_is_shown(raised: BotoError, *, changes: bool) -> None:
    error = translated(raised, "CreateBackup", place=PLACE, changes=changes, seconds=12.4)
    fail = failed(error)
    shown = f"{error.sentence} {reason_for(error)} {fail.reason} {fail.advice} {fail.code}"
    for word in ("Error", "Exception", "endpoint URL", "amazonaws", "html", "Allow the worker"):
        assert word not in shown
    assert error.sentence.startswith("prod/us-west-1 ")
    assert type(raised).__name__ in str(error)


def test_a_change_that_was_not_answered_may_have_been_done() -> None:
    lost = botocore_errors.ReadTimeoutError(endpoint_url=URL)
    error = translated(lost, "CreateBackup", place=PLACE, changes=True, seconds=8.2)
    assert isinstance(error, Uncertain)
    assert failed(error).reason == (
        "prod/us-west-1 gave no answer within 8 s to CreateBackup; it may have been done."
    )


def test_an_answer_that_cannot_be_read_is_told_without_what_python_says_of_it() -> None:
    error = unreadable(KeyError("Table"), "DescribeTable", place=PLACE, changes=False)
    assert failed(error).reason == (
        "prod/us-west-1 gave an answer to DescribeTable that cannot be read."
    )
    assert "KeyError: 'Table'" in str(error)
