"""Chores: the inventory of tables and backups, and asking for a fresh directory."""

from datetime import timedelta

import pytest

from recovery.cards import Letter
from recovery.people import Directory
from sandbox.fakes.cloud import Profile
from sandbox.fakes.errors import coded
from tests.workers.world import START, World
from workers.aws.errors import Paced
from workers.aws.models import GlobalIndex
from workers.chores.inventory import EVERY, SOON
from workers.chores.listing import WHOLE_EVERY
from workers.chores.names import reached_chore
from workers.chores.silence import FIRST

INVENTORY = "chore:inventory:prod/us-east-2"


def run(world: World, chore: str) -> None:
    world.ledger.due.wake(chore, now=world.time.now())
    world.ledger.due.schedule(chore, at=world.time.now())
    assert world.tick()


@pytest.fixture
def world() -> World:
    return World()


def test_the_inventory_knows_tables_windows_and_backups(world: World) -> None:
    world.cloud.add_table("orders", global_indexes=(GlobalIndex(name="by-day"),))
    world.cloud.add_table("sessions", pitr_since=None)
    backup = world.cloud.add_backup("gone")
    run(world, INVENTORY)
    orders, sessions = world.ledger.sightings.tables()
    assert (orders.name, orders.pitr, orders.indexes) == ("orders", "on", 1)
    assert orders.earliest is not None
    assert (sessions.name, sessions.pitr, sessions.earliest) == ("sessions", "off", None)
    (entry,) = world.ledger.sightings.backups()
    assert (entry.arn, entry.table) == (backup.arn, "gone")
    (reading,) = world.ledger.sightings.readings()
    assert (reading.at, reading.problem) == (START, "")
    assert world.ledger.due.next_due() == START + EVERY


def test_what_is_gone_leaves_the_inventory(world: World) -> None:
    world.cloud.add_table("orders")
    run(world, INVENTORY)
    del world.cloud.region().tables["orders"]
    run(world, INVENTORY)
    assert world.ledger.sightings.tables() == ()


def test_a_region_that_cannot_be_read_keeps_what_was_seen(world: World) -> None:
    world.cloud.add_table("orders")
    run(world, INVENTORY)
    world.cloud.fail_next("ListTables", coded("AccessDeniedException", "ListTables"))
    run(world, INVENTORY)
    assert [entry.name for entry in world.ledger.sightings.tables()] == ["orders"]
    (reading,) = world.ledger.sightings.readings()
    assert reading.problem == "AWS denied ListTables in prod/us-east-2"


def test_an_endpoint_without_backups_still_shows_tables() -> None:
    world = World(profile=Profile(unsupported=frozenset({"ListBackups"})))
    world.cloud.add_table("orders")
    run(world, INVENTORY)
    assert [entry.name for entry in world.ledger.sightings.tables()] == ["orders"]


def test_many_tables_are_described_over_several_runs(world: World) -> None:
    for number in range(10):
        world.cloud.add_table(f"table-{number}")
    paced = Paced("DescribeContinuousBackups", 0.5)
    for _ in range(6):
        world.cloud.fail_next("DescribeContinuousBackups", paced)
    seen: list[int] = []
    for _ in range(12):
        run(world, INVENTORY)
        seen.append(len(world.ledger.sightings.tables()))
    assert seen[0] < 10
    assert seen[-1] == 10
    assert seen == sorted(seen)


@pytest.mark.parametrize("place", ["former/us-east-2", "prod/eu-west-1"])
def test_a_place_that_ddbdr_yaml_names_no_more_is_read_no_more(world: World, place: str) -> None:
    chore = f"chore:inventory:{place}"
    world.ledger.due.schedule(chore, at=world.time.now())
    world.tick()
    assert world.ledger.due.next_due() is None
    assert world.cloud.calls == []


def test_a_region_that_goes_away_in_the_middle_of_a_pass_counts_as_unread(world: World) -> None:
    for number in range(10):
        world.cloud.add_table(f"table-{number}")
    world.cloud.answer_before("DescribeContinuousBackups", 4, Paced("Describe…", 0.5))
    run(world, INVENTORY)
    world.time.pass_by(60)
    world.cloud.unreachable.add("us-east-2")
    run(world, INVENTORY)
    (reading,) = world.ledger.sightings.readings()
    assert (reading.at, reading.problem != "") == (START, True)
    assert world.ledger.due.next_due() == world.time.now() + FIRST, "and it is asked less often"
    world.cloud.unreachable.clear()
    for _ in range(3):
        world.time.pass_by(60)
        run(world, INVENTORY)
    (reading,) = world.ledger.sightings.readings()
    assert reading.problem == ""
    assert len(world.ledger.sightings.tables()) == 10


