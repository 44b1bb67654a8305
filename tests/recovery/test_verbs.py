"""The table of verbs: complete, consistent, and its examples work."""

from datetime import UTC, datetime

import pytest

from recovery.grammar import parse
from recovery.verb import REASON, Verb
from recovery.verbs import ACTIONS, GROUPS, LATER_VERBS, VERBS

NOW = datetime(2026, 11, 12, 2, 20, 30, tzinfo=UTC)


@pytest.fixture(params=list(VERBS.values()), ids=list(VERBS))
def verb(request: pytest.FixtureRequest) -> Verb:
    assert isinstance(request.param, Verb)
    return request.param


def test_every_verb_promised_is_there_and_none_twice() -> None:
    promised = (
        "help tables backup backups schedules copy delete restore pitr jobs job approve reject "
        "cancel retry status health whoami protect pitr-on pitr-off"
    )
    assert set(VERBS) == set(promised.split())
    assert not set(VERBS) & set(LATER_VERBS)


def test_examples_are_complete_commands_of_their_verb(verb: Verb) -> None:
    for example in verb.examples:
        command = parse(example, now=NOW, zone=UTC)
        assert command.verb in {verb.name, "help"}
        assert not command.missing
    assert parse(verb.examples[0], now=NOW, zone=UTC).verb == verb.name


def test_three_examples_wherever_there_is_something_to_vary(verb: Verb) -> None:
    assert len(verb.examples) == (3 if verb.argument != "none" or verb.options else 1)


def test_every_option_is_described(verb: Verb) -> None:
    assert len({option.name for option in verb.options}) == len(verb.options)
    for option in verb.options:
        assert option.help
        assert bool(option.metavar) == (option.reads != "flag")
        assert bool(option.choices) == (option.reads == "choice")


def test_every_change_takes_a_reason_and_nothing_else_does(verb: Verb) -> None:
    changes = verb.action is not None or verb.group == "decide"
    assert verb.changes == changes == (REASON in verb.options)


def test_groups_actions_and_needs_exist(verb: Verb) -> None:
    assert verb.group in GROUPS
    assert verb.action is None or verb.action in ACTIONS
    assert set(verb.needs) <= {option.one_of for option in verb.options}
    assert verb.argument != "none" or not verb.required


@pytest.mark.parametrize(
    ("name", "usage"),
    [("restore", "restore TABLE"), ("backups", "backups [TABLE]"), ("health", "health")],
)
def test_usage(name: str, usage: str) -> None:
    assert VERBS[name].usage == usage
