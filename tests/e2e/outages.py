"""Outages of Valkey, one upon the other, and what people were told meanwhile."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from redis import Redis

from recovery.record import State
from sandbox.slack.person import read
from sandbox.valkey import Valkey
from tests.e2e.crew import ALERTS, OPERATIONS, Crew
from tests.e2e.running import Running

TORN_BYTES = 7
"""Cut off the end: less than any command, so that the last one is torn."""
How = Literal["gone", "frozen"]
AWAY: tuple[How, ...] = ("gone", "frozen")


@dataclass(frozen=True, kw_only=True)
class Outage:
    """What happened while Valkey was away.

    Attributes:
        answered: Command to what was answered within Slack's three seconds.
        modal: What a click on Approve opened.
        appeared: Jobs that were there afterwards and not before.
        running: A job that was running all along.
        decided_after: A job whose approval was lost, and given again afterwards.
    """

    answered: dict[str, str]
    modal: str
    appeared: set[str]
    decisions_after: int
    running: str
    decided_after: str


@dataclass(frozen=True, kw_only=True)
class Outages:
    """All of them.

    Attributes:
        acknowledged: Backups asked for just before a kill.
        torn: Table to its restore, which was running when the file was torn.
    """

    acknowledged: list[str]
    torn: dict[str, str]
    away: dict[str, Outage]
    pids_before: dict[str, int | None]
    pids_after: dict[str, int | None]


def live_through(rough: Running) -> Outages:
    """Every outage in turn, without waiting for the ends of jobs."""
    before = _pids(rough)
    return Outages(
        acknowledged=_killed(rough),
        torn=_torn(rough),
        away={how: _away(rough, how) for how in AWAY},
        pids_before=before,
        pids_after=_pids(rough),
    )


def _killed(rough: Running) -> list[str]:
    tables = ("orders", "customers", "sessions")
    jobs = [rough.crew.asks(f"backup {table}", channel=ALERTS) for table in tables]
    _valkey(rough).kill()
    _valkey(rough).start()
    return jobs


def _torn(rough: Running) -> dict[str, str]:
    crew, valkey = rough.crew, _valkey(rough)
    jobs = {table: crew.asks(f"restore {table} --latest") for table in ("orders", "customers")}
    for job_id in jobs.values():
        crew.types_approvals(job_id)
        crew.reaches(job_id, State.RUNNING)
    valkey.kill()
    file = valkey.append_only_file
    os.truncate(file, file.stat().st_size - TORN_BYTES)
    valkey.start()
    return jobs


def _away(rough: Running, how: How) -> Outage:
    crew = rough.crew
    running = crew.asks("restore orders --latest")
    crew.types_approvals(running)
    decided = crew.asks("restore customers --latest", channel=ALERTS)
    card = crew.card(decided, "awaiting approval")
    before = _jobs(crew)
    answered = {}
    with _valkey_away(rough, how):
        for command in ("/ddbdr backup orders", "/ddbdr jobs", f"/ddbdr approve {decided}"):
            answer = crew.bob.types(command, channel=OPERATIONS)
            # `ok` is Slack's: the answer came within its three seconds.
            assert answer["ok"], answer
            answered[command.removesuffix(f" {decided}")] = read(answer["ephemeral"])
        assert crew.bob.clicks(card, "Approve restore")["ok"]
        modal = read(crew.bob.modal())
        crew.bob.closes()
    outage = Outage(
        answered=answered,
        modal=modal,
        appeared=_jobs(crew) - before,
        decisions_after=len(crew.dossier(decided).decisions),
        running=running,
        decided_after=decided,
    )
    if not outage.decisions_after:
        crew.types_approvals(decided)
    return outage


@contextmanager
def _valkey_away(rough: Running, how: How) -> Iterator[None]:
    """Valkey is killed, or takes commands and answers none, until the block ends."""
    valkey = _valkey(rough)
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


def _valkey(rough: Running) -> Valkey:
    assert rough.stack.valkey is not None
    return rough.stack.valkey


def _pids(rough: Running) -> dict[str, int | None]:
    """Process ids of the product: those of before, if none ended and was started again."""
    return {name: process.pid for name, process in rough.stack.processes.items()}


def _jobs(crew: Crew) -> set[str]:
    return {row[0] for row in crew.ledger.jobs.page(size=100, page=1).rows}
