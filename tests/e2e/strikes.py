"""Strikes: each kills something while one job is at a known place, held there by a slow AWS.

Every job restores into a region of its own, so that a slow answer there holds that job and
no other. A dead executor costs its job one lease of half a minute; so all strikes are
made first, one upon the other, and their jobs are looked at when all have ended.
"""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from redis import Redis

from recovery.ledger.redis_keys import key
from recovery.record import State
from sandbox.processes import Process, wait_until
from sandbox.stack import answers
from tests.e2e.crew import ALERTS, OPERATIONS
from tests.e2e.running import Running
from tests.e2e.victims import horses, kill, kill_and_await_another, rq_workers
from workers.settings import RQ_KEY_PREFIX

HELD_SECONDS = 1.5
"""Shorter than the product's patience with AWS: what is not killed goes on by itself."""


class Place(StrEnum):
    """Where a job is held: in the planner, in its first step, in the call that changes AWS."""

    PLANNING = "planning"
    JUST_APPROVED = "just approved"
    RESTORING = "restoring"


@dataclass(frozen=True)
class Strike:
    """What is done to the stack while the job is at each of `places`."""

    victim: str
    places: tuple[Place, ...]
    region: str
    hit: Callable[[Running], None]

    def __str__(self) -> str:
        """`horse, planning`."""
        return ", ".join([self.victim, *self.places] if len(self.places) == 1 else [self.victim])

    def strike(self, rough: Running, channel: str) -> str:
        """Lead a new restore through its places and hit at each; the job's id."""
        crew = rough.crew
        self._hold(rough, Place.PLANNING)
        job_id = crew.asks(f"restore orders --latest --region {self.region}", channel=channel)
        self._hit_at(rough, Place.PLANNING)
        if self.places == (Place.PLANNING,):
            return job_id
        crew.reaches(job_id, State.AWAITING_APPROVAL)
        self._hold(rough, Place.JUST_APPROVED)
        self._hold(rough, Place.RESTORING)
        rough.crew.types_approvals(job_id)
        self._hit_at(rough, Place.JUST_APPROVED)
        self._hit_at(rough, Place.RESTORING)
        return job_id

    def _hold(self, rough: Running, place: Place) -> None:
        if place in self.places:
            rough.crew.aws.fault(
                "slow", _call(place), seconds=HELD_SECONDS, count=1, region=self.region
            )

    def _hit_at(self, rough: Running, place: Place) -> None:
        if place in self.places:
            rough.crew.aws.await_met(_call(place), self.region)
            self.hit(rough)


def _call(place: Place) -> str:
    """The call that is slow: nobody but the job makes any in its region."""
    return "RestoreTableToPointInTime" if place is Place.RESTORING else "DescribeTable"


def pool_of(rough: Running) -> Process:
    """The worker pool."""
    return rough.stack.processes["worker"]


def kill_horses(rough: Running) -> None:
    """What is at work dies; the RQ workers live."""
    found = horses(pool_of(rough))
    assert found, "nothing is at work"
    for horse in found:
        kill(horse)


def kill_workers(rough: Running) -> None:
    """The RQ workers die; their horses go on as orphans."""
    for worker in rq_workers(pool_of(rough)):
        kill(worker)


def kill_pool(rough: Running) -> None:
    """The pool and its workers die; their horses go on as orphans."""
    kill_and_await_another(pool_of(rough))


def kill_machine(rough: Running) -> None:
    """Pool, workers and horses die, as if their machine had."""
    at_work = horses(pool_of(rough))
    assert at_work, "nothing is at work"
    pool_of(rough).kill()
    for horse in at_work:
        kill(horse)


def wipe_queue(rough: Running) -> None:
    """Every key of RQ is deleted: queue, batches, workers' names."""
    with Redis.from_url(rough.stack.redis_url) as redis:
        found = list(redis.scan_iter(f"{RQ_KEY_PREFIX}*", count=1000))
        assert found, "RQ had nothing there"
        redis.delete(*found)


def kill_named(name: str) -> Callable[[Running], None]:
    """A process of the Procfile dies, and is back before the next strike."""

    def hit(rough: Running) -> None:
        kill_and_await_another(rough.stack.processes[name])
        if name == "bot":
            healthz = f"{rough.stack.bot_url}/healthz"
            wait_until("the bot", lambda: answers(healthz), seconds=60)

    return hit


EVERYWHERE = tuple(Place)
STRIKES = (
    Strike("queue", EVERYWHERE, "us-east-1", wipe_queue),
    Strike("horse", (Place.PLANNING,), "eu-west-1", kill_horses),
    Strike("horse", (Place.JUST_APPROVED,), "eu-west-2", kill_horses),
    Strike("horse", (Place.RESTORING,), "eu-west-3", kill_horses),
    Strike("pool and horses", (Place.RESTORING,), "eu-central-1", kill_machine),
    Strike("workers", (Place.RESTORING,), "eu-north-1", kill_workers),
    Strike("pool", (Place.RESTORING,), "us-west-2", kill_pool),
    Strike("clock", EVERYWHERE, "ca-central-1", kill_named("clock")),
    Strike("poster", EVERYWHERE, "sa-east-1", kill_named("poster")),
    Strike("bot", EVERYWHERE, "ap-south-1", kill_named("bot")),
)


def strike_all(rough: Running) -> dict[str, str]:
    """Make every strike; name of the strike to its job. Two channels take more posts than one."""
    channels = (OPERATIONS, ALERTS)
    return {
        str(each): each.strike(rough, channels[number % 2]) for number, each in enumerate(STRIKES)
    }


def approve_planned(rough: Running, struck: dict[str, str]) -> None:
    """Approve the jobs that were only hit in planning, once another worker has planned them."""
    for each in STRIKES:
        if each.places == (Place.PLANNING,):
            rough.crew.types_approvals(struck[str(each)])


def strike_backup(rough: Running) -> str:
    """Kill the horse in the call that makes a backup; the job's id."""
    rough.crew.aws.fault("slow", "CreateBackup", seconds=HELD_SECONDS, count=1)
    job_id = rough.crew.asks("backup orders", channel=ALERTS)
    rough.crew.aws.await_met("CreateBackup")
    kill_horses(rough)
    return job_id


def lose_batch(rough: Running) -> str:
    """Wipe the queue when a job's batch is in it and no worker has begun; the job's id."""
    stopped = rq_workers(pool_of(rough))
    for worker in stopped:
        os.kill(worker, signal.SIGSTOP)
    try:
        job_id = rough.crew.asks("backup customers", channel=ALERTS)
        with Redis.from_url(rough.stack.redis_url, decode_responses=True) as redis:
            wait_until(
                "its batch",
                lambda: (
                    redis.zscore(key("leased"), job_id) is not None
                    and any(redis.scan_iter(f"{RQ_KEY_PREFIX}:job:*"))
                ),
                seconds=60,
            )
        wipe_queue(rough)
    finally:
        for worker in stopped:
            os.kill(worker, signal.SIGCONT)
    return job_id
