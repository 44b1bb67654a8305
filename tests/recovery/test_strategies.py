"""Which policy suits a target, and that a class's name says all of it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from recovery.strategies import (
    INTERVALS_HOURS,
    LONGEST_NAME,
    PolicyClass,
    Strategy,
    choose,
    days,
    every,
    interval_hours,
    read_class,
)

H = timedelta(hours=1)


@pytest.mark.parametrize(
    ("rpo", "hours"),
    [
        (None, 24),
        (timedelta(minutes=15), 1),
        (H, 1),
        (2 * H, 1),
        (4 * H, 2),
        (8 * H, 4),
        (24 * H, 12),
        (48 * H, 24),
        (720 * H, 24),
    ],
)
def test_backups_take_half_of_the_target_and_an_hour_at_least(
    rpo: timedelta | None, hours: int
) -> None:
    assert interval_hours(rpo) == hours


def test_what_leaves_the_region_is_preferred() -> None:
    assert choose(has_vault=True) is Strategy.COPIES
    assert choose(has_vault=False) is Strategy.BACKUPS


classes = some.builds(
    PolicyClass,
    strategy=some.just(Strategy.COPIES),
    hours=some.sampled_from(INTERVALS_HOURS),
    keep_days=some.integers(1, 36_500),
    dr_region=some.sampled_from(["us-west-1", "ap-southeast-2", "us-gov-west-1"]),
    dr_keep_days=some.integers(1, 36_500),
    cold_after_days=some.none() | some.integers(1, 3650),
)


@given(classes)
def test_a_class_is_read_back_from_its_name(policy: PolicyClass) -> None:
    assert read_class(policy.name) == policy


@given(
    classes.filter(
        lambda one: max(one.keep_days, one.dr_keep_days, one.cold_after_days or 0) <= 9999
    )
)
def test_a_plans_name_is_as_short_as_aws_wants_it(policy: PolicyClass) -> None:
    assert len(policy.plan_name) <= LONGEST_NAME


def test_the_other_strategies_have_names_too() -> None:
    for policy in (
        PolicyClass(strategy=Strategy.PITR),
        PolicyClass(strategy=Strategy.BACKUPS, hours=24, keep_days=35),
    ):
        assert read_class(policy.name) == policy


@pytest.mark.parametrize("name", ["", "gold", "1h-35d", "1h-35d-us-west-1-35d-coldd", "backups-"])
def test_what_somebody_else_wrote_into_the_tag_is_no_class(name: str) -> None:
    assert read_class(name) is None


def test_cold_only_where_ninety_days_are_left() -> None:
    policy = PolicyClass(
        strategy=Strategy.COPIES, hours=24, keep_days=35, dr_region="us-west-1", dr_keep_days=120,
        cold_after_days=30,
    )  # fmt: skip
    assert policy.cold_for(35) is None
    assert policy.cold_for(119) is None
    assert policy.cold_for(120) == 30


@pytest.mark.parametrize(
    ("hours", "cron"),
    [(1, "cron(0 * * * ? *)"), (4, "cron(0 0/4 * * ? *)"), (24, "cron(0 5 * * ? *)")],
)
def test_schedules_in_awss_dialect(hours: int, cron: str) -> None:
    assert PolicyClass(strategy=Strategy.BACKUPS, hours=hours, keep_days=1).cron == cron


def test_nothing_is_kept_shorter_than_was_asked() -> None:
    assert days(timedelta(hours=36)) == 2
    assert days(timedelta(days=35)) == 35


def test_intervals_in_words() -> None:
    assert [every(hours) for hours in (1, 4, 24)] == ["every hour", "every 4 h", "daily"]


@pytest.mark.parametrize(
    "name",
    [
        "01h-35d-us-west-1-35d",
        "5h-35d-us-west-1-35d",
        "backups-0h-35d",
        f"backups-{'9' * 200}h-35d",
        f"backups-24h-{'9' * 200}d",
        "backups-24h-0d",
    ],
)
def test_a_name_that_no_class_has_is_somebody_elses_tag(name: str) -> None:
    """One with more hours than Python counts would end the watch over all tables."""
    assert read_class(name) is None
