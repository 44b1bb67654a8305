"""For the sandbox's AWS: one per test, its time standing still, and clients that check it."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from boto3 import Session

from sandbox.aws.clients import session
from sandbox.aws.running import RunningAws, running
from tests.sandbox.aws_clients import Checked, CheckedClients, Clients

START = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
"""A Monday."""


@pytest.fixture(scope="session", autouse=True)
def _bare_environment() -> Iterator[None]:
    """Moto opens a session of its own, which fails at a profile this machine does not have."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith("AWS_"):
                patch.delenv(name)
        yield


@pytest.fixture
def aws() -> Iterator[RunningAws]:
    """A fresh AWS on Monday, 2 November 2026, 08:00; time passes only where a test lets it."""
    with running(speed=0, start=START, rates=False) as server:
        yield server


@pytest.fixture(scope="session")
def shared() -> Session:
    """One session for all tests: reading botocore's models takes most of a client's time."""
    return session()


@pytest.fixture
def clients(aws: RunningAws, shared: Session, checked: Checked) -> Iterator[Clients]:
    """Clients of `aws`; each room says with `checked` whose answers must fit the shapes."""
    made = CheckedClients(aws.endpoint, shared, checked)
    yield made
    made.close()
    assert made.found == []
