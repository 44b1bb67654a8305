"""AWS's own input rules for DynamoDB, read from botocore's service model."""

import re
from functools import cache

from botocore.loaders import Loader
from botocore.model import ListShape, OperationModel, ServiceModel, Shape, StructureShape
from botocore.validate import ParamValidator

from sandbox.aws.call import AwsError, Json


@cache
def dynamodb_model() -> ServiceModel:
    """Botocore's description of DynamoDB; read without a session, which would ask for profiles."""
    return ServiceModel(Loader().load_service_model("dynamodb", "service-2"), "dynamodb")


def operation(action: str) -> OperationModel:
    """The action's model; AWS's UnknownOperationException where there is none."""
    model = dynamodb_model()
    if action not in model.operation_names:
        raise AwsError("UnknownOperationException", f"Unknown operation: {action}")
    return model.operation_model(action)


@cache
def output_members(action: str) -> frozenset[str]:
    """The members an answer may have."""
    shape = operation(action).output_shape
    return frozenset(shape.members) if isinstance(shape, StructureShape) else frozenset()


def check_input(action: str, payload: Json) -> None:
    """Refuse what AWS would: missing or mistyped members, values outside enum, range, pattern."""
    shape = operation(action).input_shape
    if shape is None:
        return
    report = ParamValidator().validate(payload, shape)
    if report.has_errors():
        raise AwsError("ValidationException", report.generate_report())
    errors = _errors(payload, shape, "")
    if errors:
        count = f"{len(errors)} validation error{'s' if len(errors) > 1 else ''} detected: "
        raise AwsError("ValidationException", count + "; ".join(errors))


def _errors(value: object, shape: Shape, path: str) -> list[str]:
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        return [
            error
            for name, member in shape.members.items()
            if value.get(name) is not None
            for error in _errors(value[name], member, f"{path}.{name}" if path else name)
        ]
    if isinstance(shape, ListShape) and isinstance(value, list):
        return [e for n, v in enumerate(value, 1) for e in _errors(v, shape.member, f"{path}.{n}")]
    broken = _broken_constraint(value, shape)
    where = ".".join(part[:1].lower() + part[1:] for part in path.split("."))
    start = f"Value '{value}' at '{where}' failed to satisfy constraint: "
    return [start + broken] if broken else []


def _broken_constraint(value: object, shape: Shape) -> str | None:
    rules = shape.metadata
    match value:
        case str() if rules.get("enum") and value not in rules["enum"]:
            return f"Member must satisfy enum value set: [{', '.join(rules['enum'])}]"
        case str() if "pattern" in rules and not re.fullmatch(rules["pattern"], value):
            return f"Member must satisfy regular expression pattern: {rules['pattern']}"
        case str() if len(value) > rules.get("max", len(value)):
            return f"Member must have length less than or equal to {rules['max']}"
        case bool():
            return None
        case int() if value > rules.get("max", value):
            return f"Member must have value less than or equal to {rules['max']}"
        case _:
            return None
