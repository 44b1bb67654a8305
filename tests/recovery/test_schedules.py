"""Whether what backs up by itself did: told once when it did not, and once when it does again."""

from datetime import UTC, datetime, timedelta

import pytest

from recovery.schedules import ScheduleEntry, newest_run

START = datetime(2026, 11, 12, 2, 30, tzinfo=UTC)


def hourly(**fields: object) -> ScheduleEntry:
    entry = ScheduleEntry(
        account="prod",
        region="us-east-2",
        id="plan/rule",
        name="hourly",
        plan="ddbdr-1h",
        expression="cron(0 * * * ? *)",
        tables=("orders",),
        window_minutes=60,
        since=START,
        described_at=START,
        read_at=START,
    )
    return entry.model_copy(update=fields)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("read_at", "missed"),
    [(30, False), (90, False), (105, False), (106, True)],
)
def test_it_is_missed_when_time_window_and_grace_are_over(read_at: float, *, missed: bool) -> None:
    _, told = hourly(read_at=at(read_at)).judged()
    assert told == ("missed" if missed else None)


def test_a_run_of_misses_is_told_once_and_well_again_with_the_next_run() -> None:
    entry, told = hourly(read_at=at(30 + 60 + 16), last_run=at(-30)).judged()
    assert (told, entry.missed_at) == ("missed", at(30))
    entry, told = entry.model_copy(update={"read_at": at(400)}).judged()
    assert told is None
    entry, told = entry.model_copy(update={"read_at": at(420), "last_run": at(390)}).judged()
    assert (told, entry.missed_at) == ("ran again", None)
    _, told = entry.model_copy(update={"read_at": at(425)}).judged()
    assert told is None


def test_what_runs_on_time_is_never_told() -> None:
    entry = hourly()
    for minute in range(0, 1000, 5):
        last = at(minute - minute % 60 - 30 + 1)
        entry, told = entry.model_copy(
            update={"read_at": at(minute), "last_run": last if last > START else None}
        ).judged()
        assert told is None


@pytest.mark.parametrize(
    "fields", [{"enabled": False}, {"tables": ()}, {"expression": "cron(bad)"}]
)
def test_what_is_off_or_chooses_nothing_or_cannot_be_read_is_not_missed(
    fields: dict[str, object],
) -> None:
    _, told = hourly(read_at=at(6000), **fields).judged()
    assert told is None


def test_a_run_is_all_jobs_of_about_the_same_time() -> None:
    jobs = [(at(-60), "COMPLETED"), (at(0), "COMPLETED"), (at(2), "FAILED"), (at(3), "COMPLETED")]
    assert newest_run(jobs) == (at(3), (("COMPLETED", 2), ("FAILED", 1)))
    assert newest_run([]) is None


def test_a_listing_that_lacks_the_newest_run_takes_nothing_back() -> None:
    """Jobs of the last three hours are listed: an older run is no newer one."""
    known = hourly(last_run=at(90), states=(("COMPLETED", 1),))
    entry = known.running([(at(30), "FAILED")], at(200))
    assert (entry.last_run, entry.states) == (at(90), (("COMPLETED", 1),))
    assert entry.read_at == at(200)


def test_ours_is_told_by_its_name() -> None:
    assert hourly().is_ours
    assert not hourly(plan="nightly").is_ours
    assert hourly(plan="", name="ddbdr-orders").is_ours


@pytest.mark.parametrize(
    "before",
    [
        {"expression": "cron(0 5 * * ? *)"},
        {"zone": "Asia/Kolkata"},
        {"enabled": False},
        {"tables": ()},
    ],
)
def test_runs_of_other_times_are_not_missed(before: dict[str, object]) -> None:
    known = hourly(last_run=at(-1000), since=at(-9000), **before)
    entry, told = hourly(since=at(0)).carrying(known).model_copy(update={"read_at": at(1)}).judged()
    assert (told, entry.last_run) == (None, at(-1000))
    _, told = entry.model_copy(update={"read_at": at(106)}).judged()
    assert told == "missed", "from then on they are due"
