"""Running stacks, started in an environment that would lead astray whoever inherited it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox.seed import Story, seed
from sandbox.stack import Stack
from tests.e2e.crew import Crew

HOSTILE = {
    "AWS_PROFILE": "production",
    "AWS_CONFIG_FILE": "/nonexistent/config",
    "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
    "AWS_ENDPOINT_URL_DYNAMODB": "http://192.0.2.1:8000",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "True",
    "HTTP_PROXY": "http://192.0.2.1:3128",
    "SLACK_API_URL": "https://slack.com/api/",
    "DDBDR_CONFIG": "/nonexistent/ddbdr.yaml",
}
"""In it, boto3 would speak to other people's tables (192.0.2.0/24 is nobody's)."""

QUICK = {"restore_seconds": 40, "backup_restore_seconds": 40, "backup_seconds": 10}


@dataclass(frozen=True)
class Running:
    """A stack, what was seeded into it, and its people."""

    stack: Stack
    story: Story
    crew: Crew


@contextmanager
def running(config: Path, approvers: tuple[str, ...], *, speed: float) -> Iterator[Running]:
    """A seeded stack and its crew, until the block ends.

    Args:
        config: The product's ddbdr.yaml.
        approvers: Who has to approve a restore.
        speed: Domain seconds per second; at 20 the hour of an approval is three minutes.
    """
    outside = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
    stories: list[Story] = []
    stack = Stack(
        outside=outside | HOSTILE,
        speed=speed,
        config=config,
        prepare=lambda endpoint: stories.append(seed(endpoint)),
    )
    with stack, Crew(stack.slack_url, stack.redis_url, stack.aws_url, approvers=approvers) as crew:
        crew.aws.profile(**QUICK)
        yield Running(stack, stories[0], crew)
