"""How every single call to AWS is made: paced, guarded, timed, its errors ours."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from recovery.ledger.port import Rates
from workers.aws.door import Guard
from workers.aws.errors import Paced
from workers.aws.rates import limits
from workers.aws.translate import translated, unreadable

CONNECT_SECONDS = 2.0
READ_SECONDS = 6.0
"""A read is sent twice at most, and a plan has time for two that are not answered at all."""
MARGIN_SECONDS = 1.0
CHANGE_SECONDS = CONNECT_SECONDS + READ_SECONDS + MARGIN_SECONDS
"""A change is sent only if the claim outlasts its timeouts by a margin."""

_AT_ONCE = 0.4
"""Share of a second's calls that may come at once; the rest is spread over the second.

Together they are one second's calls, so that no second holds more than AWS published.
"""
SHORTEST_PAUSE = 0.001
PATIENCE_SECONDS = 2.0
"""A read waits this long for its turn: the next page of a listing is worth more than a
new visit that starts at the first page again."""

Answer = TypeVar("Answer")


def no_guard(_seconds: float) -> None:
    """The guard of a door that was opened for nobody: changes are a mistake there."""
    raise RuntimeError("a change needs `acting_for(job_id, guard)`")


@dataclass(frozen=True, kw_only=True)
class Calls:
    """Makes calls to one service in one account and region.

    Attributes:
        place: `account/region`.
        service: boto3's name of it, which decides its rates.
        rates: Token buckets shared by all workers.
        wall: Epoch seconds.
        sleep: Waits that many seconds.
        guard: Raises ClaimLost unless the claim lasts long enough for a change.
        sign_in: Fetches credentials for a change beforehand, so that the guard's
            answer is not old by the time the change is sent.
    """

    place: str
    service: str = "dynamodb"
    rates: Rates
    wall: Callable[[], float]
    sleep: Callable[[float], object] = time.sleep
    guard: Guard = no_guard
    sign_in: Callable[[], None] = lambda: None

    def read(self, operation: str, send: Callable[[], Answer], *, patient: bool = True) -> Answer:
        """Make a call that changes nothing; impatient ones raise Paced instead of waiting.

        `send` also reads the answer: one without what AWS always says is an AwsError too.
        """
        self._pace(operation, PATIENCE_SECONDS if patient else 0.0)
        return self._sent(operation, send, changes=False)

    def change(self, operation: str, send: Callable[[], Answer]) -> Answer:
        """Make a call that changes something; the client it goes through sends it once."""
        self._sent("AssumeRole", self.sign_in, changes=False)
        self._pace(operation, 0.0)
        self.guard(CHANGE_SECONDS)
        return self._sent(operation, send, changes=True)

    def _sent(self, operation: str, send: Callable[[], Answer], *, changes: bool) -> Answer:
        return sent(operation, send, place=self.place, changes=changes)

    def _pace(self, operation: str, patience: float) -> None:
        """Take a turn in every bucket the call counts in.

        Raises:
            Paced: None comes within `patience` seconds.
        """
        for limit in limits(self.service, operation):
            bucket = f"{self.place}/{limit.bucket}"
            steady, burst = limit.per_second * (1 - _AT_ONCE), limit.per_second * _AT_ONCE
            while seconds := self._wait_for(bucket, steady, burst):
                if seconds > patience:
                    raise Paced(operation, seconds)
                pause = max(seconds, SHORTEST_PAUSE)
                self.sleep(pause)
                patience -= pause

    def _wait_for(self, bucket: str, steady: float, burst: float) -> float:
        # A bucket that holds less than one token would never give any.
        return self.rates.take(bucket, per_second=steady, burst=max(1.0, burst), wall=self.wall())


def sent(operation: str, send: Callable[[], Answer], *, place: str, changes: bool) -> Answer:
    """What `send` gives, its errors ours; an answer it cannot read is one too."""
    began = time.monotonic()
    try:
        return send()
    except (ClientError, BotoCoreError, ResponseParserError) as error:
        seconds = time.monotonic() - began
        raise translated(error, operation, place=place, changes=changes, seconds=seconds) from error
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise unreadable(error, operation, place=place, changes=changes) from error
