"""A list in pages: an opaque token says where the next one begins."""

import base64
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
Key = Callable[[Any], tuple[Any, ...]]
"""What entries are sorted by: JSON, and another one for each entry."""


class BadToken(ValueError):  # noqa: N818 - named for the condition
    """A token that no page of the list gave."""


def page(entries: Sequence[T], size: int, token: str | None) -> tuple[list[T], str | None]:
    """The entries from a token on, `size` at most, and the next page's token where there is one.

    The token says how many entries were told already.

    Raises:
        BadToken: The token is none of ours.
    """
    start = 0 if token is None else _read(token, int)
    if start < 0:
        raise BadToken(token)
    end = start + size
    return list(entries[start:end]), _token(end) if end < len(entries) else None


def page_by_key(
    entries: Iterable[T], key: Key, size: int, token: str | None
) -> tuple[list[T], str | None]:
    """The entries after a token in the order of `key`, otherwise as `page`.

    The token says which key came last, so entries that come or go between two
    pages neither repeat others nor hide them.

    Raises:
        BadToken: The token is none of ours, or another list's.
    """
    after = None if token is None else tuple(_read(token, list))
    if after == ():
        raise BadToken(token)
    try:
        rest = sorted((each for each in entries if after is None or key(each) > after), key=key)
    except TypeError as error:  # the token of another list
        raise BadToken(token) from error
    told = rest[:size]
    return told, _token(key(told[-1])) if len(rest) > size else None


def _token(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


def _read(token: str, kind: type[T]) -> T:
    try:
        value = json.loads(base64.urlsafe_b64decode(token))
    except (ValueError, RecursionError) as error:
        raise BadToken(token) from error
    if type(value) is not kind:
        raise BadToken(token)
    return value
