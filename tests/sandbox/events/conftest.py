"""A sandbox whose time stands still, a queue that EventBridge may send to, and a rule."""

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from boto3 import Session
from botocore.model import OperationModel

from sandbox.aws.clients import once, session
from sandbox.aws.outputs import misfits
from sandbox.aws.profile import Profile
from sandbox.aws.running import RunningAws, running
from tests.sandbox.events.wires import START, Clients, Json, Wires

AT_ONCE = Profile(event_delay_seconds=0, backup_event_seconds=0, event_duplicates_every=0)
"""Events that arrive at once, and once."""


@pytest.fixture(scope="session", autouse=True)
def _bare_environment() -> Iterator[None]:
    """Moto opens a session of its own, which fails at a profile this machine does not have."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith("AWS_"):
                patch.delenv(name)
        yield


@pytest.fixture(scope="session")
def shared() -> Session:
    """One session for all tests: reading botocore's models takes most of a client's time."""
    return session()


@pytest.fixture
def aws() -> Iterator[RunningAws]:
    """A fresh AWS on 2 November 2026, 08:00; time passes only where a test lets it."""
    with running(speed=0, start=START, rates=False, profile=AT_ONCE) as server:
        yield server


@pytest.fixture
def clients(aws: RunningAws, shared: Session) -> Iterator[Clients]:
    """client(service, region, **credentials); JSON answers are held against the shapes."""
    found: list[str] = []
    made_here: list[Any] = []

    def check(response_dict: Json, operation_model: OperationModel, **_: object) -> None:
        if response_dict["status_code"] == 200 and operation_model.output_shape is not None:
            body = json.loads(response_dict["body"])
            found.extend(misfits(body, operation_model.output_shape, operation_model.name))

    def client(
        service: str,
        region: str = "us-east-2",
        **credentials: str,
    ) -> Any:  # noqa: ANN401 - boto3's clients have no common type
        made = (session(**credentials) if credentials else shared).client(  # type: ignore[call-overload]
            service, region_name=region, endpoint_url=aws.endpoint, config=once()
        )
        if service in {"sqs", "events", "dynamodb"}:
            made.meta.events.register(f"before-parse.{service}.*", check)
        made_here.append(made)
        return made

    yield client
    for made in made_here:
        made.close()
    assert found == []


@pytest.fixture
def wires(clients: Clients) -> Wires:
    return Wires(clients)
