"""What the bot's processes are told through the environment; nothing else reads it."""

import os
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from recovery.addresses import is_loopback

SANDBOX_SECRETS = frozenset({"xoxb-sandbox", "xapp-sandbox", "sandbox-secret"})
"""What the local Slack of `make demo` knows; published, so worthless anywhere else."""


def _variable(name: str) -> AliasChoices:
    return AliasChoices(name, name.lower())


class LedgerSettings(BaseSettings):
    """Where the ledger and the configuration are; all that the terminal needs.

    Attributes:
        redis_url: The ledger.
        config_path: ddbdr.yaml.
        clock_url: The sandbox's clock; loopback only.
        aws_endpoint_url: Only looked at to show SANDBOX; the bot never speaks AWS.
        log_level: Least severe level of our own lines that is logged.
    """

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    redis_url: str = Field("redis://127.0.0.1:6379/0", validation_alias=_variable("REDIS_URL"))
    config_path: Path = Field(Path("ddbdr.yaml"), validation_alias=_variable("DDBDR_CONFIG"))
    clock_url: str | None = Field(None, validation_alias=_variable("DDBDR_CLOCK_URL"))
    aws_endpoint_url: str | None = Field(None, validation_alias=_variable("AWS_ENDPOINT_URL"))

    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", validation_alias=_variable("DDBDR_LOG_LEVEL")
    )

    @field_validator("clock_url")
    @classmethod
    def _loopback_clock(cls, url: str | None) -> str | None:
        if url is not None and not is_loopback(url):
            raise ValueError("DDBDR_CLOCK_URL must be on loopback: it turns the product's time")
        return url

    @property
    def is_sandbox(self) -> bool:
        """Whether AWS is an address of somebody's choosing, which every card then says."""
        return self.aws_endpoint_url is not None


class SlackSettings(LedgerSettings):
    """What calling Slack needs; enough for the poster.

    Attributes:
        bot_token: `xoxb-…`.
        api_url: Web API address, ending in `/`.
    """

    bot_token: SecretStr = Field(validation_alias=_variable("SLACK_BOT_TOKEN"))
    api_url: str = Field("https://slack.com/api/", validation_alias=_variable("SLACK_API_URL"))

    @field_validator("api_url")
    @classmethod
    def _ends_in_slash(cls, url: str) -> str:
        return url.rstrip("/") + "/"

    def secrets(self) -> tuple[SecretStr | None, ...]:
        """Every token and secret held."""
        return (self.bot_token,)

    @model_validator(mode="after")
    def _sandbox_stays_home(self) -> "SlackSettings":
        held = {each.get_secret_value() for each in self.secrets() if each is not None}
        if held & SANDBOX_SECRETS and not is_loopback(self.api_url):
            raise ValueError(
                "the sandbox's token or secret is set, and SLACK_API_URL is not on loopback"
            )
        return self


class BotSettings(SlackSettings):
    """What the bot itself needs beside.

    Attributes:
        signing_secret: Slack signs its requests with it; required unless Socket Mode is used.
        app_token: `xapp-…`; set, Slack is reached by Socket Mode instead of HTTP.
        port: Their port.
        processes: gunicorn workers; with Socket Mode one holds the socket.
        threads: Threads of each.
    """

    signing_secret: SecretStr | None = Field(
        None, validation_alias=_variable("SLACK_SIGNING_SECRET")
    )
    app_token: SecretStr | None = Field(None, validation_alias=_variable("SLACK_APP_TOKEN"))
    port: int = Field(3000, validation_alias=_variable("PORT"), ge=0, le=65535)
    processes: int = Field(2, validation_alias=_variable("DDBDR_BOT_PROCESSES"), ge=1, le=64)
    threads: int = Field(4, validation_alias=_variable("DDBDR_BOT_THREADS"), ge=1, le=256)

    @property
    def host(self) -> str:
        """Address to listen on: every one for the real Slack, loopback for the sandbox's."""
        return "127.0.0.1" if is_loopback(self.api_url) else "0.0.0.0"  # noqa: S104  Slack calls in

    def secrets(self) -> tuple[SecretStr | None, ...]:
        """Every token and secret held."""
        return (self.bot_token, self.signing_secret, self.app_token)

    @model_validator(mode="after")
    def _reachable(self) -> "BotSettings":
        if self.signing_secret is None and self.app_token is None:
            raise ValueError("set SLACK_SIGNING_SECRET (HTTP) or SLACK_APP_TOKEN (Socket Mode)")
        return self


def metrics_folder() -> str | None:
    """The folder `share_metrics` chose; None where one process counts for itself."""
    return os.environ.get("PROMETHEUS_MULTIPROC_DIR")


def share_metrics() -> Callable[[], None]:
    """Give this process and those it forks one folder for their counters.

    prometheus_client chooses its storage when it is first imported, by this variable;
    one set by whoever started us stands.

    Returns:
        Removes what was made, for when the last of the processes has ended.
    """
    if metrics_folder() is not None:
        return lambda: None
    made = mkdtemp(prefix="ddbdr-metrics-")
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = made
    return lambda: rmtree(made, ignore_errors=True)
