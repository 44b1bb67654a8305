"""What goes wrong on purpose while people work: faults on both sides, and whether they were met.

A fault that no call ever met has shown nothing; so `clear` says which are left.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sandbox.aws.faults import Kind as AwsKind
from sandbox.aws.strings import AwsStrings
from sandbox.slack.faults import Kind as SlackKind
from sandbox.slack.person import Control


@dataclass(frozen=True)
class OnSlack:
    """The next `count` calls of a Web API method, or deliveries, go wrong this way."""

    kind: SlackKind
    method: str
    count: int = 1
    seconds: float = 0

    def __str__(self) -> str:
        """As `Slack: rate_limited, chat.update, 2 times`."""
        return f"Slack: {self.kind}, {self.method}, {_times(self.count)}"


@dataclass(frozen=True)
class OnAws:
    """The next `count` calls of an AWS action go wrong this way."""

    kind: AwsKind
    action: str
    count: int = 1
    seconds: float = 0

    def __str__(self) -> str:
        """As `AWS: lost_answer, CreateBackup, once`."""
        return f"AWS: {self.kind}, {self.action}, {_times(self.count)}"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


class Weather:
    """Both sides' faults, over their control APIs."""

    def __init__(self, slack_url: str, aws_url: str) -> None:
        """Nothing is set yet."""
        self._slack = Control(slack_url)
        self._aws = AwsStrings(aws_url)

    def gather(self, *faults: OnSlack | OnAws) -> None:
        """Let these happen from now on."""
        for fault in faults:
            if isinstance(fault, OnSlack):
                self._slack.post(
                    "faults",
                    kind=fault.kind,
                    method=fault.method,
                    count=fault.count,
                    seconds=fault.seconds,
                )
            else:
                self._aws.fault(fault.kind, fault.action, count=fault.count, seconds=fault.seconds)

    @contextmanager
    def outage(self, region: str) -> Iterator[None]:
        """A region of AWS is gone until the block ends."""
        self._aws.outage(region, kind="refused")
        try:
            yield
        finally:
            self._aws.end_outage(region)

    def clear(self) -> list[str]:
        """End it; what had not happened yet, as `AWS CreateBackup lost_answer`."""
        slack: list[dict[str, Any]] = self._slack.get("faults")["faults"]
        left = [f"Slack {each['method']} {each['kind']}" for each in slack]
        left += [f"AWS {each['action']} {each['kind']}" for each in self._aws.faults()]
        self._slack.delete("faults")
        self._aws.clear_faults()
        return left
