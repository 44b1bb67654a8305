"""What was last read of Slack and AWS, in Redis: the directory and the inventory.

Both are read far more often than they change, so a handle keeps what it parsed
last and asks only whether that is still the newest (`redis_latest`).
"""

from collections.abc import Sequence
from datetime import datetime

from pydantic import TypeAdapter

from recovery.inventory import Sighting, TableEntry
from recovery.ledger import sighted
from recovery.ledger.redis_backups import RedisBackups
from recovery.ledger.redis_keys import key
from recovery.ledger.redis_latest import Latest
from recovery.ledger.redis_link import Link
from recovery.people import Directory
from recovery.schedules import ScheduleEntry

_TABLES = TypeAdapter(tuple[TableEntry, ...])
_SCHEDULES = TypeAdapter(tuple[ScheduleEntry, ...])


class RedisPeople:
    """The directory; see `recovery.ledger.port_slack.People`."""

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


class RedisSightings(RedisBackups):
    """The inventory; see `recovery.ledger.port.Sightings`."""

    def __init__(self, link: Link) -> None:
        super().__init__(link)
        self._tables = Latest(link, "tables", _tables)
        self._schedules = Latest(link, "schedules", _schedules)

    def replace_tables(
        self, account: str, region: str, tables: Sequence[TableEntry], *, at: datetime
    ) -> None:
        """One script."""
        body = _TABLES.dump_json(tuple(tables)).decode()
        self._tables.put(f"{account}/{region}", body, at=at.isoformat())

    def replace_schedules(
        self, account: str, region: str, schedules: Sequence[ScheduleEntry]
    ) -> None:
        """One script."""
        body = _SCHEDULES.dump_json(tuple(schedules)).decode()
        self._schedules.put(f"{account}/{region}", body)

    def schedules(self) -> tuple[ScheduleEntry, ...]:
        """One round trip."""
        return self._schedules.get()

    def succeeded(self, account: str, region: str, *, at: datetime, what: str = "") -> None:
        """One round trip."""
        place = sighted.place(account, region, what)
        self._link.together(
            ("HSET", key("read"), place, at.isoformat()), ("HDEL", key("problems"), place)
        )

    def failed(self, account: str, region: str, problem: str, *, what: str = "") -> None:
        """One round trip; the next reading that succeeds clears it."""
        self._link.call("HSET", key("problems"), sighted.place(account, region, what), problem)

    def tables(self, *, name: str | None = None) -> tuple[TableEntry, ...]:
        """One round trip."""
        return sighted.tables_named(self._tables.get(), name)

    def search(self, prefix: str, *, limit: int) -> tuple[TableEntry, ...]:
        """One round trip."""
        return sighted.tables_like(self._tables.get(), prefix, limit)

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


def _schedules(stored: list[str]) -> tuple[ScheduleEntry, ...]:
    found = (entry for text in stored for entry in _SCHEDULES.validate_json(text))
    return sighted.schedules_in_order(found)
