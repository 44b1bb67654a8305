"""A hash that is read far more often than it changes, parsed once for each change."""

import secrets
from collections.abc import Callable
from typing import Generic, TypeVar

from recovery.ledger.redis_keys import key
from recovery.ledger.redis_link import Link
from recovery.ledger.redis_script import Script

FRESH = Script("fresh", keys=("content", "fresh"), args=("what", "known"))
REPLACE = Script(
    "replace",
    keys=("content", "fresh", "read", "problems"),
    args=("field", "body", "what", "version", "at"),
)

T = TypeVar("T")


class Latest(Generic[T]):
    """One hash of texts, and what they meant when last read."""

    def __init__(self, link: Link, what: str, parse: Callable[[list[str]], T]) -> None:
        self._link = link
        self._what = what
        self._parse = parse
        # One tuple, replaced whole: threads see the old pair or the new one.
        self._known: tuple[str, T] = ("", parse([]))

    def get(self) -> T:
        """One round trip, and parsing only if something was written since."""
        known, parsed = self._known
        keys = (key(self._what), key("fresh"))
        version, *content = self._link.run(FRESH, keys, (self._what, known))
        if content:
            parsed = self._parse(content[0])
            self._known = (version, parsed)
        return parsed

    def put(self, field: str, body: str, *, at: str = "") -> None:
        """Replace one field; with `at`, note that an account and region was read then."""
        keys = (key(self._what), key("fresh"), key("read"), key("problems"))
        # Random, so that a store that lost its newest writes cannot repeat a version.
        version = secrets.token_hex(8)
        self._link.run(REPLACE, keys, (field, body, self._what, version, at))
