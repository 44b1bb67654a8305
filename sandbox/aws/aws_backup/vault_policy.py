"""Policies of vaults and of their keys: read for what lets another account copy."""

import json
from typing import Any

from sandbox.aws.aws_backup.scene import invalid_value
from sandbox.aws.call import Json
from sandbox.aws.organizations import MEMBERS, ORGANIZATION_ID

COPY = "backup:CopyIntoBackupVault"
READ = ("kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey")
"""What AWS Backup of another account has to do with the key of what it copies."""
SERVICE_ROLE = "role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup"
FOR_AWS = tuple({"Bool": {"kms:GrantIsForAWSResource": yes}} for yes in (True, "true"))
"""The condition KMS's own samples have, written either way."""


def checked_policy(text: str) -> str:
    """The same; InvalidParameterValueException for what is no resource policy."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise invalid_value("Invalid policy document: it is not valid JSON") from error
    statements = _statements(document) if isinstance(document, dict) else []
    if not statements or not all(_is_statement(each) for each in statements):
        raise invalid_value(
            "Invalid policy document: each statement has Effect, Principal and Action"
        )
    return text


def allows_copy(text: str | None, account: str) -> bool:
    """May the account copy into the vault?"""
    return _allows(text, account, COPY)


def allows_reading(text: str, account: str) -> bool:
    """May AWS Backup of the account use the key, by the key's policy?"""
    return all(_allows(text, account, action) for action in READ)


def _allows(text: str | None, account: str, action: str) -> bool:
    """A Deny wins; a condition only helps if understood."""
    about = [
        statement
        for statement in (_statements(json.loads(text)) if text else [])
        if _names_action(statement, action.lower()) and _names_account(statement, account, action)
    ]
    if any(statement["Effect"] == "Deny" for statement in about):
        return False
    return any(
        _conditions_hold(statement.get("Condition", {}), account, action) for statement in about
    )


def _statements(document: Json) -> list[Any]:
    found = document.get("Statement")
    return found if isinstance(found, list) else [found] if found else []


def _is_statement(given: object) -> bool:
    return (
        isinstance(given, dict)
        and given.get("Effect") in {"Allow", "Deny"}
        and {"Principal", "Action"} <= given.keys()
        and _is_condition(given.get("Condition", {}))
    )


def _is_condition(given: object) -> bool:
    return isinstance(given, dict) and all(isinstance(keys, dict) for keys in given.values())


def _names_action(statement: Json, wanted: str) -> bool:
    actions = [action.lower() for action in _strings(statement["Action"])]
    return any(
        action == wanted or (action.endswith("*") and wanted.startswith(action[:-1]))
        for action in actions
    )


def _names_account(statement: Json, account: str, action: str) -> bool:
    """A vault is copied into as the role a job names, a key used as AWS Backup's own role."""
    principal, own = statement["Principal"], f"arn:aws:iam::{account}:"
    named = _strings(principal.get("AWS", []) if isinstance(principal, dict) else principal)
    if action in READ:
        return bool({"*", account, f"{own}root", f"{own}{SERVICE_ROLE}"} & set(named))
    return any(each in {"*", account} or each.startswith(own) for each in named)


def _conditions_hold(conditions: Json, account: str, action: str) -> bool:
    """The organization's id is weighed, and that a grant is for AWS; nothing else holds."""
    if action == "kms:CreateGrant" and conditions in FOR_AWS:
        return True
    return all(
        operator in {"StringEquals", "ForAnyValue:StringEquals"}
        and key.lower() == "aws:principalorgid"
        and ORGANIZATION_ID in _strings(values)
        and account in MEMBERS
        for operator, keys in conditions.items()
        for key, values in keys.items()
    )


def _strings(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, str)]
