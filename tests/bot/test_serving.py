"""The real server: started with everything away, it says so, and silence costs it nothing."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.socket_mode import SocketMode
from sandbox.ports import free_port
from sandbox.slack.person import Person
from sandbox.slack.running import running
from tests.bot.conftest import CONFIG, World
from tests.bot.speaking import SECRET, signature

ROOT = Path(__file__).parent.parent.parent
PATIENCE_SECONDS = 30.0


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`python -m bot` with neither a ledger nor a Slack to be reached."""
    config = tmp_path_factory.mktemp("bot") / "ddbdr.yaml"
    config.write_text(CONFIG, "utf-8")
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "SLACK_BOT_TOKEN": "xoxb-test",
        "SLACK_SIGNING_SECRET": SECRET.decode(),
        "SLACK_API_URL": "http://127.0.0.1:1/api/",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "DDBDR_CONFIG": str(config),
        "DDBDR_BOT_PROCESSES": "1",
        "DDBDR_BOT_THREADS": "2",
        "PORT": str(port),
    }
    process = subprocess.Popen([sys.executable, "-m", "bot"], cwd=ROOT, env=environment)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def get(url: str) -> tuple[int, str]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE_SECONDS) as response:  # noqa: S310  loopback
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def test_it_starts_with_ledger_and_slack_away_and_says_so(address: str) -> None:
    assert get(f"{address}/healthz") == (200, "ok\n")
    assert get(f"{address}/readyz") == (503, "the ledger cannot be reached\n")
    body = b"command=%2Fddbdr&text=backup+orders&team_id=T01TEST&user_id=U01ALICE&channel_id=C01OPS"
    stamp = str(int(time.time()))
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature(body, stamp)}
    request = urllib.request.Request(f"{address}/slack/events", data=body, headers=headers)  # noqa: S310  loopback
    with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as response:  # noqa: S310  same
        assert "nothing was started" in response.read().decode()


def test_silent_connections_hold_nobody_back(address: str) -> None:
    """More of them than threads: with a thread each, this would wait for five seconds."""
    port = int(address.rsplit(":", 1)[1])
    get(f"{address}/healthz")
    silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(10)]
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=4) as response:  # noqa: S310  same
            assert response.status == 200
    finally:
        for each in silent:
            each.close()


def test_socket_mode_answers_commands(world: World) -> None:
    with running() as url, Person(url, "U01ALICE", channel="C01OPS") as alice:
        world.client.base_url = f"{url}/api/"
        connection = SocketMode(world.bolt, world.client, "xapp-sandbox")
        connection.start()
        try:
            deadline = time.monotonic() + PATIENCE_SECONDS
            while not connection.is_connected():
                assert time.monotonic() < deadline
                time.sleep(0.01)
            answer = alice.types("/ddbdr backup orders")
            assert "planning" in str(answer)
            assert world.ledger.jobs.open_jobs(limit=1)[0].kind == "backup"
        finally:
            connection.close()
