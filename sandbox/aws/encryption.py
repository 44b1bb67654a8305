"""Server-side encryption: an SSESpecification in, an SSEDescription out."""

from sandbox.aws.call import AwsError, Json, request_id
from sandbox.aws.capacity import invalid
from sandbox.aws.moto_door import DYNAMODB_KEY, KmsKey, kms_key


def sse_description(account: str, region: str, specification: Json | None) -> Json | None:
    """None for AWS's own key; else the KMS key, refused where it cannot be used.

    The service model names no error for a key that is missing, disabled or going
    to be deleted; AWS answers ValidationException, with KMS's own error in it.
    """
    if not specification:
        return None
    enabled = specification.get("Enabled", "SSEType" in specification)
    for name in ("SSEType", "KMSMasterKeyId"):
        if not enabled and name in specification:
            raise invalid(f"{name} can not be specified if Enabled is false")
    if specification.get("SSEType", "KMS") != "KMS":
        raise invalid("SSEType AES256 is not supported")
    if not enabled:
        return None
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
        what = "Alias" if key_id.startswith("alias/") else "Key"
        raise AwsError(
            "ValidationException",
            kms_words("validation", "NotFoundException", f"{what} '{key_id}' does not exist"),
        )
    problem = key_problem(key)
    if problem is not None:
        raise AwsError("ValidationException", problem)
    return key.arn


def key_problem(key: KmsKey | None) -> str | None:
    """Why a key cannot be used, in DynamoDB's words; None where it can."""
    if key is None:
        return kms_words("validation", "NotFoundException", "Key does not exist")
    if key.state == "Enabled":
        return None
    if key.state == "PendingDeletion":
        words = f"{key.arn} is pending deletion."
        return kms_words("validation", "KMSInvalidStateException", words)
    return kms_words("disabled", "DisabledException", f"{key.arn} is disabled.")


def kms_words(kind: str, error: str, message: str) -> str:
    """`KMS key disabled error: com.amazonaws…DisabledException: … (Service: AWSKMS; …)`."""
    start = "KMS key disabled error" if kind == "disabled" else f"KMS {kind} error"
    return (
        f"{start}: com.amazonaws.services.kms.model.{error}: {message} (Service: AWSKMS; "
        f"Status Code: 400; Error Code: {error}; Request ID: {request_id()}; Proxy: null)"
    )
