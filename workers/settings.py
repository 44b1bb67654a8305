"""What the environment tells the workers; the only reader of it here.

AWS's own variables (credentials, profile) are read by boto3.
"""

import os
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from recovery.addresses import is_loopback

RQ_KEY_PREFIX = "{ddbdr}:rq"
"""RQ's keys carry our hash tag, so that they live on one shard with the ledger's."""


class Settings(BaseSettings):
    """Environment variables by lower-case name.

    Attributes:
        redis_url: Where ledger and queue are.
        aws_endpoint_url: Where AWS is instead of at AWS; shown as SANDBOX on every card.
        ddbdr_config: Path of ddbdr.yaml.
        ddbdr_events_queue_url: SQS queues of EventBridge events, comma-separated.
        ddbdr_clock_url: The sandbox's clock; loopback only.
        ddbdr_workers: Worker processes of this pool.
        ddbdr_log_level: Least severe level that is logged.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    redis_url: str = "redis://127.0.0.1:6379/0"
    aws_endpoint_url: str | None = None
    ddbdr_config: Path = Path("ddbdr.yaml")
    ddbdr_events_queue_url: str = ""
    ddbdr_clock_url: str | None = None
    ddbdr_workers: Annotated[int, Field(ge=1, le=64)] = 2
    ddbdr_log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("ddbdr_clock_url")
    @classmethod
    def _loopback(cls, url: str | None) -> str | None:
        """A clock that anyone could turn would move every deadline and expiry."""
        if url is not None and not is_loopback(url):
            raise ValueError("must be an http address of this machine; it is for the sandbox only")
        return url

    @cached_property
    def events_queues(self) -> tuple[str, ...]:
        """The queues, one URL each."""
        return tuple(one.strip() for one in self.ddbdr_events_queue_url.split(",") if one.strip())


def prefix_rq_keys() -> None:
    """Tell RQ its key prefix; it reads the environment once, when it is first imported."""
    os.environ["RQ_KEY_PREFIX"] = RQ_KEY_PREFIX
