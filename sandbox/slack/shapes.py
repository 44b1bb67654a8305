"""Small checks that compose into a description of JSON: `obj(text=..., url=optional(...))`.

A check takes a value, its JSON pointer and the list it adds problems to. Every limit is looked up
in `block_limits.LIMITS` by the name that also becomes the rule: `button.text` too long breaks
`button.text.max_length`. A pointer consists of field names of Block Kit and positions, none of
which RFC 6901 would have to escape: a field Slack does not know is named in the message instead.
"""

import re
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
        words = ""
        match name:
            case "max_items" if size > limit:
                words = f"no more than {limit}{what} allowed"
            case "min_items" if size < limit:
                words = f"no fewer than {limit}{what} allowed"
            case "max" | "max_length" if size > limit:
                words = f"must be less than {limit + 1}{what}"
            case "min" | "min_length" if size < limit:
                words = f"must be more than {limit - 1}{what}"
            case "exclusive_min" if size <= limit:
                words = f"must be more than {limit}{what}"
        if words:
            found.append(Problem(at, f"{rule}.{name}", words))


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


def matching(pattern: str, rule: str, words: str) -> Check:
    """Describe a string of a form; `words` say which, after "must be"."""

    def check(value: object, at: str, found: list[Problem]) -> None:
        if not isinstance(value, str):
            found.append(Problem(at, "type", "must be a string"))
        elif not re.fullmatch(pattern, value, re.ASCII):
            found.append(Problem(at, rule, f"must be {words}"))

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


def whole(rule: str = "") -> Check:
    """Describe a whole number within the limits of `rule`."""

    def check(value: object, at: str, found: list[Problem]) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            found.append(Problem(at, "type", "must be an integer"))
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


def exactly_one_of(rule: str, *names: str) -> Check:
    """Demand one of several fields, and not two."""

    def check(value: object, at: str, found: list[Problem]) -> None:
        if isinstance(value, dict) and sum(name in value for name in names) != 1:
            found.append(Problem(at, rule, f"must have exactly one of {', '.join(names)}"))

    return check


def at_least_one_of(rule: str, *names: str) -> Check:
    """Demand one of several fields, or more."""

    def check(value: object, at: str, found: list[Problem]) -> None:
        if isinstance(value, dict) and not any(value.get(name) for name in names):
            found.append(Problem(at, rule, f"must have at least one of {', '.join(names)}"))

    return check


# Slack refuses `emoji` beside mrkdwn: https://github.com/slack-go/slack/issues/1414
_ONLY_WITH = {"plain_text": "emoji", "mrkdwn": "verbatim"}


def text(rule: str, *kinds: str) -> Check:
    """Describe a text object; `kinds` are the types it may have, both if none are named."""
    allowed = kinds or ("plain_text", "mrkdwn")
    limits = rule or "text"
    fields = {"type": string(among=allowed), "text": string()}
    by_kind = {kind: obj(**fields, **{_ONLY_WITH[kind]: Optional(boolean)}) for kind in allowed}
    unknown_kind = obj(**fields, emoji=Optional(boolean), verbatim=Optional(boolean))

    def check(value: object, at: str, found: list[Problem]) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        shape = by_kind.get(kind, unknown_kind) if isinstance(kind, str) else unknown_kind
        shape(value, at, found)
        words = value.get("text") if isinstance(value, dict) else None
        if not isinstance(words, str):
            return
        if not words:
            found.append(Problem(f"{at}/text", "text.min_length", "must be more than 0 characters"))
        else:
            within(limits, len(words), " characters", f"{at}/text", found)

    return check


def plain(rule: str = "") -> Check:
    """Describe a text object that must be plain text."""
    return text(rule, "plain_text")
