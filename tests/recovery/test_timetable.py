"""When AWS's schedules are due, by examples and by a second reading of the same guide."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.timetable import interval, next_due
from sandbox.aws.cron import parse

NOON = datetime(2026, 11, 12, 12, 0, tzinfo=UTC)


def due(expression: str, zone: str = "UTC", after: datetime = NOON) -> str:
    found = next_due(expression, zone, after=after, begin=NOON - timedelta(minutes=7))
    return f"{found:%Y-%m-%d %H:%M}" if found else "never"


@pytest.mark.parametrize(
    ("expression", "zone", "told"),
    [
        ("cron(0 * * * ? *)", "UTC", "2026-11-12 13:00"),
        ("cron(0 5 * * ? *)", "Etc/UTC", "2026-11-13 05:00"),
        ("cron(0 5 ? * MON-FRI *)", "America/New_York", "2026-11-13 10:00"),
        ("cron(30 2 ? * 1#1 *)", "UTC", "2026-12-06 02:30"),
        ("cron(0 0 L * ? *)", "UTC", "2026-11-30 00:00"),
        ("cron(0 0 15W * ? *)", "UTC", "2026-11-16 00:00"),
        ("cron(0 0 1W 5 ? *)", "UTC", "2027-05-03 00:00"),
        ("cron(0 0 31W 1 ? *)", "UTC", "2027-01-29 00:00"),
        ("cron(0 0 ? * 6L *)", "UTC", "2026-11-27 00:00"),
        ("cron(0 12 29 2 ? *)", "UTC", "2028-02-29 12:00"),
        ("rate(1 hour)", "UTC", "2026-11-12 12:53"),
        ("at(2026-11-12T13:30:00)", "Europe/Berlin", "2026-11-12 12:30"),
        ("at(2026-11-12T12:30:00)", "Europe/Berlin", "never"),
        ("cron(0 0 1 1 ? 2020)", "UTC", "never"),
    ],
)
def test_the_next_run(expression: str, zone: str, told: str) -> None:
    assert due(expression, zone) == told


@pytest.mark.parametrize(
    "expression",
    [
        *("", "cron()", "cron(0 * * * * *)", "cron(61 * * * ? *)", "rate(0 hours)"),
        *("every hour", "at(tomorrow)", "cron(0 0 ? * FOO *)", "cron(0 0 ? * 2#9 *)"),
    ],
)
def test_what_is_no_schedule_has_no_next_run(expression: str) -> None:
    assert due(expression) == "never"
    assert due("cron(0 * * * ? *)", "Middle/Earth") == "never"


def test_a_rate_is_counted_from_its_beginning_and_never_runs_before() -> None:
    assert due("rate(1 hour)", after=NOON - timedelta(days=1)) == "2026-11-12 11:53"


def test_an_hour_that_clocks_leap_over_is_skipped() -> None:
    before = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert due("cron(30 2 * * ? *)", "Europe/Berlin", before) == "2026-03-30 00:30"


def test_the_interval_is_from_the_next_run_to_the_one_after() -> None:
    hourly = interval("cron(0 * * * ? *)", "UTC", after=NOON, begin=NOON)
    assert hourly == timedelta(hours=1)
    assert interval("at(2027-01-01T00:00:00)", "UTC", after=NOON, begin=NOON) is None


def field(first: int, last: int) -> st.SearchStrategy[str]:
    number = st.integers(first, last)
    return st.one_of(
        st.just("*"),
        number.map(str),
        st.builds("{}-{}".format, number, number),
        st.builds("{}/{}".format, number, st.integers(1, last)),
        st.builds("{},{}".format, number, number),
    )


DAYS = st.one_of(
    st.builds(
        "{} {} ?".format, st.one_of(field(1, 31), st.just("L"), st.just("15W")), field(1, 12)
    ),
    st.builds(
        "? {} {}".format,
        field(1, 12),
        st.sampled_from(["MON-FRI", "2", "SAT,SUN", "3#2", "6L", "L", "FRI-MON"]),
    ),
)


@settings(max_examples=150, deadline=None)
@given(
    minutes=field(0, 59),
    hours=field(0, 23),
    days=DAYS,
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]),
    after=st.datetimes(datetime(2024, 1, 1), datetime(2029, 1, 1)),  # noqa: DTZ001  made aware below
)
def test_the_sandboxs_own_reading_of_the_guide_agrees(
    minutes: str, hours: str, days: str, zone: str, after: datetime
) -> None:
    expression = f"cron({minutes} {hours} {days} *)"
    aware = after.replace(tzinfo=UTC)
    expected = parse(expression).next(aware, ZoneInfo(zone), aware)
    if expected is None or expected - aware < timedelta(days=365 * 7):
        assert next_due(expression, zone, after=aware, begin=aware) == expected
