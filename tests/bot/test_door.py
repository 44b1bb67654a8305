"""Who gets in: signatures, ages, replays, sizes; and the pages for operators."""

import logging
from pathlib import Path

import pytest

from tests.bot.conftest import World
from tests.bot.speaking import signature

SECRET_WORDS = "restore payroll"


def body(world: World, text: str = SECRET_WORDS) -> bytes:
    return world.slack.command_body(text)


@pytest.mark.parametrize(
    ("timestamp", "why"),
    [
        (None, "unsigned"),
        ("", "unsigned"),
        ("yesterday", "malformed timestamp"),
        ("1e9", "malformed timestamp"),
        ("-5", "malformed timestamp"),
        ("١٧٩٠٠٠٠٠٠٠", "malformed timestamp"),
        ("9" * 40, "malformed timestamp"),
        ("1789999699", "too old"),
        ("1790000301", "too old"),
    ],
)
def test_a_bad_timestamp_is_refused(
    world: World, caplog: pytest.LogCaptureFixture, timestamp: str | None, why: str
) -> None:
    caplog.set_level(logging.DEBUG)
    sent = body(world)
    headers = {"X-Slack-Signature": signature(sent, timestamp or "")}
    if timestamp is not None:
        headers["X-Slack-Request-Timestamp"] = timestamp.encode().decode("latin-1")
    response = world.slack.post(sent, headers)
    assert response.status_code == 401
    assert response.get_data(as_text=True).strip() == why
    assert "payroll" not in caplog.text
    assert world.ledger.jobs.page(size=1, page=1).total == 0


@pytest.mark.parametrize("given", ["", "v0=", "v0=" + "0" * 64, "v1=" + "0" * 64, "nonsense", "é"])
def test_a_bad_signature_is_refused(
    world: World, caplog: pytest.LogCaptureFixture, given: str
) -> None:
    caplog.set_level(logging.DEBUG)
    sent = body(world)
    headers = world.slack.signed(sent) | {"X-Slack-Signature": given}
    assert world.slack.post(sent, headers).status_code == 401
    assert "payroll" not in caplog.text


def test_a_signature_of_another_secret_or_body_is_refused(world: World) -> None:
    sent = body(world)
    stamp = str(int(world.wall))
    for wrong in (signature(sent, stamp, b"another"), signature(sent + b" ", stamp)):
        headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": wrong}
        assert world.slack.post(sent, headers).status_code == 401


def test_no_headers_at_all_is_refused(world: World) -> None:
    assert world.slack.post(body(world), {}).status_code == 401


@pytest.mark.parametrize("text", ["backup orders", "help", "jobs", "whoami", "restore orders"])
def test_the_same_request_twice_is_refused(world: World, text: str) -> None:
    sent = body(world, text)
    headers = world.slack.signed(sent)
    assert world.slack.post(sent, headers).status_code == 200
    world.pass_time(seconds=60)
    again = world.slack.post(sent, headers)
    assert again.status_code == 401
    assert again.get_data(as_text=True) == "replayed request"
    assert world.ledger.jobs.page(size=9, page=1).total == (1 if text == "backup orders" else 0)


def test_a_body_that_is_too_large_is_refused(world: World) -> None:
    sent = b"x" * (600 * 1024)
    assert world.slack.post(sent, world.slack.signed(sent)).status_code == 413


def test_a_signed_body_that_is_no_text_is_refused(world: World) -> None:
    sent = b"\xff\xfe\x00"
    assert world.slack.post(sent, world.slack.signed(sent)).status_code == 400


@pytest.mark.parametrize(
    "sent",
    [b"{", b"[]", b"{}", b"null", b'{"type":"event_callback"}', b'{"type":"view_submission"}'],
)
def test_a_signed_body_of_no_known_shape_is_no_traceback(world: World, sent: bytes) -> None:
    response = world.slack.send(sent, "application/json")
    assert response.status_code in {400, 404}
    assert "Traceback" not in response.get_data(as_text=True)


def test_a_signed_form_with_broken_json_is_refused(world: World) -> None:
    assert world.slack.send(b"payload=%7Bbroken").status_code == 400


def test_slacks_certificate_check_is_answered(world: World) -> None:
    assert world.slack.send(b"ssl_check=1&token=x").status_code == 200


def test_slacks_challenge_is_answered(world: World) -> None:
    sent = b'{"type":"url_verification","challenge":"abc","token":"x"}'
    response = world.slack.send(sent, "application/json")
    assert response.status_code == 200
    assert "abc" in response.get_data(as_text=True)


def test_the_pages_for_operators(world: World) -> None:
    world.slack.command("help")
    assert world.slack.get("/healthz").status_code == 200
    assert world.slack.get("/readyz").status_code == 200
    metrics = world.slack.get("/metrics").get_data(as_text=True)
    assert "ddbdr_slack_requests_total" in metrics
    assert "ddbdr_letters_waiting 0.0" in metrics


def test_counters_that_were_cleaned_away_are_said_to_be(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path / "gone"))
    response = world.slack.get("/metrics")
    assert response.status_code == 503
    assert "is gone; restart the bot" in response.get_data(as_text=True)
