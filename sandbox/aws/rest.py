"""The input of a rest-json call: path, query and body put together by botocore's model."""

import re
from functools import cache
from urllib.parse import parse_qs

from botocore.model import ListShape, OperationModel, Shape, StructureShape

from sandbox.aws.call import AwsError, Call, Json
from sandbox.aws.models import operation_model
from sandbox.aws.serialization import deserialized
from sandbox.aws.shapes import constraint_errors, validation_message
from sandbox.clock import parse_instant


def rest_input(call: Call) -> Json:
    """Member to value, unknown members and nulls left out; times are seconds since 1970.

    Raises:
        AwsError: SerializationException for a wrong type, MissingParameterValueException
            and InvalidParameterValueException for what the model does not allow, as AWS
            Backup names them.
    """
    read, shape = rest_members(call)
    if shape is None:
        return read
    missing = [name for name in shape.required_members if name not in read]
    if missing:
        raise AwsError(
            "MissingParameterValueException", f"Required parameter is missing: {missing[0]}"
        )
    errors = constraint_errors(read, shape)
    if errors:
        raise AwsError("InvalidParameterValueException", validation_message(errors))
    return read


def rest_members(call: Call) -> tuple[Json, StructureShape | None]:
    """The same before it is held against the model's constraints, and the model's shape.

    Raises:
        AwsError: SerializationException for a wrong type.
    """
    model = operation_model(call)
    if model is None or not isinstance(model.input_shape, StructureShape):
        return {}, None
    shape = model.input_shape
    placed = _from_path(model, call.request.path) | parse_qs(
        call.request.query, keep_blank_values=True
    )
    sent = call.payload()
    for name, member in shape.members.items():
        location = member.serialization.get("location")
        if location is None:
            continue
        sent.pop(name, None)
        values = placed.get(member.serialization.get("name", name))
        if values is not None:
            sent[name] = _typed(values, member)
    read: Json = deserialized(sent, shape)
    return read, shape


def _from_path(model: OperationModel, path: str) -> dict[str, list[str]]:
    found = _labelled(model.http["requestUri"]).fullmatch(path)
    return {name: [value] for name, value in found.groupdict().items()} if found else {}


@cache
def _labelled(uri: str) -> re.Pattern[str]:
    bare = uri.partition("?")[0].rstrip("/")
    pieces = [
        f"(?P<{piece[1:-1]}>.+?)" if piece.startswith("{") else re.escape(piece)
        for piece in re.split(r"(\{[^}]+\})", bare)
    ]
    return re.compile("".join(pieces) + "/?")


def _typed(values: list[str], shape: Shape) -> object:
    if isinstance(shape, ListShape):
        return [_scalar(value, shape.member.type_name) for value in values]
    return _scalar(values[-1], shape.type_name)


def _scalar(value: str, kind: str) -> object:
    try:
        match kind:
            case "integer" | "long":
                return int(value)
            case "boolean":
                return {"true": True, "false": False}[value]
            case "timestamp":
                return parse_instant(value).timestamp()
            case _:
                return value
    except (KeyError, ValueError) as error:
        raise AwsError("SerializationException", f"{value!r} is no {kind}") from error
