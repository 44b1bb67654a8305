"""Faults on demand: what Slack does on a bad day, a counted number of times or until cleared."""

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal[
    "slow",
    "rate_limited",
    "server_error",
    "refuse",
    "lose_answer",
    "invalid_auth",
    "outage",
    "lose_ack",
    "duplicate_delivery",
]
DELIVERY = "delivery"
DUPLICATE = "duplicate"
"""What asks for a second delivery looks for; `duplicate_delivery` is set for `delivery`."""
ON_DELIVERIES = {"lose_ack", "duplicate_delivery"}


@dataclass
class Fault:
    """A fault: which calls it hits, what happens, how often (`None`: until cleared).

    Attributes:
        kind: `slow` answers `seconds` late; `rate_limited` is 429 with `Retry-After: seconds`;
            `server_error` is 500; `refuse` drops the connection before anything is done;
            `lose_answer` does the work, then drops the connection; `invalid_auth` is Slack's
            error of that name; `outage` is Slack gone, calls dropped and nothing delivered;
            `lose_ack` (deliveries only) loses the app's acknowledgement; `duplicate_delivery`
            (deliveries only) sends an event twice as it is, and a click twice as a double click
            is: with another trigger id.
        method: a Web API method, `response_url`, `upload` (a file's bytes), `*` for all of these,
            or `delivery`.
        seconds: for `slow` and `rate_limited`.
        count: how many times it still happens.
    """

    kind: Kind
    method: str = "*"
    seconds: float = 0
    count: int | None = None


class Faults:
    """The faults set at present."""

    def __init__(self) -> None:
        self.active: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Set a fault.

        Raises:
            ValueError: there is no such kind, or it cannot happen to what `method` names.
        """
        numbers = (fault.seconds, fault.count or 1)
        if any(isinstance(n, bool) or not isinstance(n, int | float) or n < 0 for n in numbers):
            raise ValueError("seconds and count must be numbers, not below zero")
        if fault.kind not in get_args(Kind):
            raise ValueError(f"kind must be one of: {', '.join(get_args(Kind))}")
        if (fault.kind in ON_DELIVERIES) != (fault.method == DELIVERY):
            words = " and ".join(sorted(ON_DELIVERIES))
            raise ValueError(f"{words} go with method delivery, all other kinds with calls")
        if fault.kind == "outage" and fault.method != "*":
            raise ValueError("an outage is of everything: its method is *")
        self.active.append(fault)

    def clear(self) -> None:
        """Go back to a good day."""
        self.active.clear()

    def hit(self, method: str) -> list[Fault]:
        """Return the faults that happen to this call or delivery, counting each down.

        `method` may be `DUPLICATE`: whether what was delivered is delivered once more.
        """
        hits = []
        for fault in list(self.active):
            if not _concerns(fault, method):
                continue
            hits.append(fault)
            if fault.count is not None:
                fault.count -= 1
                if fault.count <= 0:
                    self.active.remove(fault)
        return hits


def _concerns(fault: Fault, method: str) -> bool:
    if method == DUPLICATE:
        return fault.kind == "duplicate_delivery"
    if fault.kind == "duplicate_delivery":
        return False
    if method == DELIVERY:
        return fault.method == DELIVERY or fault.kind == "outage"
    return fault.method in {method, "*"}
