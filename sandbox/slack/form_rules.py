"""What Slack's own form says about an entry before the app hears of it (pure).

Source: docs.slack.dev/reference/block-kit/block-elements; the words are ours.
"""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.slack.store import Json

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"https?://[^\s/]\S*")


def complaint(block: Json, element: Json, value: Any) -> str:  # noqa: ANN401 - any input's value
    """Return what is wrong with the value of an input block's element; empty: nothing."""
    if not value:
        return "" if block.get("optional") else "Please complete this required field."
    rule = _RULES.get(element["type"])
    if rule is not None:
        return rule(element, value)
    most = element.get("max_selected_items")
    if isinstance(value, list) and most is not None and len(value) > most:
        return f"At most {most} can be chosen."
    return ""


def _text(element: Json, value: str) -> str:
    most, least = element.get("max_length", 3000), element.get("min_length", 0)
    if len(value) > most:
        return f"This has {len(value)} characters; at most {most} are allowed."
    return f"At least {least} characters are needed." if len(value) < least else ""


def _number(element: Json, value: str) -> str:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return "Please enter a number."
    if not number.is_finite():
        return "Please enter a number."
    if not element["is_decimal_allowed"] and number != number.to_integral_value():
        return "Please enter a whole number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and number < Decimal(least):
        return f"Please enter {least} or more."
    if most is not None and number > Decimal(most):
        return f"Please enter {most} or less."
    return ""


def _email(_element: Json, value: str) -> str:
    return "" if _EMAIL.fullmatch(value) else "Please enter an email address."


def _url(_element: Json, value: str) -> str:
    return "" if _URL.fullmatch(value) else "Please enter a web address, with https://."


def _files(element: Json, value: list[Json]) -> str:
    most = element.get("max_files", 10)
    return f"At most {most} files are allowed." if len(value) > most else ""


_RULES: dict[str, Callable[[Json, Any], str]] = {
    "plain_text_input": _text,
    "number_input": _number,
    "email_text_input": _email,
    "url_text_input": _url,
    "file_input": _files,
}
