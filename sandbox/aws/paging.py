"""A list in pages: an opaque token says where the next one begins."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class BadToken(ValueError):  # noqa: N818 - named for the condition
    """A token that no page of ours gave."""


def page(entries: Sequence[T], size: int, token: str | None) -> tuple[list[T], str | None]:
    """The entries from a token on, `size` at most, and the next page's token where there is one.

    Raises:
        BadToken: The token is none of ours.
    """
    start = _place(token) if token else 0
    following = start + size
    more = base64.urlsafe_b64encode(f"from {following}".encode()).decode()
    return list(entries[start:following]), more if following < len(entries) else None


def _place(token: str) -> int:
    try:
        word, _, number = base64.urlsafe_b64decode(token).decode().partition(" ")
        if word == "from":
            return int(number)
    except (binascii.Error, ValueError) as error:
        raise BadToken(token) from error
    raise BadToken(token)
