"""One real Valkey for the session, emptied before each test, and both ledgers.

The Valkey is set up as production's own is: every write is on disk before it is
answered. REDIS_URL is used instead if set, and only if it is on this machine.
"""

import os
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest
import redis

from recovery.ledger import Ledger, MemoryLedger, open_ledger
from sandbox.valkey import Valkey
from tests.ledger.samples import Handle, Wall

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@pytest.fixture(scope="session")
def valkey_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a Valkey on this machine."""
    given = os.environ.get("REDIS_URL", "")
    if given:
        if urlsplit(given).hostname not in LOOPBACK:
            pytest.exit("REDIS_URL is not on this machine; the tests would empty it.", 1)
        yield given
        return
    valkey = Valkey(tmp_path_factory.mktemp("valkey"))
    valkey.start()
    yield valkey.url
    valkey.stop()


@pytest.fixture
def empty_url(valkey_url: str) -> str:
    """Address of the Valkey, emptied."""
    with closing(redis.Redis.from_url(valkey_url)) as client:
        client.flushdb()
    return valkey_url


@pytest.fixture
def wall() -> Wall:
    """Wall time, where the ledger looks for itself."""
    return Wall()


@pytest.fixture(params=["memory", "valkey"])
def handle(request: pytest.FixtureRequest, wall: Wall) -> Iterator[Handle]:
    """Opens another handle on one ledger, as another process would; in memory, the same one."""
    if request.param == "memory":
        memory = MemoryLedger(wall=wall)
        yield lambda: memory
        return
    url = request.getfixturevalue("empty_url")
    opened = []

    def another() -> Ledger:
        opened.append(open_ledger(url, wall=wall))
        return opened[-1]

    yield another
    for one in opened:
        one.close()


@pytest.fixture
def ledger(handle: Handle) -> Ledger:
    """An empty ledger."""
    return handle()
