"""Attribute values: which ones DynamoDB takes, their normal form, and their size in bytes.

Sizes follow the developer guide, "DynamoDB item sizes and formats".
"""

import base64
import binascii
from collections.abc import Callable
from typing import Any, NamedTuple

import orjson

from sandbox.aws.call import AwsError, Json
from sandbox.aws.items import numbers

ITEM_BYTES = 400 * 1024
NESTING = 32


class Image(NamedTuple):
    """One item: its canonical DynamoDB JSON, and its size by DynamoDB's rules."""

    raw: bytes
    size: int

    def item(self) -> Json:
        """A copy of the item, free to be changed."""
        item: Json = orjson.loads(self.raw)
        return item


def image_of(item: Json, *, too_large: str = "Item size has exceeded") -> Image:
    """The item in normal form; ValidationException for what DynamoDB refuses."""
    normal, size = normal_item(item)
    if size > ITEM_BYTES:
        raise invalid(f"{too_large} the maximum allowed size")
    return made(normal, size)


def made(normal: Json, size: int) -> Image:
    """The image of an item that is in normal form."""
    # A copy: orjson's own bytes keep the room they were written in, some 4 KB each.
    return Image(bytes(memoryview(canonical(normal))), size)


def normal_item(item: Json) -> tuple[Json, int]:
    """(attributes in normal form, bytes); ValidationException as PutItem answers it."""
    normal: Json = {}
    total = 0
    for name, value in item.items():
        if not name:
            raise invalid("One or more parameter values were invalid: Empty attribute name")
        normal[name], size = normal_value(value, 1)
        total += utf8_size(name) + size
    return normal, total


def canonical(value: object) -> bytes:
    """The one text of a value in normal form."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def same(one: Json, other: Json) -> bool:
    """Are these attribute values, in normal form, equal for DynamoDB?"""
    return canonical(one) == canonical(other)


def normal_value(value: Json, depth: int = 1) -> tuple[Json, int]:
    """(the value in normal form, its bytes)."""
    if len(value) != 1:
        raise invalid(
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
            if not value
            else "Supplied AttributeValue has more than one datatypes set, must contain exactly "
            "one of the supported datatypes"
        )
    ((kind, content),) = value.items()
    if kind == "S":
        return value, utf8_size(content)
    if kind == "N":
        text = numbers.normal(content)
        return {"N": text}, numbers.size(text)
    if depth > NESTING:
        raise invalid(
            "Nesting Levels have exceeded supported limits: "
            "Attributes have nested levels beyond supported limit"
        )
    return _OTHERS[kind](content, depth)


def binary(text: str) -> bytes:
    """The bytes of base64; SerializationException for anything else."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise AwsError("SerializationException", "Base64 encoded data is not valid") from error


def utf8_size(text: str) -> int:
    """Bytes in UTF-8."""
    return len(text) if text.isascii() else len(text.encode())


def invalid(message: str) -> AwsError:
    """A ValidationException."""
    return AwsError("ValidationException", message)


def _binary(content: str, _: int) -> tuple[Json, int]:
    raw = binary(content)
    return {"B": base64.b64encode(raw).decode()}, len(raw)


def _boolean(content: bool, _: int) -> tuple[Json, int]:  # noqa: FBT001 - JSON's true and false
    return {"BOOL": content}, 1


def _null(content: bool, _: int) -> tuple[Json, int]:  # noqa: FBT001 - JSON's true and false
    if content is not True:
        raise invalid(
            "One or more parameter values were invalid: "
            "Null attribute value types must have the value of true"
        )
    return {"NULL": True}, 1


def _list(content: list[Json], depth: int) -> tuple[Json, int]:
    members = [normal_value(member, depth + 1) for member in content]
    return {"L": [value for value, _ in members]}, 3 + sum(1 + size for _, size in members)


def _map(content: Json, depth: int) -> tuple[Json, int]:
    members = {name: normal_value(member, depth + 1) for name, member in content.items()}
    size = sum(1 + utf8_size(name) + size for name, (_, size) in members.items())
    return {"M": {name: value for name, (value, _) in members.items()}}, 3 + size


def _set(kind: str, order: Callable[[str], Any]) -> Callable[[list[str], int], tuple[Json, int]]:
    member, what = kind[0], {"SS": "string", "NS": "number", "BS": "binary"}[kind]

    def normal_set(content: list[str], depth: int) -> tuple[Json, int]:
        if not content:
            raise invalid(
                f"One or more parameter values were invalid: An {what} set  may not be empty"
            )
        members = [normal_value({member: each}, depth) for each in content]
        texts = sorted((value[member] for value, _ in members), key=order)
        if len(set(texts)) < len(texts):
            raise invalid(
                "One or more parameter values were invalid: "
                f"Input collection [{', '.join(content)}] contains duplicates."
            )
        return {kind: texts}, sum(size for _, size in members)

    return normal_set


_OTHERS: dict[str, Callable[[Any, int], tuple[Json, int]]] = {
    "B": _binary,
    "BOOL": _boolean,
    "NULL": _null,
    "L": _list,
    "M": _map,
    "SS": _set("SS", str.encode),
    "NS": _set("NS", numbers.sortable),
    "BS": _set("BS", binary),
}
