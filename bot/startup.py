"""What every process of the bot does first: settings, configuration, ledger, client.

Wrong settings end the process with one line each; an absent ledger or Slack does not.
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn, TypeVar

from pydantic import ValidationError
from pydantic_settings import BaseSettings
from slack_sdk import WebClient

from bot import clocks
from bot.desk import Desk
from bot.settings import LedgerSettings, SlackSettings
from recovery.config import Config, ConfigErrors, load_config
from recovery.ledger import open_ledger

Settings = TypeVar("Settings", bound=BaseSettings)

WRONG = 2
"""Exit code for what the person who starts us has to put right."""


def read_settings(kind: type[Settings]) -> Settings:
    """The settings, or an end with one line for each variable that is wrong."""
    try:
        return kind()
    except ValidationError as error:
        stop(
            ": ".join(part for part in (".".join(map(str, each["loc"])), each["msg"]) if part)
            for each in error.errors(include_input=False, include_url=False)
        )


def read_config(path: Path) -> Config:
    """ddbdr.yaml, or an end with one line for each error."""
    try:
        return load_config(path.read_text("utf-8"), str(path))
    except ConfigErrors as error:
        stop(str(error).splitlines())
    except (OSError, UnicodeDecodeError) as error:
        stop([f"{path}: cannot be read: {error}"])


def stop(lines: Iterable[str]) -> NoReturn:
    """End the process with what is wrong, one a line."""
    for line in lines:
        sys.stderr.write(f"ddbdr: {line}\n")
    sys.exit(WRONG)


def make_desk(settings: LedgerSettings) -> Desk:
    """Configuration, ledger and clock."""
    return Desk(
        config=read_config(settings.config_path),
        ledger=open_ledger(settings.redis_url),
        now=clocks.clock(settings.clock_url).now,
        is_sandbox=settings.is_sandbox,
    )


def slack_client(settings: SlackSettings, *, timeout_seconds: int) -> WebClient:
    """A client that never retries by itself: whoever calls decides when again."""
    return WebClient(
        token=settings.bot_token.get_secret_value(),
        base_url=settings.api_url,
        timeout=timeout_seconds,
        retry_handlers=[],
    )
