"""Faults on demand: the AWS of a bad day, per action, region and count."""

import threading
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal["throttle", "deny", "slow", "unreachable", "lost_answer", "error", "not_supported"]


class Fault(BaseModel):
    """What goes wrong, for the next `count` matching calls, or for all without a count.

    slow: answered `seconds` (wall) later. unreachable: nothing is done and the
    connection closes after `seconds`. lost_answer: the work is done and the
    connection closes without an answer. not_supported: 405 with a plain body.
    """

    model_config = ConfigDict(extra="forbid")

    action: str = "*"
    kind: Kind
    service: str = "*"
    region: str = "*"
    seconds: float = Field(default=0, ge=0)
    count: int | None = Field(default=None, ge=1)

    def matches(self, service: str, action: str, region: str) -> bool:
        """Is this call one of those meant?"""
        return (
            self.service in {service, "*"}
            and self.action in {action, "*"}
            and self.region in {region, "*"}
        )


class Faults:
    """The faults that wait for their calls, in the order they came; safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """From now on."""
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        """Everything works again."""
        with self._lock:
            self._waiting.clear()

    def waiting(self) -> list[Fault]:
        """What is still to come, counts as they stand."""
        with self._lock:
            return list(self._waiting)

    def take(self, service: str, action: str, region: str) -> Fault | None:
        """The first fault that matches, its count lowered by this call."""
        with self._lock:
            for place, fault in enumerate(self._waiting):
                if not fault.matches(service, action, region):
                    continue
                if fault.count == 1:
                    del self._waiting[place]
                elif fault.count is not None:
                    self._waiting[place] = fault.model_copy(update={"count": fault.count - 1})
                return fault
        return None
