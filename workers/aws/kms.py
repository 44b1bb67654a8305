"""KMS through boto3: is a key there, and can it be used?"""

from typing import TYPE_CHECKING

from workers.aws.calls import Calls
from workers.aws.models import Key

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_kms.type_defs import KeyMetadataTypeDef


class BotoKms:
    """Keeps `workers.aws.door.Kms`."""

    def __init__(self, calls: Calls, client: "KMSClient") -> None:
        self._calls = calls
        self._client = client

    def describe_key(self, key: str) -> Key:
        """DescribeKey; takes an id, an ARN or alias/name."""
        return self._calls.read(
            "DescribeKey", lambda: _key(self._client.describe_key(KeyId=key)["KeyMetadata"])
        )


def _key(described: "KeyMetadataTypeDef") -> Key:
    return Key(arn=described.get("Arn", ""), state=described.get("KeyState", ""))
