"""The control API tells what it has, and only to this machine."""

import json

import pytest

from sandbox.aws.control import ROUTES
from sandbox.aws.running import RunningAws
from tests.sandbox.aws.raw import send


def get(aws: RunningAws, page: str = "clock", **headers: str) -> int:
    return send(aws.endpoint, b"", headers, method="GET", path=f"/_sandbox/{page}")[0]


def test_every_page_is_listed_with_what_it_does(aws: RunningAws) -> None:
    status, body = send(aws.endpoint, b"", {}, method="GET", path="/_sandbox/")
    pages = json.loads(body)["pages"]
    assert status == 200
    assert {(each["method"], each["path"]) for each in pages} == {
        (method, f"/_sandbox/{page}") for page, methods in ROUTES.items() for method in methods
    }
    assert all(each["does"] for each in pages)


def test_the_accounts_are_told(aws: RunningAws) -> None:
    _, body = send(aws.endpoint, b"", {}, method="GET", path="/_sandbox/accounts")
    assert sorted(json.loads(body)["accounts"].values()) == ["dr", "prod", "staging"]


@pytest.mark.parametrize("host", ["rebound.example.com", "192.0.2.1", "127.0.0.1.example.com"])
def test_a_name_that_was_made_to_lead_here_is_refused(aws: RunningAws, host: str) -> None:
    port = aws.endpoint.rpartition(":")[2]
    assert get(aws, Host=f"{host}:{port}") == 403
    assert get(aws, Host=f"localhost:{port}") == 200


def test_a_web_page_of_somewhere_else_is_refused(aws: RunningAws) -> None:
    host = aws.endpoint.removeprefix("http://")
    for origin in ("https://example.com", "null", "http://127.0.0.1:1"):
        assert get(aws, Origin=origin) == 403
    assert get(aws, Origin=f"http://{host}") == 200
