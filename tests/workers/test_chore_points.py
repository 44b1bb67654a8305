"""The inventory of AWS Backup: every vault's recovery points, copies of others' tables too."""

from datetime import timedelta

import pytest

from recovery.config import load_config
from sandbox.fakes.backup import add_vault
from sandbox.fakes.cloud import Profile
from sandbox.fakes.errors import coded
from sandbox.fakes.holding import StoredPoint
from tests.workers.world import CONFIG, START, World
from workers.aws.backup_models import Lifecycle, RecoveryPoint
from workers.aws.errors import Paced
from workers.chores.listing import WHOLE_EVERY
from workers.chores.recovery_points import EVERY, SOON
from workers.recovery_points import newest_in

HOME, DR = "chore:points:prod/us-east-2", "chore:points:prod/us-west-1"
KEY = "arn:aws:kms:us-east-2:123456789012:key/1"
ORDERS = "arn:aws:dynamodb:us-east-2:123456789012:table/orders"


def run(world: World, chore: str) -> None:
    world.ledger.due.wake(chore, now=world.time.now())
    world.ledger.due.schedule(chore, at=world.time.now())
    assert world.tick()


def add_point(
    world: World,
    number: int,
    *,
    age: timedelta = timedelta(hours=1),
    region: str = "us-east-2",
    table_arn: str = ORDERS,
    **fields: object,
) -> RecoveryPoint:
    """Put a COMPLETED one into the vault `ddbdr`."""
    held = world.cloud.region("prod", region).holding
    if "ddbdr" not in held.vaults:
        add_vault(world.cloud, region=region, key_arn=KEY)
    point = RecoveryPoint(
        arn=f"arn:aws:backup:{region}:123456789012:recovery-point:{number:04}",
        vault="ddbdr",
        resource_arn=table_arn,
        status="COMPLETED",
        created=world.time.now() - age,
        size_bytes=1000,
        storage="WARM",
    ).model_copy(update=fields)
    held.points["ddbdr", point.arn] = StoredPoint(point=point)
    return point


@pytest.fixture
def world() -> World:
    return World()


def test_recovery_points_of_home_and_dr_region_are_known_with_their_table(world: World) -> None:
    expires = START + timedelta(days=35)
    there = add_point(world, 1, delete_at=expires)
    copy = add_point(world, 2, region="us-west-1", source_vault_arn="arn:vault", storage="COLD")
    run(world, HOME)
    run(world, DR)
    entries = {entry.arn: entry for entry in world.ledger.sightings.backups(table="orders")}
    assert set(entries) == {there.arn, copy.arn}
    home = entries[there.arn]
    assert (home.region, home.vault, home.kind) == ("us-east-2", "ddbdr", "RECOVERY_POINT")
    assert (home.expires, home.table_arn, home.is_copy) == (expires, ORDERS, False)
    assert home.key_arn == KEY, "a vault's key is that of its recovery points"
    dr = entries[copy.arn]
    assert (dr.region, dr.is_copy, dr.storage) == ("us-west-1", True, "COLD")
    assert world.ledger.due.next_due() == START + EVERY


def test_a_list_that_tells_no_storage_class_is_read_by_the_lifecycle(world: World) -> None:
    cold = Lifecycle(cold_after_days=30, delete_after_days=365)
    add_point(world, 1, storage="", lifecycle=cold, age=timedelta(days=31))
    add_point(world, 2, storage="", lifecycle=cold, age=timedelta(days=29))
    run(world, HOME)
    assert [entry.storage for entry in world.ledger.sightings.backups()] == ["", "COLD"]


def test_what_lies_in_a_locked_vault_is_known_as_locked(world: World) -> None:
    add_vault(world.cloud, key_arn=KEY, locked=True)
    add_point(world, 1)
    run(world, HOME)
    [entry] = world.ledger.sightings.backups(table="orders")
    assert entry.locked


def test_a_recovery_point_of_another_accounts_table_bears_its_arn(world: World) -> None:
    other = ORDERS.replace("123456789012", "999999999999")
    add_point(world, 1, table_arn=other)
    run(world, HOME)
    assert set(world.ledger.sightings.freshest()) == {other}


def test_what_was_deleted_or_has_a_vault_no_more_leaves_the_inventory(world: World) -> None:
    point = add_point(world, 1)
    add_point(world, 2)
    held = world.cloud.region().holding
    run(world, HOME)
    del held.points["ddbdr", point.arn]
    run(world, HOME)
    assert len(world.ledger.sightings.backups()) == 1
    held.vaults.clear()
    run(world, HOME)
    assert world.ledger.sightings.backups() == ()
    assert world.ledger.sightings.source_readings() == ()


def test_of_a_large_vault_only_what_is_new_is_read_and_deletions_are_seen_in_time() -> None:
    world = World(profile=Profile(page=10))
    points = [add_point(world, number, age=timedelta(hours=number)) for number in range(100)]
    run(world, HOME)
    (kept,) = world.ledger.sightings.kept(table="orders")
    assert (kept.count, len(kept.newest)) == (100, 50)
    listed = world.cloud.count("ListRecoveryPointsByBackupVault")
    world.time.pass_by(300)
    add_point(world, 101, age=timedelta(0))
    del world.cloud.region().holding.points["ddbdr", points[3].arn]
    run(world, HOME)
    assert world.cloud.count("ListRecoveryPointsByBackupVault") == listed + 1
    (kept,) = world.ledger.sightings.kept(table="orders")
    assert (kept.count, kept.newest[0].created) == (101, world.time.now())
    world.time.pass_by(WHOLE_EVERY.total_seconds())
    run(world, HOME)
    (kept,) = world.ledger.sightings.kept(table="orders")
    assert kept.count == 100
    assert points[3].arn not in {entry.arn for entry in kept.newest}


