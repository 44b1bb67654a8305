"""What both ledgers promise of people, inventory, homes, history, rates, vitals, replays."""

import pytest

from recovery.inventory import (
    MOST_KEPT,
    MOST_RECENT,
    BackupEntry,
    Sighting,
    Source,
    SourceReading,
    TableEntry,
)
from recovery.ledger import Ledger
from recovery.outcome import Observation
from recovery.people import Directory, UserEntry
from recovery.vitals import Vital
from recovery.watch import Watch
from tests.ledger.samples import ALICE, BOB, NOW, WALL, Handle, Wall, later


def table(name: str, region: str = "us-east-2", account: str = "prod") -> TableEntry:
    arn = f"arn:aws:dynamodb:{region}:123456789012:table/{name}"
    return TableEntry(account=account, region=region, name=name, arn=arn, earliest=NOW)


def backup(name: str, seconds: float, of: str = "orders") -> BackupEntry:
    return BackupEntry(
        account="prod", region="r", table=of, name=name, arn=f"arn:{name}", created=later(seconds)
    )


def observation(what: str, seconds: float) -> Observation:
    return Observation(
        what=what,
        account="prod",
        region="r",
        table="orders",
        seconds=seconds,
        size_bytes=10**13,
        indexes=2,
        at="2026-11-12T14:00:00+00:00",
    )


def names(tables: tuple[TableEntry, ...]) -> list[str]:
    return [one.name for one in tables]


class TestPeople:
    def test_never_read_is_empty(self, ledger: Ledger) -> None:
        assert ledger.people.directory() == Directory()

    def test_every_handle_sees_the_newest(self, handle: Handle) -> None:
        one, other = handle(), handle()
        for zone in ("UTC", "Europe/Berlin"):
            user = UserEntry(id="U02BOB", name="bob", zone=zone)
            fresh = Directory(users={"U02BOB": user}, groups={"S1": ("U02BOB",)}, read_at=WALL)
            one.people.replace(fresh)
            assert other.people.directory() == fresh
            assert other.people.directory() == fresh

    def test_asking_is_heard_once(self, ledger: Ledger) -> None:
        assert not ledger.people.is_asked()
        ledger.people.ask_fresh()
        ledger.people.ask_fresh()
        assert ledger.people.is_asked()
        assert not ledger.people.is_asked()


