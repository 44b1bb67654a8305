"""`python -m workers.events`: the listener on the queues of SQS; idle where there are none."""

import signal
import threading
import time
from collections.abc import Sequence

from structlog.typing import FilteringBoundLogger

from recovery.errors import LedgerAway, Refusal
from recovery.ledger import Ledger, open_ledger
from recovery.vitals import Vital
from workers.aws import queue_door
from workers.aws.errors import AwsError
from workers.aws.sqs import BotoQueues
from workers.bootstrap import read_settings, start_logging
from workers.equipment import make_clients
from workers.listener import Listener, QueueAway
from workers.settings import Settings
from workers.timepiece import make_clock
from workers.vital_signs import BEAT_SECONDS, instance

LAST_SECONDS = 3.0
"""How long a batch under way is waited for at the end; its rest comes again."""


class SqsQueue:
    """A queue of SQS as the listener wants it; keeps `workers.listener.Queue`."""

    def __init__(self, queue: queue_door.Queue) -> None:
        self._queue = queue
        self.url = queue.url

    def receive(
        self, *, wait_seconds: int, most: int, visibility_seconds: int
    ) -> Sequence[queue_door.QueueMessage]:
        """ReceiveMessage."""
        try:
            return self._queue.receive(
                wait_seconds=wait_seconds, most=most, visibility_seconds=visibility_seconds
            )
        except AwsError as error:
            raise QueueAway(error.sentence) from error

    def delete(self, receipts: Sequence[str]) -> Sequence[str]:
        """DeleteMessageBatch."""
        try:
            return self._queue.delete(receipts)
        except AwsError as error:
            raise QueueAway(error.sentence) from error

    def has_redrive(self) -> bool:
        """From its attributes."""
        try:
            return self._queue.has_redrive()
        except AwsError as error:
            raise QueueAway(error.sentence) from error

    def policy(self) -> str:
        """From its attributes."""
        try:
            return self._queue.policy()
        except AwsError as error:
            raise QueueAway(error.sentence) from error


def main() -> None:
    """Listen until told to stop."""
    settings = read_settings()
    log = start_logging(settings).bind(process="listener")
    ledger = open_ledger(settings.redis_url)
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    listeners, refused = make_listeners(settings, ledger, log)
    # Daemons: a poll that waits for messages holds nothing that ending it would lose.
    threads = [
        threading.Thread(target=one.run, args=(ending,), name=one.name, daemon=True)
        for one in listeners
    ]
    for thread in threads:
        thread.start()
    log.info("listener started", queues=[one.name for one in listeners])
    while True:
        beat(ledger, listeners, refused, log)
        if ending.wait(BEAT_SECONDS):
            break
    until = time.monotonic() + LAST_SECONDS
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))


def make_listeners(
    settings: Settings, ledger: Ledger, log: FilteringBoundLogger
) -> tuple[list[Listener], str]:
    """A listener for each queue, and what is wrong with the URLs of others."""
    if not settings.events_queues:
        return [], ""
    clients = make_clients(settings)
    queues, clock = BotoQueues(clients), make_clock(settings.ddbdr_clock_url)
    made: list[Listener] = []
    refused = ""
    for url in settings.events_queues:
        try:
            queue = SqsQueue(queues.open(url))
        except Refusal as refusal:
            log.warning("queue refused", url=url, why=refusal.what)
            refused = refusal.what
            continue
        made.append(
            Listener(
                queue, ledger=ledger, config=clients.config, clock=clock, wall=time.time, log=log
            )
        )
    return made, refused


def beat(
    ledger: Ledger, listeners: Sequence[Listener], refused: str, log: FilteringBoundLogger
) -> None:
    """Say that this process lives, what it does and what hinders it."""
    states = [one.state for one in listeners]
    troubles = [refused, *(s.trouble for s in states), *(s.warning for s in states)]
    heard = sum(state.heard for state in states)
    told = f"{heard:,} events from {len(states)} queue{'s' if len(states) > 1 else ''}"
    vital = Vital(
        process="listener",
        instance=instance(),
        at=time.time(),
        trouble="; ".join(trouble for trouble in troubles if trouble),
        detail={"state": told if states else "idle: no queue is configured"},
    )
    try:
        ledger.vitals.beat(vital)
    except LedgerAway as away:
        log.warning("ledger away", why=str(away))


if __name__ == "__main__":
    main()
