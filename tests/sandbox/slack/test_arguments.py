"""How arguments and tokens travel: what Slack reads, and what it says of what it cannot read."""

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

import pytest

Json = dict[str, Any]
TOKEN = {"Authorization": "Bearer xoxb-sandbox"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json; charset=utf-8"}


def ask(
    slack: str,
    method: str,
    *,
    headers: dict[str, str],
    body: str | bytes | None = None,
    verb: str = "POST",
    query: str = "",
) -> Json:
    parts = urlsplit(slack)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=5)
    connection.request(verb, f"/api/{method}{query}", body, headers)
    response = connection.getresponse()
    raw = response.read()
    connection.close()
    if response.status != http.client.OK:
        return {"status": response.status}
    answer: Json = json.loads(raw)
    return answer


def test_arguments_come_as_json_as_form_and_in_the_query(slack: str) -> None:
    as_json = ask(slack, "users.info", headers=TOKEN | JSON, body='{"user": "U01ALICE"}')
    as_form = ask(slack, "users.info", headers=TOKEN | FORM, body="user=U01ALICE")
    in_query = ask(slack, "users.info", headers=TOKEN, verb="GET", query="?user=U01ALICE")
    boundary = {"Content-Type": "multipart/form-data; boundary=x"}
    parts = '--x\r\nContent-Disposition: form-data; name="user"\r\n\r\nU01ALICE\r\n--x--\r\n'
    in_parts = ask(slack, "users.info", headers=TOKEN | boundary, body=parts)

    assert as_json == as_form == in_query == in_parts
    assert as_json["user"]["id"] == "U01ALICE"


def test_a_token_comes_in_the_header_or_in_a_form(slack: str) -> None:
    assert ask(slack, "auth.test", headers=FORM, body="token=xoxb-sandbox")["ok"] is True
    assert ask(slack, "auth.test", headers=TOKEN)["ok"] is True


def test_a_token_in_the_query_or_in_json_is_none(slack: str) -> None:
    query = "?token=xoxb-sandbox"
    in_query = ask(slack, "auth.test", headers={}, verb="GET", query=query)
    in_json = ask(slack, "auth.test", headers=JSON, body='{"token": "xoxb-sandbox"}')

    assert (in_query["error"], in_json["error"]) == ("not_authed", "not_authed")


@pytest.mark.parametrize(
    ("headers", "body", "error"),
    [
        (JSON, "{", "invalid_json"),
        (JSON, "[]", "json_not_object"),
        (FORM, "no pairs here", "invalid_form_data"),
        ({"Content-Type": "text/html"}, "<p>", "invalid_post_type"),
        ({}, "user=U01ALICE", "missing_post_type"),
        ({"Content-Type": "application/json; charset=koi8-r"}, "{}", "invalid_charset"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, "junk", "invalid_form_data"),
        (FORM, "user[]=U01ALICE", "invalid_array_arg"),
    ],
)
def test_a_body_that_cannot_be_read_is_named(
    slack: str, headers: dict[str, str], body: str, error: str
) -> None:
    answer = ask(slack, "users.info", headers=TOKEN | headers, body=body)

    assert answer == {"ok": False, "error": error}


@pytest.mark.parametrize(
    ("content_type", "body", "warning"),
    [
        ("application/json", '{"user": "U01ALICE"}', "missing_charset"),
        (
            "application/x-www-form-urlencoded; charset=utf-8",
            "user=U01ALICE",
            "superfluous_charset",
        ),
    ],
)
def test_a_charset_out_of_place_is_warned_of(
    slack: str, content_type: str, body: str, warning: str
) -> None:
    headers = TOKEN | {"Content-Type": content_type}

    answer = ask(slack, "users.info", headers=headers, body=body)

    assert (answer["ok"], answer["warning"]) == (True, warning)
    assert answer["response_metadata"]["warnings"] == [warning]


def test_structures_may_come_as_text_in_json_too(slack: str) -> None:
    blocks = json.dumps([{"type": "divider"}])
    body = json.dumps({"channel": "C01OPS", "text": "x", "blocks": blocks})

    answer = ask(slack, "chat.postMessage", headers=TOKEN | JSON, body=body)

    assert answer["message"]["blocks"][0]["type"] == "divider"


