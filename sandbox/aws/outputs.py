"""The sandbox's own answers held against botocore's output shapes, strictly.

Clients pass over a member they do not know and over a missing one; a test that
relies on either would fail at AWS. So an answer that does not fit never leaves:
it becomes a 500, with what is wrong with it on stderr. Item pages, which are
prepared bytes, are held against their shapes in the tests only.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from sandbox.aws.call import Answer, AwsError, Call
from sandbox.aws.models import operation_model
from sandbox.aws.refusals import DATA_PLANE

_TYPES: dict[str, tuple[type, ...]] = {
    "structure": (dict,),
    "map": (dict,),
    "list": (list,),
    "string": (str,),
    "blob": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float),
    "double": (int, float),
    "timestamp": (int, float),
}
_MOTOS = {"kms", "servicequotas"}
_CHECKED = {"backup", "dynamodb", "events", "scheduler", "sqs", "tagging"} | _MOTOS
_REFUSED = 300


def checked(call: Call, answer: Answer) -> Answer:
    """The answer, if it has the shape AWS's has; AwsError (500) otherwise."""
    if call.service not in _CHECKED or call.action in DATA_PLANE or answer.status >= _REFUSED:
        return answer
    model = operation_model(call)
    if model is None or model.output_shape is None:
        return answer
    body = json.loads(answer.body)
    if call.service in _MOTOS:
        # Moto writes nulls and members of its own, which AWS leaves out.
        body = pruned(body, model.output_shape)
        answer = replace(answer, body=json.dumps(body).encode())
    require_fit(body, model.output_shape, call.action)
    return answer


def require_fit(value: Any, shape: Shape, path: str) -> None:  # noqa: ANN401 - JSON
    """AwsError (500), also told on stderr, for a value that does not have the shape."""
    found = list(misfits(value, shape, path))
    if not found:
        return
    report = "; ".join(found)
    sys.stderr.write(f"an answer of the sandbox is not one of AWS: {report}\n")
    raise AwsError("InternalServerError", f"The sandbox's answer is not one of AWS: {report}", 500)


def misfits(value: Any, shape: Shape, path: str) -> Iterator[str]:  # noqa: ANN401 - JSON
    """What in a JSON answer the shape does not know, misses, or has another type for."""
    if not _has_type(value, _TYPES[shape.type_name]):
        yield f"{path} is {value!r}, not a {shape.type_name}"
        return
    enum = shape.metadata.get("enum")
    if enum and value not in enum:
        yield f"{path} is {value!r}, not one of {enum}"
    if isinstance(shape, StructureShape):
        yield from (f"{path}.{n} is missing" for n in shape.required_members if n not in value)
        yield from (f"{path}.{n} is unknown" for n in value if n not in shape.members)
    for name, member, member_shape in _members(value, shape):
        yield from misfits(member, member_shape, f"{path}.{name}")


def pruned(value: Any, shape: Shape) -> Any:  # noqa: ANN401 - JSON
    """A copy without nulls and without members that the shape does not know."""
    match shape:
        case StructureShape() if isinstance(value, dict):
            known = {n: v for n, v in value.items() if n in shape.members and v is not None}
            return {name: pruned(each, shape.members[name]) for name, each in known.items()}
        case MapShape() if isinstance(value, dict):
            return {name: pruned(each, shape.value) for name, each in value.items()}
        case ListShape() if isinstance(value, list):
            return [pruned(each, shape.member) for each in value]
        case _:
            return value


def _has_type(value: object, types: tuple[type, ...]) -> bool:
    return isinstance(value, types) and (not isinstance(value, bool) or bool in types)


def _members(value: Any, shape: Shape) -> list[tuple[str, Any, Shape]]:  # noqa: ANN401 - JSON
    match shape:
        case StructureShape():
            return [(n, m, shape.members[n]) for n, m in value.items() if n in shape.members]
        case ListShape():
            return [(str(n), m, shape.member) for n, m in enumerate(value)]
        case MapShape():
            return [(n, m, shape.value) for n, m in value.items()]
        case _:
            return []
