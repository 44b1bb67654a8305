"""Faults on demand: what Slack does on a bad day, a counted number of times or until cleared."""

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal[
    "slow", "rate_limited", "server_error", "refuse", "lose_answer", "invalid_auth", "lose_ack"
]
DELIVERY = "delivery"


@dataclass
class Fault:
    """A fault: which calls it hits, what happens, how often (`None`: until cleared).

    Attributes:
        kind: `slow` answers `seconds` late; `rate_limited` is 429 with `Retry-After: seconds`;
            `server_error` is 500; `refuse` drops the connection before anything is done;
            `lose_answer` does the work, then drops the connection; `invalid_auth` is Slack's
            error of that name; `lose_ack` (deliveries only) loses the app's acknowledgement.
        method: a Web API method, `response_url`, `*` for all of these, or `delivery`.
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
        if (fault.kind == "lose_ack") != (fault.method == DELIVERY):
            raise ValueError("lose_ack goes with method delivery, all other kinds with calls")
        self.active.append(fault)

    def clear(self) -> None:
        """Go back to a good day."""
        self.active.clear()

    def hit(self, method: str) -> list[Fault]:
        """Return the faults that happen to this call or delivery, counting each down."""
        hits = []
        for fault in list(self.active):
            everywhere = fault.method == "*" and method != DELIVERY
            if fault.method != method and not everywhere:
                continue
            hits.append(fault)
            if fault.count is not None:
                fault.count -= 1
                if fault.count <= 0:
                    self.active.remove(fault)
        return hits
