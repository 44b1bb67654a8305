"""Everything a worker works with, made once per process and handed down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from structlog.typing import FilteringBoundLogger

from recovery.config import Config
from recovery.ledger.port import Ledger
from recovery.timepiece import Clock
from workers.aws.door import Aws
from workers.kinds.work import Kind, Known


@dataclass(frozen=True, kw_only=True)
class Engine:
    """What ticks and chores are given.

    Attributes:
        executor: Unique to one RQ job; who holds a claim.
        clock: Domain time.
        wall: Epoch seconds, for leases and pacing.
        queues: ARNs of the queues that get events, as `workers.aws.queue_arns` keys them.
    """

    ledger: Ledger
    aws: Aws
    config: Config
    clock: Clock
    wall: Callable[[], float]
    executor: str
    kinds: Mapping[str, Kind]
    log: FilteringBoundLogger
    queues: Mapping[str, str] = field(default_factory=dict)

    def known(self) -> Known:
        """What planners and steps may know without asking AWS."""
        return Known(
            config=self.config,
            now=self.clock.now(),
            wall=self.wall,
            history=self.ledger.history,
            jobs=self.ledger.jobs,
            rates=self.ledger.rates,
            sightings=self.ledger.sightings,
            queues=self.queues,
        )
