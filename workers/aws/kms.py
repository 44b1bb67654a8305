"""KMS through boto3: is a key there, can it be used, and by whom?"""

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

    def key_policy(self, key: str) -> str:
        """GetKeyPolicy; KMS answers the key's own account only, and takes no alias."""

        def policy() -> str:
            # Some endpoints find none unless it is named, though this name is KMS's default.
            answer = self._client.get_key_policy(KeyId=key, PolicyName="default")
            return str(answer.get("Policy") or "")

        return self._calls.read("GetKeyPolicy", policy)


def _key(described: "KeyMetadataTypeDef") -> Key:
    return Key(
        arn=described.get("Arn", ""),
        state=described.get("KeyState", ""),
        manager=described.get("KeyManager", ""),
    )
