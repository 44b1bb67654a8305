"""Whether a queue's access policy pins its senders, as far as JSON tells. Pure.

Whoever may send to the queue can make notices appear. EventBridge and SNS are services
that everybody's rules and topics share, so a statement that lets them in has to say whose.
Only what names an account or an organization for certain counts (IAM user guide, "AWS global
condition context keys"): an operator that also holds where the key is absent (`IfExists`,
`ForAllValues`) pins nobody, nor does an ARN with a wildcard where its account stands.
"""

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

_OF_SERVICES = {
    "aws:sourcearn": "aws:SourceArn",
    "aws:sourceaccount": "aws:SourceAccount",
    "aws:sourceorgid": "aws:SourceOrgID",
}
_OF_PEOPLE = {
    "aws:principalarn": "aws:PrincipalArn",
    "aws:principalaccount": "aws:PrincipalAccount",
    "aws:principalorgid": "aws:PrincipalOrgID",
}
"""Absent where a service sends: it is in nobody's account or organization."""
_KEYS = _OF_SERVICES | _OF_PEOPLE
_HOLDS = {"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"}
_HOLDS_NOT = {name.replace("string", "stringnot").replace("arn", "arnnot") for name in _HOLDS}
_ACCOUNT = re.compile(r"[0-9]{12}")
_ORGANIZATION = re.compile(r"o-[a-z0-9]{10,32}")
_ARN_PARTS = 6
"""arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE."""
_LONGEST = 80
"""Characters of somebody's text in a sentence of ours."""


class _Condition(NamedTuple):
    """One key of a Condition; operator and key in lower case, for IAM does not mind."""

    operator: str
    key: str
    values: tuple[str, ...]

    def pins(self, operators: set[str]) -> bool:
        """Whether it is of these operators and names accounts or organizations alone."""
        is_meant = self.operator in operators and self.key in _KEYS
        return is_meant and bool(self.values) and all(map(self._names_one, self.values))

    def _names_one(self, value: str) -> bool:
        if self.key.endswith("orgid"):
            return _ORGANIZATION.fullmatch(value) is not None
        if self.key.endswith("account"):
            return _ACCOUNT.fullmatch(value) is not None
        parts = value.split(":", _ARN_PARTS - 1)
        if len(parts) != _ARN_PARTS or not _ACCOUNT.fullmatch(parts[4]):
            return False
        # Only an operator for ARNs keeps a `*` from matching beyond the next colon.
        return self.operator.startswith("arn") or "*" not in "".join(parts[:4])


def complaint(policy: str) -> str:
    """What is wrong with it, as the end of a sentence about the queue; empty if nothing."""
    if not policy:
        return "has no policy: EventBridge cannot send to it"
    try:
        told = json.loads(policy).get("Statement", [])
    except (ValueError, AttributeError):
        return "has a policy that cannot be read"
    statements = [one for one in _several(told) if isinstance(one, dict)]
    fences = [key for one in statements for key in _fenced_by(one)]
    if shut := next((key for key in fences if key in _OF_PEOPLE), ""):
        return f"has a policy that denies whoever has no {_KEYS[shut]}: EventBridge cannot send"
    if fences:
        return ""
    return next((said for one in statements if (said := _trouble(one))), "")


def _trouble(statement: dict[str, Any]) -> str:
    """Whom a statement lets in whom it should not, or not whom it should."""
    if statement.get("Effect") != "Allow" or not _is_about_sending(statement):
        return ""
    lets_services, lets_all = _lets_in(statement)
    if not lets_services and not lets_all:
        return ""
    conditions = tuple(_conditions(statement))
    asked = [one for one in conditions if one.operator in _HOLDS and one.key in _OF_PEOPLE]
    if asked and not lets_all:
        key = _KEYS[asked[0].key]
        return f"has a policy that asks for {key}, which no service has: EventBridge cannot send"
    if any(one.pins(_HOLDS) for one in conditions):
        return ""
    who = "anybody" if lets_all else "anybody's rule"
    return f"has a policy that does not pin its senders: {who} may send; {_lacking(conditions)}"


def _lacking(conditions: tuple[_Condition, ...]) -> str:
    """What a statement would have to say."""
    for one in conditions:
        if one.key in _KEYS:
            said = f"{one.operator} {_KEYS[one.key]} {', '.join(one.values)}"[:_LONGEST]
            return f"{said} names no account or organization for certain"
    return f"no condition names one by {', '.join(_OF_SERVICES.values())}"


def _fenced_by(statement: dict[str, Any]) -> Iterator[str]:
    """The key by which it denies sending to all but the accounts or organization it names.

    A second condition would let somebody through: all have to hold for a denial.
    """
    conditions = tuple(_conditions(statement))
    is_for_all = "Principal" in statement and _lets_in(statement) == (True, True)
    if statement.get("Effect") == "Deny" and is_for_all and _is_about_sending(statement):
        [*pins] = (one.key for one in conditions if one.pins(_HOLDS_NOT))
        if len(conditions) == 1:
            yield from pins


def _lets_in(statement: dict[str, Any]) -> tuple[bool, bool]:
    """Whether services are meant, and whether everybody is."""
    principal = statement.get("Principal")
    if not isinstance(principal, dict):
        return True, True  # `*`, or NotPrincipal, which means all others
    all_accounts = any("*" in one for one in _texts(principal.get("AWS")))
    return "Service" in principal or all_accounts, all_accounts


def _is_about_sending(statement: dict[str, Any]) -> bool:
    if "NotAction" in statement:
        return not _names_sending(statement["NotAction"])
    return _names_sending(statement.get("Action"))


def _names_sending(actions: object) -> bool:
    return any(fnmatchcase("sqs:sendmessage", one.lower()) for one in _texts(actions))


def _conditions(statement: dict[str, Any]) -> Iterator[_Condition]:
    condition = statement.get("Condition")
    for operator, keys in condition.items() if isinstance(condition, dict) else ():
        for key, value in keys.items() if isinstance(keys, dict) else ():
            yield _Condition(operator.lower(), key.lower(), _texts(value))


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in _several(value))


def _several(value: object) -> list[object]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]
