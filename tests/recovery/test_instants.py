"""Instants: the closed grammar, zones, and what clocks do twice a year."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.errors import Refusal
from recovery.instants import iso, leading_instant, parse_instant, read_zone

NOW = datetime(2026, 11, 12, 2, 20, 30, 987654, tzinfo=UTC)
UTC_ZONE = ZoneInfo("UTC")
BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")


def read(text: str, now: datetime = NOW, zone: ZoneInfo = UTC_ZONE) -> str:
    return iso(parse_instant(text, now=now, zone=zone))


def refusal(text: str, now: datetime = NOW, zone: ZoneInfo = UTC_ZONE) -> Refusal:
    with pytest.raises(Refusal) as caught:
        parse_instant(text, now=now, zone=zone)
    return caught.value


def attempt(text: str, now: datetime, zone: ZoneInfo) -> datetime | Refusal:
    try:
        return parse_instant(text, now=now, zone=zone)
    except Refusal as caught:
        return caught


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-12T01:00", "2026-11-12T01:00:00Z"),
        ("2026-11-12 01:00", "2026-11-12T01:00:00Z"),
        ("2026-11-12   01:00:59", "2026-11-12T01:00:59Z"),
        ("2026-11-12t01:00:59.999z", "2026-11-12T01:00:59Z"),
        ("2026-11-12T01:00:59,5Z", "2026-11-12T01:00:59Z"),
        ("2026-11-12T01:00+02:00", "2026-11-11T23:00:00Z"),
        ("2026-11-12T01:00 -05:30", "2026-11-12T06:30:00Z"),
        ("2026-11-12 01:00 UTC", "2026-11-12T01:00:00Z"),
        ("2026-11-12 01:00 gmt", "2026-11-12T01:00:00Z"),
        ("2026-11-12 01:00 Europe/Berlin", "2026-11-12T00:00:00Z"),
        ("2026-11-12 01:00 America/Argentina/Buenos_Aires", "2026-11-12T04:00:00Z"),
        ("2026-11-12 01:00 Etc/GMT+5", "2026-11-12T06:00:00Z"),
        ("02:10", "2026-11-12T02:10:00Z"),
        ("2:10", "2026-11-12T02:10:00Z"),
        ("02:20:30", "2026-11-12T02:20:30Z"),
        ("02:20:31", "2026-11-11T02:20:31Z"),
        ("14:00", "2026-11-11T14:00:00Z"),
        ("03:10 Europe/Berlin", "2026-11-12T02:10:00Z"),
        ("03:10+01:00", "2026-11-12T02:10:00Z"),
        ("23:50 -05:00", "2026-11-11T04:50:00Z"),
        ("today 02:10", "2026-11-12T02:10:00Z"),
        ("Today 14:00", "2026-11-12T14:00:00Z"),
        ("yesterday 14:00", "2026-11-11T14:00:00Z"),
        ("yesterday 14:00 America/New_York", "2026-11-10T19:00:00Z"),
        ("10 minutes ago", "2026-11-12T02:10:30Z"),
        ("1 minute ago", "2026-11-12T02:19:30Z"),
        ("90 Seconds Ago", "2026-11-12T02:19:00Z"),
        ("3 hours ago UTC", "2026-11-11T23:20:30Z"),
        ("2 hrs ago", "2026-11-12T00:20:30Z"),
        ("1 day ago", "2026-11-11T02:20:30Z"),
        ("10m ago", "2026-11-12T02:10:30Z"),
        ("-10m", "2026-11-12T02:10:30Z"),
        ("-1h", "2026-11-12T01:20:30Z"),
        ("-35d", "2026-10-08T02:20:30Z"),
        ("-3650d", "2016-11-14T02:20:30Z"),
    ],
)
def test_the_closed_grammar(text: str, instant: str) -> None:
    assert read(text) == instant


@pytest.mark.parametrize(
    "text",
    [
        "", "a", "1", "1730", "noon", "two hours ago", "10 minutes", "minutes ago", "ago",
        "tomorrow 14:00", "2:10pm", "2:10 pm", "0210", "-10", "10m", "+10m", "-1h30m", "- 10m",
        "last friday", "2026-W46-4", "20261112T0100Z", "2026-11-12T01", "1999-11-12T01:00",
        "02:10 PST", "02:10 CET", "02:10 +2", "02:10 +0200", "02:10 berlin", "2026-11-12T01:00ZZ",
        "\u0660\u0662:\u0661\u0660", "02:10;rm", "x" * 3000,
    ],
)  # fmt: skip
def test_all_else_is_refused_with_examples(text: str) -> None:
    caught = refusal(text)
    for example in ("02:10", "yesterday 14:00", "10 minutes ago", "-10m", "2026-11-11T23:20Z"):
        assert example in caught.advice
        read(example)  # what we advise works
    assert len(str(caught)) < 300


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("11/12", "`11/12` could be two days."),
        ("11/12/2026 14:00", "`11/12/2026 14:00` could be two days."),
        ("01.02.", "`01.02.` could be two days."),
        ("25/12", "`25/12` is not how dates are written here."),
        ("11/11", "`11/11` is not how dates are written here."),
    ],
)
def test_a_date_that_could_be_two_days(text: str, what: str) -> None:
    caught = refusal(text)
    assert caught.what == what
    day = "2026-11-12" if text in {"25/12", "11/11"} or text.startswith("11/12") else "2026-01-02"
    assert caught.advice == f"Write {day}T14:00 or 3 hours ago."


@pytest.mark.parametrize("text", ["2026-02-30T10:00", "25:00", "12:60", "today 24:00", "1:00:60"])
def test_what_no_calendar_has(text: str) -> None:
    assert "no such" in refusal(text).what


@pytest.mark.parametrize("text", ["2026-11-12", "today", "Yesterday"])
def test_a_day_alone_is_asked_for_its_time(text: str) -> None:
    assert refusal(text).advice == f"Write {text} 14:00."


@pytest.mark.parametrize("text", ["now", "latest"])
def test_now_has_an_option_of_its_own(text: str) -> None:
    assert "--latest" in refusal(text).advice


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Atlantis", "europe/berlin", "America/", "posix/Europe/Berlin", "right/UTC",
        "../UTC", "Europe/../UTC", "localtime", "CET", "/etc/passwd", "America/Argentina", "é/x",
    ],
)  # fmt: skip
def test_zones_that_are_none(zone: str) -> None:
    with pytest.raises(Refusal, match="is not a time zone"):
        read_zone(zone)


def test_a_wrong_zone_is_named() -> None:
    assert "`Europe/Atlantis`" in refusal("02:10 Europe/Atlantis").what
    assert "`europe/berlin`" in refusal("10 minutes ago europe/berlin").what
    assert "+15:00" in refusal("02:10 +15:00").what
    assert "-01:60" in refusal("02:10 -01:60").what


@pytest.mark.parametrize("text", ["-3651d", "999999999d ago", "-999999999s", "99999999 hours ago"])
def test_more_than_ten_years_ago_is_refused(text: str) -> None:
    assert "ten years" in refusal(text).what


@pytest.mark.parametrize(
    ("zone", "text", "first", "second"),
    [
        (BERLIN, "2026-10-25T02:30", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"),
        (NEW_YORK, "2026-11-01T01:30", "2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"),
        (LORD_HOWE, "2026-04-05T01:45", "2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z"),
    ],
)
def test_a_time_that_happened_twice_is_refused_with_both(
    zone: ZoneInfo, text: str, first: str, second: str
) -> None:
    caught = refusal(text, zone=zone)
    assert "happened twice" in caught.what
    assert caught.advice.index(first) < caught.advice.index(second)
    assert str(zone) in caught.what
    assert [read(reading, zone=zone) for reading in (first, second)] == [first, second]


@pytest.mark.parametrize(
    ("zone", "text", "first", "second"),
    [
        (BERLIN, "2026-03-29T02:30", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"),
        (NEW_YORK, "2026-03-08T02:30", "2026-03-08T06:30:00Z", "2026-03-08T07:30:00Z"),
        (LORD_HOWE, "2026-10-04T02:15", "2026-10-03T15:15:00Z", "2026-10-03T15:45:00Z"),
    ],
)
def test_a_time_that_did_not_happen_is_refused_with_both(
    zone: ZoneInfo, text: str, first: str, second: str
) -> None:
    caught = refusal(text, zone=zone)
    assert "did not happen" in caught.what
    assert caught.advice.index(first) < caught.advice.index(second)


@pytest.mark.parametrize(
    ("now", "text", "instant"),
    [
        # 2026-10-25: 02:00 to 03:00 comes twice. Before, between and after.
        ("2026-10-25T00:10:00Z", "02:30", "2026-10-24T00:30:00Z"),
        ("2026-10-25T00:40:00Z", "02:30", "2026-10-25T00:30:00Z"),
        ("2026-10-25T01:10:00Z", "02:30", "2026-10-25T00:30:00Z"),
        ("2026-10-25T01:30:00Z", "02:30", "happened twice"),
        ("2026-10-26T01:30:00Z", "02:30", "2026-10-26T01:30:00Z"),
        ("2026-10-26T01:29:59Z", "02:30", "happened twice"),
        # 2026-03-29: 02:00 to 03:00 is left out.
        ("2026-03-29T00:45:00Z", "02:30", "2026-03-28T01:30:00Z"),
        ("2026-03-29T01:00:00Z", "02:30", "did not happen"),
        ("2026-03-30T00:29:59Z", "02:30", "did not happen"),
        ("2026-03-30T00:30:00Z", "02:30", "2026-03-30T00:30:00Z"),
        ("2026-03-29T12:00:00Z", "today 02:30", "did not happen"),
        ("2026-03-30T12:00:00Z", "yesterday 02:30", "did not happen"),
    ],
)
def test_a_bare_time_around_clock_changes_in_berlin(now: str, text: str, instant: str) -> None:
    moment = datetime.fromisoformat(now)
    if instant.endswith("Z"):
        assert read(text, moment, BERLIN) == instant
    else:
        assert instant in refusal(text, moment, BERLIN).what


MOMENTS = st.datetimes(
    datetime(2012, 1, 1),  # noqa: DTZ001  hypothesis adds the zone
    datetime(2037, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)
ZONES = st.sampled_from([UTC_ZONE, BERLIN, NEW_YORK, LORD_HOWE, ZoneInfo("Asia/Kathmandu")])


@settings(max_examples=600)
@given(MOMENTS, ZONES)
def test_every_instant_written_out_reads_back(moment: datetime, zone: ZoneInfo) -> None:
    assert read(iso(moment), zone=zone) == iso(moment)


@settings(max_examples=600)
@given(MOMENTS, ZONES, st.times())
def test_a_bare_time_is_the_last_one_or_doubtful(now: datetime, zone: ZoneInfo, at: time) -> None:
    at = at.replace(microsecond=0)
    instant = attempt(at.isoformat(), now, zone)
    if isinstance(instant, Refusal):
        assert "clocks changed" in instant.what
        return
    assert instant <= now
    assert now - instant <= timedelta(hours=25)
    assert instant.astimezone(zone).time() == at


@given(MOMENTS, ZONES, st.dates(date(2012, 1, 1), date(2037, 12, 31)), st.times())
def test_a_wall_time_has_exactly_the_readings_it_has(
    now: datetime, zone: ZoneInfo, day: date, at: time
) -> None:
    wall = datetime.combine(day, at.replace(second=0, microsecond=0))
    around = datetime.combine(day, at.replace(second=0, microsecond=0), UTC)
    quarter = timedelta(minutes=15)
    shown = {
        moment
        for moment in (around + quarter * step for step in range(-60, 61))
        if moment.astimezone(zone).replace(tzinfo=None) == wall
    }
    result = attempt(wall.isoformat(), now, zone)
    if isinstance(result, Refusal):
        assert len(shown) != 1
    else:
        assert shown == {result}


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (["10", "minutes", "ago", "orders"], 3),
        (["10 minutes ago", "orders"], 1),
        (["02:10", "orders"], 1),
        (["02:10", "Europe/Berlin", "orders"], 2),
        (["02:10", "prod/us-east-2/orders"], 1),
        (["yesterday", "14:00", "UTC", "orders"], 3),
        (["2026-11-12", "14:00", "+02:00"], 3),
        (["orders"], 0),
        ([], 0),
    ],
)
def test_how_many_words_are_the_instant(words: list[str], count: int) -> None:
    assert leading_instant(words) == count


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    result = attempt(text, NOW, BERLIN)
    assert result.advice if isinstance(result, Refusal) else result.tzinfo is UTC
