"""botocore's exceptions become ours: the one place where that happens."""

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    InvalidRegionError,
    NoCredentialsError,
    NoRegionError,
    ParamValidationError,
    PartialCredentialsError,
    ProxyConnectionError,
    ReadTimeoutError,
    SSLError,
    TokenRetrievalError,
    UnknownServiceError,
)
from botocore.exceptions import (
    ConnectionError as NoConnection,
)
from botocore.parsers import ResponseParserError

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

_BY_CODE: dict[str, type[AwsError]] = {
    "AccessDenied": Denied,
    "AccessDeniedException": Denied,
    "UnauthorizedOperation": Denied,
    "InvalidSecurity": Denied,
    "KmsAccessDenied": Denied,
    "UnrecognizedClientException": Denied,
    "InvalidClientTokenId": Denied,
    "InvalidSignatureException": Denied,
    "ExpiredToken": Denied,
    "ExpiredTokenException": Denied,
    "MissingAuthenticationTokenException": Denied,
    "Throttling": Throttled,
    "ThrottlingException": Throttled,
    "ThrottledException": Throttled,
    "TooManyRequestsException": Throttled,
    "RequestLimitExceeded": Throttled,
    "RequestThrottled": Throttled,
    "KmsThrottled": Throttled,
    "ProvisionedThroughputExceededException": Throttled,
    "ResourceNotFoundException": NotFound,
    "TableNotFoundException": NotFound,
    "BackupNotFoundException": NotFound,
    "NotFoundException": NotFound,
    "PolicyNotFoundException": NotFound,
    "NoSuchResourceException": NotFound,
    "AWSOrganizationsNotInUseException": NotFound,
    "QueueDoesNotExist": NotFound,
    "AWS.SimpleQueueService.NonExistentQueue": NotFound,
    "TableAlreadyExistsException": AlreadyExists,
    "AlreadyExistsException": AlreadyExists,
    "TableInUseException": Busy,
    "ResourceInUseException": Busy,
    "BackupInUseException": Busy,
    # "Backups are being enabled for the table", while a table is new.
    "ContinuousBackupsUnavailableException": Busy,
    # AWS Backup and the Scheduler: an earlier action on it is not finished, "try again later".
    "ConflictException": Busy,
    "InvalidResourceStateException": Busy,
    "ConcurrentModificationException": Busy,
    "LimitExceededException": Limited,
    "ServiceQuotaExceededException": Limited,
    "OverLimit": Limited,
    "UnknownOperationException": NotSupported,
    "UnknownOperation": NotSupported,
    "NotImplemented": NotSupported,
    "NotImplementedException": NotSupported,
    "UnsupportedOperationException": NotSupported,
}
# The same code means another thing of one call.
_BY_CALL: dict[tuple[str, str], type[AwsError]] = {
    ("CreateSchedule", "ConflictException"): AlreadyExists,
    # "Related backup plan selections must be deleted prior to backup plan deletion", which AWS
    # may still say for a while after they are: the one reason its documentation names.
    ("DeleteBackupPlan", "InvalidRequestException"): Busy,
}
# "A temporary failure of the server", whatever status an endpoint gives it.
_FAILURES = {
    "DependencyFailureException",
    "InternalException",
    "InternalFailure",
    "InternalServerError",
    "InternalServerException",
    "ServiceException",
    "ServiceUnavailable",
    "ServiceUnavailableException",
}
_NOT_SUPPORTED = {404, 405, 501}
_TOO_MANY = 429
_SERVER = 500

# Nothing was sent: no connection was made, or there was nothing to sign with.
_NOT_SENT = (EndpointConnectionError, ConnectTimeoutError, ProxyConnectionError)
# Not even tried: a parameter or region that cannot be.
_NOT_MADE = (ParamValidationError, NoRegionError, InvalidRegionError, UnknownServiceError)
_NO_CREDENTIALS = (NoCredentialsError, PartialCredentialsError, TokenRetrievalError)
_NO_ANSWER = (
    ((EndpointConnectionError, ProxyConnectionError), "no connection could be made"),
    (SSLError, "its certificate cannot be trusted"),
    ((HTTPClientError, NoConnection), "the connection broke"),
)