def test_an_unknown_method_is_named(slack: str) -> None:
    answer = ask(slack, "admin.users.list", headers=TOKEN)

    assert answer == {"ok": False, "error": "unknown_method", "req_method": "admin.users.list"}


def test_only_get_and_post_are_methods_of_http_here(slack: str) -> None:
    assert ask(slack, "auth.test", headers=TOKEN, verb="PUT", body="x")["status"] == 405


def test_api_test_says_back_what_came(slack: str) -> None:
    assert ask(slack, "api.test", headers=JSON, body='{"foo": "bar"}') == {
        "ok": True,
        "args": {"foo": "bar"},
    }
    failed = ask(slack, "api.test", headers=FORM, body="error=my_error")
    assert failed == {"ok": False, "error": "my_error", "args": {"error": "my_error"}}


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (
            {"metadata": {"event_type": "a", "event_payload": {"x": "y" * 16_000}}},
            "metadata_too_large",
        ),
        ({"blocks": "{"}, "invalid_blocks_format"),
        ({"attachments": "{"}, "invalid_arguments"),
        ({"text": ""}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"channel": ""}, "invalid_arguments"),
        ({"thread_ts": "yesterday"}, "invalid_thread_ts"),
    ],
)
def test_a_message_that_cannot_be_is_named(slack: str, arguments: Json, error: str) -> None:
    body = json.dumps({"channel": "C01OPS", "text": "x", **arguments})

    assert ask(slack, "chat.postMessage", headers=TOKEN | JSON, body=body)["error"] == error


# blocks.validate ------------------------------------------------------------------------------

HEADER = {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}


def validated(slack: str, **given: object) -> Json:
    return ask(slack, "blocks.validate", headers=JSON, body=json.dumps(given))


def test_sound_blocks_messages_and_views_are_valid_without_a_token(slack: str) -> None:
    divider = [{"type": "divider"}]

    assert validated(slack, blocks=divider) == {"ok": True}
    assert validated(slack, message={"blocks": divider}) == {"ok": True}
    assert validated(slack, view={"type": "home", "blocks": divider}) == {"ok": True}


def test_faults_are_listed_with_pointer_and_constraint(slack: str) -> None:
    answer = validated(slack, blocks=[{"type": "divider"}, HEADER])

    assert (answer["ok"], answer["error"]) == (False, "invalid_blocks")
    [fault] = answer["errors"]
    assert fault["pointer"] == "/1/text/text"
    assert fault["code"] == "failed_constraint"
    assert fault["constraint"]["type"] == "max_length"


@pytest.mark.parametrize(
    ("given", "error", "pointer"),
    [
        ({"message": {"blocks": [HEADER]}}, "invalid_message", "/blocks/0/text/text"),
        ({"view": {"type": "home", "blocks": [HEADER]}}, "invalid_view", "/blocks/0/text/text"),
    ],
)
def test_what_is_invalid_is_named(slack: str, given: Json, error: str, pointer: str) -> None:
    answer = validated(slack, **given)

    assert (answer["error"], answer["errors"][0]["pointer"]) == (error, pointer)


@pytest.mark.parametrize("given", [{}, {"blocks": [HEADER], "message": {"blocks": [HEADER]}}])
def test_exactly_one_thing_is_validated(slack: str, given: Json) -> None:
    answer = validated(slack, **given)

    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [
        "must provide exactly one of `blocks`, `view`, or `message`"
    ]


def test_an_app_token_comes_in_the_header_of_a_post(slack: str) -> None:
    app = {"Authorization": "Bearer xapp-sandbox"}

    got = ask(slack, "apps.connections.open", headers=app, verb="GET")
    in_form = ask(slack, "apps.connections.open", headers=FORM, body="token=xapp-sandbox")

    assert (got["error"], in_form["error"]) == ("insecure_request", "missing_args")
    assert ask(slack, "apps.connections.open", headers=app)["ok"] is True
