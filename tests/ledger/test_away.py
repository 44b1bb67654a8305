"""When Redis is away: everybody is told soon and in words, nothing is half written, it comes back.

These tests stop and hurt a Valkey of their own.
"""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Self

import pytest
import redis

from recovery.errors import LedgerAway
from recovery.ledger import RedisLedger, open_ledger
from sandbox.valkey import Valkey
from tests.ledger.samples import NOW, OBSERVATION, WALL, a_change, a_job

ID = "J-7F3K2Q1"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Valkey]:
    started = Valkey(tmp_path)
    started.start()
    yield started
    started.stop()


@pytest.fixture
def ledger(server: Valkey) -> Iterator[RedisLedger]:
    with closing(open_ledger(server.url)) as opened:
        yield opened


def calls(ledger: RedisLedger) -> list[Callable[[], object]]:
    return [
        ledger.ping,
        lambda: ledger.jobs.create(a_job("J-2222222"), a_change()),
        lambda: ledger.jobs.load(ID),
        lambda: ledger.jobs.page(size=20, page=1),
        lambda: ledger.jobs.dossier(ID),
        lambda: ledger.due.claim(now=NOW, wall=WALL, limit=1, lease_seconds=30),
        lambda: ledger.due.await_wake(timeout_seconds=60),
        lambda: ledger.cards.await_news(timeout_seconds=60),
        ledger.people.directory,
        ledger.vitals.durability,
    ]


def test_a_stopped_store_is_away_and_comes_back(server: Valkey, ledger: RedisLedger) -> None:
    ledger.jobs.create(a_job(), a_change())
    server.stop()
    began = time.monotonic()
    for call in calls(ledger):
        with pytest.raises(LedgerAway, match="no connection"):
            call()
    # Refused connections cost next to nothing; a minute of waiting would show.
    assert time.monotonic() - began < 30
    server.start()
    assert ledger.jobs.load(ID) == a_job()
    assert ledger.jobs.create(a_job("J-2222222"), a_change()) == "created"


def test_a_killed_store_keeps_what_it_acknowledged(server: Valkey, ledger: RedisLedger) -> None:
    for number in range(20):
        ledger.jobs.create(a_job(f"J-{number}"), a_change())
    server.kill()
    server.start()
    assert ledger.jobs.page(size=1, page=1).total == 20


def test_opening_does_not_need_the_store() -> None:
    ledger = open_ledger("redis://127.0.0.1:1")
    with closing(ledger), pytest.raises(LedgerAway, match="no connection") as away:
        ledger.ping()
    assert not away.value.is_unsure, "nothing was sent"


def test_a_store_that_does_not_answer_is_given_up_on(ledger: RedisLedger, server: Valkey) -> None:
    with closing(redis.Redis.from_url(server.url)) as client:
        pid = client.info("server")["process_id"]
    began = time.monotonic()
    os.kill(pid, signal.SIGSTOP)
    try:
        with pytest.raises(LedgerAway, match="no answer in time") as away:
            ledger.jobs.create(a_job(), a_change())
        assert away.value.is_unsure, "it was sent and may have been done"
    finally:
        os.kill(pid, signal.SIGCONT)
    assert time.monotonic() - began < 30
    ledger.ping()
    # It was sent, so it may have been done; it cannot have been done by half.
    assert ledger.jobs.page(size=9, page=1).total == len(ledger.jobs.audit(ID))


def test_what_was_sent_is_not_sent_again(server: Valkey) -> None:
    assert server.port is not None
    with Cutter(server.port) as cutter, closing(open_ledger(cutter.url)) as ledger:
        ledger.ping()
        cutter.cut_at = b"LPUSH"
        with pytest.raises(LedgerAway, match="no connection"):
            ledger.history.observe(OBSERVATION)
        # It was done, and only once; and the next call finds its way.
        assert ledger.history.recent("backup") == (OBSERVATION,)


class Cutter:
    """A relay that forwards a certain command and, instead of its answer, ends the line."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._ends: list[socket.socket] = [self._socket]
        self._threads: list[threading.Thread] = []
        self._is_cut = threading.Event()
        self.cut_at = b"\r\n nothing contains this \r\n"

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        for thread in self._threads:
            thread.join(timeout=30)

    def _start(self, run: Callable[..., None], *args: socket.socket) -> None:
        thread = threading.Thread(target=run, args=args)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        # The listening socket is shut down at the end, which ends the wait.
        with suppress(OSError):
            while True:
                near, _ = self._socket.accept()
                far = socket.create_connection(("127.0.0.1", self._port))
                self._ends += [near, far]
                self._start(self._ask, near, far)
                self._start(self._answer, far, near)

    def _ask(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError):
            while data := near.recv(65536):
                if self.cut_at in data:
                    self._is_cut.set()
                far.sendall(data)
            far.shutdown(socket.SHUT_RDWR)

    def _answer(self, far: socket.socket, near: socket.socket) -> None:
        with suppress(OSError):
            while (data := far.recv(65536)) and not self._is_cut.is_set():
                near.sendall(data)
            self._is_cut.clear()
            near.shutdown(socket.SHUT_RDWR)


def test_a_full_store_takes_no_half_job(ledger: RedisLedger, server: Valkey) -> None:
    ledger.jobs.create(a_job(), a_change())
    with closing(redis.Redis.from_url(server.url)) as client:
        client.config_set("maxmemory", "1")
        with pytest.raises(LedgerAway, match="memory is full"):
            ledger.jobs.create(a_job("J-2222222"), a_change())
        with pytest.raises(LedgerAway, match="memory is full"):
            ledger.ping()
        client.config_set("maxmemory", "0")
    assert ledger.jobs.page(size=9, page=1).total == 1
    assert ledger.jobs.create(a_job("J-2222222"), a_change()) == "created"


def test_a_replica_takes_no_writes(ledger: RedisLedger, server: Valkey) -> None:
    with closing(redis.Redis.from_url(server.url)) as client:
        client.replicaof("127.0.0.1", 1)
        with pytest.raises(LedgerAway, match="read-only"):
            ledger.jobs.create(a_job(), a_change())
        with pytest.raises(LedgerAway, match="read-only"):
            ledger.ping()
        client.replicaof("NO", "ONE")
    assert ledger.jobs.create(a_job(), a_change()) == "created"


def test_a_store_without_its_replicas_takes_no_writes(ledger: RedisLedger, server: Valkey) -> None:
    with closing(redis.Redis.from_url(server.url)) as client:
        client.config_set("min-replicas-to-write", "1")
        writes: list[Callable[[], object]] = [
            ledger.ping,
            lambda: ledger.jobs.create(a_job(), a_change()),
            lambda: ledger.history.observe(OBSERVATION),
        ]
        for write in writes:
            with pytest.raises(LedgerAway, match="too few replicas"):
                write()
        client.config_set("min-replicas-to-write", "0")
    assert ledger.jobs.load(ID) is None
    assert ledger.history.recent("backup") == ()
    ledger.ping()


def test_more_callers_than_connections_wait_for_each_other(server: Valkey) -> None:
    with closing(open_ledger(server.url, max_connections=1)) as ledger:
        ledger.jobs.create(a_job(), a_change())
        assert ledger.due.await_wake(timeout_seconds=9)
        assert ledger.jobs.load(ID) is not None
