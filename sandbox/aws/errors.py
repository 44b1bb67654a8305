"""An error of AWS on the wire, in the protocol of the service that was called.

The shapes are those of the protocol tests botocore itself passes: JSON with
`__type`, XML with `ErrorResponse` (query), `Response` (EC2) or a bare `Error`
(S3), and `x-amzn-ErrorType` beside a JSON body (rest-json).
"""

from dataclasses import replace
from xml.sax.saxutils import escape

from sandbox.aws.call import Answer, AwsError, HttpRequest, Json, json_answer, request_id

FORM = "application/x-www-form-urlencoded"
_SERVER = 500

# The namespace of AWS's own framework, which refuses before DynamoDB sees a call.
_CORAL = {
    "AccessDeniedException": "com.amazon.coral.service#",
    "ExpiredTokenException": "com.amazon.coral.service#",
    "IncompleteSignatureException": "com.amazon.coral.service#",
    "InvalidSignatureException": "com.amazon.coral.service#",
    "MissingAuthenticationTokenException": "com.amazon.coral.service#",
    "RequestEntityTooLargeException": "com.amazon.coral.service#",
    "SerializationException": "com.amazon.coral.service#",
    "ServiceUnavailable": "com.amazon.coral.service#",
    "ThrottlingException": "com.amazon.coral.availability#",
    "UnknownOperationException": "com.amazon.coral.service#",
    "UnrecognizedClientException": "com.amazon.coral.service#",
    "ValidationException": "com.amazon.coral.validate#",
}
_DYNAMODB = "com.amazonaws.dynamodb.v20120810#"

# What the services that answer in XML call the same, with its status.
_IN_XML = {
    "ExpiredTokenException": ("ExpiredToken", 403),
    "IncompleteSignatureException": ("IncompleteSignature", 400),
    "InvalidSignatureException": ("SignatureDoesNotMatch", 403),
    "MissingAuthenticationTokenException": ("MissingAuthenticationToken", 403),
    "UnrecognizedClientException": ("InvalidClientTokenId", 403),
}
_REST_FORBIDS = {
    "ExpiredTokenException",
    "IncompleteSignatureException",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "UnrecognizedClientException",
}

# What clients of SQS's former protocol know these as; they are told both.
_SQS = {
    "AccessDenied": "AccessDenied",
    "InvalidAddress": "InvalidAddress",
    "InvalidAttributeName": "InvalidAttributeName",
    "InvalidAttributeValue": "InvalidAttributeValue",
    "InvalidMessageContents": "InvalidMessageContents",
    "InvalidParameterValue": "InvalidParameterValue",
    "MissingParameter": "MissingParameter",
    "OverLimit": "OverLimit",
    "QueueDoesNotExist": "AWS.SimpleQueueService.NonExistentQueue",
    "QueueNameExists": "QueueAlreadyExists",
    "ReceiptHandleIsInvalid": "ReceiptHandleIsInvalid",
}

_MESSAGE = {"backup", "scheduler"}
"""Services whose own errors spell the member so, in their models."""


def protocol_of(request: HttpRequest) -> str:
    """The protocol a request speaks, as far as it shows before its service is known."""
    form = request.headers.get("content-type", "").startswith(FORM)
    return "query" if form else "json"


def error_answer(error: AwsError, *, protocol: str, service: str = "") -> Answer:
    """The error as the protocol has it; `service` is the signing name."""
    if protocol == "json":
        prefix = _prefix(error.code, service)
        body = {"__type": f"{prefix}{error.code}", "message": error.message}
        answer = json_answer(body, error.status, error.code)
        return _with_query_error(answer, error) if service == "sqs" else answer
    if protocol == "rest-json":
        status = 403 if error.code in _REST_FORBIDS else error.status
        member = "Message" if service in _MESSAGE and error.code not in _CORAL else "message"
        return _rest_json({member: error.message}, status, error.code)
    code, status = _IN_XML.get(error.code, (error.code, error.status))
    return _xml(code, error.message, status, protocol=protocol, service=service)


def _prefix(code: str, service: str) -> str:
    match service:
        case "dynamodb":
            return _CORAL.get(code, _DYNAMODB)
        case "sqs":
            return _CORAL.get(code, "com.amazonaws.sqs#")
        case _:
            return ""


def _with_query_error(answer: Answer, error: AwsError) -> Answer:
    """SQS's header for clients of its query protocol ("awsQueryCompatible" in the model)."""
    code = _SQS.get(error.code, f"AWS.SimpleQueueService.{error.code}")
    if error.code in _CORAL:
        code = error.code.removesuffix("Exception")
    kind = "Receiver" if error.status >= _SERVER else "Sender"
    return replace(answer, headers={**answer.headers, "x-amzn-query-error": f"{code};{kind}"})


def _rest_json(body: Json, status: int, code: str) -> Answer:
    answer = json_answer(body, status, code)
    headers = {
        "Content-Type": "application/json",
        "x-amzn-RequestId": answer.headers["x-amzn-RequestId"],
        "x-amzn-ErrorType": code,
    }
    return Answer(status, answer.body, headers, code)


def _xml(code: str, message: str, status: int, *, protocol: str, service: str) -> Answer:
    details = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    identifier = request_id()
    if protocol == "ec2":
        text = (
            f"<Response><Errors><Error>{details}</Error></Errors>"
            f"<RequestID>{identifier}</RequestID></Response>"
        )
    elif service == "s3":
        text = f"<Error>{details}<RequestId>{identifier}</RequestId></Error>"
    else:
        kind = "Receiver" if status >= _SERVER else "Sender"
        text = (
            f"<ErrorResponse><Error><Type>{kind}</Type>{details}</Error>"
            f"<RequestId>{identifier}</RequestId></ErrorResponse>"
        )
    return Answer(status, text.encode(), {"Content-Type": "text/xml"}, code)
