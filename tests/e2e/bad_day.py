"""A bad day of one stack: everything is killed, then Valkey has its outages.

Executors that die cost their jobs a lease of half a minute. So all of it happens first, one
thing upon the other, in a thread beside the calm tests; what came of it is looked at last.
"""

from dataclasses import dataclass

from sandbox.processes import wait_until
from tests.e2e.crew import Crew
from tests.e2e.outages import Outages, live_through
from tests.e2e.running import Running
from tests.e2e.strikes import approve_planned, lose_batch, pool_of, strike_all, strike_backup
from tests.e2e.victims import rq_workers


@dataclass(frozen=True)
class BadDay:
    """What happened.

    Attributes:
        rough: The stack; its people are the tests' again.
        struck: Name of a strike to the job it hit; `backup` and `batch` are such names too.
        outages: Those of Valkey.
    """

    rough: Running
    struck: dict[str, str]
    outages: Outages

    @property
    def crew(self) -> Crew:
        """The stack's people."""
        return self.rough.crew


def have_a_bad_day(rough: Running) -> BadDay:
    """Live through it."""
    struck = {"batch": lose_batch(rough), "backup": strike_backup(rough)} | strike_all(rough)
    wait_until("both workers", lambda: len(rq_workers(pool_of(rough))) == 2, seconds=60)
    outages = live_through(rough)
    approve_planned(rough, struck)
    return BadDay(rough, struck, outages)
