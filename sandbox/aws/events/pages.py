"""Long lists in pages: a token is the number of what was told already."""

from collections.abc import Sequence
from typing import TypeVar

from sandbox.aws.call import AwsError

Entry = TypeVar("Entry")
LONGEST = 9
"""Digits of a token; no list here is longer."""


def page(entries: Sequence[Entry], most: int, token: str | None) -> tuple[list[Entry], str | None]:
    """(up to `most` entries from the token on, the token of the next page, if there is one)."""
    if token is not None and not (token.isascii() and token.isdecimal() and len(token) <= LONGEST):
        raise AwsError("InvalidParameterValue", "Invalid or expired next token.")
    start = int(token or 0)
    end = start + most
    return list(entries[start:end]), str(end) if end < len(entries) else None
