"""Durations: `45m`, `1h`, `7d` and back."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.durations import LONGEST, duration_text, parse_duration
from recovery.errors import Refusal


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("30s", timedelta(seconds=30)),
        ("45m", timedelta(minutes=45)),
        ("1h", timedelta(hours=1)),
        ("7d", timedelta(days=7)),
        (" 90M ", timedelta(minutes=90)),
        ("3650d", LONGEST),
    ],
)
def test_a_number_and_a_unit(text: str, duration: timedelta) -> None:
    assert parse_duration(text) == duration


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "h",
        "1w",
        "-1h",
        "1.5h",
        "1h30m",
        "1 h",
        "\u0661h",
        "0m",
        "3651d",
        "999999999d",
        "1" * 99,
    ],
)
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Refusal) as refusal:
        parse_duration(text)
    assert "1h" in refusal.value.advice or "3650d" in refusal.value.advice


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (timedelta(minutes=90), "90m"),
        (timedelta(minutes=120), "2h"),
        (timedelta(days=1), "1d"),
        (timedelta(seconds=61.9), "61s"),
        (timedelta(milliseconds=1), "0s"),
    ],
)
def test_written_in_the_largest_unit_that_loses_nothing(duration: timedelta, text: str) -> None:
    assert duration_text(duration) == text


@given(st.integers(1, int(LONGEST.total_seconds())))
def test_what_is_written_reads_back(seconds: int) -> None:
    duration = timedelta(seconds=seconds)
    assert parse_duration(duration_text(duration)) == duration
