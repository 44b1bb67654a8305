"""The roles AWS Backup works in: they have to exist, in the same account, and trust it.

The default role is there from the start, like the `Default` vault: AWS Backup's
console makes both when it is first opened.
"""

import re

from sandbox.aws.aws_backup.scene import invalid_value
from sandbox.aws.roles import role_for

DEFAULT_ROLE = "service-role/AWSBackupDefaultServiceRole"
_ROLE = re.compile(r"arn:aws[a-z-]*:iam::(\d{12}):role/([\w+=,.@/-]+)")


def role_problem(account: str, arn: str) -> str | None:
    """Why AWS Backup cannot work in the role; None where it can."""
    found = _ROLE.fullmatch(arn)
    own = found is not None and found[1] == account
    if own and found is not None and found[2] == DEFAULT_ROLE:
        return None
    if own and role_for(arn, "backup.amazonaws.com", {}) is not None:
        return None
    return f"IAM Role {arn} cannot be assumed by AWS Backup"


def checked_role(account: str, arn: str) -> str:
    """The same; InvalidParameterValueException where AWS Backup cannot work in it."""
    problem = role_problem(account, arn)
    if problem is not None:
        raise invalid_value(problem)
    return arn
