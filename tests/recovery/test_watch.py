"""The RPO watch: when it alarms, when it gives the all-clear, and that it never flaps."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.inventory import BackupEntry, Freshest, TableEntry
from recovery.watch import AT_ONCE, Reached, Verdict, Watch, reached_at_home, reached_in

START = datetime(2026, 11, 12, tzinfo=UTC)
Told = list[tuple[float, Verdict]]


def minutes(count: float) -> datetime:
    return START + timedelta(minutes=count)


def watched(
    made: Sequence[float],
    *,
    target: float,
    lag: float = 0.0,
    until: float,
    step: float = 5.0,
    watch: Watch | None = None,
) -> tuple[Watch, Told]:
    """Look every `step` minutes; a backup made at minute m is there `lag` minutes later."""
    watch = watch or Watch(since=START, target_seconds=target * 60)
    told: Told = []
    coming, newest = sorted(made), None
    look = 0.0
    while look <= until:
        while coming and coming[0] + lag <= look:
            newest = minutes(coming.pop(0))
        reached = Reached(newest=newest)
        watch, verdict = watch.after(reached, minutes(look))
        if verdict:
            told.append((look, verdict))
        look += step
    return watch, told


def every(interval: float, *, until: float, missing: tuple[int, ...] = ()) -> list[float]:
    count = int(until // interval) + 1
    return [number * interval for number in range(count) if number not in missing]


def test_an_hourly_copy_within_its_target_is_never_told() -> None:
    _, told = watched(every(60, until=6000), target=120, lag=15, until=6000)
    assert told == []


def test_an_hourly_copy_that_always_crosses_its_target_is_one_alarm() -> None:
    _, told = watched(every(60, until=6000), target=60, lag=14, until=6000)
    assert [verdict for _, verdict in told] == ["missed"]


def test_one_missed_tooth_is_not_told_and_two_in_a_row_are() -> None:
    # Every three hours, with four as the target: a copy that comes late is a short miss.
    late = [0, 180, 360, 540 + 60, 720, 900, 1080]
    _, told = watched(late, target=200, until=1200)
    assert told == []
    twice = [0, 180, 360, 360 + 210, 570 + 210, 960, 1140]
    _, told = watched(twice, target=200, until=1600)
    assert [verdict for _, verdict in told] == ["missed", "met", "missed"]
    assert 570 + 200 < told[0][0] <= 570 + 215


def test_far_above_the_target_is_told_at_once() -> None:
    _, told = watched(every(60, until=600), target=120, until=1000)
    assert told == [(600 + 150 + 5, "missed")]


def test_the_all_clear_comes_a_tooth_after_it_is_well_again_and_once() -> None:
    made = every(60, until=3000, missing=(5, 6, 7))
    _, told = watched(made, target=120, lag=10, until=3000)
    assert [verdict for _, verdict in told] == ["missed", "met"]
    alarm, clear = (at for at, _ in told)
    assert alarm == 240 + 150 + 5
    assert 480 + 10 + 120 <= clear <= 480 + 10 + 125


def test_what_was_never_backed_up_has_the_time_of_its_first_backup() -> None:
    _, told = watched([], target=60, until=300)
    assert told == [(80, "missed")]
    _, told = watched([40.0, 55.0], target=60, lag=10, until=100)
    assert told == []


def test_a_deleted_newest_backup_counts_no_more() -> None:
    watch, told = watched([0, 60, 120], target=60, until=130)
    assert told == []
    watch, verdict = watch.after(Reached(newest=minutes(0)), minutes(135))
    assert verdict == "missed"
    assert watch.newest == minutes(0)


def test_a_deleted_newest_backup_is_not_the_end_of_a_tooth() -> None:
    """Or else one late backup, and an older one deleted, would be two misses."""
    watch, told = watched([0, 5, 10], target=60, until=75)
    assert (watch.peak, told) == (65 * 60, [])
    watch, verdict = watch.after(Reached(newest=minutes(5)), minutes(79))
    assert verdict is None
    assert len(watch.teeth) == 3


def test_looking_twice_at_the_same_reading_changes_nothing() -> None:
    watch, _ = watched(every(60, until=200), target=60, lag=14, until=200)
    assert watch.judged_at is not None
    again = watch.after(Reached(newest=minutes(0)), watch.judged_at)
    assert again == (watch, None)


def test_another_target_judges_anew() -> None:
    watch, told = watched(every(60, until=600), target=60, lag=14, until=600)
    assert told
    eased = watch.aiming_at(7200)
    _, told = watched(every(60, until=2000), target=120, lag=14, until=2000, watch=eased)
    assert [verdict for _, verdict in told] == ["met"]
    assert watch.aiming_at(watch.target_seconds) is watch


def test_a_miss_of_another_target_is_no_evidence() -> None:
    watch, told = watched([0, 70], target=60, until=75)
    assert (watch.missed_before, told) == (True, [])
    lowered = watch.aiming_at(50 * 60)
    _, verdict = lowered.after(Reached(newest=minutes(70)), minutes(70 + 55))
    assert verdict is None, "one miss of the target there is now"


def test_a_target_of_minutes_is_kept_for_half_an_hour_before_its_all_clear() -> None:
    """Recovery to any second, read every five minutes, that stood still once."""
    _, told = watched(every(5, until=200, missing=(10, 11, 12)), target=10, until=200)
    assert told == [(60, "missed"), (65 + 30, "met")]


def test_recovery_to_any_second_that_is_read_seldom_gets_its_all_clear_too() -> None:
    """Each look finds something newer, so that no end of a tooth is hidden between two."""
    made = [at - 5 for at in every(7, until=300, missing=(10, 11, 12))]
    _, told = watched(made, target=10, lag=5, until=300, step=7)
    assert [verdict for _, verdict in told] == ["missed", "met"]


@given(
    looks=st.floats(min_value=4, max_value=100),
    lag=st.floats(min_value=1, max_value=3000),
    target=st.floats(min_value=1, max_value=3000),
    step=st.floats(min_value=0.5, max_value=60),
)
def test_no_steady_saw_is_told_twice(looks: float, lag: float, target: float, step: float) -> None:
    interval = looks * step
    until = max(12 * interval + lag, 12 * target, 30 * step)
    until = min(until, 800 * step)
    _, told = watched(every(interval, until=until), target=target, lag=lag, until=until, step=step)
    assert [verdict for _, verdict in told] in ([], ["missed"], ["missed", "met"])
    if interval + lag <= target:
        assert told == []
    for _, verdict in told[1:]:
        assert verdict == "met"
        assert interval + lag - step <= target, "no all-clear while looks still show misses"


def test_a_crossing_between_two_looks_is_neither_alarm_nor_calm() -> None:
    # Looks are 18 minutes apart, and the target is crossed for 16 of them.
    _, told = watched(every(1767, until=30_000), target=1752, lag=1, until=30_000, step=18)
    assert [verdict for _, verdict in told] == ["missed"]


@given(
    ages=st.lists(st.integers(0, 500), min_size=1, max_size=200),
    target=st.integers(1, 200),
)
def test_alarm_and_all_clear_take_turns_and_an_alarm_has_a_reason(
    ages: list[int], target: int
) -> None:
    watch = Watch(since=START, target_seconds=target * 60)
    told: list[Verdict] = []
    seen: list[int] = []
    for number, age in enumerate(ages):
        at = minutes(1000 + number * 10)
        seen.append(age)
        watch, verdict = watch.after(Reached(newest=at - timedelta(minutes=age)), at)
        if verdict == "missed":
            assert age > target
            assert age > AT_ONCE * target or sum(one > target for one in seen) > 1
        if verdict == "met":
            assert age <= target
        if verdict:
            told.append(verdict)
    assert told == ["missed" if number % 2 == 0 else "met" for number in range(len(told))]
    assert (watch.alarmed_at is not None) == (len(told) % 2 == 1)


def test_a_watch_is_the_same_after_a_restart() -> None:
    watch, _ = watched(every(60, until=200), target=60, lag=14, until=200)
    assert Watch.model_validate_json(watch.model_dump_json()) == watch


ORDERS = TableEntry(account="prod", region="us-east-2", name="orders", arn="arn:orders")


def source(*ages: float, region: str = "us-east-2", **fields: object) -> Freshest:
    return Freshest().adding(
        BackupEntry(
            account="prod",
            region=region,
            table="orders",
            name="b",
            arn=f"arn:{age}",
            created=START - timedelta(minutes=age),
        ).model_copy(update=fields)
        for age in ages
    )


@pytest.mark.parametrize(
    ("pitr", "latest", "age", "basis"),
    [("on", 5, 5, "PITR"), ("on", 50, 30, "newest backup"), ("off", 5, 30, "newest backup")],
)
def test_at_home_recovery_to_any_second_counts_too(
    pitr: str, latest: float, age: float, basis: str
) -> None:
    entry = ORDERS.model_copy(update={"pitr": pitr, "latest": minutes(-latest)})
    reached = reached_at_home(entry, [source(30), source(1, region="us-west-1")], START)
    assert (reached.newest, reached.basis) == (minutes(-age), basis)


def test_elsewhere_only_what_lies_there_counts() -> None:
    sources = [source(1), source(70, 130, region="us-west-1")]
    assert reached_in("us-west-1", sources, START).loss(START) == timedelta(minutes=70)
    assert reached_in("eu-west-1", sources, START).loss(START) is None


def test_what_is_over_or_not_usable_does_not_count() -> None:
    gone = source(10, region="r", expires=START)
    growing = source(20, region="r", status="CREATING")
    assert reached_in("r", [gone, growing], START) == Reached()


def test_an_older_backup_that_outlives_the_newer_one_counts_once_that_is_gone() -> None:
    hourly = [
        source(age, expires=minutes(-age) + timedelta(days=1)).points[0] for age in (10, 70, 130)
    ]
    daily = source(600, expires=minutes(-600) + timedelta(days=35)).points[0]
    freshest = Freshest().adding([*hourly, daily])
    assert [point.arn for point in freshest.points] == ["arn:10", "arn:600"]
    later = START + timedelta(days=2)
    found = freshest.newest(later)
    assert found is not None
    assert found.arn == "arn:600"
