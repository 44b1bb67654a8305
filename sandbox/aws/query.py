"""AWS's query protocol by botocore's models: forms in, XML out.

Lists are `Name.member.1`, maps `Name.entry.1.key` and `Name.entry.1.value`, unless the
model has other names for keys and values.
"""

from typing import Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from botocore.model import ListShape, MapShape, Shape, StructureShape

from sandbox.aws.call import Answer, AwsError, Call, Json, request_id
from sandbox.aws.models import operation_model, service_model
from sandbox.aws.outputs import require_fit
from sandbox.aws.shapes import constraint_errors, validation_message

Tree = dict[str, Any]
_TEXT = ""
"""Where a tree keeps the text of its own name."""


def query_input(call: Call) -> Json:
    """The members of a form, typed by the action's input shape.

    Raises:
        AwsError: MalformedInput for a wrong type, ValidationError for what the model
            does not allow.
    """
    model = operation_model(call)
    if model is None or not isinstance(model.input_shape, StructureShape):
        return {}
    form = f"{call.request.query}&{call.request.body.decode('utf-8', 'replace')}"
    read: Json = _read(_tree(parse_qsl(form, keep_blank_values=True)), model.input_shape) or {}
    errors = constraint_errors(read, model.input_shape)
    if errors:
        raise AwsError("ValidationError", validation_message(errors))
    return read


def query_answer(call: Call, result: Json) -> Answer:
    """The XML that botocore's parser reads back as `result`, if AWS has such an answer."""
    identifier = request_id()
    model = operation_model(call)
    inside = ""
    if model is not None and model.output_shape is not None:
        require_fit(result, model.output_shape, call.action)
        inside = _element(f"{call.action}Result", result, model.output_shape)
    text = (
        f'<{call.action}Response xmlns="{service_model(call.service).metadata["xmlNamespace"]}">'
        f"{inside}<ResponseMetadata><RequestId>{identifier}</RequestId></ResponseMetadata>"
        f"</{call.action}Response>"
    )
    return Answer(200, text.encode(), {"Content-Type": "text/xml", "x-amzn-RequestId": identifier})


def _tree(pairs: list[tuple[str, str]]) -> Tree:
    root: Tree = {}
    for name, text in pairs:
        node = root
        for part in name.split("."):
            node = node.setdefault(part, {})
        node[_TEXT] = text
    return root


def _read(tree: Tree, shape: Shape) -> Any:  # noqa: ANN401 - by the shape
    """The value in a tree; None where there is none."""
    match shape:
        case StructureShape():
            members = {
                name: _read(tree.get(member.serialization.get("name", name), {}), member)
                for name, member in shape.members.items()
            }
            found = {name: each for name, each in members.items() if each is not None}
            return found or None
        case ListShape():
            read = (_read(each, shape.member) for each in _numbered(tree.get("member", {})))
            return [each for each in read if each is not None] or None
        case MapShape():
            key, value = _names(shape)
            pairs = (
                (_read(each.get(key, {}), shape.key), _read(each.get(value, {}), shape.value))
                for each in _numbered(tree.get("entry", {}))
            )
            return {name: each for name, each in pairs if None not in (name, each)} or None
        case _:
            return _scalar(tree[_TEXT], shape.type_name) if _TEXT in tree else None


def _numbered(tree: Tree) -> list[Tree]:
    numbers = (name for name in tree if name.isascii() and name.isdecimal())
    return [tree[number] for number in sorted(numbers, key=lambda n: (len(n), n))]


def _names(shape: MapShape) -> tuple[str, str]:
    return shape.key.serialization.get("name", "key"), shape.value.serialization.get(
        "name", "value"
    )


def _scalar(text: str, kind: str) -> object:
    try:
        match kind:
            case "integer" | "long":
                return int(text)
            case "boolean":
                return {"true": True, "false": False}[text.lower()]
            case _:
                return text
    except (KeyError, ValueError) as error:
        raise AwsError("MalformedInput", f"{text!r} is no {kind}") from error


def _element(name: str, value: Any, shape: Shape) -> str:  # noqa: ANN401 - by the shape
    return f"<{name}>{_inside(value, shape)}</{name}>"


def _inside(value: Any, shape: Shape) -> str:  # noqa: ANN401 - by the shape
    match shape:
        case StructureShape():
            return "".join(_element(n, each, shape.members[n]) for n, each in value.items())
        case ListShape():
            return "".join(_element("member", each, shape.member) for each in value)
        case MapShape():
            key, text = _names(shape)
            return "".join(
                f"<entry>{_element(key, n, shape.key)}{_element(text, v, shape.value)}</entry>"
                for n, v in value.items()
            )
        case _:
            return escape(str(value).lower() if isinstance(value, bool) else str(value))
