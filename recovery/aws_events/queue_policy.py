"""Whether a queue's access policy pins its senders, as far as JSON tells. Pure.

Whoever may send to the queue can make notices appear. EventBridge and SNS are services
that everybody's rules and topics share, so a statement that lets them in has to say
whose: by `aws:SourceArn` or `aws:SourceAccount`.
"""

import json
from typing import Any

_PINS = frozenset({"aws:sourcearn", "aws:sourceaccount", "aws:principalarn", "aws:sourceorgid"})
_SENDING = frozenset({"*", "sqs:*", "sqs:sendmessage", "sqs:send*"})
_POSITIVE = ("arnequals", "arnlike", "stringequals", "stringlike")


def complaint(policy: str) -> str:
    """What is wrong with it, as the end of a sentence about the queue; empty if nothing."""
    if not policy:
        return "has no policy: EventBridge cannot send to it"
    try:
        statements = json.loads(policy).get("Statement", [])
    except (ValueError, AttributeError):
        return "has a policy that cannot be read"
    listed = statements if isinstance(statements, list) else [statements]
    if any(_is_open(one) for one in listed if isinstance(one, dict)):
        return "has a policy that does not pin its senders (aws:SourceArn): anybody's rule may send"
    return ""


def _is_open(statement: dict[str, Any]) -> bool:
    if statement.get("Effect") != "Allow" or not _allows_sending(statement):
        return False
    principal = statement.get("Principal")
    services = principal.get("Service") if isinstance(principal, dict) else None
    accounts = _several(principal.get("AWS")) if isinstance(principal, dict) else [principal]
    is_shared = bool(services) or "*" in accounts or "NotPrincipal" in statement
    return is_shared and not _is_pinned(statement.get("Condition"))


def _allows_sending(statement: dict[str, Any]) -> bool:
    if "NotAction" in statement:
        return True
    return any(str(one).lower() in _SENDING for one in _several(statement.get("Action")))


def _is_pinned(condition: object) -> bool:
    """Whether a condition that must hold names a source; `*` names none."""
    if not isinstance(condition, dict):
        return False
    return any(
        str(key).lower() in _PINS and all(str(v).strip("*") for v in _several(value))
        for operator, keys in condition.items()
        if str(operator).lower() in _POSITIVE and isinstance(keys, dict)
        for key, value in keys.items()
    )


def _several(value: object) -> list[object]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]
