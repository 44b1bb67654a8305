"""The worker pool: RQ's, narrowed down to what we need of it.

Workers run one function and refuse all else, because whoever can write to Redis could
otherwise have them call anything. boto3 and its clients are made once, here, before
workers and their horses are forked. RQ's scheduler is not used: the clock is ours.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from structlog.typing import FilteringBoundLogger

from recovery.errors import LedgerAway
from recovery.ledger.port import Ledger
from recovery.vitals import Vital
from workers.rq_queue import ADVANCE, QUEUE, JSONSerializer, Queue, RqJob, Worker, WorkerPool
from workers.vital_signs import BEAT_SECONDS, instance

ALLOWED = frozenset({ADVANCE})
STOPPING = (signal.SIGINT, signal.SIGTERM)
AWAY_SECONDS = 1.0
PARENT_SECONDS = 1.0

_log = logging.getLogger(__name__)


class TickWorker(Worker):
    """An RQ worker that runs `workers.tick.advance` and nothing else."""

    before_fork: Callable[[], None] = staticmethod(lambda: None)
    """Called in the parent, so that what it fetches serves all later horses."""
    max_connection_wait_time = 2.0
    """RQ would wait for up to a minute after Redis is back."""
    log_result_lifespan = False
    log_job_description = False

    def execute_job(self, job: RqJob, queue: Queue) -> None:
        """Fork and run it, or delete what was not enqueued by the clock."""
        trouble = refusal(job)
        if trouble:
            self.log.error("Worker %s: refused job %s: %s", self.name, job.id, trouble)
            job.delete()
            return
        self.before_fork()
        super().execute_job(job, queue)


def refusal(job: RqJob) -> str:
    """Why a job may not run; empty if it may. Nothing of it is imported to find out."""
    try:
        name, arguments, options = job.func_name, job.args, job.kwargs
    except Exception as error:  # noqa: BLE001  whatever unreadable data raises, it is refused
        return f"its data cannot be read ({type(error).__name__})"
    if name not in ALLOWED:
        return f"{name!r} is not on the list"
    if options or len(arguments) != 1 or not isinstance(arguments[0], list):
        return "its arguments are not one list of ids"
    for extra in _EXTRAS:
        if getattr(job, extra):
            return f"it has {extra.strip('_')}"
    return ""


_EXTRAS = (
    "_success_callback_name",
    "_failure_callback_name",
    "_stopped_callback_name",
    "_dependency_ids",
    "webhooks",
    "repeats_left",
    "retries_left",
)
"""What RQ would do besides running a job; each can name a function or an address."""


class TickPool(WorkerPool):
    """RQ's pool of TickWorkers, which outlives Redis being away."""

    def __init__(
        self,
        connection: Redis,
        workers: int,
        *,
        ledger: Ledger,
        log: FilteringBoundLogger,
        before_fork: Callable[[], None],
    ) -> None:
        super().__init__(
            [QUEUE],
            connection=connection,
            num_workers=workers,
            worker_class=TickWorker,
            serializer=JSONSerializer,
        )
        self._ledger = ledger
        self._log = log
        self._before_fork = before_fork
        self._beaten = float("-inf")

    def get_worker_process(
        self,
        name: str,
        burst: bool,  # noqa: FBT001  RQ's signature
        _sleep: float = 0,
        logging_level: str = "INFO",
    ) -> BaseProcess:
        """A forked worker: it inherits the engine."""
        del logging_level  # RQ forgets it for workers it starts anew, and tells each job at INFO
        options = {"name": name, "burst": burst, "level": "WARNING"}
        return get_context("fork").Process(
            target=work,
            args=(self.connection, self._before_fork),
            kwargs=options,
            name=f"worker {name}",
        )

    def start_worker(self, *given: Any, **named: Any) -> None:  # noqa: ANN401  RQ's own
        """Fork a worker; who tells the pool to stop meanwhile is heard when the pool knows it."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
        try:
            super().start_worker(*given, **named)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def check_workers(self, respawn: bool = True) -> None:  # noqa: FBT001, FBT002  RQ's signature
        """Replace dead workers, and say that the pool lives."""
        super().check_workers(respawn)
        if time.monotonic() - self._beaten < BEAT_SECONDS:
            return
        self._beaten = time.monotonic()
        detail = {"workers": str(self.number_of_active_workers)}
        try:
            self._ledger.vitals.beat(
                Vital(process="worker", instance=instance(), at=time.time(), detail=detail)
            )
        except LedgerAway as away:
            self._log.warning("ledger away", why=str(away))


def work(
    connection: Redis, before_fork: Callable[[], None], *, name: str, burst: bool, level: str
) -> None:
    """A worker's process: wait for Redis, then work without RQ's scheduler.

    It ends with its pool, and when Redis goes away; the pool starts another one.
    """
    for number in STOPPING:
        # A worker forked later inherits the pool's handlers, which would stop its siblings, not it.
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
    threading.Thread(target=end_with_parent, args=(os.getppid(),), daemon=True).start()
    await_redis(connection)
    queue = Queue(QUEUE, connection=connection, serializer=JSONSerializer)
    worker = TickWorker([queue], name=name, connection=connection, serializer=JSONSerializer)
    worker.before_fork = before_fork
    try:
        worker.work(burst=burst, with_scheduler=False, logging_level=level)
    except RedisError as error:
        _log.warning("worker %s ends: %s", name, error)


def end_with_parent(parent: int) -> None:
    """Stop this worker once its pool was killed: nobody would ever stop it otherwise."""
    while os.getppid() == parent:
        time.sleep(PARENT_SECONDS)
    _log.warning("the pool is gone, so this worker ends")
    os.kill(os.getpid(), signal.SIGTERM)


def await_redis(connection: Any) -> None:  # noqa: ANN401  anything that can be pinged
    """Return as soon as Redis answers; a worker that begins earlier would only die."""
    while True:
        try:
            connection.ping()
        except RedisError:
            time.sleep(AWAY_SECONDS)
        else:
            return
