"""What Python would read as JSON and could not write again is refused, wherever it comes in."""

import json
import urllib.error
import urllib.request
from typing import Any

import pytest

from sandbox.slack.person import Control, Person
from sandbox.slack.strict_json import DEEPEST, read_json
from tests.sandbox.slack.listener import Listener

Json = dict[str, Any]
JSON = {"Content-Type": "application/json"}
TOKEN = {"Authorization": "Bearer xoxb-sandbox"}
ODD = {
    "not a number": "NaN",
    "infinity": "-Infinity",
    "too large for a double": "1e999",
    "half of a pair": r'"\ud83d"',
    "nested beyond the stack": "[" * 100_000,
    "nested deeply": "[" * 500 + "]" * 500,
}


def post(url: str, body: str, **headers: str) -> tuple[int, Json]:
    request = urllib.request.Request(url, body.encode(), JSON | headers)  # noqa: S310 - loopback
    try:
        with urllib.request.urlopen(request, timeout=5) as response:  # noqa: S310 - same
            return int(response.status), json.loads(response.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_what_could_not_be_written_again_is_no_json(odd: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_json(f'{{"a": {odd}}}')


@pytest.mark.parametrize(
    "text",
    [r'"\ud83d\ude00"', "1.5", "-0", '"NaN"', '"[[["', "[" * DEEPEST + "]" * DEEPEST],
)
def test_all_else_is_read_as_python_reads_it(text: str) -> None:
    assert read_json(text) == read_json(text.encode()) == json.loads(text)


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_the_web_api_the_response_url_and_the_control_api_refuse_it(
    slack: str, control: Control, alice: Person, odd: str
) -> None:
    body = f'{{"channel": "C01OPS", "user": "U01ALICE", "text": "x", "x": {odd}}}'

    assert post(f"{slack}/api/chat.postMessage", body, **TOKEN) == (
        200,
        {"ok": False, "error": "invalid_json"},
    )
    assert post(f"{slack}/control/message", body)[0] == 400
    with Listener() as app:
        control.post("request-url", url=app.url)
        alice.types("/ddbdr status")
        assert post(str(app.heard[-1]["response_url"]), body) == (
            400,
            {"ok": False, "error": "invalid_payload"},
        )
        control.post("request-url", url="")
    assert alice.messages() == []


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_structures_inside_of_arguments_are_refused_too(slack: str, odd: str) -> None:
    body = json.dumps({"channel": "C01OPS", "text": "x", "blocks": odd})

    _, answer = post(f"{slack}/api/chat.postMessage", body, **TOKEN)
    assert answer["error"] == "invalid_blocks_format"


def test_an_app_that_answers_so_has_failed(control: Control, alice: Person) -> None:
    with Listener() as app:
        control.post("request-url", url=app.url)
        app.answers.append((200, JSON, '{"text": "x", "metadata": NaN}'))
        assert "invalid_command_response" in alice.types("/ddbdr status")["shown"]
        control.post("request-url", url="")
