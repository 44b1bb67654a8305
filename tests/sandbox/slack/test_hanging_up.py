"""An app that hangs up in the middle of a request leaves the sandbox as it was."""

import logging
import socket
from urllib.parse import urlsplit

import pytest
from slack_sdk import WebClient

PATHS = ["/api/chat.postMessage", "/control/message", "/upload/v1/none", "/control/upload/U01ALICE"]


@pytest.mark.parametrize("path", PATHS)
def test_half_a_request_is_no_error_of_ours(
    slack: str, client: WebClient, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    parts = urlsplit(slack)
    head = f"POST {path}?filename=x HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length: 50\r\n\r\n"
    with (
        caplog.at_level(logging.ERROR),
        socket.create_connection((parts.hostname, parts.port), timeout=5) as half,
    ):
        half.sendall(f"{head}half".encode())
        half.shutdown(socket.SHUT_WR)
        half.recv(1000)

    assert client.auth_test()["ok"] is True
    assert caplog.messages == []
