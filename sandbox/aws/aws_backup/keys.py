"""KMS keys of vaults: AWS's own for AWS Backup, or one of the account's."""

import uuid

from sandbox.aws.moto_door import kms_key
from sandbox.aws.table import partition

_OURS = uuid.UUID("7f6f5ab0-2f6e-4c3c-9d5c-3f7f0f6a9b10")


def managed_key(account: str, region: str) -> str:
    """The ARN of `aws/backup`, the key of a vault that names none. Moto does not have it."""
    key_id = uuid.uuid5(_OURS, f"{account}/{region}")
    return f"arn:{partition(region)}:kms:{region}:{account}:key/{key_id}"


def key_problem(key_arn: str) -> str | None:
    """Why nothing can be encrypted or read with a key; None where it can."""
    account, region = key_arn.split(":")[4], key_arn.split(":")[3]
    if key_arn == managed_key(account, region):
        return None
    key = kms_key(account, region, key_arn)
    if key is None:
        return f"The KMS key {key_arn} does not exist."
    return None if key.state == "Enabled" else f"The KMS key {key_arn} is in state {key.state}."