class TestSightings:
    def test_a_reading_replaces_its_place_only(self, ledger: Ledger) -> None:
        ledger.sightings.replace_tables("prod", "us-east-2", [table("a"), table("b")], at=NOW)
        ledger.sightings.replace_tables("prod", "eu-west-1", [table("c", "eu-west-1")], at=NOW)
        assert names(ledger.sightings.tables()) == ["a", "b", "c"]
        ledger.sightings.replace_tables("prod", "us-east-2", [table("d")], at=later(1))
        assert names(ledger.sightings.tables()) == ["c", "d"]
        ledger.sightings.replace_tables("prod", "us-east-2", [], at=later(2))
        assert names(ledger.sightings.tables()) == ["c"]

    def test_one_name_in_several_places(self, ledger: Ledger) -> None:
        for account, region in (("prod", "z"), ("prod", "a"), ("dev", "z")):
            entry = table("orders", region, account)
            ledger.sightings.replace_tables(account, region, [entry, table("o2")], at=NOW)
        found = ledger.sightings.tables(name="orders")
        assert [(one.account, one.region) for one in found] == [
            ("dev", "z"),
            ("prod", "a"),
            ("prod", "z"),
        ]
        assert ledger.sightings.tables(name="order") == ()

    def test_type_ahead_starts_then_contains(self, ledger: Ledger) -> None:
        entries = [table(name) for name in ("old-orders", "Orders", "orders-2", "customers")]
        ledger.sightings.replace_tables("prod", "us-east-2", entries, at=NOW)
        found = ledger.sightings.search("ORD", limit=9)
        assert names(found) == ["Orders", "orders-2", "old-orders"]
        assert names(ledger.sightings.search("ord", limit=1)) == ["Orders"]
        assert names(ledger.sightings.search("", limit=9)) == [
            "Orders",
            "customers",
            "old-orders",
            "orders-2",
        ]
        assert ledger.sightings.search("x.*", limit=9) == ()

    def test_backups_newest_first(self, ledger: Ledger) -> None:
        entries = [backup("b1", 1), backup("b3", 3), backup("b2", 2), backup("c", 9, "customers")]
        ledger.sightings.replace_backups("prod", "r", entries, at=NOW)
        assert [one.name for one in ledger.sightings.backups(table="orders")] == ["b3", "b2", "b1"]
        assert len(ledger.sightings.backups()) == 4

    def test_a_whole_reading_that_finds_nothing_leaves_nothing(self, ledger: Ledger) -> None:
        ledger.sightings.replace_backups("prod", "r", [backup("b1", 1)], at=NOW)
        assert ledger.sightings.freshest()
        # Nothing was gathered since: what was shown is not shown once more.
        ledger.sightings.show_gathered(Source(account="prod", region="r"))
        assert ledger.sightings.backups() == ledger.sightings.backups(table="orders") == ()
        assert ledger.sightings.freshest() == {}

    def test_of_a_reading_that_was_given_up_nothing_is_shown(self, ledger: Ledger) -> None:
        sightings, source = ledger.sightings, Source(account="prod", region="r")

        def shown() -> list[set[str]]:
            named = [{entry.arn for entry in sightings.backups(table=t)} for t in (None, "orders")]
            return [*named, set(sightings.freshest())]

        sightings.save_reading(SourceReading(source=source))
        sightings.add_backups(source, [backup("b1", 1)], gathering=True)
        sightings.drop_gathered(source)
        sightings.show_gathered(source)
        assert shown() == [set(), set(), set()]
        sightings.add_backups(source, [backup("b1", 1)], gathering=True)
        sightings.forget_source(source)
        sightings.save_reading(SourceReading(source=source))
        assert shown() == [set(), set(), set()]
        sightings.add_backups(source, [backup("b1", 1)], gathering=True)
        sightings.replace_backups("prod", "r", [backup("b2", 2)], at=NOW)
        assert shown() == [{"arn:b2"}] * 3

    def test_what_could_not_be_read_is_forgotten_once_it_was(self, ledger: Ledger) -> None:
        ledger.sightings.failed("prod", "r", "denied", what="v")
        ledger.sightings.succeeded("prod", "r", at=NOW, what="v")
        assert [(one.problem, one.at) for one in ledger.sightings.readings()] == [("", NOW)]

    def test_a_source_is_known_when_it_has_a_reading(self, handle: Handle) -> None:
        one, other = handle(), handle()
        one.sightings.replace_backups("prod", "r", [backup("b1", 1)], at=NOW)
        source = Source(account="prod", region="r2")
        one.sightings.add_backups(source, [backup("b2", 2)])
        other.sightings.freshest()
        one.sightings.save_reading(SourceReading(source=source))
        assert set(other.sightings.freshest()) == {"arn:b1", "arn:b2"}

    def test_a_reading_of_everything_is_seen_when_it_is_whole(self, handle: Handle) -> None:
        one, other = handle(), handle()
        source = Source(account="prod", region="r", name="vault:v")
        one.sightings.save_reading(SourceReading(source=source))
        one.sightings.add_backups(source, [backup("b1", 1), backup("b2", 2)])
        one.sightings.drop_gathered(source)
        one.sightings.add_backups(source, [backup("b2", 2)], gathering=True)
        one.sightings.add_backups(source, [backup("b3", 3, "customers")], gathering=True)
        assert [entry.name for entry in other.sightings.backups()] == ["b2", "b1"]
        one.sightings.show_gathered(source)
        assert [entry.name for entry in other.sightings.backups()] == ["b3", "b2"]
        assert [entry.name for entry in other.sightings.backups(table="orders")] == ["b2"]
        assert [kept.count for kept in other.sightings.kept()] == [2]
        assert set(other.sightings.freshest()) == {"arn:b2", "arn:b3"}
        one.sightings.forget_source(source)
        assert other.sightings.backups() == ()
        assert other.sightings.freshest() == {}
        assert other.sightings.source_readings() == ()

    def test_of_many_backups_the_newest_are_kept_and_all_are_counted(self, ledger: Ledger) -> None:
        source = Source(account="prod", region="r", name="vault:v")
        ledger.sightings.save_reading(SourceReading(source=source))
        for start in range(0, 300, 60):
            some = [backup(f"b{start + at:03}", start + at) for at in range(60)]
            ledger.sightings.add_backups(source, some, gathering=True)
        ledger.sightings.show_gathered(source)
        (kept,) = ledger.sightings.kept(table="orders")
        assert (kept.count, len(kept.newest), kept.oldest) == (300, MOST_KEPT, later(0))
        assert kept.newest[0].name == "b299"
        ledger.sightings.add_backups(source, [backup("b000", 0), backup("b300", 300)])
        (kept,) = ledger.sightings.kept(table="orders")
        assert (kept.count, kept.newest[0].name) == (301, "b300"), "the old one was known"
        (recent,) = ledger.sightings.kept()
        assert (recent.count, len(recent.newest)) == (301, MOST_RECENT)

    def test_a_backup_that_two_sources_list_is_one(self, ledger: Ledger) -> None:
        vault = Source(account="prod", region="r", name="vault:v")
        ledger.sightings.replace_backups("prod", "r", [backup("b1", 1)], at=NOW)
        ledger.sightings.save_reading(SourceReading(source=vault))
        there = backup("b1", 1).model_copy(update={"vault": "v"})
        ledger.sightings.add_backups(vault, [there])
        assert ledger.sightings.backups() == (there,)
        assert len(ledger.sightings.freshest()["arn:b1"]) == 2

    def test_every_handle_sees_the_freshest(self, handle: Handle) -> None:
        one, other = handle(), handle()
        source = Source(account="prod", region="r", name="vault:v")
        assert other.sightings.freshest() == {}
        one.sightings.add_backups(source, [backup("b1", 1)])
        one.sightings.save_reading(SourceReading(source=source))
        assert set(other.sightings.freshest()) == {"arn:b1"}
        one.sightings.add_backups(source, [backup("b2", 2)])
        assert set(other.sightings.freshest()) == {"arn:b1", "arn:b2"}
        one.sightings.forget_source(source)
        assert other.sightings.freshest() == {}

    def test_watches_are_kept_until_they_are_gone(self, handle: Handle) -> None:
        watch = Watch(since=NOW, target_seconds=60, teeth=(1.5,), alarmed_at=later(9))
        handle().sightings.save_watches({"a": watch, "b": watch})
        handle().sightings.save_watches({"c": watch}, gone=["a"])
        handle().sightings.save_watches({})
        assert handle().sightings.watches() == {"b": watch, "c": watch}

    def test_how_far_a_source_was_read_is_kept(self, handle: Handle) -> None:
        reading = SourceReading(
            source=Source(account="prod", region="r"),
            read_at=NOW,
            all_began=later(1),
            all_next="token",
            all_pages=3,
        )
        handle().sightings.save_reading(reading)
        assert handle().sightings.source_readings() == (reading,)

    def test_a_failure_keeps_what_was_seen(self, ledger: Ledger) -> None:
        ledger.sightings.replace_tables("prod", "us-east-2", [table("a")], at=NOW)
        ledger.sightings.failed("prod", "us-east-2", "AccessDenied")
        ledger.sightings.failed("dev", "x", "no role")
        assert names(ledger.sightings.tables()) == ["a"]
        assert ledger.sightings.readings() == (
            Sighting(account="dev", region="x", problem="no role"),
            Sighting(account="prod", region="us-east-2", at=NOW, problem="AccessDenied"),
        )
        ledger.sightings.replace_tables("prod", "us-east-2", [], at=later(1))
        assert ledger.sightings.readings()[1] == Sighting(
            account="prod", region="us-east-2", at=later(1)
        )

    def test_every_handle_sees_the_newest(self, handle: Handle) -> None:
        one, other = handle(), handle()
        for name in ("a", "b"):
            one.sightings.replace_tables("prod", "us-east-2", [table(name)], at=NOW)
            assert names(other.sightings.tables()) == [name]


