"""The RPO watch on the inventory: what is told, once, through restarts and blind hours."""

from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any, cast

import pytest

from recovery.config import load_config
from recovery.errors import LedgerAway
from recovery.grammar import parse
from recovery.ledger.port import Ledger
from recovery.outcome import Notice
from sandbox.fakes.backup import add_vault
from sandbox.fakes.cloud import Attached, Profile
from sandbox.fakes.errors import coded
from sandbox.fakes.holding import StoredPoint
from tests.workers.world import CONFIG, World
from workers.aws.backup_models import RecoveryPoint
from workers.aws.errors import Paced
from workers.chores.watch import watch_tables
from workers.chores.watch_told import MOST_ALONE
from workers.tick import advance_all

TABLES = """
tables:
  - {match: "orders*", rpo: 1h}
  - {match: "exact", rpo: 10m}
"""
WITH_VAULT = CONFIG.replace("us-west-1}", "us-west-1, vault: ddbdr}")
INVENTORIES = tuple(
    f"chore:{what}:prod/{region}"
    for what in ("inventory", "points")
    for region in ("us-east-2", "us-west-1")
)
ALL = (*INVENTORIES, "chore:watch")


def made(config: str = WITH_VAULT + TABLES) -> World:
    return World(config=load_config(config))


@pytest.fixture
def world() -> World:
    return made()


def run(world: World, *chores: str) -> None:
    """Run these chores once, as if they were due."""
    for chore in chores:
        world.ledger.due.wake(chore, now=world.time.now())
        world.ledger.due.schedule(chore, at=world.time.now())
        claimed = world.ledger.due.claim(
            now=world.time.now(), wall=world.time.wall(), limit=1, lease_seconds=30
        )
        advance_all(world.engine(), claimed)


