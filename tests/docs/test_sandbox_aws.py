"""docs/sandbox-aws.md tells of all there is in the sandbox's AWS, and of nothing else."""

import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from sandbox.__main__ import main
from sandbox.aws.accounts import ACCOUNTS
from sandbox.aws.control import PREFIX, ROUTES
from sandbox.aws.faults import Fault, Kind
from sandbox.aws.outages import OutageKind
from sandbox.aws.profile import Profile
from sandbox.aws.rates import CONTROL_PLANE, PER_SECOND

DOCUMENT = (Path(__file__).parents[2] / "docs" / "sandbox-aws.md").read_text()


def section(title: str) -> str:
    found = re.search(rf"^##+ {title}\n(.*?)(?=^##|\Z)", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert found is not None, title
    return found[1]


def rows(title: str) -> list[list[str]]:
    """The cells of a section's table, without its head."""
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value).removesuffix(".0")


def test_every_page_of_the_control_api() -> None:
    told = [(method, path.strip("`")) for method, path, *_ in rows("Control API")]
    there = [(m, PREFIX + page) for page, methods in ROUTES.items() for m in methods]
    assert told == there


def test_every_member_of_the_profile_with_its_default() -> None:
    told = {name.strip("`"): (default, bool(words)) for name, default, words in rows("Profile")}
    fields = Profile.model_fields.items()
    assert told == {name: (shown(field.default), True) for name, field in fields}


@pytest.mark.parametrize(("title", "model"), [("Faults", Fault)])
def test_every_member_of_a_fault(title: str, model: type[BaseModel]) -> None:
    assert {row[0].strip("`") for row in rows(title)} == set(model.model_fields)
    for kind in get_args(Kind):
        assert f"`{kind}`" in section(title)


def test_every_kind_of_outage() -> None:
    assert [row[0].strip("`") for row in rows("Outages")] == list(get_args(OutageKind))


def test_every_account() -> None:
    assert {row[0].strip("`"): row[1] for row in rows("Accounts")} == ACCOUNTS


def test_every_rate() -> None:
    text = section("Rates").replace("\n", " ")
    for action, rate in PER_SECOND.items():
        assert re.search(rf"{action}\b[^0-9]* {rate}\b", text), action
    assert f"{CONTROL_PLANE:,}" in text


@pytest.mark.parametrize("command", ["aws", "outage"])
def test_every_option_of_a_command(command: str) -> None:
    for parameter in main.commands[command].params:
        for option in parameter.opts:
            named = option if option.startswith("--") else option.upper()
            assert named in section("Commands"), option
