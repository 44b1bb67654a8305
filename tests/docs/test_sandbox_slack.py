"""docs/sandbox-slack.md lists what the sandbox's Slack has, and nothing that it has not."""

import re
from pathlib import Path
from typing import get_args

from starlette.routing import Route

from sandbox.slack import seed
from sandbox.slack.app import EVENT_SCOPES
from sandbox.slack.calls import METHODS
from sandbox.slack.faults import Kind
from sandbox.slack.rate_limits import CALLS_A_WINDOW
from sandbox.slack.server import build
from sandbox.slack.store import Workspace

DOC = (Path(__file__).parents[2] / "docs" / "sandbox-slack.md").read_text()


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table that begins with a heading."""
    _, _, table = DOC.partition(f"| {heading} |")
    lines = table.partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def codes(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"`([^`]+)`", cell))


def test_every_control_endpoint_is_documented_and_the_other_way_round() -> None:
    present = {
        f"{verb} {route.path}"
        for route in build(Workspace()).routes
        if isinstance(route, Route) and route.path.startswith("/control/")
        for verb in (route.methods or set()) - {"HEAD"}
    }

    assert {codes(row[0])[0] for row in rows("request")} == present


def test_every_method_is_documented_with_its_scopes_and_its_limit() -> None:
    told = {codes(row[0])[0]: (codes(row[1]), int(row[2])) for row in rows("method")}

    assert told == {name: (each.scopes, CALLS_A_WINDOW[name]) for name, each in METHODS.items()}


def test_every_event_is_documented_with_its_scopes() -> None:
    assert {codes(row[0])[0]: codes(row[1]) for row in rows("event")} == EVENT_SCOPES


def test_every_fault_is_documented() -> None:
    assert {codes(row[0])[0] for row in rows("kind")} == set(get_args(Kind))


def test_tokens_channels_and_people_are_the_seeded_ones() -> None:
    told = {row[0]: codes(row[1]) for row in rows("what the app needs")}

    assert told["bot token"] == (seed.BOT_TOKEN,)
    assert told["app-level token (Socket Mode)"] == (seed.APP_TOKEN,)
    assert told["signing secret"] == (seed.SIGNING_SECRET,)
    assert set(told["channels"]) == set(seed.channels())
    assert set(told["user groups"]) == set(seed.groups())
    people = {each.id for each in seed.users("x", "x").values() if not each.is_bot}
    assert set(told["people"]) == people - {seed.SLACKBOT}
