"""`honcho start` with a `.env`: on any Slack and any AWS, here one that restores at once.

The AWS is plain moto, which knows no RestoreSummary; the product goes by the system's clock.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer

from sandbox.aws.clients import dynamodb
from sandbox.processes import ROOT, wait_until
from sandbox.slack.person import read
from sandbox.stack import Stack, answers, free_port
from tests.e2e.crew import ALERTS, REGION, Crew, target
from tests.e2e.victims import descendants, is_alive

BIN = Path(sys.executable).parent
ORDERS = 30


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    """Address of a plain moto server with a table of orders."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=free_port(), verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    client = dynamodb(endpoint, REGION)
    client.create_table(
        TableName="orders",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    client.update_continuous_backups(
        TableName="orders",
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
    )
    for number in range(ORDERS):
        client.put_item(TableName="orders", Item={"id": {"S": str(number)}})
    yield endpoint
    server.stop()


@contextmanager
def honcho(folder: Path, settings: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """`honcho start` in that folder, with nothing but PATH and a `.env` to go by."""
    (folder / "Procfile").write_text((ROOT / "Procfile").read_text())
    lines = [f"{name}={value}\n" for name, value in settings.items()]
    (folder / ".env").write_text("".join(lines))
    with (folder / "honcho.log").open("wb") as log:
        process = subprocess.Popen(
            [BIN / "honcho", "start"],
            cwd=folder,
            env={"PATH": f"{BIN}:{os.environ['PATH']}"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        left = [process.pid, *descendants(process.pid)]
        if process.poll() is None:
            for pid in left:
                os.kill(pid, signal.SIGKILL)
        process.wait()


def test_a_dot_env_is_all_it_takes(moto: str, tmp_path: Path) -> None:
    stack = Stack(outside={"PATH": os.environ["PATH"]}, product=())
    with stack, Crew(stack.slack_url, stack.redis_url, moto, approvers=("U02BOB",)) as crew:
        settings = {
            "SLACK_BOT_TOKEN": "xoxb-sandbox",
            "SLACK_SIGNING_SECRET": "sandbox-secret",
            "SLACK_API_URL": f"{stack.slack_url}/api/",
            "REDIS_URL": stack.redis_url,
            "AWS_ENDPOINT_URL": moto,
            "AWS_ACCESS_KEY_ID": "any",
            "AWS_SECRET_ACCESS_KEY": "any",
            "AWS_REGION": REGION,
            "DDBDR_CONFIG": str(ROOT / "sandbox" / "ddbdr.yaml"),
            "PORT": stack.bot_url.rpartition(":")[2],
        }
        with honcho(tmp_path, settings) as process:
            wait_until("the bot", lambda: answers(f"{stack.bot_url}/readyz"), seconds=60)
            backup = crew.asks("backup orders")
            restore = crew.restores("orders --latest", channel=ALERTS)
            crew.succeeds(backup)
            crew.succeeds(restore)
            crew.told(backup, "succeeded")
            assert "SANDBOX" in read(crew.told(restore, "succeeded"))
            assert len(crew.backups(backup)) == 1
            assert len(list(crew.items(target(restore)))) == ORDERS
            plan = crew.dossier(restore).plan
            assert plan is not None
            assert not plan.failed_checks

            started = [process.pid, *descendants(process.pid)]
            assert len(started) > 5
            os.kill(process.pid, signal.SIGINT)
            log = tmp_path / "honcho.log"
            wait_until("honcho to end", lambda: process.poll() is not None, seconds=60)
            wait_until("all to end", lambda: not any(map(is_alive, started)), seconds=60)
            assert "Traceback" not in log.read_text(), log.read_text()
