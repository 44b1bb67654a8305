"""AWS's errors in sentences for people, as outcomes."""

import re

from recovery.outcome import Fail, Outcome, Wait
from workers.aws.actions import iam_action
from workers.aws.errors import (
    AwsError,
    Busy,
    Denied,
    Faulty,
    Limited,
    Paced,
    Throttled,
    Uncertain,
    Unreachable,
)

THROTTLED_SECONDS = 5.0
UNREACHABLE_SECONDS = 15.0
BUSY_SECONDS = 10.0
LIMITED_SECONDS = 60.0
# A call may need more than its own action; then AWS names the one that lacks.
_LACKING = re.compile(r"not authorized to perform: ([a-z0-9-]{1,40}:[A-Za-z]{1,60})\b")


def outcome_of(error: AwsError | Paced, *, is_last: bool = False) -> Outcome:
    """What an error comes to that a step did not expect: waiting helps, or it failed.

    Args:
        error: What the call came to.
        is_last: Whether the step has no attempts left, so that what would be tried again fails.
    """
    if isinstance(error, Paced):
        return Wait(seconds=error.seconds, progress="Keeping within AWS's rates.")
    if isinstance(error, Throttled):
        return Wait(seconds=THROTTLED_SECONDS, progress=f"{error.place} asks for fewer calls.")
    if isinstance(error, Unreachable):
        return Wait(
            seconds=UNREACHABLE_SECONDS,
            progress=f"{error.place} does not answer {error.operation}; still trying.",
        )
    if isinstance(error, Busy):
        return Wait(seconds=BUSY_SECONDS, progress=f"AWS is still busy: {error.message}")
    if isinstance(error, Limited):
        return Wait(seconds=LIMITED_SECONDS, progress=f"A quota of AWS is used up: {error.message}")
    retryable = isinstance(error, Uncertain) or (isinstance(error, Faulty) and not is_last)
    return failed(error).model_copy(update={"retryable": retryable})


def failed(error: AwsError) -> Fail:
    """A failure that repeating the same call does not help."""
    return Fail(
        reason=f"{error.sentence}.",
        retryable=isinstance(error, Uncertain),
        advice=_advice(error),
        code=error.code,
        request_id=error.request_id,
    )


def left_behind(error: AwsError, what: str) -> Fail:
    """AWS does not let us delete what is ours: a person can, and the job goes on from there."""
    allowing = _advice(error)
    start = f"{allowing} Or delete" if allowing else "Delete"
    advice = f"{start} {what} by hand, then retry."
    return failed(error).model_copy(update={"advice": advice})


def _advice(error: AwsError) -> str:
    if isinstance(error, Denied) and error.code:
        lacking = _LACKING.search(error.message)
        action = lacking[1] if lacking else iam_action(error.operation)
        return f"Allow the worker's role `{action}` there."
    return ""
