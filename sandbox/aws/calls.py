"""The log of every AWS call, for tests and the tour to count."""

import threading
from collections import deque
from dataclasses import dataclass

LIMIT = 100_000


@dataclass(frozen=True)
class LoggedCall:
    """One call; `status` None: closed without an answer. Times are ISO 8601, UTC."""

    service: str
    action: str
    region: str
    account: str
    wall: str
    domain: str
    status: int | None
    error: str | None
    fault: str | None
    names: dict[str, str]


class CallLog:
    """The newest 100,000 calls in order of their end; safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: deque[LoggedCall] = deque(maxlen=LIMIT)

    def add(self, call: LoggedCall) -> None:
        """Note a call."""
        with self._lock:
            self._calls.append(call)

    def clear(self) -> None:
        """Forget all calls."""
        with self._lock:
            self._calls.clear()

    def all(self) -> list[LoggedCall]:
        """Every call still remembered."""
        with self._lock:
            return list(self._calls)
