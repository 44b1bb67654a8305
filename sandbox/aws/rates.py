"""AWS's published request rates, per account and region, in wall time.

The API reference names a rate for a few of DynamoDB's actions; all other
control-plane actions share the developer guide's 2,500 a second
("bp-control-plane"). What the tables themselves take is not limited here.
A bucket holds one second's calls and fills at its rate, so that a burst of one
second's calls passes and the next one is refused.
"""

import threading
from collections.abc import Callable

from sandbox.aws.call import Call
from sandbox.aws.refusals import DATA_PLANE

PER_SECOND = {
    "CreateBackup": 50,
    "RestoreTableFromBackup": 10,
    "DescribeBackup": 10,
    "DeleteBackup": 10,
    "ListBackups": 5,
    "DescribeContinuousBackups": 10,
    "ListTagsOfResource": 10,
}
CONTROL_PLANE = 2500


class Rates:
    """Token buckets; safe for threads. `now` counts wall seconds; `on` False lets all pass."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.on = True
        self._now = now
        self._lock = threading.Lock()
        self._buckets: dict[tuple[str, str, str], tuple[float, float]] = {}

    def allow(self, call: Call) -> bool:
        """Is there room for this call? If so, it is taken."""
        if not self.on or call.service != "dynamodb" or call.action in DATA_PLANE:
            return True
        rate = PER_SECOND.get(call.action, CONTROL_PLANE)
        name = call.action if call.action in PER_SECOND else "control plane"
        key = (call.account, call.region, name)
        with self._lock:
            now = self._now()
            tokens, since = self._buckets.get(key, (float(rate), now))
            tokens = min(float(rate), tokens + max(0.0, now - since) * rate)
            allowed = tokens >= 1
            self._buckets[key] = (tokens - allowed, now)
        return allowed
