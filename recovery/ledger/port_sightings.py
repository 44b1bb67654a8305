"""The ledger's room of what was last seen on AWS, beside `recovery.ledger.port`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from recovery.inventory import (
    BackupEntry,
    Freshest,
    Kept,
    Sighting,
    Source,
    SourceReading,
    TableEntry,
)
from recovery.schedules import ScheduleEntry
from recovery.watch import Watch


class Sightings(Protocol):
    """The inventory of tables and backups."""

    def replace_tables(
        self, account: str, region: str, tables: Sequence[TableEntry], *, at: datetime
    ) -> None:
        """Everything there is in that account and region."""

    def replace_backups(
        self, account: str, region: str, backups: Sequence[BackupEntry], *, at: datetime
    ) -> None:
        """Everything DynamoDB itself lists in that account and region, in one reading."""

    def add_backups(
        self, source: Source, entries: Sequence[BackupEntry], *, gathering: bool = False
    ) -> None:
        """Add what was listed, or replace it by its ARN.

        With `gathering` into a reading of everything, each entry once, which is not seen
        before `show_gathered`.
        """

    def show_gathered(self, source: Source) -> None:
        """A reading of everything is whole: it takes the place of what was shown."""

    def drop_gathered(self, source: Source) -> None:
        """A reading of everything begins, or begins again."""

    def forget_source(self, source: Source) -> None:
        """It is there no more, nor what it held."""

    def save_reading(self, reading: SourceReading) -> None:
        """How far a source has been read; `kept` and `freshest` know only sources with one."""

    def source_readings(self) -> tuple[SourceReading, ...]:
        """How far each has been read, by source."""

    def succeeded(self, account: str, region: str, *, at: datetime, what: str = "") -> None:
        """It was read; `what` is as in `Sighting`."""

    def failed(self, account: str, region: str, problem: str, *, what: str = "") -> None:
        """It could not be read; what was seen before stays."""

    def tables(self, *, name: str | None = None) -> tuple[TableEntry, ...]:
        """All, or those of exactly that name, by name, account, region."""

    def search(self, prefix: str, *, limit: int) -> tuple[TableEntry, ...]:
        """Type-ahead: names that start with, then contain, the text; case-insensitive."""

    def backups(self, *, table: str | None = None) -> tuple[BackupEntry, ...]:
        """Those kept of that table name, or the newest of all; each once, newest first."""

    def kept(self, *, table: str | None = None) -> tuple[Kept, ...]:
        """What is kept of that table name, or of all, with how many there are: one a source."""

    def freshest(self) -> Mapping[str, tuple[Freshest, ...]]:
        """By a table's ARN, what each source has that could be restored."""

    def replace_schedules(
        self, account: str, region: str, schedules: Sequence[ScheduleEntry]
    ) -> None:
        """Everything that backs up by itself in that account and region."""

    def schedules(self) -> tuple[ScheduleEntry, ...]:
        """All, by account, region and name."""

    def watches(self) -> Mapping[str, Watch]:
        """What the RPO watch has judged so far, by what it watches."""

    def save_watches(self, watches: Mapping[str, Watch], *, gone: Sequence[str] = ()) -> None:
        """Add or replace these; nobody watches what is `gone`."""

    def readings(self) -> tuple[Sighting, ...]:
        """When each account and region was last read."""
