"""What the environment may say, and what is refused."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from workers.settings import Settings


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "REDIS_URL": "redis://store:6379/1",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:4566",
        "DDBDR_CONFIG": "/etc/ddbdr.yaml",
        "DDBDR_EVENTS_QUEUE_URL": "https://sqs.us-east-2.amazonaws.com/1/a, https://b",
        "DDBDR_CLOCK_URL": "http://127.0.0.1:4566/_sandbox/clock",
        "DDBDR_WORKERS": "4",
        "DDBDR_LOG_LEVEL": "debug",
    }.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert settings.redis_url == "redis://store:6379/1"
    assert settings.aws_endpoint_url == "http://127.0.0.1:4566"
    assert settings.ddbdr_config == Path("/etc/ddbdr.yaml")
    assert settings.events_queues == (
        "https://sqs.us-east-2.amazonaws.com/1/a",
        "https://b",
    )
    assert (settings.ddbdr_workers, settings.ddbdr_log_level) == (4, "debug")


def test_nothing_set_means_aws_itself_and_its_time() -> None:
    settings = Settings()
    assert settings.aws_endpoint_url is None
    assert settings.ddbdr_clock_url is None
    assert settings.events_queues == ()


@pytest.mark.parametrize(
    "url",
    ["http://example.com/clock", "http://10.0.0.1/", "file:///etc/passwd"],
)
def test_a_clock_of_another_machine_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DDBDR_CLOCK_URL", url)
    with pytest.raises(ValidationError, match="this machine"):
        Settings()


@pytest.mark.parametrize("workers", ["0", "65", "many"])
def test_a_pool_has_a_sensible_size(monkeypatch: pytest.MonkeyPatch, workers: str) -> None:
    monkeypatch.setenv("DDBDR_WORKERS", workers)
    with pytest.raises(ValidationError):
        Settings()