def look_every_five_minutes(world: World, minutes: int, *chores: str) -> None:
    for _ in range(minutes // 5):
        run(world, *(chores or ALL))
        world.time.pass_by(300)


def add_copy(world: World, table: str = "orders", *, lag: timedelta = timedelta(0)) -> None:
    """A recovery point in the DR region, of data as it was `lag` ago."""
    held = world.cloud.region("prod", "us-west-1").holding
    if "ddbdr" not in held.vaults:
        add_vault(world.cloud, region="us-west-1")
    arn = f"arn:aws:backup:us-west-1:123456789012:recovery-point:{world.cloud.number():08}"
    point = RecoveryPoint(
        arn=arn,
        vault="ddbdr",
        resource_arn=world.cloud.table_arn("prod", "us-east-2", table),
        status="COMPLETED",
        created=world.time.now() - lag,
        source_vault_arn="arn:aws:backup:us-east-2:123456789012:backup-vault:ddbdr",
    )
    held.points["ddbdr", arn] = StoredPoint(point=point)


class OutboxAway:
    """A ledger whose outbox is away."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  every other room
        if name == "outbox":
            raise LedgerAway("no connection")
        return getattr(self._ledger, name)


def told(world: World) -> list[Notice]:
    """Everything that was told and not taken yet."""
    return [
        Notice.model_validate(one.body)
        for lane in ("alarms", "news")
        for one in world.ledger.outbox.ready(lane, wall=world.time.wall(), limit=100)
    ]


def test_a_table_that_is_met_at_home_and_in_the_dr_region_is_not_told(world: World) -> None:
    world.cloud.add_table("orders")
    for _ in range(6):
        add_copy(world)
        look_every_five_minutes(world, 45)
    assert told(world) == []
    assert set(world.ledger.sightings.watches()) == {
        f"{side} arn:aws:dynamodb:us-east-2:123456789012:table/orders" for side in ("home", "dr")
    }


def test_copies_that_stop_are_one_alarm_with_what_to_do_and_one_all_clear(world: World) -> None:
    world.cloud.add_table("orders")
    add_copy(world)
    look_every_five_minutes(world, 240)
    (alarm,) = told(world)
    assert (alarm.name, alarm.table, alarm.region) == ("RpoMissed", "orders", "us-west-1")
    assert alarm.urgent
    assert ("target", "1 h") in alarm.detail
    assert ("", "if us-east-2 is lost, 1 h 20 min could be lost") in alarm.detail
    assert ("", "newest copy of 2026-11-12T02:14:00Z") in alarm.detail
    assert alarm.offers[0][1] == "copy prod/us-east-2/orders --region us-west-1"
    for _ in range(5):
        add_copy(world)
        look_every_five_minutes(world, 30)
    alarm, clear = told(world)
    assert (clear.name, clear.table, clear.urgent) == ("RpoMet", "orders", False)


def test_every_offer_is_a_command_that_can_be_typed(world: World) -> None:
    world.cloud.add_table("orders", pitr_since=None)
    for number in range(MOST_ALONE + 1):
        world.cloud.add_table(f"orders-{number}")
    look_every_five_minutes(world, 120)
    commands = {command for notice in told(world) for _, command in notice.offers}
    for command in commands:
        parse(command, now=world.time.now(), zone=UTC)
    assert {command.split()[0] for command in commands} == {"backup", "status"}


def test_hourly_copies_against_an_hour_are_told_once(world: World) -> None:
    world.cloud.add_table("orders")
    for _ in range(8):
        add_copy(world, lag=timedelta(minutes=12))
        look_every_five_minutes(world, 60)
    assert [notice.name for notice in told(world)] == ["RpoMissed"]


def test_without_recovery_to_any_second_the_newest_backup_counts_at_home() -> None:
    world = made(CONFIG + TABLES)
    world.cloud.add_table("orders", pitr_since=None)
    world.cloud.add_backup("orders", age=timedelta(minutes=30))
    run(world, *ALL)
    assert told(world) == []
    look_every_five_minutes(world, 120)
    (alarm,) = told(world)
    assert alarm.region == "us-east-2"
    assert ("", "newest backup of 2026-11-12T01:44:00Z") in alarm.detail
    assert alarm.offers[0] == ("Back up now", "backup prod/us-east-2/orders")


def test_without_a_vault_nothing_is_judged_in_the_dr_region() -> None:
    world = made(CONFIG + TABLES)
    world.cloud.add_table("orders")
    look_every_five_minutes(world, 240)
    assert told(world) == []


def test_with_a_vault_and_never_a_copy_the_time_of_a_first_copy_is_given(world: World) -> None:
    world.cloud.add_table("orders")
    look_every_five_minutes(world, 75)
    assert told(world) == []
    look_every_five_minutes(world, 120)
    (alarm,) = told(world)
    assert ("", "if us-east-2 is lost, everything could be lost: nothing there") in alarm.detail


def test_tables_without_a_target_are_not_judged(world: World) -> None:
    world.cloud.add_table("sessions", pitr_since=None)
    look_every_five_minutes(world, 240)
    assert told(world) == []
    assert world.ledger.sightings.watches() == {}


def test_a_table_protected_by_its_tag_has_the_target_of_its_policy(world: World) -> None:
    tags = Attached(tags=(("ddbdr:policy", "2h-35d-us-west-1-35d"),))
    world.cloud.add_table("sessions", attached=tags)
    world.cloud.add_table("orders")
    world.cloud.add_table("noise", attached=Attached(tags=(("ddbdr:policy", "x;y"),)))
    run(world, *INVENTORIES)
    run(world, *ALL)
    targets = {
        key.rpartition("/")[2]: watch.target_seconds
        for key, watch in world.ledger.sightings.watches().items()
    }
    assert targets == {"orders": 3600, "sessions": 4 * 3600}


@pytest.mark.parametrize(
    ("name", "sides"), [("sessions", {"home"}), ("orders", {"home", "dr"})], ids=["policy", "rule"]
)
def test_a_class_that_stays_in_its_region_is_no_miss_elsewhere(
    world: World, name: str, sides: set[str]
) -> None:
    """Unless ddbdr.yaml says what may be lost of it."""
    world.cloud.add_table(name, attached=Attached(tags=(("ddbdr:policy", "backups-2h-14d"),)))
    run(world, *INVENTORIES)
    run(world, *ALL)
    assert {key.partition(" ")[0] for key in world.ledger.sightings.watches()} == sides


def test_a_table_elsewhere_or_not_there_yet_has_no_target_to_miss(world: World) -> None:
    """As what a restore makes: in the DR region, or still growing."""
    world.cloud.add_table("orders", region="us-west-1", pitr_since=None)
    world.cloud.add_table("orders-ddbdr-7F3K2Q1", pitr_since=None)
    growing = world.cloud.region().tables["orders-ddbdr-7F3K2Q1"]
    growing.ready_at = world.time.now() + timedelta(days=1)
    look_every_five_minutes(world, 240)
    assert told(world) == []
    assert world.ledger.sightings.watches() == {}


def test_what_an_idle_inventory_has_not_read_is_no_trouble_to_be_told(world: World) -> None:
    world.cloud.add_table("orders")
    add_copy(world)
    run(world, *ALL)
    for _ in range(24):
        world.time.pass_by(300)
        watch_tables(world.engine())
    assert told(world) == []


def test_without_recovery_to_any_second_all_listings_of_backups_have_to_be_young() -> None:
    world = made(CONFIG + TABLES)
    world.cloud.add_table("orders", pitr_since=None)
    run(world, *ALL)
    # A vault may hold a newer one: what is known of it stands still.
    listing = "ListBackupVaults"
    for _ in range(48):
        for _ in ALL:
            world.cloud.fail_next(listing, Paced(listing, 0.1))
        look_every_five_minutes(world, 5)
    assert told(world) == []


def test_tags_that_cannot_be_read_for_a_moment_end_no_watch(world: World) -> None:
    tags = Attached(tags=(("ddbdr:policy", "2h-35d-us-west-1-35d"),))
    world.cloud.add_table("sessions", attached=tags)
    run(world, *INVENTORIES)
    run(world, *ALL)
    before = set(world.ledger.sightings.watches())
    assert before
    listing = "ListTagsOfResource"
    world.cloud.fail_next(listing, coded("ThrottlingException", listing))
    for _ in range(3):
        world.time.pass_by(60)
        run(world, *ALL)
        assert set(world.ledger.sightings.watches()) == before


def test_a_table_that_is_gone_is_watched_no_more(world: World) -> None:
    world.cloud.add_table("orders")
    add_copy(world)
    run(world, *ALL)
    del world.cloud.region().tables["orders"]
    look_every_five_minutes(world, 240)
    assert world.ledger.sightings.watches() == {}
    assert told(world) == []


def test_a_crash_after_telling_does_not_tell_twice(world: World) -> None:
    world.cloud.add_table("orders")
    add_copy(world)
    before = world.ledger.sightings.watches()
    while not told(world):
        before = world.ledger.sightings.watches()
        look_every_five_minutes(world, 5)
    # The process died before its judgement was saved, and things went on.
    world.ledger.sightings.save_watches(before)
    look_every_five_minutes(world, 60)
    assert len(told(world)) == 1


def test_many_tables_at_once_are_one_notice_that_names_some(world: World) -> None:
    for number in range(MOST_ALONE + 2):
        world.cloud.add_table(f"orders-{number}")
        add_copy(world, f"orders-{number}")
    look_every_five_minutes(world, 240)
    (alarm,) = told(world)
    assert (alarm.name, alarm.table) == ("RpoMissed", "7 tables")
    assert ("", "orders-0, orders-1, orders-2, orders-3, orders-4 and 2 more") in alarm.detail


def test_a_region_that_cannot_be_read_is_told_once_and_judges_nothing(world: World) -> None:
    world.cloud.add_table("orders")
    add_copy(world)
    run(world, *ALL)
    world.cloud.unreachable.add("us-west-1")
    look_every_five_minutes(world, 40)
    assert [one.name for one in told(world)] == ["RpoUnknown"], "after half an hour"
    look_every_five_minutes(world, 260)
    (notice,) = told(world)
    assert (notice.name, notice.region, notice.urgent) == ("RpoUnknown", "us-west-1", True)
    assert ("last read", "2026-11-12T02:14:00Z") in notice.detail
    world.cloud.unreachable.clear()
    add_copy(world)
    look_every_five_minutes(world, 60)
    unknown, known = told(world)
    assert (known.name, known.table, known.region) == ("RpoKnown", "1 table", "us-west-1")
    assert ("", "AWS Backup is read again after 5 h") in known.detail
    assert known.offers == (("Status", "status"),)
    assert not known.urgent
    assert "RpoMet" not in {unknown.name, known.name}, "it was well all the time"


def test_a_region_that_answers_now_and_then_is_one_alarm_and_one_all_clear(world: World) -> None:
    world.cloud.add_table("orders")
    add_copy(world)
    run(world, *ALL)
    for _ in range(5):
        world.cloud.unreachable.add("us-west-1")
        look_every_five_minutes(world, 40)
        world.cloud.unreachable.clear()
        add_copy(world)
        run(world, *ALL)
        watch_tables(world.engine())  # one reading that is looked at twice is one
    assert [one.name for one in told(world)] == ["RpoUnknown"]
    add_copy(world)
    look_every_five_minutes(world, 30)
    assert [one.name for one in told(world)] == ["RpoUnknown", "RpoKnown"]


def test_a_crash_between_telling_and_saving_tells_neither_of_a_blind_place_twice(
    world: World,
) -> None:
    world.cloud.add_table("orders")
    add_copy(world)
    look_every_five_minutes(world, 10)
    sightings, expected = world.ledger.sightings, ["RpoUnknown", "RpoKnown"]
    for count, is_away in enumerate((True, False), start=1):
        (world.cloud.unreachable.add if is_away else world.cloud.unreachable.discard)("us-west-1")
        add_copy(world)
        before = sightings.watches()
        while len(told(world)) < count:
            before = sightings.watches()
            look_every_five_minutes(world, 5)
        # The process died before what it had looked at was saved.
        sightings.save_watches(before, gone=sorted(set(sightings.watches()) - set(before)))
        look_every_five_minutes(world, 20)
        assert [one.name for one in told(world)] == expected[:count]
    assert not [key for key in sightings.watches() if key.startswith("unread")]


def test_what_is_judged_is_told_before_it_is_remembered(world: World) -> None:
    """A ledger that goes in between has it told again; the other way round nobody would hear."""
    world.cloud.add_table("orders")
    add_copy(world)
    world.cloud.unreachable.add("us-west-1")
    look_every_five_minutes(world, 25)
    world.time.pass_by(600)
    before, engine = world.ledger.sightings.watches(), world.engine()
    with pytest.raises(LedgerAway):
        watch_tables(replace(engine, ledger=cast("Ledger", OutboxAway(engine.ledger))))
    assert world.ledger.sightings.watches() == before
    watch_tables(engine)
    assert [one.name for one in told(world)] == ["RpoUnknown"]


def test_a_region_that_could_never_be_read_is_told_too(world: World) -> None:
    """As where a permission lacks from the first day."""
    world.cloud.add_table("orders")
    world.cloud.unreachable.add("us-west-1")
    look_every_five_minutes(world, 25)
    assert told(world) == []
    look_every_five_minutes(world, 300)
    (notice,) = told(world)
    assert (notice.name, notice.region) == ("RpoUnknown", "us-west-1")
    assert ("last read", "never") in notice.detail
    world.cloud.unreachable.clear()
    add_copy(world)
    look_every_five_minutes(world, 15)
    assert told(world)[-1].detail[0] == ("", "AWS Backup is read again after 5 h 25 min")
    assert not [key for key in world.ledger.sightings.watches() if key.startswith("unread")]


def test_at_home_its_tables_and_its_backups_are_judged_by(world: World) -> None:
    world.cloud.add_table("orders")
    world.cloud.add_table("orders-2")
    add_copy(world)
    run(world, *INVENTORIES)
    run(world, *ALL)
    world.cloud.unreachable.add("us-east-2")
    look_every_five_minutes(world, 45)
    said = {(one.table, one.region, one.detail[0][1].split(" cannot")[0]) for one in told(world)}
    assert said == {("2 tables", "us-east-2", what) for what in ("DynamoDB", "AWS Backup")}


def test_a_short_outage_is_not_told(world: World) -> None:
    world.cloud.add_table("orders")
    add_copy(world)
    run(world, *ALL)
    world.cloud.fail_next("ListBackupVaults", coded("AccessDeniedException", "ListBackupVaults"))
    look_every_five_minutes(world, 25)
    assert told(world) == []


def test_a_vault_that_is_not_read_to_its_end_is_not_judged() -> None:
    world = World(config=load_config(WITH_VAULT + TABLES), profile=Profile(page=1))
    world.cloud.add_table("orders")
    for age in (90, 80, 0):
        add_copy(world, lag=timedelta(minutes=age))
    listing = "ListRecoveryPointsByBackupVault"
    world.cloud.answer_before(listing, 1, Paced(listing, 0.1))
    run(world, *ALL)
    assert told(world) == [], "the newest one is not known yet"
    run(world, *ALL)
    dr = {key: watch for key, watch in world.ledger.sightings.watches().items() if key[:2] == "dr"}
    assert [watch.newest for watch in dr.values()] == [world.time.now()]
