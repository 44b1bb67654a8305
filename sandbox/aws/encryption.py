"""Server-side encryption: an SSESpecification in, an SSEDescription out."""

from sandbox.aws.call import AwsError, Json
from sandbox.aws.moto_door import DYNAMODB_KEY, kms_key


def sse_description(account: str, region: str, specification: Json | None) -> Json | None:
    """None for AWS's own key; else the KMS key, refused where it cannot be used.

    AWS names no error for a key that is missing or disabled in the service
    model; the sandbox answers ValidationException.
    """
    if not specification or not specification.get("Enabled", False):
        return None
    if specification.get("SSEType", "KMS") != "KMS":
        raise AwsError("ValidationException", "SSEType AES256 is not supported; use KMS")
    key_id = specification.get("KMSMasterKeyId", DYNAMODB_KEY)
    return {
        "Status": "ENABLED",
        "SSEType": "KMS",
        "KMSMasterKeyArn": usable_key(account, region, key_id),
    }


def usable_key(account: str, region: str, key_id: str) -> str:
    """The ARN of an enabled key in the region."""
    key = kms_key(account, region, key_id)
    if key is None or key.arn.split(":")[3] != region:
        raise AwsError("ValidationException", f"KMS key not found in {region}: {key_id}")
    if not key.enabled:
        raise AwsError("ValidationException", f"KMS key is not enabled: {key.arn}")
    return key.arn
