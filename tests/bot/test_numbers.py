"""Numbers as people read them."""

from datetime import timedelta

import pytest

from bot.render import numbers
from bot.render.blocks import cut
from tests.bot.samples import ASKED, at


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (-5, "0 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (2280, "38 min"),
        (3599, "1 h"),
        (4320, "1 h 12 min"),
        (86399, "1 d"),
        (97200, "1 d 3 h"),
    ],
)
def test_a_span(seconds: float, text: str) -> None:
    assert numbers.span(seconds) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (1860, 2640, "31 to 44 min"),
        (2640, 1860, "31 to 44 min"),
        (20, 40, "20 to 40 s"),
        (30, 90, "30 s to 2 min"),
        (600, 605, "10 min"),
        (3600, 14400, "1 h to 4 h"),
    ],
)
def test_a_range(low: float, high: float, text: str) -> None:
    assert numbers.between(low, high) == text


@pytest.mark.parametrize(
    ("elapsed", "low", "high", "text"),
    [
        (43 * 60 + 20, 1800, 3600, "43 of about 60 min"),
        (12, 10, 20, "12 of about 20 s"),
        (70, None, None, "1 min"),
        (5000, None, 3600, "83 of about 60 min"),
        (200, 1200, None, "3 of at least 20 min"),
        (1500, 1200, None, "25 min, at least 20 min expected"),
    ],
)
def test_elapsed_of_expected(
    elapsed: float, low: float | None, high: float | None, text: str
) -> None:
    assert numbers.of_expected(elapsed, low, high) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-11-14T02:11:00Z is too early.", "02:11 UTC is too early."),
        (
            "The window is 2026-10-14T02:11:36Z to 2026-11-14T02:14:00Z.",
            "The window is 14 Oct 02:11:36 UTC to 02:14 UTC.",
        ),
        (
            "Type `restore orders --at 2026-11-14T02:11:00Z` then.",
            "Type `restore orders --at 2026-11-14T02:11:00Z` then.",
        ),
        ("2026-13-99T99:99:99Z means nothing.", "2026-13-99T99:99:99Z means nothing."),
    ],
)
def test_instants_in_sentences_are_shown_as_people_read_them(text: str, shown: str) -> None:
    assert numbers.spoken(text, ASKED) == shown


def test_times_say_the_day_only_where_it_is_another() -> None:
    assert numbers.utc(at(0), ASKED) == "02:19 UTC"
    assert numbers.utc(at(0) + timedelta(seconds=5), ASKED) == "02:19:05 UTC"
    assert numbers.utc(at(-1440), ASKED) == "13 Nov 02:19 UTC"
    assert numbers.utc(at(-1440 * 365), ASKED) == "14 Nov 2025 02:19 UTC"


def test_a_moment_is_told_in_utc_and_in_the_readers_zone() -> None:
    assert numbers.moment(at(-10), ASKED) == (
        "02:09:00 UTC · <!date^1794622140^{time} your time|02:09 UTC>"
    )


def test_ago_knows_the_future_too() -> None:
    assert numbers.ago(at(5), ASKED) == "in 5 min"
    assert numbers.ago(ASKED, ASKED) == "just now"


def test_cutting_leaves_no_half_escape() -> None:
    assert cut("abc &amp; def", 8) == "abc…"
    assert cut("abc", 3) == "abc"
    assert len(cut("x" * 99, 10)) == 10
