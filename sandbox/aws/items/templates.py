"""Many items from one: `{n}` and `{n:08d}` in its strings and numbers stand for its number."""

import re
from collections.abc import Callable
from typing import Any

from sandbox.aws.call import Json
from sandbox.aws.items.values import (
    ITEM_BYTES,
    Image,
    invalid,
    made,
    normal_item,
    normal_value,
    utf8_size,
)

_PLACE = re.compile(r"\{n(?::(0?[0-9]{1,2})d)?\}")


class ItemTemplate:
    """What is the same in every item is prepared once."""

    def __init__(self, template: Json) -> None:
        """Raises AwsError for a template whose constant part is no part of an item."""
        varying = {name for name, value in template.items() if _varies(value)}
        constant = {name: value for name, value in template.items() if name not in varying}
        self._constant, self._size = normal_item(constant)
        self._varying = {name: _filler(template[name]) for name in varying}
        self._names_size = sum(utf8_size(name) for name in varying)

    def item(self, number: int) -> tuple[Json, Image]:
        """(item in normal form, image) of this number; AwsError where it is no item."""
        item, size = dict(self._constant), self._size + self._names_size
        for name, filled in self._varying.items():
            item[name], bytes_ = normal_value(filled(number))
            size += bytes_
        if size > ITEM_BYTES:
            raise invalid("Item size has exceeded the maximum allowed size")
        return item, made(item, size)


def _varies(value: object) -> bool:
    match value:
        case str():
            return _PLACE.search(value) is not None
        case dict():
            return any(_varies(each) for each in value.values())
        case list():
            return any(_varies(each) for each in value)
        case _:
            return False


def _filler(value: Any) -> Callable[[int], Any]:  # noqa: ANN401 - JSON
    """A function that gives the value of a number."""
    match value:
        case str():
            places = len(_PLACE.findall(value))
            pattern = _PLACE.sub(lambda place: f"%{place[1] or ''}d", value.replace("%", "%%"))
            if places == 1:
                return pattern.__mod__
            return lambda number: pattern % ((number,) * places)
        case {**one} if len(one) == 1:
            ((name, only),) = one.items()
            filled = _filler(only)
            return lambda number: {name: filled(number)}
        case dict():
            members = {name: _filler(each) for name, each in value.items()}
            return lambda number: {name: filled(number) for name, filled in members.items()}
        case list():
            each = [_filler(member) for member in value]
            return lambda number: [filled(number) for filled in each]
        case _:
            return lambda _: value
