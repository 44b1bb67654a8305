"""History, rates, vitals and replays in Redis."""

from collections.abc import Callable, Mapping, Sequence

from redis.exceptions import ResponseError

from recovery.errors import LedgerAway
from recovery.ledger.redis_keys import key
from recovery.ledger.redis_link import Link
from recovery.ledger.redis_script import Script
from recovery.ledger.writing import (
    HISTORY_KEPT,
    REPLAY_SECONDS,
    STATUS_SECONDS,
    VITAL_SECONDS,
    status_hours,
)
from recovery.outcome import Observation
from recovery.vitals import Vital

TOKEN = Script("token", keys=("bucket",), args=("per_second", "burst", "wall"))
FIRST_TIME = Script("first_time", keys=("request",), args=("memory",), alone=True)
REFRESH = Script("refresh", keys=("mark",), args=("every", "wall"))


class RedisHistory:
    """How long things took; see `recovery.ledger.port.History`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def observe(self, observation: Observation) -> None:
        """One round trip."""
        where = key("history", observation.what)
        self._link.together(
            ("LPUSH", where, observation.model_dump_json()),
            ("LTRIM", where, 0, HISTORY_KEPT - 1),
        )

    def recent(self, what: str, *, limit: int = 100) -> tuple[Observation, ...]:
        """One round trip."""
        if limit < 1:
            return ()
        stored = self._link.call("LRANGE", key("history", what), 0, limit - 1)
        return tuple(Observation.model_validate_json(text) for text in stored)


class RedisRates:
    """Token buckets and shared caches; see `recovery.ledger.port.Rates`."""

    def __init__(self, link: Link, wall: Callable[[], float]) -> None:
        self._link = link
        self._wall = wall

    def take(self, bucket: str, *, per_second: float, burst: float, wall: float) -> float:
        """One script."""
        args = (per_second, burst, wall)
        return float(self._link.run(TOKEN, (key("rate", bucket),), args))

    def statuses(self, listing: str, keys: Sequence[str]) -> Mapping[str, str]:
        """One round trip."""
        if not keys:
            return {}
        places = (key("statuses", listing, str(hour)) for hour in status_hours(self._wall()))
        values = self._link.together(*(("HMGET", place, *keys) for place in places))
        pairs = (pair for some in values for pair in zip(keys, some, strict=True))
        return {name: value for name, value in pairs if value is not None}

    def store_statuses(self, listing: str, statuses: Mapping[str, str]) -> None:
        """One round trip; Redis's own clock throws them away."""
        if not statuses:
            return
        *_, hour = status_hours(self._wall())
        where = key("statuses", listing, str(hour))
        flat = [text for pair in statuses.items() for text in pair]
        self._link.together(("HSET", where, *flat), ("EXPIRE", where, 2 * STATUS_SECONDS))

    def may_refresh(self, listing: str, *, every_seconds: float, wall: float) -> bool:
        """One script."""
        args = (every_seconds, wall)
        return bool(self._link.run(REFRESH, (key("refresh", listing),), args))


class RedisVitals:
    """Signs of life; see `recovery.ledger.port.Vitals`."""

    def __init__(self, link: Link, wall: Callable[[], float]) -> None:
        self._link = link
        self._wall = wall

    def beat(self, vital: Vital) -> None:
        """One round trip; two the first time, to forget those that came before."""
        field = f"{vital.process}/{vital.instance}"
        if self._link.call("HSET", key("vitals"), field, vital.model_dump_json()):
            self.all()

    def all(self) -> tuple[Vital, ...]:
        """One round trip, a second one to forget the old ones."""
        stored = self._link.call("HGETALL", key("vitals"))
        vitals = {field: Vital.model_validate_json(text) for field, text in stored.items()}
        oldest = self._wall() - VITAL_SECONDS
        gone = [field for field, vital in vitals.items() if vital.at <= oldest]
        if gone:
            self._link.call("HDEL", key("vitals"), *gone)
        alive = (vital for vital in vitals.values() if vital.at > oldest)
        return tuple(sorted(alive, key=lambda vital: (vital.process, vital.instance)))

    def durability(self) -> Mapping[str, str]:
        """From CONFIG, or what INFO tells where a managed store refuses CONFIG; else empty."""
        try:
            told = self._link.call("CONFIG GET", "appendfsync", "appendonly", "maxmemory-policy")
        except (ResponseError, LedgerAway) as error:
            if not _is_refused(error):
                raise
            return self._from_info()
        return dict(sorted(told.items()))

    def _from_info(self) -> Mapping[str, str]:
        try:
            persistence = self._link.call("INFO", "persistence")
            memory = self._link.call("INFO", "memory")
        except (ResponseError, LedgerAway) as error:
            if not _is_refused(error):
                raise
            return {}
        return {
            "appendonly": "yes" if persistence.get("aof_enabled") else "no",
            "maxmemory-policy": str(memory.get("maxmemory_policy", "unknown")),
        }


class RedisReplays:
    """Requests already taken; see `recovery.ledger.port.Replays`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def first_time(self, request_id: str) -> bool:
        """One script; Redis's own clock counts the ten minutes."""
        return bool(self._link.run(FIRST_TIME, (key("request", request_id),), (REPLAY_SECONDS,)))


def _is_refused(error: Exception) -> bool:
    """Whether the store answers, and only does not want to tell."""
    cause = error.__cause__ if isinstance(error, LedgerAway) else error
    return isinstance(cause, ResponseError)
