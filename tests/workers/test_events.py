"""The listener as a process, and on the sandbox's SQS through boto3."""

import signal
import subprocess
import sys
import threading
import time
from typing import Any

import boto3
import pytest
import structlog

from recovery.outcome import Notice
from sandbox.aws.running import RunningAws
from tests import aws_samples as samples
from tests.workers.world import CONFIG, World
from workers.aws.clients import Clients
from workers.aws.sqs import BotoQueues
from workers.events import SqsQueue
from workers.listener import AWAY_SECONDS, Listener


@pytest.mark.parametrize(
    "queues", ["", "http://127.0.0.1:1/123456789012/ddbdr-events", "no queue's URL"]
)
def test_it_waits_for_whatever_is_away_and_ends_when_told(
    queues: str,
    tmp_path: Any,  # noqa: ANN401  pytest's
) -> None:
    config = tmp_path / "ddbdr.yaml"
    config.write_text(CONFIG)
    environment = {
        "PATH": "/usr/bin",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "DDBDR_CONFIG": str(config),
        "DDBDR_EVENTS_QUEUE_URL": queues,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "workers.events"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if "ledger away" in line:
            break
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0
    process.stdout.close()


class OnSandbox:
    """A queue of the sandbox and a listener on it, by boto3."""

    def __init__(self, sandbox: RunningAws) -> None:
        self.world = World()
        self.sqs = boto3.client("sqs", region_name="us-east-2", endpoint_url=sandbox.endpoint)
        self.url = self.sqs.create_queue(QueueName="ddbdr-events")["QueueUrl"]
        queues = BotoQueues(Clients(self.world.config, sandbox.endpoint))
        self.listener = Listener(
            SqsQueue(queues.open(self.url)),
            ledger=self.world.ledger,
            config=self.world.config,
            clock=self.world.time,
            wall=time.time,
            log=structlog.get_logger(),
        )

    def send(self, body: str) -> None:
        self.sqs.send_message(QueueUrl=self.url, MessageBody=body)

    def left(self) -> int:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.sqs.get_queue_attributes(QueueUrl=self.url, AttributeNames=names)
        return sum(int(value) for value in found["Attributes"].values())

    def news(self) -> list[Notice]:
        ready = self.world.ledger.outbox.ready("alarms", wall=time.time() + 60, limit=99)
        return [Notice.model_validate(letter.body) for letter in ready]


@pytest.fixture
def queue(sandbox: RunningAws) -> OnSandbox:
    return OnSandbox(sandbox)


def test_what_sqs_holds_is_heard_and_deleted(queue: OnSandbox) -> None:
    for number in range(12):
        job_id = f"{number:08d}-2222-3333-4444-555555555555"
        queue.send(samples.text(samples.copy("FAILED", copyJobId=job_id)))
    while queue.left():
        assert queue.listener.turn(wait_seconds=0) == 0.0
    assert len(queue.news()) == 12
    assert queue.listener.state.heard == 12


def test_poison_is_counted_by_sqs_and_stays_hidden_for_others(queue: OnSandbox) -> None:
    queue.send("no event")
    queue.listener.turn(wait_seconds=0)
    assert queue.left() == 1
    assert queue.news() == []
    assert "has no policy" in queue.listener.state.warning


def test_a_queue_that_is_gone_is_told(queue: OnSandbox) -> None:
    queue.sqs.delete_queue(QueueUrl=queue.url)
    assert queue.listener.turn(wait_seconds=0) == AWAY_SECONDS
    assert "cannot be read" in queue.listener.state.trouble


def test_a_long_poll_hears_at_once(queue: OnSandbox) -> None:
    thread = threading.Thread(target=queue.listener.turn, kwargs={"wait_seconds": 20})
    thread.start()
    queue.send(samples.text(samples.copy("FAILED")))
    thread.join(timeout=15)
    assert not thread.is_alive(), "it did not wait for the end of its poll"
    assert len(queue.news()) == 1
