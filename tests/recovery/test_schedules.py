"""Whether what backs up by itself did: told once when it did not, and once when it does again."""

from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.schedule_runs import Found, Run, judged, newest_run, with_runs
from recovery.schedules import ScheduleEntry
from recovery.timetable import due_instants

START = datetime(2026, 11, 12, 2, 30, tzinfo=UTC)
BEFORE_SUMMER = datetime(2026, 3, 7, 23, 10, tzinfo=UTC)
BEFORE_WINTER = datetime(2026, 10, 31, 20, 40, tzinfo=UTC)


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


def read(entry: ScheduleEntry, minute: float, *runs: Run) -> tuple[ScheduleEntry, list[Found]]:
    """Read at that minute, with these runs listed; and what is told of it."""
    after, found = judged(with_runs(entry, runs, at(minute)))
    return after, list(found)


def ran(minute: float) -> Run:
    """A job of the time before that minute, which AWS may start within an hour."""
    planned = at(minute).replace(minute=0)
    return Run(at(minute), "COMPLETED", planned + timedelta(minutes=60))


@pytest.mark.parametrize(
    ("read_at", "missed"),
    [(30, False), (90, False), (104, False), (105, True)],
)
def test_it_is_missed_when_time_window_and_grace_are_over(read_at: float, *, missed: bool) -> None:
    _, told = read(hourly(), read_at)
    assert told == ([Found("missed", (at(30),))] if missed else [])


def test_a_run_of_misses_is_told_once_and_well_again_with_the_next_run() -> None:
    entry, told = read(hourly(last_run=at(-30)), 106)
    assert (told, entry.missed_at) == ([Found("missed", (at(30),))], at(30))
    entry, told = read(entry, 400)
    assert told == []
    entry, told = read(entry, 420, ran(391))
    assert (told, entry.missed_at) == ([Found("ran again", (at(30),))], None)
    _, told = read(entry, 425, ran(391))
    assert told == []


def test_one_time_that_is_skipped_is_told_though_the_next_one_ran() -> None:
    entry, told = read(hourly(), 100, ran(31))
    assert told == []
    entry, told = read(entry, 166, ran(31), ran(151))
    assert (told, entry.missed_at) == ([Found("missed", (at(90),))], None)
    _, told = read(entry, 226, ran(151), ran(211))
    assert told == []


def test_hours_nobody_looked_at_are_judged_together() -> None:
    """Twelve missed, one ran, two more missed: one notice, not fourteen."""
    _, told = read(hourly(), 15 * 60 + 46, ran(31), ran(13 * 60 + 30))
    missed = [at(30 + 60 * hour) for hour in (*range(1, 13), 14)]
    assert told == [Found("missed", tuple(missed))]


def test_what_is_missed_again_after_it_ran_again_is_told_too() -> None:
    entry, _ = read(hourly(), 106)
    _, told = read(entry, 286, ran(151))
    assert told == [Found("ran again", (at(30),)), Found("missed", (at(210),))]


@pytest.mark.parametrize("state", ["FAILED", "EXPIRED", "ABORTED", "CREATED"])
def test_a_job_that_came_to_nothing_is_told_by_its_event_not_as_missed(state: str) -> None:
    _, told = read(hourly(), 106, ran(31)._replace(state=state))
    assert told == []


def test_a_late_job_is_known_by_the_time_it_was_made_for() -> None:
    """Of an hourly rule with AWS's eight hours: created 70 minutes late, after the next one."""
    late = Run(at(100), "COMPLETED", at(30 + 480))
    entry = hourly(window_minutes=480)
    _, told = read(entry, 530, late, Run(at(90), "COMPLETED", at(90 + 480)))
    assert told == []
    _, told = read(entry, 585, late)
    assert told == [Found("missed", (at(90),))], "the late one does not stand for the next"


def test_where_that_is_not_told_a_late_job_serves_all_it_may_be_late_for() -> None:
    entry = hourly(window_minutes=480)
    _, told = read(entry, 600, Run(at(110), "COMPLETED"))
    assert told == []


def test_of_runs_that_are_known_no_more_nothing_is_said() -> None:
    entry, _ = read(hourly(), 31, ran(31))
    unknown = with_runs(entry, [ran(3031)], at(3100), known_since=at(1600))
    _, told = judged(unknown)
    missed = [due for found in told for due in found.instants]
    assert (missed[0], missed[-1]) == (at(1650), at(2970))


