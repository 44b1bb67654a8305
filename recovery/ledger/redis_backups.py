"""What was last read of backups, in Redis: bounded, however many there are.

Of each table name in each source the newest are kept with a count of all
(`recovery.inventory.Kept`), and of each table what decides how much could be lost
(`Freshest`). While everything a source lists is read anew, which may take many runs,
it is gathered beside what is shown, and takes its place when it is whole.

Only one chore writes a source. Should two ever do so at once, one of them may count
an entry of the other's wrongly until the next whole reading.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel

from recovery.inventory import BackupEntry, Freshest, Kept, Source, SourceReading, all_kept
from recovery.ledger import sighted
from recovery.ledger.redis_keys import key
from recovery.ledger.redis_latest import Latest
from recovery.ledger.redis_link import Link
from recovery.ledger.redis_script import Script
from recovery.watch import Watch

SHOW = Script(
    "show",
    keys=(
        *("kept_gathered", "kept", "freshest_gathered", "freshest"),
        *("gathered", "recent", "fresh"),
    ),
    args=("source", "version"),
    alone=True,
)
MOST_TOGETHER = 100
"""Tables read or written in one command; a table's kept backups take some 20 KB."""

Record = TypeVar("Record", bound=BaseModel)


class RedisBackups:
    """The part of `recovery.ledger.port.Sightings` that is about backups."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._recent = Latest(link, "recent", _kept)
        # One tuple, replaced whole: threads see the old pair or the new one.
        self._freshest: tuple[str | None, Mapping[str, tuple[Freshest, ...]]] = (None, {})

    def add_backups(
        self, source: Source, entries: Sequence[BackupEntry], *, gathering: bool = False
    ) -> None:
        """Two round trips for each hundred tables; what stays as it was is not written."""
        stage = "gathered" if gathering else "shown"
        for some in sighted.in_parts(sighted.by_table(entries), MOST_TOGETHER):
            where = key("kept", stage, str(source))
            before = self._records(where, tuple(some), Kept)
            after = {
                name: before.get(name, Kept()).adding(found, all_unseen=gathering)
                for name, found in some.items()
            }
            self._store(where, before, after)
        for some in sighted.in_parts(sighted.by_arn(entries), MOST_TOGETHER):
            where = key("freshest", stage, str(source))
            known = self._records(where, tuple(some), Freshest)
            fresher = {arn: known.get(arn, Freshest()).adding(some[arn]) for arn in some}
            if self._store(where, known, fresher) and not gathering:
                self._link.call("HSET", key("fresh"), "freshest", secrets.token_hex(8))
        self._add_recent(source, entries, gathering=gathering)

    def _add_recent(
        self, source: Source, entries: Sequence[BackupEntry], *, gathering: bool
    ) -> None:
        hash_ = "gathered" if gathering else "recent"
        stored = self._link.call("HGET", key(hash_), str(source))
        before = Kept.model_validate_json(stored) if stored else None
        after = sighted.recent(before, entries, all_unseen=gathering)
        if after == before:
            return
        body = after.model_dump_json(exclude_defaults=True)
        if gathering:
            self._link.call("HSET", key(hash_), str(source), body)
        else:
            self._recent.put(str(source), body)

    def _records(
        self, where: str, fields: tuple[str, ...], kind: type[Record]
    ) -> dict[str, Record]:
        texts = self._link.call("HMGET", where, *fields)
        return {
            field: kind.model_validate_json(text)
            for field, text in zip(fields, texts, strict=True)
            if text is not None
        }

    def _store(self, where: str, before: Mapping[str, Record], after: Mapping[str, Record]) -> bool:
        """Write what differs; whether anything did."""
        changed = [
            text
            for field, record in after.items()
            if record != before.get(field)
            for text in (field, record.model_dump_json(exclude_defaults=True))
        ]
        if changed:
            self._link.call("HSET", where, *changed)
        return bool(changed)

    def show_gathered(self, source: Source) -> None:
        """One script."""
        name = str(source)
        keys = (
            *(key("kept", "gathered", name), key("kept", "shown", name)),
            *(key("freshest", "gathered", name), key("freshest", "shown", name)),
            *(key("gathered"), key("recent"), key("fresh")),
        )
        self._link.run(SHOW, keys, (name, secrets.token_hex(8)))

    def drop_gathered(self, source: Source) -> None:
        """One round trip."""
        name = str(source)
        self._link.together(
            ("DEL", key("kept", "gathered", name), key("freshest", "gathered", name)),
            ("HDEL", key("gathered"), name),
        )

    def forget_source(self, source: Source) -> None:
        """Three round trips: as if a whole reading had found nothing."""
        self.drop_gathered(source)
        self._link.call("HDEL", key("sources"), str(source))
        self.show_gathered(source)

    def replace_backups(
        self, account: str, region: str, backups: Sequence[BackupEntry], *, at: datetime
    ) -> None:
        """A whole reading of DynamoDB itself."""
        source = Source(account=account, region=region)
        self.drop_gathered(source)
        self.add_backups(source, backups, gathering=True)
        self.show_gathered(source)
        self.save_reading(SourceReading(source=source, read_at=at, full_at=at, pages=1))

    def backups(self, *, table: str | None = None) -> tuple[BackupEntry, ...]:
        """As `kept`."""
        return all_kept(self.kept(table=table))

    def kept(self, *, table: str | None = None) -> tuple[Kept, ...]:
        """One round trip; two for one table, whose are read afresh each time."""
        if table is None:
            return self._recent.get()
        sources = sorted(self._link.call("HKEYS", key("sources")))
        if not sources:
            return ()
        texts = self._link.together(
            *(("HGET", key("kept", "shown", source), table) for source in sources)
        )
        return _kept([text for text in texts if text is not None])

    def freshest(self) -> Mapping[str, tuple[Freshest, ...]]:
        """One round trip, and two more if something was written since."""
        version = self._link.call("HGET", key("fresh"), "freshest")
        known, parsed = self._freshest
        if version is None or version != known:
            parsed = self._read_freshest()
            self._freshest = (version, parsed)
        return parsed

    def _read_freshest(self) -> Mapping[str, tuple[Freshest, ...]]:
        sources = sorted(self._link.call("HKEYS", key("sources")))
        if not sources:
            return {}
        found = self._link.together(
            *(("HGETALL", key("freshest", "shown", source)) for source in sources)
        )
        return sighted.merged(
            (arn, Freshest.model_validate_json(text)) for one in found for arn, text in one.items()
        )

    def watches(self) -> Mapping[str, Watch]:
        """One round trip."""
        stored = self._link.call("HGETALL", key("watches"))
        return {what: Watch.model_validate_json(text) for what, text in stored.items()}

    def save_watches(self, watches: Mapping[str, Watch], *, gone: Sequence[str] = ()) -> None:
        """One round trip."""
        commands: list[tuple[str, ...]] = []
        if watches:
            records = ((what, one.model_dump_json()) for what, one in watches.items())
            commands.append(("HSET", key("watches"), *(text for pair in records for text in pair)))
        if gone:
            commands.append(("HDEL", key("watches"), *gone))
        if commands:
            self._link.together(*commands)

    def save_reading(self, reading: SourceReading) -> None:
        """One round trip, two the first time."""
        body = reading.model_dump_json(exclude_defaults=True)
        is_new = self._link.call("HSET", key("sources"), str(reading.source), body)
        if is_new:
            self._link.call("HSET", key("fresh"), "freshest", secrets.token_hex(8))

    def source_readings(self) -> tuple[SourceReading, ...]:
        """One round trip, by source."""
        stored = self._link.call("HGETALL", key("sources"))
        return tuple(SourceReading.model_validate_json(text) for _, text in sorted(stored.items()))


def _kept(stored: list[str]) -> tuple[Kept, ...]:
    return tuple(Kept.model_validate_json(text) for text in stored)
