"""AWS's error codes as the errors that the real door raises for them."""

from workers.aws.errors import (
    AlreadyExists,
    AwsError,
    Busy,
    Denied,
    Faulty,
    Limited,
    NotFound,
    NotSupported,
    Rejected,
    Throttled,
    Uncertain,
    Unreachable,
)

_KINDS: dict[str, type[AwsError]] = {
    "405": NotSupported,
    "500": Faulty,
    "AccessDeniedException": Denied,
    "AlreadyExistsException": AlreadyExists,
    "BackupInUseException": Busy,
    "ContinuousBackupsUnavailableException": Busy,
    "BackupNotFoundException": NotFound,
    "ConflictException": Busy,
    "EndpointConnectionError": Unreachable,
    "InvalidParameterValueException": Rejected,
    "InvalidRequestException": Rejected,
    "InvalidResourceStateException": Busy,
    "InvalidRestoreTimeException": Rejected,
    "LimitExceededException": Limited,
    "MissingParameterValueException": Rejected,
    "NotFoundException": NotFound,
    "PointInTimeRecoveryUnavailableException": Rejected,
    "ReadTimeoutError": Uncertain,
    "ServiceQuotaExceededException": Limited,
    "ResourceInUseException": Busy,
    "ResourceNotFoundException": NotFound,
    "TableAlreadyExistsException": AlreadyExists,
    "TableNotFoundException": NotFound,
    "ThrottlingException": Throttled,
    "ValidationException": Rejected,
}


def coded(code: str, operation: str, place: str = "prod/us-east-2", message: str = "") -> AwsError:
    """The error of that code; only codes that somebody here means are known."""
    kind = _KINDS[code]
    if code.endswith("Error"):  # botocore's: AWS did not answer
        unanswered = f"gave no answer within 12 s to {operation}"
        return kind(operation, code="", message=unanswered, place=place, cause=code)
    return kind(
        operation,
        code=code,
        message=message or f"{operation} says {code}",
        request_id="REQUEST1",
        place=place,
    )
