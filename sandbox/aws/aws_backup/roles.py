"""The roles AWS Backup works in: any of the account's own, which the sandbox all has."""

import re

from sandbox.aws.aws_backup.scene import invalid_value

_ROLE = re.compile(r"arn:aws[a-z-]*:iam::(\d{12}):role/[\w+=,.@/-]+")


def checked_role(account: str, arn: str) -> str:
    """The same; InvalidParameterValueException for what is no role of the account."""
    found = _ROLE.fullmatch(arn)
    if found is None or found[1] != account:
        raise invalid_value(f"IAM Role {arn} cannot be assumed by AWS Backup")
    return arn
