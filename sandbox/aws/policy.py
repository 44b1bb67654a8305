"""Inline session policies: what they allow of DynamoDB, which is all the sandbox enforces.

A session may do what both its role and its session policy allow. The sandbox's
roles allow everything, so the policy alone decides. Conditions cannot be
weighed here; the cautious reading is that one never helps: an Allow with a
condition allows nothing, a Deny with one denies.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

_VERSIONS = {"2008-10-17", "2012-10-17"}
_MEMBERS = {"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"}


class MalformedPolicy(ValueError):  # noqa: N818  named for the condition
    """A document that does not keep IAM's grammar; the message is AWS's."""


Verdict = Literal["allowed", "denied", "not allowed"]


@dataclass(frozen=True)
class Statement:
    """One statement; the patterns hold `*` and `?`."""

    allows: bool
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    but_actions: bool = False
    but_resources: bool = False
    conditional: bool = False

    def covers(self, action: str, resource: str) -> bool:
        """Does it speak of this action on this resource?"""
        # Actions are compared without regard to case, ARNs with it.
        named = any(_pattern(each.lower()).fullmatch(action.lower()) for each in self.actions)
        held = any(_pattern(each).fullmatch(resource) for each in self.resources)
        return named != self.but_actions and held != self.but_resources


@dataclass(frozen=True)
class Policy:
    """The statements of one document."""

    statements: tuple[Statement, ...]

    def verdict(self, action: str, resource: str) -> Verdict:
        """On `dynamodb:Scan` and an ARN, say: an explicit Deny wins over every Allow."""
        about = [each for each in self.statements if each.covers(action, resource)]
        if any(not each.allows for each in about):
            return "denied"
        if any(each.allows and not each.conditional for each in about):
            return "allowed"
        return "not allowed"


def read_policy(text: str) -> Policy:
    """The policy in a document.

    Raises:
        MalformedPolicy: It is none.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise MalformedPolicy("This policy contains invalid Json") from error
    if not isinstance(document, dict) or "Statement" not in document:
        raise MalformedPolicy("Syntax errors in policy.")
    if not document.keys() <= {"Version", "Id", "Statement"}:
        raise MalformedPolicy("Syntax errors in policy.")
    if document.get("Version", "2012-10-17") not in _VERSIONS:
        raise MalformedPolicy("The policy must contain a valid version string")
    statements = document["Statement"]
    if isinstance(statements, dict):
        statements = [statements]
    if not isinstance(statements, list) or not statements:
        raise MalformedPolicy("Syntax errors in policy.")
    return Policy(tuple(_statement(each) for each in statements))


def _statement(given: Any) -> Statement:  # noqa: ANN401 - JSON
    if not isinstance(given, dict) or not given.keys() <= _MEMBERS:
        raise MalformedPolicy("Syntax errors in policy.")
    if given.get("Effect") not in {"Allow", "Deny"}:
        raise MalformedPolicy("Syntax errors in policy.")
    return Statement(
        allows=given["Effect"] == "Allow",
        actions=_one_of(given, "Action"),
        resources=_one_of(given, "Resource"),
        but_actions="NotAction" in given,
        but_resources="NotResource" in given,
        conditional=bool(given.get("Condition")),
    )


def _one_of(given: dict[str, Any], member: str) -> tuple[str, ...]:
    """The strings of Action or NotAction, of Resource or NotResource: one of them must be there."""
    present = [name for name in (member, f"Not{member}") if name in given]
    if len(present) != 1:
        raise MalformedPolicy(f"Policy statement must contain {member.lower()}s.")
    value = given[present[0]]
    strings: Sequence[object] = [value] if isinstance(value, str) else value
    if not isinstance(strings, list) or not strings:
        raise MalformedPolicy("Syntax errors in policy.")
    for each in strings:
        if not isinstance(each, str) or (each != "*" and ":" not in each):
            raise MalformedPolicy(f"{member}s must be prefixed by a vendor, or be *: {each}")
    return tuple(str(each) for each in strings)


@cache
def _pattern(wildcards: str) -> re.Pattern[str]:
    parts = re.split(r"([*?])", wildcards)
    return re.compile("".join({"*": ".*", "?": "."}.get(p, re.escape(p)) for p in parts), re.DOTALL)
