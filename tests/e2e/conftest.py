"""Two running stacks for all of these tests: a calm one, and one that is badly treated."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from sandbox.aws.profile import Profile
from sandbox.processes import ROOT
from tests.e2e.bad_day import BadDay, have_a_bad_day
from tests.e2e.running import QUICK, Running, running

TWO_KEYS = """
slack: {team: T01TEST, channels: {operations: C01OPS, alerts: C02ALERTS}, default_zone: UTC}
accounts:
  - {name: prod, id: "123456789012", role: null, region: us-east-2, dr_region: us-west-1}
operators: [U01ALICE, U02BOB]
approvals:
  - {actions: [backup], quorum: 0}
  - {actions: [restore], approvers: [U02BOB, U03EVE], quorum: 2, expires: 60m}
"""
BAD_DAY_SECONDS = 110.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of this room starts real processes; what a bad day came to is looked at last."""
    places = [n for n, item in enumerate(items) if Path(__file__).parent in item.path.parents]
    ours = sorted((items[place] for place in places), key=_has_bad_day)
    for place, item in zip(places, ours, strict=True):
        item.add_marker(pytest.mark.e2e)
        items[place] = item


def _has_bad_day(item: pytest.Item) -> bool:
    return "bad_day" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def begun_bad_day() -> Iterator[Future[BadDay]]:
    """A stack with its bad day, which goes on in a thread."""
    with ExitStack() as ending, ThreadPoolExecutor(1) as thread:

        def live() -> BadDay:
            rough = running(ROOT / "sandbox" / "ddbdr.yaml", ("U02BOB",))
            return have_a_bad_day(ending.enter_context(rough))

        yield thread.submit(live)


@pytest.fixture(scope="session")
def bad_day(begun_bad_day: Future[BadDay]) -> BadDay:
    """The bad day, over."""
    return begun_bad_day.result(BAD_DAY_SECONDS)


@pytest.fixture(scope="session", autouse=True)
def begin_early(request: pytest.FixtureRequest) -> None:
    """Let the bad day begin while other tests run, if anybody will ask for it."""
    if any(map(_has_bad_day, request.session.items)):
        request.getfixturevalue("begun_bad_day")


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
    yield calm_stack
    crew.aws.clear_faults()
    crew.aws.profile(**(Profile().model_dump() | QUICK))
    crew.alice.control.delete("faults")