BotoError = ClientError | BotoCoreError | ResponseParserError
"""Everything botocore raises that is not a mistake of ours."""


def translated(
    error: BotoError, operation: str, *, place: str, changes: bool, seconds: float = 0.0
) -> AwsError:
    """Our error for botocore's.

    Args:
        error: What botocore raised.
        operation: AWS's name of the call.
        place: `account/region`.
        changes: Whether the call changes something; its lost answer is Uncertain then.
        seconds: How long it took, all attempts together.
    """
    if isinstance(error, ClientError):
        return _answered(error, operation, place, changes=changes)
    kind: type[AwsError]
    if isinstance(error, _NO_CREDENTIALS):
        kind = Denied
    elif isinstance(error, _NOT_MADE):
        kind = Rejected
    elif isinstance(error, _NOT_SENT):
        kind = Unreachable
    elif isinstance(error, HTTPClientError | NoConnection):
        kind = Uncertain if changes else Unreachable
    else:
        # An answer that cannot be read, say; a change may have been done all the same.
        kind = Uncertain if changes else Rejected
    cause = f"{type(error).__name__}: {error}"
    return kind(
        operation, code="", message=_happened(error, operation, seconds), place=place, cause=cause
    )


def _happened(error: BotoError, operation: str, seconds: float) -> str:
    """What happened instead of an answer, to follow the place; botocore's names are for the log."""
    if isinstance(error, _NO_CREDENTIALS):
        return f"has no credentials to sign {operation} with"
    if isinstance(error, _NOT_MADE):
        return f"was not asked for {operation}: {error}"
    if isinstance(error, ConnectTimeoutError | ReadTimeoutError):
        return f"gave no answer within {max(1, round(seconds))} s to {operation}"
    for kinds, why in _NO_ANSWER:
        if isinstance(error, kinds):
            return f"gave no answer to {operation}: {why}"
    return f"gave an answer to {operation} that cannot be read"


def unreadable(error: Exception, operation: str, *, place: str, changes: bool) -> AwsError:
    """An answer without what AWS always says: a page of HTML, say, or an empty object."""
    kind = Uncertain if changes else Rejected
    message = f"gave an answer to {operation} that cannot be read"
    cause = f"{type(error).__name__}: {error}"
    return kind(operation, code="", message=message, place=place, cause=cause)


def refused_entry(operation: str, *, code: str, message: str, place: str) -> AwsError:
    """One part of a change that AWS did not do, while it answered that all is well."""
    kind = _kind(operation, code, status=0, changes=False)
    return kind(operation, code=code or "FailedEntry", message=message, place=place)


def _answered(error: ClientError, operation: str, place: str, *, changes: bool) -> AwsError:
    details = error.response.get("Error", {})
    metadata = error.response.get("ResponseMetadata", {})
    message = str(details.get("Message", ""))
    # SQS's errors have their names of today beside those of its former protocol.
    code = str(details.get("QueryErrorCode") or details.get("Code", ""))
    status = int(metadata.get("HTTPStatusCode", 0))
    kind = _kind(operation, code, status, changes=changes)
    if kind is Unreachable and status == _SERVER and _is_page(message):
        kind = Faulty
    return kind(
        operation,
        code=code or str(status),
        message="" if _is_page(message) else message,
        request_id=str(metadata.get("RequestId", "")),
        place=place,
    )


def _is_page(message: str) -> bool:
    """Whether botocore took a page of HTML for AWS's words."""
    return message.lstrip().startswith("<")


def _kind(operation: str, code: str, status: int, *, changes: bool) -> type[AwsError]:
    if (operation, code) in _BY_CALL:
        return _BY_CALL[operation, code]
    if code in _BY_CODE:
        return _BY_CODE[code]
    if status in _NOT_SUPPORTED or code in {str(known) for known in _NOT_SUPPORTED}:
        return NotSupported
    if status == _TOO_MANY:
        return Throttled
    if status >= _SERVER or code in _FAILURES:
        return Uncertain if changes else Unreachable
    return Rejected
