"""Policies on queues and topics: may this service or account do this here?

IAM's grammar with principals and conditions, as far as policies for deliveries
use it. What cannot be weighed never helps: an Allow under such a condition
allows nothing, a Deny under one denies.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sandbox.aws.call import Json


class UnreadablePolicy(ValueError):  # noqa: N818  named for the condition
    """No policy in IAM's grammar."""


@dataclass(frozen=True)
class Asked:
    """Who asks for what: a service by its name, or a person or role by its ARN.

    `context` holds condition keys in lower case (`aws:sourcearn`) and their values.
    """

    action: str
    resource: str
    service: str | None = None
    arn: str | None = None
    account: str | None = None
    context: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ResourcePolicy:
    """The statements of one document."""

    statements: tuple[Json, ...]

    def allows(self, asked: Asked) -> bool:
        """Is it allowed, and not denied?"""
        about = [each for each in self.statements if _is_about(each, asked)]
        if any(each["Effect"] == "Deny" and _hold(each, asked, unsure=True) for each in about):
            return False
        return any(each["Effect"] == "Allow" and _hold(each, asked, unsure=False) for each in about)


@lru_cache(maxsize=1024)
def read_resource_policy(text: str) -> ResourcePolicy:
    """The policy in a document; UnreadablePolicy where it is none."""
    try:
        document = json.loads(text)
        statements = document["Statement"]
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise UnreadablePolicy("not a policy") from problem
    found = [statements] if isinstance(statements, dict) else statements
    if not isinstance(found, list) or not found or not all(map(_is_statement, found)):
        raise UnreadablePolicy("not a policy")
    return ResourcePolicy(tuple(found))


def _is_statement(given: object) -> bool:
    return (
        isinstance(given, dict)
        and given.get("Effect") in {"Allow", "Deny"}
        and ("Principal" in given) != ("NotPrincipal" in given)
        and ("Action" in given) != ("NotAction" in given)
        and not ("Resource" in given and "NotResource" in given)
        and all(isinstance(each, str) for each in _several(given.get("Action", [])))
        and isinstance(given.get("Condition", {}), dict)
        and all(isinstance(each, dict) for each in given.get("Condition", {}).values())
    )


def _is_about(statement: Json, asked: Asked) -> bool:
    if "NotPrincipal" in statement:
        concerned = not _names(statement["NotPrincipal"], asked)
    else:
        concerned = _names(statement["Principal"], asked)
    return (
        concerned
        and _listed(statement, "Action", asked.action.lower(), str.lower)
        and _listed(statement, "Resource", asked.resource, str)
    )


def _names(principal: Any, asked: Asked) -> bool:  # noqa: ANN401 - JSON
    if principal == "*":
        return True
    if not isinstance(principal, dict):
        return False
    if asked.service is not None and asked.service in _several(principal.get("Service", [])):
        return True
    accounts = _several(principal.get("AWS", []))
    root = f"arn:aws:iam::{asked.account}:root"
    return "*" in accounts or (
        asked.arn is not None and bool({asked.arn, asked.account, root} & set(accounts))
    )


def _listed(statement: Json, member: str, value: str, form: Callable[[str], str]) -> bool:
    if f"Not{member}" in statement:
        return not any(like(value, form(each)) for each in _several(statement[f"Not{member}"]))
    return any(like(value, form(each)) for each in _several(statement.get(member, "*")))


def _hold(statement: Json, asked: Asked, *, unsure: bool) -> bool:
    """Do all conditions hold? `unsure` is the answer of one that cannot be weighed."""
    return all(
        _holds(operator, asked.context.get(key.lower()), _several(wanted), unsure=unsure)
        for operator, keys in statement.get("Condition", {}).items()
        for key, wanted in keys.items()
    )


def _holds(operator: str, value: str | None, wanted: list[str], *, unsure: bool) -> bool:
    name = operator.removesuffix("IfExists")
    compare = _COMPARED.get(name.replace("Not", "", 1))
    if compare is None:
        return unsure
    if value is None:
        # A negated comparison holds where the key is absent, as `…IfExists` does.
        return name != operator or "Not" in name
    return any(compare(value, each) for each in wanted) != ("Not" in name)


@lru_cache(maxsize=1024)
def _pattern(wildcards: str) -> re.Pattern[str]:
    parts = re.split(r"([*?])", wildcards)
    return re.compile("".join({"*": ".*", "?": "."}.get(p, re.escape(p)) for p in parts), re.DOTALL)


def like(value: str, wildcards: str) -> bool:
    """Does the value fit a pattern of `*` and `?`?"""
    return _pattern(wildcards).fullmatch(value) is not None


def arn_like(value: str, wildcards: str) -> bool:
    """The same, but "each of the six colon-delimited components is checked separately" (IAM)."""
    parts, patterns = value.split(":", 5), wildcards.split(":", 5)
    return len(parts) == len(patterns) and all(map(like, parts, patterns))


_COMPARED: dict[str, Callable[[str, str], bool]] = {
    "ArnEquals": arn_like,  # IAM treats ArnEquals and ArnLike alike
    "ArnLike": arn_like,
    "Bool": lambda value, wanted: value.lower() == wanted.lower(),
    "StringEquals": str.__eq__,
    "StringEqualsIgnoreCase": lambda value, wanted: value.lower() == wanted.lower(),
    "StringLike": like,
}


def _several(given: Any) -> list[str]:  # noqa: ANN401 - JSON: one or a list of them
    return [str(each) for each in given] if isinstance(given, list) else [str(given)]
