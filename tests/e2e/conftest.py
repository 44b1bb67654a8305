"""Two running stacks for all of these tests: a calm one, and one that is badly treated.

Both are started in an environment that would lead astray whoever inherited it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from sandbox.processes import ROOT
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

TWO_KEYS = """
slack: {team: T01TEST, channels: {operations: C01OPS, alerts: C02ALERTS}, default_zone: UTC}
accounts:
  - {name: prod, id: "123456789012", role: null, region: us-east-2, dr_region: us-west-1}
operators: [U01ALICE, U02BOB]
approvals:
  - {actions: [backup], quorum: 0}
  - {actions: [restore], approvers: [U02BOB, U03EVE], quorum: 2, expires: 60m}
"""
SPEED = 20.0
"""Domain seconds per second: the hour of an approval is three minutes."""
QUICK = {"restore_seconds": 40, "backup_restore_seconds": 40, "backup_seconds": 10}


@dataclass(frozen=True)
class Running:
    """A stack, what was seeded into it, and its people."""

    stack: Stack
    story: Story
    crew: Crew


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of this room starts real processes."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@contextmanager
def running(config: Path, approvers: tuple[str, ...]) -> Iterator[Running]:
    """A seeded stack and its crew, until the block ends."""
    outside = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
    stories: list[Story] = []
    stack = Stack(
        outside=outside | HOSTILE,
        speed=SPEED,
        config=config,
        prepare=lambda endpoint: stories.append(seed(endpoint)),
    )
    with stack, Crew(stack.slack_url, stack.redis_url, stack.aws_url, approvers=approvers) as crew:
        crew.aws.profile(**QUICK)
        yield Running(stack, stories[0], crew)


@pytest.fixture(scope="session")
def calm_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Nothing is killed here; restores need two approvals."""
    config = tmp_path_factory.mktemp("calm") / "ddbdr.yaml"
    config.write_text(TWO_KEYS)
    with running(config, ("U02BOB", "U03EVE")) as calm:
        yield calm


@pytest.fixture
def calm(calm_stack: Running) -> Iterator[Running]:
    """The calm stack; what a test turned is turned back."""
    crew = calm_stack.crew
    before = crew.aws.profile()
    yield calm_stack
    crew.aws.clear_faults()
    crew.aws.profile(**before)
    crew.alice.control.delete("faults")


@pytest.fixture(scope="session")
def rough() -> Iterator[Running]:
    """Its processes are killed, and started again as any process manager does."""
    with running(ROOT / "sandbox" / "ddbdr.yaml", ("U02BOB",)) as stack:
        yield stack