def test_a_copy_that_is_listed_late_by_its_sources_date_is_found() -> None:
    world = World(profile=Profile(page=10))
    for number in range(100):
        add_point(world, number, age=timedelta(hours=number))
    run(world, HOME)
    world.time.pass_by(300)
    late = add_point(world, 101, age=timedelta(hours=5), source_vault_arn="arn:vault")
    run(world, HOME)
    assert late.arn in {entry.arn for entry in world.ledger.sightings.backups()}


def test_a_vault_that_takes_many_runs_goes_on_where_it_stopped() -> None:
    world = World(profile=Profile(page=10))
    for number in range(100):
        add_point(world, number, age=timedelta(hours=number))
    counts = []
    for _ in range(6):
        world.cloud.answer_before(
            "ListRecoveryPointsByBackupVault", 2, Paced("ListRecoveryPointsByBackupVault", 0.1)
        )
        run(world, HOME)
        counts.append(sum(kept.count for kept in world.ledger.sightings.kept()))
    assert counts[:5] == [20, 40, 60, 80, 100]
    assert world.cloud.count("ListRecoveryPointsByBackupVault") < 20


def test_a_vault_that_is_not_read_to_its_end_goes_on_soon() -> None:
    world = World(profile=Profile(page=10))
    for number in range(30):
        add_point(world, number, age=timedelta(hours=number))
    world.cloud.answer_before("ListRecoveryPointsByBackupVault", 2, Paced("List", 0.1))
    run(world, HOME)
    assert world.ledger.due.next_due() == START + SOON


def test_what_is_made_while_everything_is_read_anew_is_not_forgotten_with_it() -> None:
    world = World(profile=Profile(page=1))
    for number in range(10, 16):
        add_point(world, number, age=timedelta(hours=20))
    run(world, HOME)
    world.time.pass_by(WHOLE_EVERY.total_seconds())
    listing = "ListRecoveryPointsByBackupVault"
    world.cloud.answer_before(listing, 3, Paced(listing, 0.1))
    run(world, HOME)
    newest = add_point(world, 1, age=timedelta(0))  # of a page that was read already
    for _ in range(3):
        world.time.pass_by(SOON.total_seconds())
        run(world, HOME)
        (freshest,) = world.ledger.sightings.freshest()[ORDERS]
        (reading,) = (one for one in world.ledger.sightings.readings() if one.what)
        is_judged = reading.at == world.time.now()
        assert not is_judged or freshest.points[0].arn == newest.arn
    assert is_judged


def test_a_region_that_cannot_be_read_keeps_what_was_seen_and_says_why(world: World) -> None:
    add_point(world, 1)
    run(world, HOME)
    world.cloud.fail_next("ListBackupVaults", coded("AccessDeniedException", "ListBackupVaults"))
    run(world, HOME)
    assert len(world.ledger.sightings.backups()) == 1
    (reading,) = world.ledger.sightings.readings()
    assert (reading.what, reading.problem) == (
        "AWS Backup",
        "AWS denied ListBackupVaults in prod/us-east-2",
    )
    run(world, HOME)
    assert world.ledger.sightings.readings()[0].problem == ""


def test_a_token_that_aws_forgot_begins_the_listing_again() -> None:
    """And what was read until then is no part of the new one."""
    world = World(profile=Profile(page=10))
    points = [add_point(world, number, age=timedelta(hours=number)) for number in range(30)]
    listing = "ListRecoveryPointsByBackupVault"
    world.cloud.answer_before(listing, 1, Paced(listing, 0.1))
    run(world, HOME)
    world.cloud.fail_next(listing, coded("ValidationException", listing))
    run(world, HOME)
    [reading] = world.ledger.sightings.source_readings()
    assert (reading.all_began, reading.all_next) == (None, "")
    for point in (points[0], points[-1]):
        del world.cloud.region().holding.points["ddbdr", point.arn]
    run(world, HOME)
    assert sum(kept.count for kept in world.ledger.sightings.kept()) == 28


def test_the_newest_in_the_dr_region_is_asked_of_aws(world: World) -> None:
    config = load_config(CONFIG.replace("us-west-1}", "us-west-1, vault: ddbdr}"))
    add_vault(world.cloud, region="us-west-1")
    assert newest_in(world.aws, config, "prod", "us-west-1", ORDERS) is None
    add_point(world, 1, region="us-west-1", age=timedelta(hours=2))
    newest = add_point(world, 2, region="us-west-1", age=timedelta(hours=1))
    add_point(world, 3, region="us-west-1", age=timedelta(0), status="CREATING")
    add_point(world, 4, region="us-west-1", age=timedelta(0), table_arn=ORDERS + "-2")
    found = newest_in(world.aws, config, "prod", "us-west-1", ORDERS)
    assert found is not None
    assert (found.arn, found.created) == (newest.arn, newest.created)
