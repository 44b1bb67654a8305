"""What was last read of backups, in memory; see `redis_backups`."""

import threading
from collections.abc import Mapping, Sequence
from datetime import datetime

from recovery.inventory import BackupEntry, Freshest, Kept, Source, SourceReading, all_kept
from recovery.ledger import sighted
from recovery.watch import Watch


class _Stage:
    """What is shown, or what is being gathered, of one source."""

    def __init__(self) -> None:
        self.kept: dict[str, Kept] = {}
        self.freshest: dict[str, Freshest] = {}
        self.recent: Kept | None = None

    def add(self, entries: Sequence[BackupEntry], *, all_unseen: bool) -> None:
        for name, found in sighted.by_table(entries).items():
            kept = self.kept.get(name, Kept())
            self.kept[name] = kept.adding(found, all_unseen=all_unseen)
        for arn, found in sighted.by_arn(entries).items():
            self.freshest[arn] = self.freshest.get(arn, Freshest()).adding(found)
        self.recent = sighted.recent(self.recent, entries, all_unseen=all_unseen)


class MemoryBackups:
    """The part of `recovery.ledger.port.Sightings` that is about backups."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shown: dict[str, _Stage] = {}
        self._gathered: dict[str, _Stage] = {}
        self._sources: dict[str, SourceReading] = {}
        self._watches: dict[str, Watch] = {}

    def add_backups(
        self, source: Source, entries: Sequence[BackupEntry], *, gathering: bool = False
    ) -> None:
        """Add them."""
        with self._lock:
            stages = self._gathered if gathering else self._shown
            stage = stages.setdefault(str(source), _Stage())
            stage.add(entries, all_unseen=gathering)

    def show_gathered(self, source: Source) -> None:
        """Replace what is shown."""
        with self._lock:
            self._shown[str(source)] = self._gathered.pop(str(source), _Stage())

    def drop_gathered(self, source: Source) -> None:
        """Forget it."""
        with self._lock:
            self._gathered.pop(str(source), None)

    def forget_source(self, source: Source) -> None:
        """Forget all of it."""
        with self._lock:
            for stored in (self._gathered, self._shown, self._sources):
                stored.pop(str(source), None)

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
        """By source."""
        with self._lock:
            stages = [self._shown[source] for source in sorted(self._shown)]
            if table is None:
                return tuple(stage.recent for stage in stages if stage.recent is not None)
            return tuple(stage.kept[table] for stage in stages if table in stage.kept)

    def freshest(self) -> Mapping[str, tuple[Freshest, ...]]:
        """By the table's ARN."""
        with self._lock:
            stages = [self._shown[source] for source in sorted(self._shown)]
            return sighted.merged(pair for stage in stages for pair in stage.freshest.items())

    def watches(self) -> Mapping[str, Watch]:
        """By what it watches."""
        with self._lock:
            return dict(self._watches)

    def save_watches(self, watches: Mapping[str, Watch], *, gone: Sequence[str] = ()) -> None:
        """Add or replace."""
        with self._lock:
            self._watches |= watches
            for what in gone:
                self._watches.pop(what, None)

    def save_reading(self, reading: SourceReading) -> None:
        """Store it."""
        with self._lock:
            self._sources[str(reading.source)] = reading

    def source_readings(self) -> tuple[SourceReading, ...]:
        """By source."""
        with self._lock:
            return tuple(reading for _, reading in sorted(self._sources.items()))
