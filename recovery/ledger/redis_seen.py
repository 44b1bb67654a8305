"""What was last read of Slack and AWS, in Redis: the directory and the inventory.

Both are read far more often than they change, so a handle keeps what it parsed
last and asks only whether that is still the newest (`redis_keys`, `fresh`).
"""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Generic, TypeVar

from pydantic import TypeAdapter

from recovery.inventory import BackupEntry, Sighting, TableEntry
from recovery.ledger import sighted
from recovery.ledger.redis_keys import key
from recovery.ledger.redis_link import Link
from recovery.ledger.redis_script import Script
from recovery.people import Directory

FRESH = Script("fresh", keys=("content", "fresh"), args=("what", "known"))
REPLACE = Script(
    "replace",
    keys=("content", "fresh", "read", "problems"),
    args=("field", "body", "what", "version", "at"),
)
_TABLES = TypeAdapter(tuple[TableEntry, ...])
_BACKUPS = TypeAdapter(tuple[BackupEntry, ...])

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


class RedisPeople:
    """The directory; see `recovery.ledger.port.People`."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._directory = Latest(link, "directory", _directory)

    def directory(self) -> Directory:
        """One round trip."""
        return self._directory.get()

    def replace(self, directory: Directory) -> None:
        """One script."""
        self._directory.put("all", directory.model_dump_json())

    def ask_fresh(self) -> None:
        """One round trip."""
        self._link.call("SET", key("directory", "asked"), "1")

    def is_asked(self) -> bool:
        """One round trip."""
        return bool(self._link.call("DEL", key("directory", "asked")))


class RedisSightings:
    """The inventory; see `recovery.ledger.port.Sightings`."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._tables = Latest(link, "tables", _tables)
        self._backups = Latest(link, "backups", _backups)

    def replace_tables(
        self, account: str, region: str, tables: Sequence[TableEntry], *, at: datetime
    ) -> None:
        """One script."""
        body = _TABLES.dump_json(tuple(tables)).decode()
        self._tables.put(f"{account}/{region}", body, at=at.isoformat())

    def replace_backups(
        self, account: str, region: str, backups: Sequence[BackupEntry], *, at: datetime
    ) -> None:
        """One script."""
        body = _BACKUPS.dump_json(tuple(backups)).decode()
        self._backups.put(f"{account}/{region}", body, at=at.isoformat())

    def failed(self, account: str, region: str, problem: str) -> None:
        """One round trip; the next reading that succeeds clears it."""
        self._link.call("HSET", key("problems"), f"{account}/{region}", problem)

    def tables(self, *, name: str | None = None) -> tuple[TableEntry, ...]:
        """One round trip."""
        return sighted.tables_named(self._tables.get(), name)

    def search(self, prefix: str, *, limit: int) -> tuple[TableEntry, ...]:
        """One round trip."""
        return sighted.tables_like(self._tables.get(), prefix, limit)

    def backups(self, *, table: str | None = None) -> tuple[BackupEntry, ...]:
        """One round trip."""
        return sighted.backups_of(self._backups.get(), table)

    def readings(self) -> tuple[Sighting, ...]:
        """One round trip, by account and region."""
        read, problems = self._link.together(("HGETALL", key("read")), ("HGETALL", key("problems")))
        return sighted.readings(
            {place: datetime.fromisoformat(at) for place, at in read.items()}, problems
        )


def _directory(stored: list[str]) -> Directory:
    return Directory.model_validate_json(stored[0]) if stored else Directory()


def _tables(stored: list[str]) -> tuple[TableEntry, ...]:
    return tuple(table for text in stored for table in _TABLES.validate_json(text))


def _backups(stored: list[str]) -> tuple[BackupEntry, ...]:
    return tuple(backup for text in stored for backup in _BACKUPS.validate_json(text))
