"""Reading a source of backups over many runs: what is new first, then everything.

A large source is read whole only every few hours: that is when deletions are seen. In
between each run asks for what was made since the last reading, and a while before it,
because a copy is listed late and by its source's date. A source of a few pages is
simply read whole each time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from recovery.inventory import BackupEntry, Source, SourceReading
from workers.aws.errors import NotSupported, Paced
from workers.engine import Engine

SMALL_PAGES = 3
NEW_EVERY = timedelta(minutes=5)
"""What is new is read this often while everything is read."""
WHOLE_EVERY = timedelta(hours=6)
PAGES_TOGETHER = 20
"""Pages that are written to the ledger at once: each touches nearly every table."""

Page = Callable[[datetime | None, str], tuple[Sequence[BackupEntry], str]]
"""A page of what was made since (None: of all), from a token on; and the next token."""


class Progress(NamedTuple):
    """How far a run came: whether all that is new was read, and all that is due."""

    is_current: bool
    is_done: bool


@dataclass(kw_only=True)
class _Pages:
    """Some pages: what they hold, where the next one starts, and why there are no more."""

    found: list[BackupEntry] = field(default_factory=list)
    following: str = ""
    count: int = 0
    is_last: bool = False
    is_stopped: bool = False


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One source, and how it is listed.

    Attributes:
        overlap: How late an entry may turn up in the listing.
        until: Wall time after which no further page is read.
    """

    engine: Engine
    source: Source
    page: Page
    overlap: timedelta
    until: float

    def read(self) -> "Progress":
        """Go on where the last run stopped."""
        started = self.engine.clock.now()
        known = {one.source: one for one in self.engine.ledger.sightings.source_readings()}
        reading = known.get(self.source) or SourceReading(source=self.source)
        try:
            reading, has_new = self._read_new(reading)
            if has_new:
                reading = self._read_all(reading)
        except NotSupported:
            return Progress(is_current=False, is_done=True)
        is_new_read = reading.read_at is not None and reading.read_at >= started
        is_current = is_new_read and reading.new_began is None
        return Progress(is_current=is_current, is_done=is_current and reading.all_began is None)

    def begin_again(self) -> None:
        """Forget how far a listing has come: its token may be what was refused."""
        for reading in self.engine.ledger.sightings.source_readings():
            if reading.source == self.source:
                rest = {"new_began": None, "new_next": "", "all_began": None, "all_next": ""}
                self._save(reading.model_copy(update=rest))

    def _read_new(self, reading: SourceReading) -> tuple[SourceReading, bool]:
        """What was made since the last reading; whether all of that was read."""
        if reading.read_at is None or self._is_small(reading):
            return reading, True
        began = reading.new_began or self.engine.clock.now()
        if reading.all_began and began - reading.read_at < NEW_EVERY:
            return reading, True  # what is new was read a moment ago, in a run before this one
        pages = self._pages(reading.read_at - self.overlap, reading.new_next)
        self.engine.ledger.sightings.add_backups(self.source, pages.found)
        update: dict[str, object] = {"new_began": began, "new_next": pages.following}
        if pages.is_last:
            update = {"new_began": None, "new_next": "", "read_at": began}
        return self._save(reading.model_copy(update=update)), pages.is_last

    def _read_all(self, reading: SourceReading) -> SourceReading:
        """Some pages of everything, if that is due."""
        sightings, now = self.engine.ledger.sightings, self.engine.clock.now()
        is_due = reading.full_at is None or now - reading.full_at >= WHOLE_EVERY
        if not (is_due or self._is_small(reading) or reading.all_began):
            return reading
        if reading.all_began is None:
            sightings.drop_gathered(self.source)
            reading = reading.model_copy(update={"all_began": now, "all_pages": 0})
        while True:
            pages = self._pages(None, reading.all_next)
            sightings.add_backups(self.source, pages.found, gathering=True)
            if reading.full_at is None and reading.all_pages < PAGES_TOGETHER:
                # Nothing is shown yet: some of it is better than nothing.
                sightings.add_backups(self.source, pages.found)
            count = reading.all_pages + pages.count
            if pages.is_last:
                sightings.show_gathered(self.source)
                return self._save(_whole(reading, count))
            progress = {"all_next": pages.following, "all_pages": count}
            reading = self._save(reading.model_copy(update=progress))
            if pages.is_stopped:
                return reading

    def _pages(self, since: datetime | None, start_after: str) -> _Pages:
        """Pages from a token on, as many as are written at once."""
        pages = _Pages(following=start_after)
        while pages.count < PAGES_TOGETHER:
            if self.engine.wall() > self.until:
                pages.is_stopped = True
                return pages
            try:
                some, pages.following = self.page(since, pages.following)
            except Paced:
                pages.is_stopped = True
                return pages
            pages.count += 1
            pages.found += some
            if not pages.following:
                pages.is_last = True
                return pages
        return pages

    def _is_small(self, reading: SourceReading) -> bool:
        return 0 < reading.pages <= SMALL_PAGES

    def _save(self, reading: SourceReading) -> SourceReading:
        self.engine.ledger.sightings.save_reading(reading)
        return reading


def _whole(reading: SourceReading, pages: int) -> SourceReading:
    """A reading of everything ended: what was made until it began is known.

    What was read as new meanwhile went with what was shown, and is read once more.
    """
    began = reading.all_began
    return SourceReading(source=reading.source, read_at=began, full_at=began, pages=pages)
