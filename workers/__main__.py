"""`python -m workers`: the pool."""

import gc

from workers.bootstrap import read_settings, start_logging
from workers.equipment import make_clients, make_engine, name_executor
from workers.pool import TickPool
from workers.rq_queue import connect
from workers.tick import equip


def main() -> None:
    """Make everything, then run workers until told to stop."""
    settings = read_settings()
    log = start_logging(settings).bind(process="worker")
    clients = make_clients(settings)
    engine = make_engine(settings, clients, log)
    equip(engine, name_executor)
    pool = TickPool(
        connect(settings.redis_url),
        settings.ddbdr_workers,
        ledger=engine.ledger,
        log=log,
        before_fork=clients.stay_signed_in,
    )
    # What is made by now stays: no collection looks at it, and so forked workers go on sharing it.
    gc.collect()
    gc.freeze()
    pool.start(logging_level="WARNING")


if __name__ == "__main__":
    main()
