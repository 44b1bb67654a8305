"""Reading a JSON request as AWS does: unknown members ignored, wrong types refused.

The words of the refusals are those that DynamoDB is known to answer.
"""

from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from sandbox.aws.call import AwsError

_JAVA = {
    "boolean": "Boolean",
    "double": "Double",
    "float": "Float",
    "integer": "Integer",
    "long": "Long",
    "string": "String",
    "timestamp": "Date",
}
_NUMBERS = {"double", "float", "timestamp"}
_WHOLE = {"integer", "long"}


def deserialized(value: Any, shape: Shape) -> Any:  # noqa: ANN401 - JSON
    """A copy that holds the shape's members only, without nulls.

    Raises:
        AwsError: SerializationException; something has another type than the shape.
    """
    match shape:
        case StructureShape():
            return {
                name: deserialized(each, shape.members[name])
                for name, each in _entries(value).items()
                if name in shape.members and each is not None
            }
        case MapShape():
            return {
                name: deserialized(each, shape.value)
                for name, each in _entries(value).items()
                if each is not None
            }
        case ListShape():
            return [deserialized(each, shape.member) for each in _elements(value)]
        case _:
            return _scalar(value, shape.type_name)


def _entries(value: object) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    if isinstance(value, list):
        raise _refused("Start of list found where not expected")
    raise _refused("Unexpected field type")


def _elements(value: object) -> list[Any]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        raise _refused("Start of structure or map found where not expected.")
    raise _refused("Unexpected field type")


def _scalar(value: object, kind: str) -> object:
    match value:
        case dict():
            raise _refused("Start of structure or map found where not expected.")
        case list():
            raise _refused("Start of list found where not expected")
        case bool() if kind == "boolean":
            return value
        case str() if kind in {"string", "blob"}:
            return value
        case int() | float() if not isinstance(value, bool) and kind in _NUMBERS:
            return value
        case int() if not isinstance(value, bool) and kind in _WHOLE:
            return value
        case float() if kind in _WHOLE:
            return int(value)  # AWS cuts what a whole number cannot hold
    if kind == "blob":
        raise _refused("only base-64-encoded strings are convertible to bytes")
    raise _refused(f"{_token(value)} cannot be converted to {_JAVA.get(kind, kind)}")


def _token(value: object) -> str:
    match value:
        case None:
            return "NULL_VALUE"
        case True:
            return "TRUE_VALUE"
        case False:
            return "FALSE_VALUE"
        case str():
            return "STRING_VALUE"
        case float():
            return "DECIMAL_VALUE"
        case _:
            return "NUMBER_VALUE"


def _refused(message: str) -> AwsError:
    return AwsError("SerializationException", message)
