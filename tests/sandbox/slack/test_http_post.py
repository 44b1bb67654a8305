"""Answers of apps in every form HTTP/1.1 has, read from real sockets."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from sandbox.slack.http_post import Garbled, NotLoopback, Poster, Response


@contextlib.asynccontextmanager
async def answering(*answers: bytes) -> AsyncIterator[tuple[str, list[int]]]:
    """Serve raw answers, one after the other; yield the address and who connected."""
    left = list(answers)
    connections: list[int] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(len(connections))
        while left:
            head = await reader.read(65536)
            if not head:
                break
            answer = left.pop(0)
            writer.write(answer.removesuffix(b"<close>"))
            if answer.endswith(b"<close>"):
                break
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/slack?x=1", connections


def posted(*answers: bytes) -> tuple[list[Response], int]:
    """Post as often as there are answers; return these and how many connections it took."""

    async def post() -> tuple[list[Response], int]:
        poster = Poster()
        async with answering(*answers) as (url, connections):
            try:
                found = [await poster.post(url, {}, b"hello") for _ in answers]
            finally:
                await poster.close()
        return found, len(connections)

    # In a thread of its own: a browser that other tests keep has a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, post()).result()


WITH_LENGTH = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi"
CHUNKS = b"1\r\nh\r\n1;x=y\r\ni\r\n0\r\nA: b\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKS
EMPTY = b"HTTP/1.1 204 No Content\r\n\r\n"
CONTINUED = b"HTTP/1.1 100 Continue\r\n\r\n" + WITH_LENGTH


def test_a_connection_is_used_again_whatever_form_the_body_has() -> None:
    found, connections = posted(WITH_LENGTH, CHUNKED, EMPTY, CONTINUED)

    assert [each.body for each in found] == [b"hi", b"hi", b"", b"hi"]
    assert [each.status for each in found] == [200, 200, 204, 200]
    assert found[0].headers["content-type"] == "text/plain"
    assert connections == 1


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\n\r\nhi<close>",
        b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi<close>",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi<close>",
    ],
)
def test_a_connection_that_ends_is_not_used_again(answer: bytes) -> None:
    found, connections = posted(answer, answer)

    assert [each.body for each in found] == [b"hi", b"hi"]
    assert connections == 2


@pytest.mark.parametrize(
    "answer",
    [
        b"<close>",
        b"HTTP/1.1 200 OK\r\nConte<close>",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi<close>",
        b"HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nhi<close>",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhi<close>",
        b"SSH-2.0-OpenSSH\r\n\r\n<close>",
        b"HTTP/1.1 99 What\r\n\r\n<close>",
    ],
)
def test_what_is_no_whole_answer_is_a_broken_connection(answer: bytes) -> None:
    with pytest.raises(Garbled):
        posted(answer)


def test_nothing_is_sent_off_this_machine() -> None:
    with pytest.raises(NotLoopback), ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, Poster().post("http://192.0.2.1/", {}, b"")).result()
