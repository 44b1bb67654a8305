"""When a place that cannot be read is told, and when that it can be again."""

from datetime import UTC, datetime, timedelta

import pytest

from recovery.inventory import Sighting
from recovery.unread import BLIND, blind_for, looked
from recovery.watch import Watch

NOW = datetime(2026, 11, 12, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
UNREAD = Sighting(account="prod", region="us-west-1", at=NOW, problem="it does not answer")
NEVER = UNREAD.model_copy(update={"at": None})


def read(at: datetime) -> Sighting:
    return UNREAD.model_copy(update={"at": at, "problem": ""})


def test_what_is_read_is_not_remembered() -> None:
    assert looked(None, read(NOW), NOW) == (None, None)


@pytest.mark.parametrize(("place", "since"), [(UNREAD, NOW), (NEVER, NOW + 5 * MINUTE)])
def test_half_an_hour_counts_from_its_last_reading_else_from_the_first_try(
    place: Sighting, since: datetime
) -> None:
    watch, sight = looked(None, place, NOW + 5 * MINUTE)
    assert (watch is not None, sight) == (True, None)
    assert looked(watch, place, since + BLIND - MINUTE)[1] is None
    watch, sight = looked(watch, place, since + BLIND)
    assert sight == "unknown"
    assert looked(watch, place, since + 2 * BLIND)[1] is None, "once"


def test_a_short_time_is_forgotten_untold() -> None:
    watch, _ = looked(None, UNREAD, NOW + 5 * MINUTE)
    assert looked(watch, read(NOW + 10 * MINUTE), NOW + 11 * MINUTE) == (None, None)


def test_while_nobody_looked_nothing_was_tried_and_the_half_hour_begins_anew() -> None:
    """Workers that were away for a day: what they find may be a problem of the day before."""
    watch, _ = looked(None, UNREAD, NOW + 5 * MINUTE)
    tomorrow = NOW + timedelta(days=1)
    for known in (None, watch):
        again, sight = looked(known, UNREAD, tomorrow)
        assert sight is None
        again, sight = looked(again, UNREAD, tomorrow + BLIND - MINUTE)
        assert sight is None
        again, sight = looked(again, UNREAD, tomorrow + BLIND)
        assert sight == "unknown"
        assert again is not None
        assert looked(again, UNREAD, tomorrow + timedelta(days=1))[1] is None, "told is told"


@pytest.mark.parametrize(("newest", "minutes"), [(NOW, 75), (None, 70)])
def test_how_long_nobody_knew_is_from_reading_to_reading(
    newest: datetime | None, minutes: int
) -> None:
    since, again = NOW + 5 * MINUTE, NOW + 75 * MINUTE
    told = Watch(since=since, target_seconds=0, newest=newest, alarmed_at=NOW + BLIND)
    watch, sight = looked(told, read(again), again + MINUTE)
    assert watch is not None
    assert sight is None, "once may be chance"
    watch, sight = looked(watch, read(again), again + 2 * MINUTE)
    assert sight is None, "the same reading, looked at again"
    assert watch is not None
    assert blind_for(watch) == minutes * MINUTE
    assert looked(watch, read(again + 5 * MINUTE), again + 6 * MINUTE) == (None, "known")
