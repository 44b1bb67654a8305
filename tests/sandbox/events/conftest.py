"""A sandbox whose events arrive at once, a queue that EventBridge may send to, and a rule."""

from collections.abc import Iterator

import pytest

from sandbox.aws.profile import Profile
from sandbox.aws.running import RunningAws, running
from tests.sandbox.aws_clients import Checked, Clients
from tests.sandbox.conftest import START
from tests.sandbox.events.wires import Wires

AT_ONCE = Profile(event_delay_seconds=0, backup_event_seconds=0, event_duplicates_every=0)
"""Events that arrive at once, and once."""


@pytest.fixture
def aws() -> Iterator[RunningAws]:
    """A fresh AWS on 2 November 2026, 08:00; time passes only where a test lets it."""
    with running(speed=0, start=START, rates=False, profile=AT_ONCE) as server:
        yield server


@pytest.fixture(scope="session")
def checked() -> Checked:
    return {
        "sqs": frozenset({"AccessDenied", "InvalidParameterValue"}),
        "events": frozenset({"ValidationException"}),
        "dynamodb": frozenset({"AccessDeniedException"}),
    }


@pytest.fixture
def wires(clients: Clients) -> Wires:
    return Wires(clients)
