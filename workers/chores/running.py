"""Running a chore, and when it is due again."""

from datetime import datetime, timedelta

from recovery.errors import LedgerAway
from workers.chores.directory import refresh_directory
from workers.chores.inventory import take_inventory
from workers.chores.names import DIRECTORY, INVENTORY, POINTS
from workers.chores.recovery_points import take_points
from workers.engine import Engine

BROKEN = timedelta(minutes=5)
"""Until a chore that broke is tried again."""


def run_chore(engine: Engine, id_: str) -> None:
    """Run it once; one that this version does not know is never due again."""
    try:
        again = _dispatch(engine, id_)
    except LedgerAway:
        raise
    except Exception:
        engine.log.exception("chore broke", chore=id_)
        again = engine.clock.now() + BROKEN
    engine.ledger.due.finish(id_, engine.executor, at=again)


def _dispatch(engine: Engine, id_: str) -> datetime | None:
    if id_ == DIRECTORY:
        return refresh_directory(engine)
    if id_.startswith(INVENTORY):
        account, _, region = id_.removeprefix(INVENTORY).partition("/")
        return take_inventory(engine, account, region)
    if id_.startswith(POINTS):
        account, _, region = id_.removeprefix(POINTS).partition("/")
        return take_points(engine, account, region)
    engine.log.warning("unknown chore", chore=id_)
    return None
