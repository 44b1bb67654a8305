"""STS: AssumeRole into the three accounts, GetSessionToken, GetCallerIdentity.

A role needs no making: every role name of the three accounts can be assumed by
every caller, and may do everything, less what an inline session policy leaves
out (`policy`). A role of any other account is refused. Durations are wall time.
"""

import base64
import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from sandbox.aws.accounts import ACCOUNTS, Caller
from sandbox.aws.call import Answer, AwsError, Call, Json, request_id
from sandbox.aws.credentials import Credentials, Granted
from sandbox.aws.models import service_model
from sandbox.aws.policy import MalformedPolicy, Policy, read_policy
from sandbox.aws.refusals import denied
from sandbox.aws.shapes import constraint_errors, validation_message

_ROLE = re.compile(
    r"arn:aws:iam::(?P<account>\d{12}):role/(?:[\x21-\x7e]+/)?(?P<name>[\w+=,.@-]{1,64})"
)
_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"
CHAINED_SECONDS = 3600
POLICY_LENGTH = 2048  # IAM and STS quotas: inline and managed session policies together
DAY = 86_400


def run(call: Call, credentials: Credentials) -> Answer:
    """Answer one call; AwsError where STS would refuse it."""
    play = _PLAYED.get(call.action)
    if play is None:
        raise AwsError("NotImplemented", f"The sandbox does not play STS's {call.action}")
    return _answer(call.action, play(call, _parameters(call), credentials))


def _assume_role(call: Call, given: Json, credentials: Credentials) -> Json:
    role = _ROLE.fullmatch(given["RoleArn"])
    if role is None:
        raise AwsError("ValidationError", f"{given['RoleArn']} is invalid")
    if role["account"] not in ACCOUNTS:
        raise denied(call)
    seconds = given.get("DurationSeconds", CHAINED_SECONDS)
    if call.caller.temporary and seconds > CHAINED_SECONDS:
        raise AwsError(
            "ValidationError",
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed "
            "by role chaining.",
        )
    policy = _session_policy(given.get("Policy"))
    name = given["RoleSessionName"]
    caller = Caller(
        account=role["account"],
        arn=f"arn:aws:sts::{role['account']}:assumed-role/{role['name']}/{name}",
        user_id=f"{_role_id(role['account'], role['name'])}:{name}",
        temporary=True,
        policy=policy,
    )
    answer = {
        "Credentials": _told(credentials.grant(caller, seconds)),
        "AssumedRoleUser": {"AssumedRoleId": caller.user_id, "Arn": caller.arn},
    }
    if policy is None:
        return answer
    return answer | {"PackedPolicySize": -(-100 * len(given["Policy"]) // POLICY_LENGTH)}


def _get_session_token(call: Call, given: Json, credentials: Credentials) -> Json:
    if call.caller.temporary:
        raise AwsError("AccessDenied", "Cannot call GetSessionToken with session credentials", 403)
    caller = Caller(call.account, call.caller.arn, call.caller.user_id, temporary=True)
    granted = credentials.grant(caller, given.get("DurationSeconds", DAY // 2))
    return {"Credentials": _told(granted)}


def _get_caller_identity(call: Call, _: Json, __: Credentials) -> Json:
    return {"UserId": call.caller.user_id, "Account": call.account, "Arn": call.caller.arn}


def _get_access_key_info(_: Call, given: Json, credentials: Credentials) -> Json:
    return {"Account": credentials.account_of(given["AccessKeyId"])}


_PLAYED: dict[str, Callable[[Call, Json, Credentials], Json]] = {
    "AssumeRole": _assume_role,
    "GetAccessKeyInfo": _get_access_key_info,
    "GetCallerIdentity": _get_caller_identity,
    "GetSessionToken": _get_session_token,
}


def _parameters(call: Call) -> Json:
    """The form's members as the action's shape types them; ValidationError for what breaks it."""
    shape = service_model("sts").operation_model(call.action).input_shape
    form = parse_qs(f"{call.request.query}&{call.request.body.decode('utf-8', 'replace')}")
    given: Json = {}
    for name, member in shape.members.items() if shape else ():
        if name in form:
            given[name] = (
                _number(name, form[name][0]) if member.type_name == "integer" else form[name][0]
            )
    errors = constraint_errors(given, shape) if shape else []
    if errors:
        raise AwsError("ValidationError", validation_message(errors))
    return given


def _number(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise AwsError("MalformedInput", f"{name} is no number") from error


def _session_policy(text: str | None) -> Policy | None:
    if text is None:
        return None
    if len(text) > POLICY_LENGTH:
        raise AwsError(
            "ValidationError",
            "1 validation error detected: Value at 'policy' failed to satisfy constraint: "
            f"Member must have length less than or equal to {POLICY_LENGTH}",
        )
    try:
        return read_policy(text)
    except MalformedPolicy as error:
        raise AwsError("MalformedPolicyDocument", str(error)) from error


def _role_id(account: str, role: str) -> str:
    """The same for the same role, as AWS's is."""
    digest = hashlib.sha256(f"{account}/{role}".encode()).digest()
    return f"AROA{base64.b32encode(digest[:10]).decode()}A"


def _told(granted: Granted) -> Json:
    return {
        "AccessKeyId": granted.access_key,
        "SecretAccessKey": granted.secret,
        "SessionToken": granted.token,
        "Expiration": _instant(granted.expires),
    }


def _instant(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def _answer(action: str, result: Json) -> Answer:
    identifier = request_id()
    text = (
        f'<{action}Response xmlns="{_NAMESPACE}">{_element(f"{action}Result", result)}'
        f"<ResponseMetadata><RequestId>{identifier}</RequestId></ResponseMetadata>"
        f"</{action}Response>"
    )
    headers = {"Content-Type": "text/xml", "x-amzn-RequestId": identifier}
    return Answer(200, text.encode(), headers)


def _element(name: str, value: Any) -> str:  # noqa: ANN401 - a structure or a scalar
    if isinstance(value, dict):
        inner = "".join(_element(member, each) for member, each in value.items())
    else:
        inner = escape(str(value))
    return f"<{name}>{inner}</{name}>"
