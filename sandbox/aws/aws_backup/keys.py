"""KMS keys of vaults: AWS's own for AWS Backup, or one of the account's."""

import uuid

from sandbox.aws.call import AwsError
from sandbox.aws.moto_door import kms_key
from sandbox.aws.table import partition

UNUSABLE = "KMS key is either disabled or pending deletion or access to KMS key is denied"
BACKUP_KEY = "alias/aws/backup"
_OURS = uuid.UUID("7f6f5ab0-2f6e-4c3c-9d5c-3f7f0f6a9b10")


def managed_key(account: str, region: str) -> str:
    """The ARN of `aws/backup`, the key of a vault that names none. `kms` describes it."""
    key_id = uuid.uuid5(_OURS, f"{account}/{region}")
    return f"arn:{partition(region)}:kms:{region}:{account}:key/{key_id}"


def key_problem(key_arn: str) -> str | None:
    """Why nothing can be encrypted or read with a key; None where it can."""
    account, region = key_arn.split(":")[4], key_arn.split(":")[3]
    if key_arn == managed_key(account, region):
        return None
    key = kms_key(account, region, key_arn)
    if key is None:
        return "Given key ID does not exist"
    return None if key.state == "Enabled" else UNUSABLE


def checked_key(account: str, region: str, key_arn: str) -> str:
    """The same ARN; InvalidParameterValueException unless it is of a key that can be used here."""
    parts = key_arn.split(":")
    if len(parts) != 6 or parts[2] != "kms" or not parts[5].startswith("key/"):  # noqa: PLR2004
        raise AwsError("InvalidParameterValueException", f"Invalid KMS key ARN: {key_arn}")
    foreign = (parts[4], parts[3]) != (account, region)
    problem = f"The KMS key {key_arn} is of another Region or account."
    found = problem if foreign else key_problem(key_arn)
    if found is not None:
        raise AwsError("InvalidParameterValueException", found)
    return key_arn
