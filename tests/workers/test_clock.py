"""The clock process: claims, batches, back pressure, and Redis being away."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import structlog
from redis.exceptions import ConnectionError as RedisAway

from recovery.ledger.memory import MemoryLedger
from recovery.record import State
from tests.workers.world import World
from workers.chores.names import all_chores
from workers.clock import APART, LARGEST_BATCH, SEED_SECONDS, Ticker, batches
from workers.rq_queue import LEASE_SECONDS
from workers.tick import advance_all


@dataclass
class Queue:
    """Keeps batches; can be away or have them waiting."""

    put_batches: list[list[str]] = field(default_factory=list)
    waiting_batches: int = 0
    listening: int = 2
    is_away: bool = False

    def waiting(self) -> int:
        return self.waiting_batches

    def workers(self) -> int:
        return self.listening

    def put(self, batches: Sequence[Sequence[str]]) -> None:
        if self.is_away:
            raise RedisAway("no route")
        self.put_batches += [list(batch) for batch in batches]


@dataclass
class Scene:
    world: World = field(default_factory=World)
    queue: Queue = field(default_factory=Queue)
    slept: list[float] = field(default_factory=list)

    def ticker(self) -> Ticker:
        return Ticker(
            ledger=self.world.ledger,
            queue=self.queue,
            config=self.world.config,
            clock=self.world.time,
            wall=self.world.time.wall,
            sleep=self.slept.append,
            log=structlog.get_logger(),
        )

    def ids(self) -> list[str]:
        return [id_ for batch in self.queue.put_batches for id_ in batch]


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_what_is_due_goes_to_the_pool_once(scene: Scene) -> None:
    job_id = scene.world.ask("backup", "orders")
    ticker = scene.ticker()
    ticker.round()
    assert job_id in scene.ids()
    ticker.round()
    assert scene.ids().count(job_id) == 1


def test_two_clocks_share_the_work(scene: Scene) -> None:
    first, second = scene.ticker(), scene.ticker()
    first.round()
    job_id = scene.world.ask("backup", "orders")
    second.round()
    first.round()
    assert scene.ids().count(job_id) == 1


def test_a_batch_that_got_lost_is_claimed_again_after_its_lease(scene: Scene) -> None:
    job_id = scene.world.ask("backup", "orders")
    ticker = scene.ticker()
    ticker.round()
    scene.queue.put_batches.clear()
    scene.world.time.pass_by(LEASE_SECONDS - 1)
    ticker.round()
    assert job_id not in scene.ids()
    scene.world.time.pass_by(2)
    ticker.round()
    assert job_id in scene.ids()


def test_every_account_and_region_gets_its_inventory(scene: Scene) -> None:
    ticker = scene.ticker()
    for _ in all_chores(scene.world.config):
        ticker.round()
        scene.world.time.pass_by(APART.total_seconds() + 1)
    places = ("prod/us-east-2", "prod/us-west-1")
    whats = ("inventory", "points", "retention", "schedules")
    read = {f"chore:{what}:{place}" for what in whats for place in places}
    assert set(scene.ids()) == {"chore:directory", "chore:watch", *read}


def test_chores_come_back_after_the_store_lost_its_data(scene: Scene) -> None:
    ticker = scene.ticker()
    ticker.round()
    ticker.ledger = MemoryLedger(wall=scene.world.time.wall)
    scene.queue.put_batches.clear()
    for _ in range(2):
        scene.world.time.pass_by(SEED_SECONDS)
        ticker.round()
    assert "chore:directory" in scene.ids()


def test_a_pool_that_is_behind_gets_no_more(scene: Scene) -> None:
    scene.world.ask("backup", "orders")
    scene.queue.waiting_batches = 4
    scene.ticker().round()
    assert scene.ids() == []
    assert len(scene.slept) == 1


def test_a_queue_that_is_away_gives_claims_back(scene: Scene) -> None:
    job_id = scene.world.ask("backup", "orders")
    ticker = scene.ticker()
    scene.queue.is_away = True
    ticker.round()
    assert "no route" in ticker.trouble
    assert scene.world.ledger.due.counts(now=scene.world.time.now())["leased"] == 0
    scene.queue.is_away = False
    ticker.round()
    assert job_id in scene.ids()
    assert ticker.trouble == ""


def test_it_gives_signs_of_life(scene: Scene) -> None:
    scene.ticker().round()
    (vital,) = scene.world.ledger.vitals.all()
    assert vital.process == "clock"
    assert vital.detail["queued batches"] == "0"


def test_batches_share_the_workers_evenly() -> None:
    ids = [str(number) for number in range(10)]
    assert [len(batch) for batch in batches(ids, 4)] == [3, 3, 3, 1]
    assert max(len(batch) for batch in batches(ids * 100, 4)) == LARGEST_BATCH
    assert [id_ for batch in batches(ids, 3) for id_ in batch] == ids


def test_a_job_goes_from_question_to_end_through_clock_and_pool(scene: Scene) -> None:
    world = scene.world
    world.cloud.add_table("orders")
    job_id = world.ask("backup", "orders")
    ticker = scene.ticker()
    for _ in range(300):
        if world.job(job_id).state.is_terminal:
            break
        ticker.round()
        for batch in scene.queue.put_batches:
            advance_all(world.engine(), batch)
        scene.queue.put_batches.clear()
        world.time.pass_by(1)
        world.ledger.due.wake("chore:directory", now=world.time.now() - timedelta(days=1))
    assert world.job(job_id).state is State.SUCCEEDED
