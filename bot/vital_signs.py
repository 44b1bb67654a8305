"""Signs of life for `health`, given from a thread of their own."""

import os
import socket
import threading
import time
from collections.abc import Callable

from bot import log
from recovery.errors import LedgerAway
from recovery.ledger.port import Ledger
from recovery.vitals import Vital

EVERY_SECONDS = 10.0


def instance() -> str:
    """Host and pid."""
    return f"{socket.gethostname()}:{os.getpid()}"


def beat_for_ever(ledger: Ledger, process: str, trouble: Callable[[], str]) -> threading.Thread:
    """Say every ten seconds that this process lives, and what it cannot reach."""

    def run() -> None:
        while True:
            vital = Vital(process=process, instance=instance(), at=time.time(), trouble=trouble())
            try:
                ledger.vitals.beat(vital)
            except LedgerAway as error:
                log.get(process).warning("ledger away", reason=str(error))
            time.sleep(EVERY_SECONDS)

    thread = threading.Thread(target=run, name="vital signs", daemon=True)
    thread.start()
    return thread