def test_a_rate_is_missed_when_an_interval_passes_without_a_run() -> None:
    """AWS does not tell from when it counts: every three hours, at any minute."""
    entry = hourly(expression="rate(3 hours)", window_minutes=0)
    runs = [Run(at(minute), "AVAILABLE") for minute in (170, 350)]
    for minute in range(0, 540, 5):
        entry, told = read(entry, minute, *(run for run in runs if run.created <= at(minute)))
        assert told == []
    assert entry.next_run(at(540)) == at(710), "counted from its last run"
    told_at = []
    for minute in range(540, 960, 5):
        now_known = [*runs, Run(at(890), "AVAILABLE")] if minute > 890 else runs
        entry, told = read(entry, minute, *now_known)
        told_at += [(found.ran, minute) for found in told]
    assert told_at == [("missed", 555), ("ran again", 895)], "530 is when it should have run"


@st.composite
def fates(draw: st.DrawFn) -> tuple[ScheduleEntry, list[datetime], list[str], list[datetime]]:
    """A rule of some zone near a clock change, what becomes of each time, and when we look."""
    zone = draw(st.sampled_from(["UTC", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]))
    minutes = draw(st.sampled_from(["0", "30", "0,30"]))
    began = draw(st.sampled_from([BEFORE_SUMMER, BEFORE_WINTER]))
    entry = hourly(
        expression=f"cron({minutes} {draw(st.sampled_from(['*', '1-3', '*/5']))} * * ? *)",
        zone=zone,
        window_minutes=draw(st.sampled_from([60, 480])),
        since=began,
        described_at=began,
        read_at=began,
    )
    every = due_instants(entry.expression, zone, after=began, begin=began)
    due = list(islice(every, draw(st.integers(4, 30))))
    became = [draw(st.sampled_from(["COMPLETED", "FAILED", "late", "skipped"])) for _ in due]
    looks, look = [], began
    while look < due[-1] + timedelta(hours=9):
        look += timedelta(minutes=draw(st.sampled_from([5, 30, 90, 400, 1300])))
        looks.append(look)
    return entry, due, became, looks


@given(fates())
def test_every_time_that_was_skipped_is_told_and_no_other(
    fate: tuple[ScheduleEntry, list[datetime], list[str], list[datetime]],
) -> None:
    """Each stretch of skipped ones once, however seldom we look and whatever clocks do."""
    entry, due, became, looks = fate
    window = timedelta(minutes=entry.window_minutes)
    runs = [
        Run(one + (window * 0.9 if word == "late" else timedelta(seconds=20)), word, one + window)
        for one, word in zip(due, became, strict=True)
        if word != "skipped"
    ]
    told: list[datetime] = []
    for look in looks:
        since = entry.read_at - timedelta(hours=3)
        listed = [run for run in runs if since <= run.created <= look]
        entry, found = judged(with_runs(entry, listed, look, known_since=since))
        told += [one for what in found if what.ran == "missed" for one in what.instants]
    known = [one for one in told if one <= due[-1]]
    skipped = {one for one, word in zip(due, became, strict=True) if word == "skipped"}
    assert len(known) == len(set(known))
    assert set(known) <= skipped
    first_of_each = {
        one
        for before, one in zip([None, *due], due, strict=False)
        if one in skipped and before not in skipped
    }
    assert first_of_each <= set(known)


@pytest.mark.parametrize(
    "fields", [{"enabled": False}, {"tables": ()}, {"expression": "cron(bad)"}]
)
def test_what_is_off_or_chooses_nothing_or_cannot_be_read_is_not_missed(
    fields: dict[str, object],
) -> None:
    _, told = read(hourly(**fields), 6000)
    assert told == []


def test_a_run_is_all_jobs_of_about_the_same_time() -> None:
    states = {-60: "COMPLETED", 0: "COMPLETED", 2: "FAILED", 3: "COMPLETED"}
    jobs = [Run(at(minute), state) for minute, state in states.items()]
    assert newest_run(jobs) == (at(3), (("COMPLETED", 2), ("FAILED", 1)))
    assert newest_run([]) is None


def test_a_listing_that_lacks_the_newest_run_takes_nothing_back() -> None:
    """Jobs of the last three hours are listed: an older run is no newer one."""
    known = hourly(last_run=at(90), states=(("COMPLETED", 1),))
    entry = with_runs(known, [Run(at(30), "FAILED")], at(200))
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
        {"window_minutes": 480},
    ],
)
def test_runs_of_other_times_are_not_missed(before: dict[str, object]) -> None:
    known = hourly(last_run=at(-1000), since=at(-9000), judged_at=at(-9000), **before)
    entry, told = read(hourly(since=at(0)).carrying(known), 1)
    assert (told, entry.last_run) == ([], at(-1000))
    _, told = read(entry, 106)
    assert told == [Found("missed", (at(30),))], "from then on they are due"
