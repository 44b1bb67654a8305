"""The worker pool ends when it is told to, also while Redis is away."""

import os
import signal
import sys
from pathlib import Path

from sandbox.isolation import environment
from sandbox.processes import ROOT, Process, procfile, wait_until
from sandbox.valkey import Valkey
from tests.e2e.victims import kill, pid_of, rq_workers


def test_sigterm_ends_a_pool_whose_redis_is_gone(tmp_path: Path) -> None:
    valkey = Valkey(tmp_path / "valkey")
    valkey.start()
    pool = Process(
        "worker",
        [sys.executable, *procfile()["worker"][1:]],
        environment(
            os.environ,
            REDIS_URL=valkey.url,
            AWS_ENDPOINT_URL="http://127.0.0.1:9",
            DDBDR_CONFIG=str(ROOT / "sandbox" / "ddbdr.yaml"),
        ),
        tmp_path / "worker.log",
    )
    pool.start()
    try:
        wait_until("its workers", lambda: len(rq_workers(pool)) > 1)
        first = set(rq_workers(pool))
        valkey.kill()
        # Another one in its place, forked when the pool had handlers of its own, waits for Redis.
        kill(min(first))
        wait_until("another worker", lambda: bool(set(rq_workers(pool)) - first), seconds=90)
        os.kill(pid_of(pool), signal.SIGTERM)
        wait_until("its end", pool.has_ended)
    finally:
        pool.stop()
        valkey.stop()
