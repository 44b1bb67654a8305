"""Event patterns: which events a rule wants.

By EventBridge's user guide, "Creating Amazon EventBridge event patterns" and
"Comparison operators for use in event patterns". Every field of a pattern must
match; of the values in a field's list one must; of several values in an event's
list one is enough. Fields that the pattern does not name do not count.
"""

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sandbox.aws.call import Json
from sandbox.aws.events.pattern_problem import BadPattern
from sandbox.aws.events.pattern_values import ABSENT, Test, value_test

Matches = Callable[[Json], bool]
DEEPEST = 100
"""No event is nested deeper; AWS's limit is not published."""
__all__ = ["BadPattern", "Matches", "read_pattern"]


@lru_cache(maxsize=1024)
def read_pattern(text: str) -> Matches:
    """What tells whether an event matches; BadPattern where the text is no pattern."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise BadPattern("The event pattern is not valid JSON") from problem
    if not isinstance(given, dict) or not given:
        raise BadPattern("An event pattern must be an object with at least one field")
    if _levels(given) > DEEPEST:
        raise BadPattern("The event pattern is nested too deeply")
    return _fields(given)


def _levels(pattern: object) -> int:
    """How many objects and arrays lie within each other."""
    levels, here = 0, [pattern]
    while here := [each for each in here if isinstance(each, dict | list)]:
        levels += 1
        inside = (each.values() if isinstance(each, dict) else each for each in here)
        here = [each for values in inside for each in values]
    return levels


def _fields(pattern: Json) -> Matches:
    tests = [_field(name, wanted) for name, wanted in pattern.items()]
    return lambda event: all(test(event) for test in tests)


def _field(name: str, wanted: Any) -> Matches:  # noqa: ANN401 - JSON
    if name == "$or":
        return _either(wanted)
    if isinstance(wanted, dict):
        if not wanted:
            raise BadPattern(f'"{name}" must not be an empty object')
        return _below(name, _fields(wanted))
    if isinstance(wanted, list):
        if not wanted:
            raise BadPattern(f'"{name}" must not be an empty array')
        return _leaf(name, [value_test(each) for each in wanted])
    raise BadPattern(f'"{name}" must be an object or an array')


def _either(alternatives: Any) -> Matches:  # noqa: ANN401 - JSON
    are_several = isinstance(alternatives, list) and len(alternatives) > 1
    if not are_several or not all(isinstance(each, dict) and each for each in alternatives):
        raise BadPattern("$or must be an array of at least two objects")
    tests = [_fields(each) for each in alternatives]
    return lambda event: any(test(event) for test in tests)


def _below(name: str, matches: Matches) -> Matches:
    def test(event: Json) -> bool:
        inside = event.get(name)
        if isinstance(inside, list):
            return any(matches(each) for each in inside if isinstance(each, dict))
        return matches(inside if isinstance(inside, dict) else {})

    return test


def _leaf(name: str, tests: list[Test]) -> Matches:
    def test(event: Json) -> bool:
        value = event.get(name, ABSENT)
        if isinstance(value, dict) or value == []:
            value = ABSENT  # operators work on leaves only
        values = value if isinstance(value, list) else [value]
        return any(each(one) for each in tests for one in values)

    return test
