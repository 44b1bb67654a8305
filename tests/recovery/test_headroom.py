"""What an account can still carry, by AWS's limits."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from recovery.headroom import copies_fit, jobs_fit, restores_fit

HOUR = timedelta(hours=1)


def test_667_tables_an_hour_leave_less_than_nine_minutes_for_each_copy() -> None:
    fit = copies_fit(667, None, HOUR)
    assert fit.fits is None
    assert "667 tables, 100 copies at a time: each may take 9 min" in fit.text
    assert copies_fit(667, 8.5 * 60, HOUR).fits is True
    assert copies_fit(667, 9 * 60, HOUR).fits is False


def test_667_tables_come_back_in_14_waves() -> None:
    fit = restores_fit(667, 30 * 60, timedelta(hours=4))
    assert "667 tables = 14 waves of up to 50 restores: 7 h (14 × 30 min)" in fit.text  # noqa: RUF001  times
    assert fit.fits is False
    assert restores_fit(667, 15 * 60, timedelta(hours=4)).fits is True
    assert restores_fit(667, None, timedelta(hours=4)).fits is None


def test_a_table_whose_jobs_take_longer_than_the_interval_piles_up() -> None:
    assert jobs_fit(40 * 60, 30 * 60, HOUR).fits is False
    assert jobs_fit(20 * 60, 30 * 60, HOUR).fits is True
    assert jobs_fit(None, 30 * 60, HOUR).text.startswith("how long a backup by itself takes is")
    assert jobs_fit(20 * 60, None, HOUR).text.startswith("how long a copy takes is not known")


@given(some.integers(1, 5000), some.floats(0, 7200))
def test_one_more_table_never_makes_room(tables: int, seconds: float) -> None:
    if copies_fit(tables, seconds, HOUR).fits is False:
        assert copies_fit(tables + 1, seconds, HOUR).fits is False


@pytest.mark.parametrize("tables", [1, 50, 51])
def test_a_wave_holds_fifty(tables: int) -> None:
    waves = 1 if tables <= 50 else 2
    word = "wave" if waves == 1 else "waves"
    assert f"= {waves} {word} of up to 50 restores" in restores_fit(tables, None, None).text
