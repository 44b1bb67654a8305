"""CloudTrail: who asked AWS to change what, as events that EventBridge rules can want.

Shapes are those of the CloudTrail user guide ("CloudTrail record contents",
"userIdentity element") and of the DynamoDB developer guide ("Understanding
DynamoDB log file entries"): members begin with a small letter and times are
texts such as `May 3, 2015 11:34:14 PM`. Only calls that change something reach
EventBridge; a real account needs a trail with management events for that.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime

from botocore.model import ListShape, MapShape, Shape, StructureShape

from sandbox.aws.call import Answer, AwsError, Call, Json, request_id
from sandbox.aws.happening import Happening
from sandbox.aws.models import service_model
from sandbox.aws.reading import members
from sandbox.aws.refusals import DATA_PLANE
from sandbox.aws.rest import rest_input
from sandbox.aws.world import World

DETAIL_TYPE = "AWS API Call via CloudTrail"
SOURCES = {"backup": "backup.amazonaws.com", "dynamodb": "dynamodb.amazonaws.com"}
"""Services whose calls are recorded, by their signing names."""

_READING = ("Describe", "Export", "Get", "List")
_STREAMS = {"DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"}
_CODES = {"AccessDeniedException": "AccessDenied"}


def witnessed(world: World, call: Call, work: Callable[[Call], Answer]) -> Answer:
    """The answer to a call; if it changes something, it is told, refused or not."""
    if not _is_recorded(world, call):
        return work(call)
    try:
        answer = work(call)
    except AwsError as error:
        _record_call(world, call, None, error)
        raise
    _record_call(world, call, json.loads(answer.body or b"{}"), None)
    return answer


def record(
    world: World,
    *,
    account: str,
    region: str,
    caller_arn: str,
    event_source: str,
    event_name: str,
    request: Json,
    response: Json | None = None,
    error: AwsError | None = None,
    at: datetime,
    source_ip: str = "127.0.0.1",
    user_agent: str = "",
) -> None:
    """Tell one call.

    Args:
        world: Whose rules may want it.
        account: The account that is called.
        region: Where.
        caller_arn: A user, or a session of a role.
        event_source: `dynamodb.amazonaws.com`.
        event_name: The action.
        request: What was given, in the members' own names; times are seconds since 1970.
        response: What was answered, likewise; None for a refusal.
        error: The refusal.
        at: The domain instant of the call.
        source_ip: The caller's address, or the service that calls for somebody.
        user_agent: What the caller says it is.
    """
    model = service_model(event_source.partition(".")[0]).operation_model(event_name)
    detail: Json = {
        "eventVersion": "1.11",
        "userIdentity": _identity(caller_arn, at),
        "eventTime": _time(at),
        "eventSource": event_source,
        "eventName": event_name,
        "awsRegion": region,
        "sourceIPAddress": source_ip,
        "userAgent": user_agent,
        **_refusal(error),
        "requestParameters": _shown(request, model.input_shape) or None,
        "responseElements": _shown(response or {}, model.output_shape) or None,
        "requestID": request_id(),
        "eventID": request_id(),
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": account,
        "eventCategory": "Management",
    }
    source = f"aws.{event_source.partition('.')[0]}"
    world.tell(Happening(source, DETAIL_TYPE, account, region, at, detail))


def _is_recorded(world: World, call: Call) -> bool:
    if call.service not in SOURCES or call.action.startswith(_READING):
        return False
    if call.action in DATA_PLANE or call.action in _STREAMS:
        return False
    known = call.action in service_model(call.service).operation_names
    silent = call.action == "UpdateContinuousBackups"
    return known and (world.profile.continuous_backups_recorded or not silent)


def _record_call(world: World, call: Call, response: Json | None, error: AwsError | None) -> None:
    record(
        world,
        account=call.account,
        region=call.region,
        caller_arn=call.caller.arn,
        event_source=SOURCES[call.service],
        event_name=call.action,
        request=_given(call),
        response=response,
        error=error,
        at=world.clock.now(),
        user_agent=call.request.headers.get("user-agent", ""),
    )


def _given(call: Call) -> Json:
    """What the call asks for; nothing where it cannot be read, which is why it was refused."""
    try:
        return members(call) if call.protocol == "json" else rest_input(call)
    except (AwsError, RecursionError):
        return {}


def _refusal(error: AwsError | None) -> Json:
    if error is None:
        return {}
    return {"errorCode": _CODES.get(error.code, error.code), "errorMessage": error.message}


def _identity(arn: str, at: datetime) -> Json:
    """The caller as CloudTrail shows it: a user, or a session with the role that issued it."""
    account, name = arn.split(":")[4], arn.rpartition("/")[2]
    if ":assumed-role/" not in arn:
        kind = {"type": "IAMUser", "principalId": "AIDASANDBOXSANDBOXSAN", "arn": arn}
        return {**kind, "accountId": account, "userName": name}
    role = arn.split("/")[1]
    principal = "AROASANDBOXSANDBOXSAN"
    issuer = {
        "type": "Role",
        "principalId": principal,
        "arn": f"arn:aws:iam::{account}:role/{role}",
        "accountId": account,
        "userName": role,
    }
    session = {"creationDate": _time(at), "mfaAuthenticated": "false"}
    return {
        "type": "AssumedRole",
        "principalId": f"{principal}:{name}",
        "arn": arn,
        "accountId": account,
        "sessionContext": {"sessionIssuer": issuer, "attributes": session},
    }


def _shown(value: object, shape: Shape | None) -> object:
    """The value in CloudTrail's spelling."""
    match shape:
        case StructureShape() if isinstance(value, dict):
            known = {name: each for name, each in value.items() if name in shape.members}
            return {
                name[:1].lower() + name[1:]: _shown(each, shape.members[name])
                for name, each in known.items()
            }
        case MapShape() if isinstance(value, dict):
            return {name: _shown(each, shape.value) for name, each in value.items()}
        case ListShape() if isinstance(value, list):
            return [_shown(each, shape.member) for each in value]
        case Shape(type_name="timestamp") if isinstance(value, int | float):
            return _date(value)
        case _:
            return value


def _date(seconds: float) -> str | float:
    try:
        return date_text(datetime.fromtimestamp(seconds, UTC))
    except (OverflowError, OSError, ValueError):
        return seconds  # no calendar has it, and the call was refused for it


def date_text(instant: datetime) -> str:
    """`May 3, 2015 11:34:14 PM`, as AWS's log entries write it; language plays no part."""
    month = _MONTHS[instant.month - 1]
    hour = instant.hour % 12 or 12
    half = "PM" if instant.hour >= 12 else "AM"  # noqa: PLR2004 - noon
    return f"{month} {instant.day}, {instant.year} {hour}:{instant:%M:%S} {half}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _time(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")
