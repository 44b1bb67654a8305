"""The smaller rooms in memory: people, sightings, history, rates, vitals, replays."""

import math
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from recovery.inventory import Sighting, TableEntry
from recovery.ledger import sighted
from recovery.ledger.memory_backups import MemoryBackups
from recovery.ledger.memory_state import MemoryState
from recovery.ledger.writing import BUCKET_SECONDS, VITAL_SECONDS, status_hours
from recovery.outcome import Observation
from recovery.people import Directory
from recovery.schedules import ScheduleEntry
from recovery.vitals import Vital


class MemoryPeople:
    """The directory; see `recovery.ledger.port_slack.People`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._directory = Directory()
        self._is_asked = False

    def directory(self) -> Directory:
        """As last read."""
        return self._directory

    def replace(self, directory: Directory) -> None:
        """Store a fresh reading."""
        self._directory = directory.model_copy(deep=True)

    def ask_fresh(self) -> None:
        """Ask for a fresh reading."""
        self._is_asked = True

    def is_asked(self) -> bool:
        """Whether someone asked, which this clears."""
        with self._lock:
            asked, self._is_asked = self._is_asked, False
            return asked


class MemorySightings(MemoryBackups):
    """The inventory; see `recovery.ledger.port.Sightings`."""

    def __init__(self) -> None:
        super().__init__()
        self._tables: dict[str, tuple[TableEntry, ...]] = {}
        self._schedules: dict[str, tuple[ScheduleEntry, ...]] = {}
        self._read: dict[str, datetime] = {}
        self._problems: dict[str, str] = {}

    def replace_tables(
        self, account: str, region: str, tables: Sequence[TableEntry], *, at: datetime
    ) -> None:
        """Everything there is in that account and region."""
        with self._lock:
            self._tables[f"{account}/{region}"] = tuple(tables)
            self._note(f"{account}/{region}", at)

    def replace_schedules(
        self, account: str, region: str, schedules: Sequence[ScheduleEntry]
    ) -> None:
        """Everything that backs up by itself there."""
        with self._lock:
            self._schedules[f"{account}/{region}"] = tuple(schedules)

    def schedules(self) -> tuple[ScheduleEntry, ...]:
        """All of them."""
        with self._lock:
            found = [entry for some in self._schedules.values() for entry in some]
        return sighted.schedules_in_order(found)

    def _note(self, place: str, at: datetime) -> None:
        self._read[place] = at
        self._problems.pop(place, None)

    def succeeded(self, account: str, region: str, *, at: datetime, what: str = "") -> None:
        """It was read."""
        with self._lock:
            self._note(sighted.place(account, region, what), at)

    def failed(self, account: str, region: str, problem: str, *, what: str = "") -> None:
        """It could not be read; the next reading that succeeds clears it."""
        with self._lock:
            self._problems[sighted.place(account, region, what)] = problem

    def tables(self, *, name: str | None = None) -> tuple[TableEntry, ...]:
        """All, or those of exactly that name."""
        with self._lock:
            return sighted.tables_named(self._all_tables(), name)

    def search(self, prefix: str, *, limit: int) -> tuple[TableEntry, ...]:
        """Type-ahead."""
        with self._lock:
            return sighted.tables_like(self._all_tables(), prefix, limit)

    def _all_tables(self) -> list[TableEntry]:
        return [table for tables in self._tables.values() for table in tables]

    def readings(self) -> tuple[Sighting, ...]:
        """When each account and region was last read."""
        with self._lock:
            return sighted.readings(self._read, self._problems)


class MemoryHistory:
    """How long things took; see `recovery.ledger.port.History`."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def observe(self, observation: Observation) -> None:
        """Keep one."""
        with self._state.changed:
            self._state.observe(observation.what, observation.model_dump_json())

    def recent(self, what: str, *, limit: int = 100) -> tuple[Observation, ...]:
        """Newest first."""
        with self._state.changed:
            texts = self._state.history.get(what, [])[: max(limit, 0)]
        return tuple(Observation.model_validate_json(text) for text in texts)


class MemoryRates:
    """Token buckets and shared caches; see `recovery.ledger.port.Rates`."""

    def __init__(self, wall: Callable[[], float]) -> None:
        self._lock = threading.Lock()
        self._wall = wall
        self._buckets: dict[str, tuple[float, float]] = {}
        self._statuses: dict[tuple[str, int], dict[str, str]] = {}
        self._refreshed: dict[str, float] = {}

    def take(self, bucket: str, *, per_second: float, burst: float, wall: float) -> float:
        """Take one token; as in token.lua of clocks that are ahead."""
        with self._lock:
            tokens, last = self._buckets.get(bucket, (burst, wall))
            if wall > last:
                tokens = min(burst, tokens + (wall - last) * per_second)
                last = wall
            elif last - wall > math.ceil(burst / per_second) + BUCKET_SECONDS:
                last = wall
            wait = 0.0
            if tokens >= 1:
                tokens -= 1
            else:
                wait = (1 - tokens) / per_second
            self._buckets[bucket] = (tokens, last)
            return wait

    def statuses(self, listing: str, keys: Sequence[str]) -> Mapping[str, str]:
        """Values last stored."""
        with self._lock:
            before, latest = (
                self._statuses.get((listing, hour), {}) for hour in status_hours(self._wall())
            )
            stored = before | latest
            return {name: stored[name] for name in keys if name in stored}

    def store_statuses(self, listing: str, statuses: Mapping[str, str]) -> None:
        """Add or update."""
        before, latest = status_hours(self._wall())
        with self._lock:
            for listed, hour in [known for known in self._statuses if known[1] < before]:
                del self._statuses[listed, hour]
            self._statuses.setdefault((listing, latest), {}).update(statuses)

    def may_refresh(self, listing: str, *, every_seconds: float, wall: float) -> bool:
        """Leave for one caller a period; a clock that is off by more is not obeyed."""
        with self._lock:
            last = self._refreshed.get(listing)
            if last is not None and abs(wall - last) < every_seconds:
                return False
            self._refreshed[listing] = wall
            return True


class MemoryVitals:
    """Signs of life; see `recovery.ledger.port.Vitals`."""

    def __init__(self, wall: Callable[[], float]) -> None:
        self._lock = threading.Lock()
        self._wall = wall
        self._vitals: dict[tuple[str, str], Vital] = {}

    def beat(self, vital: Vital) -> None:
        """Store it."""
        with self._lock:
            self._vitals[vital.process, vital.instance] = vital

    def all(self) -> tuple[Vital, ...]:
        """By process and instance."""
        oldest = self._wall() - VITAL_SECONDS
        with self._lock:
            return tuple(v for _, v in sorted(self._vitals.items()) if v.at > oldest)

    def durability(self) -> Mapping[str, str]:
        """Nothing is kept when the process ends."""
        return {"appendfsync": "no", "appendonly": "no", "maxmemory-policy": "noeviction"}


class MemoryReplays:
    """Requests already taken; see `recovery.ledger.port.Replays`."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def first_time(self, request_id: str) -> bool:
        """True once per id within ten minutes."""
        with self._state.changed:
            return self._state.first_time(request_id)