class TestHistory:
    def test_newest_first_by_kind(self, ledger: Ledger) -> None:
        for seconds in (1, 2, 3):
            ledger.history.observe(observation("backup", seconds))
        ledger.history.observe(observation("restore-pitr", 9))
        assert [one.seconds for one in ledger.history.recent("backup")] == [3, 2, 1]
        assert [one.seconds for one in ledger.history.recent("backup", limit=2)] == [3, 2]
        assert ledger.history.recent("backup", limit=0) == ()
        assert ledger.history.recent("restore-backup") == ()

    def test_the_newest_thousand_are_kept(self, ledger: Ledger) -> None:
        for seconds in range(1003):
            ledger.history.observe(observation("backup", seconds))
        kept = ledger.history.recent("backup", limit=5000)
        assert (len(kept), kept[0].seconds, kept[-1].seconds) == (1000, 1002, 3)


class TestRates:
    def test_a_bucket_gives_its_burst_then_its_rate(self, ledger: Ledger) -> None:
        def take(wall: float) -> float:
            return ledger.rates.take("b", per_second=2, burst=3, wall=WALL + wall)

        assert [take(0) for _ in range(4)] == [0.0, 0.0, 0.0, 0.5]
        assert take(0.25) == 0.25
        assert take(0.5) == 0.0
        assert take(0.5) == 0.5
        assert [take(99) for _ in range(4)] == [0.0, 0.0, 0.0, 0.5]

    def test_a_clock_that_goes_back_gives_nothing_away(self, ledger: Ledger) -> None:
        assert ledger.rates.take("b", per_second=1, burst=1, wall=WALL) == 0.0
        assert ledger.rates.take("b", per_second=1, burst=1, wall=WALL - 50) == 1.0
        assert ledger.rates.take("b", per_second=1, burst=1, wall=WALL + 0.5) == 0.5

    def test_a_clock_that_was_far_ahead_stops_nobody_once_it_is_right(self, ledger: Ledger) -> None:
        def take(wall: float) -> float:
            return ledger.rates.take("b", per_second=2, burst=2, wall=WALL + wall)

        assert [take(3600) for _ in range(3)] == [0.0, 0.0, 0.5]
        assert take(0) == 0.5, "gives nothing away"
        assert take(0.5) == 0.0, "and goes on from there"

    def test_buckets_are_apart(self, ledger: Ledger) -> None:
        assert ledger.rates.take("a", per_second=1, burst=1, wall=WALL) == 0.0
        assert ledger.rates.take("b", per_second=1, burst=1, wall=WALL) == 0.0

    def test_statuses_are_added_to(self, ledger: Ledger) -> None:
        ledger.rates.store_statuses("l", {"a": "CREATING", "b": "AVAILABLE"})
        ledger.rates.store_statuses("l", {"a": "AVAILABLE"})
        ledger.rates.store_statuses("l", {})
        assert ledger.rates.statuses("l", ["a", "b", "c"]) == {"a": "AVAILABLE", "b": "AVAILABLE"}
        assert ledger.rates.statuses("l", []) == {}
        assert ledger.rates.statuses("other", ["a"]) == {}

    def test_a_status_is_known_for_an_hour(self, ledger: Ledger, wall: Wall) -> None:
        ledger.rates.store_statuses("l", {"a": "CREATING", "b": "AVAILABLE"})
        wall.at += 3600
        ledger.rates.store_statuses("l", {"a": "AVAILABLE"})
        assert ledger.rates.statuses("l", ["a", "b"]) == {"a": "AVAILABLE", "b": "AVAILABLE"}
        wall.at += 3600
        ledger.rates.store_statuses("l", {"c": "CREATING"})
        known = ledger.rates.statuses("l", ["a", "b", "c"])
        assert known == {"a": "AVAILABLE", "c": "CREATING"}, "though the listing goes on"

    def test_one_refresh_a_period(self, ledger: Ledger) -> None:
        def may(wall: float) -> bool:
            return ledger.rates.may_refresh("l", every_seconds=10, wall=WALL + wall)

        assert [may(0), may(9.9), may(10), may(11)] == [True, False, True, False]
        assert ledger.rates.may_refresh("other", every_seconds=10, wall=WALL)

    def test_a_clock_far_ahead_does_not_stop_refreshing(self, ledger: Ledger) -> None:
        assert ledger.rates.may_refresh("l", every_seconds=10, wall=WALL + 86400)
        assert ledger.rates.may_refresh("l", every_seconds=10, wall=WALL)


