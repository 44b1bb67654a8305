"""Two running stacks for all of these tests: a calm one, and one that is badly treated."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from sandbox.aws.profile import Profile
from sandbox.processes import ROOT
from tests.e2e.bad_day import BadDay, have_a_bad_day
from tests.e2e.dot_env import Played, play
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
BESIDE_SECONDS = 110.0
CALM_SPEED = 60.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What goes on beside the other tests is looked at last."""
    places = [n for n, item in enumerate(items) if Path(__file__).parent in item.path.parents]
    ours = sorted((items[place] for place in places), key=lambda item: len(_beside(item)))
    for place, item in zip(places, ours, strict=True):
        items[place] = item


def _beside(item: pytest.Item) -> set[str]:
    """What goes on beside the other tests, as far as this one asks for it."""
    return {"bad_day", "dot_env"} & set(getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def thread() -> Iterator[ThreadPoolExecutor]:
    """Where things go on beside the tests, one after the other."""
    with ThreadPoolExecutor(1) as thread:
        yield thread


@pytest.fixture(scope="session")
def begun_bad_day(thread: ThreadPoolExecutor) -> Iterator[Future[BadDay]]:
    """A stack with its bad day, which goes on in the thread."""
    with ExitStack() as ending:

        def live() -> BadDay:
            rough = running(ROOT / "sandbox" / "ddbdr.yaml", ("U02BOB",), speed=20)
            return have_a_bad_day(ending.enter_context(rough))

        yield thread.submit(live)


@pytest.fixture(scope="session")
def begun_dot_env(
    thread: ThreadPoolExecutor, tmp_path_factory: pytest.TempPathFactory
) -> Future[Played]:
    """`honcho start`, which goes on in the thread."""
    return thread.submit(play, tmp_path_factory.mktemp("honcho"))


@pytest.fixture(scope="session")
def bad_day(begun_bad_day: Future[BadDay]) -> BadDay:
    """The bad day, over."""
    return begun_bad_day.result(BESIDE_SECONDS)


@pytest.fixture(scope="session")
def dot_env(begun_dot_env: Future[Played]) -> Played:
    """What `honcho start` came to."""
    return begun_dot_env.result(BESIDE_SECONDS)


@pytest.fixture(scope="session", autouse=True)
def begin_early(request: pytest.FixtureRequest) -> None:
    """Let begin at once what goes on beside the tests, if any of them will ask for it."""
    asked = {name for item in request.session.items for name in _beside(item)}
    for name in sorted(asked):
        request.getfixturevalue(f"begun_{name}")


@pytest.fixture(scope="session")
def calm_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Nothing is killed here; restores need two approvals."""
    config = tmp_path_factory.mktemp("calm") / "ddbdr.yaml"
    config.write_text(TWO_KEYS)
    with running(config, ("U02BOB", "U03EVE"), speed=CALM_SPEED) as calm:
        yield calm
        assert calm.crew.alice.control.get("opinions")["differing"] == []


@pytest.fixture
def calm(calm_stack: Running) -> Iterator[Running]:
    """The calm stack; what a test turned is turned back."""
    crew = calm_stack.crew
    yield calm_stack
    calm_stack.stack.set_clock(speed=CALM_SPEED)
    crew.aws.clear_faults()
    crew.aws.profile(**(Profile().model_dump() | QUICK))
    crew.alice.control.delete("faults")