def test_more_backups_than_one_run_can_list_are_listed_over_several() -> None:
    world = World(profile=Profile(page=3))
    made = [
        world.cloud.add_backup("orders", name=f"nightly-{age}", age=timedelta(days=age))
        for age in range(20, 0, -1)
    ]
    paced = Paced("ListBackups", 0.5)

    def run_slowly() -> list[str]:
        """Two pages, then the rate is used up."""
        listed = world.cloud.count("ListBackups")
        world.cloud.answer_before("ListBackups", 2, paced)
        run(world, INVENTORY)
        assert world.cloud.count("ListBackups") <= listed + 3
        return sorted(entry.arn for entry in world.ledger.sightings.backups())

    counts = [len(run_slowly()) for _ in range(4)]
    assert counts == [6, 12, 18, 20]
    deleted = [made[1], made[10]]
    for backup in deleted:
        del world.cloud.region().backups[backup.arn]
    assert len(run_slowly()) == 20
    world.time.pass_by(WHOLE_EVERY.total_seconds())
    counts = [len(run_slowly()) for _ in range(3)]
    assert counts == [20] * 3, "which ones are gone is known when all is read"
    assert run_slowly() == sorted(one.arn for one in made if one not in deleted)


def test_of_a_large_listing_only_what_is_new_is_read() -> None:
    world = World(profile=Profile(page=10))
    for age in range(60):
        world.cloud.add_backup("orders", name=f"daily-{age}", age=timedelta(days=age))
    run(world, INVENTORY)
    world.time.pass_by(300)
    made = world.cloud.add_backup("customers", age=timedelta(0))
    listed = world.cloud.count("ListBackups")
    run(world, INVENTORY)
    assert world.cloud.count("ListBackups") == listed + 1
    assert world.ledger.sightings.backups()[0].arn == made.arn
    assert [kept.count for kept in world.ledger.sightings.kept()] == [61]


def test_a_listing_in_any_order_loses_no_backup() -> None:
    world = World(profile=Profile(page=1))
    for table, age in (("a", 1), ("b", 3), ("c", 2)):
        world.cloud.add_backup(table, age=timedelta(days=age))
    for _ in range(2):
        for _ in range(3):
            world.cloud.answer_before("ListBackups", 1, Paced("ListBackups", 0.5))
            run(world, INVENTORY)
        assert [one.table for one in world.ledger.sightings.backups()] == ["a", "c", "b"]


def test_a_listing_that_gets_no_turn_forgets_nothing(world: World) -> None:
    world.cloud.add_backup("orders")
    run(world, INVENTORY)
    world.cloud.fail_next("ListBackups", Paced("ListBackups", 0.5))
    run(world, INVENTORY)
    assert len(world.ledger.sightings.backups()) == 1


def test_an_inventory_that_is_not_complete_goes_on_soon(world: World) -> None:
    world.cloud.add_table("orders")
    paced = Paced("DescribeContinuousBackups", 0.5)
    world.cloud.fail_next("DescribeContinuousBackups", paced)
    run(world, INVENTORY)
    assert world.ledger.due.next_due() == START + SOON


def test_an_old_directory_is_asked_for_anew(world: World) -> None:
    world.ledger.people.replace(Directory(read_at=world.time.wall() - 10))
    run(world, "chore:directory")
    assert not world.ledger.people.is_asked()
    world.time.pass_by(600)
    run(world, "chore:directory")
    assert world.ledger.people.is_asked()


def test_a_chore_that_breaks_is_tried_again_later(world: World) -> None:
    broken = Letter(id="notice:broken", lane="news", kind="notice", body={})
    world.ledger.outbox.put(broken, wall=world.time.wall())
    run(world, reached_chore(broken.id))
    following = world.ledger.due.next_due()
    assert following is not None
    assert following > world.time.now()


def test_a_chore_of_another_version_is_dropped(world: World) -> None:
    run(world, "chore:paint-the-fence")
    assert world.ledger.due.next_due() is None
