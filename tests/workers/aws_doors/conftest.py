"""An endpoint that answers as it is told, for tests of the doors to AWS."""

from collections.abc import Iterator

import pytest

from tests.workers.aws_doors.strict_aws import StrictAws, strict_aws


@pytest.fixture(scope="module")
def endpoint() -> Iterator[StrictAws]:
    with strict_aws() as server:
        yield server


@pytest.fixture
def aws(endpoint: StrictAws, monkeypatch: pytest.MonkeyPatch) -> Iterator[StrictAws]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    endpoint.forget()
    yield endpoint
    assert endpoint.malformed == []