class TestVitals:
    def test_the_last_sign_of_each_process(self, ledger: Ledger) -> None:
        now = WALL
        for at, process, instance in ((now - 5, "clock", "h/2"), (now, "clock", "h/1")):
            ledger.vitals.beat(Vital(process=process, instance=instance, at=at))
        newest = Vital(process="bot", instance="h/3", at=now, trouble="Slack", detail={"a": "1"})
        ledger.vitals.beat(newest.model_copy(update={"trouble": ""}))
        ledger.vitals.beat(newest)
        signs = ledger.vitals.all()
        assert [(one.process, one.instance) for one in signs] == [
            ("bot", "h/3"),
            ("clock", "h/1"),
            ("clock", "h/2"),
        ]
        assert signs[0] == newest

    def test_old_ones_are_forgotten(self, ledger: Ledger, wall: Wall) -> None:
        ledger.vitals.beat(Vital(process="bot", instance="h/1", at=WALL))
        ledger.vitals.beat(Vital(process="bot", instance="h/2", at=WALL + 0.5))
        wall.at += 3600
        assert [one.instance for one in ledger.vitals.all()] == ["h/2"]


class TestHomes:
    def test_who_opened_it_lately_and_when_last(self, handle: Handle) -> None:
        one, other = handle(), handle()
        one.homes.open(ALICE, wall=WALL)
        one.homes.open(BOB, wall=WALL + 10.5)
        one.homes.open(ALICE, wall=WALL + 20)
        assert other.homes.opened(since=WALL) == {ALICE: WALL + 20, BOB: WALL + 10.5}

    def test_who_opened_it_long_ago_is_forgotten(self, ledger: Ledger) -> None:
        ledger.homes.open(ALICE, wall=WALL)
        ledger.homes.open(BOB, wall=WALL + 10)
        assert set(ledger.homes.opened(since=WALL)) == {BOB}
        assert set(ledger.homes.opened(since=WALL - 100)) == {BOB}

    def test_the_poster_hears_of_it(self, ledger: Ledger) -> None:
        assert not ledger.cards.await_news(timeout_seconds=0.01)
        ledger.homes.open(ALICE, wall=WALL)
        assert ledger.cards.await_news(timeout_seconds=0.01)


class TestReplays:
    def test_a_request_is_taken_once(self, ledger: Ledger) -> None:
        assert ledger.replays.first_time("v0=abc")
        assert not ledger.replays.first_time("v0=abc")
        assert ledger.replays.first_time("v0=abd")

    @pytest.mark.parametrize("id_", ["", " ", "a:b", "ü" * 5000, "{other}:x\r\n\x00"])
    def test_any_text_will_do(self, ledger: Ledger, id_: str) -> None:
        assert ledger.replays.first_time(id_)
        assert not ledger.replays.first_time(id_)


def test_a_page_is_given_once_per_request(ledger: Ledger) -> None:
    assert ledger.jobs.page_once("v0=page", size=20, page=1) == ledger.jobs.page(size=20, page=1)
    assert ledger.jobs.page_once("v0=page", size=20, page=1) is None
    assert not ledger.replays.first_time("v0=page")
    assert ledger.replays.first_time("v0=other")
    assert ledger.jobs.page_once("v0=other", size=20, page=1) is None
