"""The values and operators of a field in an event pattern.

A test takes a value of the event, or ABSENT. Numbers are compared as numbers,
but 300 and 300.0 are two values, as the user guide says of exact matching.
"""

import operator
import re
from collections.abc import Callable
from functools import partial
from ipaddress import ip_address, ip_network
from itertools import pairwise
from typing import Any, Final

from sandbox.aws.events.pattern_problem import BadPattern

Test = Callable[[Any], bool]
ABSENT: Final = object()
BOUND = 5e9
"""Numbers of `numeric` lie between plus and minus this."""

_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    ">": operator.gt,
    ">=": operator.ge,
}


def value_test(wanted: Any) -> Test:  # noqa: ANN401 - JSON
    """What one entry of a field's list asks of a value; BadPattern for what is no entry."""
    if isinstance(wanted, list):
        raise BadPattern("Arrays within the array of a field are not allowed")
    if not isinstance(wanted, dict):
        return partial(_same, wanted)
    if len(wanted) != 1:
        raise BadPattern("Only one operator is allowed in an object of a field's array")
    ((name, given),) = wanted.items()
    make = _OPERATORS.get(name)
    if make is None:
        raise BadPattern(f"Unrecognized match type {name}")
    return make(given)


def _same(wanted: Any, value: Any) -> bool:  # noqa: ANN401 - JSON
    return type(value) is type(wanted) and bool(value == wanted)


def _prefix(given: Any) -> Test:  # noqa: ANN401 - JSON
    text, form = _cased(given, "prefix")
    return lambda value: isinstance(value, str) and form(value).startswith(text)


def _suffix(given: Any) -> Test:  # noqa: ANN401 - JSON
    text, form = _cased(given, "suffix")
    return lambda value: isinstance(value, str) and form(value).endswith(text)


def _cased(given: Any, name: str) -> tuple[str, Callable[[str], str]]:  # noqa: ANN401 - JSON
    """(text, how a value is read): `{"equals-ignore-case": …}` may stand in for a text."""
    if isinstance(given, dict) and set(given) == {"equals-ignore-case"}:
        return _text(given["equals-ignore-case"], name).casefold(), str.casefold
    return _text(given, name), str


def _equals_ignore_case(given: Any) -> Test:  # noqa: ANN401 - JSON
    text = _text(given, "equals-ignore-case").casefold()
    return lambda value: isinstance(value, str) and value.casefold() == text


def _wildcard(given: Any) -> Test:  # noqa: ANN401 - JSON
    text = _text(given, "wildcard")
    parts = re.findall(r"\\[*\\]|\\|\*|[^*\\]+", text)
    if "\\" in parts:
        raise BadPattern("Invalid escape character in wildcard")
    if any(pair == ("*", "*") for pair in pairwise(parts)):
        raise BadPattern("Consecutive wildcard characters are not allowed")
    compiled = re.compile(
        "".join(".*" if part == "*" else re.escape(_unescaped(part)) for part in parts), re.DOTALL
    )
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def _unescaped(part: str) -> str:
    return part.removeprefix("\\")


def _exists(given: Any) -> Test:  # noqa: ANN401 - JSON
    if not isinstance(given, bool):
        raise BadPattern("exists must be true or false")
    return lambda value: (value is not ABSENT) == given


def _numeric(given: Any) -> Test:  # noqa: ANN401 - JSON
    if not isinstance(given, list) or len(given) not in {2, 4}:
        raise BadPattern("numeric takes a comparison and a number, or two of each")
    pairs = list(zip(given[::2], given[1::2], strict=True))
    for sign, number in pairs:
        if sign not in _COMPARED or not _is_number(number) or not -BOUND <= number <= BOUND:
            raise BadPattern(f"numeric does not take {sign} {number}")
    return lambda value: (
        _is_number(value) and all(_COMPARED[sign](value, number) for sign, number in pairs)
    )


def _is_number(value: Any) -> bool:  # noqa: ANN401 - JSON
    return isinstance(value, int | float) and not isinstance(value, bool)


def _cidr(given: Any) -> Test:  # noqa: ANN401 - JSON
    try:
        network = ip_network(_text(given, "cidr"), strict=False)
    except ValueError as problem:
        raise BadPattern(f"Malformed CIDR: {given}") from problem

    def test(value: Any) -> bool:  # noqa: ANN401 - JSON
        try:
            return isinstance(value, str) and ip_address(value) in network
        except ValueError:
            return False

    return test


def _anything_but(given: Any) -> Test:  # noqa: ANN401 - JSON
    """No value of these; `{"prefix": …}` and the like take a text or a list of texts."""
    if isinstance(given, dict):
        if len(given) != 1 or not set(given) <= _NEGATED:
            raise BadPattern("anything-but takes prefix, suffix, equals-ignore-case or wildcard")
        ((name, inside),) = given.items()
        tests = [_OPERATORS[name](each) for each in _listed(inside)]
    else:
        if not all(isinstance(each, str) or _is_number(each) for each in _listed(given)):
            raise BadPattern("anything-but takes texts and numbers")
        tests = [value_test(each) for each in _listed(given)]
    return lambda value: value is not ABSENT and not any(test(value) for test in tests)


def _listed(given: Any) -> list[Any]:  # noqa: ANN401 - JSON
    if given == []:
        raise BadPattern("anything-but must not be an empty array")
    return given if isinstance(given, list) else [given]


def _text(given: Any, name: str) -> str:  # noqa: ANN401 - JSON
    if not isinstance(given, str) or (not given and name != "equals-ignore-case"):
        raise BadPattern(f"{name} takes a text that is not empty")
    return given


_NEGATED = {"prefix", "suffix", "equals-ignore-case", "wildcard"}
_OPERATORS: dict[str, Callable[[Any], Test]] = {
    "anything-but": _anything_but,
    "cidr": _cidr,
    "equals-ignore-case": _equals_ignore_case,
    "exists": _exists,
    "numeric": _numeric,
    "prefix": _prefix,
    "suffix": _suffix,
    "wildcard": _wildcard,
}
