"""Costs and figures: every number with what it rests on, none invented."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from recovery.cost import backup_cost, copy_cost, pitr_cost, restore_cost, total_usd
from recovery.figures import (
    BYTES_PER_GB,
    Figure,
    dollars,
    gigabytes,
    minutes,
    minutes_between,
)

GB = BYTES_PER_GB
SIZES = st.integers(0, 10**16)


def test_the_articles_figures() -> None:
    assert total_usd(backup_cost(100 * GB), monthly=True) == pytest.approx(10)
    assert total_usd(pitr_cost(100 * GB), monthly=True) == pytest.approx(20)
    assert total_usd(restore_cost(100 * GB), monthly=False) == pytest.approx(15)
    assert total_usd(restore_cost(100 * GB), monthly=True) == pytest.approx(25)


def test_another_region_adds_the_transfer() -> None:
    here, there = restore_cost(GB), restore_cost(GB, cross_region=True)
    assert [line.label for line in there] == [
        "data restored",
        "data sent to another region",
        "new table stored",
    ]
    assert set(here) < set(there)
    assert total_usd(there, monthly=False) == pytest.approx(0.17)


def test_a_copy_is_paid_where_it_goes_through() -> None:
    ways = (("us-east-2", "us-west-1"), ("us-west-1", "us-west-1"))
    lines = copy_cost(100 * GB, ways, new_in="us-east-2")
    assert [line.label for line in lines] == [
        "backup kept in us-east-2",
        "data sent from us-east-2 to us-west-1",
        "copy kept in us-west-1",
        "copy kept in us-west-1",
    ]
    assert total_usd(lines, monthly=True) == pytest.approx(30)
    assert total_usd(lines, monthly=False) == pytest.approx(2)
    near = copy_cost(100 * GB, (("us-east-2", "us-east-1"),))
    assert total_usd(near, monthly=False) == pytest.approx(1)


def test_a_line_says_what_it_rests_on() -> None:
    figure = restore_cost(12 * GB)[0].figure
    assert figure is not None
    assert figure.unit == "USD"
    assert figure.basis == (
        "12.0 GB × $0.15 per GB; us-east-1 price; "  # noqa: RUF001  times
        "AWS DynamoDB pricing, us-east-1, 2026-11-01"
    )
    monthly = backup_cost(12 * GB)[0].figure
    assert monthly is not None
    assert monthly.unit == "USD per month"
    assert "per GB-month" in monthly.formula


def test_an_unknown_size_gives_no_number() -> None:
    for lines in (backup_cost(None), pitr_cost(None), restore_cost(None, cross_region=True)):
        assert all(line.figure is None and line.unknown == "size unknown" for line in lines)
    assert total_usd(restore_cost(None), monthly=False) is None
    assert total_usd((*restore_cost(GB), *restore_cost(None)), monthly=True) is None
    assert total_usd((), monthly=True) == 0


@given(SIZES, SIZES)
def test_a_larger_table_never_costs_less(first: int, second: int) -> None:
    small, large = (total_usd(restore_cost(s), monthly=False) for s in sorted((first, second)))
    assert small is not None
    assert large is not None
    assert small <= large


@pytest.mark.parametrize("left_out", ["formula", "source", "date"])
def test_a_figure_cannot_be_made_without_what_it_rests_on(left_out: str) -> None:
    whole = {
        "value": 1.8,
        "unit": "USD",
        "formula": "12 GB at $0.15",
        "source": "AWS",
        "date": date(2026, 11, 1),
    }
    assert Figure.model_validate(whole).value == pytest.approx(1.8)
    for without in (
        {key: value for key, value in whole.items() if key != left_out},
        whole | {left_out: ""},
        whole | {left_out: None},
    ):
        with pytest.raises(ValidationError, match=left_out):
            Figure.model_validate(without)


@pytest.mark.parametrize("value", [-0.01, float("nan"), float("inf")])
def test_a_figure_is_a_real_amount(value: float) -> None:
    with pytest.raises(ValidationError):
        Figure(value=value, unit="USD", formula="f", source="s", date=date(2026, 11, 1))


def test_a_figure_survives_storage() -> None:
    figure = backup_cost(GB)[0].figure
    assert figure is not None
    assert Figure.model_validate_json(figure.model_dump_json()) == figure


@pytest.mark.parametrize(
    ("usd", "text"),
    [
        (0, "$0"),
        (0.000001, "less than $0.01"),
        (0.0099, "less than $0.01"),
        (0.01, "$0.01"),
        (1.8, "$1.80"),
        (999.994, "$999.99"),
        (1000, "$1,000"),
        (1234567.8, "$1,234,568"),
    ],
)
def test_dollars(usd: float, text: str) -> None:
    assert dollars(usd) == text


@given(st.floats(0, 1e9, exclude_min=True))
def test_no_amount_reads_as_nothing(usd: float) -> None:
    assert dollars(usd) not in {"$0", "$0.00"}


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "less than 1 min"),
        (59, "less than 1 min"),
        (60, "1 min"),
        (38 * 60 + 20, "38 min"),
        (3600, "1 h"),
        (3599, "1 h"),
        (3900, "1 h 5 min"),
        (86399, "1 d"),
        (3 * 86400 + 4 * 3600 + 120, "3 d 4 h"),
        (35 * 86400, "35 d"),
    ],
)
def test_minutes(seconds: float, text: str) -> None:
    assert minutes(seconds) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (1860, 2640, "31 to 44 min"),
        (30, 120, "less than 1 min to 2 min"),
        (3000, 3599, "50 min to 1 h"),
        (3000, 5400, "50 min to 1 h 30 min"),
        (3600, 7200, "1 h to 2 h"),
        (60, 70, "1 min"),
    ],
)
def test_a_range_of_minutes(low: float, high: float, text: str) -> None:
    assert minutes_between(low, high) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (812, "812 bytes"),
        (1000, "1.0 KB"),
        (1024, "1.0 KB"),
        (3_565_158, "3.4 MB"),
        (12 * GB, "12.0 GB"),
        (1234 * GB, "1,234 GB"),
    ],
)
def test_sizes(size: int, text: str) -> None:
    assert gigabytes(size) == text
