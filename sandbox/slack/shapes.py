"""Small checks that compose into a description of JSON: `obj(text=..., url=optional(...))`.

A check takes a value, its JSON pointer and the list it adds problems to. Every limit is looked up
in `block_limits.LIMITS` by the name that also becomes the rule: `button.text` too long breaks
`button.text.max_length`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.slack.block_limits import LIMITS


@dataclass(frozen=True)
class Problem:
    """A broken rule: where (JSON pointer), which (`button.text.max_length`), and in words."""

    pointer: str
    rule: str
    message: str


Check = Callable[[object, str, list[Problem]], None]


@dataclass(frozen=True)
class Optional:
    """A field that may be absent."""

    check: Check


def anything(_value: object, _at: str, _found: list[Problem]) -> None:
    """Accept every value."""


def listed(value: object, name: str) -> list[Any]:
    """Return the list an object holds under a name; empty for anything else."""
    held = value.get(name) if isinstance(value, dict) else None
    return held if isinstance(held, list) else []


def within(rule: str, size: float, what: str, at: str, found: list[Problem]) -> None:
    """Compare a length, a count or a number with the limits of `rule`."""
    for name, limit in LIMITS.get(rule, {}).items():
        if name.startswith("max") and size > limit:
            found.append(Problem(at, f"{rule}.{name}", f"must be less than {limit + 1}{what}"))
        elif name.startswith("min") and size < limit:
            found.append(Problem(at, f"{rule}.{name}", f"must be more than {limit - 1}{what}"))
        elif name == "exclusive_min" and size <= limit:
            found.append(Problem(at, f"{rule}.{name}", f"must be more than {limit}{what}"))


def string(rule: str = "", *, among: tuple[str, ...] = ()) -> Check:
    """Describe a string within the limits of `rule`, or one of a few words."""

    def check(value: object, at: str, found: list[Problem]) -> None:
        if not isinstance(value, str):
            found.append(Problem(at, "type", "must be a string"))
        elif among and value not in among:
            found.append(Problem(at, "value", f"must be one of: {', '.join(among)}"))
        else:
            within(rule, len(value), " characters", at, found)

    return check


def boolean(value: object, at: str, found: list[Problem]) -> None:
    """Describe true or false."""
    if not isinstance(value, bool):
        found.append(Problem(at, "type", "must be a boolean"))


def number(rule: str = "") -> Check:
    """Describe a number within the limits of `rule`."""

    def check(value: object, at: str, found: list[Problem]) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            found.append(Problem(at, "type", "must be a number"))
        else:
            within(rule, value, "", at, found)

    return check


def items(rule: str, each: Check) -> Check:
    """Describe a list whose length keeps `rule` and whose items pass `each`."""

    def check(value: object, at: str, found: list[Problem]) -> None:
        if not isinstance(value, list):
            found.append(Problem(at, "type", "must be an array"))
            return
        within(rule, len(value), " items", at, found)
        for position, item in enumerate(value):
            each(item, f"{at}/{position}", found)

    return check


def obj(*also: Check, **fields: Check | Optional) -> Check:
    """Describe an object: its fields, no others, then further checks on the whole."""

    def check(value: object, at: str, found: list[Problem]) -> None:
        if not isinstance(value, dict):
            found.append(Problem(at, "type", "must be an object"))
            return
        found += [
            Problem(at, "unknown_field", f"invalid additional property: {name}")
            for name in value
            if name not in fields
        ]
        for name, field in fields.items():
            if name in value:
                inner = field.check if isinstance(field, Optional) else field
                inner(value[name], f"{at}/{name}", found)
            elif not isinstance(field, Optional):
                found.append(Problem(at, f"required.{name}", f"missing required field: {name}"))
        for whole in also:
            whole(value, at, found)

    return check


def by_type(kinds: Mapping[str, Check], rule: str) -> Check:
    """Describe an object that is one of several, told apart by its `type`."""

    def check(value: object, at: str, found: list[Problem]) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in kinds:
            found.append(Problem(at, rule, f"unsupported type: {kind}"))
            return
        kinds[kind](value, at, found)

    return check


def text(rule: str, *kinds: str) -> Check:
    """Describe a text object; `kinds` are the types it may have, both if none are named."""
    allowed = kinds or ("plain_text", "mrkdwn")

    shape = obj(
        type=string(among=allowed),
        text=string("text" if not rule else ""),
        emoji=Optional(boolean),
        verbatim=Optional(boolean),
    )

    def check(value: object, at: str, found: list[Problem]) -> None:
        shape(value, at, found)
        words = value.get("text") if isinstance(value, dict) else None
        if not rule or not isinstance(words, str):
            return
        if not words:
            found.append(Problem(f"{at}/text", "text.min_length", "must be more than 0 characters"))
        within(rule, len(words), " characters", f"{at}/text", found)

    return check


def plain(rule: str = "") -> Check:
    """Describe a text object that must be plain text."""
    return text(rule, "plain_text")
