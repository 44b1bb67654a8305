"""Whether a key's policy lets AWS Backup of an account use the key, as far as it tells. Pure.

AWS Backup works with keys as the service-linked role AWSServiceRoleForBackup of the account that
a copy goes to. A key policy that names the account itself leaves it to the account's own IAM,
where AWS lets that role (AWS Backup developer guide, "Encryption for backups in AWS Backup" and
"Creating backup copies across AWS accounts"; knowledge centre, "backup-cross-account-copy-error").
Grants of a key are not seen here.
"""

import json
from typing import Any, NamedTuple

from workers.kinds.policy_statements import (
    UNREADABLE,
    Statement,
    Verdict,
    named_of,
    names_action,
    several,
    statements_of,
    verdict_of,
)

NEEDED = ("kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey")
"""What reading a backup takes."""
ASKED_FOR = "kms:GenerateDataKey"
"""AWS names it among the least a key policy has to have, and only writing takes it."""
SERVICE_ROLE = "role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup"
FOR_AWS = "kms:GrantIsForAWSResource"
_WORST_LAST = (
    Verdict.ALLOWED,
    Verdict.CONDITIONAL,
    Verdict.UNSAID,
    Verdict.DENIED,
    Verdict.UNREADABLE,
)


class Use(NamedTuple):
    """The worst that a policy says of what AWS Backup has to do with a key.

    Attributes:
        actions: Of which it says so.
    """

    verdict: Verdict
    actions: tuple[str, ...]


def use_of_key(policy: str, account_id: str) -> Use:
    """Read a key policy, JSON text."""
    try:
        statements = statements_of(policy)
        said = {one: _said_of(statements, one, account_id) for one in (*NEEDED, ASKED_FOR)}
    except UNREADABLE:
        return Use(Verdict.UNREADABLE, ())
    if said[ASKED_FOR] is Verdict.UNSAID:
        said[ASKED_FOR] = Verdict.CONDITIONAL
    worst = max(said.values(), key=_WORST_LAST.index)
    return Use(worst, tuple(one for one, verdict in said.items() if verdict is worst))


def statement_for(account_id: str, partition: str) -> str:
    """The statement that shares a key with an account, as JSON."""
    return json.dumps(
        {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:{partition}:iam::{account_id}:root"},
            "Action": [*NEEDED, "kms:GenerateDataKey*", "kms:ReEncrypt*"],
            "Resource": "*",
        }
    )


def _said_of(statements: list[Statement], action: str, account_id: str) -> Verdict:
    return verdict_of(
        (one["Effect"], certain is False)
        for one in statements
        if names_action(one, action)
        and (certain := _is_certain(one, action, account_id)) is not None
    )


def _is_certain(statement: Statement, action: str, account_id: str) -> bool | None:
    """Whether a statement surely is about AWS Backup of the account; None where it is not at all.

    Open are a condition, whatever is said by what it leaves out, and a role of the account that
    is not AWS Backup's: AWS does not document that it would do.
    """
    if "NotPrincipal" in statement:
        return False
    named = named_of(statement["Principal"], account_id)
    if not named:
        return None
    is_plain = several(statement["Resource"]) == ["*"] and not _is_open(statement, action)
    return is_plain and bool({"*", "root", SERVICE_ROLE} & set(named))


def _is_open(statement: Statement, action: str) -> bool:
    """A condition stands open, but for KMS's own of grants: AWS Backup makes none but for AWS."""
    condition: dict[str, Any] = dict(statement.get("Condition") or {})
    if (statement["Effect"], action) == ("Allow", "kms:CreateGrant"):
        return condition not in ({}, *({"Bool": {FOR_AWS: yes}} for yes in (True, "true")))
    return bool(condition)
