"""The statements of a resource's policy, and how they add up for one account. Pure.

What they cannot tell stays open: a condition is not weighed here, and what reads a policy
says itself which words of it count as the account.
"""

import json
import re
from collections.abc import Iterable
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any

Statement = dict[str, Any]
_PRINCIPAL = re.compile(r"(?:arn:aws[a-z-]*:iam::)?([0-9]{12})(?::(.+))?")


class Verdict(StrEnum):
    """What a policy says of one account."""

    ALLOWED = "allowed"
    CONDITIONAL = "on a condition"
    DENIED = "denied"
    UNSAID = "not allowed"
    UNREADABLE = "unreadable"


UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What reading a policy raises that is not as policies are."""


def statements_of(policy: str) -> list[Statement]:
    """The statements of a policy, JSON text; raises one of UNREADABLE."""
    return [one for one in several(json.loads(policy)["Statement"]) if one]


def verdict_of(said: Iterable[tuple[str, bool]]) -> Verdict:
    """Statements about one account and action, as (Effect, has a condition), together.

    A denial outweighs all else; a condition may hold or not.
    """
    found = set(said)
    if ("Deny", False) in found:
        return Verdict.DENIED
    if ("Allow", False) in found and ("Deny", True) not in found:
        return Verdict.ALLOWED
    return Verdict.CONDITIONAL if found else Verdict.UNSAID


def names_action(statement: Statement, action: str) -> bool:
    """Whether a statement is about an action; one about all others is not."""
    if "NotAction" in statement:
        return not any(_fits(pattern, action) for pattern in several(statement["NotAction"]))
    return any(_fits(pattern, action) for pattern in several(statement["Action"]))


def named_of(principal: Any, account_id: str) -> list[str]:  # noqa: ANN401  text or an object
    """What a principal names of an account: `*` everybody, `root` all of it, `role/…` a role."""
    named = principal.get("AWS", ()) if isinstance(principal, dict) else principal
    found = []
    for one in several(named):
        parts = _PRINCIPAL.fullmatch(one)
        if one == "*":
            found.append("*")
        elif parts and parts[1] == account_id:
            found.append(parts[2] or "root")
    return found


def several(value: Any) -> list[Any]:  # noqa: ANN401  JSON: one or a list
    """What is written as one where it is alone."""
    return list(value) if isinstance(value, list | tuple) else [value]


def _fits(pattern: str, action: str) -> bool:
    """IAM's wildcards; actions are compared whatever their case."""
    return fnmatchcase(action.lower(), pattern.lower())
