"""What a worker is equipped with, made once in the pool before anything is forked."""

import secrets
import time

from structlog.typing import FilteringBoundLogger

from recovery.errors import Refusal
from recovery.ledger import open_ledger
from workers.aws.boto import BotoAws, warm
from workers.aws.clients import Clients
from workers.aws.queue_arns import queue_arns
from workers.bootstrap import read_config, warn_of_losses
from workers.engine import Engine
from workers.kinds import KINDS
from workers.settings import Settings
from workers.timepiece import make_clock
from workers.vital_signs import instance


def make_clients(settings: Settings) -> Clients:
    """boto3 clients for the configured accounts."""
    return Clients(read_config(settings), settings.aws_endpoint_url)


def make_engine(settings: Settings, clients: Clients, log: FilteringBoundLogger) -> Engine:
    """What ticks work with."""
    ledger = open_ledger(settings.redis_url)
    warn_of_losses(ledger, log)
    aws = BotoAws(
        clients=clients,
        rates=ledger.rates,
        wall=time.time,
        sandbox=settings.aws_endpoint_url is not None,
    )
    warm(aws, clients.config)
    return Engine(
        ledger=ledger,
        aws=aws,
        config=clients.config,
        clock=make_clock(settings.ddbdr_clock_url),
        wall=time.time,
        executor=name_executor(),
        kinds=KINDS,
        log=log,
        queues=_queues(settings, clients, log),
    )


def _queues(settings: Settings, clients: Clients, log: FilteringBoundLogger) -> dict[str, str]:
    """Where events go; a queue that cannot be told stops no restore."""
    try:
        return queue_arns(settings.events_queues, clients.config)
    except Refusal as refusal:
        log.warning("a queue's URL cannot be read", why=str(refusal))
        return {}


def name_executor() -> str:
    """Host, pid and a random part: pids come again, claims must not."""
    return f"worker {instance()}:{secrets.token_hex(4)}"
