"""Reads JSON as Slack's own parser does, where Python's is more generous (pure).

Python takes `NaN`, numbers beyond a double, and half of a surrogate pair; none of them can be
written again as JSON in UTF-8. What is nested without end is refused before it fills the stack.
"""

import json
import math
import re
from typing import Any

DEEPEST = 100
"""How deep arrays and objects may stand in each other; Block Kit needs a dozen."""
_HALF_A_PAIR = re.compile(r"\\u[dD][89a-fA-F]")


def read_json(text: str | bytes) -> Any:  # noqa: ANN401 - any JSON
    """Return what a text says.

    Raises:
        ValueError: it is not JSON, not UTF-8, or nested too deeply.
    """
    words = text.decode() if isinstance(text, bytes) else text
    try:
        found = _DECODER.decode(words)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if words.count("[") + words.count("{") > DEEPEST:
        _check_depth(found)
    if _HALF_A_PAIR.search(words):
        json.dumps(found, ensure_ascii=False).encode()
    return found


def _check_depth(found: object) -> None:
    level = [found]
    for _ in range(DEEPEST):
        level = [inner for each in level for inner in _inside(each)]
    if any(isinstance(each, dict | list) for each in level):
        raise ValueError("nested too deeply")


def _inside(part: object) -> list[Any]:
    if isinstance(part, dict):
        return list(part.values())
    return part if isinstance(part, list) else []


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"not a number of JSON: {digits[:20]}")
    return number


# Python's own word for NaN and the infinities becomes a float, which is not finite.
_DECODER = json.JSONDecoder(parse_float=_finite, parse_constant=_finite)
