"""Valkey dies, loses the end of its file, or does not answer: jobs go on, people are told."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from redis import Redis

from recovery.ledger.audit import verify
from recovery.record import State
from sandbox.processes import wait_until
from sandbox.slack.person import read
from sandbox.valkey import Valkey
from tests.e2e.conftest import Running
from tests.e2e.crew import ALERTS, OPERATIONS, Crew, target
from tests.e2e.strikes import approve

RESTORE = "RestoreTableToPointInTime"
TORN_BYTES = 7
"""Cut off the end: less than any command, so that the last one is torn."""


def valkey_of(rough: Running) -> Valkey:
    """The stack's own Valkey."""
    assert rough.stack.valkey is not None
    return rough.stack.valkey


def pids(rough: Running) -> dict[str, int | None]:
    """Process ids of the product: those of before, if none ended and was started again."""
    return {name: process.pid for name, process in rough.stack.processes.items()}


def total(crew: Crew) -> int:
    """How many jobs there are."""
    return crew.ledger.jobs.page(size=1, page=1).total


@contextmanager
def away(rough: Running, how: Literal["gone", "frozen"]) -> Iterator[None]:
    """Valkey is killed, or takes commands and answers none, until the block ends."""
    valkey = valkey_of(rough)
    if how == "gone":
        valkey.kill()
        try:
            yield
        finally:
            valkey.start()
        return
    with Redis.from_url(rough.stack.redis_url) as redis:
        pid = int(redis.info("server")["process_id"])
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def test_what_was_acknowledged_survives_a_kill(rough: Running) -> None:
    crew, before = rough.crew, pids(rough)
    tables = ("orders", "customers", "sessions")
    jobs = [crew.asks(f"backup {table}", channel=ALERTS) for table in tables]
    valkey_of(rough).kill()
    valkey_of(rough).start()
    for job_id in jobs:
        crew.succeeds(job_id)
        (name,) = crew.backups(job_id)
        assert len(crew.aws.calls("CreateBackup", BackupName=name)) == 1
    for job_id in jobs:
        crew.told(job_id, "succeeded")
    assert pids(rough) == before


def test_a_torn_file_costs_its_last_command_and_nothing_else(rough: Running) -> None:
    crew, valkey, before = rough.crew, valkey_of(rough), pids(rough)
    jobs = [crew.asks(f"restore {table} --latest") for table in ("orders", "customers")]
    for job_id in jobs:
        approve(rough, job_id)
    crew.reaches(jobs[0], State.RUNNING)
    valkey.kill()
    size = valkey.append_only_file.stat().st_size
    os.truncate(valkey.append_only_file, size - TORN_BYTES)
    valkey.start()

    log = (rough.stack.folder / "valkey" / "valkey.log").read_text()
    assert "aof-load-truncated is enabled" in log
    for job_id in jobs:
        verify(crew.ledger.jobs.audit(job_id))
    for job_id, table in zip(jobs, ("orders", "customers"), strict=True):
        crew.succeeds(job_id)
        made = target(job_id, table)
        assert len(crew.aws.calls(RESTORE, TargetTableName=made)) == 1
        assert made in crew.tables()
        crew.told(job_id, "succeeded")
    assert pids(rough) == before


@pytest.mark.parametrize("how", ["gone", "frozen"])
def test_while_it_is_away_people_are_told_and_nothing_is_half_written(
    rough: Running, how: Literal["gone", "frozen"]
) -> None:
    crew, before = rough.crew, pids(rough)
    running = crew.asks("restore orders --latest")
    approve(rough, running)
    decided = crew.asks("restore customers --latest", channel=ALERTS)
    card = crew.card(decided, "awaiting approval")
    jobs = total(crew)
    with away(rough, how):
        for command in ("/ddbdr backup orders", "/ddbdr jobs", f"/ddbdr approve {decided}"):
            # `ok` is Slack's: the answer came within its three seconds.
            answer = crew.bob.types(command, channel=OPERATIONS)
            assert answer["ok"], answer
            assert "The ledger cannot be reached" in read(answer["ephemeral"])
        assert crew.bob.clicks(card, "Approve restore")["ok"]
        assert "nothing was started" in read(crew.bob.modal())
        crew.bob.closes()
    crew.succeeds(running)
    assert total(crew) == jobs
    assert crew.dossier(decided).decisions == ()
    assert crew.job(decided).state is State.AWAITING_APPROVAL
    approve(rough, decided)
    crew.succeeds(decided)
    for job_id in (running, decided):
        crew.told(job_id, "succeeded")
    assert pids(rough) == before
    wait_until("a calm due set", lambda: crew.ledger.due.counts(now=crew.now())["overdue"] == 0)
