"""Whether a vault's access policy lets another account copy into it, as far as it tells. Pure."""

from workers.kinds.policy_statements import (
    UNREADABLE,
    Statement,
    Verdict,
    named_of,
    names_action,
    statements_of,
    verdict_of,
)

ACTION = "backup:CopyIntoBackupVault"


def may_copy_into(policy: str, account_id: str, role_arn: str) -> Verdict:
    """Read a policy (JSON text, empty where there is none); a denial outweighs all else.

    A condition, such as `aws:PrincipalOrgID`, cannot be weighed here.
    """
    if not policy.strip():
        return Verdict.UNSAID
    role = role_arn.rpartition(":")[2]
    try:
        return verdict_of(
            (one["Effect"], certain is False)
            for one in statements_of(policy)
            if names_action(one, ACTION)
            and (certain := _is_certain(one, account_id, role)) is not None
        )
    except UNREADABLE:
        return Verdict.UNREADABLE


def _is_certain(statement: Statement, account_id: str, role: str) -> bool | None:
    """Whether a statement surely is about the account's copies; None where it is not at all.

    AWS Backup copies as the role that the job names: what is said of another one stays open.
    """
    sure, is_plain = {"*", "root", role}, not statement.get("Condition")
    if "NotPrincipal" in statement:
        return None if sure & set(named_of(statement["NotPrincipal"], account_id)) else is_plain
    named = set(named_of(statement["Principal"], account_id))
    return is_plain and bool(sure & named) if named else None
