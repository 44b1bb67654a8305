"""Help: an example before any explanation, and nothing that does not work."""

import re
from datetime import UTC, datetime

import pytest

from recovery.grammar import parse
from recovery.guide import docs_table, for_verb, overview
from recovery.verbs import GROUPS, VERBS

NOW = datetime(2026, 11, 12, 2, 20, 30, tzinfo=UTC)


def commands(text: str, program: str = "/ddbdr") -> list[str]:
    return re.findall(rf"^`{program} ([^`]+)`", text, re.MULTILINE)


def test_the_overview_names_every_verb_once_grouped_and_example_first() -> None:
    text = overview()
    shown = commands(text)[:-1]
    assert len(shown) == len(VERBS)
    for command, verb in zip(shown, VERBS.values(), strict=True):
        assert command == verb.typed or command.startswith(f"{verb.typed} ")
    assert all(wish in text.splitlines() for wish in GROUPS.values())
    assert all(verb.summary in text for verb in VERBS.values())
    assert len(text) < 3000  # one Slack section


def test_a_terminal_says_its_own_name() -> None:
    assert "/ddbdr" not in overview(program="ddbdr")
    assert "`ddbdr job J-7F3K2Q1`" in for_verb("job", program="ddbdr")


@pytest.mark.parametrize("name", VERBS)
def test_the_examples_of_a_verb_come_before_its_options(name: str) -> None:
    text = for_verb(name)
    assert commands(text) == list(VERBS[name].examples)
    for option in VERBS[name].options:
        assert text.index(VERBS[name].examples[-1]) < text.index(f"\n`--{option.name}")
        assert option.help in text
    assert len(text) < 3000


def test_every_command_in_help_works() -> None:
    for text in (overview(), *(for_verb(name) for name in VERBS)):
        for command in commands(text):
            parse(command, now=NOW, zone=UTC)


def test_how_to_write_an_instant_stands_where_one_is_asked_for() -> None:
    assert "10 minutes ago" in for_verb("restore").split("TABLE is")[1]
    assert "PAY_PER_REQUEST or PROVISIONED" in for_verb("restore")
    assert "D is `45m`, `1h` or `7d`." in for_verb("protect")


def test_help_for_what_is_no_verb_is_a_defect() -> None:
    with pytest.raises(KeyError):
        for_verb("bakup")


def test_the_table_for_the_docs_has_a_row_per_verb_and_every_option() -> None:
    rows = docs_table().splitlines()
    assert len(rows) == len(VERBS) + 2
    assert {row.replace(r"\|", "").count("|") for row in rows} == {5}
    for verb, row in zip(VERBS.values(), rows[2:], strict=True):
        assert row.startswith(f"| `{verb.usage}` | {verb.summary} |")
        assert all(f"--{option.name}" in row for option in verb.options)
