"""What can be set on a queue of SQS: texts on the wire, numbers and policies here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from sandbox.aws.call import AwsError, Json
from sandbox.aws.events.access import ResourcePolicy, UnreadablePolicy, read_resource_policy

_NUMBERS = {
    "DelaySeconds": (0, 900, "0"),
    "MaximumMessageSize": (1024, 1_048_576, "1048576"),
    "MessageRetentionPeriod": (60, 1_209_600, "345600"),
    "ReceiveMessageWaitTimeSeconds": (0, 20, "0"),
    "VisibilityTimeout": (0, 43_200, "30"),
}
"""Attribute -> least, most, default; CreateQueue's page in the API reference."""

_OTHERS = {"Policy", "RedrivePolicy", "RedriveAllowPolicy", "SqsManagedSseEnabled"}
_UNPLAYED = {
    "ContentBasedDeduplication",
    "DeduplicationScope",
    "FifoQueue",
    "FifoThroughputLimit",
    "KmsDataKeyReusePeriodSeconds",
    "KmsMasterKeyId",
}


@dataclass(frozen=True)
class Attributes:
    """A queue's attributes, those of them that were set; an empty text unsets one."""

    texts: Mapping[str, str] = field(default_factory=dict)

    def changed(self, texts: Mapping[str, str]) -> "Attributes":
        """With these set, too; AwsError for what SQS does not take."""
        for name, text in texts.items():
            _check(name, text)
        merged = {name: text for name, text in {**self.texts, **texts}.items() if text}
        return Attributes(merged)

    def shown(self) -> Json:
        """As GetQueueAttributes tells them, defaults too."""
        defaults = {name: default for name, (_, _, default) in _NUMBERS.items()}
        return {**defaults, "SqsManagedSseEnabled": "true", **self.texts}

    @property
    def delay(self) -> int:
        """DelaySeconds."""
        return self._number("DelaySeconds")

    @property
    def wait(self) -> int:
        """ReceiveMessageWaitTimeSeconds."""
        return self._number("ReceiveMessageWaitTimeSeconds")

    @property
    def visibility(self) -> int:
        """VisibilityTimeout."""
        return self._number("VisibilityTimeout")

    @property
    def largest(self) -> int:
        """MaximumMessageSize, in bytes."""
        return self._number("MaximumMessageSize")

    @property
    def retention(self) -> timedelta:
        """MessageRetentionPeriod."""
        return timedelta(seconds=self._number("MessageRetentionPeriod"))

    @property
    def policy(self) -> ResourcePolicy:
        """Who else may send and receive; nobody where no policy is set."""
        return read_resource_policy(self.texts["Policy"]) if "Policy" in self.texts else _NOBODY

    @property
    def redrive(self) -> tuple[str, int] | None:
        """(ARN of the dead-letter queue, receives after which a message goes there)."""
        return _redrive(self.texts["RedrivePolicy"]) if "RedrivePolicy" in self.texts else None

    def _number(self, name: str) -> int:
        return int(self.texts.get(name, _NUMBERS[name][2]))


_NOBODY = ResourcePolicy(())


def _check(name: str, text: str) -> None:
    if name in _UNPLAYED:
        raise AwsError("InvalidAttributeName", f"The sandbox does not play {name}")
    if name not in _NUMBERS and name not in _OTHERS:
        raise AwsError("InvalidAttributeName", f"Unknown Attribute {name}.")
    if not text:
        return
    if name in _NUMBERS:
        least, most, _ = _NUMBERS[name]
        fits = text.isascii() and text.isdecimal() and len(text) <= len(str(most))
        if not fits or not least <= int(text) <= most:
            raise _invalid(name)
    elif name == "Policy":
        try:
            read_resource_policy(text)
        except UnreadablePolicy as problem:
            raise _invalid(name) from problem
    elif name == "RedrivePolicy":
        _redrive(text)


def _redrive(text: str) -> tuple[str, int]:
    try:
        given = json.loads(text)
        arn, most = given["deadLetterTargetArn"], int(given.get("maxReceiveCount", 10))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as problem:
        raise _invalid("RedrivePolicy") from problem
    if not isinstance(arn, str) or not arn.startswith("arn:") or not 1 <= most <= 1000:  # noqa: PLR2004 - SQS's limit
        raise _invalid("RedrivePolicy")
    return arn, most


def _invalid(name: str) -> AwsError:
    return AwsError("InvalidAttributeValue", f"Invalid value for the parameter {name}.")
