"""Whether a vault's access policy lets another account copy into it, as far as it tells. Pure."""

import json
import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

ACTION = "backup:CopyIntoBackupVault"
_PRINCIPAL = re.compile(r"(?:arn:aws[a-z-]*:iam::)?([0-9]{12})(?::.+)?")


class Verdict(StrEnum):
    """What a policy says of one account's copies."""

    ALLOWED = "allowed"
    CONDITIONAL = "on a condition"
    DENIED = "denied"
    UNSAID = "not allowed"
    UNREADABLE = "unreadable"


def may_copy_into(policy: str, account_id: str) -> Verdict:
    """Read a policy (JSON text, empty where there is none); a denial outweighs all else.

    A condition, such as `aws:PrincipalOrgID`, cannot be weighed here.
    """
    if not policy.strip():
        return Verdict.UNSAID
    try:
        statements = [one for one in _several(json.loads(policy)["Statement"]) if one]
        said = [
            (one["Effect"], bool(one.get("Condition"))) for one in _about(statements, account_id)
        ]
    except (ValueError, TypeError, KeyError, AttributeError):
        return Verdict.UNREADABLE
    if ("Deny", False) in said:
        return Verdict.DENIED
    if ("Allow", False) in said and ("Deny", True) not in said:
        return Verdict.ALLOWED
    return Verdict.CONDITIONAL if any(has for _, has in said) else Verdict.UNSAID


def _about(statements: Iterable[dict[str, Any]], account_id: str) -> Iterable[dict[str, Any]]:
    for one in statements:
        if _names_action(one) and _names_account(one, account_id):
            yield one


def _names_action(statement: dict[str, Any]) -> bool:
    if "NotAction" in statement:
        return not any(_fits(pattern, ACTION) for pattern in _several(statement["NotAction"]))
    return any(_fits(pattern, ACTION) for pattern in _several(statement["Action"]))


def _names_account(statement: dict[str, Any], account_id: str) -> bool:
    if "NotPrincipal" in statement:
        return not _is_among(statement["NotPrincipal"], account_id)
    return _is_among(statement["Principal"], account_id)


def _is_among(principal: Any, account_id: str) -> bool:  # noqa: ANN401  text or an object
    """A role of the account counts: AWS Backup copies as the one that the job names."""
    named = principal.get("AWS", ()) if isinstance(principal, dict) else principal
    for one in _several(named):
        found = _PRINCIPAL.fullmatch(one)
        if one == "*" or (found and found[1] == account_id):
            return True
    return False


def _several(value: Any) -> list[Any]:  # noqa: ANN401  JSON: one or a list
    return list(value) if isinstance(value, list | tuple) else [value]


def _fits(pattern: str, action: str) -> bool:
    """IAM's wildcards; actions are compared whatever their case."""
    legal = "".join({"*": ".*", "?": "."}.get(one, re.escape(one)) for one in pattern)
    return re.fullmatch(legal, action, re.IGNORECASE) is not None
