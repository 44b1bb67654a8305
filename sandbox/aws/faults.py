"""Faults on demand: the AWS of a bad day, per action, service, account and region."""

import threading
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from sandbox.aws.call import Call

Kind = Literal["throttle", "deny", "slow", "unreachable", "lost_answer", "error", "not_supported"]


class Fault(BaseModel):
    """What goes wrong with the calls that match, each time or at every n-th of them.

    throttle, deny, error: AWS's refusal, nothing is done. slow: answered
    `seconds` (wall) later. unreachable: nothing is done and the connection
    closes after `seconds`. lost_answer: the work is done and the connection
    closes without an answer. not_supported: 405 with a plain body, as an
    endpoint that does not know the action.
    """

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    action: str = Field(default="*", description="AWS's name of the call; `*` for all")
    service: str = Field(default="*", description="its signing name, such as `dynamodb`")
    region: str = Field(default="*", description="where the call is signed for")
    account: str = Field(default="*", description="twelve digits")
    seconds: float = Field(
        default=0, ge=0, le=86_400, description="wall seconds of slow and unreachable"
    )
    count: int | None = Field(default=None, ge=1, description="so many times; always without it")
    every: int = Field(default=1, ge=1, description="2: the second, fourth … matching call")

    def matches(self, call: Call) -> bool:
        """Is this call one of those meant?"""
        return (
            self.service in {call.service, "*"}
            and self.action in {call.action, "*"}
            and self.region in {call.region, "*"}
            and self.account in {call.account, "*"}
        )


class _Waiting:
    """A fault, and how many matching calls it has let pass since it last struck."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.passed = 0


class Faults:
    """The faults that wait for their calls, in the order they came; safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[_Waiting] = []

    def add(self, fault: Fault) -> None:
        """From now on."""
        with self._lock:
            self._waiting.append(_Waiting(fault))

    def clear(self) -> None:
        """Everything works again."""
        with self._lock:
            self._waiting.clear()

    def waiting(self) -> list[Fault]:
        """What is still to come, counts as they stand."""
        with self._lock:
            return [each.fault for each in self._waiting]

    def take(self, call: Call) -> Fault | None:
        """The first fault that strikes this call, its count lowered by it."""
        with self._lock:
            for each in self._waiting:
                if each.fault.matches(call) and self._strikes(each):
                    return each.fault
        return None

    def _strikes(self, each: _Waiting) -> bool:
        each.passed += 1
        if each.passed < each.fault.every:
            return False
        each.passed = 0
        if each.fault.count == 1:
            self._waiting.remove(each)
        elif each.fault.count is not None:
            each.fault = each.fault.model_copy(update={"count": each.fault.count - 1})
        return True
