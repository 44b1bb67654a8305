"""Running a chore, and when it is due again."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from recovery.errors import LedgerAway
from recovery.news import ALARM_DIGEST, DIGEST
from workers.aws.errors import Unreachable
from workers.chores.digest import tell_digests
from workers.chores.directory import refresh_directory
from workers.chores.inventory import take_inventory
from workers.chores.names import (
    DIRECTORY,
    INVENTORY,
    NATIVE_BACKUP,
    POINTS,
    REACHED,
    RETENTION,
    SCHEDULES,
    WATCH,
    all_chores,
)
from workers.chores.native_backup import tell_native_backup
from workers.chores.reached import tell_reached
from workers.chores.recovery_points import take_points
from workers.chores.retention import keep_no_longer
from workers.chores.schedules import take_schedules
from workers.chores.silence import Silence
from workers.chores.watch import watch_tables
from workers.engine import Engine

Read = Callable[[Engine, str, str], datetime]

BROKEN = timedelta(minutes=5)
"""Until a chore that broke is tried again."""


def run_chore(engine: Engine, id_: str) -> None:
    """Run it once; one that this version or ddbdr.yaml does not know is never due again."""
    try:
        again = _dispatch(engine, id_)
    except LedgerAway:
        raise
    except Exception:
        engine.log.exception("chore broke", chore=id_)
        again = engine.clock.now() + BROKEN
    engine.ledger.due.finish(id_, engine.executor, at=again)


def _dispatch(engine: Engine, id_: str) -> datetime | None:
    if id_ in _CHORES:
        return _CHORES[id_](engine)
    for prefix, tell in _TELLING.items():
        if id_.startswith(prefix):
            return tell(engine, id_.removeprefix(prefix))
    for prefix, read in _READING.items():
        if id_.startswith(prefix) and id_ in all_chores(engine.config):
            return _read(engine, id_, id_.removeprefix(prefix), read)
    engine.log.warning("unknown chore", chore=id_)
    return None


def _read(engine: Engine, id_: str, place: str, read: Read) -> datetime:
    account, _, region = place.partition("/")
    silence = Silence(engine, id_, place, tuple(f"{prefix}{place}" for prefix in _READING))
    if not silence.may_ask():
        return silence.later()
    try:
        again = read(engine, account, region)
    except Unreachable:
        return silence.unanswered()
    silence.answered()
    return again


_CHORES: dict[str, Callable[[Engine], datetime | None]] = {
    DIRECTORY: refresh_directory,
    WATCH: watch_tables,
    DIGEST: partial(tell_digests, urgent=False),
    ALARM_DIGEST: partial(tell_digests, urgent=True),
}
_TELLING: dict[str, Callable[[Engine, str], datetime | None]] = {
    NATIVE_BACKUP: tell_native_backup,
    REACHED: tell_reached,
}
"""By the beginning of their ids; what follows is handed over."""
_READING: dict[str, Read] = {
    INVENTORY: take_inventory,
    POINTS: take_points,
    SCHEDULES: take_schedules,
    RETENTION: keep_no_longer,
}
"""The same; `account/region` follows, and each raises Unreachable where AWS gives no answer."""
