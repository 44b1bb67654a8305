"""The grammar: what people type, what is understood, and what they are told."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from recovery.errors import Refusal
from recovery.grammar import Command, parse

NOW = datetime(2026, 11, 12, 2, 20, 30, 123456, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def understood(text: str) -> Command:
    """Parse, and prove on every use that the command written out means the same."""
    command = parse(text, now=NOW, zone=BERLIN)
    assert parse(command.text, now=NOW, zone=BERLIN) == command
    return command


def refused(text: str) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        parse(text, now=NOW, zone=BERLIN)
    return refusal.value


@pytest.mark.parametrize(
    "text",
    [
        'restore orders --at "10 minutes ago"',
        "restore orders --at 10 minutes ago",
        "restore --at 10 minutes ago orders",
        "restore orders --at -10m",
        "restore orders --at=-10m",
        "restore orders —at “10 minutes ago”",
        "Restore orders --AT 2026-11-12T02:10:30Z",
        "/ddbdr restore orders --at 03:10:30",
    ],
)
def test_one_restore_in_many_spellings(text: str) -> None:
    assert understood(text).text == "restore orders --at 2026-11-12T02:10:30Z"


def test_what_is_missing_is_listed_and_not_refused() -> None:
    assert understood("restore").missing == ("table", "point")
    assert understood("restore orders").missing == ("point",)
    assert understood("approve").missing == ("job",)
