"""Native backups of schedules are deleted when their time is over, and nothing else ever is."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.names import keep_of_backup
from sandbox.fakes.cloud import Profile
from sandbox.fakes.errors import coded
from tests.workers.world import START, World
from workers.aws.errors import Paced
from workers.chores.names import RETENTION, all_chores
from workers.chores.retention import EVERY, PACE
from workers.tick import advance_all

CHORE = f"{RETENTION}prod/us-east-2"


def run(world: World) -> None:
    world.ledger.due.wake(CHORE, now=world.time.now())
    world.ledger.due.schedule(CHORE, at=world.time.now())
    assert world.tick()


def scheduled(world: World, days: float, *, keep: int = 7, table: str = "orders") -> str:
    """A backup that a schedule of ours made so many days ago; its ARN."""
    age = timedelta(days=days)
    return world.cloud.add_backup(table, name=f"ddbdr-{keep}d-exec-{days}", age=age).arn


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("ddbdr-7d-0a1b2c-3d4e", 7),
        ("ddbdr-35d-x", 35),
        ("ddbdr-7d-", None),
        ("ddbdr-0d-x", None),
        ("ddbdr-7-x", None),
        ("ddbdr-orders", None),
        ("my-ddbdr-7d-x", None),
        ("orders-J-7F3K2Q1", None),
    ],
)
def test_only_the_name_that_a_schedule_gives_says_how_long_it_is_kept(
    name: str, days: int | None
) -> None:
    assert keep_of_backup(name) == (None if days is None else timedelta(days=days))


def test_what_is_past_its_time_goes_and_what_is_not_stays(world: World) -> None:
    scheduled(world, 8)
    scheduled(world, 30)
    kept = {scheduled(world, 1), scheduled(world, 6.9), scheduled(world, 8, keep=35)}
    run(world)
    assert set(world.cloud.region().backups) == kept
    assert world.ledger.due.next_due() == START + EVERY


def test_backups_of_other_names_are_never_touched(world: World) -> None:
    names = ("nightly", "ddbdr-backup", "orders-J-7F3K2Q1")
    others = {world.cloud.add_backup("orders", name=n, age=timedelta(days=400)).arn for n in names}
    scheduled(world, 1)
    run(world)
    assert others < set(world.cloud.region().backups)


@pytest.mark.parametrize("kind", ["SYSTEM", "AWS_BACKUP"])
def test_a_backup_of_awss_own_is_never_touched_whatever_its_name(world: World, kind: str) -> None:
    name, age = "ddbdr-7d-exec", timedelta(days=20)
    own = world.cloud.add_backup("orders", name=name, kind=kind, age=age).arn
    scheduled(world, 1)
    run(world)
    assert own in world.cloud.region().backups
    assert world.cloud.count("DeleteBackup") == 0


def test_a_lost_answer_keeps_nobody_from_deleting_the_others(world: World) -> None:
    scheduled(world, 8)
    scheduled(world, 8, table="books")
    kept = {scheduled(world, 1), scheduled(world, 1, table="books")}
    world.cloud.fail_next("DeleteBackup", coded("ReadTimeoutError", "DeleteBackup"), after=True)
    run(world)
    assert set(world.cloud.region().backups) == kept


def test_the_newest_of_a_table_stays_however_old_it_is(world: World) -> None:
    newest = scheduled(world, 90)
    scheduled(world, 91)
    other = scheduled(world, 200, table="books")
    run(world)
    run(world)
    assert set(world.cloud.region().backups) == {newest, other}


def test_only_a_backup_that_can_be_restored_counts_as_newer(world: World) -> None:
    old = scheduled(world, 8)
    world.cloud.add_backup("orders", name="nightly", is_ready=False)
    world.cloud.add_backup("orders", name="orders$DeletedTableBackup", kind="SYSTEM")
    run(world)
    assert old in world.cloud.region().backups
    world.cloud.add_backup("orders", name="nightly")
    run(world)
    assert old not in world.cloud.region().backups


def test_a_table_of_the_same_beginning_is_another_one(world: World) -> None:
    old = scheduled(world, 8)
    scheduled(world, 1, table="orders-2")
    run(world)
    assert old in world.cloud.region().backups


def test_a_table_made_again_under_its_name_is_another_one(world: World) -> None:
    """Deleted, and made anew by a deployment: the newest of the lost one is all there is of it."""
    name, lost, found = "ddbdr-7d-exec", "id-1", "id-2"
    of = {
        (id_, days): world.cloud.add_backup(
            "orders", name=name, age=timedelta(days=days), table_id=id_
        ).arn
        for id_, days in ((lost, 20), (lost, 10), (found, 9), (found, 1))
    }
    run(world)
    assert set(world.cloud.region().backups) == {of[lost, 10], of[found, 1]}


def test_a_backup_that_somebody_is_about_to_restore_stays(world: World) -> None:
    world.cloud.add_table("orders")
    old = scheduled(world, 8)
    scheduled(world, 1)
    job_id = world.ask("restore", "orders", backup=old)
    world.run_until(lambda: world.job(job_id).plan_digest is not None)
    run(world)
    assert old in world.cloud.region().backups
    world.say(job_id, "cancel", world.job(job_id).requester)
    world.run_to_end(job_id)
    run(world)
    assert old not in world.cloud.region().backups


def test_it_is_told_once_and_awss_echo_is_the_same_news(world: World) -> None:
    gone = {scheduled(world, 8), scheduled(world, 9)}
    scheduled(world, 1)
    run(world)
    run(world)
    [notice] = world.notices()
    assert (notice.name, notice.table, notice.urgent) == ("BackupsExpired", "orders", False)
    assert "2 scheduled backups past 7 d deleted" in dict(notice.detail)[""]
    echoes = {f"recovery-point:123456789012:{arn.lower()}:DELETED" for arn in gone}
    assert set(notice.also) == echoes


def test_a_denied_deletion_is_told_once_a_day(world: World) -> None:
    scheduled(world, 8)
    scheduled(world, 1)
    for _ in range(2):
        world.cloud.fail_next("DeleteBackup", coded("AccessDeniedException", "DeleteBackup"))
        run(world)
    [notice] = world.notices()
    assert (notice.name, notice.urgent) == ("RetentionDenied", True)


def test_aws_pace_is_kept_and_the_rest_comes_soon(world: World) -> None:
    scheduled(world, 8)
    scheduled(world, 9)
    scheduled(world, 1)
    world.cloud.fail_next("DeleteBackup", Paced("DeleteBackup", 0.5))
    run(world)
    assert len(world.cloud.region().backups) == 3
    assert world.ledger.due.next_due() == START + PACE
    run(world)
    assert len(world.cloud.region().backups) == 1


def test_every_page_is_read() -> None:
    world = World(profile=Profile(page=2))
    for days in range(8, 15):
        scheduled(world, days)
    kept = scheduled(world, 1)
    run(world)
    assert list(world.cloud.region().backups) == [kept]


def test_two_hundred_tables_take_as_many_calls_as_their_backups_have_pages() -> None:
    """Each with one that goes and three that stay: 800 backups, 100 a page."""
    world = World(profile=Profile(page=100))
    for number in range(200):
        for days in (8, 3, 2, 1):
            scheduled(world, days, table=f"table-{number}")
    run(world)
    assert world.cloud.count("DeleteBackup") == 200
    assert world.cloud.count("ListBackups") == 8
    assert world.cloud.count("DescribeBackup") == 0
    assert len(world.cloud.region().backups) == 600


def test_what_an_earlier_run_saw_is_asked_for_before_another_is_deleted_for_it() -> None:
    """The newest is listed first; then somebody deletes it between two runs."""
    world = World(profile=Profile(page=1))
    newest = scheduled(world, 1)
    older = [scheduled(world, days) for days in (8, 9)]
    run_pages(world, 1)
    del world.cloud.region().backups[newest]
    run_pages(world, 9)
    assert set(world.cloud.region().backups) == {older[0]}
    assert world.cloud.count("DescribeBackup") == 1


def run_pages(world: World, pages: int) -> None:
    """A run with time for so many pages."""
    world.cloud.answer_before("ListBackups", pages, Paced("ListBackups", 0.5))
    run(world)
    world.time.pass_by(2)


DAYS = st.lists(st.sampled_from([1, 2, 5, 9, 12, 20]), min_size=1, max_size=6, unique=True)


@settings(deadline=None, max_examples=60)
@given(
    ages=st.lists(DAYS, min_size=1, max_size=4),
    order=st.randoms(use_true_random=False),
    pages=st.lists(st.integers(1, 3), min_size=1, max_size=8),
    hits=st.lists(st.integers(0, 30), max_size=3),
)
def test_however_it_is_listed_and_cut_into_runs_a_newer_one_is_always_left(
    ages: list[list[int]], order: Random, pages: list[int], hits: list[int]
) -> None:
    """`hits` are deletions by people meanwhile; where there are none, all that is over goes."""
    world = World(profile=Profile(page=2))
    backups = [(f"table-{number}", days) for number, some in enumerate(ages) for days in some]
    order.shuffle(backups)  # they are listed in the order they are made in
    made = {scheduled(world, days, table=table): (table, days) for table, days in backups}
    held = world.cloud.region().backups
    for number, count in enumerate([*pages, 99, 99]):
        if number < len(hits) and held:
            del held[sorted(held)[hits[number] % len(held)]]
        newest = dict(sorted((made[arn] for arn in held), reverse=True))
        before = set(held)
        run_pages(world, count)
        gone = {made[arn] for arn in before - set(held)}
        assert not gone & set(newest.items())
        assert all(days > 7 for _, days in gone)
    if not hits:
        youngest = {(f"table-{number}", min(some)) for number, some in enumerate(ages)}
        over = {one for one in made.values() if one[1] > 7}
        assert {made[arn] for arn in held} == set(made.values()) - (over - youngest)


def test_no_time_of_its_claim_left_means_no_deletion(world: World) -> None:
    scheduled(world, 8)
    scheduled(world, 1)
    world.ledger.due.schedule(CHORE, at=world.time.now())
    [claimed] = world.claim()

    def wall() -> float:
        """Listing takes 25 of a lease of 30 seconds, and a deletion may take nine."""
        return world.time.wall() + 25 * world.cloud.count("ListBackups")

    advance_all(replace(world.engine(), wall=wall), [claimed])
    assert world.cloud.count("ListBackups") == 1
    assert len(world.cloud.region().backups) == 2


def test_each_account_and_region_has_the_chore(world: World) -> None:
    chores = set(all_chores(world.config))
    assert {CHORE, f"{RETENTION}prod/us-west-1"} <= chores
