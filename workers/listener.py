"""`python -m workers.listener`: events of AWS through SQS.

No event is handled in this version: it says so, and gives signs of life, so that
every line of the Procfile runs.
"""

import signal
import threading
import time

from recovery.errors import LedgerAway
from recovery.ledger import Ledger, open_ledger
from recovery.vitals import Vital
from workers.bootstrap import read_settings, start_logging
from workers.vital_signs import BEAT_SECONDS, instance


def main() -> None:
    """Idle until told to stop."""
    settings = read_settings()
    log = start_logging(settings).bind(process="listener")
    state = "idle: no queue is configured"
    if settings.events_queues:
        state = "idle: this version reads no events yet"
    log.info(state, queues=len(settings.events_queues))
    ledger = open_ledger(settings.redis_url)
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    while True:
        try:
            beat(ledger, state)
        except LedgerAway as away:
            log.warning("ledger away", why=str(away))
        if ending.wait(BEAT_SECONDS):
            return


def beat(ledger: Ledger, state: str) -> None:
    """Say that this process lives and what it does."""
    ledger.vitals.beat(
        Vital(process="listener", instance=instance(), at=time.time(), detail={"state": state})
    )


if __name__ == "__main__":
    main()
