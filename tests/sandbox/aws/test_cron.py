"""AWS's schedule expressions: the documentation's examples, clock changes, and what is refused."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sandbox.aws.cron import BadExpression, parse

ZULU = ZoneInfo("UTC")
NEW_YORK = ZoneInfo("America/New_York")


def due(
    expression: str, after: str, count: int = 3, *, zone: ZoneInfo = ZULU, begin: str | None = None
) -> list[str]:
    """The next instants, as `2026-11-02 08:00`, in UTC."""
    schedule, instant = parse(expression), utc(after)
    start = utc(begin) if begin else instant
    found = []
    for _ in range(count):
        following = schedule.next(instant, zone, start)
        if following is None:
            break
        found.append(f"{following:%Y-%m-%d %H:%M}")
        instant = following
    return found


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        # EventBridge's user guide, "Cron expressions".
        ("cron(0 10 * * ? *)", ["2026-11-01 10:00", "2026-11-02 10:00", "2026-11-03 10:00"]),
        ("cron(15 12 * * ? *)", ["2026-11-01 12:15", "2026-11-02 12:15", "2026-11-03 12:15"]),
        ("cron(0 18 ? * MON-FRI *)", ["2026-11-02 18:00", "2026-11-03 18:00", "2026-11-04 18:00"]),
        ("cron(0 8 1 * ? *)", ["2026-11-01 08:00", "2026-12-01 08:00", "2027-01-01 08:00"]),
        ("cron(0/15 * * * ? *)", ["2026-11-01 00:15", "2026-11-01 00:30", "2026-11-01 00:45"]),
        (
            "cron(0/10 * ? * MON-FRI *)",
            ["2026-11-02 00:00", "2026-11-02 00:10", "2026-11-02 00:20"],
        ),
        (
            "cron(0/5 8-17 ? * MON-FRI *)",
            ["2026-11-02 08:00", "2026-11-02 08:05", "2026-11-02 08:10"],
        ),
        ("cron(0 9 ? * 2#1 *)", ["2026-11-02 09:00", "2026-12-07 09:00", "2027-01-04 09:00"]),
        (
            "cron(0/30 20-2 ? * MON-FRI *)",
            ["2026-11-02 00:00", "2026-11-02 00:30", "2026-11-02 01:00"],
        ),
        # The Scheduler's, "Cron-based schedules".
        (
            "cron(15 10 ? * 6L 2026-2027)",
            ["2026-11-27 10:15", "2026-12-25 10:15", "2027-01-29 10:15"],
        ),
        # AWS Backup's own: a rule's default, and "every hour at 15 minutes past".
        ("cron(0 5 ? * * *)", ["2026-11-01 05:00", "2026-11-02 05:00", "2026-11-03 05:00"]),
        ("cron(15 * ? * * *)", ["2026-11-01 00:15", "2026-11-01 01:15", "2026-11-01 02:15"]),
        ("cron(5 */1 * * ? *)", ["2026-11-01 00:05", "2026-11-01 01:05", "2026-11-01 02:05"]),
    ],
)
def test_examples_of_the_documentation(expression: str, expected: list[str]) -> None:
    assert due(expression, "2026-11-01T00:00") == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("cron(0 0 L * ? *)", ["2026-02-28 00:00", "2026-03-31 00:00", "2026-04-30 00:00"]),
        ("cron(0 0 3W * ? *)", ["2026-02-03 00:00", "2026-03-03 00:00", "2026-04-03 00:00"]),
        # 1 February is a Sunday, 1 August a Saturday: it stays in its month.
        ("cron(0 0 1W 2,8 ? *)", ["2026-02-02 00:00", "2026-08-03 00:00", "2027-02-01 00:00"]),
        ("cron(0 0 31W MAY ? *)", ["2026-05-29 00:00", "2027-05-31 00:00", "2028-05-31 00:00"]),
        ("cron(0 0 31 * ? *)", ["2026-03-31 00:00", "2026-05-31 00:00", "2026-07-31 00:00"]),
        ("cron(0 0 29 FEB ? *)", ["2028-02-29 00:00", "2032-02-29 00:00", "2036-02-29 00:00"]),
        ("cron(0 0 ? * L *)", ["2026-02-07 00:00", "2026-02-14 00:00", "2026-02-21 00:00"]),
        ("cron(0 0 ? * SUN#5 *)", ["2026-03-29 00:00", "2026-05-31 00:00", "2026-08-30 00:00"]),
        (
            "cron(0 0 ? JAN,JUN tue,THU 2027)",
            ["2027-01-05 00:00", "2027-01-07 00:00", "2027-01-12 00:00"],
        ),
        (
            "cron(10-50/20 6/9 2 * ? *)",
            ["2026-02-02 06:10", "2026-02-02 06:30", "2026-02-02 06:50"],
        ),
        ("cron(0 0 ? * FRI-MON *)", ["2026-02-02 00:00", "2026-02-06 00:00", "2026-02-07 00:00"]),
        ("cron(0 22-2/2 ? * 1 *)", ["2026-02-01 02:00", "2026-02-01 22:00", "2026-02-08 00:00"]),
        ("cron(0 0 1 1 ? 2025)", []),
        ("cron(0 0 30 2 ? *)", []),
    ],
)
def test_wildcards(expression: str, expected: list[str]) -> None:
    assert due(expression, "2026-02-01T00:00") == expected


def test_later_means_later() -> None:
    assert due("cron(0 10 * * ? *)", "2026-11-01T10:00", 1) == ["2026-11-02 10:00"]
    assert due("cron(0 10 * * ? *)", "2026-11-01T09:59:59", 1) == ["2026-11-01 10:00"]


def test_a_zone() -> None:
    assert due("cron(30 2 * * ? *)", "2026-11-05T00:00", 2, zone=ZoneInfo("Asia/Kolkata")) == [
        "2026-11-05 21:00",
        "2026-11-06 21:00",
    ]


def test_a_local_time_that_clocks_leap_over_is_skipped() -> None:
    # 8 March 2026, 02:00 to 03:00, does not exist in New York.
    assert due("cron(30 2 * * ? *)", "2026-03-07T00:00", 3, zone=NEW_YORK) == [
        "2026-03-07 07:30",
        "2026-03-09 06:30",
        "2026-03-10 06:30",
    ]
    assert due("at(2026-03-08T02:30:00)", "2026-03-01T00:00", zone=NEW_YORK) == []


def test_a_local_time_that_comes_twice_is_met_once() -> None:
    # 1 November 2026, 01:00 to 02:00, comes twice in New York.
    assert due("cron(30 1 * * ? *)", "2026-10-31T12:00", 2, zone=NEW_YORK) == [
        "2026-11-01 05:30",
        "2026-11-02 06:30",
    ]
    assert due("cron(30 1 * * ? *)", "2026-11-01T06:15", 1, zone=NEW_YORK) == ["2026-11-02 06:30"]
    assert due("cron(0 * * * ? *)", "2026-11-01T04:30", 3, zone=NEW_YORK) == [
        "2026-11-01 05:00",
        "2026-11-01 07:00",
        "2026-11-01 08:00",
    ]


@pytest.mark.parametrize(
    ("expression", "after", "expected"),
    [
        ("rate(5 minutes)", "2026-11-01T00:00", ["2026-11-01 00:05", "2026-11-01 00:10"]),
        ("rate(1 hour)", "2026-11-01T02:59", ["2026-11-01 03:00", "2026-11-01 04:00"]),
        ("rate(1 hours)", "2026-11-01T02:59", ["2026-11-01 03:00", "2026-11-01 04:00"]),
        ("rate(7 days)", "2026-11-01T00:00", ["2026-11-08 00:00", "2026-11-15 00:00"]),
        ("rate(7 days)", "2026-10-01T00:00", ["2026-11-01 00:00", "2026-11-08 00:00"]),
    ],
)
def test_rates_count_from_their_beginning(expression: str, after: str, expected: list[str]) -> None:
    assert due(expression, after, 2, begin="2026-11-01T00:00") == expected


def test_a_day_of_a_rate_has_24_hours_whatever_the_clocks_do() -> None:
    # Documentation, "Daylight savings time on EventBridge Scheduler".
    assert due("rate(1 days)", "2026-10-31T05:00", 2, zone=NEW_YORK) == [
        "2026-11-01 05:00",
        "2026-11-02 05:00",
    ]


def test_once() -> None:
    assert due("at(2026-11-20T13:00:00)", "2026-11-01T00:00", zone=NEW_YORK) == ["2026-11-20 18:00"]
    assert due("at(2026-11-20T13:00:00)", "2026-11-20T13:00") == []


@pytest.mark.parametrize(
    ("expression", "zone", "found"),
    [
        ("at(9999-12-31T23:59:59)", "America/New_York", 0),
        ("at(0001-01-01T00:00:00)", "Asia/Tokyo", 0),
        ("rate(999999999 days)", "UTC", 0),
        ("rate(2000000 days)", "UTC", 1),
        ("cron(0 0 31 12 ? 2199)", "America/New_York", 1),
    ],
)
def test_the_ends_of_the_calendar(expression: str, zone: str, found: int) -> None:
    assert len(due(expression, "2026-11-01T00:00", 2, zone=ZoneInfo(zone))) == found


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "every hour",
        "cron()",
        "cron(0 10 * * *)",
        "cron(0 10 * * * *)",
        "cron(0 10 ? * ? *)",
        "cron(0 10 * * MON *)",
        "cron(60 10 * * ? *)",
        "cron(0 24 * * ? *)",
        "cron(0 10 0 * ? *)",
        "cron(0 10 32 * ? *)",
        "cron(0 10 * 13 ? *)",
        "cron(0 10 ? * 0 *)",
        "cron(0 10 ? * 8 *)",
        "cron(0 10 * * ? 1969)",
        "cron(0 10 * * ? 2200)",
        "cron(*/60 * * * ? *)",
        "cron(0/0 * * * ? *)",
        "cron(? 10 * * ? *)",
        "cron(5, 10 * * ? *)",
        "cron(0 10 ? * MON/2 *)",
        "cron(0 10 ? * MON#6 *)",
        "cron(0 10 ? * MON#1,TUE#2 *)",
        "cron(0 10 LW * ? *)",
        "cron(0 10 L-3 * ? *)",
        "cron(0 10 W * ? *)",
        "cron(0 10 * MAYDAY ? *)",
        "cron(0/5, 9-18, ?, *, MON-FRI, *)",
        "rate(0 minutes)",
        "rate(-5 minutes)",
        "rate(5 minute)",
        "rate(5minutes)",
        "rate(5 weeks)",
        "rate(1.5 hours)",
        "at(2026-11-20)",
        "at(2026-11-31T13:00:00)",
        "at(2026-11-20T13:00:00Z)",
        "cron(0 10 * * ? *",
        "cron(0 10 * * ? *) ",
    ],
)
def test_what_is_no_expression(expression: str) -> None:
    with pytest.raises(BadExpression):
        parse(expression)


def test_every_minute_is_found_in_order_through_a_clock_change() -> None:
    instant, schedule = utc("2026-11-01T00:00"), parse("cron(* * * * ? *)")
    for minute in range(1, 500):
        following = schedule.next(instant, NEW_YORK, instant)
        assert following is not None
        assert following > instant
        if minute < 240:
            assert following == utc("2026-11-01T00:00") + timedelta(minutes=minute)
        instant = following
