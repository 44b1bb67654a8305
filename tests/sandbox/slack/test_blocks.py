"""The Block Kit checker, on the cases of `block_cases`."""

import copy
import functools
from typing import Any

import pytest

from sandbox.slack.blocks import Problem, problems
from tests.sandbox.slack import block_cases as cases


@pytest.mark.parametrize(("surface", "payload"), cases.VALID.values(), ids=cases.VALID.keys())
def test_what_slack_takes_has_no_problems(surface: str, payload: Any) -> None:  # noqa: ANN401
    assert problems(payload, surface) == []


@pytest.mark.parametrize(
    ("surface", "payload", "rule", "pointer"), cases.INVALID.values(), ids=cases.INVALID.keys()
)
def test_what_slack_refuses_is_named_with_its_place(
    surface: str,
    payload: Any,  # noqa: ANN401
    rule: str,
    pointer: str,
) -> None:
    found = problems(payload, surface)

    assert (rule, pointer) in {(each.rule, each.pointer) for each in found}
    # One mistake is one problem: nothing else is wrong with these payloads.
    assert {each.rule for each in found} == {rule}


def test_a_problem_reads_like_slacks() -> None:
    header = {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}

    assert problems([header], "message") == [
        Problem("/blocks/0/text/text", "header.text.max_length", "must be less than 151 characters")
    ]


ODD: list[Any] = [
    None,
    7,
    -1.5,
    "x",
    "",
    True,
    [],
    [None],
    [[]],
    {},
    {"type": []},
    {"type": "text"},
]


def _places(part: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401
    """Return the path to every value inside JSON."""
    inside: list[tuple[Any, Any]] = list(enumerate(part)) if isinstance(part, list) else []
    if isinstance(part, dict):
        inside = list(part.items())
    return [path, *(found for key, value in inside for found in _places(value, (*path, key)))]


@pytest.mark.parametrize("name", [*cases.VALID, *cases.INVALID])
def test_odd_json_anywhere_is_a_problem_and_no_crash(name: str) -> None:
    surface, payload, *_rest = cases.VALID.get(name) or cases.INVALID[name]
    content = {"blocks": payload} if isinstance(payload, list) else payload
    for path in _places(content)[1:14]:
        for odd in ODD:
            damaged = copy.deepcopy(content)
            parent = functools.reduce(lambda part, key: part[key], path[:-1], damaged)
            parent[path[-1]] = odd

            assert isinstance(problems(damaged, surface), list)


def test_only_a_response_may_say_that_it_deletes() -> None:
    assert problems({"delete_original": True}, "message") == []
    assert problems({"type": "home", "delete_original": True}, "home") != []


def test_an_unknown_surface_is_an_error() -> None:
    with pytest.raises(ValueError, match="no such surface"):
        problems([], "canvas")
