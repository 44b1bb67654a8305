"""Every queue of every account and region."""

import re
import threading
from collections.abc import Mapping
from urllib.parse import urlsplit

from sandbox.aws.call import AwsError
from sandbox.aws.events.queue import Name, Queue, Redrive
from sandbox.aws.events.queue_attributes import Attributes
from sandbox.clock import SandboxClock

_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")


class Queues:
    """The queues. Not safe for threads: callers hold `lock`, the world's."""

    def __init__(self, clock: SandboxClock, lock: threading.RLock) -> None:
        self._clock = clock
        self._lock = lock
        self._queues: dict[Name, Queue] = {}

    def create(self, name: Name, given: Mapping[str, str], tags: dict[str, str]) -> Queue:
        """A new queue, or the one of that name if its attributes do not differ."""
        if name.name.endswith(".fifo"):
            raise AwsError("InvalidParameterValue", "The sandbox does not play FIFO queues")
        if not _NAME.fullmatch(name.name):
            raise AwsError(
                "InvalidParameterValue",
                "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in "
                "length",
            )
        wanted = Attributes().changed(given)
        self._require_redrive(name, wanted)
        there = self._queues.get(name)
        if there is None:
            queue = Queue(name, wanted, self._clock, threading.Condition(self._lock), dict(tags))
            self._queues[name] = queue
            return queue
        shown = there.attributes.shown()
        if any(shown.get(attribute) != text for attribute, text in given.items()):
            raise AwsError(
                "QueueNameExists",
                "A queue already exists with the same name and a different value for attribute(s)",
            )
        return there

    def change(self, queue: Queue, texts: Mapping[str, str]) -> None:
        """Set attributes of a queue; AwsError for what SQS does not take."""
        self._require_redrive(queue.name, queue.attributes.changed(texts))
        queue.change(texts)

    def find(self, name: Name) -> Queue | None:
        """The queue, if there is one."""
        return self._queues.get(name)

    def at(self, arn: str) -> Queue | None:
        """The queue of an ARN, if there is one."""
        parts = arn.split(":")
        if len(parts) != 6 or parts[2] != "sqs":  # noqa: PLR2004 - an ARN's
            return None
        return self._queues.get(Name(account=parts[4], region=parts[3], name=parts[5]))

    def get(self, url: str, region: str) -> Queue:
        """The queue of a URL, of which account and name count; QueueDoesNotExist."""
        *_, account, name = ("", "", *path_of(url))
        queue = self._queues.get(Name(account=account, region=region, name=name))
        if queue is None:
            raise missing()
        return queue

    def of(self, account: str, region: str) -> list[Queue]:
        """All queues of one account and region, by name."""
        here = [q for n, q in self._queues.items() if (n.account, n.region) == (account, region)]
        return sorted(here, key=lambda queue: queue.name.name)

    def delete(self, queue: Queue) -> None:
        """The queue and what is in it are gone."""
        queue.gone = True
        queue.arrived.notify_all()
        self._queues.pop(queue.name, None)

    def _require_redrive(self, name: Name, attributes: Attributes) -> None:
        """Refuse a dead-letter queue that is not there, not beside the queue, or the queue itself.

        "The dead-letter queue … must reside in the same account and AWS Region" (developer guide).
        """
        policy = attributes.redrive
        if policy is None:
            return
        target = self.at(policy[0])
        beside = target is not None and (target.name.account, target.name.region) == (
            name.account,
            name.region,
        )
        if not beside or policy[0] == name.arn:
            raise AwsError(
                "InvalidParameterValue",
                f"Value {attributes.texts['RedrivePolicy']} for parameter RedrivePolicy is "
                "invalid. Reason: Dead letter target does not exist.",
            )

    def redrive(self, queue: Queue) -> Redrive | None:
        """Where the queue's poison goes; None where it has no dead-letter queue."""
        policy = queue.attributes.redrive
        target = self.at(policy[0]) if policy else None
        return Redrive(target, policy[1], queue.name.arn) if policy and target else None

    def close(self) -> None:
        """Whoever waits for a message waits no longer."""
        for queue in self._queues.values():
            queue.gone = True
            queue.arrived.notify_all()


def path_of(url: str) -> list[str]:
    """The parts of a URL's path; none where it is no URL."""
    try:
        return urlsplit(url).path.split("/")
    except ValueError:
        return []


def missing() -> AwsError:
    """There is no such queue."""
    return AwsError("QueueDoesNotExist", "The specified queue does not exist.")
