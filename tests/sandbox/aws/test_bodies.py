"""Bodies of requests: by length, in chunks, packed, too long, or half of one."""

import gzip
import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from sandbox.aws.call import AwsError, HttpRequest
from sandbox.aws.reading import read_call
from sandbox.aws.running import RunningAws
from tests.sandbox.aws.raw import SIGNED, authorization, code_of, send


def pieces(*parts: bytes) -> Iterator[bytes]:
    yield from parts


def test_a_body_in_chunks(aws: RunningAws) -> None:
    status, body = send(aws.endpoint, pieces(b'{"Lim', b'it": 1', b"}"), SIGNED)
    assert (status, json.loads(body)) == (200, {"TableNames": []})


def test_a_packed_body_is_for_the_actions_that_take_one(aws: RunningAws) -> None:
    packed = gzip.compress(b"{}")
    answer = send(aws.endpoint, packed, SIGNED | {"Content-Encoding": "gzip"})
    assert code_of(answer) == "SerializationException"
    metric = b"Action=PutMetricData&Namespace=x&Version=2010-08-01"
    headers = {
        "authorization": authorization("monitoring"),
        "x-amz-target": "GraniteServiceVersion20100801.PutMetricData",
        "content-encoding": "gzip",
    }
    request = HttpRequest("POST", "/", "", headers, gzip.compress(metric))
    assert read_call(request, datetime.now(UTC)).request.body == metric
    with pytest.raises(AwsError, match="not valid gzip"):
        read_call(HttpRequest("POST", "/", "", headers, b"no gzip"), datetime.now(UTC))


@pytest.mark.parametrize("length", ["-1", "many", "+2", "²"])
def test_a_length_that_is_none(aws: RunningAws, length: str) -> None:
    answer = send(aws.endpoint, b"", SIGNED | {"Content-Length": length.encode().decode("latin-1")})
    assert (answer[0], code_of(answer)) == (400, "SerializationException")


def test_sixteen_megabytes_and_no_more(aws: RunningAws) -> None:
    limit = 16 * 1024 * 1024
    assert send(aws.endpoint, b"{}".ljust(limit), SIGNED)[0] == 200
    answer = send(aws.endpoint, b"{}".ljust(limit + 1), SIGNED)
    assert (answer[0], code_of(answer)) == (413, "RequestEntityTooLargeException")
    assert send(aws.endpoint, b"", SIGNED | {"Content-Length": "99999999999"})[0] == 413


def test_one_connection_serves_many_and_half_a_body_harms_nobody(aws: RunningAws) -> None:
    host, port = aws.endpoint.removeprefix("http://").split(":")
    head = "".join(f"{name}: {value}\r\n" for name, value in SIGNED.items())
    whole = f"POST / HTTP/1.1\r\nHost: {host}\r\n{head}Content-Length: 2\r\n\r\n{{}}".encode()
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        for _ in range(3):
            connection.sendall(whole[:20])
            connection.sendall(whole[20:])
            assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        connection.sendall(whole[:-1])
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(65536) == b""
    assert send(aws.endpoint, b"{}", SIGNED)[0] == 200


def test_head_has_no_body(aws: RunningAws) -> None:
    status, body = send(aws.endpoint, b"", {}, method="HEAD", path="/_sandbox/clock")
    assert (status, body) == (405, b"")
