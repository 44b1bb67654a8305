"""The inspector's memory: the last calls from the app and deliveries to it, secrets left out."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import count
from typing import Any

from sandbox.slack.second_opinion import Opinions
from sandbox.slack.store import Json

KEPT = 500
_SECRET = {"token", "authorization", "x-slack-signature", "challenge", "ticket"}


@dataclass(frozen=True)
class Exchange:
    """One request and its answer; `direction` is `call` (from the app) or `delivery` (to it).

    `headers` are those of a signed delivery, as they were sent; None of calls and sockets.
    """

    number: int
    direction: str
    name: str
    at: float
    elapsed_ms: int
    outcome: str
    request: Json
    answer: object
    headers: dict[str, str] | None = None


class Traffic:
    """The last exchanges, oldest first; `heard` is told the number of each new one."""

    def __init__(self) -> None:
        self._kept: deque[Exchange] = deque(maxlen=KEPT)
        self._numbers = count(1)
        self.opinions = Opinions()
        self.heard: Callable[[int], None] = lambda _number: None

    def note(
        self,
        direction: str,
        name: str,
        *,
        at: float,
        elapsed_ms: int,
        outcome: str,
        request: Json,
        answer: object,
        headers: dict[str, str] | None = None,
    ) -> None:
        """Remember an exchange; what the app said in it is for the second opinion too."""
        self.opinions.hear(name, request if direction == "call" else answer)
        number = next(self._numbers)
        self._kept.append(
            Exchange(number, direction, name, at, elapsed_ms, outcome, request, answer, headers)
        )
        self.heard(number)

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()
        self.opinions.clear()

    def since(self, number: int) -> Iterable[Json]:
        """Return exchanges after `number`, with secrets redacted."""
        for each in self._kept:
            if each.number > number:
                yield {
                    "number": each.number,
                    "direction": each.direction,
                    "name": each.name,
                    "at": each.at,
                    "elapsed_ms": each.elapsed_ms,
                    "outcome": each.outcome,
                    "request": redacted(each.request),
                    "answer": redacted(each.answer),
                    **({"headers": each.headers} if each.headers else {}),
                }


def redacted(part: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return JSON with the values of secret fields replaced."""
    if isinstance(part, dict):
        return {
            name: "(redacted)" if name.lower() in _SECRET else redacted(value)
            for name, value in part.items()
        }
    if isinstance(part, list):
        return [redacted(each) for each in part]
    return part
