"""`honcho start` with a `.env`: on any Slack and any AWS, here one that restores at once.

The AWS is plain moto, which knows no RestoreSummary; the product goes by the system's clock.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from moto.server import ThreadedMotoServer

from sandbox.aws.clients import dynamodb
from sandbox.ports import free_port
from sandbox.processes import ROOT, wait_until
from sandbox.slack.person import read
from sandbox.stack import Stack, answers
from tests.e2e.crew import ALERTS, REGION, Crew, target
from tests.e2e.victims import descendants, is_alive

BIN = Path(sys.executable).parent
ORDERS = 30


@contextmanager
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
    try:
        yield endpoint
    finally:
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


@dataclass(frozen=True, kw_only=True)
class Played:
    """What came of a backup and a restore.

    Attributes:
        told: What people read at the end, by kind of job.
        backups: Names of the job's backups on AWS.
        items: How many items the restored table has.
        failed_checks: Of the restore's plan.
        ended: Whether SIGINT ended honcho and all that it had started, how many those were.
        log: What all of them printed.
    """

    told: dict[str, str]
    backups: list[str]
    items: int
    failed_checks: int
    ended: int
    log: str


def play(folder: Path) -> Played:
    """Bring the product up by a `.env`, have a backup and a restore made, and end it."""
    stack = Stack(outside={"PATH": os.environ["PATH"]}, product=())
    with moto() as aws, stack:
        settings = {
            "SLACK_BOT_TOKEN": "xoxb-sandbox",
            "SLACK_SIGNING_SECRET": "sandbox-secret",
            "SLACK_API_URL": f"{stack.slack_url}/api/",
            "REDIS_URL": stack.redis_url,
            "AWS_ENDPOINT_URL": aws,
            "AWS_ACCESS_KEY_ID": "any",
            "AWS_SECRET_ACCESS_KEY": "any",
            "AWS_REGION": REGION,
            "DDBDR_CONFIG": str(ROOT / "sandbox" / "ddbdr.yaml"),
            "PORT": stack.bot_url.rpartition(":")[2],
        }
        people = Crew(stack.slack_url, stack.redis_url, aws, approvers=("U02BOB",))
        with people as crew, honcho(folder, settings) as process:
            log = folder / "honcho.log"

            def is_ready() -> bool:
                assert process.poll() is None, f"honcho ended: {log.read_text()}"
                return answers(f"{stack.bot_url}/readyz")

            wait_until("the bot", is_ready, seconds=60)
            backup = crew.asks("backup orders")
            restore = crew.asks("restore orders --latest", channel=ALERTS)
            crew.approves(restore)
            crew.succeeds(backup)
            crew.succeeds(restore)
            plan = crew.dossier(restore).plan
            assert plan is not None
            told = {each: read(crew.told(each, "succeeded")) for each in (backup, restore)}
            return Played(
                told={"backup": told[backup], "restore": told[restore]},
                backups=crew.backups(backup),
                items=len(list(crew.items(target(restore)))),
                failed_checks=len(plan.failed_checks),
                ended=_interrupted(process),
                log=log.read_text(),
            )


def _interrupted(process: subprocess.Popen[bytes]) -> int:
    """SIGINT to honcho; how many processes it had started, once all have ended."""
    started = list(descendants(process.pid))
    os.kill(process.pid, signal.SIGINT)
    wait_until("honcho to end", lambda: process.poll() is not None, seconds=60)
    wait_until("all to end", lambda: not any(map(is_alive, started)), seconds=60)
    return len(started)
