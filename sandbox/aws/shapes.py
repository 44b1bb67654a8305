"""AWS's own rules for what goes in, read from botocore's service models."""

import re
from functools import cache

from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StructureShape

from sandbox.aws.call import AwsError, Json
from sandbox.aws.models import service_model
from sandbox.aws.serialization import deserialized


def dynamodb_model() -> ServiceModel:
    """Botocore's description of DynamoDB."""
    return service_model("dynamodb")


def operation(action: str) -> OperationModel:
    """The action's model; AWS's UnknownOperationException where there is none."""
    model = dynamodb_model()
    if action not in model.operation_names:
        raise AwsError("UnknownOperationException", f"Unknown operation: {action}")
    return model.operation_model(action)


def check_input(action: str, payload: Json) -> Json:
    """DynamoDB's payload as it reads it: unknown members and nulls left out.

    Raises:
        AwsError: SerializationException for a wrong type, ValidationException for a
            missing member or one outside its enum, range, length or pattern.
    """
    shape = operation(action).input_shape
    return read_input(payload, shape) if shape is not None else {}


def read_input(payload: Json, shape: Shape) -> Json:
    """The same by any input shape of a JSON protocol."""
    read: Json = deserialized(payload, shape)
    errors = constraint_errors(read, shape)
    if errors:
        raise AwsError("ValidationException", validation_message(errors))
    return read


def validation_message(errors: list[str]) -> str:
    """`2 validation errors detected: …; …`, as AWS puts it."""
    return f"{len(errors)} validation error{'s' * (len(errors) > 1)} detected: {'; '.join(errors)}"


def constraint_errors(value: object, shape: Shape, path: str = "") -> list[str]:
    """What is missing, or outside its enum, range, length or pattern, in AWS's words."""
    match shape:
        case StructureShape() if isinstance(value, dict):
            missing = [_null(_below(path, n)) for n in shape.required_members if n not in value]
            return missing + [
                error
                for name, member in shape.members.items()
                if name in value
                for error in constraint_errors(value[name], member, _below(path, name))
            ]
        case MapShape() if isinstance(value, dict):
            inside = [
                error
                for name, each in value.items()
                for error in constraint_errors(each, shape.value, f"{path}.{name}.member")
            ]
            return _own(value, shape, path) + inside
        case ListShape() if isinstance(value, list):
            inside = [
                error
                for number, each in enumerate(value, 1)
                for error in constraint_errors(each, shape.member, f"{path}.{number}.member")
            ]
            return _own(value, shape, path) + inside
        case _:
            return _own(value, shape, path)


def _below(path: str, name: str) -> str:
    member = name[:1].lower() + name[1:]
    return f"{path}.{member}" if path else member


def _null(path: str) -> str:
    return f"Value null at '{path}' failed to satisfy constraint: Member must not be null"


def _own(value: object, shape: Shape, path: str) -> list[str]:
    broken = _broken_constraint(value, shape)
    if broken is None:
        return []
    shown = "" if shape.metadata.get("sensitive") else f" '{value}'"
    return [f"Value{shown} at '{path}' failed to satisfy constraint: {broken}"]


def _broken_constraint(value: object, shape: Shape) -> str | None:
    rules = shape.metadata
    match value:
        case str() if rules.get("enum") and value not in rules["enum"]:
            return f"Member must satisfy enum value set: [{', '.join(rules['enum'])}]"
        case str() if "pattern" in rules and not _fits(value, rules["pattern"]):
            return f"Member must satisfy regular expression pattern: {rules['pattern']}"
        case str() | list() | dict():
            return _outside(len(value), rules, "length")
        case bool():
            return None
        case int() | float():
            return _outside(value, rules, "value")
        case _:
            return None


def _fits(value: str, pattern: str) -> bool:
    compiled = _compiled(pattern)
    return compiled is None or compiled.fullmatch(value) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str] | None:
    """AWS writes patterns for Java; what Python cannot read of them is not checked."""
    astral = r"\uD800\uDC00-\uDBFF\uDFFF"
    try:
        return re.compile(pattern.replace(astral, "\U00010000-\U0010ffff"))
    except re.error:
        return None


def _outside(size: float, rules: Json, measure: str) -> str | None:
    if size < rules.get("min", size):
        return f"Member must have {measure} greater than or equal to {rules['min']}"
    if size > rules.get("max", size):
        return f"Member must have {measure} less than or equal to {rules['max']}"
    return None
