"""The strings behind the sandbox's AWS, pulled over HTTP by tests and the tour."""

import http.client
import json
from typing import Any
from urllib.parse import urlencode, urlsplit

from sandbox.aws.faults import Kind
from sandbox.isolation import require_loopback
from sandbox.processes import wait_until

Json = dict[str, Any]


class Refused(Exception):  # noqa: N818  named for the condition
    """The sandbox does not do what was asked; the message is its own."""


class AwsStrings:
    """`/_sandbox/…` of one endpoint; each call is a connection of its own, so threads may share."""

    def __init__(self, endpoint: str) -> None:
        self._host = urlsplit(require_loopback("the AWS endpoint", endpoint)).netloc

    def fault(
        self,
        kind: Kind,
        action: str = "*",
        *,
        seconds: float = 0,
        count: int | None = None,
        region: str = "*",
        account: str = "*",
        every: int = 1,
    ) -> None:
        """Let the next `count` such calls go wrong; all of them, without a count."""
        body: Json = {
            "kind": kind,
            "action": action,
            "seconds": seconds,
            "region": region,
            "account": account,
            "every": every,
        }
        self._ask("POST", "faults", body | ({"count": count} if count else {}))

    def clear_faults(self) -> None:
        """Everything works again."""
        self._ask("DELETE", "faults")

    def faults(self) -> list[Json]:
        """The faults that still wait for their calls."""
        waiting: list[Json] = self._ask("GET", "faults")["faults"]
        return waiting

    def outage(
        self, region: str, kind: str = "timeout", *, seconds: float | None = None
    ) -> list[Json]:
        """Let a region be gone, for `seconds` or until it is ended; all outages there are now."""
        body = {"region": region, "kind": kind, "seconds": seconds}
        found: list[Json] = self._ask("POST", "outages", body)["outages"]
        return found

    def end_outage(self, region: str | None = None) -> list[Json]:
        """A region answers again, or all of them; the outages that are left."""
        page = f"outages?{urlencode({'region': region})}" if region else "outages"
        left: list[Json] = self._ask("DELETE", page)["outages"]
        return left

    def await_met(self, action: str, region: str = "*", *, seconds: float = 60) -> None:
        """Return once the fault of that action has met its last call, which may be under way."""

        def is_met() -> bool:
            return not any((f["action"], f["region"]) == (action, region) for f in self.faults())

        wait_until(f"a call of {action} in {region}", is_met, seconds=seconds)

    def calls(self, action: str, **names: str) -> list[Json]:
        """Every call of that action that names these, in order of their end."""
        found = self._ask("GET", "calls")["calls"]
        return [
            call
            for call in found
            if call["action"] == action and names.items() <= call["names"].items()
        ]

    def events(self) -> list[Json]:
        """The newest events with their `fates`: rule, target, when, and what became of it."""
        told: list[Json] = self._ask("GET", "events")["events"]
        return told

    def failed_invocations(self) -> dict[str, int]:
        """How often each rule's events did not reach a target, by the rule's ARN."""
        failed: dict[str, int] = self._ask("GET", "events")["failed_invocations"]
        return failed

    def put_letters(self, queue: str, *bodies: str) -> None:
        """Put texts onto a queue, by its ARN or URL, as EventBridge would an event."""
        self._ask("POST", "events", {"queue": queue, "bodies": bodies})

    def profile(self, **changes: object) -> Json:
        """Change how long things take, or what is left out; the profile as it is then."""
        return self._ask("POST", "profile", changes)

    def _ask(self, method: str, page: str, body: Json | None = None) -> Json:
        connection = http.client.HTTPConnection(self._host, timeout=30)
        try:
            sent = None if body is None else json.dumps(body)
            connection.request(method, f"/_sandbox/{page}", sent)
            response = connection.getresponse()
            answer: Json = json.loads(response.read())
        finally:
            connection.close()
        if response.status != http.client.OK:
            raise Refused(f"{method} {page}: {answer['error']}")
        return answer
