"""The environment: what is required, what is refused, and that no secret is repeated."""

import pytest
from pydantic import ValidationError

from bot import startup
from bot.settings import BotSettings, SlackSettings

REAL = {"SLACK_BOT_TOKEN": "xoxb-real", "SLACK_SIGNING_SECRET": "very-secret"}
SANDBOX = {
    "SLACK_BOT_TOKEN": "xoxb-sandbox",
    "SLACK_SIGNING_SECRET": "sandbox-secret",
    "SLACK_API_URL": "http://127.0.0.1:4000/api",
}
NAMES = (
    "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "SLACK_API_URL", "REDIS_URL",
    "DDBDR_CONFIG", "DDBDR_CLOCK_URL", "PORT", "AWS_ENDPOINT_URL", "DDBDR_BOT_PROCESSES",
    "DDBDR_BOT_THREADS", "DDBDR_LOG_LEVEL",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def read(monkeypatch: pytest.MonkeyPatch, **variables: str) -> BotSettings:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return BotSettings()


def test_token_and_secret_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, **REAL)
    assert settings.api_url == "https://slack.com/api/"
    assert settings.host == "0.0.0.0"  # noqa: S104  that it listens there is the point
    assert not settings.is_sandbox
    assert "xoxb-real" not in repr(settings)


def test_the_sandbox_listens_on_loopback_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, **SANDBOX, AWS_ENDPOINT_URL="http://127.0.0.1:5000", PORT="3999")
    assert settings.host == "127.0.0.1"
    assert settings.port == 3999
    assert settings.api_url.endswith("/api/")
    assert settings.is_sandbox


@pytest.mark.parametrize(
    "wrong",
    [
        {"SLACK_BOT_TOKEN": "xoxb-sandbox"},
        {"SLACK_SIGNING_SECRET": "sandbox-secret"},
        {"SLACK_APP_TOKEN": "xapp-sandbox"},
        {**SANDBOX, "SLACK_API_URL": "https://slack.com/api/"},
        {**SANDBOX, "SLACK_API_URL": "http://127.0.0.1.evil.example/api/"},
        {"DDBDR_CLOCK_URL": "http://clock.example/"},
        {"DDBDR_CLOCK_URL": "http://10.0.0.1/"},
        {"PORT": "http"},
        {"SLACK_SIGNING_SECRET": ""},
        {"DDBDR_BOT_THREADS": "0"},
        {"DDBDR_LOG_LEVEL": "loud"},
    ],
)
def test_what_would_be_dangerous_or_cannot_work_is_refused(
    monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str]
) -> None:
    with pytest.raises(ValidationError):
        read(monkeypatch, **(REAL | wrong))


def test_socket_mode_needs_no_signing_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, SLACK_BOT_TOKEN="xoxb-real", SLACK_APP_TOKEN="xapp-real")
    assert settings.app_token is not None


def test_the_poster_needs_the_token_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-real")
    assert SlackSettings().bot_token.get_secret_value() == "xoxb-real"


def test_wrong_settings_end_with_a_line_and_no_secret(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-very-secret")
    with pytest.raises(SystemExit) as stopped:
        startup.read_settings(BotSettings)
    assert stopped.value.code == 2
    told = capsys.readouterr().err
    assert "set SLACK_SIGNING_SECRET (HTTP) or SLACK_APP_TOKEN (Socket Mode)" in told
    assert "very-secret" not in told


def test_the_level_of_the_log_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, **REAL).log_level == "info"
    assert read(monkeypatch, DDBDR_LOG_LEVEL="debug").log_level == "debug"


def test_a_missing_token_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "x")
    with pytest.raises(SystemExit):
        startup.read_settings(BotSettings)
    assert "SLACK_BOT_TOKEN" in capsys.readouterr().err
