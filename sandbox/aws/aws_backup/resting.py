"""AWS Backup's own work on the agenda; in a region that is out it rests."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sandbox.aws.agenda import Act
from sandbox.aws.world import World

RETRY = timedelta(seconds=60)


def later(world: World, region: str, instant: datetime, act: Act, over: Callable[[], bool]) -> None:
    """Do `act` at `instant`, or within a minute of the region's return; not at all once `over`."""

    def due(at: datetime) -> None:
        if over():
            return
        if world.region_is_out(region):
            world.agenda.at(at + RETRY, due)
        else:
            act(at)

    world.agenda.at(instant, due)
