"""The honest RPO: what was measured counts, what was not is said, and no number is invented."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from recovery import exposure as module
from recovery.exposure import Exposure, advice, exposure, verdict
from recovery.outcome import Observation

TODAY = date(2026, 11, 12)
HOUR = timedelta(hours=1)
MINUTE = 60.0


DR = ("prod", "us-west-1")


def seen(what: str, minutes: float, *, at_minute: int = 0) -> Observation:
    """Of orders; a copy into the DR region."""
    return Observation(
        what=what,
        account="prod",
        region="us-west-1" if what == "copy" else "us-east-2",
        table="orders",
        seconds=minutes * MINUTE,
        size_bytes=1,
        indexes=0,
        at=datetime(2026, 11, 11, 2, at_minute, tzinfo=UTC).isoformat(),
    )


def found(
    *observations: Observation, hours: int = 1, hops: Sequence[tuple[str, str]] = (DR,)
) -> Exposure:
    return exposure(
        timedelta(hours=hours),
        observations,
        account="prod",
        region="us-east-2",
        table="orders",
        today=TODAY,
        hops=hops,
    )


ALL = (seen("backup-start", 5), seen("backup-run", 12), seen("copy", 8))


def test_the_worst_case_is_the_sum_of_what_was_measured() -> None:
    worst = found(*ALL).worst
    assert worst is not None
    assert worst.value == (60 + 5 + 12 + 8) * MINUTE
    assert str(found(*ALL)).startswith("1 h 25 min at worst: interval 1 h (the plan's schedule)")
    assert worst.source == "the backup plan; timed here"
    assert worst.date == date(2026, 11, 11)


def test_the_longest_of_several_counts() -> None:
    worst = found(*ALL, seen("copy", 31), seen("copy", 2)).worst
    assert worst is not None
    assert worst.value == (60 + 5 + 12 + 31) * MINUTE
    assert "copy 31 min (longest of 3)" in worst.formula


def test_an_hourly_copy_never_keeps_a_target_of_an_hour() -> None:
    for observations in ((), ALL, (seen("copy", 0.01), seen("backup-due", 0.01))):
        assert found(*observations).meets(HOUR) is False
    said = verdict(found(), HOUR)
    assert said.startswith("The target of 1 h is missed at worst.")
    assert "a replica in the other region" in said
    assert "incremental exports" in said


def test_what_was_never_timed_has_no_number() -> None:
    nothing = found()
    assert nothing.worst is None
    assert nothing.meets(timedelta(hours=8)) is None
    assert str(nothing).startswith("more than 1 h at worst, how much is not known")
    assert "copy unknown (none timed here, AWS bounds it by nothing)" in str(nothing)
    said = verdict(nothing, timedelta(hours=8))
    assert said.endswith("is met is not known until start, backup and copy have been timed.")


def test_awss_own_windows_bound_a_start_and_a_backup_that_were_never_timed() -> None:
    worst = found(seen("copy", 8)).worst
    assert worst is not None
    assert worst.value == (60 + 60 + 24 * 60 + 8) * MINUTE
    assert "start up to 1 h (AWS's start window)" in worst.formula
    assert "backup up to 1 d (AWS ends it then)" in worst.formula


def test_other_tables_say_nothing_about_this_one() -> None:
    assert found(*(one.model_copy(update={"table": "customers"}) for one in ALL)) == found()
    assert found(*(one.model_copy(update={"region": "eu-west-1"}) for one in ALL)) == found()


def test_at_home_no_copy_is_waited_for() -> None:
    worst = found(*ALL, hops=()).worst
    assert worst is not None
    assert worst.value == (60 + 5 + 12) * MINUTE


def test_two_hops_one_after_the_other_are_the_sum_of_both() -> None:
    second = seen("copy", 20).model_copy(update={"account": "dr"})
    hops = (DR, ("dr", "us-west-1"))
    assert found(*ALL, hops=hops).worst is None
    worst = found(*ALL, second, hops=hops).worst
    assert worst is not None
    assert worst.value == (60 + 5 + 12 + 8 + 20) * MINUTE
    assert "copy to prod/us-west-1 8 min" in worst.formula
    assert "copy to dr/us-west-1 20 min" in worst.formula


def told(*observations: Observation) -> list[str]:
    """Every part but interval and copy, as it is shown."""
    return [str(part) for part in found(*observations).parts[1:-1]]


def test_what_aws_tells_as_one_is_one_part_and_counted_once() -> None:
    assert told(seen("backup-due", 14), seen("backup-due", 9)) == [
        "start and backup 14 min (longest of 2)"
    ]
    apart = (seen("backup-start", 5), seen("backup-run", 12))
    assert told(*apart, seen("backup-due", 14)) == told(*apart), "5 and 12 are no less than 14"
    assert told(*apart, seen("backup-due", 18)) == ["start and backup 18 min (the only one timed)"]
    slow = seen("backup-job", 20, at_minute=7)
    assert told(seen("backup-due", 14), slow) == ["start and backup 20 min (longest of 2)"]


def test_a_backup_somebody_asked_for_bounds_the_backup_and_says_nothing_of_a_start() -> None:
    assert told(seen("backup-job", 12)) == [
        "start up to 1 h (AWS's start window)",
        "backup up to 12 min (the only one timed, with its wait)",
    ]
    same = (seen("backup-job", 12, at_minute=7), seen("backup-run", 9, at_minute=7))
    assert told(*same)[1] == "backup 9 min (the only one timed)", "one job, told in two ways"
    assert told(*same, seen("backup-run", 10))[1] == "backup 10 min (longest of 2)"
    assert found(*same).known_once == "start and copy have been timed"
    alone = found(seen("backup-start", 5), seen("backup-run", 9))
    assert alone.known_once == "copy has been timed"


def test_a_met_target_is_said_to_be_met() -> None:
    assert found(*ALL).meets(timedelta(minutes=85)) is True
    assert found(*ALL).meets(timedelta(minutes=84)) is False
    assert verdict(found(*ALL), timedelta(hours=4)) == "The target of 4 h is met."


def test_a_target_that_copies_can_keep_gets_no_other_advice() -> None:
    assert advice(timedelta(days=1)) == ""


WHATS = ("backup-start", "backup-run", "backup-due", "backup-job", "copy")
times = some.lists(
    some.tuples(some.sampled_from(WHATS), some.floats(min_value=0, max_value=10_000)), max_size=8
)
hours = some.sampled_from([1, 2, 12, 24])
targets = some.integers(min_value=60, max_value=400_000).map(lambda s: timedelta(seconds=s))
Times = list[tuple[str, float]]


def all_seen(times: Times) -> list[Observation]:
    """Each of a job of its own."""
    return [seen(what, took, at_minute=minute) for minute, (what, took) in enumerate(times)]


@given(times=times, hours=hours)
def test_the_worst_case_has_no_more_than_its_parts_and_no_less(times: Times, hours: int) -> None:
    it = found(*all_seen(times), hours=hours)
    assert it.least_seconds >= hours * 60 * MINUTE
    if it.worst is not None:
        assert it.worst.value >= it.least_seconds
        assert it.worst.value == pytest.approx(
            sum(part.most.value for part in it.parts if part.most)
        )
    has_copy = any(what == "copy" for what, _ in times)
    assert (it.worst is not None) == has_copy


@given(times=times, hours=hours, what=some.sampled_from(WHATS))
def test_something_slower_never_makes_it_look_better(times: Times, hours: int, what: str) -> None:
    before = all_seen(times)
    slower = [*before, seen(what, 20_000, at_minute=59)]
    assert found(*slower, hours=hours).least_seconds >= found(*before, hours=hours).least_seconds


@given(times=times, hours=hours, target=targets)
def test_it_is_never_called_met_when_it_may_be_missed(
    times: Times, hours: int, target: timedelta
) -> None:
    it = found(*all_seen(times), hours=hours)
    seconds = target.total_seconds()
    met = it.meets(target)
    if met is True:
        assert it.worst is not None
        assert it.worst.value <= seconds
    if met is False:
        assert it.least_seconds >= seconds or (it.worst is not None and it.worst.value > seconds)
    if met is None:
        assert it.worst is None or it.worst.value > seconds
        assert it.known_once, "somebody is told what to wait for"


@given(times=times, hours=hours)
def test_every_number_that_is_told_stands_on_something(times: Times, hours: int) -> None:
    it = found(*all_seen(times), hours=hours)
    whats = {what for what, _ in times}
    rests_on = {
        "interval": {""},
        "start": {"backup-start"},
        "backup": {"backup-run"},
        "start and backup": {"backup-due"},  # and backup-job, where there is one of these
        "copy": {"copy"},
    }
    for part in it.parts:
        assert (part.measured is not None) == bool(rests_on[part.name] & (whats | {""}))
    assert module.PITR_SECONDS == 300
