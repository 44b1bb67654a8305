"""A line to one service in one account and region: its calls by AWS's own names.

For services whose clients have no types; what an answer means, its reader says.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from botocore import xform_name

from workers.aws.calls import Calls

Answer = Mapping[str, Any]
Meaning = TypeVar("Meaning")


@dataclass(frozen=True, kw_only=True)
class Line:
    """How one service is called.

    Attributes:
        calls: How calls are made there.
        reading: A client that retries.
        changing: Makes a client that sends once, when a change is due: it may be a job's own,
            and most visits of a step only look.
    """

    calls: Calls
    reading: Any
    changing: Callable[[], Any]

    def read(
        self,
        operation: str,
        understand: Callable[[Answer], Meaning],
        **request: Any,  # noqa: ANN401  AWS's parameters, checked by botocore
    ) -> Meaning:
        """Send a call that changes nothing."""
        return self.calls.read(
            operation, lambda: understand(_send(self.reading, operation, request))
        )

    def change(
        self,
        operation: str,
        understand: Callable[[Answer], Meaning],
        **request: Any,  # noqa: ANN401  AWS's parameters, checked by botocore
    ) -> Meaning:
        """Send a call that changes something, once."""
        client = self.changing()  # before the claim is asked for: to make one takes its time
        return self.calls.change(operation, lambda: understand(_send(client, operation, request)))

    def page(
        self,
        operation: str,
        understand: Callable[[Answer], Meaning],
        start_after: str,
        **request: Any,  # noqa: ANN401  AWS's parameters, checked by botocore
    ) -> tuple[Meaning, str]:
        """A page of a listing, and the next one's token; parameters that are empty are left out."""
        given = {name: value for name, value in request.items() if value}
        if start_after:
            given["NextToken"] = start_after
        page, following = self.read(
            operation, lambda answer: (understand(answer), answer.get("NextToken") or ""), **given
        )
        return page, onward(following, start_after)


def nothing(_answer: Answer) -> None:
    """What an answer means that says only that it was done."""


def onward(following: str, start_after: str) -> str:
    """Where the next page starts; nowhere if an endpoint answers the same page for ever."""
    return "" if following == start_after else following


def _send(client: Any, operation: str, request: dict[str, Any]) -> Answer:  # noqa: ANN401
    answer: Answer = getattr(client, xform_name(operation))(**request)
    return answer
