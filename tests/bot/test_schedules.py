"""`schedules`: what backs up by itself, whose it is, and whether it ran."""

from datetime import timedelta

import pytest

from recovery.schedules import Destination, ScheduleEntry
from sandbox.slack.second_opinion import complaints
from tests.bot.conftest import NOW, World


def rule(**fields: object) -> ScheduleEntry:
    entry = ScheduleEntry(
        account="prod",
        region="us-east-2",
        id="plan/rule",
        name="ddbdr-1h",
        plan="ddbdr-1h",
        expression="cron(0 * * * ? *)",
        tables=("orders",),
        chosen_by="tag ddbdr:policy=1h",
        keep_days=35,
        copies=(Destination(region="us-west-1", vault="ddbdr", keep_days=90),),
        since=NOW - timedelta(days=3),
        described_at=NOW,
        read_at=NOW,
        last_run=NOW - timedelta(minutes=18),
        states=(("COMPLETED", 1),),
    )
    return entry.model_copy(update=fields)


def listed(world: World, text: str, *entries: ScheduleEntry) -> list[list[str]]:
    """Show these; the rows of the list."""
    if entries:
        world.ledger.sightings.replace_schedules("prod", "us-east-2", entries)
    answer = world.slack.command(text)
    assert complaints(answer, "message") == []
    tables = [block for block in answer["blocks"] if block["type"] == "table"]
    return [[cell["text"] for cell in row] for table in tables for row in table["rows"][1:]]


def test_a_rule_tells_when_it_runs_where_it_copies_and_how_long_it_keeps(world: World) -> None:
    assert listed(world, "schedules", rule()) == [
        [
            "ddbdr-1h",
            "prod",
            "us-east-2",
            "orders",
            "1 h",
            "03:00 UTC, in 41 min",
            "02:01 UTC, 18 min ago: completed",
            "ddbdr in us-west-1, kept 90 d",
            "35 d",
        ]
    ]


@pytest.mark.parametrize(
    ("fields", "place", "told"),
    [
        ({"plan": "nightly", "name": "daily"}, 0, "nightly, daily (not made by ddbdr)"),
        ({"tables": ()}, 3, "none known (tag ddbdr:policy=1h)"),
        ({"tables": tuple("abcde")}, 3, "a, b, c and 2 more"),
        ({"expression": "cron(soon)"}, 4, "cron(soon)"),
        ({"enabled": False}, 5, "off"),
        ({"last_run": None}, 6, "none seen"),
        (
            {"states": (("COMPLETED", 3), ("FAILED", 1))},
            6,
            "02:01 UTC, 18 min ago: 3 completed, 1 failed",
        ),
        ({"last_run": None, "missed_at": NOW}, 6, "missed since 02:19 UTC"),
        (
            {"read_at": NOW - timedelta(minutes=20)},
            6,
            "02:01 UTC, 18 min ago: completed",
        ),
        (
            {"read_at": NOW - timedelta(minutes=20), "last_run": NOW - timedelta(hours=2)},
            6,
            "00:19 UTC, 2 h ago: completed; not read since 01:59 UTC",
        ),
        (
            {"read_at": NOW - timedelta(hours=4), "last_run": None},
            6,
            "not read since 13 Nov 22:19 UTC",
        ),
        ({"keep_days": None}, 8, "for ever"),
    ],
)
def test_each_cell_says_what_is_out_of_the_ordinary(
    world: World, fields: dict[str, object], place: int, told: str
) -> None:
    assert listed(world, "schedules", rule(**fields))[0][place] == told


def test_a_tables_schedules_are_those_that_back_it_up(world: World) -> None:
    entries = [rule(), rule(id="b", name="ddbdr-b", plan="", tables=("sessions",))]
    assert [row[0] for row in listed(world, "schedules sessions", *entries)] == ["ddbdr-b"]
    assert len(listed(world, "schedules us-east-2/orders")) == 1
    assert listed(world, "schedules us-west-1/orders") == []


def test_an_empty_list_says_what_would_fill_it(world: World) -> None:
    said = world.slack.say("schedules orders")
    assert "Nothing is known to back up by itself for orders" in said
    assert "/ddbdr protect orders" in said


def test_it_says_how_old_it_is_and_has_it_read_again(world: World) -> None:
    world.ledger.sightings.succeeded("prod", "us-east-2", at=NOW, what="schedules")
    world.pass_time(minutes=2)
    said = world.slack.say("schedules")
    assert "prod us-east-2 schedules read 2 min ago, reading again" in said
    assert world.ledger.due.next_due() == world.now
