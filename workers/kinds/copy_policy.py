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


def may_copy_into(policy: str, account_id: str) -> Verdict:
    """Read a policy (JSON text, empty where there is none); a denial outweighs all else.

    A condition, such as `aws:PrincipalOrgID`, cannot be weighed here.
    """
    if not policy.strip():
        return Verdict.UNSAID
    try:
        return verdict_of(
            (one["Effect"], bool(one.get("Condition")))
            for one in statements_of(policy)
            if names_action(one, ACTION) and _names_account(one, account_id)
        )
    except UNREADABLE:
        return Verdict.UNREADABLE


def _names_account(statement: Statement, account_id: str) -> bool:
    """A role of the account counts: AWS Backup copies as the one that the job names."""
    if "NotPrincipal" in statement:
        return not named_of(statement["NotPrincipal"], account_id)
    return bool(named_of(statement["Principal"], account_id))
