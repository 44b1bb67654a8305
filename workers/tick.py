"""The tick: what an RQ worker does with a batch of claimed ids.

`advance` is the one function the pool may run. Each id is a job or a chore; of a job
one step is run and saved. A batch that took long gives the rest back, so that others
do not wait for it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from recovery.errors import ClaimLost, LedgerAway
from workers.chores.names import is_chore
from workers.chores.running import run_chore
from workers.engine import Engine
from workers.rq_queue import LEASE_SECONDS
from workers.visit import Visit

BATCH_SECONDS = 2.0
"""After this long no further id is begun: a visit to a slow AWS gets (almost) all of the 25 s
after which RQ ends a batch, and those behind it get workers and leases of their own."""

_equipped: list[Engine] = []
_executors: list[Callable[[], str]] = []


def equip(engine: Engine, name_executor: Callable[[], str]) -> None:
    """Give this process its engine; the pool does it once, before it forks workers."""
    _equipped[:] = [engine]
    _executors[:] = [name_executor]


def advance(ids: list[str]) -> None:
    """What RQ runs, with JSON arguments: a batch of claimed ids."""
    if not _equipped:
        raise RuntimeError("this process has no engine: it was not started by workers.pool")
    if not isinstance(ids, list) or not all(isinstance(id_, str) for id_ in ids):
        raise TypeError("a batch is a list of ids")
    engine = replace(_equipped[0], executor=_executors[0]())
    advance_all(engine, ids)


def advance_all(engine: Engine, ids: Sequence[str]) -> None:
    """Visit each id that this executor can take."""
    begun = engine.wall()
    for place, id_ in enumerate(ids):
        if engine.wall() - begun > BATCH_SECONDS:
            rest = ids[place:]
            engine.log.info("batch gives back", ids=len(rest))
            engine.ledger.due.give_back(rest, executor=None, now=engine.clock.now())
            return
        try:
            _advance(engine, id_)
        except ClaimLost as lost:
            engine.log.info("claim lost", id=id_, why=str(lost))
        except LedgerAway as away:
            # Nothing can be saved: leases run out, and others go on when it is back.
            engine.log.warning("ledger away", id=id_, why=str(away))
            return
        except Exception:
            # A defect with one id must not keep others of the batch waiting; its lease runs out.
            engine.log.exception("visit broke", id=id_)


def _advance(engine: Engine, id_: str) -> None:
    is_ours = engine.ledger.due.take(
        id_, engine.executor, wall=engine.wall(), lease_seconds=LEASE_SECONDS
    )
    if not is_ours:
        return
    if is_chore(id_):
        run_chore(engine, id_)
        return
    dossier = engine.ledger.jobs.dossier(id_)
    if dossier is None or dossier.job.state.is_terminal:
        engine.ledger.due.finish(id_, engine.executor, at=None)
        return
    Visit(engine, dossier).run()
