"""RQ, set up: the one place that imports it, so that its key prefix is ours everywhere.

The queue holds batches of ids that the clock has claimed. It is no memory: wiped, it
costs one lease.
"""

from collections.abc import Sequence

from redis import Redis

from workers.settings import RQ_KEY_PREFIX, prefix_rq_keys

prefix_rq_keys()

from rq import Queue, Worker  # noqa: E402  the prefix comes first
from rq import defaults as rq_defaults  # noqa: E402
from rq.job import Job as RqJob  # noqa: E402
from rq.serializers import JSONSerializer  # noqa: E402
from rq.timeouts import JobTimeoutException  # noqa: E402
from rq.worker_pool import WorkerPool  # noqa: E402

__all__ = [
    "ADVANCE",
    "JSONSerializer",
    "JobTimeoutException",
    "Queue",
    "RqJob",
    "Worker",
    "WorkerPool",
    "open_queue",
]

if rq_defaults.RQ_KEY_PREFIX != RQ_KEY_PREFIX:
    raise RuntimeError("rq was imported before its key prefix was set")

QUEUE = "ticks"
ADVANCE = "workers.tick.advance"
"""The one function that the pool runs."""
TIMEOUT_SECONDS = 25
"""RQ ends a batch then: before its leases end, as each begins when its id is taken."""
LEASE_SECONDS = 30.0
"""How long a claimed id may wait for its worker, and how long that one has it then."""


def connect(redis_url: str) -> Redis:
    """A connection for RQ; nothing is sent yet."""
    return Redis.from_url(redis_url, socket_connect_timeout=2, health_check_interval=30)


class BatchQueue:
    """Puts batches of claimed ids before the pool."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue

    def waiting(self) -> int:
        """Batches that no worker has begun."""
        return self._queue.count

    def workers(self) -> int:
        """Workers that listen, on every host."""
        return Worker.count(connection=self._queue.connection)

    def put(self, batches: Sequence[Sequence[str]]) -> None:
        """Enqueue batches under random ids; nothing is kept of them afterwards."""
        self._queue.enqueue_many(
            [
                Queue.prepare_data(
                    ADVANCE,
                    args=(list(batch),),
                    timeout=TIMEOUT_SECONDS,
                    result_ttl=0,
                    failure_ttl=0,
                    description=f"{len(batch)} ids",
                )
                for batch in batches
            ]
        )


def open_queue(redis_url: str) -> BatchQueue:
    """The queue at this address."""
    return BatchQueue(Queue(QUEUE, connection=connect(redis_url), serializer=JSONSerializer))
