"""What a job changed is read again as soon as it ends: the next look shows it."""

from datetime import timedelta

import pytest
import structlog

from recovery.aws_events import AwsEvent, read_event
from recovery.inventory import points_of
from recovery.record import State
from recovery.strategies import PREFIX
from sandbox.fakes.queues import FakeQueue
from tests import aws_samples as samples
from tests.workers.copy_world import CopyWorld
from tests.workers.protect_world import ProtectWorld
from tests.workers.world import START, World
from workers.chores.names import DIRECTORY, INVENTORY, WATCH, all_chores
from workers.listener import READ_AFTER, Listener
from workers.readers import readers_of_event


def seed(world: World) -> None:
    """As the clock does; and let everything be read as it is before."""
    for chore in all_chores(world.config):
        if chore not in {DIRECTORY, WATCH}:
            world.ledger.due.schedule(chore, at=world.time.now())
    world.settle()


def run(world: World, job_id: str, state: State = State.SUCCEEDED) -> None:
    """To its end, and then no second more: what is due at that moment is done."""
    world.run_to_end(job_id)
    assert world.job(job_id).state is state, world.job(job_id).outcome
    world.settle()


def shown(world: World) -> set[str]:
    """ARNs that `backups` shows."""
    return {entry.arn for entry in world.ledger.sightings.backups()}


def read_now(world: World, what: str, region: str = "us-east-2") -> bool:
    """Whether that place was read at this very moment."""
    return any(
        (one.region, one.what, one.at) == (region, what, world.time.now())
        for one in world.ledger.sightings.readings()
    )


def test_a_backup_is_listed_when_its_job_says_it_is_there() -> None:
    world = World()
    world.cloud.add_table("orders")
    seed(world)
    run(world, world.ask("backup", "orders"))
    (made,) = world.cloud.region().backups
    assert shown(world) == {made}
    assert read_now(world, ""), "and how old the list is says so"


def test_a_copy_is_listed_at_both_ends() -> None:
    world = CopyWorld()
    seed(world)
    job_id = world.ask("copy", "prod/us-east-2/orders", region="us-west-1")
    world.approved(job_id)
    run(world, job_id)
    held = [*world.points("us-west-1"), *world.points("us-east-2")]
    assert len(held) == 2
    assert set(held) == shown(world)


def test_a_deleted_backup_is_listed_no_more() -> None:
    world = CopyWorld()
    doomed = world.cloud.add_backup("orders", name="nightly")
    seed(world)
    assert shown(world) == {doomed.arn}
    job_id = world.ask("delete", "prod/us-east-2/orders", backup="nightly")
    world.approved(job_id)
    run(world, job_id)
    assert shown(world) == set()


@pytest.mark.parametrize("strategy", ["copies", "backups"])
def test_what_protects_a_table_is_listed_with_it(strategy: str) -> None:
    world = ProtectWorld()
    seed(world)
    world.protected(strategy=strategy)
    world.settle()
    (entry,) = world.ledger.sightings.schedules()
    assert entry.tables == ("orders",)
    assert entry.origin.startswith(PREFIX) or entry.plan.startswith(PREFIX)
    world.protected(off=True)
    world.settle()
    assert not [one for one in world.ledger.sightings.schedules() if one.tables]


def test_what_was_refused_changes_nothing_and_has_nothing_read() -> None:
    world = World()
    seed(world)
    world.time.pass_by(30)
    run(world, world.ask("backup", "orders"), State.REFUSED)
    assert {one.at for one in world.ledger.sightings.readings()} == {START}


def test_chores_that_nobody_seeded_stay_away() -> None:
    world = World()
    world.cloud.add_table("orders")
    run(world, world.ask("backup", "orders"))
    assert world.ledger.due.next_due() is None


def listening(world: World) -> tuple[FakeQueue, Listener]:
    """A queue of SQS's, and who reads it."""
    queue = FakeQueue(wall=world.time.wall)
    listener = Listener(
        queue,
        ledger=world.ledger,
        config=world.config,
        clock=world.time,
        wall=world.time.wall,
        log=structlog.get_logger(),
    )
    return queue, listener


def test_a_burst_of_events_has_their_place_read_once_and_no_other() -> None:
    world = World()
    queue, listener = listening(world)
    home, dr = points_of("prod", "us-east-2"), points_of("prod", "us-west-1")
    later = START + timedelta(minutes=5)
    for chore in (home, dr, WATCH):
        world.ledger.due.schedule(chore, at=later)
    queue.send(samples.text(samples.backup("RUNNING")))
    listener.turn(wait_seconds=0)
    assert world.ledger.due.next_due() == later, "nothing is there yet"
    for number in range(200):
        queue.send(samples.text(samples.backup("COMPLETED", backupJobId=f"job-{number}")))
    while len(queue):
        listener.turn(wait_seconds=0)
        world.time.pass_by(1)
    assert not {home, dr} & set(world.claim()), "first comes the rest of the burst"
    assert world.ledger.due.next_due() == START + READ_AFTER
    world.time.pass_by(READ_AFTER.total_seconds())
    claimed = world.claim()
    assert home in claimed
    assert not {dr, WATCH} & set(claimed)
    assert not [chore for chore in claimed if chore.startswith(INVENTORY)], "nobody seeded that"


def test_what_is_heard_after_an_earlier_reading_is_read_too() -> None:
    """A list that somebody looks at, or a job that ends, has the place read in between."""
    world = World()
    queue, listener = listening(world)
    home, usual = points_of("prod", "us-east-2"), timedelta(minutes=5)
    world.ledger.due.schedule(home, at=START + usual)
    queue.send(samples.text(samples.backup("COMPLETED", backupJobId="job-1")))
    listener.turn(wait_seconds=0)
    world.ledger.due.hasten([home], at=START)
    world.tick()
    assert world.ledger.due.next_due() == START + usual
    world.time.pass_by(10)
    queue.send(samples.text(samples.backup("COMPLETED", backupJobId="job-2")))
    listener.turn(wait_seconds=0)
    world.settle()  # the notice's own look
    assert world.ledger.due.next_due() == world.time.now() + READ_AFTER


@pytest.mark.parametrize(
    ("event", "read"),
    [
        (samples.backup("COMPLETED"), {"chore:points:prod/us-east-2"}),
        (samples.copy("COMPLETED"), {"chore:points:prod/us-west-1"}),
        (samples.backup("FAILED"), set()),
        (samples.copy("RUNNING"), set()),
    ],
)
def test_the_place_is_read_where_a_backup_came(event: samples.Json, read: set[str]) -> None:
    told = read_event(samples.text(event))
    assert isinstance(told, AwsEvent)
    assert set(readers_of_event(told, World().config)) == read
