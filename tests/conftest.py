"""For all tests: no way into the world, and one Chromium for those that need a browser."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright
from xdist.remote import Producer  # type: ignore[import-untyped]
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

from sandbox.isolation import NOWHERE, NotLoopback, require_loopback

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
"""The page is ours and local; everything that would look for the network is off."""


def pytest_configure() -> None:
    """Leave behind what would lead astray and refuse a Redis that is not on this machine."""
    for name in set(os.environ) - {"DDBDR_PICTURES", "DDBDR_GOLDEN"}:
        leads = name.startswith(("AWS_", "BOTO_", "SLACK_", "DDBDR_"))
        if leads or name.lower().endswith("_proxy"):
            del os.environ[name]
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = NOWHERE
    try:
        require_loopback("REDIS_URL", os.environ.get("REDIS_URL", "redis://127.0.0.1"))
    except NotLoopback as problem:
        pytest.exit(str(problem), returncode=2)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for all browser tests."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        message = "Chromium is not installed (Debian: apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


def has_processes(nodeid: str) -> bool:
    """Whether a test is of a room that starts a browser or the processes of a stack."""
    return nodeid.startswith(("tests/browser/", "tests/e2e/"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first."""
    for item in items:
        if item.nodeid.startswith("tests/e2e/"):
            item.add_marker(pytest.mark.e2e)
    items.sort(key=lambda item: not has_processes(item.nodeid))


class ByFile(LoadScopeScheduling):  # type: ignore[misc]
    """Two workers share the tests file by file, but all that run processes go to one of them.

    Those mostly wait; two such stacks at once would only make each other slow.
    """

    def _split_scope(self, nodeid: str) -> str:
        return "processes" if has_processes(nodeid) else nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """Pytest 9.2 took away what xdist 3.8's own groups are told by: they group nothing."""
    return ByFile(config, log)
