"""Which service, which action: what a request asks for, by botocore's service models.

A signature names a service by its signing name, which several models may share
(`dynamodb` signs for the tables and for their streams).
"""

import re
from dataclasses import replace
from datetime import datetime
from functools import cache
from urllib.parse import parse_qs

from botocore.model import OperationModel, ServiceModel

from sandbox.aws.bodies import gunzipped
from sandbox.aws.call import AwsError, Call, HttpRequest, Json
from sandbox.aws.models import operation_model, service_model, signed_models
from sandbox.aws.shapes import read_input
from sandbox.aws.signature import read_signature


def read_call(request: HttpRequest, wall: datetime) -> Call:
    """The call a signed request makes; AwsError where the signature is none or malformed."""
    signature = read_signature(request.headers, wall)
    protocol, action = _asked(request, signed_models(signature.service))
    call = Call(
        service=signature.service,
        action=action,
        region=signature.region,
        access_key=signature.access_key,
        request=request,
        protocol=protocol,
    )
    return replace(call, request=_unpacked(call))


def _unpacked(call: Call) -> HttpRequest:
    """The request with its body plain; only some of AWS's actions take a packed one."""
    request = call.request
    model = operation_model(call)
    packed = request.headers.get("content-encoding", "") == "gzip"
    if not packed or model is None or not model.request_compression:
        return request
    try:
        body = gunzipped(request.body)
    except ValueError as error:
        raise AwsError("SerializationException", "The body is not valid gzip") from error
    headers = {n: v for n, v in request.headers.items() if n != "content-encoding"}
    return replace(request, body=body, headers=headers | {"content-length": str(len(body))})


def _asked(request: HttpRequest, models: list[ServiceModel]) -> tuple[str, str]:
    """(protocol, action); an action that nothing names is its method and path."""
    target = request.headers.get("x-amz-target")
    if target:
        return "json", target.rpartition(".")[2]
    protocol = models[0].resolved_protocol if models else "query"
    plain = f"{request.method} {request.path}"
    if protocol in {"query", "ec2"}:
        return protocol, _form_action(request) or plain
    if protocol in {"rest-json", "rest-xml"}:
        return protocol, _routed(models[0], request) or plain
    return "json", plain


def require_known(call: Call) -> None:
    """Refuse an action that AWS does not have, and a signature for another service."""
    models = signed_models(call.service)
    if not models or call.protocol.startswith("rest-"):
        return  # moto knows whether it plays it
    if call.protocol in {"query", "ec2"}:
        if call.action not in models[0].operation_names:
            version = models[0].api_version
            raise AwsError(
                "InvalidAction", f"Could not find operation {call.action} for version {version}"
            )
        return
    if operation_model(call) is None:
        _require_scope(call)
        raise AwsError("UnknownOperationException", f"Unknown operation: {call.action}")


def check_members(call: Call) -> None:
    """Refuse a JSON body whose members the action's input shape does not take."""
    if call.protocol == "json":
        members(call)


def members(call: Call, payload: Json | None = None) -> Json:
    """The JSON body, or what stands for it, by the input shape: no unknown members, no nulls."""
    model = operation_model(call)
    if model is None or model.input_shape is None:
        return {}
    return read_input(call.payload() if payload is None else payload, model.input_shape)


def _require_scope(call: Call) -> None:
    prefix = call.request.headers.get("x-amz-target", "").rpartition(".")[0]
    for name in ("dynamodb", "dynamodbstreams", "kms", "service-quotas"):
        model = service_model(name)
        if model.metadata.get("targetPrefix") == prefix and model.signing_name != call.service:
            raise AwsError(
                "InvalidSignatureException",
                f"Credential should be scoped to correct service: '{model.signing_name}'. ",
            )


def _form_action(request: HttpRequest) -> str | None:
    body = request.body.decode("utf-8", "replace") if b"Action=" in request.body else ""
    for source in (request.query, body):
        values = parse_qs(source).get("Action")
        if values:
            return values[0]
    return None


def _routed(model: ServiceModel, request: HttpRequest) -> str | None:
    """The operation whose method, path and query this is; the longest pattern wins."""
    sent = _names(request.query)
    fits = [
        operation
        for operation in _operations(model.service_name)
        if operation.http["method"] == request.method
        and _pattern(operation.http["requestUri"]).fullmatch(request.path)
        and _names(operation.http["requestUri"].partition("?")[2]) <= sent
    ]
    best = max(fits, key=lambda operation: len(operation.http["requestUri"]), default=None)
    return best.name if best else None


@cache
def _operations(service: str) -> list[OperationModel]:
    model = service_model(service)
    return [model.operation_model(name) for name in model.operation_names]


@cache
def _pattern(uri: str) -> re.Pattern[str]:
    path = uri.partition("?")[0].rstrip("/")
    # An ARN in a path was sent with its slashes escaped, and has them back by now.
    pieces = (".+" if p.startswith("{") else re.escape(p) for p in re.split(r"(\{[^}]+\})", path))
    return re.compile("".join(pieces) + "/?")


def _names(query: str) -> set[str]:
    return set(parse_qs(query, keep_blank_values=True))
