"""What AWS says when it throttles, denies, breaks or is away, service by service.

Sources: the services' "Common errors" pages, botocore's error shapes, and the
DynamoDB developer guide, "Error handling with DynamoDB".
"""

from sandbox.aws.call import AwsError, Call
from sandbox.aws.resources import permission, resources

Words = tuple[str, str, int]

_XML = {"query", "ec2", "rest-xml"}
DATA_PLANE = frozenset(
    {
        "BatchExecuteStatement",
        "BatchGetItem",
        "BatchWriteItem",
        "DeleteItem",
        "ExecuteStatement",
        "ExecuteTransaction",
        "GetItem",
        "PutItem",
        "Query",
        "Scan",
        "TransactGetItems",
        "TransactWriteItems",
        "UpdateItem",
    }
)
"""DynamoDB's actions on items; all others are its control plane."""

_THROTTLED: dict[str, Words] = {
    "ec2": ("RequestLimitExceeded", "Request limit exceeded.", 503),
    "s3": ("SlowDown", "Please reduce your request rate.", 503),
    "scheduler": ("ThrottlingException", "Rate exceeded", 429),
    "servicequotas": ("TooManyRequestsException", "Rate exceeded", 400),
    "sns": ("Throttled", "Rate exceeded", 429),
    "tagging": ("ThrottledException", "Rate exceeded", 400),
    "sqs": ("RequestThrottled", "The request was denied due to request throttling.", 400),
}
_TOO_MUCH_FOR_THE_TABLE = (
    "The level of configured provisioned throughput for the table was exceeded. Consider "
    "increasing your provisioning level with the UpdateTable API."
)
_DENIED_CODES = {"ec2": "UnauthorizedOperation", "sns": "AuthorizationError"}
_BROKEN: dict[str, Words] = {
    "dynamodb": ("InternalServerError", "Internal server error", 500),
    "kms": ("KMSInternalException", "Internal service error", 500),
    "s3": ("InternalError", "We encountered an internal error. Please try again.", 500),
    "servicequotas": ("ServiceException", "Something went wrong.", 500),
    "scheduler": ("InternalServerException", "Internal server error", 500),
    "sns": ("InternalError", "Internal error", 500),
    "tagging": ("InternalServiceException", "Internal service error", 500),
}


def throttled(call: Call) -> AwsError:
    """Too many calls: on items it is the table's throughput, else the account's rate."""
    if call.service == "dynamodb" and call.action in DATA_PLANE:
        return AwsError("ProvisionedThroughputExceededException", _TOO_MUCH_FOR_THE_TABLE)
    code = "Throttling" if call.protocol in _XML else "ThrottlingException"
    return AwsError(*_THROTTLED.get(call.service, (code, "Rate exceeded", 400)))


def denied(call: Call, because: str = "no identity-based policy allows", at: str = "") -> AwsError:
    """No permission; `at` is the resource, or it is read from the call."""
    action = permission(call)
    resource = at or resources(call)[0]
    code = "AccessDenied" if call.protocol in _XML else "AccessDeniedException"
    message = (
        f"User: {call.caller.arn} is not authorized to perform: {action} on resource: {resource} "
        f"because {because} the {action} action"
    )
    status = 400 if call.protocol == "json" else 403
    return AwsError(_DENIED_CODES.get(call.service, code), message, status)


def broken(call: Call) -> AwsError:
    """The service fails, and nothing is done."""
    return AwsError(*_BROKEN.get(call.service, ("InternalFailure", "Internal failure", 500)))


def away() -> AwsError:
    """The region is away, and something in front of it says so."""
    return AwsError("ServiceUnavailable", "The service is unavailable.", 503)
